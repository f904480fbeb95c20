"""Read the notes of a project with their decisions, and look up their works."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeVar

from biblio.decisions.note_queries import build_queries
from biblio.decisions.rebind import ReboundDecisions, rebind_decisions
from biblio.decisions.user_decisions import (
    decide_from_stored,
    find_conflicts,
    known_records,
    load_conflicts,
    save_conflicts,
)
from biblio.errors import SourceError
from biblio.export.scope import Scope
from biblio.lookup.cache import digest_of
from biblio.model.decision import DecidedNote, Status
from biblio.project.note_files import list_note_files, reader_of
from biblio.project.secrets import secret
from biblio.readers.read_files import Reading, add_field_tags

if TYPE_CHECKING:
    from biblio.decisions.decision_session import DecisionSession
    from biblio.decisions.find_note import FoundNote, NotesByName
    from biblio.decisions.local_resolver import LocalResolver
    from biblio.errors import Problem
    from biblio.lookup.cost import RequestPlan
    from biblio.model.decision import Decision, NoteQueries
    from biblio.project.changed_notes import ReadAgain
    from biblio.project.note_index import IndexedNote, NoteIndex
    from biblio.project.project import Project
    from biblio.project.zotero_notes import ZoteroReading
    from biblio.readers.discovery import FileListing
    from biblio.readers.github.issue_source import FetchIssues, IssueReading
    from biblio.readers.github.issues_api import IssuePage
    from biblio.settings import NoteSource

__all__ = [
    "ChooseNotes",
    "NoteLibrary",
    "decided_of_index",
    "look_up_notes",
    "open_decision_session",
    "plan_requests",
    "read_chosen_notes",
    "read_in_turn",
    "read_library",
    "read_tagged_notes",
    "resolve",
    "unasked_reasons",
]


_NOTES_AT_ONCE = 2000
_Made = TypeVar("_Made")


class ChooseNotes(Protocol):
    """A choice of some notes among all."""

    def __call__(self, notes: NotesByName[FoundNote], /) -> Sequence[FoundNote]:
        """Return the chosen ones of `notes`."""
        ...


@dataclass(frozen=True, slots=True)
class NoteLibrary:
    """The notes of a project with their decisions.

    `asked` counts the questions to each service, `unasked` gives the reason if one could not be asked. `conflicts` say
    what now contradicts decisions of the user, as sentences by note id. `folder` is that of the project, absolute.
    `taken` are the works of which this run took the published version.
    """

    reading: Reading
    decided: tuple[DecidedNote, ...]
    asked: dict[str, int]
    unasked: dict[str, str]
    rebound: ReboundDecisions = field(default_factory=ReboundDecisions)
    conflicts: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    taken: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """The places that were read: a note that is no longer there is known to be gone."""
        scope = Scope(self.reading.roots, self.reading.places, folder=self.folder)
        sources = {decided.note.source for decided in self.decided}
        pending = {decided.note.source for decided in self.decided if decided.decision.status is Status.PENDING}
        # If something in a file could not be read, it may have been a note.
        reading = self.reading
        broken = {problem.path for problem in (*reading.problems, *reading.warnings)} - sources
        return replace(scope, waiting=frozenset(map(scope.place, pending | broken)))


def read_library(
    project: Project,
    sources: Sequence[NoteSource] | None = None,
    *,
    base: Path | None = None,
    listing: FileListing | None = None,
    read_all: Callable[[], Reading] | None = None,
    with_candidates: bool = True,
) -> NoteLibrary:
    """Read the notes and return what earlier runs decided about them. Does not use the network.

    `sources`, relative to `base`, replace those of the configuration; their files are not listed again if `listing`
    has them, nor read again if `read_all` has read them. See `look_up_notes` for `with_candidates`.
    """
    sources, base = project.config.notes.sources if sources is None else sources, base or project.base
    read_all = read_all or reader_of(project, listing or list_note_files(project, sources, base))
    reading, _ = _read_sources(project, sources, read_all, ask=False)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = _queries(project, reading, rebound)
    local = project.local_resolver()
    decisions = decide_from_stored(queries, local) if with_candidates else _decide_in_parts(queries, local)
    decided = tuple(map(DecidedNote, reading.notes, queries, decisions))
    conflicts = load_conflicts(project.state, decided)
    return NoteLibrary(reading, decided, {}, {}, rebound, conflicts, _folder(project))


def _decide_in_parts(queries: Sequence[NoteQueries], local: LocalResolver) -> list[Decision]:
    """Return what `decide_from_stored` does, without what speaks for works that the rules accepted, some at a time."""
    from biblio.lookup.resolver import shortened

    decisions: list[Decision] = []
    for start in range(0, len(queries), _NOTES_AT_ONCE):
        part = queries[start : start + _NOTES_AT_ONCE]
        digests = [digest_of(query.with_user) for query in part]
        whole = {digest for digest, query in zip(digests, part, strict=True) if query.has_user_decision}
        by_digest = shortened(dict(zip(digests, decide_from_stored(part, local), strict=True)), whole)
        decisions += (by_digest[digest] for digest in digests)
    return decisions


def read_tagged_notes(project: Project, sources: Sequence[NoteSource], *, base: Path, tag: str | None) -> NoteLibrary:
    """Read the notes with a tag, as `read_chosen_notes` does, or all of them without a `tag`."""
    from biblio.decisions.find_note import notes_tagged

    if not tag:
        return read_library(project, sources, base=base)
    return read_chosen_notes(project, sources, base=base, choose=lambda notes: notes_tagged(notes, tag))


def read_chosen_notes(
    project: Project,
    sources: Sequence[NoteSource],
    *,
    base: Path,
    choose: ChooseNotes,
    with_others: bool = False,
) -> NoteLibrary:
    """Read the notes that `choose` picks by what all of them are found by, and return what was decided about them.

    It is what `read_library` returns, without the other notes; if nothing else has changed since the last run, these
    are not even read. What gave no note is left out. Does not use the network. `with_others` leaves the other notes in
    the `reading`, for a decision session: nothing is decided about them.
    """
    from biblio.decisions.find_note import DecidedName, ListedNotes

    listing = list_note_files(project, sources, base)
    read_all = reader_of(project, listing)
    again = _read_index(project, sources, base, listing, read_all)
    if again is None:
        library = read_library(project, sources, base=base, read_all=read_all)
        decided = [name.decided for name in choose(ListedNotes(map(DecidedName, library.decided)))]
        return replace(library, decided=tuple(decided), conflicts=load_conflicts(project.state, decided))
    index = again.index
    decided = decided_of_index(project, index, choose(index))
    reading = Reading(
        notes=tuple(index.notes(index.every()) if with_others else (decided_note.note for decided_note in decided)),
        problems=again.last.problems,
        skipped=(),
        files=again.reread.count,
        opened=again.reread.opened,
        roots=listing.roots,
        warnings=again.last.warnings,
    )
    conflicts = load_conflicts(project.state, decided)
    return NoteLibrary(
        reading, tuple(decided), {}, {}, ReboundDecisions(project.decisions), conflicts, _folder(project)
    )


def read_in_turn(
    project: Project,
    sources: Sequence[NoteSource],
    *,
    base: Path,
    make: Callable[[Iterable[DecidedNote]], _Made],
) -> tuple[_Made, tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what `make` makes of the notes that `read_library` returns, with the problems and the warnings.

    If nothing but a few files of notes has changed since the last run, only some hundred notes are in memory at a time.
    Does not use the network.
    """
    listing = list_note_files(project, sources, base)
    read_all = reader_of(project, listing)
    version = project.state.data_version
    again = _read_index(project, sources, base, listing, read_all)
    if again is not None:
        made = make(note for heads in again.index.in_turn() for note in decided_of_index(project, again.index, heads))
        if project.state.data_version == version:
            return made, again.last.problems, again.last.warnings
        # Another process has stored other notes meanwhile, maybe under the same numbers.
    library = read_library(project, sources, base=base, read_all=read_all)
    return make(library.decided), library.reading.problems, library.reading.warnings


