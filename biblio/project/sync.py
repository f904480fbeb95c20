"""The main job: read the notes, find their works, write the exports; and at almost no cost when nothing changed."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from biblio import __version__
from biblio.decisions.decision_session import DecisionSession
from biblio.decisions.decision_text import Statement
from biblio.decisions.decisions import FILE_NAME
from biblio.decisions.fingerprint import split_remark
from biblio.decisions.note_queries import build_queries
from biblio.decisions.rebind import ReboundDecisions, rebind_decisions
from biblio.decisions.user_decisions import (
    decide_from_stored,
    find_conflicts,
    known_records,
    load_conflicts,
    save_conflicts,
)
from biblio.errors import Problem, SourceError
from biblio.export.bib_folder import FileReport
from biblio.export.export_index import known_keys
from biblio.export.exporter import ExportResult, Scope
from biblio.lookup.cost import RequestPlan
from biblio.matching.decide import RULES_VERSION
from biblio.matching.untitled.clue_match import is_untitled
from biblio.matching.untitled.encoder import has_encoder
from biblio.model.decision import DecidedNote, Status
from biblio.model.record import CATALOGUE, NoticeKind
from biblio.project.exports import export_notes
from biblio.project.project import Project
from biblio.project.secrets import secret
from biblio.project.summary import FileChange, Summary, count_statuses
from biblio.readers.discovery import FileListing, list_files
from biblio.readers.github.issue_source import FetchIssues, read_issues
from biblio.readers.reading import Reading, read_notes
from biblio.settings import NoteSource
from biblio.text import shorten
from biblio.zotero.overrides import OVERRIDES_NAME

if TYPE_CHECKING:
    from biblio.readers.github.issues_api import IssuePage

__all__ = [
    "NoteLibrary",
    "export",
    "forget_last_run",
    "open_decision_session",
    "plan_requests",
    "read_library",
    "resolve",
    "sync",
]

_LAST = "last run"
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class NoteLibrary:
    """The notes of a project with what is decided for them."""

    reading: Reading
    decided: tuple[DecidedNote, ...]
    asked: dict[str, int]
    unasked: dict[str, str]
    rebound: ReboundDecisions = field(default_factory=ReboundDecisions)
    conflicts: Mapping[str, str] = field(default_factory=dict)
    """What now speaks against decisions of the user, as a sentence by note id."""

    @property
    def scope(self) -> Scope:
        """Which notes are known to be gone when they are not there."""
        scope = Scope(self.reading.roots, self.reading.places)
        pending = {one.note.source for one in self.decided if one.decision.status is Status.PENDING}
        # What cannot be read in a file without notes may have been one.
        broken = {problem.path for problem in self.reading.problems} - {one.note.source for one in self.decided}
        return replace(scope, waiting=frozenset(map(scope.place, pending | broken)))


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did, and the notes with their decisions; None if nothing had changed, and nothing was read."""

    summary: Summary
    library: NoteLibrary | None = None


@dataclass(frozen=True, slots=True)
class _LastRun:
    fingerprint: str
    due: float
    summary: Summary


def sync(project: Project, sources: Sequence[NoteSource], *, base: Path) -> SyncResult:
    """Do the whole job for `sources` (relative to `base`) and return what was found and done."""
    listing = _list_files(sources, base)
    inputs = _digest_inputs(project, sources, base, listing)
    before = _fingerprint(inputs, project.config.exports.path)
    stored = project.state.recall(_LAST)
    if stored is not None:
        last = msgspec.json.decode(stored, type=_LastRun)
        if before and last.fingerprint == before and time.time() < last.due:
            return SyncResult(replace(last.summary, up_to_date=True))
    library = _resolve(project, sources, listing)
    project.progress.stage("exporting", 0)
    exported = export_notes(project, library.decided, library.scope, step=project.progress.step)
    summary = summarise(project, library, exported)
    # The inputs as they were before the run, the exports as it left them: what is saved while it is at work makes the
    # next run look at everything.
    after = _fingerprint(inputs, project.config.exports.path)
    if _is_settled(project, library) and after:
        due = time.time() + project.config.services.missing_days * _DAY
        exports = tuple(map(_unchanged, summary.exports))
        quiet = replace(summary, opened=0, asked={}, requests={}, flaws=(), exports=exports)
        project.state.remember(_LAST, msgspec.json.encode(_LastRun(after, due, quiet)))
    else:
        forget_last_run(project)
    return SyncResult(summary, library)


