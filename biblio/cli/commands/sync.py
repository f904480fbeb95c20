"""``biblio sync``: the main job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options, fail_on_options, paths_argument
from biblio.cli.open_session import Session, session
from biblio.errors import ExitCode, FailOn, UsageError

if TYPE_CHECKING:
    from biblio.project.note_library import NoteLibrary
    from biblio.project.sync import SyncResult
    from biblio.readers.discovery import FileListing

__all__ = ["command"]


@click.command(
    "sync",
    short_help="Read the notes, find their works, write BibTeX by tag.",
    epilog="\b\nExamples:\n  biblio sync                     the sources of config.toml\n"
    "  biblio sync vault/ page.txt     these instead\n  biblio sync --offline           cached data only\n"
    "  biblio sync --zotero --yes      … and then the Zotero library\n"
    "  biblio sync --watch             again at every change, until Ctrl-C",
)
@paths_argument
@click.option("--zotero", is_flag=True, help="Then show the plan for the Zotero library.")
@click.option("--yes", is_flag=True, help="With --zotero: apply the plan.")
@click.option("--watch", is_flag=True, help="Go on until Ctrl-C: sync again whenever notes (or Zotero) change.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@fail_on_options
@common_options
def command(
    paths: tuple[str, ...], zotero: bool, yes: bool, watch: bool, as_json: bool, fail_on: FailOn, common: Common
) -> int:
    """Read the notes, find the work of each, and write BibTeX files by tag.

    PATHS are files, folders or patterns to use instead of the sources in config.toml. Files that have not changed
    since the last run are not read again, and no question is asked twice.
    """
    if watch:
        from biblio.cli.watching import watch_project

        if as_json:
            raise UsageError("--watch prints lines for people", hint="leave out --json")
        return watch_project(common, paths, zotero=zotero, poll=30)
    from biblio.cli.rendering import print_json, print_summary, summary_object
    from biblio.project.sync import sync

    with session(common, paths) as open_session:
        result = sync(open_session.project, open_session.sources, base=open_session.base, with_candidates=False)
        summary = result.summary
        open_session.bar.close()
        if as_json:
            print_json(summary_object(summary, fail_on))
        else:
            print_summary(summary, quiet=common.quiet)
        if not zotero:
            return summary.exit_code_on(fail_on)
        code = _sync_zotero(open_session, result, common, yes=yes, as_json=as_json)
    return summary.exit_code_on(fail_on) or fail_on.limit(code, FailOn.CONFLICT)


def _sync_zotero(opened: Session, synced: SyncResult, common: Common, *, yes: bool, as_json: bool) -> ExitCode:
    """Plan the changes to the Zotero library, and with `yes` apply them; `synced` has the notes, which were read."""
    from biblio.cli import zotero_view as view
    from biblio.cli.rendering import print_json
    from biblio.project.note_files import list_note_files
    from biblio.project.note_library import read_library
    from biblio.project.zotero_sync import apply_zotero, plan_zotero
    from biblio.zotero.sync_library import Settlement

    project = opened.project

    def read(listing: FileListing) -> NoteLibrary:
        return read_library(project, opened.sources, base=opened.base, listing=listing)

    library = synced.library or read(synced.listing)
    if not yes:
        planned = plan_zotero(project, library, Settlement())
        if as_json:
            print_json(view.plan_object(planned))
        elif not common.quiet:
            view.print_sync_plan(planned, verbose=common.verbose)
        return view.plan_code(planned)
    planned, result = apply_zotero(
        project, library, Settlement(), reread=lambda: read(list_note_files(project, opened.sources, opened.base))
    )
    if as_json:
        print_json(view.apply_object(planned, result))
    else:
        view.print_apply_result(planned, result, quiet=common.quiet)
    return view.apply_code(planned, result)
