"""``biblio zotero status``: show the sync status, without the network."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "status",
    short_help="Show the sync status (no network).",
    epilog="\b\nExamples:\n  biblio zotero status\n  biblio zotero status --json",
)
@click.option("--json", "as_json", is_flag=True, help="Print the status as JSON.")
@common_options
def command(as_json: bool, common: Common) -> int:
    """Show which library is synced, how many of its items belong to notes, and the last run (no network)."""
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_sync_status
    from biblio.project.zotero_sync import zotero_status

    with session(common, (), exclusive=False, needs_notes=False) as opened:
        statuses = zotero_status(opened.project)
    if as_json:
        print_json(statuses)
    else:
        print_sync_status(statuses)
    return ExitCode.NEEDS_PERSON if any(status.unanswered for status in statuses) else ExitCode.DONE
