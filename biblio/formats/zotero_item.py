"""A Zotero item as programs write it (Better BibTeX JSON, the Web API, the columns of a CSV, RDF): one reader for all.

https://www.zotero.org/support/dev/web_api/v3/types_and_fields. Some exports call the fields of a type by their base
fields ("publicationTitle" for the book of a chapter), others by their own names ("bookTitle").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    parse_written_date,
    read_doi,
    split_extra,
)
from biblio.formats.item_types import ZOTERO_TYPES
from biblio.formats.library_entry import EntryDraft, LibraryEntry
from biblio.lookup.json_values import mapping, mappings, stripped_text
from biblio.model.identifiers import make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium
from biblio.text import normalise_space, shorten

__all__ = ["NO_WORKS", "describe_part", "is_item_type", "read_zotero_creator", "read_zotero_item"]

NO_WORKS = frozenset({"note", "attachment", "annotation"})
"""Item types that belong to another item, or are about none."""
_OTHER_TYPES = frozenset(
    "artwork audioRecording bill case document email hearing instantMessage interview letter manuscript map patent"
    " podcast radioBroadcast standard statute".split()
)

_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|i{2,3}|iv")
_TITLES = ("title", "caseName", "nameOfAct", "subject")
_VENUES = (
    "publicationTitle", "proceedingsTitle", "bookTitle", "encyclopediaTitle", "dictionaryTitle", "conferenceName",
)  # fmt: skip
_PUBLISHERS = (
    "publisher", "university", "institution", "company", "studio", "distributor", "label", "network", "repository",
    "websiteTitle", "blogTitle", "forumTitle", "meetingName", "organization",
)  # fmt: skip
_NUMBERS = ("issue", "reportNumber", "number")
_DATES = ("date", "dateDecided", "dateEnacted", "issueDate", "year", "publicationYear")
_NO_AUTHORS = frozenset(
    "editor seriesEditor translator contributor bookAuthor reviewedAuthor recipient castMember commenter composer"
    " cosponsor counsel guest interviewer producer scriptwriter wordsBy attorneyAgent originalCreator executiveProducer"
    " narrator".split()
)
_READ = frozenset(
    "itemType creators tags notes extra key itemKey itemID citationKey citekey abstractNote volume pages language DOI"
    " url ISBN ISSN PMID PMCID series seriesTitle journalAbbreviation dateAdded accessDate archiveID collections"
    " automaticTags".split()
) | frozenset((*_TITLES, *_VENUES, *_PUBLISHERS, *_NUMBERS, *_DATES))
# Values that only Zotero itself can use.
_INTERNAL = frozenset(
    "version libraryID uri select relations attachments dateModified parentItem deleted inPublications multi links"
    " library meta seeAlso id collectionKeys uniqueFields itemTypeID".split()
)


def is_item_type(name: object) -> bool:
    """Whether a value is the name of an item type that stands for a work."""
    return name in ZOTERO_TYPES or name in _OTHER_TYPES


def read_zotero_item(
    item: Mapping[str, Any],
    *,
    source: str,
    line: int = 1,
    end_line: int = 1,
    notes: Iterable[str] = (),
    collections: Iterable[str] = (),
) -> LibraryEntry | None:
    """Return an item as an entry; None if it says nothing about a work.

    `item` has the fields by their names in Zotero; `notes` are HTML of its child notes beside those in the item,
    `collections` the names of its collections. Tags that translators added are kept among the fields, not as tags: they
    are publishers' keywords, and Zotero itself lets users hide them.
    """
    type_name = stripped_text(item.get("itemType"))
    draft = EntryDraft(source, line, end_line, type_name, ZOTERO_TYPES.get(type_name))
    kind, _ = draft.meaning or (Kind.PAPER, Medium.UNKNOWN)
    extra, rest = split_extra(_joined(item.get("extra")))
    draft.export_id = stripped_text(item.get("key")) or stripped_text(item.get("itemKey")) or _key_in_uri(item)
    draft.key = _first(item, "citationKey", "citekey") or extra.get("citationkey", "") or extra.get("bibtex", "")
    draft.title = _first(item, *_TITLES)
    draft.other_titles = [extra.get(name, "") for name in ("originaltitle", "titletranslation")]
    _set_creators(draft, mappings(item.get("creators")))
    draft.date = parse_written_date(_first(item, *_DATES) or extra.get("issued", ""))
    draft.added = parse_written_date(_first(item, "dateAdded")[:10] or _first(item, "accessDate")[:10])
    draft.venue = _first(item, *_VENUES) if kind is Kind.PAPER else ""
    draft.venue_short = _first(item, "journalAbbreviation")
    draft.publisher = _first(item, *_PUBLISHERS)
    draft.series, draft.volume = _first(item, "series", "seriesTitle"), _first(item, "volume")
    draft.number, draft.pages = _first(item, *_NUMBERS), _first(item, "pages")
    draft.abstract, draft.language = html_to_text(_first(item, "abstractNote")), _first(item, "language")
    draft.urls = [_first(item, "url")]
    _set_tags(draft, item)
    in_item = item.get("notes")
    written = [mapping(note).get("note") or note for note in in_item] if isinstance(in_item, list) else [in_item]
    draft.comments = [html_to_text(text) for text in (*map(stripped_text, written), *notes, rest) if text]
    _set_identifiers(draft, item, extra)
    _set_fields(draft, item, extra)
    draft.add_field("collections", "; ".join(collections))
    return draft.finish()


def describe_part(item: Mapping[str, Any]) -> str:
    """Return what a note or attachment is that belongs to no item: 'note "Ideas for …"'."""
    text = _first(item, "title") or html_to_text(_first(item, "note"))
    return f'{stripped_text(item.get("itemType"))} "{shorten(normalise_space(text), 60)}"'


def _first(item: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names if (text := stripped_text(item.get(name)))), "")


def _joined(value: object) -> str:
    """Return a text, or the lines of one in a list."""
    return "\n".join(map(stripped_text, value)) if isinstance(value, list) else stripped_text(value)


def _key_in_uri(item: Mapping[str, Any]) -> str:
    match = re.search(r"/items/([A-Z0-9]{8})$", stripped_text(item.get("uri")))
    return match[1] if match else ""


def read_zotero_creator(row: Mapping[str, Any]) -> Person | None:
    """Return a creator; a name in one field is that of a group, or cannot be split. None if it is empty."""
    if name := normalise_space(stripped_text(row.get("name"))):
        return Person(literal=name)
    last, first = (normalise_space(stripped_text(row.get(name))) for name in ("lastName", "firstName"))
    if len(last) > 2 and last[0] == last[-1] == '"':  # Better BibTeX: keep the particles of a name together
        return Person(family=last[1:-1], given=first)
    if not first:
        return Person(literal=last) if last else None
    given, _, suffix = first.rpartition(", ")
    if not given or not _SUFFIX.fullmatch(suffix):
        given, suffix = first, ""
    person = parse_person(f"{last}, {given}") if last else Person(literal=given)
    return Person(person.family, person.given, person.particle, suffix or person.suffix, person.literal)


def _set_creators(draft: EntryDraft, rows: list[Mapping[str, Any]]) -> None:
    for row in rows:
        role, person = stripped_text(row.get("creatorType")) or "author", read_zotero_creator(row)
        if person is None:
            continue
        if str(person).casefold() in ("others", "et al", "et al."):
            draft.is_truncated = True
        elif role == "editor":
            draft.editors.append(person)
        elif role in _NO_AUTHORS:
            draft.add_field(_field_name(role), str(person))
        else:
            draft.authors.append(person)


def _set_tags(draft: EntryDraft, item: Mapping[str, Any]) -> None:
    rows = item.get("tags")
    for row in rows if isinstance(rows, list) else ():
        tag = stripped_text(mapping(row).get("tag")) if isinstance(row, dict) else stripped_text(row)
        if mapping(row).get("type") in (1, "1"):
            draft.add_field("automatic-tag", tag)
        else:
            draft.tags.append(tag)
    automatic_tags = item.get("automaticTags")
    for tag in automatic_tags if isinstance(automatic_tags, list) else ():
        draft.add_field("automatic-tag", stripped_text(tag))


def _set_identifiers(draft: EntryDraft, item: Mapping[str, Any], extra: Mapping[str, str]) -> None:
    draft.identifiers += [read_doi(_first(item, "DOI")), read_doi(extra.get("doi", ""))]
    written = [_first(item, name) for name in ("archiveID", "archiveLocation", "number", "reportNumber", "DOI")]
    written += [f"arXiv:{extra[name]}" for name in ("arxiv", "eprint") if name in extra]
    draft.identifiers += arxiv_in(written)
    for name in ("PMID", "PMCID"):
        draft.identifiers.append(make(name.lower(), _first(item, name) or extra.get(name.lower(), "")))
    for scheme, name in (("openreview", "openreview"), ("acl", "aclanthology")):
        draft.identifiers.append(make(scheme, extra.get(name, "")))
    draft.add_isbn_or_issn(_first(item, "ISBN") or extra.get("isbn", ""))
    draft.add_isbn_or_issn(_first(item, "ISSN"))


def _set_fields(draft: EntryDraft, item: Mapping[str, Any], extra: Mapping[str, str]) -> None:
    """Keep all further values: fields without a place of their own, and the lines of "extra"."""
    used = {draft.title, draft.venue, draft.publisher, draft.number}
    for name, value in item.items():
        is_other_name = name in (*_VENUES, *_PUBLISHERS, *_NUMBERS) and stripped_text(value) not in used
        if name not in _INTERNAL and (name not in _READ or is_other_name):
            draft.add_field(_field_name(name), stripped_text(value))
    for name, text in extra.items():
        draft.add_field(f"extra-{name}", text)


def _field_name(name: str) -> str:
    """Return a name in Zotero ("shortTitle") as that of a note's field ("short-title")."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
