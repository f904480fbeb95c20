"""What an editor shows about a citation key: the reference, where it stands, its notes, and what a check found."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from biblio.check.finding import Finding
from biblio.export.writers.markdown_writer import escaped_markdown
from biblio.language_server.project_view import PlacedNote
from biblio.language_server.reference_index import SearchableReference, short_authors
from biblio.text import normalise_space

__all__ = ["hover_text", "reference_line"]

_MOST_FINDINGS = 5


def reference_line(found: SearchableReference, *, is_markdown: bool) -> str:
    """Return who wrote what, when and where it appeared, in no citation style."""
    record = found.reference.record
    escaped = escaped_markdown if is_markdown else normalise_space
    authors, title, venue = escaped(short_authors(record)), escaped(record.title), escaped(record.venue)
    year = f"({record.date.year})" if record.date else ""
    shown_title = f"**{title}**" if is_markdown and title else title
    shown_venue = f"*{venue}*" if is_markdown and venue else venue
    return ". ".join(filter(None, (" ".join(filter(None, (authors, year))), shown_title, shown_venue)))


def hover_text(
    key: str,
    reference: str,
    *,
    place: str,
    notes: Sequence[PlacedNote],
    findings: Sequence[Finding],
    base: Path,
    is_markdown: bool,
) -> str:
    """Return the text about a key: `reference` as it is formatted, then what is known of it, a line each.

    `place` is the path of its bibliography, empty if none has it; paths of notes are shown from the folder `base`.
    """
    escaped = escaped_markdown if is_markdown else normalise_space
    lines = [f"in {escaped(place)}" if place else "in no bibliography that is read here"]
    for note in notes:
        where = f"{os.path.relpath(note.path, base)}:{note.line}"
        lines.append(f"note {escaped(where)}: {escaped(note.decision)}")
    shown = findings[:_MOST_FINDINGS]
    lines += [f"{finding.severity}: {escaped(finding.message)} ({finding.rule})" for finding in shown]
    if place and not findings:
        lines.append("check: nothing found")
    if len(findings) > len(shown):
        lines.append(f"and {len(findings) - len(shown)} more")
    heading = reference or (f"`{key}`" if is_markdown and "`" not in key else key)
    if is_markdown:
        return f"{heading}\n\n" + "\n".join(f"- {line}" for line in lines)
    return "\n".join((heading, "", *lines))
