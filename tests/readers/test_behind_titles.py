"""What stands behind a title: its authors and year in brackets or behind "by", the pages to read; links to nowhere."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import CitationLine, read_citation
from tests.readers.markdown_samples import notes

TITLES = ["[Big lamps: new challenges](https://lamps.example.com/big)", "**Big lamps: new challenges**"]


def citation(text: str) -> CitationLine:
    return read_citation(text, {}, line=1)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    ("behind", "authors", "year"),
    [
        (" (Srivastava, 2014)", ("Srivastava",), 2014),
        (" (Roe 2014)", ("Roe",), 2014),
        (" [Roe, 2014]", ("Roe",), 2014),
        (" (Roe, Poe & Moe 2014)", ("Roe", "Poe", "Moe"), 2014),
        (" (Roe and Poe, 2014): a remark", ("Roe", "Poe"), 2014),
        (" (Jane Roe and Max Poe)", ("Jane Roe", "Max Poe"), None),
        (" by Jane Roe and Max Poe", ("Jane Roe", "Max Poe"), None),
        (" (Updated 2014)", (), None),
        (" (Second Edition, 2014)", (), None),
        (" (Ecology, 2014)", (), None),
        (" by the river", (), None),
    ],
)
def test_the_authors_behind_a_title(title: str, behind: str, authors: tuple[str, ...], year: int | None) -> None:
    read = citation(title + behind)
    assert (read.title, read.byline.authors, read.byline.year) == ("Big lamps: new challenges", authors, year)
    assert ("a remark" in read.remark) == ("a remark" in behind)


@pytest.mark.parametrize("target", ['""', "'#'", '"" target="_blank"'])
def test_a_link_that_leads_nowhere_marks_a_title(target: str) -> None:
    read = citation(f'Max Poe, <a href={target}>"Lamps: A Definition,"</a> *Lamp Review* 111:3 (2006): 741-57.')
    assert (read.title, read.byline.authors, read.byline.venue) == ("Lamps: A Definition", ("Max Poe",), "Lamp Review")
    assert not read.links


@pytest.mark.parametrize("pages", ["", ": 10-69.", ", chs. 1-3", ", pp. 5 and 7", ", xi-xx"])
def test_the_pages_of_a_book_to_read_are_no_part_of_its_title(pages: str) -> None:
    read = citation(f"Ada Moe, The Two Boats of Calais: An Odyssey (Calais, MA: Lamp University Press, 2004){pages}")
    assert (read.title, read.byline.authors, read.byline.year) == (
        "The Two Boats of Calais: An Odyssey",
        ("Ada Moe",),
        2004,
    )


def test_places_behind_many_titles_without_the_century() -> None:
    works = [
        ("Lamps", "CCS 23"),
        ("Wicks", "USENIX Security 22"),
        ("Fog", "NDSS19"),
        ("Oil", "MobiCom 99"),
        ("Smoke", "IEEE S&P 19"),
    ]
    lines = [f"[A Primer on {thing} at Sea](https://x.example/{thing}.pdf) ({place})\n" for thing, place in works]
    found = notes("# Lights\n\n" + "\n".join(lines), "README.md")
    assert [(note.venue, note.year, note.comment) for note in found] == [
        ("CCS", 2023, ""),
        ("USENIX Security", 2022, ""),
        ("NDSS", 2019, ""),
        ("MobiCom", 1999, ""),
        ("IEEE S&P", 2019, ""),
    ]
    (one,) = notes("# Lights\n\n" + lines[0], "README.md")
    assert (one.venue, one.year, one.comment) == ("", None, "(CCS 23)")


def test_numbers_behind_titles_that_are_no_years() -> None:
    lines = [
        f"- [A Primer on {thing} at Sea](https://x.example/{thing}.pdf) (Week {number})\n"
        for number, thing in enumerate(("Lamps", "Wicks", "Fog", "Oil"), 11)
    ]
    assert {note.year for note in notes("# Lights\n\n" + "".join(lines), "README.md")} == {None}
