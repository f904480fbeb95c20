"""The references of a file as values: every entry of a `.bib` with what it inherits, every item of CSL JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biblio.bibtex.codec import parse_entry, string_definitions
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.inheritance import inherit_fields, parent_keys
from biblio.check.csl_json import csl_record, read_csl_items
from biblio.check.files_to_check import TextFile
from biblio.check.rules.reference.reference import Reference
from biblio.check.source_text import BibEntry, entries
from biblio.errors import BibtexError
from biblio.model.entry import Entry

__all__ = ["bib_references", "csl_references"]

_NEVER = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
_PARENTS = frozenset({"proceedings", "mvproceedings", "collection", "mvcollection", "mvbook"})


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
    for item in read_csl_items(file.source):
        yield Reference(csl_record(item.variables), item.key, str(item.variables.get("type", "")), item.place)
