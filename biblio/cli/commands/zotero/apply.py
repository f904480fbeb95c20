"""``biblio zotero apply``: apply the plan."""

from __future__ import annotations

import click

from biblio.cli.commands.zotero.options import plan_options, settlement_of
from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session

__all__ = ["command"]


@click.command(
    "apply",
    short_help="Apply the plan.",
    epilog="\b\nExamples:\n  biblio zotero apply --plan 3f9a1c2b4d5e     exactly the plan that was shown\n"
    "  biblio zotero apply --prefer zotero         in every conflict, take Zotero's value\n"
    "  biblio zotero apply --settle doe2020deep:title=notes",
)
@click.option(
    "--plan", "digest", metavar="DIGEST", default="", help="Apply the plan only if it is still the one shown as DIGEST."
)
@click.option("--force", is_flag=True, help="Apply the plan even if it changes more than [zotero] limit allows.")
@plan_options
@click.option("--json", "as_json", is_flag=True, help="Print what was planned and done as JSON.")
@common_options
def command(
    digest: str, force: bool, prefer: str | None, settle: tuple[str, ...], trash: bool, as_json: bool, common: Common
) -> int:
    """Apply the plan: write to the library, and record in zotero.txt what you changed in Zotero.

    If a run is interrupted, start it again: it continues where it stopped.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import apply_code, apply_object, print_apply_result
    from biblio.project.note_library import read_library
    from biblio.project.zotero_sync import apply_zotero

    with session(common, ()) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        planned, result = apply_zotero(
            opened.project, library, settlement_of(prefer, settle), digest=digest, trash=trash, force=force
        )
    if as_json:
        print_json(apply_object(planned, result))
    else:
        print_apply_result(planned, result, quiet=common.quiet)
    return apply_code(planned, result)
