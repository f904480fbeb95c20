"""A run in which only a few files of notes are others: read these, and leave all other notes as the last run left them.

A note can matter to others: its title, its authors, its address or its key may say what another file is, and a file
that comes or goes may decide about those around it. Whatever can matter to the notes of other files is left to a run
over all notes (`Neighbours` says where that can be). What is left is what people do all day: they write, sort, move and
begin notes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biblio.model.note import LinkRole, Note
from biblio.project.last_run import FileRemarks
from biblio.project.note_index import IndexedNote, NoteIndex, head_of
from biblio.readers.neighbours import FEEDING_LAYOUTS, Neighbours, neighbours_of

if TYPE_CHECKING:
    from biblio.model.decision import DecidedNote, Decision, NoteQueries
    from biblio.project.last_run import FileChanges, LastRun, StoredRun
    from biblio.project.project import Project
    from biblio.readers.discovery import FileListing
    from biblio.readers.note_store import KnownFile
    from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["ChangedNote", "ReadAgain", "read_changed_notes"]

_MOST_FILES = 100  # more of them are quicker read with all others
# What a note says that no note of another file depends on.
_OWN_MATTERS = frozenset({"end_line", "summary", "comment", "references", "date", "month", "fields", "copies"})
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

    `files` are those that were read again, `removed` those that are no longer there; `remarks` has what their readers
    said of them, None for the latter. `changes` are the notes that are others now, `exported` those of them of which
    that can matter to the exports. `left_out` are all files that give no note, by their absolute paths, with the
    reasons. `asked` counts the questions to each service, `unasked` says why one could not be asked; `taken` are the
    works of which the published version was taken.
    """

    last: StoredRun
    index: NoteIndex
    listing: FileListing
    files_before: tuple[str, ...]
    left_out: Mapping[str, tuple[str, ...]]
    files: tuple[tuple[str, KnownFile, tuple[Note, ...]], ...] = ()
    removed: tuple[str, ...] = ()
    remarks: Mapping[str, FileRemarks | None] = field(default_factory=dict)
    changes: tuple[ChangedNote, ...] = ()
    exported: tuple[ChangedNote, ...] = ()
    asked: Mapping[str, int] = field(default_factory=dict)
    unasked: Mapping[str, str] = field(default_factory=dict)
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A note as it was and as it is, with its place in its file (an absolute path); `name` is that below the source."""

    head: IndexedNote | None
    before: Note | None
    now: Note | None
    file: str
    name: str
    position: int

    @property
    def sides(self) -> tuple[Note, ...]:
        return tuple(note for note in (self.before, self.now) if note is not None)


def read_changed_notes(
    project: Project,
    last_run: LastRun,
    listing: FileListing,
    *,
    with_new_decisions: bool = False,
    asked: Counter[str] | None = None,
) -> ReadAgain | None:
    """Read the files that have changed since the last run; None if other notes must be looked at too.

    `with_new_decisions` is for those who know that the user may have decided something since, of which the index has
    nothing. If `asked` is given, services are asked for works that are not known yet, and the questions to each are
    added to it: also if None is returned. Nothing else is stored.
    """
    last = last_run.except_for_notes_and_decisions() if with_new_decisions else last_run.except_for_notes()
    places = last_run.file_changes() if last else None
    if last is None or places is None or len(places) > _MOST_FILES:
        return None
    index = NoteIndex(project.state, listing)
    if not index.is_whole():
        return None
    if not places:
        return ReadAgain(last, index, listing, last_run.files_before, last_run.left_out_before)
    if any(place in places for place in index.neighbours.joined):
        return None
    reread = _read_files(listing, places)
    if reread is None:
        return None
    files, remarks = reread
    left_out = {place: reasons for place, reasons in last_run.left_out_before.items() if place not in remarks}
    left_out |= {
        place: reasons
        for place, known, _ in files
        if (reasons := tuple(item.reason.value for item in known.skipped if not item.line))
    }
    changes = _changes(index, listing, files, places)
    if changes is None or _leaves_no_notes(index, listing, files, places):
        return None
    neighbours = index.neighbours.with_more(neighbours_of((note for _, _, notes in files for note in notes), ()))
    if any(_matters_to_others(change, neighbours) for change in changes) or _may_be_copies(index, changes):
        return None
    if _may_change_titled_files(index, files, places, neighbours):
        return None
    decided = _decide(project, index, changes, asked)
    if decided is None:
        return None
    changed, unasked, taken = decided
    index.remove(change.old_head.number for change in changed if change.old_head is not None and change.now is None)
    notes = ((change.head, change.now.note) for change in changed if change.head and change.now)
    index.change(notes, neighbours)
    return ReadAgain(
        last,
        index,
        listing,
        last_run.files_before,
        left_out,
        files,
        tuple(places.removed),
        remarks,
        changed,
        tuple(filter(_matters_to_exports, changed)),
        dict(asked or {}),
        unasked,
        taken,
    )


_Files = tuple[tuple[str, "KnownFile", tuple[Note, ...]], ...]


def _read_files(listing: FileListing, places: FileChanges) -> tuple[_Files, dict[str, FileRemarks | None]] | None:
    """Return the changed and new files as they are, and what their readers say of them; None if that is a problem."""
    from biblio.readers.read_files import read_file

    touched = (*places.changed, *places.added, *places.removed)
    if any(place.lower().endswith(".pdf") for place in touched) or any(
        remark.problems for remark in places.removed.values()
    ):
        return None
    sources = {file.location: (file, source) for file, source in listing.files if file.location in touched}
    files = []
    remarks: dict[str, FileRemarks | None] = dict.fromkeys(places.removed)
    for place in (*places.changed, *places.added):
        known, notes = read_file(place, *sources[place], time.time_ns)
        if known.problems != places.changed.get(place, FileRemarks()).problems:
            return None
        files.append((place, known, tuple(notes)))
        remarks[place] = FileRemarks(known.problems, known.skipped)
    return tuple(files), remarks


def _changes(index: NoteIndex, listing: FileListing, files: _Files, places: FileChanges) -> list[_Change] | None:
    """Return the notes that have changed, are new or are gone; None if those of a file are in another order."""
    from biblio.readers.read_files import given_note

    sources = {file.location: (file, source) for file, source in listing.files if file.location in places}
    changes = []
    for place in places.removed:
        changes += [_Change(head, note, None, place, head.source, 0) for head, note in index.of_file(place)]
    for place, _, notes in files:
        file, source = sources[place]
        before = {note.id: (head, note) for head, note in index.of_file(place)}
        now = {note.id: note for note in (given_note(note, file, source) for note in notes)}
        if [note_id for note_id in before if note_id in now] != [note_id for note_id in now if note_id in before]:
            return None
        for position, (note_id, note) in enumerate(now.items()):
            head, earlier = before.get(note_id, (None, None))
            if head is None or earlier != note or head.position != position:
                changes.append(_Change(head, earlier, note, place, file.name, position))
        changes += [
            _Change(head, note, None, place, file.name, 0)
            for note_id, (head, note) in before.items()
            if note_id not in now
        ]
    return changes


def _leaves_no_notes(index: NoteIndex, listing: FileListing, files: _Files, places: FileChanges) -> bool:
    """Return whether a source may have no other file with notes than those that have changed: then it is a problem that
    there are none, and its PDFs are notes.
    """
    of_files = (*(known.skipped for _, known, _ in files), *(remark.skipped for remark in places.changed.values()))
    if not (places.added or places.removed or any(not item.line for skipped in of_files for item in skipped)):
        return False
    touched = {place for place, _, _ in files}
    with_notes = {place for place in index.files_with() if not place.lower().endswith(".pdf")} - touched
    return any(with_notes.isdisjoint(locations) for _, locations in listing.by_source)


def _matters_to_others(change: _Change, neighbours: Neighbours) -> bool:
    """Return whether a change can matter to what the notes of other files are."""
    if any(
        note.layout in FEEDING_LAYOUTS or any(name == "entrytype" for name, _ in note.fields) for note in change.sides
    ):
        return True
    if change.before is not None and change.now is not None and _is_same_to_others(change.before, change.now):
        return False
    return any(neighbours.may_matter(note, change.name) for note in change.sides)


def _is_same_to_others(before: Note, now: Note) -> bool:
    """Return whether nothing is different in a note that other files may depend on."""
    from biblio.readers.markdown.kind_words import is_literature_word

    names = [name for name in Note.__match_args__ if name not in _OWN_MATTERS and name not in ("tags", "links", "line")]
    if any(getattr(before, name) != getattr(now, name) for name in names):
        return False
    if any(map(is_literature_word, before.tags)) != any(map(is_literature_word, now.tags)):
        return False
    if before.line == now.line == 1:
        return _addresses(before) == _addresses(now)
    # An item of a page, which may lead to another note; of two with a key, the first one counts.
    is_moved = before.line != now.line and (bool(now.citekey) or 1 in (before.line, now.line))
    return not is_moved and (before.links, before.references) == (now.links, now.references)


def _addresses(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def _may_be_copies(index: NoteIndex, changes: Sequence[_Change]) -> bool:
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


def _may_change_titled_files(index: NoteIndex, files: _Files, places: FileChanges, neighbours: Neighbours) -> bool:
    """Return whether others of the files that have only a title may be notes than before."""
    earlier = {**places.changed, **places.removed}
    was_titled = _with_only_titles((place, remark.skipped) for place, remark in earlier.items())
    is_titled = _with_only_titles((place, known.skipped) for place, known, _ in files)
    if was_titled.keys() != is_titled.keys() or any(index.of_file(place) for place in was_titled):
        return True
    for place, (reason, note) in was_titled.items():
        if reason is not is_titled[place][0] or not _is_same_to_others(note, is_titled[place][1]):
            return True
    if not neighbours.has_titled:
        return False
    before = {place: any(not head.is_item for head, _ in index.of_file(place)) for place in earlier}
    now = {place: any(note.layout != "markdown" or note.line == 1 for note in notes) for place, _, notes in files}
    return any(before.get(place, False) != now.get(place, False) for place in (*before, *now))


def _with_only_titles(files: Iterable[tuple[str, Sequence[Skipped]]]) -> dict[str, tuple[SkipReason, Note]]:
    """Return those of `files`, each with what gave no note, that have only a title: the reason, and the note."""
    return {place: (item.reason, item.note) for place, skipped in files for item in skipped if item.note is not None}


def _decide(
    project: Project, index: NoteIndex, changes: Sequence[_Change], asked: Counter[str] | None
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
    if asked is not None:
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
    taken: tuple[str, ...] = ()
    if asked is not None and any(is_new):
        places = [number for number, new in enumerate(is_new) if new]
        found, unasked, taken = _look_up(project, [(changes[number].now, now[number]) for number in places], asked)
        for number, decision in zip(places, found, strict=True):
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
    return tuple(changed), unasked, taken


def _both(queries: NoteQueries | None, decision: Decision | None) -> tuple[NoteQueries, Decision]:
    assert queries is not None
    assert decision is not None
    return queries, decision


def _concerns_user(
    project: Project, index: NoteIndex, changes: Sequence[_Change], new: Collection[NoteQueries]
) -> bool:
    """Return whether the user decided something about a note that is gone, or about one that says something `new`."""
    if any(queries.has_user_decision for queries in new):
        return True
    decided = project.decisions.note_ids
    lost = {change.before.id for change in changes if change.before is not None} & decided
    lost -= {change.now.id for change in changes if change.now is not None}
    return bool(lost)


def _look_up(
    project: Project, new: Sequence[tuple[Note | None, NoteQueries | None]], asked: Counter[str]
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
        asked.update(resolver.dispatcher.question_counts)
    decided = [
        DecidedNote(note, queries, decisions[digest])
        for (note, queries), digest in zip(new, digests, strict=True)
        if note is not None and queries is not None
    ]
    from biblio.project.note_library import unasked_reasons
    from biblio.project.publications import take_publications

    decided_now, taken = take_publications(project, decided)
    reasons = unasked_reasons(decided_now, offline=project.config.services.offline)
    return [decided_note.decision for decided_note in decided_now], reasons, taken


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
