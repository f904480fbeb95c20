"""The references of a file as values: every entry of a `.bib` with what it inherits, every item of CSL JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from biblio.bibtex.codec import parse_entry, string_definitions
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.inheritance import inherit_fields, parent_keys
from biblio.check.bibliography_keys import csl_items
from biblio.check.files_to_check import TextFile
from biblio.check.rules.reference.reference import Reference
from biblio.check.source_text import BibEntry, entries
from biblio.errors import BibtexError
from biblio.lookup.services.record_fields import clean_text, date_from_parts, read_people
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, arxiv, doi, isbn
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record

__all__ = ["bib_references", "csl_references"]

_NEVER = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
_PARENTS = frozenset({"proceedings", "mvproceedings", "collection", "mvcollection", "mvbook"})
# https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
_CSL_KINDS: Mapping[str, tuple[Kind, Medium]] = {
    "article-journal": (Kind.PAPER, Medium.JOURNAL),
    "paper-conference": (Kind.PAPER, Medium.PROCEEDINGS),
    "article": (Kind.PAPER, Medium.PREPRINT),
    "chapter": (Kind.PAPER, Medium.COLLECTION),
    "book": (Kind.BOOK, Medium.UNKNOWN),
    "thesis": (Kind.THESIS, Medium.UNKNOWN),
    "report": (Kind.REPORT, Medium.UNKNOWN),
    "software": (Kind.SOFTWARE, Medium.UNKNOWN),
    "dataset": (Kind.DATASET, Medium.UNKNOWN),
    "webpage": (Kind.WEBPAGE, Medium.UNKNOWN),
    "post-weblog": (Kind.BLOGPOST, Medium.UNKNOWN),
    "speech": (Kind.PRESENTATION, Medium.UNKNOWN),
    "motion_picture": (Kind.VIDEO, Medium.UNKNOWN),
}


def bib_references(file: TextFile) -> Iterator[Reference]:
    """Yield the references of a `.bib`; entries that cannot be read are another rule's."""
    source = file.source
    strings = string_definitions(source.text)
    has_parents = "crossref" in source.text.lower() or "xdata" in source.text.lower()
    known: dict[str, Entry] = {}
    parents: frozenset[str] = frozenset()
    if has_parents:
        for one in entries(source):
            if not one.error and (entry := _parsed(one, strings)) is not None:
                known[entry.key.casefold()] = entry
        parents = parent_keys(known.values())
    for one in entries(source):
        if one.error or one.block.type in _NEVER:
            continue
        entry = known.get(one.key.casefold()) if has_parents else _parsed(one, strings)
        if entry is None or (entry.type in _PARENTS and entry.key.casefold() in parents):
            continue
        record = from_entry(inherit_fields(entry, known) if has_parents else entry)
        yield Reference(record, one.key, one.block.type, one.key_span(), one)


def _parsed(one: BibEntry, strings: Mapping[str, str]) -> Entry | None:
    try:
        return parse_entry(one.source.text[one.block.start : one.block.end], strings=strings)
    except BibtexError:
        return None


def csl_references(file: TextFile) -> Iterator[Reference]:
    """Yield the references of a CSL JSON file."""
    for key, place, item in csl_items(file.source):
        yield Reference(_csl_record(item), key, str(item.get("type", "")), place)


def _csl_record(item: Mapping[str, Any]) -> Record:
    kind, medium = _CSL_KINDS.get(str(item.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    authors, truncated = read_people(item.get("author"))
    editors, _ = read_people(item.get("editor"))
    found = [doi(clean_text(item.get("DOI"))), _arxiv(item), isbn(clean_text(item.get("ISBN")).split(" ")[0])]
    issued = item.get("issued")
    return Record(
        source="csl",
        title=clean_text(item.get("title")),
        kind=kind,
        medium=medium,
        identifiers=tuple(dict.fromkeys(one for one in found if one is not None)),
        authors=authors or _literal(item),
        truncated=truncated,
        editors=editors,
        date=date_from_parts(issued.get("date-parts")) if isinstance(issued, dict) else None,
        venue="" if medium is Medium.PREPRINT else clean_text(item.get("container-title")),
        volume=clean_text(item.get("volume")),
        number=clean_text(item.get("issue")),
        pages=clean_text(item.get("page")),
        publisher=clean_text(item.get("publisher")),
        url=clean_text(item.get("URL")),
        language=clean_text(item.get("language")),
    )


def _arxiv(item: Mapping[str, Any]) -> Identifier | None:
    number = clean_text(item.get("number"))
    return arxiv(number.removeprefix("arXiv:")) if number.lower().startswith("arxiv:") else None


def _literal(item: Mapping[str, Any]) -> tuple[Person, ...]:
    name = item.get("author")
    return (parse_person(name),) if isinstance(name, str) and name else ()
