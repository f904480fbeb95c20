"""Tables of known programs, whose columns do not mean what their names say elsewhere."""

from __future__ import annotations

from biblio.extract.query import extract_query
from biblio.model.note import Note
from tests.readers.read_text import notes, own_urls


def identifiers(note: Note) -> list[str]:
    return [str(identifier) for identifier in extract_query(note).identifiers]


def test_the_subjects_of_librarything_are_no_tags_and_its_publication_is_no_journal() -> None:
    header = (
        "Book Id\tTitle\tPrimary Author\tSecondary Author\tPublication\tDate\tReview\tComment\tPrivate Comment\tSummary"
        "\tEntry Date\tTags\tISBN\tISBNs\tSubjects\tSource\tWork id"
    )
    row = (
        "7\tThe lamp\tRoe, Jane\tPoe, Max\tLamp Press (1979), Paperback\t1979\tA review.\tA remark.\tOnly for me."
        "\tThe lamp by Jane Roe (1979)\t[2006-08-09]\tlight, oil\t[316148410X]\t316148410X, 9783161484100"
        "\tRoe, Jane > Fiction|Lamps > History\tAmazon.fr\t11"
    )
    (note,) = notes(f"{header}\n{row}\n", "librarything.tsv")
    assert (note.title, note.year, note.venue, note.kind_hint) == ("The lamp", 1979, "", "book")
    assert note.tags == ("light", "oil")
    assert dict(note.fields)["publisher"] == "Lamp Press"
    assert note.summary == ""
    assert all(words in note.comment for words in ("A review.", "A remark.", "Only for me."))
    assert identifiers(note) == ["isbn:9783161484100"]
    assert [name.split(",")[0] for name in note.authors] == ["Roe", "Poe"]


def test_what_calibre_calls_comments_is_what_the_publisher_says() -> None:
    header = "authors,author_sort,comments,tags,title,title_sort,publisher,pubdate,isbn"
    (note,) = notes(f'{header}\nJane Roe,"Roe, Jane",A fine book.,light,The lamp,"lamp, The",P,1979-01-02,\n', "c.csv")
    assert (note.title, note.authors, note.summary, note.comment) == ("The lamp", ("Jane Roe",), "A fine book.", "")


def test_bookwyrms_page_of_a_book_is_not_the_book() -> None:
    header = "title,author_text,remote_id,isbn_13,review_content,shelf,shelf_date"
    row = "The lamp,Jane Roe,https://books.example.org/book/7,9783161484100,I liked it.,read,2024-08-10"
    (note,) = notes(f"{header}\n{row}\n", "bookwyrm.csv")
    assert (note.authors, note.comment, str(note.date), note.kind_hint) == (
        ("Jane Roe",),
        "I liked it.",
        "2024-08-10",
        "book",
    )
    assert own_urls(note) == []
    assert identifiers(note) == ["isbn:9783161484100"]


def test_inventaires_columns_of_labels_are_read_and_not_those_of_addresses() -> None:
    header = (
        "Item URL,Item notes,Shelves,Edition URL,Edition ISBN-13,Edition title,Edition publication date,Authors URLs"
        ",Authors labels,Subjects URLs,Subjects labels,Publisher label"
    )
    row = (
        "https://inv.example.org/items/7,A remark.,light,https://inv.example.org/isbn:1,978-3-16-148410-0,The lamp"
        ',1979-01-02,https://inv.example.org/Q1,Jane Roe,"https://inv.example.org/Q2,https://inv.example.org/Q3",oil,P'
    )
    (note,) = notes(f"{header}\n{row}\n", "inventaire.csv")
    assert (note.title, note.authors, note.year, note.tags) == ("The lamp", ("Jane Roe",), 1979, ("light",))
    assert (note.comment, own_urls(note), identifiers(note)) == ("A remark.", [], ["isbn:9783161484100"])


def test_the_flat_columns_of_openalex_are_read() -> None:
    header = (
        "id,doi,title,display_name,publication_year,type,primary_location.source.display_name,biblio.volume"
        ",biblio.issue,biblio.first_page,biblio.last_page,abstract,authorships.author.display_name"
    )
    row = "https://openalex.org/W1,https://doi.org/10.1000/b,A lamp,A lamp,2019,article,Lamp Letters,12,3,101,118,Words.,Jane Roe|Max Poe"
    (note,) = notes(f"{header}\n{row}\n", "works.csv")
    assert (note.authors, note.venue, note.year, note.summary) == (
        ("Jane Roe", "Max Poe"),
        "Lamp Letters",
        2019,
        "Words.",
    )
    assert [dict(note.fields)[name] for name in ("volume", "number", "pages")] == ["12", "3", "101-118"]


def test_refworks_and_cochrane_call_the_journal_otherwise() -> None:
    header = (
        "Reference Type\tAuthors, Primary\tTitle Primary\tPeriodical Full\tPub Year\tVolume\tStart Page\tDOI\tNotes"
    )
    (note,) = notes(
        f"{header}\nJournal Article\tRoe, Jane; Poe, Max\tA lamp\tLamp Letters\t2019\t12\t7\t10.1000/b\tx\n", "r.tsv"
    )
    assert (note.title, note.venue, note.year, len(note.authors)) == ("A lamp", "Lamp Letters", 2019, 2)
    header = "CENTRAL ID,Author(s),Title,Source,Year,Volume,Issue,Pages,PubMed ID,DOI,Cochrane Review Group Code"
    (note,) = notes(
        f'{header}\nCN-1,"Roe, J; Poe, M",A lamp,Lamp Letters,2019,31,1,43\u201058,PUBMED 12345678,10.1000/b,\n',
        "c.csv",
    )
    assert (note.venue, dict(note.fields)["pages"]) == ("Lamp Letters", "43\u201058")


def test_a_page_beside_a_volume_is_that_of_the_article() -> None:
    header = "Title,Authors,Year,Journal,Volume,Pages,DOI"
    (article,) = notes(f'{header}\nA lamp,"Roe, Jane; Poe, Max",2019,Lamp Letters,12,e101,10.1000/b\n', "a.csv")
    (book,) = notes("Title,Author,Year,Pages,ISBN\nThe lamp,Jane Roe,1979,320,9783161484100\n", "b.csv")
    assert dict(article.fields)["pages"] == "e101"
    assert "pages" not in dict(book.fields)
    assert ("Pages", "320") in book.fields
