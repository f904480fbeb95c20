"""Whether anything has changed since the last run: a fingerprint of everything that a run depends on.

As in git, a file counts as unchanged if its size and times are. Of what the user decides it is the text that counts: it
is read in any case, and the file may have been saved between being read and being asked for its times. The fingerprint
covers the inputs as they were before the run and the exports as the run left them, so if anything is saved during a
run, the next one looks at it.

Two things are told apart: the files of notes, and everything else. If only some files of notes have changed, the notes
of all others are what the index of the last run says (`NoteIndex`).
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import blake2b
from operator import ne
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from biblio.errors import Problem
from biblio.matching.rules_version import RULES_VERSION
from biblio.project.summary import Summary
from biblio.readers.skipped import Skipped
from biblio.version import __version__

if TYPE_CHECKING:
    from biblio.model.note import Note
    from biblio.project.note_index import IndexedNote, NoteIndex
    from biblio.project.note_library import NoteLibrary
    from biblio.project.project import Project
    from biblio.project.summary import FileChange
    from biblio.readers.discovery import FileListing
    from biblio.readers.read_files import Reading
    from biblio.settings import NoteSource
    from biblio.state import State

__all__ = [
    "FileChanges",
    "FileRemarks",
    "LastRun",
    "StoredRun",
    "forget_last_run",
    "remarks_of",
    "without_notes",
]

_NAME = "last run"
_LISTING = "last listing"
# FAT stores times with a resolution of two seconds: a file written so shortly before may have been written again.
_RACE = 2_000_000_000
_DAY = 86400.0
_INDEX_VERSION = 5  # changes with what the index keeps of a note


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What is remembered of a run.

    `fingerprint` is empty if a file of notes had just been written, so that its time may not show the next change;
    `surroundings` is the part of it that the files of notes have no share in, `undecided` that in which the user's
    decisions have none either. `summary` says what a run that finds
    nothing new would say; `flaws` of it, `problems` and `warnings` are what commands that write nothing would say.
    `text_flaws` are those in the text of the file of all works, which were looked for in the year `linted`; None
    if it has been changed since by somebody else.
    """

    fingerprint: str
    due: float
    summary: Summary
    surroundings: str = ""
    undecided: str = ""
    flaws: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    text_flaws: tuple[Problem, ...] | None = None
    linted: str = ""