def _read_index(
    project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing, read_all: Callable[[], Reading]
) -> ReadAgain | None:
    """Return the index of the last run with what has changed since, also in the user's decisions; None if all notes
    have to be read, as `read_all` does.
    """
    from biblio.project.changed_notes import read_changed_notes
    from biblio.project.last_run import LastRun

    last_run = LastRun(project, sources, base, listing)
    again = read_changed_notes(project, last_run, listing, read_all, with_new_decisions=True)
    # A decision about a note that is not there may be one about a note that was moved: its words decide.
    if again is None or again.index.ids_among(project.decisions.note_ids) != project.decisions.note_ids:
        return None
    if last_run.except_for_notes() is None:
        _take_new_decisions(project, again.index)
    return again


def decided_of_index(project: Project, index: NoteIndex, chosen: Sequence[IndexedNote]) -> list[DecidedNote]:
    """Return the notes with the heads `chosen`, and what was decided about them."""
    # A note without a title takes that of its copy, which was written on the same day.
    days = {head.day for head in chosen if head.day and not head.title}
    copies = [head for head in index.written_on(days) if head.day in days] if days else []
    read = index.ordered({head.number: head for head in (*chosen, *copies)}.values())
    notes = index.notes(read)
    store = project.query_store(of_some=True)
    queries = build_queries(notes, project.decisions, project.kind_tags, store)
    store.save(of_all_notes=False)
    by_number = dict(zip((head.number for head in read), zip(notes, queries, strict=True), strict=True))
    decisions = decide_from_stored([by_number[head.number][1] for head in chosen], project.local_resolver())
    return [DecidedNote(*by_number[head.number], decision) for head, decision in zip(chosen, decisions, strict=True)]


