"""Tables with one work per row: reading lists in many languages, Notion, Goodreads, Readwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.errors import Problem
from biblio.lookup.progress import SilentProgress
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.discovery import list_files
from biblio.readers.layouts import reader_for
from biblio.readers.markdown.column_names import column_name
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import read_listing
from biblio.readers.skipped import Skipped
from biblio.readers.tables.notion_rows import join_notion_rows
from biblio.readers.tables.readwise_reader import READER as READWISE
from biblio.readers.tables.table_reader import READER
from biblio.settings import NoteSource
from biblio.state import open_state

NOTION = "Papers 0123456789abcdef0123456789abcdef"


def read(text: str, name: str = "list.csv") -> list[ReadItem]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader in (READER, READWISE)
    return list(reader.read(document))


def notes(text: str, name: str = "list.csv") -> list[Note]:
    return [item for item in read(text, name) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


@pytest.mark.parametrize(
    ("name", "header", "cells"),
    [
        ("list.csv", "Title,Authors,Year,Venue,DOI,Tags,Notes", 'T,"{names}",2019,V,10.1000/x,"a, b",n'),
        (
            "list.csv",
            "Titel;Autor(en);Jahr;Zeitschrift;DOI;Schlagwörter;Bemerkungen",
            'T;"{names}";2019;V;10.1000/x;a, b;n',
        ),
        ("list.csv", "Titre;Auteurs;Année;Revue;DOI;Mots-clés;Remarques", 'T;"{names}";2019;V;10.1000/x;a, b;n'),
        (
            "list.csv",
            "Título,Autores,Año,Revista,DOI,Palabras clave,Comentarios",
            'T,"{names}",2019,V,10.1000/x,"a, b",n',
        ),
        ("list.tsv", "論文タイトル\t著者\t発表年\t会議\tDOI\tタグ\tメモ", "T\t{names}\t2019\tV\t10.1000/x\ta、b\tn"),
        ("list.tsv", "论文标题\t作者\t年份\t期刊\tDOI\t关键词\t备注", "T\t{names}\t2019\tV\t10.1000/x\ta；b\tn"),
        ("list.tsv", "제목\t저자\t연도\t학회\tDOI\t키워드\t메모", "T\t{names}\t2019\tV\t10.1000/x\ta, b\tn"),
    ],
)
def test_headers_in_many_languages(name: str, header: str, cells: str) -> None:
    row = cells.replace("T", "Colours of Old Glass", 1).format(names="Ada Example; Max Muster")
    (note,) = notes(f"{header}\n{row}\n", name)
    assert note.title == "Colours of Old Glass"
    assert note.authors == ("Ada Example", "Max Muster")
    assert (note.year, note.venue) == (2019, "V")
    assert own_urls(note) == ["https://doi.org/10.1000/x"]
    assert note.tags == ("a", "b")
    assert note.comment == "n"
    assert (note.line, note.end_line, note.layout) == (2, 2, "table")


@pytest.mark.parametrize(
    ("header", "name"),
    [("Paper / Year", "paper"), ("Papers", "paper"), ("Link (PDF)", "url"), ("**Title**", "title"), ("Mood", "")],
)
def test_what_a_header_means(header: str, name: str) -> None:
    assert column_name(header) == name


def test_a_header_below_a_title_and_links_in_cells() -> None:
    text = (
        "Reading group 2023,,\n,,\nNo,Paper,Link\n1,[Walks of a Drunken Ant](https://arxiv.org/abs/2102.00002),\n"
        '2,"=HYPERLINK(""https://arxiv.org/abs/2103.00003"",""Colours of Old Glass"")",\n3,Lanterns,https://doi.org/10.1000/x\n4,,\n'
    )
    walks, glass, lanterns = notes(text)
    assert (walks.title, own_urls(walks), walks.line) == (
        "Walks of a Drunken Ant",
        ["https://arxiv.org/abs/2102.00002"],
        4,
    )
    assert (glass.title, own_urls(glass)) == ("Colours of Old Glass", ["https://arxiv.org/abs/2103.00003"])
    assert lanterns.title == "Lanterns"


def test_tables_of_other_things_have_no_notes() -> None:
    people = "Name,URL,Role,Tags\nAda Example,https://example.org/ada,PI,lab\n"
    assert [type(item) for item in read(people)] == [Skipped]
    films = "Title,Year,Director\nThe Lamp,1999,Jo Berg\n"
    assert notes(films) == []
    assert reader_for(Document("data.csv", "x,y\n1,2\n", "data.csv")) is not READER


def test_a_broken_row_is_reported_and_the_rest_is_read() -> None:
    text = 'Title,Author\nLanterns,Ada Example\n"Broken,x\nWalks,Max Muster\nBad"quote,"a"b\nGlass,Jo Berg\n'
    items = read(text)
    assert next(item.line for item in items if isinstance(item, Problem)) == 3
    assert {item.title for item in items if isinstance(item, Note)} >= {"Lanterns", "Walks", "Glass"}


def test_a_cell_of_several_lines() -> None:
    first, second = notes('Title,Author,Notes\nLanterns,Ada Example,"one\ntwo"\nWalks,Jo Berg,\n')
    assert (first.line, first.end_line, first.comment) == (2, 3, "one\ntwo")
    assert second.line == 4


def test_tags_and_reviews_as_programs_write_them() -> None:
    text = 'URL,Title,Folder,Timestamp,Tags\nhttps://arxiv.org/abs/1601.00011,Moss,Unread,1514764800,"[""wet moss"",""nlp""]"\n'
    assert notes(text)[0].tags == ("wet moss", "nlp")
    text = "Title,Author,DOI,My Review\nMoss,Rita Vega,10.5555/moss.16,Great.<br/>Really.\n"
    assert notes(text)[0].comment == "Great.\nReally."


def test_books_of_goodreads() -> None:
    (note,) = notes(
        "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,Year Published,Bookshelves,Exclusive Shelf,My Review\n"
        '1,"The Lamp, and Other Lights",Mina Kim,"Kim, Mina",Jo Berg,"=""0140283293""","=""9780140283297""",2001,"to-read, light",to-read,Fine\n'
    )
    assert (note.title, note.kind_hint, note.tags) == ("The Lamp, and Other Lights", "book", ("light",))
    assert note.authors == ("Mina Kim", "Jo Berg")
    assert ("isbn", "9780140283297") in note.fields


