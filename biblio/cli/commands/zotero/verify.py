"""``biblio zotero verify``: compare contents."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "verify",
    short_help="Compare the whole library with what is remembered.",
    epilog="\b\nExamples:\n  biblio zotero verify          after a restored backup, or when in doubt\n"
    "  biblio zotero verify --json   one difference a line",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@common_options
def command(as_json: bool, common: Common) -> int:
    """Read the whole library and compare what stands there with what is remembered: contents, not versions.

    What differs is remembered as it is, and shows in the next plan.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import print_differences
    from biblio.zotero.sync_library import verify

    with session(common, (), needs_notes=False) as opened:
        count, found = verify(opened.project)
    if as_json:
        for one in found:
            print_json(one)
    else:
        print_differences(count, found)
    return ExitCode.NEEDS_PERSON if found else ExitCode.DONE
