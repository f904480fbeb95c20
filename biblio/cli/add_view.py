"""What `biblio add` shows: the work of each request, and where its note goes or is already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from biblio.cli.rendering import record_line
from biblio.cli.terminal import style
from biblio.model.decision import Status
from biblio.project.add_notes import NewNote, why_no_work

__all__ = ["new_note_lines", "relative"]


def new_note_lines(note: NewNote, base: Path, *, with_text: bool) -> Iterator[str]:
    """Yield what is known about one request: the work, and its note; or why there is none, with the candidates."""
    if note.work is None:
        why = why_no_work(note) or note.decision.reason or _REASONS.get(note.decision.status, "")
        yield f"{style(note.request.text, bold=True)}: {why}"
        for number, candidate in enumerate(note.decision.candidates, 1):
            title, about = record_line(candidate.work.best).split("\n", 1)
            yield f"  {number}. {title}\n  {about}"
        if note.decision.candidates:
            yield style("  If it is one of them: biblio add IDENTIFIER", dim=True)
        return
    yield record_line(note.work.best)
    if note.known_at:
        yield f"    has a note: {', '.join(note.known_at)}"
    elif note.path is not None:
        yield f"    {'to be added to' if note.is_item else 'note'}: {relative(note.path, base)}"
        if with_text:
            yield from (style(f"    │ {line}".rstrip(), dim=True) for line in note.added.rstrip("\n").split("\n"))


_REASONS = {Status.UNRESOLVED: "no service knows it", Status.PENDING: "could not be looked up"}


def relative(path: Path, base: Path) -> str:
    """Return an absolute path as the user would write it in the project's folder."""
    try:
        return min(os.path.relpath(path, base), str(path), key=len)
    except ValueError:  # on another drive
        return str(path)
