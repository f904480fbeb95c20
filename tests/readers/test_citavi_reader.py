"""Projects of Citavi: as XML, in a backup, and as the database that Citavi works on."""

from __future__ import annotations

import io
import sqlite3
import zipfile

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.citavi_reader import READER
from biblio.readers.layouts import reader_for
from biblio.readers.skipped import Skipped
from tests.readers.test_library_reader import field, note_in, summary

PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<CitaviExchangeData Version="6.8.0.0">
  <Persons>
    <Person id="p1"><FirstName>Rita</FirstName><MiddleName>M.</MiddleName><LastName>Vega</LastName></Person>
    <Person id="p2"><FirstName>Paul</FirstName><LastName>Moos</LastName><Prefix>van</Prefix></Person>
    <Person id="p3"><LastName>Moss Society</LastName></Person>
  </Persons>
  <Keywords><Keyword id="k1"><Name>moss</Name></Keyword></Keywords>
  <Categories><Category id="c1"><Name>Chapter 2</Name></Category></Categories>
  <Periodicals><Periodical id="j1"><ISSN>1234-5679</ISSN><Name>Journal of Moss</Name></Periodical></Periodicals>
  <Publishers><Publisher id="h1"><Name>Moss House</Name></Publisher></Publishers>
  <References>
    <Reference id="r1">
      <ReferenceType>JournalArticle</ReferenceType><Title>How moss holds water</Title><Subtitle>A study</Subtitle>
      <Year>2016</Year><Volume>12</Volume><Number>3</Number><PeriodicalID>j1</PeriodicalID>
      <PageRange><![CDATA[<sp><os>101</os></sp><ep><os>117</os></ep><os>101-117</os>]]></PageRange>
      <DOI>10.5555/moss.16</DOI><Abstract>Moss is wet.</Abstract><Evaluation>Good.</Evaluation>
      <CitationKey>Vega2016</CitationKey><Rating>0</Rating><StaticIDs>["1"]</StaticIDs>
    </Reference>
    <Reference id="r2"><ReferenceType>BookEdited</ReferenceType><Title>Ways of moss</Title><Year>2014</Year></Reference>
    <Reference id="r3"><ReferenceType>Contribution</ReferenceType><Title>Wet ground</Title></Reference>
    <Reference id="r4"><ReferenceType>Book</ReferenceType></Reference>
  </References>
  <ReferenceAuthors><OnetoN>r1;p1;p2</OnetoN></ReferenceAuthors>
  <ReferenceEditors><OnetoN>r2;p2</OnetoN></ReferenceEditors>
  <ReferenceOrganizations><OnetoN>r3;p3</OnetoN></ReferenceOrganizations>
  <ReferenceCategories><OnetoN>r1;c1</OnetoN></ReferenceCategories>
  <ReferenceKeywords><OnetoN>r1;k1</OnetoN></ReferenceKeywords>
  <ReferencePublishers><OnetoN>r2;h1</OnetoN></ReferencePublishers>
  <ReferenceReferences><OnetoN>r2;r3</OnetoN></ReferenceReferences>
  <KnowledgeItems>
    <KnowledgeItem id="q1"><CoreStatement>Water stays</CoreStatement><QuotationType>1</QuotationType>
      <ReferenceID>r1</ReferenceID><Text>It stays for days.</Text><PageRange><![CDATA[<os>103</os>]]></PageRange></KnowledgeItem>
    <KnowledgeItem id="q2"><QuotationType>0</QuotationType><Text>Ask Ada.</Text></KnowledgeItem>
  </KnowledgeItems>
</CitaviExchangeData>
"""


def read(data: bytes, name: str) -> list[Note | Skipped | Problem]:
    document = Document(name, "", name, data=data)
    assert reader_for(document) is READER
    return list(READER.read(document))


def test_a_project_in_xml_with_all_that_hangs_on_its_references() -> None:
    document = Document("project.xml", PROJECT, "project.xml")
    assert reader_for(document) is READER
    article, book, part, *others = READER.read(document)
    assert isinstance(article, Note)
    assert isinstance(book, Note)
    assert isinstance(part, Note)
    assert summary(article) == {
        "title": "How moss holds water: A study", "authors": ["Rita M. Vega", "Paul van Moos"],
        "venue": "Journal of Moss", "year": 2016, "tags": ["moss"], "summary": "Moss is wet.",
        "comment": "Good.\n\nWater stays\n> It stays for days. (p. 103)", "key": "Vega2016", "kind": "paper",
        "ids": ["doi:10.5555/moss.16"],
    }  # fmt: skip
    assert [field(article, name) for name in ("volume", "number", "pages", "issn", "categories")] == [
        "12", "3", "101-117", "1234-5679", "Chapter 2",
    ]  # fmt: skip
    assert (article.line, article.end_line) == (13, 18)
    assert (book.kind_hint, field(book, "editor"), field(book, "publisher")) == ("book", "Paul van Moos", "Moss House")
    assert (part.title, part.venue, part.year, part.authors) == (
        "Wet ground",
        "Ways of moss",
        2014,
        ("Moss Society",),
    )
    assert (field(part, "editor"), field(part, "publisher")) == ("Paul van Moos", "Moss House")
    assert [item.detail for item in others if isinstance(item, Skipped)] == ["", "thoughts on no reference: 1"]


def test_a_backup_is_an_archive_with_the_project() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Moss.ctv6", "\ufeff" + PROJECT.replace("\n", "\r\n"))
    assert read(file.getvalue(), "Moss.ctv6bak") == read(PROJECT.encode(), "Moss.ctv6bak")


def test_the_database_of_a_project_is_read_as_its_xml_is() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(
        """
        CREATE TABLE Reference (ID GUID, ReferenceType TEXT, Title TEXT, Year TEXT, DOI TEXT, PeriodicalID GUID);
        CREATE TABLE Person (ID GUID, FirstName TEXT, LastName TEXT);
        CREATE TABLE Periodical (ID GUID, Name TEXT);
        CREATE TABLE ReferenceAuthor (ReferenceID GUID, PersonID GUID, [Index] INT);
        INSERT INTO Reference VALUES (x'01', 'JournalArticle', 'How moss holds water', '2016', '10.5555/moss.16', x'09');
        INSERT INTO Person VALUES (x'02', 'Rita', 'Vega'), (x'03', 'Paul', 'Onyango');
        INSERT INTO Periodical VALUES (x'09', 'Journal of Moss');
        INSERT INTO ReferenceAuthor VALUES (x'01', x'03', 1), (x'01', x'02', 0);
        """
    )
    data = database.serialize()
    database.close()
    (note,) = read(data, "Moss.ctv6")
    assert isinstance(note, Note)
    assert (note.title, note.authors, note.venue) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onyango"),
        "Journal of Moss",
    )


def test_what_is_no_project_is_said() -> None:
    for data in (b"PK\x03\x04 broken", b"SQLite format 3\x00" + bytes(200), b"<html></html>"):
        (problem,) = read(data, "Moss.ctv6")
        assert isinstance(problem, Problem)
        assert "Citavi" in problem.what
    assert note_in("TY  - JOUR\nTI  - A title\nER  - \n").layout == "ris"