READWISE_TABLE = """\
Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags
"First line
second line",Lanterns in the Dark,"Mina Kim, Jo Berg",,mine,,h1,page,1,2023-03-02 10:00:00+00:00,"graphs, light"
Tweet,Tweets From Somebody,@somebody,,,,,,,,
Later,Lanterns in the Dark,"Mina Kim, Jo Berg",,,,,page,9,2023-03-01 10:00:00+00:00,"graphs, light"
Bright,Glass,Ann Lee,,,,,,,,
"""


def test_highlights_of_readwise_are_one_note_per_document() -> None:
    lanterns, glass = notes(READWISE_TABLE, "readwise-data.csv")
    assert (lanterns.title, lanterns.authors) == ("Lanterns in the Dark", ("Mina Kim", "Jo Berg"))
    assert lanterns.comment == "> First line\n> second line\n\nmine\n\n> Later"
    assert lanterns.tags == ("graphs", "light")
    assert str(lanterns.date) == "2023-03-01"
    assert (lanterns.line, lanterns.layout) == (2, "readwise-csv")
    assert (glass.title, glass.authors) == ("Glass", ("Ann Lee",))


def test_a_row_of_notion_and_its_page_are_one_note(tmp_path: Path) -> None:
    table = (
        "Name,Authors,Year,Status,URL\n"
        "Lanterns in the Dark,Mina Kim (https://www.notion.so/Mina-0123),2021,Read,https://arxiv.org/abs/2101.00001\n"
        "Glass,Ann Lee,2020,Open,https://arxiv.org/abs/2103.00003\n"
    )
    page = "# Lanterns in the Dark\n\nURL: https://arxiv.org/abs/2101.00001\n\nMy remarks.\n"
    (tmp_path / "vault" / NOTION).mkdir(parents=True)
    (tmp_path / "vault" / f"{NOTION}.csv").write_text(table, encoding="utf-8")
    (tmp_path / "vault" / f"{NOTION}_all.csv").write_text(table, encoding="utf-8")
    (tmp_path / "vault" / NOTION / "Lanterns in the Dark fedcba9876543210fedcba9876543210.md").write_text(
        page, encoding="utf-8"
    )
    state = open_state(tmp_path / "state.sqlite", lambda message: None)
    listing = list_files([NoteSource("vault", tags_from=("status",))], base=tmp_path)
    reading = read_listing(listing, store=NoteStore(state), progress=SilentProgress())
    state.close()
    glass, lanterns = sorted(reading.notes, key=lambda note: note.title or "")
    assert lanterns.source.endswith(".md")
    assert (lanterns.authors, lanterns.year) == (("Mina Kim",), 2021)
    assert "My remarks." in lanterns.comment
    assert lanterns.tags == ("Read",)
    assert (glass.title, glass.tags) == ("Glass", ("Open",))


