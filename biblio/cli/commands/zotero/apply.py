"""``biblio zotero apply``: do what the plan says."""

from __future__ import annotations

import click

from biblio.cli.commands.zotero.options import plan_options, settlement_of
from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session

__all__ = ["command"]


@click.command(
    "apply",
    short_help="Do it.",
    epilog="\b\nExamples:\n  biblio zotero apply --plan 3f9a1c2b4d5e     exactly the plan that was shown\n"
    "  biblio zotero apply --prefer zotero         conflicts go to what stands in Zotero\n"
    "  biblio zotero apply --settle doe2020deep:title=notes",
)
@click.option("--plan", "digest", metavar="DIGEST", default="", help="Only the plan that was shown under this name.")
@click.option("--force", is_flag=True, help="Do it although it changes more than [zotero] limit allows.")
@plan_options
@click.option("--json", "as_json", is_flag=True, help="Print what was planned and done as JSON.")
@common_options
def command(
    digest: str, force: bool, prefer: str | None, settle: tuple[str, ...], trash: bool, as_json: bool, common: Common
) -> int:
    """Bring the notes and the library into step: what comes back is written to zotero.txt first, then the library.

    A run that is stopped goes on where it was when it is called again.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import outcome_code, outcome_object, print_outcome
    from biblio.project.sync import read_library
    from biblio.zotero.sync_library import apply_plan

    with session(common, ()) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        planned, outcome = apply_plan(
            opened.project, library, settlement_of(prefer, settle), digest=digest, trash=trash, force=force
        )
    if as_json:
        print_json(outcome_object(planned, outcome))
    else:
        print_outcome(planned, outcome, quiet=common.quiet)
    return outcome_code(planned, outcome)
