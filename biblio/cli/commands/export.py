"""``biblio export``: write the exports from cached results."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.open_session import session
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "export",
    short_help="Write the exports from cached results (no network).",
    epilog="\b\nExamples:\n  biblio export            update exports/\n"
    "  biblio export --check    write nothing; exit 1 if a file would change (for CI)",
)
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@common_options
def command(paths: tuple[str, ...], check: bool, as_json: bool, common: Common) -> int:
    """Write the BibTeX files from the results of earlier runs. Does not use the network."""
    from biblio.cli.rendering import print_json, print_summary, summary_object
    from biblio.project.sync import write_exports

    with session(common, paths) as opened:
        summary = write_exports(opened.project, opened.sources, base=opened.base, write=not check)
    changes = [change for change in summary.exports if change.outcome != "unchanged"]
    if as_json:
        print_json(summary_object(summary))
    elif check:
        for change in changes:
            echo(f"{change.file}: would be {change.outcome} (+{change.added} ~{change.changed} -{change.removed})")
    elif not common.quiet:
        print_summary(summary)
    if check and changes:
        return ExitCode.FAILED
    return ExitCode.FAILED if summary.problems else ExitCode.DONE
