"""``biblio zotero log``: list the runs, or what one of them did."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "log",
    short_help="List the runs, or what one of them did.",
    epilog="\b\nExamples:\n  biblio zotero log          all runs, the latest first\n"
    "  biblio zotero log 12       every write of run 12",
)
@click.argument("run", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@common_options
def command(run: int | None, as_json: bool, common: Common) -> int:
    """List all runs, or everything that RUN wrote to or pulled from the library. Does not use the network."""
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import run_lines
    from biblio.project.zotero_sync import zotero_runs

    with session(common, (), exclusive=False, needs_notes=False) as opened:
        logs = zotero_runs(opened.project, run)
    for log in logs:
        if as_json:
            print_json(log)
        else:
            for line in run_lines(log, details=run is not None):
                echo(line)
    return ExitCode.DONE
