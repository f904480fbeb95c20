"""``biblio notes``: list the notes, one per line."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode
from biblio.model.decision import Status

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
    from biblio.cli.print_notes import print_notes
    from biblio.cli.rendering import print_json, print_problems, print_skipped, skipped_object
    from biblio.export.export_index import known_keys
    from biblio.project.note_library import read_tagged_notes

    with session(common, paths, exclusive=False) as opened:
        # What gave no note is known of all notes only.
        tag_of_notes = None if skipped else tag
        library = read_tagged_notes(opened.project, opened.sources, base=opened.base, tag=tag_of_notes)
        keys = known_keys(opened.project.config.exports.path).with_decided(opened.project.decisions.keys)
    print_problems(library.reading.problems)
    print_problems(library.reading.warnings, word="warning", colour="yellow")
    exit_code = ExitCode.FAILED if library.reading.problems else ExitCode.DONE
    if skipped:
        if as_json:
            for item in library.reading.skipped:
                print_json(skipped_object(item))
        else:
            print_skipped(library.reading.skipped)
        return exit_code
    selected = (
        decided_note for decided_note in library.decided if not status or decided_note.decision.status.value == status
    )
    print_notes(selected, keys, as_json=as_json)
    return exit_code
