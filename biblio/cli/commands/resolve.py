"""``biblio resolve``: find the works without writing the exports."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, fail_on_options, paths_argument
from biblio.cli.open_session import session
from biblio.errors import ExitCode, FailOn

__all__ = ["command"]


@click.command(
    "resolve",
    short_help="Find the works of the notes; do not write exports.",
    epilog="\b\nExamples:\n  biblio resolve                 look up what is not known yet\n"
    "  biblio resolve --plan          only show what would be asked\n"
    "  biblio resolve new-notes.md    only these notes",
)
@paths_argument
@click.option(
    "--plan",
    "only_plan",
    is_flag=True,
    help="Only show which services would be asked, how often, and how long it would take.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@fail_on_options
@common_options
def command(paths: tuple[str, ...], only_plan: bool, as_json: bool, fail_on: FailOn, common: Common) -> int:
    """Read the notes and find the work of each, asking services where needed. The exports are not changed."""
    from biblio.cli.rendering import print_json, print_request_plan, print_summary, request_plan_object, summary_object
    from biblio.project.note_library import plan_requests, resolve
    from biblio.project.summarise import summarise

    with session(common, paths) as opened:
        if only_plan:
            plan = plan_requests(opened.project, opened.sources, base=opened.base)
            if as_json:
                print_json(request_plan_object(plan))
            else:
                print_request_plan(plan)
            return ExitCode.DONE
        library = resolve(opened.project, opened.sources, base=opened.base)
        summary = summarise(opened.project, library, None)
    if as_json:
        print_json(summary_object(summary, fail_on))
    else:
        print_summary(summary, quiet=common.quiet)
    return summary.exit_code_on(fail_on)
