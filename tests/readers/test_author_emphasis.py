"""The name that people set in bold type in the authors of their own publications."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.author_emphasis import without_author_emphasis
from biblio.readers.markdown.citation import read_citation
from tests.readers.markdown_samples import notes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("__Roe, J.__, Poe, M. (2021). Lanterns.", "Roe, J., Poe, M. (2021). Lanterns."),
        ("Poe, M., **Roe, J.**, Foe, A., 2019. Lanterns.", "Poe, M., Roe, J., Foe, A., 2019. Lanterns."),
        ("Poe, M.; *Roe, J.*; Foe, A. Lanterns.", "Poe, M.; Roe, J.; Foe, A. Lanterns."),
        ("Poe M, **Roe J**, Foe A. Lanterns.", "Poe M, Roe J, Foe A. Lanterns."),
        ("**BLANC Anne**. *Phares*. Paris : Quai, 2002.", "BLANC Anne. *Phares*. Paris : Quai, 2002."),
        ("**BLANC Anne, McNOIR Luc (dir.)**. *Phares*.", "BLANC Anne, McNOIR Luc (dir.). *Phares*."),
        ("**BLANC A. B., NOIR L. C**. *Phares*.", "BLANC A. B., NOIR L. C. *Phares*."),
        ("Max Poe, **Jane Roe**, and Ann Foe. Lanterns.", "Max Poe, Jane Roe, and Ann Foe. Lanterns."),
    ],
)
def test_names_lose_their_marks(text: str, plain: str) -> None:
    assert without_author_emphasis(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "**Lanterns at sea**, Roe, J., 2021",
        "**Deep Learning**, Goodfellow, 2016",
        "**DNA Lanterns**, Roe, J., 2016",
        "**Lanterns.** *Roe and Poe.* 2020",
        "Roe, J. (2021). **Lanterns, A.**, 3",
        "We saw **Roe, J.**, and left",
    ],
)
def test_titles_and_remarks_keep_them(text: str) -> None:
    assert without_author_emphasis(text) == text


def test_a_page_of_own_publications() -> None:
    first, second = notes(
        """
        # Publications

        **Roe, J.**, Poe, M., ... & Foe, A. (2021). Lanterns at the edge of the sea. Journal of Light, 3, 1-10.

        Poe, M.; **Roe, J.**; Foe, A. Buoys in heavy weather. Light Sens. 2020, 12, 4154.
        """,
        "list.md",
    )
    assert (first.title, first.authors) == ("Lanterns at the edge of the sea", ("Roe, J.", "Poe, M.", "Foe, A."))
    assert (second.title, second.year) == ("Buoys in heavy weather", 2020)


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        ("**Roe, Jane.** *The Lamps of the North*. Harbour Press, 2004.", "The Lamps of the North", ("Roe, Jane",)),
        ("**Roe, Jane** (2004). *The Lamps of the North*. Harbour Press.", "The Lamps of the North", ("Roe, Jane",)),
        ("**Roe, Jane**. *The Lamps of the North*. Harbour Press, 2004.", "The Lamps of the North", ("Roe, Jane",)),
        ("**Jane Roe**, *The Lamps of the North* (Harbour Press, 2004)", "The Lamps of the North", ("Jane Roe",)),
        (
            '**Poe, Max, and Ada Moe.** "Whale Oil and Empire." *Journal of Oil* 12, no. 3 (2011): 45–67.',
            "Whale Oil and Empire",
            ("Poe, Max", "Ada Moe"),
        ),
        ("**———.** *Whales without Oil*. Harbour Press, 2015.", "Whales without Oil", ()),
        ("**Oil, Wicks.** *Journal of Light*, 2015.", "Oil, Wicks", ()),
        ("**Deep Learning.** *Nature*, 2015.", "Deep Learning", ()),
    ],
)
def test_authors_in_bold_type_before_a_marked_title(line: str, title: str, authors: tuple[str, ...]) -> None:
    read = read_citation(line, {}, line=1)
    assert (read.title, read.byline.authors) == (title, authors)


def test_the_editors_behind_a_book_are_no_part_of_its_title() -> None:
    for editors in ("ed. Max Poe and Ada Moe", "edited by Max Poe"):
        read = read_citation(
            f'Doe, Tim. "Whales without Oil." In *Seas of Light*, {editors}, 12–34. Harbour, 2015.', {}, line=1
        )
        assert read.byline.venue == "Seas of Light"