def test_other_notes_are_not_joined() -> None:
    note = Note("a", "a.md", 1, 1, "markdown", title="Glass")
    assert join_notion_rows([note, note.replace(id="b")]) == (note, note.replace(id="b"))


def test_a_quote_that_is_never_closed_hides_one_row_only() -> None:
    first, problem, last = read('Title,Author\nLanterns,Ada Example\nWalks,"Max Muster\nGlass,Jo Berg\n')
    assert isinstance(problem, Problem)
    assert (problem.line, problem.what) == (3, "a quoted cell is not closed")
    assert isinstance(first, Note)
    assert isinstance(last, Note)
    assert (first.title, last.title) == ("Lanterns", "Glass")


def test_references_in_cells_are_read_as_such() -> None:
    (note,) = notes(
        'No,Reference,DOI link\n1,"Kim, M., & Berg, J. (2021). Lanterns in the dark. Journal of Graphs.",https://doi.org/10.1000/x\n'
    )
    assert (note.title, note.authors, note.year) == ("Lanterns in the dark", ("Kim, M.", "Berg, J."), 2021)
    assert note.venue == "Journal of Graphs"


def test_the_first_column_of_notion_has_the_titles() -> None:
    (note,) = notes("Aufgabe,Autor,Jahr\nLanterns in the Dark,Mina Kim,2021\n", f"{NOTION}.csv")
    assert (note.title, note.authors, note.year) == ("Lanterns in the Dark", ("Mina Kim",), 2021)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pocket.csv", "title,url,time_added,tags,status\n{title},{url},1672653600,graphs|light,unread\n"),
        (
            "raindrop.csv",
            'id,title,note,url,folder,tags,created\n1,{title},,{url},graphs,"light",2023-01-02T10:00:00.000Z\n',
        ),
        (
            "instapaper.csv",
            "URL,Title,Selection,Folder,Timestamp,Tags\n{url},{title},,Unread,1672653600,graphs;light\n",
        ),
    ],
)
def test_tables_of_saved_links(name: str, text: str) -> None:
    row = text.format(title="Lanterns in the Dark | OpenReview", url="https://openreview.net/forum?id=abcdEFGH12")
    (note,) = notes(row, name)
    assert (note.title, note.tags, str(note.date)) == ("Lanterns in the Dark", ("graphs", "light"), "2023-01-02")


