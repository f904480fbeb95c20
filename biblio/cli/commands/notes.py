"""``biblio notes``: the notes, one a line."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.session import session
from biblio.errors import ExitCode
from biblio.model.decision import Status

__all__ = ["command"]


@click.command(
    "notes",
    short_help="List the notes and what is known about each.",
    epilog="\b\nExamples:\n  biblio notes --status ambiguous        what needs a person\n"
    "  biblio notes --tag NLP                  notes with a tag\n"
    "  biblio notes --json | jq .work.title    one object a line",
)
@paths_argument
@click.option("--status", type=click.Choice([one.value for one in Status]), help="Only notes with this status.")
@click.option("--tag", metavar="TAG", help="Only notes with this tag.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@common_options
def command(paths: tuple[str, ...], status: str | None, tag: str | None, as_json: bool, common: Common) -> int:
    """List the notes with what earlier runs found for each; nothing is asked."""
    from biblio.cli.note_lines import print_notes
    from biblio.cli.rendering import print_problems
    from biblio.export.citation_keys import known_keys
    from biblio.project.sync import read_library
    from biblio.text import fold

    with session(common, paths, alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project)
    print_problems(library.reading.problems)
    wanted = (
        one
        for one in library.decided
        if (not status or one.decision.status.value == status) and (not tag or fold(tag) in map(fold, one.note.tags))
    )
    print_notes(wanted, keys, as_json=as_json)
    return ExitCode.FAILED if library.reading.problems else ExitCode.DONE
