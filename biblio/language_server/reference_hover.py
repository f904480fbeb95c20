"""What an editor shows about a citation key: the reference, where it stands, its notes, and what a check found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.check.finding import Finding
from biblio.export.writers.markdown_writer import escaped_markdown
from biblio.language_server.document_check import LookedUp
from biblio.language_server.project_view import PlacedNote
from biblio.language_server.reference_index import SearchableReference, short_authors
from biblio.text import normalise_space

__all__ = ["KeyFacts", "hover_text", "reference_line"]

_MOST_FINDINGS = 5


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What is known about a key.

    `reference` is formatted, `location` that of its bibliography (None: no bibliography that was read has the key).
    `findings` are about the entry, if it `has_been_checked`; `verdict` is what services said about it in earlier runs.
    Paths are shown from the folder `base`.
    """

    key: str
    base: Path
    notes: tuple[PlacedNote, ...] = ()
    reference: str = ""
    location: Path | None = None
    findings: tuple[Finding, ...] = ()
    has_been_checked: bool = False
    verdict: LookedUp | None = None


def reference_line(found: SearchableReference, *, is_markdown: bool) -> str:
    """Return who wrote what, when and where it appeared, in no citation style."""
    record = found.reference.record
    escaped = escaped_markdown if is_markdown else normalise_space
    authors, title, venue = escaped(short_authors(record)), escaped(record.title), escaped(record.venue)
    year = f"({record.date.year})" if record.date else ""
    shown_title = f"**{title}**" if is_markdown and title else title
    shown_venue = f"*{venue}*" if is_markdown and venue else venue
    return ". ".join(filter(None, (" ".join(filter(None, (authors, year))), shown_title, shown_venue)))


def hover_text(about: KeyFacts, *, is_markdown: bool) -> str:
    """Return the text about a key: the reference, then what is known of it, a line each."""
    escaped = escaped_markdown if is_markdown else normalise_space
    heading = about.reference or escaped(about.key)
    lines = [escaped(line) for line in _lines(about)]
    if is_markdown:
        return f"{heading}\n\n" + "\n".join(f"- {line}" for line in lines)
    return "\n".join((heading, "", *lines))


def _lines(about: KeyFacts) -> Iterator[str]:
    yield f"in {_from(about.location, about.base)}" if about.location else "in no bibliography that is read here"
    for note in about.notes:
        yield f"note {_from(note.path, about.base)}:{note.line}: {note.decision}"
    shown = about.findings[:_MOST_FINDINGS]
    for finding in shown:
        yield f"{finding.severity}: {finding.message} ({finding.rule})"
    if len(shown) < len(about.findings):
        yield f"and {len(about.findings) - len(shown)} more"
    if about.location is not None:
        yield from _state_of_check(about)


def _state_of_check(about: KeyFacts) -> Iterator[str]:
    verdict = about.verdict
    if verdict is not None and verdict.is_confirmed:
        yield "check: agrees with what services say about the work"
    elif verdict is None or not verdict.looked_up or verdict.unasked:
        found = "nothing found, " if about.has_been_checked and not about.findings else ""
        yield f"check: {found}not looked up yet"
    elif not about.findings:
        yield "check: nothing found against it"


def _from(path: Path, base: Path) -> str:
    shown = os.path.relpath(path, base)
    return str(path) if shown.startswith(os.pardir + os.sep + os.pardir) else shown
