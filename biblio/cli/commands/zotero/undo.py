"""``biblio zotero undo``: undo a sync run."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session

__all__ = ["command"]


@click.command(
    "undo",
    short_help="Undo a sync run; list what cannot be undone.",
    epilog="\b\nExamples:\n  biblio zotero undo --dry-run    show what would be undone\n"
    "  biblio zotero undo              the last run\n  biblio zotero undo 12           run 12 (biblio zotero log)",
)
@click.argument("run", type=int, required=False)
@click.option("--dry-run", is_flag=True, help="Only show what would be undone.")
@click.option("--json", "as_json", is_flag=True, help="Print what is undone as JSON.")
@common_options
def command(run: int | None, dry_run: bool, as_json: bool, common: Common) -> int:
    """Undo RUN (by default the last one) in the library, in zotero.txt, and in front matter.

    Whatever the run created is moved to the trash. Whatever has been changed since is left alone and listed.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_undo, undo_code, undo_object
    from biblio.project.zotero_sync import undo_zotero

    with session(common, (), needs_notes=False) as opened:
        undone = undo_zotero(opened.project, run, write=not dry_run)
    if as_json:
        print_json(undo_object(undone))
    else:
        print_undo(undone, quiet=common.quiet, verbose=common.verbose)
    return undo_code(undone)
