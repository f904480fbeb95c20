"""Names of people as Zotero keeps them: one field, or last and first name.

A work as the content of a Zotero item, and the content of an item as a record.

Preprints keep their identity as Zotero's own translators write it: repository "arXiv", archiveID "arXiv:2401.01234" and
the DOI that arXiv mints. What an item type has no field for stands in a line of `extra` (see `extra`).
"""

from __future__ import annotations

import re
from functools import cache

from biblio.bibtex.entry_table import DEGREES
from biblio.bibtex.latex_to_text import plain_text
from biblio.bibtex.record_to_entry import paper_type
from biblio.model.dates import PartialDate, parse_date
from biblio.model.identifiers import Identifier, doi, make
from biblio.model.people import Person, parse_person
from biblio.model.record import NOT_PAPERS, Kind, Record, Work
from biblio.text import normalise_space
from biblio.zotero.item_fields import KINDS, MODEL, MONTH_NAMES, TEXTS, field_of, type_meaning
from biblio.zotero.object_content import EXTRA, Content, Creator
from biblio.zotero.schema import item_type

__all__ = [
    "creator_of",
    "from_content",
    "item_type_of",
    "managed_fields",
    "parse_zotero_date",
    "person_of",
    "to_content",
]

_SUFFIX = re.compile(r"(?i)(?:jr|sr)\.?|i{2,3}|iv")


def creator_of(person: Person, role: str) -> Creator:
    """Return a person as a creator in a role; a suffix stands after the first name, as Zotero's users write it."""
    if person.literal:
        return Creator(role, name=person.literal)
    return Creator(role, person.last, f"{person.given}, {person.suffix}" if person.suffix else person.given)


def person_of(creator: Creator) -> Person:
    """Return the person that a creator is."""
    if creator.name:
        return Person(literal=creator.name)
    first, _, suffix = creator.first.rpartition(", ")
    if not first or not _SUFFIX.fullmatch(suffix):
        first, suffix = creator.first, ""
    person = parse_person(f"{creator.last}, {first}") if first else Person(family=creator.last)
    return Person(person.family, person.given, person.particle, suffix, person.literal)


_TYPES = {"article": "journalArticle", "inproceedings": "conferencePaper", "incollection": "bookSection"}
_NUMBERS = ("PMID", "PMCID")
_LINES = {"openreview": "OpenReview", "acl": "ACL Anthology"}
_DOI_PREFIX = re.compile(r"(?i)^\s*(?:doi:\s*|https?://(?:dx\.)?doi\.org/)")
_ARXIV = re.compile(r"(?i)^arxiv:\s*(\S+)|^(\S+)(?:\s+\[[\w.-]+\])?$")


def item_type_of(record: Record) -> str:
    """Return the item type of a work."""
    if record.kind is not Kind.PAPER:
        return KINDS[record.kind]
    entry = paper_type(record)
    return _TYPES.get(entry, "bookSection" if entry == "inbook" else "preprint")


def to_content(work: Work, *, kind: str = "", citekey: str = "", accessed: PartialDate | None = None) -> Content:
    """Return what the item of a work should say; `kind` is its item type where that is settled already.

    `accessed` is the day the person saw the work; it is written for what is no paper.
    """
    record = work.best
    kind = kind or item_type_of(record)
    fields = {field: normalise_space(getattr(record, name)) for name in TEXTS if (field := field_of(kind, name))}
    fields[field_of(kind, "title")] = normalise_space(plain_text(record.title))
    if house := field_of(kind, "house"):
        fields[house] = normalise_space(record.publisher or record.venue)
    if pages := field_of(kind, "pages"):
        fields[pages] = record.pages.replace("--", "-")
    if record.date and (date := item_type(kind).field("date")):
        fields[date] = str(record.date)
    if kind == "thesis":
        fields["thesisType"] = next((one.word for one in DEGREES[:-1] if one.pattern.search(record.note)), "")
    fields["citationKey"] = citekey
    fields["url"] = record.url or _address(record)
    if accessed and record.kind in NOT_PAPERS and fields["url"]:
        fields["accessDate"] = str(accessed) if accessed.day else ""
    if record.kind is Kind.MODEL:
        fields[f"{EXTRA}Kind"] = MODEL
    fields |= _identifier_fields(record, kind)
    return Content(
        kind,
        {name: text for name, text in fields.items() if text},
        _creators(record, item_type(kind).creators),
        open_ended=record.truncated,
    )


def _address(record: Record) -> str:
    addresses = (one.address for one in record.identifiers if one.scheme not in ("doi", "pmid", "pmcid", "s2", "dblp"))
    return next(filter(None, addresses), "")


