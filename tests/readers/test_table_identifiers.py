"""Tables of studies and of species: identifiers under other headers, titles in two languages, no header at all."""

from __future__ import annotations

import pytest

from biblio.extract.query import extract_query
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.layouts import reader_for
from biblio.readers.markdown.column_names import column_name
from biblio.readers.tables.table_reader import READER


def notes(text: str, name: str = "studies.csv") -> list[Note]:
    document = Document(name, text, name)
    if reader_for(document) is not READER:
        return []
    return [item for item in READER.read(document) if isinstance(item, Note)]


def identifiers(note: Note) -> list[str]:
    return [str(identifier) for identifier in extract_query(note).identifiers]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Author,PMID,Trait,N", ("Roe J,27040690,smoking,12", "Poe M,27843151,alcohol,9"), "pmid:27040690"),
        ("trait,ref_pmid,ref_title", ("smoking,27040690,Lanterns of the North",), "pmid:27040690"),
        ("PMID,Title", ("27040690.0,Lanterns of the North",), "pmid:27040690"),
        ("ID,Title", ("27040690,Lanterns", "11843151,Old glass", "28002404,New glass"), "pmid:27040690"),
        ("Study ID,Title", ("PMC4833289,Lanterns", "PMC4833290,Old glass"), "pmcid:PMC4833289"),
        ("id,Title", ("10.1000/first,Lanterns", "PMID: 27843151,Old glass"), "doi:10.1000/first"),
    ],
)
def test_identifiers_of_rows(header: str, cells: tuple[str, ...], expected: str) -> None:
    rows = notes("\n".join((header, *cells)))
    assert len(rows) == len(cells)
    assert identifiers(rows[0]) == [expected]


def test_numbers_that_count_rows_are_no_identifiers() -> None:
    rows = notes("ID,Title,Author\n20000001,Lanterns,Roe\n20000002,Old glass,Poe\n20000004,New glass,Doe\n")
    assert [identifiers(note) for note in rows] == [[], [], []]


def test_a_table_of_results_has_one_source_for_many_rows() -> None:
    rows = "".join(f"gene{number},27040690,0.0{number}\n" for number in range(1, 9))
    assert notes(f"gene,PMID,p\n{rows}") == []


def test_another_identifier_is_not_that_of_the_row() -> None:
    (note,) = notes("ref_title,ref_authors,ref_year,source_pmid\nLanterns of the North,Roe J,2011,27040690\n")
    assert (note.title, note.year, identifiers(note)) == ("Lanterns of the North", 2011, [])


@pytest.mark.parametrize("other", ["title_en", "Title (English)", "English title", "translated_title", "Title 2"])
def test_titles_in_two_languages(other: str) -> None:
    first, second = notes(f"Author,Title,{other}\nRoe,Laternen,Lanterns\nPoe,,Old glass\n")
    assert (first.title, first.other_titles) == ("Laternen", ("Lanterns",))
    assert (second.title, second.other_titles) == ("Old glass", ())


def test_an_original_title_is_the_title_where_there_is_no_other() -> None:
    (note,) = notes("Author,Original title,English title\nRoe,Laternen,Lanterns\n")
    assert (note.title, note.other_titles) == ("Laternen", ("Lanterns",))


@pytest.mark.parametrize(
    ("header", "name"), [("BibTitle", "title"), ("article_doi", "doi"), ("source_pmid", ""), ("paper_mood", "")]
)
def test_what_stands_before_the_name_of_a_column(header: str, name: str) -> None:
    assert column_name(header) == name


def test_characters_as_r_writes_them() -> None:
    (note,) = notes("Title,DOI\nCOVID<U+2010>19 at sea,10.1000/a\n")
    assert note.title == "COVID\u201019 at sea"


def test_a_table_without_header() -> None:
    rows = (
        'roe2009,10.1000/a,"Roe, J., and M. Poe. 2009. Growth of lanterns in the cold. Journal of Lamps 1:81-91."',
        'doe1992,na,"Doe, T. A. 1992. Glass in autumn. Lamps and Light 12:285-289."',
    )
    first, second = notes("\n".join(rows))
    assert (first.title, first.year, identifiers(first)) == ("Growth of lanterns in the cold", 2009, ["doi:10.1000/a"])
    assert (second.line, second.title, second.fields) == (2, "Glass in autumn", (("column 1", "doe1992"),))


@pytest.mark.parametrize("header", ["Book", "Book title", "Livre", "書籍名"])
def test_a_column_of_books_has_the_titles(header: str) -> None:
    (note,) = notes(f"{header},Author,Read\nLanterns,Jane Roe,2019-01-02\n")
    assert (note.title, note.authors) == ("Lanterns", ("Jane Roe",))
