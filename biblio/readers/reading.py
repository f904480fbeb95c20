"""Read the notes of all sources; only files that changed since the last time are opened."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from biblio.errors import Problem, SourceError
from biblio.lookup.progress import Progress
from biblio.model.note import Note
from biblio.readers.discovery import FoundFile, read_document, walk
from biblio.readers.layouts import reader_for
from biblio.readers.note_ids import unique_id
from biblio.readers.note_store import KnownFile, NoteStore
from biblio.settings import NoteSource

__all__ = ["Reading", "found_files", "read_notes"]


@dataclass(frozen=True, slots=True)
class Reading:
    """All notes in order, and what could not be read.

    `problems` are things to mend (they make the run fail in part); `passed` are files that lie in a source folder
    and are in no known layout. `files` were found, `opened` of them read again; `newest` is the latest time
    (nanoseconds) that any of them was changed. `roots` are the sources that were read, as absolute paths: of notes
    below them that are no longer there it is known that they are gone. `places` gives the absolute path of every file
    that was found, by its path as given.
    """

    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    passed: tuple[Problem, ...]
    files: int
    opened: int
    newest: int = 0
    roots: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, repr=False)


def found_files(sources: Sequence[NoteSource], *, base: Path) -> Iterator[FoundFile]:
    """Yield the files of all sources, passing over what cannot be read. Raises `SourceError` for a missing source."""
    for source in sources:
        yield from (item for item in walk(source.path, base=base) if isinstance(item, FoundFile))


def read_notes(
    sources: Sequence[NoteSource],
    *,
    base: Path,
    store: NoteStore,
    progress: Progress,
    clock: Callable[[], int] = time.time_ns,
) -> Reading:
    """Read `sources` and return their notes; what is unchanged comes from `store`.

    Paths are relative to `base`, which is absolute.
    """
    problems: list[Problem] = []
    passed: list[Problem] = []
    found: dict[str, tuple[FoundFile, NoteSource]] = {}
    roots: list[str] = []
    for source in sources:
        before = len(found) + len(problems)
        try:
            for item in walk(source.path, base=base):
                if isinstance(item, Problem):
                    problems.append(item)
                else:
                    found.setdefault(item.location, (item, source))
        except SourceError as error:
            problems.append(error.as_problem)
            continue
        # A folder that is suddenly empty may be a disk that is not mounted: its notes are not known to be gone.
        if len(found) + len(problems) > before:
            roots.append(_root(source.path, base))
    known = store.files()
    changed = [
        (key, item, source)
        for key, (item, source) in found.items()
        if key not in known or not known[key].is_same(item.size, item.mtime_ns) or _forced(source, known[key])
    ]
    if changed:
        progress.stage("reading", len(changed))
    for key, item, source in changed:
        known[key] = _read_file(key, item, source, store, clock)
        progress.step()
    for key, (item, source) in found.items():
        for problem in known[key].problems:
            single = source.path == item.path or source.layout is not None
            (problems if single or known[key].layout else passed).append(problem)
    newest = max((item.mtime_ns for item, _ in found.values()), default=0)
    # The store knows files by their absolute path; a note names its file as it was given.
    notes = tuple(note.replace(source=found[note.source][0].path) for note in store.notes(found))
    places = {item.path: os.path.normpath(key) for key, (item, _) in found.items()}
    return Reading(notes, tuple(problems), tuple(passed), len(found), len(changed), newest, tuple(roots), places)


def _root(path: str, base: Path) -> str:
    """Return the folder or file that a source names; of a pattern the part before its first sign."""
    fixed = re.split(r"[*?\[]", path, maxsplit=1)
    place = fixed[0] if len(fixed) == 1 else fixed[0].rpartition("/")[0]
    return os.path.normpath(base / Path(place).expanduser())


def _forced(source: NoteSource, known: KnownFile) -> bool:
    return source.layout is not None and known.layout != source.layout


def _read_file(key: str, item: FoundFile, source: NoteSource, store: NoteStore, clock: Callable[[], int]) -> KnownFile:
    """Read one file into the store; what is wrong with it is stored with it, so that it is said again next time."""
    problems: list[Problem] = []
    notes: dict[str, Note] = {}
    layout = ""
    read_at = clock()
    try:
        document, problem = read_document(item)
    except SourceError as error:
        problems.append(error.as_problem)
    else:
        if problem is not None:
            problems.append(problem)
        reader = reader_for(document, source.layout)
        if reader is None:
            hint = 'say which in config.toml: sources = [{path = "…", layout = "…"}]'
            problems.append(Problem(item.path, 0, "is in no known layout of notes", hint))
        else:
            layout = reader.layout
            for found in reader.read(document):
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    identifier = unique_id(found.id, notes)
                    notes[identifier] = found.replace(id=identifier, source=key)
    state = KnownFile(item.size, item.mtime_ns, read_at, layout, tuple(problems))
    store.put(key, state, notes.values())
    return state
