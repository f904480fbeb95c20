"""A run in which only a few files of notes are others: read these, and leave all other notes as the last run left them.

That is what people do all day: they write, sort, move and begin notes. `reread_notes` says which notes are others
because of it; here is what was and is decided about these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biblio.model.note import Note
from biblio.project.note_index import IndexedNote, NoteIndex, head_of
from biblio.project.reread_notes import RereadNotes, reread_alone, reread_among_all

if TYPE_CHECKING:
    from biblio.model.decision import DecidedNote, Decision, NoteQueries
    from biblio.project.last_run import LastRun, StoredRun
    from biblio.project.project import Project
    from biblio.project.reread_notes import RereadNote
    from biblio.readers.discovery import FileListing
    from biblio.readers.read_files import Reading

__all__ = ["ChangedNote", "ReadAgain", "read_changed_notes"]

# What a note says that the exports do not, as far as it says nothing else about its work.
_NOT_EXPORTED = frozenset({"line", "end_line", "summary", "comment", "links", "references", "copies"})


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """A note as it was (None: it is new) and as it is (None: it is gone), each with its head and what was decided."""

    old_head: IndexedNote | None
    before: DecidedNote | None
    head: IndexedNote | None
    now: DecidedNote | None


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The last run, with the files of notes that there were, and the index of its notes with those that changed since.

    `reread` says what was read; `changes` are the notes that are others now, `exported` those of them of which that can
    matter to the exports. `asked` counts the questions to each service, `unasked` says why one could not be asked;
    `taken` are the works of which the published version was taken.
    """

    last: StoredRun
    index: NoteIndex
    listing: FileListing
    files_before: tuple[str, ...]
    reread: RereadNotes
    changes: tuple[ChangedNote, ...] = ()
    exported: tuple[ChangedNote, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()


def read_changed_notes(
    project: Project,
    last_run: LastRun,
    listing: FileListing,
    read_all: Callable[[], Reading],
    *,
    with_new_decisions: bool = False,
    question_counts: Counter[str] | None = None,
) -> ReadAgain | None:
    """Read the files that have changed since the last run; None if that needs a run over all notes.

    `read_all` reads the files of `listing`, where others than the changed ones may give other notes because of these.
    `with_new_decisions` is for those who know that the user may have decided something since, of which the index has
    nothing. If `question_counts` is given, services are asked for works that are not known yet, and the questions to
    each are added to it: also if None is returned.
    """
    last = last_run.except_for_notes_and_decisions() if with_new_decisions else last_run.except_for_notes()
    places = last_run.file_changes() if last else None
    if last is None or places is None:
        return None
    index = NoteIndex(project.state, listing)
    if not index.is_whole():
        return None
    if not places:
        unchanged = RereadNotes((), None, {}, last_run.left_out_before, last.summary.files, 0)
        return ReadAgain(last, index, listing, last_run.files_before, unchanged)
    reread = reread_alone(index, last, last_run, listing, places)
    reread = reread or reread_among_all(index, last, last_run, listing, read_all())
    if reread is None or _may_be_copies(index, reread.changes):
        return None
    decided = _decide(project, index, reread.changes, question_counts)
    if decided is None:
        return None
    changed, unasked, published = decided
    index.remove(change.old_head.number for change in changed if change.old_head is not None and change.now is None)
    notes = ((change.head, change.now.note) for change in changed if change.head and change.now)
    index.change(notes, reread.neighbours)
    return ReadAgain(
        last,
        index,
        listing,
        last_run.files_before,
        reread,
        changed,
        tuple(filter(_matters_to_exports, changed)),
        dict(question_counts or {}),
        unasked,
        published,
    )


def _may_be_copies(index: NoteIndex, changes: Sequence[RereadNote]) -> bool:
    """Return whether a note without a title among the changed ones and those of their days may be a copy of another."""
    changed = [note for change in changes for note in change.sides if note.date is not None]
    if not changed:
        return False
    numbers = {change.head.number for change in changes if change.head is not None}
    others = index.written_on({str(note.date) for note in changed})
    days_of_others = {head.day for head in others if head.number not in numbers}
    open_days = {head.day for head in others if head.number not in numbers and not head.title}
    if any(str(note.date) in (open_days if note.title else days_of_others) for note in changed):
        return True
    return any(not note.title for note in changed) and len(changed) > 1


def _decide(
    project: Project, index: NoteIndex, changes: Sequence[RereadNote], question_counts: Counter[str] | None
) -> tuple[tuple[ChangedNote, ...], dict[str, str], tuple[str, ...]] | None:
    """Return the changed notes with what was and is decided about them, why a service could not be asked, and of which
    works the published version was taken; None if decisions of the user have to do with them.
    """
    from biblio.decisions.note_queries import build_queries
    from biblio.decisions.user_decisions import decide_from_stored
    from biblio.model.decision import DecidedNote

    if not changes:
        return (), {}, ()
    store = project.query_store()

    def queries_of(notes: Iterable[Note | None]) -> list[NoteQueries | None]:
        every = list(notes)
        known = [note for note in every if note is not None]
        queries = iter(build_queries(known, project.decisions, project.kind_tags, store))
        return [next(queries) if note is not None else None for note in every]

    before = queries_of(change.before for change in changes)
    now = queries_of(change.now for change in changes)
    if question_counts is not None:
        store.save(of_all_notes=False)
    is_new = [query is not None and query != earlier for query, earlier in zip(now, before, strict=True)]
    if _concerns_user(
        project, index, changes, [query for query, new in zip(now, is_new, strict=True) if query and new]
    ):
        return None
    local = project.local_resolver()
    known = [query for query in (*before, *now) if query is not None]
    decisions = iter(decide_from_stored(known, local))
    decided_before = [next(decisions) if query is not None else None for query in before]
    decided_now = [next(decisions) if query is not None else None for query in now]
    unasked: dict[str, str] = {}
    published: tuple[str, ...] = ()
    if question_counts is not None and any(is_new):
        places = [number for number, new in enumerate(is_new) if new]
        new_decisions, unasked, published = _look_up(
            project, [(changes[number].now, now[number]) for number in places], question_counts
        )
        for number, decision in zip(places, new_decisions, strict=True):
            decided_now[number] = decision
    free = index.next_number()
    changed = []
    for number, change in enumerate(changes):
        head = None
        decided = None
        if change.now is not None:
            decided = DecidedNote(change.now, *_both(now[number], decided_now[number]))
            own_number = change.head.number if change.head is not None else free + number
            head = head_of(decided, own_number, change.file, change.position)
        earlier = DecidedNote(change.before, *_both(before[number], decided_before[number])) if change.before else None
        changed.append(ChangedNote(change.head, earlier, head, decided))
    return tuple(changed), unasked, published


def _both(queries: NoteQueries | None, decision: Decision | None) -> tuple[NoteQueries, Decision]:
    assert queries is not None
    assert decision is not None
    return queries, decision


def _concerns_user(
    project: Project, index: NoteIndex, changes: Sequence[RereadNote], new: Collection[NoteQueries]
) -> bool:
    """Return whether the user decided something about a note that is gone, or about one that says something `new`."""
    if any(queries.has_user_decision for queries in new):
        return True
    decided = project.decisions.note_ids
    lost = {change.before.id for change in changes if change.before is not None} & decided
    lost -= {change.now.id for change in changes if change.now is not None}
    return bool(lost)


def _look_up(
    project: Project, new: Sequence[tuple[Note | None, NoteQueries | None]], question_counts: Counter[str]
) -> tuple[list[Decision], dict[str, str], tuple[str, ...]]:
    """Find the works of notes that say something new; return the decisions, why a service could not be asked, and of
    which works the published version was taken.
    """
    from biblio.lookup.cache import digest_of
    from biblio.model.decision import DecidedNote

    queries = [queries.with_user for _, queries in new if queries is not None]
    digests = list(map(digest_of, queries))
    decisions = project.local_resolver().stored.valid(digests)
    missing = {digest: query for digest, query in zip(digests, queries, strict=True) if digest not in decisions}
    if missing:
        resolver = project.resolver()
        decisions |= zip(missing, resolver.resolve(list(missing.values()), project.progress), strict=True)
        question_counts.update(resolver.dispatcher.question_counts)
    decided = [
        DecidedNote(note, queries, decisions[digest])
        for (note, queries), digest in zip(new, digests, strict=True)
        if note is not None and queries is not None
    ]
    from biblio.project.note_library import unasked_reasons
    from biblio.project.publications import take_publications

    decided_now, published = take_publications(project, decided)
    reasons = unasked_reasons(decided_now, offline=project.config.services.offline)
    return [decided_note.decision for decided_note in decided_now], reasons, published


def _matters_to_exports(change: ChangedNote) -> bool:
    from biblio.export.exported_works import work_of

    before, now = change.before, change.now
    works = [work_of(side, unresolved=True, pending=True) if side is not None else None for side in (before, now)]
    if before is None or now is None or works[0] != works[1]:
        return any(works)
    if not works[0]:
        return False
    if before.note.line != now.note.line and now.note.citekey:
        return True  # a message about the key names the line
    names = (name for name in Note.__match_args__ if name not in _NOT_EXPORTED)
    return any(getattr(before.note, name) != getattr(now.note, name) for name in names)
