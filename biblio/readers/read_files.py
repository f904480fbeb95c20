"""Read the notes of all files that a walk found, opening only those that changed since the last run."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from biblio.errors import Problem, SourceError
from biblio.lookup.progress import Progress
from biblio.model.note import Note
from biblio.readers.discovery import FileListing, FoundFile, read_document
from biblio.readers.layouts import reader_for
from biblio.readers.note_ids import unique_id
from biblio.readers.note_store import KnownFile, NoteStore
from biblio.settings import NoteSource

__all__ = ["Reading", "read_listing"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """All notes in order, and what could not be read.

    `problems` are for the user to fix (they give exit code 1); `unrecognised` are files in a source folder that are in
    no known layout. `files` is the number of files found, `opened` the number that were read again; `newest` is the
    latest time (nanoseconds) at which any of them was changed. `roots` are the sources that were read, as absolute
    paths: notes below them that are no longer found are known to be gone. `places` maps the path of every file, as
    given, to its absolute path.
    """

    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    unrecognised: tuple[Problem, ...]
    files: int
    opened: int
    newest: int = 0
    roots: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_listing(
    listing: FileListing, *, store: NoteStore, progress: Progress, clock: Callable[[], int] = time.time_ns
) -> Reading:
    """Return the notes in the files of `listing`; those of unchanged files come from `store`.

    `clock` returns the time in nanoseconds since the epoch, like the modification times of files.
    """
    problems = list(listing.problems)
    unrecognised: list[Problem] = []
    files = {file.location: (file, source) for file, source in listing.files}
    known_files = store.files()
    changed = [
        (key, file, source)
        for key, (file, source) in files.items()
        if key not in known_files
        or not known_files[key].is_same(file.size, file.mtime_ns)
        or _needs_other_layout(source, known_files[key])
    ]
    logger.info("%d files of notes, %d of them to read", len(files), len(changed))
    if changed:
        progress.stage("reading", len(changed))
    for key, file, source in changed:
        known_files[key] = _read_file(key, file, source, store, clock)
        progress.step()
    for key, (file, source) in files.items():
        for problem in known_files[key].problems:
            is_named = source.path == file.path or source.layout is not None
            (problems if is_named or known_files[key].layout else unrecognised).append(problem)
    newest = max((file.mtime_ns for file, _ in listing.files), default=0)
    # The store knows files by their absolute paths; a note names its file as the user gave it.
    notes = tuple(note.replace(source=files[note.source][0].path) for note in store.notes(files))
    places = {file.path: os.path.normpath(key) for key, (file, _) in files.items()}
    return Reading(notes, tuple(problems), tuple(unrecognised), len(files), len(changed), newest, listing.roots, places)


def _needs_other_layout(source: NoteSource, file: KnownFile) -> bool:
    return source.layout is not None and file.layout != source.layout


def _read_file(key: str, file: FoundFile, source: NoteSource, store: NoteStore, clock: Callable[[], int]) -> KnownFile:
    """Read one file into the store, together with its problems, so that the next run reports them again."""
    problems: list[Problem] = []
    notes: dict[str, Note] = {}
    layout = ""
    read_at = clock()
    try:
        document, problem = read_document(file)
    except SourceError as error:
        problems.append(error.as_problem)
    else:
        if problem is not None:
            problems.append(problem)
        reader = reader_for(document, source.layout)
        if reader is None:
            hint = 'name the layout in config.toml: sources = [{path = "…", layout = "…"}]'
            problems.append(Problem(file.path, 0, "has no known note layout", hint))
        else:
            layout = reader.layout
            for note in reader.read(document):
                if isinstance(note, Problem):
                    problems.append(note)
                else:
                    identifier = unique_id(note.id, notes)
                    notes[identifier] = note.replace(id=identifier, source=key)
    known_file = KnownFile(file.size, file.mtime_ns, read_at, layout, tuple(problems))
    logger.debug("%s: layout %r, %d notes, %d problems", file.path, layout, len(notes), len(problems))
    store.put(key, known_file, notes.values())
    return known_file