def _identifier_fields(record: Record, kind: str) -> dict[str, str]:
    has = item_type(kind).fields
    fields: dict[str, str] = {}
    for scheme, field in (("doi", "DOI"), ("isbn", "ISBN")):
        if (one := record.identifier(scheme)) and field in has:
            fields[field] = one.value
    if one := record.identifier("arxiv"):
        if kind == "preprint":
            fields |= {"repository": "arXiv", "archiveID": f"arXiv:{one.value}"}
            fields.setdefault("DOI", one.doi or "")
        else:
            fields[f"{EXTRA}arXiv"] = one.value
    for field in _NUMBERS:
        if one := record.identifier(field.lower()):
            fields[field if field in has else f"{EXTRA}{field}"] = one.value
    for scheme, name in _LINES.items():
        if one := record.identifier(scheme):
            fields[f"{EXTRA}{name}"] = one.value
    return fields


def _creators(record: Record, roles: tuple[str, ...]) -> tuple[Creator, ...]:
    editors = record.editors if "editor" in roles else ()
    authors = [creator_of(one, roles[0]) for one in record.authors]
    return (*authors, *(creator_of(one, "editor") for one in editors))


@cache
def managed_fields(kind: str) -> frozenset[str]:
    """Return the fields of an item type that biblio writes, and takes back when a person corrects them."""
    has = item_type(kind)
    texts = {field_of(kind, name) for name in (*TEXTS, "house")}
    others = {has.field(name) for name in ("date", "DOI", "ISBN", "PMID", "PMCID", "citationKey")}
    special = {"preprint": {"archiveID"}, "thesis": {"thesisType"}}.get(kind, set())
    return frozenset((texts | others | special) - {""}) | {f"{EXTRA}arXiv"}


def from_content(content: Content) -> Record:
    """Return what an item says as a record of source "zotero"; fields that mean nothing to us are left out."""
    kind = content.kind
    meaning, medium = type_meaning(kind)
    if content.get(f"{EXTRA}Kind") == MODEL and kind == "computerProgram":
        meaning = Kind.MODEL
    values = {name: content.get(field) for name in TEXTS if (field := field_of(kind, name))}
    if house := field_of(kind, "house"):
        values["publisher"] = content.get(house)
    authors, editors = _people(content)
    return Record(
        source="zotero",
        kind=meaning,
        medium=medium,
        identifiers=_identifiers(content),
        authors=authors,
        editors=editors,
        date=parse_zotero_date(content.get(item_type(kind).field("date"))),
        note=content.get("thesisType"),
        key=content.get("citationKey"),
        **values,  # type: ignore[arg-type]
    )


def _people(content: Content) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    primary = item_type(content.kind).creators[0]
    authors = tuple(person_of(one) for one in content.creators if one.role == primary)
    return authors, tuple(person_of(one) for one in content.creators if one.role == "editor" and primary != "editor")


def _identifiers(content: Content) -> tuple[Identifier, ...]:
    found: list[Identifier | None] = [doi(_DOI_PREFIX.sub("", content.get("DOI")))]
    match = _ARXIV.match(content.get("archiveID") or content.get(f"{EXTRA}arXiv"))
    if match:
        found.append(make("arxiv", match[1] or match[2]))
    isbns = content.get("ISBN")  # several are parted by spaces, and so are the parts of one
    found.append(next(filter(None, (make("isbn", one) for one in (isbns, *re.split(r"[\s,;]+", isbns)))), None))
    for field in _NUMBERS:
        found.append(make(field.lower(), content.get(field) or content.get(f"{EXTRA}{field}")))
    found += [make(scheme, content.get(f"{EXTRA}{name}")) for scheme, name in _LINES.items()]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def parse_zotero_date(text: str) -> PartialDate | None:
    """Return the date that a date field tells, in any of the ways people write it; None where nobody can tell.

    A number that may be a day or a month is neither: "03/04/2017" is 2017.
    """
    try:
        date = parse_date(text) if text else None
    except ValueError:
        date = None
    if date is not None or not text:
        return date
    year = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    if not year:
        return None
    words = re.findall(r"[a-z]{3,}", text.lower())
    month = next((n for word in words for n, name in enumerate(MONTH_NAMES, 1) if name.startswith(word)), 0)
    numbers = [int(one) for one in re.findall(r"\d+", text.replace(year[0], " ", 1))]
    if not month and len(numbers) == 1 and 1 <= numbers[0] <= 12:
        return PartialDate(int(year[0]), numbers[0])
    try:
        return PartialDate(int(year[0]), month, numbers[0] if month and len(numbers) == 1 else 0)
    except ValueError:
        return PartialDate(int(year[0]), month)
