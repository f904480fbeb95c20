"""Files that are broken, or have what no program should write, are read as far as they go: `tests/hostile` found these."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.citavi_reader import READER as CITAVI
from biblio.readers.layouts import READERS
from biblio.readers.skipped import Skipped
from tests.growth.targets import NAMES, PLACES, filled
from tests.readers.read_text import notes, own_urls

XML = ("endnote-xml", "calibre", "citavi", "dblp", "marc-xml", "mods", "pubmed-xml", "word-sources")


def forced(layout: str, text: str) -> list[ReadItem]:
    """What the reader of a layout yields that the user has set."""
    return list(READERS.load(layout).read(Document(NAMES[layout], text, NAMES[layout], is_forced=True)))


@pytest.mark.parametrize("layout", XML)
@pytest.mark.parametrize("reference", ["&#xd83d;", "&#55357;", "&#0;", "&#x1b;", "&#xFFFF;", f"&#{'9' * 5000};"])
def test_references_to_no_character_are_blanks(layout: str, reference: str) -> None:
    text = filled(PLACES[layout][-1], f"Lanterns{reference}of the North")
    (note,) = [item for item in forced(layout, text) if isinstance(item, Note)]
    assert note.title == "Lanterns of the North"


def test_an_instruction_among_the_fields_of_an_export_is_passed_over() -> None:
    text = "<CitaviExchangeData><References><Reference><Title>Lanterns</Title><?old 9?></Reference></References></CitaviExchangeData>"
    assert [note.title for note in notes(text, "x.xml")] == ["Lanterns"]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_line_ends_that_editors_do_not_know_are_none_in_front_matter(end: str) -> None:
    (note,) = notes(
        f"---\ntitle: Lanterns{end}of the North\nauthor:  #Roe\narxiv: 2401.00001\ntags: #snow\n---\nWords.\n", "x.md"
    )
    assert (note.title, note.tags) == ("Lanterns of the North", ("snow",))


def test_problems_of_data_are_on_lines_of_the_file() -> None:
    for text in (
        '- title: "Lanterns of the North"\n  authors: ["Jane Roe"',
        '- title: "A"\u2028\u2028\u2028  year: 2020\n  x: [\n',
    ):
        found = [item for item in forced("data", text) if isinstance(item, Problem)]
        assert [1 <= problem.line <= text.count("\n") + 1 for problem in found] == [True]


@pytest.mark.parametrize("start", ["<![", "<![[[[", "<![if x", "<![x y z"])
def test_what_begins_like_a_section_of_html_ends_nothing(start: str) -> None:
    text = f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{start}>\n<DL><p><DT><A HREF="https://arxiv.org/abs/2401.00001">Lanterns</A></DL>'
    assert [own_urls(note) for note in notes(text, "x.html")] == [["https://arxiv.org/abs/2401.00001"]]
    mail = "From: a@b.c\nSubject: Papers\nDate: Thu, 7 Mar 2019 10:00:00 GMT\nContent-Type: text/html\n\n"
    page = f"{mail}{start}><ul><li>Jane Roe: <a href=https://arxiv.org/abs/2401.00001>Lanterns of the North</a></li></ul>\n"
    assert [note.date for note in notes(page, "x.eml")] == [PartialDate(2019, 3, 7)]


def test_a_mail_of_a_year_that_no_calendar_has_is_read_without_a_date() -> None:
    head = f"From: a@b.c\nSubject: Papers\nDate: Thu, 7 Mar {'9' * 30} 10:00:00 GMT\n\n"
    (note,) = notes(f"{head}- [Lanterns of the North](https://arxiv.org/abs/2401.00001), Jane Roe\n", "x.eml")
    assert note.date is None


def test_an_address_in_the_column_of_titles_is_a_link() -> None:
    (note,) = forced(
        "readwise-csv", "Highlight,Book Title,Book Author,Tags\nwords,https://arxiv.org/abs/2401.00001,,\n"
    )
    assert isinstance(note, Note)
    assert (note.title, own_urls(note)) == (None, ["https://arxiv.org/abs/2401.00001"])


def test_a_backup_that_is_damaged_inside_is_a_problem() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.ctv6", "<CitaviExchangeData>" + "words " * 99)
    data = bytearray(file.getvalue())
    packed = data.index(b"x.ctv6") + len(b"x.ctv6")
    data[packed : packed + 3] = b"\xff\xff\xff"
    encrypted = bytearray(file.getvalue())
    encrypted[6] |= 1
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    for broken in (data, encrypted):
        (problem,) = CITAVI.read(Document("x.ctv6bak", "", "x.ctv6bak", data=bytes(broken)))
        assert isinstance(problem, Problem)
        assert "cannot be read" in problem.what


@pytest.mark.parametrize("number", ["9" * 5000, "²", "9" * 30])
def test_numbers_beyond_use_are_none(number: str) -> None:
    entry = f"@article{{roe, title = {{Lanterns of the North}}, year = 2019, month = {{{number}}}, day = {{{number}}}, volume = {{{number}}}, pages = {{{number}--{number}}}}}\n"
    (note,) = notes(entry, "x.bib")
    assert note.title == "Lanterns of the North"
    twice = SourceText("x.bib", entry + entry.replace("roe", "roe2").replace("2019", f"{{{number}}}"))
    list(check_bibliography(twice, today=date(2026, 1, 1)))


def test_an_item_with_a_number_that_cannot_be_read_is_said_and_the_next_one_is_read() -> None:
    items = f'[{{"id": "a", "type": "book", "title": "Lanterns", "volume": {"9" * 5000}}}, {{"id": "b", "type": "book", "title": "Slow Rivers"}}]'
    found = forced("csl-json", items)
    assert [item.title for item in found if isinstance(item, Note)] == ["Slow Rivers"]
    assert [problem.what for problem in found if isinstance(problem, Problem)] == ["invalid JSON: a number is too long"]


@pytest.mark.parametrize("columns", ["9" * 5000, "9" * 30, "999999999", "0"])
def test_a_table_of_more_columns_than_there_are_words_is_read(columns: str) -> None:
    text = f"= Papers\n#table(columns: {columns}, [Title], [Link], [Lanterns of the North], [https://arxiv.org/abs/2401.00001])\n"
    assert all(isinstance(item, Problem | Skipped | Note) for item in forced("typst", text))
