"""The sources of Word (Sources.xml, MSBib), which bibutils, JabRef and Mendeley write too.

https://learn.microsoft.com/en-us/dotnet/api/documentformat.openxml.bibliography (ECMA-376, part 1, section 22.6)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import arxiv_in, html_to_text, parse_written_date, read_doi
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, lines_of, parse_xml
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium

__all__ = ["is_word_sources", "read_word_sources"]

_NAMESPACE = "officeDocument/2006/bibliography"
_TYPES = {
    "journalarticle": "journalArticle", "articleinaperiodical": "magazineArticle", "book": "book",
    "booksection": "bookSection", "conferenceproceedings": "conferencePaper", "report": "report",
    "internetsite": "webpage", "documentfrominternetsite": "webpage", "electronicsource": "webpage",
    "film": "film", "soundrecording": "videoRecording", "performance": "presentation", "patent": "patent",
}  # fmt: skip
# What the parts of a work appeared in, in the order in which they count.
_HOSTS = ("JournalName", "ConferenceName", "BookTitle", "PeriodicalTitle", "PublicationTitle", "InternetSiteTitle")
_FIELDS = {
    "City": "place", "StateProvince": "place", "CountryRegion": "place", "Edition": "edition", "Medium": "medium",
    "ShortTitle": "short-title", "Institution": "institution", "Department": "department", "ThesisType": "type",
    "ChapterNumber": "chapter", "NumberVolumes": "volumes", "CaseNumber": "case-number", "Court": "court",
    "PatentNumber": "patent-number", "ProductionCompany": "publisher", "Broadcaster": "publisher", "Theater": "place",
}  # fmt: skip
_AUTHORS = ("Author", "Artist", "Performer", "Interviewee", "Inventor", "Director", "Writer", "Composer")
_EDITORS = ("Editor", "BookAuthor", "Compiler")


def is_word_sources(text: str) -> bool:
    """Whether a text is a list of Word's sources, judging by its beginning."""
    return _NAMESPACE in text[:3000] and re.search(r"<(?:\w+:)?Sources?\b", text[:3000]) is not None


def read_word_sources(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of an XML text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; copy the file from Word again")
    if problem is not None:
        yield problem
    last_line = text.count("\n") + 1
    for source in root.iter("{*}Source") if root is not None else ():
        line, end = lines_of(source, last_line)
        yield _draft(source, line, end).finish() or PassedOver(line)


def _draft(source: Element, line: int, end_line: int) -> EntryDraft:
    type_name = _text(source, "SourceType")
    meaning = ZOTERO_TYPES.get("thesis" if _text(source, "ThesisType") else _TYPES.get(type_name.casefold(), ""))
    kind, _ = meaning or (Kind.PAPER, Medium.UNKNOWN)
    draft = EntryDraft("word-sources", line, end_line, type_name, meaning)
    draft.key = _text(source, "Tag")
    draft.export_id = _text(source, "Guid")
    draft.title = _text(source, "Title") or _text(source, "PublicationTitle")
    for role in source.iterfind("{*}Author/*"):
        name = re.sub(r"\{[^{}]*\}", "", str(role.tag))
        people = list(_people(role))
        if name in _AUTHORS:
            draft.authors += people
        elif name in _EDITORS:
            draft.editors += people
        else:
            for person in people:
                draft.add_field(name.casefold(), str(person))
    hosts = [name for name in _HOSTS if _text(source, name)]
    if kind is Kind.PAPER and hosts:
        draft.venue = _text(source, hosts[0])
    for name in hosts[1:] if kind is Kind.PAPER else hosts:
        draft.add_field("host", _text(source, name) if _text(source, name) != draft.title else "")
    year = "-".join(filter(None, (_text(source, "Year"), _text(source, "Month"), _text(source, "Day"))))
    draft.date = parse_written_date(year) or parse_written_date(_text(source, "Year"))
    draft.volume, draft.number = _text(source, "Volume"), _text(source, "Issue")
    draft.pages, draft.publisher = _text(source, "Pages"), _text(source, "Publisher")
    draft.abstract = html_to_text(_text(source, "AbstractNote"))
    comment = html_to_text(_text(source, "Comments"))
    draft.comments = [comment] if comment else []
    draft.urls = [url for url in _text(source, "URL").split() if "://" in url]
    draft.identifiers = [read_doi(_text(source, "DOI")), *arxiv_in([_text(source, "URL"), comment])]
    number = _text(source, "StandardNumber")
    if doi := read_doi(number):
        draft.identifiers.append(doi)
    elif not draft.add_isbn_or_issn(number):
        draft.add_field("number", number)
    for element, field in _FIELDS.items():
        draft.add_field(field, _text(source, element))
    return draft


def _people(role: Element) -> Iterator[Person]:
    for corporate in role.iterfind("{*}Corporate"):
        if name := " ".join(all_text(corporate).split()):
            yield Person(literal=name)
    for person in role.iterfind("{*}NameList/{*}Person"):
        family = _text(person, "Last")
        given = " ".join(filter(None, (_text(person, "First"), _text(person, "Middle"))))
        if family or given:
            yield parse_person(f"{family}, {given}") if family and given else parse_person(family or given)


def _text(element: Element, name: str) -> str:
    return " ".join(all_text(element.find(f"{{*}}{name}")).split())
