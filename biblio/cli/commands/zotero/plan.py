"""``biblio zotero plan``: show what a sync would do."""

from __future__ import annotations

import click

from biblio.cli.commands.zotero.options import options_text, plan_options, settlement_of
from biblio.cli.common_options import Common, common_options, fail_on_options
from biblio.cli.open_session import session
from biblio.errors import FailOn

__all__ = ["command"]


@click.command(
    "plan",
    short_help="Show what would change on both sides.",
    epilog="\b\nExamples:\n  biblio zotero plan                  grouped and counted, the first changes of each group\n"
    "  biblio zotero plan -v               every change\n  biblio zotero plan --json | jq .counts",
)
@plan_options
@click.option("--json", "as_json", is_flag=True, help="Print the whole plan as JSON.")
@fail_on_options
@common_options
def command(
    prefer: str | None, settle: tuple[str, ...], trash: bool, as_json: bool, fail_on: FailOn, common: Common
) -> int:
    """Show what would be written to Zotero, what would be pulled from it, and the conflicts that you must settle.

    Uses the works that earlier runs found for the notes, and reads what has changed in the library. Writes nothing but
    biblio's own memory of the library.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import plan_code, plan_object, print_sync_plan
    from biblio.project.note_library import read_library
    from biblio.project.zotero_sync import plan_zotero

    with session(common, ()) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        planned = plan_zotero(opened.project, library, settlement_of(prefer, settle), trash=trash)
    if as_json:
        print_json(plan_object(planned))
    elif not common.quiet:
        print_sync_plan(planned, verbose=common.verbose, options=options_text(prefer, settle, trash=trash))
    return fail_on.limit(plan_code(planned), FailOn.CONFLICT)
