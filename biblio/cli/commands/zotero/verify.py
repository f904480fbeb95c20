"""``biblio zotero verify``: compare the library with biblio's memory of it."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "verify",
    short_help="Compare the whole library with biblio's memory of it.",
    epilog="\b\nExamples:\n  biblio zotero verify          after a restored backup, or when in doubt\n"
    "  biblio zotero verify --json   one difference per line",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@common_options
def command(as_json: bool, common: Common) -> int:
    """Read the whole library and compare it with biblio's memory: contents, not just version numbers.

    Differences are listed, and the next plan takes them into account.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_differences
    from biblio.project.zotero_sync import verify_zotero

    with session(common, (), needs_notes=False) as opened:
        count, differences = verify_zotero(opened.project)
    if as_json:
        for difference in differences:
            print_json(difference)
    else:
        print_differences(count, differences)
    return ExitCode.NEEDS_PERSON if differences else ExitCode.DONE
