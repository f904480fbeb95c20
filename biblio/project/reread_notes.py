"""The notes that are others than in the last run, because their files or those of other notes have changed.

A note can matter to others: its title, its authors, its address or its key may say what another file is, and a file
that comes or goes may decide about those around it. `reread_alone` reads the changed files and nothing else; it gives
up where they can matter to the notes of other files (`Neighbours` says where that can be). `reread_among_all` then
takes the notes of all files, those of the unchanged ones from the state, and sees which are others.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from biblio.model.note import LinkRole, Note
from biblio.project.last_run import FileRemarks, remarks_of, without_notes
from biblio.readers.doubtful_pages import FEWEST_PAGES, may_be_doubtful
from biblio.readers.neighbours import FEEDING_LAYOUTS, Neighbours, neighbours_of

if TYPE_CHECKING:
    from biblio.project.last_run import FileChanges, LastRun, StoredRun
    from biblio.project.note_index import IndexedNote, NoteIndex
    from biblio.readers.discovery import FileListing
    from biblio.readers.note_store import KnownFile
    from biblio.readers.read_files import Reading
    from biblio.readers.skipped import Skipped, SkipReason
    from biblio.settings import NoteSource

__all__ = ["RereadNote", "RereadNotes", "reread_alone", "reread_among_all"]

_MOST_FILES = 100  # more of them are quicker read with all others
_MOST_CHANGES = 500
# What a note says that no note of another file depends on.
_OWN_MATTERS = frozenset({"end_line", "summary", "comment", "references", "date", "month", "fields", "copies"})
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class RereadNote:
    """A note as it was and as it is, with its place in its file (an absolute path); `name` is that below the source."""

    head: IndexedNote | None
    before: Note | None
    now: Note | None
    file: str
    name: str
    position: int

    @property
    def sides(self) -> tuple[Note, ...]:
        """What there is of the two."""
        return tuple(note for note in (self.before, self.now) if note is not None)


@dataclass(frozen=True, slots=True)
class RereadNotes:
    """The notes that have changed, and what of all notes can matter to those of other files (None: what did before).

    `remarks` has what readers said of files that may have changed, None of those that are gone; `left_out` are all
    files that give no note, by their absolute paths, with the reasons. `count` is the number of files, `opened` of
    those that were read again, `unstored` those of these that are not in the state yet, with their notes.
    """

    changes: Sequence[RereadNote]
    neighbours: Neighbours | None
    remarks: Mapping[str, FileRemarks | None]
    left_out: Mapping[str, tuple[str, ...]]
    count: int
    opened: int
    unstored: tuple[tuple[str, KnownFile, tuple[Note, ...]], ...] = ()


def reread_alone(
    index: NoteIndex, last: StoredRun, last_run: LastRun, listing: FileListing, places: FileChanges
) -> RereadNotes | None:
    """Read the files `places`; None if there are many, or if other notes may be others because of them.

    Nothing is stored. `last` is what is remembered of `last_run`.
    """
    if len(places) > _MOST_FILES or any(place in places for place in index.neighbours.joined):
        return None
    touched = (*places.changed, *places.added, *places.removed)
    if any(place.lower().endswith(".bib") for place in touched):  # it may define macros that others use
        return None
    reread = _read_files(listing, places)
    if reread is None:
        return None
    files, remarks = reread
    changes = _changes_of_files(index, listing, files, places)
    if changes is None or _leaves_no_notes(index, listing, files, places):
        return None
    neighbours = index.neighbours.with_more(neighbours_of((note for _, _, notes in files for note in notes), ()))
    if any(_matters_to_others(change, neighbours) for change in changes):
        return None
    if _may_change_titled_files(index, listing, last_run.remarks_before, files, places, neighbours):
        return None
    has_conventions = max(len(listing.files), len(last_run.files_before)) >= FEWEST_PAGES
    if has_conventions and neighbours.has_doubtful and _may_change_conventions(index, files, places):
        return None
    left_out = {place: reasons for place, reasons in last_run.left_out_before.items() if place not in remarks}
    left_out |= {
        place: reasons
        for place, known, _ in files
        if (reasons := tuple(item.reason.value for item in known.skipped if not item.line))
    }
    count = last.summary.files + len(listing.files) - len(last_run.files_before)
    return RereadNotes(changes, neighbours, remarks, left_out, count, len(files), files)


def reread_among_all(
    index: NoteIndex, last: StoredRun, last_run: LastRun, listing: FileListing, reading: Reading
) -> RereadNotes | None:
    """Return the notes of `reading`, that of all files of `listing`, that are others than in the last run.

    None if there are very many of them, if those of a file are in another order, or if something else is to be said of
    the files. `last` is what is remembered of `last_run`.
    """
    if reading.problems != last.problems or reading.warnings != last.warnings:
        return None
    files = {file.path: file for file, _ in listing.files}
    if len(files) != len(listing.files) or any(note.source not in files for note in reading.notes):
        return None
    now: dict[str, list[Note]] = {}
    for note in reading.notes:
        now.setdefault(files[note.source].location, []).append(note)
    before = index.digests_of_files(_digest)
    names = {file.location: file.name for file in files.values()}
    changes: list[RereadNote] = []
    for place in dict.fromkeys((*now, *before)):
        notes = now.get(place, [])
        if place in before and before[place] == _digest(map(_encode, notes)):
            continue
        of_file = _changes_of_file(index, place, names.get(place, ""), notes)
        if of_file is None:
            return None
        changes += of_file
        if len(changes) > _MOST_CHANGES:
            return None
    remarks = {**dict.fromkeys((*last_run.files_before, *names)), **remarks_of(reading)}
    left_out = without_notes(reading, listing)
    return RereadNotes(changes, reading.neighbours, remarks, left_out, reading.files, reading.opened)


def _digest(notes: Iterable[bytes]) -> bytes:
    """Return a digest of the notes of a file, each as it is stored."""
    digest = blake2b(digest_size=16)
    for note in notes:
        digest.update(note)
    return digest.digest()


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


def _changes_of_files(
    index: NoteIndex, listing: FileListing, files: _Files, places: FileChanges
) -> list[RereadNote] | None:
    """Return the notes that have changed, are new or are gone; None if those of a file are in another order."""
    from biblio.readers.read_files import given_note

    sources = {file.location: (file, source) for file, source in listing.files if file.location in places}
    changes = []
    now = {place: [given_note(note, *sources[place]) for note in notes] for place, _, notes in files}
    for place in (*places.removed, *now):
        name = sources[place][0].name if place in sources else ""
        of_file = _changes_of_file(index, place, name, now.get(place, ()))
        if of_file is None:
            return None
        changes += of_file
    return changes


def _changes_of_file(index: NoteIndex, place: str, name: str, notes: Sequence[Note]) -> list[RereadNote] | None:
    """Return the notes of a file that have changed, are new or are gone; None if they are in another order."""
    before = {note.id: (head, note) for head, note in index.of_file(place)}
    now = {note.id: note for note in notes}
    if [note_id for note_id in before if note_id in now] != [note_id for note_id in now if note_id in before]:
        return None
    changes = []
    for position, (note_id, note) in enumerate(now.items()):
        head, earlier = before.get(note_id, (None, None))
        if head is None or earlier != note or head.position != position:
            changes.append(RereadNote(head, earlier, note, place, name, position))
    changes += [
        RereadNote(head, note, None, place, name or head.source, 0)
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


def _matters_to_others(change: RereadNote, neighbours: Neighbours) -> bool:
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


def _may_change_titled_files(
    index: NoteIndex,
    listing: FileListing,
    remarks: Mapping[str, FileRemarks],
    files: _Files,
    places: FileChanges,
    neighbours: Neighbours,
) -> bool:
    """Return whether others of the files that have only a title may be notes than before.

    `remarks` are those of all files in the last run.
    """
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
    before = {place: tuple(note for _, note in index.of_file(place)) for place in earlier}
    now = {place: notes for place, _, notes in files}
    titled = _with_only_titles((place, remark.skipped) for place, remark in remarks.items())
    sources = _Sources(listing)
    if any(sources.source_of(place) is None for place in (*before, *now)):
        return True
    for source, _ in listing.by_source:
        of_source = {place: titled[place] for place in titled if sources.source_of(place) == source}
        was = {place: notes for place, notes in before.items() if sources.source_of(place) == source}
        notes_now = {place: notes for place, notes in now.items() if sources.source_of(place) == source}
        if of_source and (was or notes_now) and _decides_others(index, sources, of_source, was, notes_now, neighbours):
            return True
    return False


class _Sources:
    """The sources of files, and the paths of files below them, also of those that are gone."""

    def __init__(self, listing: FileListing) -> None:
        self._known = {file.location: (file.name, source) for file, source in listing.files}
        roots = {source: file.location.removesuffix(file.name) for file, source in reversed(listing.files)}
        self._roots = [(root, source) for source, root in roots.items()]

    def source_of(self, place: str) -> NoteSource | None:
        """Return the source of a file (absolute path); None if that cannot be known."""
        if place in self._known:
            return self._known[place][1]
        sources = [source for root, source in self._roots if place.startswith(root)]
        return sources[0] if len(sources) == 1 else None

    def name_of(self, place: str) -> str:
        """Return the path of a file, whose source is known, below that source."""
        if place in self._known:
            return self._known[place][0]
        return next(place.removeprefix(root) for root, _ in self._roots if place.startswith(root))


def _decides_others(
    index: NoteIndex,
    sources: _Sources,
    titled: Mapping[str, tuple[SkipReason, Note]],
    before: Mapping[str, Sequence[Note]],
    now: Mapping[str, Sequence[Note]],
    neighbours: Neighbours,
) -> bool:
    """Return whether others of `titled`, the files with only a title of a source, may be notes because of changed ones.

    `before` and `now` have the changed files of that source, each with its notes.
    """
    from biblio.readers.like_beginnings import counts_of_beginnings
    from biblio.readers.skipped import SkipReason
    from biblio.readers.titled_files import titled_notes

    name_of = sources.name_of
    pages = {name_of(place): note for place, (_, note) in titled.items()}
    sides = [
        {
            place: [note for note in notes if note.line == 1 or note.layout != "markdown"]
            for place, notes in side.items()
        }
        for side in (before, now)
    ]
    beginnings = [
        counts_of_beginnings(
            {name_of(place): note for place, notes in side.items() for note in notes if note.line == 1}, pages
        )
        for side in sides
    ]
    if beginnings[0] != beginnings[1]:
        return True
    was, is_now = ({place for place, notes in side.items() if notes} for side in sides)
    if was == is_now:
        return False
    if neighbours.has_doubtful:  # pages that have only their writer as author count as having only a title
        return True
    decided = titled.keys() - neighbours.alike
    undecided = {
        name_of(place): titled[place][1]
        for place in decided - neighbours.named
        if titled[place][0] is SkipReason.TITLE_ONLY
    }
    if not undecided:
        return False
    apart = decided & neighbours.named | {
        place for place in decided if titled[place][0] not in (SkipReason.TITLE_ONLY, SkipReason.OWN_TEXT)
    }
    of_source = sources.source_of(next(iter(titled)))
    works = {place for place in index.files_of_works() - decided if sources.source_of(place) == of_source}
    accepted = [
        titled_notes(set(map(name_of, works - was - is_now | side)), undecided, set(map(name_of, apart)))
        for side in (was, is_now)
    ]
    return accepted[0] != accepted[1]


def _may_change_conventions(index: NoteIndex, files: _Files, places: FileChanges) -> bool:
    """Return whether the notes on works may have other things in common than before (`vault_conventions`)."""
    if places.added or places.removed:
        return True
    for place, _, notes in files:
        before = tuple(note for _, note in index.of_file(place))
        if any(map(may_be_doubtful, (*before, *notes))) or _tags_of_page(before) != _tags_of_page(notes):
            return True
    return False


def _tags_of_page(notes: Sequence[Note]) -> tuple[str, ...] | None:
    """Return the tags of a file that is one note, None if it is none or several."""
    return notes[0].tags if len(notes) == 1 and notes[0].line == 1 else None


def _with_only_titles(files: Iterable[tuple[str, Sequence[Skipped]]]) -> dict[str, tuple[SkipReason, Note]]:
    """Return those of `files`, each with what gave no note, that have only a title: the reason, and the note."""
    return {place: (item.reason, item.note) for place, skipped in files for item in skipped if item.note is not None}
