"""What an editor needs of a project, read at once and then only looked at: its exports, its notes, its problems.

Reading takes as long as `biblio find`: only notes that changed are read from their files, the rest from the state.
Nothing is asked, and nothing is written in a project that was never synced: who only opens a stranger's folder in an
editor has not run biblio there. What keeps the project from being read is part of the result, to be said by the editor.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.check.files_to_check import TextFile, read_text_file
from biblio.decisions.confidence import describe_decision
from biblio.decisions.decision_file import read_decisions
from biblio.decisions.decisions import FILE_NAME as DECISIONS_NAME
from biblio.errors import BiblioError, ConfigError, DecisionsError, Problem, SourceError
from biblio.export.export_index import ALL, known_keys
from biblio.export.exported_works import work_of
from biblio.files import explain_os_error
from biblio.language_server.reference_index import SearchableReference, read_references
from biblio.lookup.progress import SilentProgress
from biblio.project.configuration import project_config
from biblio.project.find_project import is_ours
from biblio.project.note_library import read_library
from biblio.project.project import open_project
from biblio.settings import INDEX_NAME, Config

__all__ = ["PlacedNote", "ProjectStamp", "ProjectView", "project_folder", "project_stamp", "read_project_view"]

_CONFIG_NAME = "config.toml"
ProjectStamp = tuple[tuple[int, int], ...]
"""Sizes and times of the files that say that a project changed: settings, decisions, exports, state."""


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """Where a note is, its title, and what was decided about it in one line."""

    id: str
    path: Path
    line: int
    title: str
    decision: str


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as it was when it was read.

    `references` are those of its export of all works, which is at `exports`; `notes` are the places of notes by the
    citation keys of their works. `problems` say, with absolute paths, what is wrong in settings, decisions and notes;
    `failures` what else kept the project from being read. `config` are the defaults if it could not be read.
    """

    folder: Path
    config: Config
    exports: Path
    references: tuple[SearchableReference, ...] = ()
    notes: Mapping[str, tuple[PlacedNote, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    failures: tuple[str, ...] = ()
    stamp: ProjectStamp = ()


def project_folder(folder: Path) -> Path | None:
    """Return the nearest folder, `folder` or one above it, with a configuration of biblio's; None if there is none."""
    return next((above for above in (folder, *folder.parents) if is_ours(above / _CONFIG_NAME)), None)


def project_stamp(config: Config) -> ProjectStamp:
    """Return what the files of a project look like now; it differs from a view's once the project changed."""
    exports = config.exports.path
    paths = (config.folder / _CONFIG_NAME, config.folder / DECISIONS_NAME, exports / INDEX_NAME, exports / ALL)
    return tuple(map(_stamp, (*paths, config.state.path)))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def read_project_view(folder: Path, *, before: ProjectView | None = None) -> ProjectView:
    """Return the project in `folder`. Never raises because of what a person wrote there.

    Of a project that cannot be read now, what was known `before` stays.
    """
    known = before or ProjectView(folder, Config(folder), folder / Config(folder).exports.path / ALL)
    stamp = project_stamp(known.config)
    try:
        config = project_config(folder)
    except ConfigError as error:
        return replace(known, problems=_placed(error.problems, folder), failures=(), stamp=stamp)
    stamp = project_stamp(config)
    exports = config.exports.path / ALL
    problems: list[Problem] = []
    failures: list[str] = []
    references: tuple[SearchableReference, ...] = ()
    notes = known.notes
    try:
        references = tuple(read_references(_read_export(exports))) if exports.is_file() else ()
        notes, of_notes = _read_notes(config)
        problems += of_notes
    except DecisionsError as error:
        problems += error.problems
    except SourceError as error:
        problems.append(error.as_problem)
    except BiblioError as error:
        failures.append(f"{error} ({error.hint})" if error.hint else str(error))
    except OSError as error:
        failures.append(f"{error.filename or folder}: {explain_os_error(error)[0]}")
    stamp = (*stamp[:-1], _stamp(config.state.path))  # reading the notes wrote there
    return ProjectView(folder, config, exports, references, notes, _placed(problems, folder), tuple(failures), stamp)


def _read_export(path: Path) -> TextFile:
    return read_text_file(str(path), path)


def _placed(problems: Iterable[Problem], folder: Path) -> tuple[Problem, ...]:
    """Return the problems with absolute paths."""
    base = folder.absolute()
    return tuple(replace(problem, path=os.path.normpath(base / problem.path)) for problem in problems)


def _read_notes(config: Config) -> tuple[dict[str, tuple[PlacedNote, ...]], list[Problem]]:
    read_decisions(config.folder / DECISIONS_NAME)  # what is wrong there is said in any case
    if not config.notes.sources or not config.state.path.exists():
        return {}, []
    with open_project(config, progress=SilentProgress(), exclusive=False) as project:
        library = read_library(project)
        keys = known_keys(config.exports.path).with_decided(project.decisions.keys)
        base = project.base
    places: dict[str, dict[PlacedNote, None]] = {}
    for decided in library.decided:
        note = decided.note
        work = work_of(decided, unresolved=True, pending=True)
        names = {*(keys.keys_of(work) if work is not None else ()), *filter(None, (note.citekey,))}
        title = note.title or (work.best.title if work is not None else "")
        path = Path(os.path.normpath(base / note.source))  # an editor takes "bib/../vault" for another file
        place = PlacedNote(note.id, path, note.line, title, describe_decision(decided.decision))
        for name in names:
            places.setdefault(name, {})[place] = None
    reading = library.reading
    problems = [*reading.problems, *reading.warnings]
    return {key: tuple(of_key) for key, of_key in places.items()}, problems
