"""``biblio zotero apply``: apply the plan."""

from __future__ import annotations

import sys

import click

from biblio.cli.commands.zotero.options import plan_options, settlement_of
from biblio.cli.common_options import Common, common_options, fail_on_options
from biblio.cli.open_session import session
from biblio.cli.terminal import confirm
from biblio.errors import FailOn

__all__ = ["command"]


@click.command(
    "apply",
    short_help="Apply the plan.",
    epilog="\b\nExamples:\n  biblio zotero apply --plan 3f9a1c2b4d5e     exactly the plan that was shown\n"
    "  biblio zotero apply --yes                   without being asked, for scripts\n"
    "  biblio zotero apply --prefer zotero         in every conflict, take Zotero's value\n"
    "  biblio zotero apply --settle doe2020deep:title=notes",
)
@click.option(
    "--plan", "digest", metavar="DIGEST", default="", help="Apply the plan only if it is still the one shown as DIGEST."
)
@click.option("--yes", is_flag=True, help="Do not ask. Without a terminal, and with --plan, nothing is asked anyway.")
@click.option("--force", is_flag=True, help="Apply the plan even if it changes more than [zotero] limit allows.")
@plan_options
@click.option("--json", "as_json", is_flag=True, help="Print what was planned and done as JSON.")
@fail_on_options
@common_options
def command(
    digest: str,
    yes: bool,
    force: bool,
    prefer: str | None,
    settle: tuple[str, ...],
    trash: bool,
    as_json: bool,
    fail_on: FailOn,
    common: Common,
) -> int:  # fmt: skip
    """Apply the plan: write to the library, and record in zotero.txt what you changed in Zotero.

    What you changed there also reaches the exports, if there are any.
    On a terminal, the plan is shown first, and you are asked. If a run is interrupted, start it again: it continues
    where it stopped.
    """
    from biblio.cli.rendering import print_json
    from biblio.cli.zotero_view import apply_code, apply_object, plan_code, print_apply_result, print_sync_plan
    from biblio.project.note_library import read_library
    from biblio.project.zotero_sync import apply_zotero, plan_zotero

    settlement, is_shown = settlement_of(prefer, settle), False
    if _is_asked(yes=yes or bool(digest) or as_json or common.quiet):
        with session(common, ()) as opened:
            library = read_library(opened.project, opened.sources, base=opened.base)
            shown = plan_zotero(opened.project, library, settlement, trash=trash)
        print_sync_plan(shown, verbose=common.verbose, is_asked=True)
        is_stopped = shown.plan.alarms and not force
        if not (shown.is_empty or is_stopped or confirm("Apply this plan?", default=True, err=True)):
            return fail_on.limit(plan_code(shown), FailOn.CONFLICT)
        digest, is_shown = shown.plan.digest, shown.is_empty
    with session(common, ()) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        planned, result = apply_zotero(
            opened.project, library, settlement, digest=digest, trash=trash, force=force,
            reread=lambda: read_library(opened.project, opened.sources, base=opened.base),
        )  # fmt: skip
    if as_json:
        print_json(apply_object(planned, result))
    elif result is not None or not is_shown:
        print_apply_result(planned, result, quiet=common.quiet)
    return fail_on.limit(apply_code(planned, result), FailOn.CONFLICT)


def _is_asked(*, yes: bool) -> bool:
    """Return whether the person at the terminal is asked before anything is written."""
    return not yes and sys.stdin.isatty() and sys.stdout.isatty()