def read_library(project: Project, sources: Sequence[NoteSource], *, base: Path) -> NoteLibrary:
    """Read the notes and put what earlier runs decided to them; ask nothing."""
    reading, _ = _read_all(project, sources, _list_files(sources, base), ask=False)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = build_queries(reading.notes, rebound.decisions, project.kind_tags)
    decisions = decide_from_stored(queries, project.local_resolver())
    decided = tuple(map(DecidedNote, reading.notes, queries, decisions))
    return NoteLibrary(reading, decided, {}, {}, rebound, load_conflicts(project.state, decided))


def open_decision_session(project: Project, library: NoteLibrary, *, command: str) -> DecisionSession:
    """Return a session that decides about the notes of `library`, on behalf of `command`."""
    return DecisionSession(
        project.decision_file, library.reading.notes, library.rebound, project.local_resolver(), command=command
    )


def resolve(project: Project, sources: Sequence[NoteSource], *, base: Path) -> NoteLibrary:
    """Read the notes and find their works, asking what must be asked."""
    return _resolve(project, sources, _list_files(sources, base))


def _resolve(project: Project, sources: Sequence[NoteSource], listing: FileListing) -> NoteLibrary:
    reading, closed = _read_all(project, sources, listing, ask=True)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = build_queries(reading.notes, rebound.decisions, project.kind_tags)
    resolver, local = project.resolver(), project.local_resolver()
    decisions = resolver.resolve(
        [note_queries.with_user for note_queries in queries],
        project.progress,
        known_records=known_records(queries, local),
    )
    decided = tuple(map(DecidedNote, reading.notes, queries, decisions))
    # Who works offline knows that nothing is asked; it matters only where a note waits for it.
    offline = project.config.services.offline
    missed = {
        unasked
        for one in decided
        for unasked in one.decision.unasked
        if not offline or one.decision.status is Status.PENDING
    }
    reasons = {unasked.service: unasked.reason for unasked in sorted(missed, key=str)}
    conflicts = find_conflicts(decided, local)
    save_conflicts(project.state, decided, conflicts)
    return NoteLibrary(
        reading, decided, dict(resolver.dispatcher.question_counts), {**closed, **reasons}, rebound, conflicts
    )


def plan_requests(project: Project, sources: Sequence[NoteSource], *, base: Path) -> RequestPlan:
    """Read the notes and return what `resolve` would ask of the services; ask nothing."""
    reading, _ = _read_all(project, sources, _list_files(sources, base), ask=False)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = build_queries(reading.notes, rebound.decisions, project.kind_tags)
    return project.resolver().plan([note_queries.with_user for note_queries in queries], project.progress)


def forget_last_run(project: Project) -> None:
    """Have the next `sync` look at everything: what it depends on has changed without a file having."""
    project.state.forget(_LAST)


def _list_files(sources: Sequence[NoteSource], base: Path) -> FileListing:
    return list_files([source for source in sources if not source.is_repository], base=base)


def _read_all(
    project: Project, sources: Sequence[NoteSource], listing: FileListing, *, ask: bool
) -> tuple[Reading, dict[str, str]]:
    """Read files and repositories; return with the reading why a repository could not be asked, by its name."""
    reading = read_notes(listing, store=project.notes, progress=project.progress)
    notes, problems, closed = list(reading.notes), list(reading.problems), {}
    roots = list(reading.roots)
    offline = ask and project.config.services.offline
    fetch = _issue_fetcher(project) if ask and not offline else None
    for source in sources:
        if source.is_repository:
            try:
                issues = read_issues(source.path, project.notes, fetch=fetch, offline=offline)
            except SourceError as error:
                problems.append(Problem(source.path, 0, str(error).removeprefix(f"{source.path}: "), error.hint))
                continue
            notes += issues.notes
            problems += issues.problems
            roots.append(source.path)
            if issues.unasked:
                closed[source.path] = issues.unasked
    return replace(reading, notes=tuple(notes), problems=tuple(problems), roots=tuple(roots)), closed


def _issue_fetcher(project: Project) -> FetchIssues:
    """Return what asks GitHub for issues; neither the client nor the token is looked for before it is called."""

    def fetch(repo: str, *, since: str, etag: str) -> Iterator[IssuePage]:
        from biblio.readers.github.issues_api import fetch_issues

        policy = project.policy("github")
        return fetch_issues(project.http(), policy, repo, since=since, etag=etag, token=secret("github"))

    return fetch


def export(project: Project, sources: Sequence[NoteSource], *, base: Path, write: bool = True) -> Summary:
    """Write the exports from what is known; ask nothing. With `write` False only tell what would be written."""
    library = read_library(project, sources, base=base)
    project.progress.stage("exporting", 0)
    exported = export_notes(project, library.decided, library.scope, write=write, step=project.progress.step)
    return summarise(project, library, exported)