def _take_new_decisions(project: Project, index: NoteIndex) -> None:
    """Let the heads of an index be as they are with the user's present decisions."""
    from biblio.project.note_index import head_of

    affected = index.decided_by_user(project.decisions.note_ids)
    decided = decided_of_index(project, index, affected)
    index.change(
        (head_of(note, head.number, head.file, head.position), note.note)
        for head, note in zip(affected, decided, strict=True)
    )


def resolve(project: Project, sources: Sequence[NoteSource], *, base: Path) -> NoteLibrary:
    """Read the notes and find their works, asking services where needed."""
    return look_up_notes(project, sources, reader_of(project, list_note_files(project, sources, base)))


def look_up_notes(
    project: Project,
    sources: Sequence[NoteSource],
    read_all: Callable[[], Reading],
    *,
    asked: Mapping[str, int] = MappingProxyType({}),
    with_candidates: bool = True,
) -> NoteLibrary:
    """Read the repositories among `sources`, and find the works of their notes and of those that `read_all` returns.

    `asked` are questions to each service that were asked before; they are counted as well. Without `with_candidates`
    the notes whose works were accepted by the rules come without what speaks for them, which takes much room.

    If there is anything to decide, the last run is forgotten: the exports lack what is found, also if it ends midway.
    """
    reading, closed = _read_sources(project, sources, read_all, ask=True)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = _queries(project, reading, rebound)
    from biblio.project.last_run import forget_last_run
    from biblio.project.publications import take_publications

    resolver, local = project.resolver(), project.local_resolver()
    decisions = resolver.resolve(
        [note_queries.with_user for note_queries in queries],
        project.progress,
        known_records=known_records(queries, local),
        whole=None if with_candidates else {digest_of(query.with_user) for query in queries if query.has_user_decision},
        before_first=lambda: forget_last_run(project.state),
    )
    decided, taken = take_publications(project, list(map(DecidedNote, reading.notes, queries, decisions)))
    reasons = unasked_reasons(decided, offline=project.config.services.offline)
    conflicts = find_conflicts(decided, local)
    save_conflicts(project.state, decided, conflicts)
    counts = Counter(resolver.dispatcher.question_counts)
    counts.update(asked)
    return NoteLibrary(
        reading, decided, dict(counts), {**closed, **reasons}, rebound, conflicts,
        _folder(project), taken,
    )  # fmt: skip


