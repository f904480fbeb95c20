"""``biblio zotero log``: the runs, and what each did."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "log",
    short_help="List the runs, or what one of them did.",
    epilog="\b\nExamples:\n  biblio zotero log          all runs, the last one first\n"
    "  biblio zotero log 12       every write of run 12",
)
@click.argument("run", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@common_options
def command(run: int | None, as_json: bool, common: Common) -> int:
    """List all runs, or with RUN everything that it wrote and took back. Asks nobody."""
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import run_lines
    from biblio.zotero.history import run_logs

    with session(common, (), alone=False, needs_notes=False) as opened:
        found = run_logs(opened.project, run)
    for one in found:
        if as_json:
            print_json(one)
        else:
            for line in run_lines(one, details=run is not None):
                click.echo(line)
    return ExitCode.DONE
