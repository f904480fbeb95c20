"""Notes as they are decided, one a line; and what a command says after a person's decision."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence

import click

from biblio.cli.common_options import Common
from biblio.cli.rendering import note_line, print_json
from biblio.decisions.decision_text import Statement
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.model.decision import DecidedBy, DecidedNote, Status
from biblio.project.json_views import note_object

__all__ = ["print_decided", "print_notes"]


def print_notes(decided: Iterable[DecidedNote], keys: CitationKeys, *, as_json: bool) -> None:
    """Write one line a note to stdout, or one JSON object a line."""
    width = shutil.get_terminal_size().columns
    for one in decided:
        work = work_of(one)
        key = keys.key_of(work) if work else None
        if as_json:
            print_json(note_object(one.note, one.decision, work, key))
        else:
            click.echo(note_line(one, key, width))


def print_decided(
    decided: Sequence[DecidedNote],
    statements: Sequence[Statement],
    keys: CitationKeys,
    common: Common,
    *,
    as_json: bool,
) -> None:
    """Write the notes as they are decided now to stdout; to stderr the lines that say so, and what comes next."""
    print_notes(decided, keys, as_json=as_json)
    if common.quiet:
        return
    for one in decided:
        decision = one.decision
        if decision.by is DecidedBy.PERSON and decision.status is Status.PENDING:
            click.echo(f"{one.query.chosen} is not known here yet: the next biblio sync looks it up", err=True)
        elif decision.by is DecidedBy.PERSON and decision.candidates and decision.status is Status.ACCEPTED:
            for veto in decision.candidates[0].vetoes:
                click.echo(f"{click.style('note:', fg='yellow')} {veto}", err=True)
        elif decision.status is Status.PENDING:
            click.echo("what else it may be is asked at the next biblio sync", err=True)
    for statement in statements:
        click.echo(f"decisions.txt:{statement.line}: {statement.verb} {statement.subject} {statement.value}", err=True)
    if statements:
        text = "biblio sync writes it into the exports, biblio undo takes it back"
        click.echo(f"{click.style('next:', fg='cyan')} {text}", err=True)
    elif decided:
        click.echo("decisions.txt says so already", err=True)