def unasked_reasons(decided: Iterable[DecidedNote], *, offline: bool) -> dict[str, str]:
    """Return, by service, why it could not be asked about some of the notes."""
    # A user who works offline knows that no service is asked; this only matters for notes that need one.
    unasked = {
        service
        for decided_note in decided
        for service in decided_note.decision.unasked
        if not offline or decided_note.decision.status is Status.PENDING
    }
    return {service.service: service.reason for service in sorted(unasked, key=str)}


def _queries(project: Project, reading: Reading, rebound: ReboundDecisions) -> list[NoteQueries]:
    """Return what the notes say about their works; only those that changed are read again."""
    store = project.query_store()
    queries = build_queries(reading.notes, rebound.decisions, project.kind_tags, store)
    store.save()
    return queries


def _folder(project: Project) -> str:
    return os.path.normpath(project.config.folder.absolute())


def plan_requests(project: Project, sources: Sequence[NoteSource], *, base: Path) -> RequestPlan:
    """Read the notes and return what `resolve` would ask the services. Does not use the network."""
    read_all = reader_of(project, list_note_files(project, sources, base))
    reading, _ = _read_sources(project, sources, read_all, ask=False)
    rebound = rebind_decisions(project.decisions, reading.notes)
    queries = _queries(project, reading, rebound)
    return project.resolver().plan([note_queries.with_user for note_queries in queries], project.progress)


def open_decision_session(project: Project, library: NoteLibrary, *, command: str) -> DecisionSession:
    """Return a session for `command` to record decisions about the notes of `library`."""
    from biblio.decisions.decision_session import DecisionSession

    return DecisionSession(
        project.decision_file, library.reading.notes, library.rebound, project.local_resolver(), command=command
    )


def _read_sources(
    project: Project, sources: Sequence[NoteSource], read_all: Callable[[], Reading], *, ask: bool
) -> tuple[Reading, dict[str, str]]:
    """Read files and repositories; also return, by name, why a repository could not be asked."""
    reading = read_all()
    notes, problems, closed = list(reading.notes), list(reading.problems), {}
    roots, warnings = list(reading.roots), list(reading.warnings)
    offline = ask and project.config.services.offline
    fetch = _issue_fetcher(project) if ask and not offline else None
    for source in sources:
        if not source.is_remote:
            continue
        try:
            if source.is_zotero:
                remote: IssueReading | ZoteroReading = _zotero_notes(project, source.path, ask=ask)
            else:
                from biblio.readers.github.issue_source import read_issues

                remote = read_issues(source.path, project.notes, fetch=fetch, offline=offline)
        except SourceError as error:
            problems.append(error.as_problem)
            continue
        notes += (add_field_tags(note, source) for note in remote.notes)
        problems += (problem for problem in remote.problems if not problem.is_warning)
        warnings += (problem for problem in remote.problems if problem.is_warning)
        roots.append(source.path)
        if remote.unasked:
            closed[source.path] = remote.unasked
    reading = replace(
        reading, notes=tuple(notes), problems=tuple(problems), warnings=tuple(warnings), roots=tuple(roots)
    )
    return reading, closed


def _zotero_notes(project: Project, source: str, *, ask: bool) -> ZoteroReading:
    from biblio.project.zotero_notes import read_zotero_notes

    return read_zotero_notes(project, source, ask=ask)


def _issue_fetcher(project: Project) -> FetchIssues:
    """Return a function that fetches issues from GitHub; only a call opens the client and looks for a token."""

    def fetch(repo: str, *, since: str, etag: str) -> Iterator[IssuePage]:
        from biblio.readers.github.issues_api import fetch_issues

        policy = project.policy("github")
        return fetch_issues(project.http(), policy, repo, since=since, etag=etag, token=secret("github"))

    return fetch
