"""``biblio export``: write the exports from what is known."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options, paths_argument
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "export",
    short_help="Write the exports from what is known; ask nothing.",
    epilog="\b\nExamples:\n  biblio export            bring exports/ up to date\n"
    "  biblio export --check    exit 1 if a file would change, write nothing (for CI)",
)
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@common_options
def command(paths: tuple[str, ...], check: bool, as_json: bool, common: Common) -> int:
    """Write the BibTeX files from what earlier runs found; no service is asked."""
    from biblio.cli.rendering import print_json, print_summary, summary_object
    from biblio.project.sync import export

    with session(common, paths) as opened:
        summary = export(opened.project, opened.sources, base=opened.base, write=not check)
    changes = [one for one in summary.exports if one.outcome != "unchanged"]
    if as_json:
        print_json(summary_object(summary))
    elif check:
        for one in changes:
            click.echo(f"{one.file}: would be {one.outcome} (+{one.added} ~{one.changed} -{one.removed})")
    elif not common.quiet:
        print_summary(summary, verbose=common.verbose)
    if check and changes:
        return ExitCode.FAILED
    return ExitCode.FAILED if summary.problems else ExitCode.DONE
