"""``biblio sync``: the main job."""

from __future__ import annotations

import click

from biblio.cli.options import Common, common_options, paths_argument
from biblio.cli.session import session

__all__ = ["command"]


@click.command(
    "sync",
    short_help="Read the notes, find their works, write BibTeX by tag.",
    epilog="\b\nExamples:\n  biblio sync                     the sources of config.toml\n"
    "  biblio sync vault/ page.txt     these instead\n  biblio sync --offline           only what is known already",
)
@paths_argument
@click.option("--json", "as_json", is_flag=True, help="Print the run's numbers as JSON.")
@common_options
def command(paths: tuple[str, ...], as_json: bool, common: Common) -> int:
    """Read the notes, find the work of each, and write BibTeX files by tag.

    PATHS are files, folders or patterns that stand in for the sources of config.toml. What did not change since the
    last run is neither read nor asked again.
    """
    from biblio.app.syncing import sync
    from biblio.cli.render import print_json, print_summary, summary_object

    with session(common, paths) as open_session:
        summary = sync(open_session.project, open_session.sources, base=open_session.base)
    if as_json:
        print_json(summary_object(summary))
    elif not common.quiet:
        print_summary(summary, verbose=common.verbose)
    return summary.exit_code
