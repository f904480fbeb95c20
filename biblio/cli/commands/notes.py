"""``biblio notes``: list the notes, one per line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode, Problem
from biblio.model.decision import DecidedNote, Status

if TYPE_CHECKING:
    from biblio.export.packed_text import PackedText

__all__ = ["command"]


@click.command(
    "notes",
    short_help="List the notes and the work found for each.",
    epilog="\b\nExamples:\n  biblio notes --status ambiguous        what needs your decision\n"
    "  biblio notes --tag NLP                  notes with a tag\n"
    "  biblio notes --skipped                  which files gave no note, and why\n"
    "  biblio notes --json | jq .work.title    one object per line",
)
@paths_argument
@click.option(
    "--status", type=click.Choice([decided_note.value for decided_note in Status]), help="Only notes with this status."
)
@click.option("--tag", metavar="TAG", shell_complete=completing("tags"), help="Only notes with this tag.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.option("--skipped", is_flag=True, help="List what gave no note, with the reason, instead of the notes.")
@common_options
def command(
    paths: tuple[str, ...], status: str | None, tag: str | None, as_json: bool, skipped: bool, common: Common
) -> int:
    """List the notes with the work that earlier runs found for each. Does not use the network.

    With --skipped, list every file, folder and part of a file that gave no note, with its line and the reason.
    """
    if skipped:
        return _list_skipped(paths, common, as_json=as_json)
    from biblio.cli.print_notes import pack_notes, print_packed
    from biblio.export.export_index import known_keys
    from biblio.project.note_library import read_in_turn, read_tagged_notes

    with session(common, paths, exclusive=False) as opened:
        project, sources, base = opened.project, opened.sources, opened.base
        keys = known_keys(project.config.exports.path).with_decided(project.decisions.keys)

        def pack(notes: Iterable[DecidedNote]) -> list[PackedText]:
            selected = (note for note in notes if not status or note.decision.status.value == status)
            return pack_notes(selected, keys, as_json=as_json)

        # Printed when all are read: who reads the output may take long, and where the state is damaged all begins anew.
        if tag:
            library = read_tagged_notes(project, sources, base=base, tag=tag)
            packed, problems, warnings = pack(library.decided), library.reading.problems, library.reading.warnings
        else:
            packed, problems, warnings = read_in_turn(project, sources, base=base, make=pack)
    code = _print_problems(problems, warnings)
    print_packed(packed, as_json=as_json)
    return code


def _list_skipped(paths: tuple[str, ...], common: Common, *, as_json: bool) -> int:
    from biblio.cli.rendering import print_json, print_skipped, skipped_object
    from biblio.project.note_library import read_library

    with session(common, paths, exclusive=False) as opened:
        reading = read_library(opened.project, opened.sources, base=opened.base).reading
    code = _print_problems(reading.problems, reading.warnings)
    if as_json:
        for item in reading.skipped:
            print_json(skipped_object(item))
    else:
        print_skipped(reading.skipped)
    return code


def _print_problems(problems: Sequence[Problem], warnings: Sequence[Problem]) -> int:
    """Print what is to be said of the files; return the exit code."""
    from biblio.cli.rendering import print_problems

    print_problems(problems)
    print_problems(warnings, word="warning", colour="yellow")
    return ExitCode.FAILED if problems else ExitCode.DONE
