"""Print notes one per line, and what a command that records a decision did."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from biblio.cli.common_options import Common
from biblio.cli.languages import translate as _
from biblio.cli.messages import print_next_step
from biblio.cli.rendering import json_line, note_line
from biblio.cli.terminal import echo, style
from biblio.decisions.decision_text import Statement
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.export.packed_text import PackedText
from biblio.model.decision import DecidedBy, DecidedNote, Status
from biblio.project.json_views import note_object

__all__ = ["pack_notes", "print_decided", "print_notes", "print_packed"]

_LINES_AT_ONCE = 500


def print_notes(notes: Iterable[DecidedNote], keys: CitationKeys, *, as_json: bool) -> None:
    """Print one line or one JSON object per note to stdout."""
    _print_lines(_lines_of_notes(notes, keys, as_json=as_json), as_json=as_json)


def pack_notes(notes: Iterable[DecidedNote], keys: CitationKeys, *, as_json: bool) -> list[PackedText]:
    """Return what `print_notes` prints, packed, for `print_packed`: the notes need not stay in memory for it."""
    lines = _lines_of_notes(notes, keys, as_json=as_json)
    packed = []
    while batch := list(islice(lines, _LINES_AT_ONCE)):
        packed.append(PackedText.of("\n".join(batch)))
    return packed


def print_packed(packed: Iterable[PackedText], *, as_json: bool) -> None:
    """Print the notes that `pack_notes` packed."""
    for piece in packed:
        _print_lines(piece.text.split("\n"), as_json=as_json)


def _print_lines(lines: Iterable[str], *, as_json: bool) -> None:
    """Print lines for people or, `as_json`, exactly as they are."""
    for line in lines:
        if as_json:
            sys.stdout.buffer.write(line.encode() + b"\n")
        else:
            echo(line)


def _lines_of_notes(notes: Iterable[DecidedNote], keys: CitationKeys, *, as_json: bool) -> Iterator[str]:
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None  # what reads a pipe wants all of it
    for decided in notes:
        work = work_of(decided)
        key = keys.key_of(work) if work else None
        if as_json:
            yield json_line(note_object(decided.note, decided.decision, work, key))
        else:
            yield note_line(decided, key, width)


def print_decided(
    notes: Sequence[DecidedNote],
    statements: Sequence[Statement],
    keys: CitationKeys,
    common: Common,
    *,
    as_json: bool,
) -> None:
    """Print the notes as decided now to stdout, the new lines of decisions.txt and the next step to stderr."""
    print_notes(notes, keys, as_json=as_json)
    if common.quiet:
        return
    for decided in notes:
        _print_remarks(decided)
    for statement in statements:
        echo(f"decisions.txt:{statement.line}: {statement.verb} {statement.subject} {statement.value}", err=True)
    if statements:
        print_next_step(_("`biblio sync` updates the exports, `biblio undo` undoes the decision"))
    elif notes:
        echo("decisions.txt already says so", err=True)


def _print_remarks(decided: DecidedNote) -> None:
    decision = decided.decision
    is_by_user = decision.by is DecidedBy.PERSON
    if decision.status is Status.PENDING and is_by_user:
        echo(f"{decided.query.chosen} is not known yet: the next `biblio sync` looks it up", err=True)
    elif decision.status is Status.PENDING:
        echo("other candidates are searched for at the next `biblio sync`", err=True)
    elif decision.status is Status.ACCEPTED and is_by_user and decision.candidates:
        for veto in decision.candidates[0].vetoes:
            echo(f"{style('note:', fg='yellow')} {veto}", err=True)