@dataclass(frozen=True, slots=True)
class FileRemarks:
    """What a reader said of a file besides its notes."""

    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The files of notes, by their absolute paths, that are others than in the last run.

    `changed` and `removed` files have what their reader said of them then; `changed` ones may be the same.
    """

    changed: Mapping[str, FileRemarks]
    added: tuple[str, ...]
    removed: Mapping[str, FileRemarks]

    def __len__(self) -> int:
        return len(self.changed) + len(self.added) + len(self.removed)

    def __contains__(self, place: str) -> bool:
        return place in self.changed or place in self.added or place in self.removed


@dataclass(frozen=True, slots=True)
class _StoredListing:
    """The files of a run in their order, each with its size and time, and the time (nanoseconds) when they were listed.

    `remarks` has the problems and what gave no note by file, as far as there are any; `left_out` the files of notes
    that gave none in the end, by their absolute paths, each with the reasons.
    """

    listed_at: int
    files: tuple[tuple[str, int, int], ...]
    remarks: Mapping[str, FileRemarks]
    left_out: Mapping[str, tuple[str, ...]]


class LastRun:
    """What is remembered about the last run over `sources`; made when a run starts, before it reads anything."""

    def __init__(self, project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing) -> None:
        self._project = project
        self._listing = listing
        self._listed_at = time.time_ns()
        self._inputs = _digest_inputs(project, sources, base, listing)
        self._decisions = project.decisions.text_digest

    @cached_property
    def _stored(self) -> StoredRun | None:
        stored = self._project.state.recall(_NAME)
        last = msgspec.json.decode(stored, type=StoredRun) if stored is not None else None
        return last if last is not None and time.time() < last.due else None

    @cached_property
    def _last_listing(self) -> _StoredListing | None:
        stored = self._project.state.recall(_LISTING)
        if stored is None:
            return None
        listing = msgspec.json.decode(stored, type=_StoredListing)
        files = {file.location: file for file, _ in self._listing.files}

        def as_listed(known: tuple[str, int, int]) -> tuple[str, int, int]:
            """Return the same values, if the file is as it was those of the listing: there are as many as files."""
            file = files.get(known[0])
            return file[2:] if file is not None and file[2:] == known else known

        return replace(listing, files=tuple(map(as_listed, listing.files)))

    @cached_property
    def _at_start(self) -> tuple[str, str, str]:
        return self._fingerprints()

    def valid_summary(self) -> Summary | None:
        """Return the summary of the last run if nothing has changed since then, else None."""
        if self._stored is None or not self._stored.fingerprint:
            return None
        return self._stored.summary if self._at_start[2] == self._stored.fingerprint else None

    def except_for_notes(self) -> StoredRun | None:
        """Return the last run if nothing has changed since then but files of notes, else None."""
        if self._stored is None or not self._stored.surroundings:
            return None
        return self._stored if self._at_start[1] == self._stored.surroundings else None

    def except_for_notes_and_decisions(self) -> StoredRun | None:
        """Return the last run if nothing has changed since then but files of notes and the user's decisions."""
        if self._stored is None or not self._stored.undecided:
            return None
        return self._stored if self._at_start[0] == self._stored.undecided else None

    def file_changes(self) -> FileChanges | None:
        """Return the files of notes that may be others than in the last run; None if they are in another order."""
        last = self._last_listing
        if last is None:
            return None
        before = {file[0]: file for file in last.files}
        files = self._files()
        changed, added = {}, []
        for file in files:
            place, _, modified = file
            if place not in before:
                added.append(place)
            elif file != before[place] or modified + _RACE >= last.listed_at:
                changed[place] = last.remarks.get(place, FileRemarks())
        if len(files) - len(added) == len(before):
            removed: dict[str, FileRemarks] = {}
        else:
            now = {file[0] for file in files}
            removed = {place: last.remarks.get(place, FileRemarks()) for place in before if place not in now}
        new = set(added)
        stayed = (file[0] for file in files if file[0] not in new)
        if any(map(ne, stayed, (place for place in before if place not in removed))):
            return None
        return FileChanges(changed, tuple(added), removed)

    @property
    def files_before(self) -> tuple[str, ...]:
        """The files of notes of the last run, by their absolute paths, in their order."""
        return tuple(file[0] for file in self._last_listing.files) if self._last_listing is not None else ()

    @property
    def left_out_before(self) -> Mapping[str, tuple[str, ...]]:
        """The files of notes that gave none in the last run, by their absolute paths, with the reasons."""
        return self._last_listing.left_out if self._last_listing is not None else {}

    @property
    def remarks_before(self) -> Mapping[str, FileRemarks]:
        """What readers said of files in the last run besides their notes, by their absolute paths."""
        return self._last_listing.remarks if self._last_listing is not None else {}

    def remember(
        self,
        summary: Summary,
        library: NoteLibrary,
        flaws: tuple[Problem, ...] = (),
        text_flaws: tuple[Problem, ...] | None = None,
    ) -> None:
        """Remember a finished run, unless running it again could find something new.

        `flaws` are those that the next run would find too, `text_flaws` those of the text of the file of all works, if
        this run has changed it.
        """
        reading = library.reading
        head = StoredRun(
            "", 0.0, summary, flaws=flaws, problems=reading.problems, warnings=reading.warnings,
            text_flaws=text_flaws, linted=str(date.today().year),
        )  # fmt: skip
        if text_flaws is None and (last := self.except_for_notes_and_decisions()) is not None:
            head = replace(head, text_flaws=last.text_flaws, linted=last.linted)  # the file is as that run left it
        if self._is_settled(library.unasked):
            left_out = without_notes(reading, self._listing)
            self._store(head, remarks_of(reading), left_out, lambda: self._index(library))
        else:
            forget_last_run(self._project.state)

    def remember_changes(
        self,
        summary: Summary,
        index: NoteIndex,
        remarks: Mapping[str, FileRemarks | None],
        left_out: Mapping[str, tuple[str, ...]],
        text_flaws: tuple[Problem, ...] | None = None,
    ) -> None:
        """Remember a run that looked at some notes only, whose `index` has them as they are now.

        `remarks` say what the readers said of the files that were read, None of those that are gone; `left_out` are all
        files that give no note. `text_flaws` are those of the text of the file of all works, if it has changed.
        """
        assert self._stored is not None
        assert self._last_listing is not None
        if not self._is_settled(summary.unasked):
            forget_last_run(self._project.state)
            return

        def save_index() -> bool:
            index.save()
            return True

        head = replace(self._stored, summary=summary)
        if text_flaws is not None:
            head = replace(head, text_flaws=text_flaws, linted=str(date.today().year))
        every = {**self._last_listing.remarks, **remarks}
        present = {
            place: remark
            for place, remark in every.items()
            if remark is not None and (remark.problems or remark.skipped)
        }
        self._store(head, present, left_out, save_index)

    def _is_settled(self, unasked: Mapping[str, str]) -> bool:
        """Return whether the same run would find nothing to do: every question that can be asked was asked."""
        return not unasked or self._project.config.services.offline

    def _store(
        self,
        head: StoredRun,
        remarks: Mapping[str, FileRemarks],
        left_out: Mapping[str, tuple[str, ...]],
        save_index: Callable[[], bool],
    ) -> None:
        undecided, surroundings, fingerprint = self._fingerprints()
        if not surroundings:
            forget_last_run(self._project.state)
            return
        files = self._files()
        try:
            listing = msgspec.json.encode(_StoredListing(self._listed_at, files, remarks, left_out))
        except UnicodeEncodeError:  # the name of a file is no text
            forget_last_run(self._project.state)
            return
        if any(modified + _RACE >= self._listed_at for _, _, modified in files):
            fingerprint = ""
        due = head.due or time.time() + self._project.config.services.missing_days * _DAY
        exports = tuple(_as_unchanged(change) for change in head.summary.exports if change.outcome != "removed")
        quiet = replace(
            head.summary, opened=0, asked={}, requests={}, flaws=(), exports=exports, taken=(), is_first=False
        )
        with self._project.state.transaction():
            if not save_index():
                undecided = surroundings = ""
            stored = replace(
                head, fingerprint=fingerprint, surroundings=surroundings, undecided=undecided, due=due, summary=quiet
            )
            self._project.state.remember(_NAME, msgspec.json.encode(stored))
            self._project.state.remember(_LISTING, listing)

    def _index(self, library: NoteLibrary) -> bool:
        """Store the notes of a run for the next one; return whether that will be of use."""
        from biblio.project.note_index import NoteIndex, head_of

        files = {file.path: file.location for file, _ in self._listing.files}
        notes = [decided.note for decided in library.decided]
        has_all = len(files) == len(self._listing.files) and all(note.source in files for note in notes)
        if not has_all or library.rebound.new_ids or library.rebound.lost:
            return False
        positions: Counter[str] = Counter()

        def with_heads() -> Iterator[tuple[IndexedNote, Note]]:
            for number, decided in enumerate(library.decided):
                source = decided.note.source
                yield head_of(decided, number, files[source], positions[source]), decided.note
                positions[source] += 1

        NoteIndex(self._project.state, self._listing).write(with_heads(), library.reading.neighbours)
        return True

    def _files(self) -> tuple[tuple[str, int, int], ...]:
        return tuple((file.location, file.size, file.mtime_ns) for file, _ in self._listing.files)

    def _fingerprints(self) -> tuple[str, str, str]:
        """Return the digests of everything but the notes' files and the decisions, of everything but the notes' files,
        and of all; empty if a run cannot be avoided.
        """
        if self._inputs is None:
            return "", "", ""
        digest = self._inputs.copy()
        exports = self._project.config.exports.path
        for path in (exports / "all.bib", exports / "index.json"):
            digest.update(_stamp(path).encode())
        try:
            with os.scandir(exports / "tags") as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    status = entry.stat()
                    digest.update(f"{entry.name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        except OSError:
            digest.update(b"no tags")
        for format_file in self._project.format_files:
            digest.update(_stamp(exports / format_file).encode())
        undecided = digest.hexdigest()
        digest.update(self._decisions.encode())
        surroundings = digest.hexdigest()
        for item in self._listing.skipped:
            digest.update(f"{item.path}\0{item.reason}\n".encode("utf-8", "surrogateescape"))
        for file, _ in self._listing.files:
            digest.update(f"{file.location}\0{file.size}\0{file.mtime_ns}\n".encode("utf-8", "surrogateescape"))
        return undecided, surroundings, digest.hexdigest()


def remarks_of(reading: Reading) -> dict[str, FileRemarks]:
    """Return what readers said of files besides their notes, by the files' absolute paths."""
    return {
        place: FileRemarks(file.problems, file.skipped)
        for place, file in reading.files_by_location.items()
        if file.problems or file.skipped
    }


def without_notes(reading: Reading, listing: FileListing) -> dict[str, tuple[str, ...]]:
    """Return the files of `listing` that gave no note, by their absolute paths, with the reasons."""
    places = {file.path: file.location for file, _ in listing.files}
    left_out: dict[str, tuple[str, ...]] = {}
    for item in reading.skipped:
        if not item.line and (place := places.get(item.path)):
            left_out[place] = (*left_out.get(place, ()), item.reason.value)
    return left_out


def forget_last_run(state: State) -> None:
    """Make the next sync look at everything, because something other than a file has changed."""
    state.forget(_NAME)


def _as_unchanged(change: FileChange) -> FileChange:
    return replace(change, outcome="unchanged", added=0, changed=0, removed=0)


def _digest_inputs(project: Project, sources: Sequence[NoteSource], base: Path, listing: FileListing) -> blake2b | None:
    """Return a digest of a run's inputs but the files of notes and the decisions: program, settings, corrections; None
    if a run cannot be avoided.
    """
    if any(source.is_remote for source in sources) or not listing.is_complete:
        return None  # only GitHub and Zotero know whether something has changed
    digest = blake2b(digest_size=16)
    context = "\n".join(project.context)
    versions = f"{__version__}\0{RULES_VERSION}\0{_INDEX_VERSION}"
    digest.update(f"{versions}\0{project.config!r}\0{sources!r}\0{base}\0{context}".encode())
    digest.update(repr((listing.problems, listing.roots)).encode("utf-8", "surrogateescape"))
    digest.update(project.overrides.text_digest.encode())
    return digest


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:
        return f"{path}\0-\n"
    return f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n"
