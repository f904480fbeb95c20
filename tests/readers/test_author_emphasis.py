"""The name that people set in bold type in the authors of their own publications."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.author_emphasis import without_author_emphasis
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
