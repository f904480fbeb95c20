"""``biblio status``: show what is done and what is left to do."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, fail_on_options, paths_argument
from biblio.cli.open_session import session
from biblio.cli.terminal import echo
from biblio.errors import FailOn

__all__ = ["command"]


@click.command(
    "status",
    short_help="Show what is done and what is left to do.",
    epilog="\b\nExamples:\n  biblio status           counts, and what needs your decision\n"
    "  biblio status --json    for scripts",
)
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@fail_on_options
@common_options
def command(paths: tuple[str, ...], as_json: bool, fail_on: FailOn, common: Common) -> int:
    """Show how many notes are resolved, what needs your decision, and whether the exports are up to date."""
    from biblio.cli.rendering import listed, plural, print_json, print_problems, print_summary, summary_object
    from biblio.project.sync import write_exports

    with session(common, paths, exclusive=False) as opened:
        summary = write_exports(opened.project, opened.sources, base=opened.base, write=False)
    if as_json:
        print_json(summary_object(summary, fail_on))
        return summary.exit_code_on(fail_on)
    print_summary(summary)
    stale = [change.file for change in summary.exports if change.outcome != "unchanged"]
    if stale:
        echo(f"out of date: {listed(stale)}  (run biblio export)")
    if summary.moved:
        echo(f"{plural(summary.moved, 'note')} kept your decision after being reworded, renamed or moved")
    if summary.lost and not paths:
        print_problems(summary.lost, word="decision without a note", colour="yellow")
    return summary.exit_code_on(fail_on)
