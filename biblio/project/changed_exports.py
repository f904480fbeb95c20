"""The exports of a run in which only a few notes are others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from biblio.check.rules.bibliography.rule_families import plugin_families
from biblio.export.bib_folder import ALL
from biblio.export.changed_works import export_changed_works
from biblio.export.exported_works import ExportWork, gather_works
from biblio.export.scope import Scope
from biblio.model.decision import DecidedNote, Status
from biblio.project.exports import form_of_entries, has_biblatex_field, lint_exports, lint_text
from biblio.project.summarise import bib_change, format_change

if TYPE_CHECKING:
    from biblio.errors import Problem
    from biblio.export.changed_works import ChangedWorks
    from biblio.export.merge_file import MergeResult
    from biblio.project.changed_notes import ReadAgain
    from biblio.project.last_run import StoredRun
    from biblio.project.note_index import IndexedNote
    from biblio.project.project import Project
    from biblio.project.summary import FileChange

__all__ = ["ChangedExports", "export_changed_notes"]


_LINE = re.compile(r"\bline \d")


@dataclass(frozen=True, slots=True)
class ChangedExports:
    """What was done to all exported files, and how many works there are.

    `text_flaws` are what TeX, BibTeX or biber would stumble over in the file of all works; None if that has not
    changed, so that nobody has looked.
    """

    exports: tuple[FileChange, ...]
    works: int
    text_flaws: tuple[Problem, ...] | None


def export_changed_notes(project: Project, again: ReadAgain, *, write: bool = True) -> ChangedExports | None:
    """Bring the exports up to date with the changed notes; None if the works of all notes must be exported.

    With `write` False nothing is written, and nobody looks for flaws. Raises `StoreError`.
    """
    config, last = project.config, again.last
    if project.overrides.lines or any(change.conflicts for change in last.summary.exports):
        return None
    before, now, numbers = _works_before_and_now(project, again)
    changed = export_changed_works(
        before,
        now,
        _scope(project, again, (*before, *now)),
        config.exports,
        works=last.summary.works,
        decided_keys=project.decisions.keys,
        is_key_of_others=lambda keys: not again.index.with_citekeys(keys) <= numbers,
        store=project.export_store,
        write=write,
    )
    exports = _file_changes(last.summary.exports, changed) if changed is not None else None
    if changed is None or exports is None:
        return None
    is_written = any(report.file == ALL and report.outcome == "written" for report in changed.update.reports)
    flaws = _text_flaws(project, last, changed) if is_written and write else None
    return ChangedExports(exports, changed.works, flaws)


def _works_before_and_now(project: Project, again: ReadAgain) -> tuple[list[ExportWork], list[ExportWork], set[int]]:
    """Return the works of the changed notes, with all their notes, as they were in the last run and as they are, and
    the numbers of these notes in the index.

    What depends on further notes gives other entries than those that were exported, and is noticed there.
    """
    from biblio.decisions.note_queries import build_queries
    from biblio.decisions.user_decisions import decide_from_stored

    index = again.index
    heads = [head for change in again.exported for head in (change.old_head, change.head) if head is not None]
    sharing = index.sharing_works(name for head in heads for name in head.names)
    numbers = {head.number for head in (*sharing, *heads)}
    changed = {change.old_head.number for change in again.changes if change.old_head is not None}
    others = [head for head in sharing if head.number not in changed]
    notes = index.notes(others)
    queries = build_queries(notes, project.decisions, project.kind_tags, project.query_store())
    decisions = decide_from_stored(queries, project.local_resolver())
    unchanged = list(zip(others, map(DecidedNote, notes, queries, decisions), strict=True))
    before = [(change.old_head, change.before) for change in again.changes if change.old_head and change.before]
    before = [(head, decided) for head, decided in before if head.number in numbers]
    now = [(change.head, change.now) for change in again.changes if change.head and change.now]
    now = [(head, decided) for head, decided in now if head.number in numbers]
    files = {head.file for head, _ in (*unchanged, *before, *now)}
    ranks_before = {file: rank for rank, file in enumerate(again.files_before) if file in files}
    ranks = {file.location: rank for rank, (file, _) in enumerate(again.listing.files) if file.location in files}

    def works(decided: list[tuple[IndexedNote, DecidedNote]], ranks: Mapping[str, int]) -> list[ExportWork]:
        ordered = sorted(decided, key=lambda pair: (ranks[pair[0].file], pair[0].position))
        notes = (note for _, note in ordered)
        unresolved = project.config.exports.unresolved
        return gather_works(notes, project.config.tags, unresolved=unresolved, pending=True)

    return works([*unchanged, *before], ranks_before), works([*unchanged, *now], ranks), numbers


def _scope(project: Project, again: ReadAgain, works: Iterable[ExportWork]) -> Scope:
    """Return the places that were read, as a run over all notes gives them (`NoteLibrary.scope`); of files that give no
    note for `works`, only those that matter.
    """
    is_pending = again.index.files_with(Status.PENDING)
    broken = {problem.path for problem in (*again.last.problems, *again.last.warnings)}
    has_notes = again.index.files_with() if broken else set()
    sources = {source for export in works for source in export.sources} | broken
    files = [file for file, _ in again.listing.files if file.path in sources or file.location in is_pending]
    scope = Scope(
        again.listing.roots,
        {file.path: os.path.normpath(file.location) for file in files},
        folder=os.path.normpath(project.config.folder.absolute()),
    )
    pending = {file.path for file in files if file.location in is_pending}
    broken -= {file.path for file in files if file.location in has_notes}
    return replace(scope, waiting=frozenset(map(scope.place, pending | broken)))


def _file_changes(last: Sequence[FileChange], changed: ChangedWorks) -> tuple[FileChange, ...] | None:
    """Return what was done to all files, in their order; `last` is what the last run said. None if it lacks a file."""
    update = changed.update
    before = {change.file: change for change in last}
    reports = {report.tag: report for report in update.reports}
    files = {file.tag: file.file for file in update.index.files} | {tag: report.file for tag, report in reports.items()}
    changes = []
    for tag in sorted(files, key=lambda tag: (tag is not None, tag or "")):
        known, report = before.get(files[tag]), reports.get(tag)
        if tag is None and known is not None and report is not None:
            # Only the changed entries were looked at: what the user did to others is as it was.
            now = bib_change(report)
            changes.append(
                replace(
                    known,
                    outcome=now.outcome,
                    count=now.count,
                    added=now.added,
                    changed=now.changed,
                    removed=now.removed,
                )
            )
        elif report is not None:
            changes.append(bib_change(report))
        elif known is not None:
            changes.append(known)
        else:
            return None
    formats = {plan.file: format_change(plan) for plan in update.formats.plans}
    for file in sorted({*update.index.format_files, *formats}):
        change = formats.get(file) or before.get(file)
        if change is None:
            return None
        changes.append(change)
    return tuple(changes)


def _text_flaws(project: Project, last: StoredRun, changed: ChangedWorks) -> tuple[Problem, ...]:
    """Return the flaws of the file of all works, in which some entries have been changed.

    They are those of the last run, if no changed entry has to do with any, or with any other entry.
    """
    path, config, store = project.config.exports.path / ALL, project.config.check, project.export_store
    changes, all_changes = changed.entries, changed.update.all_changes
    known, checked = last.text_flaws, store.checked()
    if (
        known is None
        or checked is None
        or all_changes is None
        or last.linted != str(date.today().year)
        or any(plugin_families())
    ):
        return lint_exports(project)
    heads = tuple(f"{change.key}: " for change in changes)
    if checked.names_others or any(flaw.what.startswith(heads) for flaw in known):
        return lint_exports(project)
    earlier = "\n\n".join(change.before.text for change in changes if change.before is not None)
    entries = "\n\n".join(change.now.text for change in changes if change.now is not None)
    names_others, is_biblatex = form_of_entries(entries)
    if checked.is_biblatex and not is_biblatex:
        is_biblatex = has_biblatex_field(path)  # an entry that is no longer there may have been the only one
    if names_others or is_biblatex != checked.is_biblatex:
        return lint_exports(project)
    before: set[int] = set()
    identities: set[int] = set()
    lint_text(path, earlier, config, before)
    if lint_text(path, entries, config, identities):
        return lint_exports(project)
    new = identities - before
    shifted = _shifted(known, all_changes)
    if shifted is None or not new.isdisjoint(checked.identities):
        return lint_exports(project)
    if new:
        store.put_checked(replace(checked, identities=checked.identities | new))
    return shifted


def _shifted(flaws: Sequence[Problem], changes: MergeResult) -> tuple[Problem, ...] | None:
    """Return flaws of entries of a file where these are after `changes`; None if that cannot be told."""
    shifted = []
    for flaw in flaws:
        if flaw.what.partition(": ")[0] not in changes.keys or _LINE.search(flaw.what):
            return None
        if any(shift.start <= flaw.line < shift.end for shift in changes.shifts):
            return None
        delta = sum(shift.delta for shift in changes.shifts if shift.end <= flaw.line)
        shifted.append(replace(flaw, line=flaw.line + delta))
    return tuple(shifted)
