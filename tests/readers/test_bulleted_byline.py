"""Authors, venue and year in bullets without labels below a title, and lists of anything else there."""

from __future__ import annotations

import pytest

from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.markdown.bulleted_byline import byline_of_bullets
from biblio.readers.markdown.byline import read_byline
from biblio.readers.markdown.markdown_reader import READER


def notes(text: str, name: str = "papers/a.md") -> list[Note]:
    return [item for item in READER.read(Document(name, text, name)) if isinstance(item, Note)]


@pytest.mark.parametrize(
    ("items", "authors", "venue", "year"),
    [
        (["Rita Vega, Paul Onyango", "University of Moss", "ICML 2016", "Moss holds water."], 2, "ICML", 2016),
        (["Rita Vega", "Paul Onyango", "https://arxiv.org/abs/1601.00011", "a remark of mine"], 2, "", None),
        (["[pdf](https://arxiv.org/pdf/1601.00011)", "*R. Vega, P. Onyango et al.* (2016)"], 2, "", 2016),
        (["Rita Vega", "NeurIPS 2016"], 1, "NeurIPS", 2016),
        (["NeurIPS 2016", "Moss holds water."], 0, "NeurIPS", 2016),
        (["Key Idea", "Main Results", "2016"], 0, "", None),
        (["Random Forests", "Neural Networks"], 0, "", None),
        (["Moss holds water.", "Rita Vega, Paul Onyango"], 0, "", None),
        (["Rita Vega", "likes moss"], 0, "", None),
        (["UC Berkeley", "ICML 2016"], 0, "ICML", 2016),
        (["Institute of Moss, Fern University", "ICML 2016"], 0, "ICML", 2016),
        (["The institute of moss is large", "ICML 2016"], 0, "", None),
        (["Rita Vega, University of Moss, Twin Hills; Paul Onyango, Fern Labs", "ICML 2016"], 2, "ICML", 2016),
        (["Rita Vega (UC San Diego), Paul Onyango (University of Moss, San Diego)", "ICML 2016"], 2, "ICML", 2016),
        (["Authors:", "ICML 2016"], 0, "ICML", 2016),
    ],
)
def test_the_first_bullets(items: list[str], authors: int, venue: str, year: int | None) -> None:
    byline = byline_of_bullets(items)
    assert (len(byline.authors), byline.venue, byline.year) == (authors, venue, year)


def test_bullets_below_the_title_of_a_note() -> None:
    text = "# How moss holds water\n\n[paper](https://arxiv.org/abs/1601.00011)\n\n- Rita Vega, Paul Onyango\n- ICML 2016\n"
    (note,) = notes(text + "\n## Notes\n\n- Ada Silva, Jo Park\n")
    assert (note.authors, note.venue, note.year) == (("Rita Vega", "Paul Onyango"), "ICML", 2016)
    prose = "# How moss holds water\n\nhttps://arxiv.org/abs/1601.00011\n\nI read this paper with\n\n- Ada Silva\n- Jo Park\n"
    assert notes(prose)[0].authors == ()
    labelled = "# How moss holds water\n\nAuthors: Rita Vega\nDOI: 10.5555/moss.16\n\n- Ada Silva, Jo Park\n"
    assert notes(labelled)[0].authors == ("Rita Vega",)


def test_bullets_below_an_item_of_a_list() -> None:
    text = (
        "# Papers\n\n- [How moss holds water](https://arxiv.org/abs/1601.00011)\n  - Rita Vega, Paul Onyango\n"
        "  - Moss holds water.\n- [Ferns at night](https://arxiv.org/abs/1901.00012)\n  - Lovely Pictures\n  - Read Twice\n"
    )
    moss, ferns = notes(text, "list.md")
    assert (moss.authors, ferns.authors) == (("Rita Vega", "Paul Onyango"), ())


def test_names_in_bullets_below_a_key() -> None:
    text = (
        "- How moss holds water #paper\n  - Authors::\n    - [[Rita Vega]]\n    - [[Paul Onyango]]\n  - DOI:: 10.5555/moss.16\n"
        "- Ferns at night #paper\n  - Authors::\n    - [[Ada Silva]]\n  - DOI:: 10.5555/fern.19\n"
    )
    assert [note.authors for note in notes(text, "outline.md")] == [("Rita Vega", "Paul Onyango"), ("Ada Silva",)]


def test_names_below_a_title_as_references_begin() -> None:
    (note,) = notes("# How moss holds water\nVega, R. and Onyango, P. (2016)\n\nMoss is a sponge.\n", "a.md")
    assert (note.authors, note.year) == (("Vega, R.", "Onyango, P."), 2016)


def test_names_with_their_affiliations_in_bullets_below_a_key() -> None:
    text = """## [How moss holds water](https://arxiv.org/abs/1601.00011)

* Authors:
  * Rita Vega, University of Moss
  * Paul Onyango, Fern Technology Co., Ltd.
  * Ada Silva - Lichen College
  * Eva Luz, Universidad del Musgo

* ICML 2016
"""
    (note,) = notes(text)
    assert (note.authors, note.venue, note.year) == (
        ("Rita Vega", "Paul Onyango", "Ada Silva", "Eva Luz"),
        "ICML",
        2016,
    )


def test_who_found_what_bold_words_say_is_not_the_author_of_a_work_of_that_name() -> None:
    text = (
        "# Measuring moss\n\n## Open questions\n\n"
        "- **Does moss improve air?** Vega et al. (2011) note that this is unsettled (no study since Silva & Park 1983).\n"
        "- **A theory of moss.** Onyango (2004) calls this the area about which little is known.\n"
        "- **Which moss holds water?** Park and Silva (1995) ask for one that does, whatever grows beside it.\n"
    )
    assert not notes(text, "topics/moss.md")
    (work,) = notes("# Papers\n\n- **How moss holds water.** Vega et al. (2011). A good paper.\n", "list.md")
    assert (work.title, work.authors, work.year) == ("How moss holds water", ("Vega",), 2011)


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Rita Vega, (Lichen Park Service, n.d.)", ("Rita Vega",)),
        ("Rita Vega (Moss City, San Diego), Paul Onyango (Fern Valley)", ("Rita Vega", "Paul Onyango")),
        ("(Rita Vega, Paul Onyango, 2016)", ("Rita Vega", "Paul Onyango")),
        ("Vega, Onyango, Silva et al. · July 2016", ("Vega", "Onyango", "Silva")),
    ],
)
def test_what_is_in_brackets_behind_names(text: str, authors: tuple[str, ...]) -> None:
    assert read_byline(text).authors == authors
