"""``biblio status``: what is done and what is left."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.session import session

__all__ = ["command"]


@click.command(
    "status",
    short_help="Tell what is done and what is left to do.",
    epilog="\b\nExamples:\n  biblio status           numbers, and what needs a person\n"
    "  biblio status --json    for scripts",
)
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as JSON.")
@common_options
def command(paths: tuple[str, ...], as_json: bool, common: Common) -> int:
    """Tell how many notes are resolved, what needs a person, and whether the exports are up to date."""
    from biblio.cli.rendering import listed, plural, print_json, print_problems, print_summary, summary_object
    from biblio.model.decision import Status
    from biblio.project.sync import export

    with session(common, paths, alone=False) as opened:
        summary = export(opened.project, opened.sources, base=opened.base, write=False)
    if as_json:
        print_json(summary_object(summary))
        return summary.exit_code
    print_summary(summary, verbose=common.verbose)
    stale = [one.file for one in summary.exports if one.outcome != "unchanged"]
    if stale:
        click.echo(f"not up to date: {listed(stale)}  (biblio export brings them up to date)")
    if summary.moved:
        click.echo(f"{plural(summary.moved, 'note')} kept what was decided when reworded, renamed or moved")
    if summary.lost and not paths:
        print_problems(summary.lost, word="decided, but gone", colour="yellow")
    if summary.count(Status.PENDING):
        pending = summary.count(Status.PENDING)
        were = "was" if pending == 1 else "were"
        click.echo(f"{plural(pending, 'note')} {were} not asked for yet  (biblio sync asks)")
    return summary.exit_code