def summarise(project: Project, library: NoteLibrary, exported: ExportResult | None) -> Summary:
    """Put a run into numbers."""
    reading = library.reading
    return Summary(
        notes=len(reading.notes),
        files=reading.files,
        opened=reading.opened,
        statuses=count_statuses(one.decision for one in library.decided),
        flaws=exported.flaws if exported else (),
        problems=(*reading.problems, *(exported.problems if exported else ())),
        passed=reading.unrecognised,
        asked={name: count for name, count in library.asked.items() if name != CATALOGUE},
        requests={name: count for name, count in project.sent.items() if name in library.asked},
        unasked=library.unasked,
        opposed=tuple(f"{note}: {what}" for note, what in library.conflicts.items()),
        lost=_lost(library.rebound.lost),
        moved=len(library.rebound.new_ids),
        folder=str(project.config.exports.path),
        works=exported.works if exported else 0,
        exports=tuple(map(_change, exported.update.reports)) if exported else (),
        notices=_notices(project, library),
        unread=0 if has_encoder() else sum(map(_is_open_without_title, library.decided)),
    )


def _is_open_without_title(one: DecidedNote) -> bool:
    return one.decision.status in (Status.AMBIGUOUS, Status.UNRESOLVED) and is_untitled(one.query)


def _notices(project: Project, library: NoteLibrary) -> tuple[str, ...]:
    """Return the works that nobody should cite unawares, each once: "KEY: retracted (date, source, notice)"."""
    keys = known_keys(project.config.exports.path)
    found: dict[str, None] = {}
    for one in library.decided:
        work = one.decision.work if one.decision.status is Status.ACCEPTED else None
        for notice in work.best.notices if work else ():
            if work and notice.kind is not NoticeKind.CORRECTED:
                found[f"{keys.key_of(work) or shorten(work.best.title, 40)}: {notice}"] = None
    return tuple(found)


def _lost(lines: Sequence[Statement]) -> tuple[Problem, ...]:
    """Return one remark for every note that was decided about and is not there, at the first of its lines."""
    grouped: dict[str, list[Statement]] = {}
    for line in lines:
        grouped.setdefault(line.subject, []).append(line)
    found = []
    for note, group in grouped.items():
        said = ", ".join(f"{one.verb} {one.value}" for one in group)
        remark = next((split_remark(one.remark)[0].partition(" ~")[0] or one.remark for one in group if one.remark), "")
        shown = f" ({remark})" if remark else ""
        found.append(Problem(FILE_NAME, group[0].line, f"{note}{shown} is not among the notes: {said}"))
    return tuple(found)


def _change(report: FileReport) -> FileChange:
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
        conflicts=tuple(f"{one.key}: {one.field}" for one in merge.conflicts),
    )


def _unchanged(change: FileChange) -> FileChange:
    return replace(change, outcome="unchanged", added=0, changed=0, removed=0)


def _is_settled(project: Project, library: NoteLibrary) -> bool:
    """Tell whether the same run again would find nothing to do: all was asked that could be."""
    if library.unasked and not project.config.services.offline:
        return False
    now = time.time_ns()
    return library.reading.newest + 2_000_000_000 < now or not library.reading.files


def _digest_inputs(project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing) -> blake2b | None:
    """Return a digest of all that a run starts from: program, settings, notes, decisions. None: do the run.

    Sizes and times stand for contents, as git has it.
    """
    if any(source.is_repository for source in sources) or not listing.is_complete:
        return None  # whether a repository changed can only be asked
    digest = blake2b(digest_size=16)
    context = "\n".join(project.context)
    digest.update(f"{__version__}\0{RULES_VERSION}\0{project.config!r}\0{sources!r}\0{base}\0{context}".encode())
    for file, _ in listing.files:
        digest.update(f"{file.location}\0{file.size}\0{file.mtime_ns}\n".encode("utf-8", "surrogateescape"))
    for path in (project.config.folder / FILE_NAME, project.config.folder / OVERRIDES_NAME):
        digest.update(_stamp(path).encode())
    return digest


def _fingerprint(inputs: blake2b | None, exports: Path) -> str:
    """Return a digest of what a run starts from and of the exports as they are now. Empty: do the run."""
    if inputs is None:
        return ""
    digest = inputs.copy()
    for path in (exports / "all.bib", exports / "index.json"):
        digest.update(_stamp(path).encode())
    try:
        with os.scandir(exports / "tags") as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                status = entry.stat()
                digest.update(f"{entry.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    except OSError:
        digest.update(b"no tags")
    return digest.hexdigest()


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return f"{path}\0-\n"
    return f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n"
