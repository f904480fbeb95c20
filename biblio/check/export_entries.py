"""The entries of exports of reference managers (RIS, NBIB, EndNote, Web of Science), with their places in the file."""

from __future__ import annotations

from collections.abc import Iterator

from biblio.check.finding import Span
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.formats.library_entry import LibraryEntry, PassedOver
from biblio.formats.library_exports import read_export

__all__ = ["entry_key", "entry_span", "export_entries", "export_problems"]


def export_entries(source: SourceText) -> Iterator[LibraryEntry]:
    """Yield the entries of an export, in order; what is broken is left out (`export_problems` tells it)."""
    return (entry for entry in read_export(source.text, source.path) if isinstance(entry, LibraryEntry))


def export_problems(source: SourceText) -> Iterator[Problem]:
    """Yield the entries of an export that cannot be read, or say nothing about a work."""
    for part in read_export(source.text, source.path):
        if isinstance(part, PassedOver) and not part.what:
            yield Problem(source.path, part.line, "the entry has neither a title nor an identifier", "give it a title")
        elif isinstance(part, Problem) and not part.is_warning:
            yield part


def entry_key(entry: LibraryEntry) -> str:
    """Return what reports call an entry: its citation key, its number in the export, or its line."""
    return entry.record.key or entry.export_id or f"line {entry.line}"


def entry_span(entry: LibraryEntry, source: SourceText) -> Span:
    """Return the place of an entry: its first line."""
    return Span(source.path, entry.line, 1, entry.line, 1)
