"""The exports of a run in which only a few notes have changed, and each is still about the work that it was about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from biblio.check.rules.bibliography.rule_families import plugin_families
from biblio.export.bib_folder import ALL
from biblio.export.changed_works import export_changed_works
from biblio.export.exported_works import ExportWork, gather_works, work_of
from biblio.model.decision import DecidedNote
from biblio.project.exports import lint_exports, lint_text
from biblio.project.summarise import bib_change

if TYPE_CHECKING:
    from biblio.errors import Problem
    from biblio.export.bib_folder import ChangedEntry, FolderUpdate
    from biblio.model.record import Work
    from biblio.project.changed_notes import ReadAgain
    from biblio.project.last_run import StoredRun
    from biblio.project.project import Project
    from biblio.project.summary import FileChange

__all__ = ["ChangedExports", "export_changed_notes"]


@dataclass(frozen=True, slots=True)
class ChangedExports:
    """What was done to all exported files.

    `text_flaws` are what TeX, BibTeX or biber would stumble over in the file of all works; None if that has not
    changed, so that nobody has looked.
    """

    exports: tuple[FileChange, ...]
    text_flaws: tuple[Problem, ...] | None


def export_changed_notes(project: Project, again: ReadAgain, *, write: bool = True) -> ChangedExports | None:
    """Bring the exports up to date with the changed notes; None if the works of all notes must be exported.

    With `write` False nothing is written, and nobody looks for flaws. Raises `StoreError`.
    """
    config, last = project.config, again.last
    if project.overrides.lines or any(change.conflicts for change in last.summary.exports):
        return None
    works = _works_before_and_now(project, again)
    if works is None:
        return None
    before, now = works
    changed = export_changed_works(
        before, now, config.exports, works=last.summary.works, store=project.export_store, write=write
    )
    exports = _file_changes(last.summary.exports, changed[0]) if changed is not None else None
    if changed is None or exports is None:
        return None
    update, entries = changed
    is_written = any(report.file == ALL and report.outcome == "written" for report in update.reports)
    flaws = _text_flaws(project, last, entries) if is_written and write else None
    return ChangedExports(exports, flaws)


def _works_before_and_now(project: Project, again: ReadAgain) -> tuple[list[ExportWork], list[ExportWork]] | None:
    """Return the works of the changed notes, with all their notes, as they were in the last run and as they are.

    None if what the notes say of their works has changed. (What depends on further notes gives other entries than those
    that were exported, and is noticed there.)
    """
    from biblio.decisions.note_queries import build_queries
    from biblio.decisions.user_decisions import decide_from_stored

    changes = {change.head.place: change for change in again.exported}
    if any(_work(change.before) != _work(change.now) for change in changes.values()):
        return None
    heads = again.index.sharing_works(change.head for change in again.exported)
    others = [head for head in heads if head.place not in changes]
    notes = again.index.notes(others)
    queries = build_queries(notes, project.decisions, project.kind_tags, project.query_store())
    decisions = decide_from_stored(queries, project.local_resolver())
    unchanged = dict(zip((head.place for head in others), map(DecidedNote, notes, queries, decisions), strict=True))

    def works(changed: Mapping[int, DecidedNote]) -> list[ExportWork]:
        decided = [changed[head.place] if head.place in changed else unchanged[head.place] for head in heads]
        return gather_works(decided, project.config.tags, unresolved=project.config.exports.unresolved, pending=True)

    return (
        works({place: change.before for place, change in changes.items()}),
        works({place: change.now for place, change in changes.items()}),
    )


def _work(decided: DecidedNote) -> Work | None:
    return work_of(decided, unresolved=True, pending=True)


def _file_changes(last: Sequence[FileChange], update: FolderUpdate) -> tuple[FileChange, ...] | None:
    """Return what was done to all files, in their order; `last` is what the last run said. None if it lacks a file."""
    before = {change.file: change for change in last}
    reports = {report.tag: report for report in update.reports}
    files = {file.tag: file.file for file in update.index.files} | {tag: report.file for tag, report in reports.items()}
    changes = []
    for tag in sorted(files, key=lambda tag: (tag is not None, tag or "")):
        known, report = before.get(files[tag]), reports.get(tag)
        if tag is None and known is not None and report is not None:
            # Only the changed entries were looked at: what the user did to others is as it was.
            changed = len(report.merge.changed)
            changes.append(replace(known, outcome=report.outcome, changed=changed))
        elif report is not None:
            changes.append(bib_change(report))
        elif known is not None:
            changes.append(known)
        else:
            return None
    return tuple(changes)


def _text_flaws(project: Project, last: StoredRun, changes: Sequence[ChangedEntry]) -> tuple[Problem, ...]:
    """Return the flaws of the file of all works: those of the last run, if no changed entry has to do with any."""
    path, config = project.config.exports.path / ALL, project.config.check
    known = last.text_flaws
    has_same_lines = all(change.before.text.count("\n") == change.now.text.count("\n") for change in changes)
    if known is not None and last.linted == str(date.today()) and has_same_lines and not any(plugin_families()):
        heads = tuple(f"{change.now.key}: " for change in changes)
        entries = "\n\n".join(change.now.text for change in changes)
        if not any(flaw.what.startswith(heads) for flaw in known) and not lint_text(path, entries, config):
            return known
    return lint_exports(path, config)
