"""Make the summary of a run: its numbers, and what the user should know about exports, notices and decisions."""

from __future__ import annotations

import time
from collections.abc import Sequence

from biblio.decisions.decision_text import Statement
from biblio.decisions.decisions import FILE_NAME
from biblio.decisions.fingerprint import split_remark
from biblio.errors import Problem
from biblio.export.bib_folder import FileReport
from biblio.export.export_index import known_keys
from biblio.export.export_works import ExportResult
from biblio.export.format_files import FormatPlan
from biblio.matching.untitled.clue_match import is_untitled
from biblio.model.decision import DecidedNote, Status
from biblio.model.record import CATALOGUE, NoticeKind
from biblio.project.note_library import NoteLibrary
from biblio.project.project import Project
from biblio.project.publications import PreprintCounts, count_preprints
from biblio.project.summary import FileChange, Summary, count_reasons, count_statuses
from biblio.readers.skipped import Skipped
from biblio.text import shorten

__all__ = ["bib_change", "summarise"]


def summarise(project: Project, library: NoteLibrary, exported: ExportResult | None) -> Summary:
    """Return the summary of a run; `exported` is None if it wrote no exports."""
    reading = library.reading
    preprints = _count_preprints(project, library)
    return Summary(
        notes=len(reading.notes),
        files=reading.files,
        opened=reading.opened,
        statuses=count_statuses(decided.decision for decided in library.decided),
        flaws=(*exported.flaws, *exported.text_flaws) if exported else (),
        problems=(*reading.problems, *(exported.problems if exported else ())),
        warnings=reading.warnings,
        without_notes=_count_skipped(reading.skipped),
        asked={name: count for name, count in library.asked.items() if name != CATALOGUE},
        requests={name: count for name, count in project.sent.items() if name in library.asked},
        unasked=library.unasked,
        opposed=tuple(f"{note}: {conflict}" for note, conflict in library.conflicts.items()),
        lost=_lost_decisions(library.rebound.lost),
        moved=len(library.rebound.new_ids),
        folder=str(project.config.exports.path),
        works=exported.works if exported else 0,
        exports=_file_changes(exported) if exported else (),
        notices=_notices(project, library),
        taken=library.taken,
        published=preprints.published,
        unchecked=preprints.unchecked,
        is_first=exported is not None and _is_first_export(exported),
        dialect=project.config.exports.dialect,
        unread=0 if project.encoder else _count_open(library.decided),
    )


def _count_open(notes: Sequence[DecidedNote]) -> int:
    return sum(map(_is_open_without_title, notes))


def _count_preprints(project: Project, library: NoteLibrary) -> PreprintCounts:
    """Return what an update can do for preprints; nothing if nobody may be asked."""
    if project.config.services.offline:
        return PreprintCounts()
    return count_preprints(project, library.decided, now=time.time())


def _is_first_export(exported: ExportResult) -> bool:
    """Whether the file of all works has just been made: all that is in it was added."""
    every = next((report for report in exported.update.reports if report.tag is None), None)
    return every is not None and every.outcome == "written" and len(every.merge.added) == every.count > 0


def _count_skipped(skipped: Sequence[Skipped]) -> dict[str, int]:
    """Return how many files and folders gave no note, by the reason; the most frequent first."""
    return count_reasons(item.reason.value for item in skipped if not item.line)


def _is_open_without_title(decided: DecidedNote) -> bool:
    return decided.decision.status in (Status.AMBIGUOUS, Status.UNRESOLVED) and is_untitled(decided.query)


def _notices(project: Project, library: NoteLibrary) -> tuple[str, ...]:
    """Return the works with notices that an author should know, each once: "KEY: retracted (date, source, notice)"."""
    accepted = (decided.decision for decided in library.decided if decided.decision.status is Status.ACCEPTED)
    works = (decision.work for decision in accepted if decision.work is not None)
    grave = [
        (work, notice) for work in works for notice in work.best.notices if notice.kind is not NoticeKind.CORRECTED
    ]
    if not grave:
        return ()
    keys = known_keys(project.config.exports.path)
    return tuple(
        dict.fromkeys(f"{keys.key_of(work) or shorten(work.best.title, 40)}: {notice}" for work, notice in grave)
    )


def _lost_decisions(statements: Sequence[Statement]) -> tuple[Problem, ...]:
    """Return one problem for every note that has decisions but no longer exists, at the first of its lines."""
    by_note: dict[str, list[Statement]] = {}
    for statement in statements:
        by_note.setdefault(statement.subject, []).append(statement)
    problems = []
    for note, group in by_note.items():
        decisions = ", ".join(f"{statement.verb} {statement.value}" for statement in group)
        remarks = (statement.remark for statement in group if statement.remark)
        description = next((split_remark(remark)[0].partition(" ~")[0] or remark for remark in remarks), "")
        remark_text = f" ({description})" if description else ""
        problems.append(Problem(FILE_NAME, group[0].line, f"{note}{remark_text} is not among the notes: {decisions}"))
    return tuple(problems)


def _file_changes(exported: ExportResult) -> tuple[FileChange, ...]:
    return (*map(bib_change, exported.update.reports), *map(format_change, exported.formats))


def bib_change(report: FileReport) -> FileChange:
    """Return what was done to a `.bib`."""
    merge = report.merge
    return FileChange(
        file=report.file,
        outcome=report.outcome,
        count=report.count,
        added=len(merge.added),
        changed=len(merge.changed),
        removed=len(merge.removed),
        edited=len(merge.edited),
        kept=merge.kept,
        deleted=merge.deleted,
        unreadable=merge.unreadable,
        conflicts=tuple(f"{conflict.key}: {conflict.field}" for conflict in merge.conflicts),
    )


def format_change(plan: FormatPlan) -> FileChange:
    """Return what was done to a file of another format."""
    return FileChange(file=plan.file, outcome=plan.outcome, count=plan.count)
