"""Convert a work to the content of a Zotero item, and the content of an item to a record.

Preprints keep their identity the way Zotero's own translators write it: repository "arXiv", archiveID
"arXiv:2401.01234" and the DOI that arXiv mints. Values for which an item type has no field become lines of `extra` (see
`extra_field`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from biblio.bibtex.entry_table import DEGREES
from biblio.bibtex.latex_to_text import has_latex, plain_text
from biblio.bibtex.record_to_entry import paper_type
from biblio.formats.export_values import parse_written_date
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, doi, make
from biblio.model.people import Person, parse_person
from biblio.model.record import NOT_PAPERS, Kind, Record, Work
from biblio.text import normalise_space, strip_tags
from biblio.zotero.item_fields import ITEM_TYPES, MODEL, TEXT_FIELDS, field_name, kind_and_medium
from biblio.zotero.object_content import EXTRA, Content, Creator, shared_creator
from biblio.zotero.schema import item_type

__all__ = [
    "item_type_of",
    "managed_fields",
    "record_from_content",
    "to_creator",
    "to_person",
    "work_to_content",
]

_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|i{2,3}|iv")
_PAPER_TYPES = {"article": "journalArticle", "inproceedings": "conferencePaper", "incollection": "bookSection"}
_NUMBERS = ("PMID", "PMCID")
_EXTRA_NAMES = {"openreview": "OpenReview", "acl": "ACL Anthology"}
_DOI_PREFIX = re.compile(r"(?i)^\s*(?:doi:\s*|https?://(?:dx\.)?doi\.org/)")
_ARXIV = re.compile(r"(?i)^arxiv:\s*(\S+)|^(\S+)(?:\s+\[[\w.-]+\])?$")


# -- people ----------------------------------------------------------------------------------------------------
def to_creator(person: Person, role: str) -> Creator:
    """Return a person as a creator in a role; a suffix follows the first name, as users of Zotero write it."""
    if person.literal:
        return shared_creator(role, "", "", person.literal)
    first = f"{person.given}, {person.suffix}" if person.suffix else person.given
    return shared_creator(role, person.last, first, "")


def to_person(creator: Creator) -> Person:
    """Return a creator as a person."""
    if creator.name:
        return Person(literal=creator.name)
    first, _, suffix = creator.first.rpartition(", ")
    if not first or not _SUFFIX.fullmatch(suffix):
        first, suffix = creator.first, ""
    person = parse_person(f"{creator.last}, {first}") if first else Person(family=creator.last)
    return Person(person.family, person.given, person.particle, suffix, person.literal)


# -- from a work to an item ------------------------------------------------------------------------------------
def item_type_of(record: Record) -> str:
    """Return the item type of a work."""
    if record.kind is not Kind.PAPER:
        return ITEM_TYPES[record.kind]
    entry_type = paper_type(record)
    return _PAPER_TYPES.get(entry_type, "bookSection" if entry_type == "inbook" else "preprint")


def work_to_content(
    work: Work,
    *,
    kind: str = "",
    citekey: str = "",
    accessed: PartialDate | None = None,
    tags: frozenset[str] = frozenset(),
    collections: frozenset[str] = frozenset(),
    related: frozenset[str] = frozenset(),
) -> Content:
    """Return the content that the item of a work should have; `kind` is its item type if that is already decided.

    `accessed` is the day on which the user saw the work; it is written for works that are not papers. `collections` and
    `related` are keys.
    """
    record = work.best
    places = _places(kind or item_type_of(record))
    kind = places.kind
    texts = places.texts_of(record)
    fields = {field: normalise_space(text) for field, text in zip(places.texts, texts, strict=True) if text}
    if has_latex(record.title):
        fields[places.title] = normalise_space(plain_text(record.title))
    if places.house:
        fields[places.house] = normalise_space(record.publisher or record.venue)
    if places.pages:
        fields[places.pages] = record.pages.replace("--", "-")
    if record.date and places.date:
        fields[places.date] = str(record.date)
    if kind == "thesis":
        fields["thesisType"] = next((degree.word for degree in DEGREES[:-1] if degree.pattern.search(record.note)), "")
    if citekey:
        fields["citationKey"] = citekey
    if url := record.url or _address(record):
        fields["url"] = url
        if accessed and accessed.day and record.kind in NOT_PAPERS:
            fields["accessDate"] = str(accessed)
    if record.kind is Kind.MODEL:
        fields[f"{EXTRA}Kind"] = MODEL
    fields |= _identifier_fields(record, kind)
    if "" in fields.values():
        fields = {name: text for name, text in fields.items() if text}
    creators = _creators(record, places.roles)
    return Content(kind, fields, creators, tags, collections, related, open_ended=record.truncated)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where an item type has what a record says; an empty name means no field.

    `texts_of` gives the texts of a record that belong in the fields `texts`.
    """

    kind: str
    texts: tuple[str, ...]
    texts_of: Callable[[Record], tuple[str, ...]]
    title: str
    house: str
    pages: str
    date: str
    roles: tuple[str, ...]


