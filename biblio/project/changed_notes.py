"""A run in which only a few notes have changed: read these, and leave the others as the last run left them.

A change of a note can matter to others: its title, its authors, its address or its key may say what another file is.
It can matter to its work, if the note says something else about it. Whatever matters to more than the note and the
exports of its work is left to a run over all notes. What is left is what people do all day: they write, and they sort.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biblio.model.note import LinkRole, Note
from biblio.project.note_index import IndexedNote, NoteIndex, with_note
from biblio.readers.companions import LIBRARY_LAYOUTS
from biblio.readers.tables.index_rows import ROW_LAYOUTS

if TYPE_CHECKING:
    from biblio.model.decision import DecidedNote, NoteQueries
    from biblio.project.last_run import LastRun, StoredRun
    from biblio.project.project import Project
    from biblio.readers.discovery import FileListing, FoundFile
    from biblio.readers.note_store import KnownFile
    from biblio.settings import NoteSource

__all__ = ["ChangedNote", "ReadAgain", "read_changed_notes"]

_MOST_FILES = 100  # more of them are quicker read with all others
_FEEDS_OTHERS = LIBRARY_LAYOUTS | ROW_LAYOUTS  # what stands in a row or an entry becomes part of another file's note
# What a note says that no note of another file depends on.
_OWN_MATTERS = frozenset({"end_line", "summary", "comment", "references", "date", "month", "fields", "copies"})
_OF_EXPORTS = ("tags", "date", "month", "fields")  # what the exports say besides the work


@dataclass(frozen=True, slots=True)
class ChangedNote:
    """A note that has changed, with its head, as it was and as it is; what was decided about it has not changed."""

    head: IndexedNote
    before: DecidedNote
    now: DecidedNote


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The last run, and the index of its notes with those that have changed since.

    `files` are the files that were read again, `changes` the notes that are others now, `exported` those of them of
    which that can matter to the exports.
    """

    last: StoredRun
    index: NoteIndex
    files: tuple[tuple[str, KnownFile, tuple[Note, ...]], ...] = ()
    changes: tuple[ChangedNote, ...] = ()
    exported: tuple[ChangedNote, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A note that has changed, with its place in the index, as it was and as it is."""

    head: IndexedNote
    before: Note
    now: Note


def read_changed_notes(
    project: Project, last_run: LastRun, listing: FileListing, *, with_new_decisions: bool = False
) -> ReadAgain | None:
    """Read the files that have changed since the last run; None if other notes must be looked at too.

    `with_new_decisions` is for those who know that the user may have decided something since, of which the index has
    nothing. Stores nothing.
    """
    last = last_run.except_for_notes_and_decisions() if with_new_decisions else last_run.except_for_notes()
    places = last_run.changed_files() if last else None
    if last is None or places is None or len(places) > _MOST_FILES:
        return None
    index = NoteIndex(project.state)
    if not places:
        return ReadAgain(last, index)
    from biblio.readers.read_files import read_file

    sources = {file.location: (file, source) for file, source in listing.files if file.location in places}
    files: list[tuple[str, KnownFile, tuple[Note, ...]]] = []
    changes: list[_Change] = []
    for place, remarks in places.items():
        if place.lower().endswith(".pdf"):
            return None
        known, notes = read_file(place, *sources[place], time.time_ns)
        files.append((place, known, tuple(notes)))
        of_file = _changes_of_file(index, place, files[-1][2], *sources[place])
        if of_file is None or (known.problems, known.skipped) != (remarks.problems, remarks.skipped):
            return None
        changes += of_file
    days = index.open_days if changes else frozenset[str]()
    if any(_matters_to_others(change, days) for change in changes):
        return None
    queries = _same_queries(project, changes) if changes else []
    if queries is None:
        return None
    decided = _decided(project, changes, queries)
    index.change({change.head.place: (with_note(change.head, change.now.note), change.now.note) for change in decided})
    return ReadAgain(last, index, tuple(files), decided, tuple(filter(_matters_to_exports, decided)))


def _changes_of_file(
    index: NoteIndex, place: str, notes: Collection[Note], file: FoundFile, source: NoteSource
) -> list[_Change] | None:
    """Return the notes of a file that have changed; None if there are others than before."""
    from biblio.readers.read_files import given_note

    before = index.of_file(place)
    now = [given_note(note, file, source) for note in notes]
    if [note.id for note in now] != [note.id for _, note in before]:
        return None
    return [_Change(head, earlier, note) for (head, earlier), note in zip(before, now, strict=True) if note != earlier]


def _matters_to_others(change: _Change, days: Collection[str]) -> bool:
    """Return whether a change can matter to what the notes of other files are.

    `days` are those on which notes without a title were written.
    """
    from biblio.readers.markdown.kind_words import is_literature_word

    before, now = change.before, change.now
    names = [name for name in Note.__match_args__ if name not in _OWN_MATTERS and name not in ("tags", "links", "line")]
    if change.head.is_joined or now.layout in _FEEDS_OTHERS or any(name == "entrytype" for name, _ in now.fields):
        return True
    if any(getattr(before, name) != getattr(now, name) for name in names):
        return True
    if any(note.date is not None and (not note.title or str(note.date) in days) for note in (before, now)):
        return True  # a note without a title takes that of its copy
    if any(map(is_literature_word, before.tags)) != any(map(is_literature_word, now.tags)):
        return True
    if before.line == now.line == 1:
        return _addresses(before) != _addresses(now)
    # An item of a page, which may lead to another note; of two with a key, the first one counts.
    is_moved = before.line != now.line and (bool(now.citekey) or 1 in (before.line, now.line))
    return is_moved or (before.links, before.references) != (now.links, now.references)


def _addresses(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def _same_queries(project: Project, changes: list[_Change]) -> list[NoteQueries] | None:
    """Return what the changed notes say about their works; None if any says something else than before."""
    from biblio.decisions.note_queries import build_queries

    store = project.query_store()
    before = build_queries([change.before for change in changes], project.decisions, project.kind_tags, store)
    now = build_queries([change.now for change in changes], project.decisions, project.kind_tags, store)
    return now if before == now else None


def _decided(project: Project, changes: list[_Change], queries: list[NoteQueries]) -> tuple[ChangedNote, ...]:
    """Return the changed notes with what was decided about them."""
    if not changes:
        return ()
    from biblio.decisions.user_decisions import decide_from_stored
    from biblio.model.decision import DecidedNote

    decisions = decide_from_stored(queries, project.local_resolver())
    return tuple(
        ChangedNote(change.head, DecidedNote(change.before, query, decision), DecidedNote(change.now, query, decision))
        for change, query, decision in zip(changes, queries, decisions, strict=True)
    )


def _matters_to_exports(change: ChangedNote) -> bool:
    from biblio.export.exported_works import work_of

    before, now = change.before, change.now
    if any(getattr(before.note, name) != getattr(now.note, name) for name in _OF_EXPORTS):
        return True
    return work_of(before, unresolved=True, pending=True) != work_of(now, unresolved=True, pending=True)
