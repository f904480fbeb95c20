"""``biblio zotero undo``: take a run back."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "undo",
    short_help="Take a run back, and say what cannot be.",
    epilog="\b\nExamples:\n  biblio zotero undo --dry-run    what it would take back\n"
    "  biblio zotero undo              the last run\n  biblio zotero undo 12           run 12 (biblio zotero log)",
)
@click.argument("run", type=int, required=False)
@click.option("--dry-run", is_flag=True, help="Only show it.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@common_options
def command(run: int | None, dry_run: bool, as_json: bool, common: Common) -> int:
    """Take back what RUN did, the last one by default: in the library, in zotero.txt, and in front matter.

    What it made is trashed. What somebody changed since stays, and is told.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_undo, undo_object
    from biblio.zotero.sync_library import undo_run

    with session(common, (), needs_notes=False) as opened:
        found, undo, stuck, outcome = undo_run(opened.project, run, write=not dry_run)
    if as_json:
        print_json(undo_object(found, undo, stuck, outcome))
    else:
        print_undo(found, undo, stuck, outcome, quiet=common.quiet, verbose=common.verbose)
    return ExitCode.NEEDS_PERSON if stuck or (outcome and (outcome.refused or outcome.left)) else ExitCode.DONE
