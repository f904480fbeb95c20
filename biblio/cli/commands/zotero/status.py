"""``biblio zotero status``: how things stand, from memory."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "status",
    short_help="Tell how things stand; nothing is asked.",
    epilog="\b\nExamples:\n  biblio zotero status\n  biblio zotero status --json",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@common_options
def command(as_json: bool, common: Common) -> int:
    """Tell which library it is, how many items belong to notes, and what the last run did. Asks nobody."""
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_standing
    from biblio.zotero.history import sync_status

    with session(common, (), alone=False, needs_notes=False) as opened:
        found = sync_status(opened.project)
    if as_json:
        print_json(found)
    else:
        print_standing(found)
    return ExitCode.NEEDS_PERSON if any(one.unanswered for one in found) else ExitCode.DONE