@pytest.mark.parametrize("header", ["No,Article,Übersetzung,Link", "Nr,Literatura,Español,Dirección", "a,b,c,d"])
def test_a_column_of_whole_references_without_a_column_of_titles(header: str) -> None:
    text = (
        f"{header}\n"
        '1,"Roe J. & Poe M. (2017) Lanterns on old walls. Marine Signals, 12: 1-10.",Laternen an alten Mauern,\n'
        '2,"Kim A. (1998) Fog and stone. Annals of Light, vol. 81: 33-47.",Nebel und Stein,\n'
        '3,"Berg C., Kim A. & Roe J. (2001) Beacons in the north. Marine Signals, 3: 1-5.",Feuer im Norden,\n'
    )
    assert [(note.title, note.year, note.venue) for note in notes(text)] == [
        ("Lanterns on old walls", 2017, "Marine Signals"),
        ("Fog and stone", 1998, "Annals of Light"),
        ("Beacons in the north", 2001, "Marine Signals"),
    ]


def test_a_table_that_mentions_works_in_its_remarks_is_no_list_of_them() -> None:
    text = "a,b\n1,We met in 2017 and it was good.\n2,See Roe J. 2017\n"
    assert not READER.recognises(Document("list.csv", text, "list.csv"))


@pytest.mark.parametrize("doi", ["doi.org/10.1000/fog.1", "https://doi.org/10.1000/fog.1", "DOI: 10.1000/fog.1"])
def test_a_doi_with_the_host_of_its_resolver(doi: str) -> None:
    (note,) = notes(f"id,doi,title,journal\n1,{doi},Fog over harbours,Signals\n")
    assert [link.url.casefold() for link in note.links if link.role is LinkRole.OWN][-1].endswith(
        "doi.org/10.1000/fog.1"
    )


def test_saved_links_with_blanks_before_quotes_and_their_words_in_a_column_text() -> None:
    table = (
        '"text"; "url"; "categories"\n'
        '"Fog; or, the ""Quiet"" Harbour"; "https://doi.org/10.1000/fog"; "harbours"\n'
        '"A shop"; "https://example.org/"; ""\n'
    )
    (note,) = notes(table, "links.csv")
    assert (note.title, note.tags, own_urls(note)) == (
        'Fog; or, the "Quiet" Harbour',
        ("harbours",),
        ["https://doi.org/10.1000/fog"],
    )


def test_a_column_text_beside_titles_is_no_title() -> None:
    (note,) = notes("Title,Text,URL\nFog,What I think,https://doi.org/10.1000/fog\n")
    assert note.title == "Fog"


def test_a_review_with_one_column_for_each_author_and_marks_of_byte_order_in_its_cells() -> None:
    table = (
        "bibtex_id,author_1,author_2,author_3,affiliation_author_1,title,journal,year,link_to_pubmed\n"
        "Roe_1997,\ufeffRoe J,Poe A,,Harbour School,\ufeffFog in the Knee,NaN,1997,https://www.ncbi.nlm.nih.gov/pubmed/9178247\n"
        '"Doe_2001","Doe, Jane","Coe, Max",nan,,Lamps of the Hip,J Lamps,2001,NaN\n'
    )
    first, second = notes(table, "review.csv")
    assert (first.title, first.authors, first.venue, first.citekey) == (
        "Fog in the Knee",
        ("Roe J", "Poe A"),
        "",
        "Roe_1997",
    )
    assert own_urls(first) == ["https://www.ncbi.nlm.nih.gov/pubmed/9178247"]
    assert (second.authors, second.venue, second.links) == (("Doe, Jane", "Coe, Max"), "J Lamps", ())


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Author 2", "authors"), ("autor_1", "authors"), ("著者1", "authors"), ("author_1_affiliation", ""), ("bib_id", "citekey"),
        ("Link to the paper", "url"), ("doi_link", "doi"), ("link_to_city", ""),
    ],
)  # fmt: skip
def test_names_of_columns_in_programs(header: str, name: str) -> None:
    assert column_name(header) == name
