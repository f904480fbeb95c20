"""The main job: read the notes, find their works, write the exports; it costs almost nothing if nothing has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.project.last_run import LastRun
from biblio.project.note_files import list_note_files, reader_of

if TYPE_CHECKING:
    from biblio.project.note_library import NoteLibrary
    from biblio.project.project import Project
    from biblio.project.summary import Summary
    from biblio.readers.discovery import FileListing
    from biblio.readers.read_files import Reading
    from biblio.settings import NoteSource

__all__ = ["SyncResult", "sync", "write_exports"]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did, the files of the notes, and the notes with their decisions.

    The notes are None if nothing had changed, so that none was read.
    """

    summary: Summary
    listing: FileListing
    library: NoteLibrary | None = None


def sync(
    project: Project,
    sources: Sequence[NoteSource] | None = None,
    *,
    base: Path | None = None,
    with_candidates: bool = True,
) -> SyncResult:
    """Do the main job: read the notes, find their works, write the exports.

    `sources`, relative to `base`, replace those of the configuration. Whatever could not be read or asked is in the
    summary. Without `with_candidates` the notes whose works the rules accepted come without the candidates, and these
    works without the claims of services, which saves memory in a large library. Raises `StoreError` if something
    cannot be written.
    """
    sources, base = project.config.notes.sources if sources is None else sources, base or project.base
    listing = list_note_files(project, sources, base)
    last_run = LastRun(project, sources, base, listing)
    if (summary := last_run.valid_summary()) is not None:
        return SyncResult(replace(summary, up_to_date=True), listing)
    question_counts: Counter[str] = Counter()
    read_all = reader_of(project, listing)
    if (summary := _sync_changed_notes(project, last_run, listing, read_all, question_counts)) is not None:
        return SyncResult(summary, listing)
    from biblio.project.exports import export_notes
    from biblio.project.note_library import look_up_notes
    from biblio.project.summarise import summarise

    library = look_up_notes(project, sources, read_all, asked=question_counts, with_candidates=with_candidates)
    project.progress.stage("exporting", 0)
    exported = export_notes(project, library.decided, library.scope, step=project.progress.step)
    summary = summarise(project, library, exported)
    text_flaws = exported.text_flaws if exported.has_changed_all else None
    last_run.remember(summary, library, exported.flaws, text_flaws)
    return SyncResult(summary, listing, library)


def _sync_changed_notes(
    project: Project,
    last_run: LastRun,
    listing: FileListing,
    read_all: Callable[[], Reading],
    question_counts: Counter[str],
) -> Summary | None:
    """Do the main job where only a few notes are others; None if more has changed.

    The questions to each service are added to `question_counts`, also if None is returned.
    """
    from biblio.project.changed_notes import read_changed_notes
    from biblio.project.changed_summary import summarise_changes

    again = read_changed_notes(project, last_run, listing, read_all, question_counts=question_counts)
    if again is None:
        return None
    summary, text_flaws = summarise_changes(project, again), None
    if summary is None:
        return None
    if again.exported:
        from biblio.export.export_index import ALL
        from biblio.project.changed_exports import export_changed_notes

        project.progress.stage("exporting", 0)
        exported = export_changed_notes(project, again)
        if exported is None:
            return None
        is_first = any(change.file == ALL and 0 < change.count == change.added for change in exported.exports)
        summary = replace(summary, exports=exported.exports, works=exported.works, is_first=is_first)
        text_flaws = exported.text_flaws
    project.notes.put_all(again.reread.unstored)
    last_run.remember_changes(summary, again.index, again.reread.remarks, again.reread.left_out, text_flaws)
    if not again.changes:
        return replace(summary, up_to_date=True)
    return replace(summary, flaws=(*again.last.flaws, *(text_flaws or ())))


def write_exports(
    project: Project,
    sources: Sequence[NoteSource] | None = None,
    *,
    base: Path | None = None,
    write: bool = True,
) -> Summary:
    """Write the exports from the results of earlier runs, without the network.

    `sources`, relative to `base`, replace those of the configuration. With `write` False nothing is written: the
    summary says what would change. Raises `StoreError` if something cannot be written.
    """
    sources, base = project.config.notes.sources if sources is None else sources, base or project.base
    listing = list_note_files(project, sources, base)
    read_all = reader_of(project, listing)
    last_run = LastRun(project, sources, base, listing)
    if not write and (summary := _summary_of_last_run(project, last_run, listing, read_all)):
        return summary
    from biblio.project.exports import export_notes
    from biblio.project.note_library import read_library
    from biblio.project.summarise import summarise

    library = read_library(project, sources, base=base, listing=listing, read_all=read_all, with_candidates=False)
    project.progress.stage("exporting", 0)
    exported = export_notes(project, library.decided, library.scope, write=write, step=project.progress.step)
    summary = summarise(project, library, exported)
    return summary if write else replace(summary, is_first=False)


def _summary_of_last_run(
    project: Project, last_run: LastRun, listing: FileListing, read_all: Callable[[], Reading]
) -> Summary | None:
    """Return what a run that writes nothing would say, if only a few notes are others; else None."""
    from biblio.project.changed_notes import read_changed_notes
    from biblio.project.changed_summary import summarise_changes

    again = read_changed_notes(project, last_run, listing, read_all)
    if again is None or any(change.conflicts for change in again.last.summary.exports):
        return None
    summary = summarise_changes(project, again)
    if summary is None:
        return None
    if again.exported:
        from biblio.project.changed_exports import export_changed_notes

        exported = export_changed_notes(project, again, write=False)
        if exported is None:
            return None
        summary = replace(summary, exports=exported.exports, works=exported.works)
    return replace(summary, unasked={}, flaws=again.last.flaws)