@cache
def _places(kind: str) -> _Places:
    names = [name for name in TEXT_FIELDS if field_name(kind, name)]
    texts = tuple(field_name(kind, name) for name in names)
    title, house, pages = (field_name(kind, name) for name in ("title", "house", "pages"))
    return _Places(
        kind, texts, attrgetter(*names), title, house, pages, item_type(kind).field("date"), item_type(kind).creators
    )


def _address(record: Record) -> str:
    addresses = (
        identifier.address
        for identifier in record.identifiers
        if identifier.scheme not in ("doi", "pmid", "pmcid", "s2", "dblp")
    )
    return next(filter(None, addresses), "")


def _identifier_fields(record: Record, kind: str) -> dict[str, str]:
    type_fields = item_type(kind).fields
    first: dict[str, Identifier] = {}
    for known in record.identifiers:
        first.setdefault(known.scheme, known)
    fields: dict[str, str] = {}
    for scheme, field in (("doi", "DOI"), ("isbn", "ISBN")):
        if (identifier := first.get(scheme)) and field in type_fields:
            fields[field] = identifier.value
    if identifier := first.get("arxiv"):
        if kind == "preprint":
            fields |= {"repository": "arXiv", "archiveID": f"arXiv:{identifier.value}"}
            fields.setdefault("DOI", identifier.doi or "")
        else:
            fields[f"{EXTRA}arXiv"] = identifier.value
    for field in _NUMBERS:
        if identifier := first.get(field.lower()):
            fields[field if field in type_fields else f"{EXTRA}{field}"] = identifier.value
    for scheme, name in _EXTRA_NAMES.items():
        if identifier := first.get(scheme):
            fields[f"{EXTRA}{name}"] = identifier.value
    return fields


def _creators(record: Record, roles: tuple[str, ...]) -> tuple[Creator, ...]:
    role = roles[0]
    authors = [to_creator(author, role) for author in record.authors]
    if record.editors and "editor" in roles:
        authors += [to_creator(editor, "editor") for editor in record.editors]
    return tuple(authors)


@cache
def managed_fields(kind: str) -> frozenset[str]:
    """Return the fields of an item type that biblio writes, and pulls when the user corrects them."""
    schema = item_type(kind)
    texts = {field_name(kind, name) for name in (*TEXT_FIELDS, "house")}
    base_fields = {schema.field(name) for name in ("date", "DOI", "ISBN", "PMID", "PMCID", "citationKey")}
    special = {"preprint": {"archiveID"}, "thesis": {"thesisType"}}.get(kind, set())
    return frozenset((texts | base_fields | special) - {""}) | {f"{EXTRA}arXiv"}


# -- from an item to a record ----------------------------------------------------------------------------------
def record_from_content(content: Content) -> Record:
    """Return an item's content as a record with source "zotero"; fields without a counterpart are left out."""
    kind, medium = kind_and_medium(content.kind)
    if content.get(f"{EXTRA}Kind") == MODEL and content.kind == "computerProgram":
        kind = Kind.MODEL
    texts = {name: content.get(field) for name in TEXT_FIELDS if (field := field_name(content.kind, name))}
    # Zotero's own markup in titles, https://www.zotero.org/support/kb/rich_text_bibliography, is no part of the words.
    texts |= {name: strip_tags(texts[name]) for name in ("title", "venue", "series") if texts.get(name)}
    if house := field_name(content.kind, "house"):
        texts["publisher"] = content.get(house)
    authors, editors = _people(content)
    return Record(
        source="zotero",
        kind=kind,
        medium=medium,
        identifiers=_identifiers(content),
        authors=authors,
        editors=editors,
        date=parse_written_date(content.get(item_type(content.kind).field("date"))),
        note=content.get("thesisType"),
        key=content.get("citationKey"),
        **texts,  # type: ignore[arg-type]
    )


def _people(content: Content) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Return the authors and the editors."""
    primary = item_type(content.kind).creators[0]
    authors = tuple(to_person(creator) for creator in content.creators if creator.role == primary)
    if primary == "editor":
        return authors, ()
    return authors, tuple(to_person(creator) for creator in content.creators if creator.role == "editor")


def _identifiers(content: Content) -> tuple[Identifier, ...]:
    identifiers: list[Identifier | None] = [doi(_DOI_PREFIX.sub("", content.get("DOI")))]
    match = _ARXIV.match(content.get("archiveID") or content.get(f"{EXTRA}arXiv"))
    if match:
        identifiers.append(make("arxiv", match[1] or match[2]))
    isbns = content.get("ISBN")  # spaces separate several ISBNs, and also the groups of one
    candidates = (isbns, *re.split(r"[\s,;]+", isbns))
    identifiers.append(next(filter(None, (make("isbn", text) for text in candidates)), None))
    for field in _NUMBERS:
        identifiers.append(make(field.lower(), content.get(field) or content.get(f"{EXTRA}{field}")))
    identifiers += [make(scheme, content.get(f"{EXTRA}{name}")) for scheme, name in _EXTRA_NAMES.items()]
    return tuple(dict.fromkeys(identifier for identifier in identifiers if identifier is not None))
