"""The references to look up: entries of a `.bib` with inherited fields, entries of exports, and notes of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from biblio.bibtex.bib_text import StringDefinitions, string_definitions
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.inheritance import entries_by_name, inherit_fields, names_of_entry, parent_keys
from biblio.check.bibliography_keys import HELPER_TYPES
from biblio.check.csl_json_items import citable_items
from biblio.check.export_entries import entry_key, entry_span, export_entries
from biblio.check.finding import Span
from biblio.check.rules.reference.reference import NOTE, Reference
from biblio.check.source_text import BibEntry, SourceText, read_entries
from biblio.check.unreadable_entry import read_lines_of_entry
from biblio.errors import BibtexError
from biblio.formats.csl_json import csl_record
from biblio.model.dates import PartialDate
from biblio.model.decision import DecidedNote, Status
from biblio.model.entry import Entry
from biblio.model.record import Kind, Record

__all__ = ["bib_references", "csl_references", "export_references", "note_references"]

_PARENT_TYPES = frozenset({"proceedings", "mvproceedings", "collection", "mvcollection", "mvbook"})


def bib_references(source: SourceText) -> Iterator[Reference]:
    """Yield the references of a `.bib`, also of entries that BibTeX cannot read, as far as their lines tell.

    The rule `syntax` reports those; they are read without their spans, so that nothing in them is "corrected".
    """
    strings = string_definitions(source.text)
    text = source.text.lower()
    has_parents = "crossref" in text or "xdata" in text
    entries: dict[int, Entry] = {}
    if has_parents:
        for bib_entry in read_entries(source):
            if not bib_entry.error and (entry := _parse(bib_entry, strings)) is not None:
                entries[bib_entry.block.start] = entry
    by_name = entries_by_name(entries.values())
    parents = parent_keys(entries.values())
    for bib_entry in read_entries(source):
        if bib_entry.block.type in HELPER_TYPES:
            continue
        if bib_entry.error:
            if (meant := read_lines_of_entry(source.text[bib_entry.block.start : bib_entry.block.end])) is not None:
                yield Reference(from_entry(meant), bib_entry.key, bib_entry.block.type, bib_entry.key_span())
            continue
        parsed = entries.get(bib_entry.block.start) if has_parents else _parse(bib_entry, strings)
        if parsed is None or (parsed.type in _PARENT_TYPES and not parents.isdisjoint(names_of_entry(parsed))):
            continue
        record = from_entry(inherit_fields(parsed, by_name) if has_parents else parsed)
        yield Reference(record, bib_entry.key, bib_entry.block.type, bib_entry.key_span(), bib_entry)


def _parse(entry: BibEntry, strings: StringDefinitions) -> Entry | None:
    try:
        start, end = entry.block.start, entry.block.end
        return parse_entry(entry.source.text[start:end], strings=strings.at(start))
    except BibtexError:
        return None


def csl_references(source: SourceText) -> Iterator[Reference]:
    """Yield the references of a CSL JSON text."""
    for item in citable_items(source):
        yield Reference(csl_record(item.variables), item.key, str(item.variables.get("type", "")), item.span)


def export_references(source: SourceText) -> Iterator[Reference]:
    """Yield the references of an export of a reference manager (RIS, NBIB …)."""
    for entry in export_entries(source):
        yield Reference(entry.record, entry_key(entry), entry.type_name, entry_span(entry, source))


def note_references(notes: Iterable[DecidedNote]) -> Iterator[Reference]:
    """Yield the notes that name a work by both identifier and title, and whose work is not certain.

    Identifier and title may not belong together. For all other notes, the exported entry is checked.
    """
    for decided in notes:
        query, note = decided.query, decided.note
        is_certain = decided.decision.status in (Status.ACCEPTED, Status.NOT_A_PAPER)
        if is_certain or not (query.identifiers and query.titles):
            continue
        record = Record(
            source="note",
            title=query.titles[0],
            kind=query.kind or Kind.PAPER,
            identifiers=query.identifiers,
            authors=query.authors,
            truncated=True,
            date=PartialDate(query.year) if query.year else None,
        )
        yield Reference(record, note.id, NOTE, Span(note.source, note.line, 1, note.line, 1))
