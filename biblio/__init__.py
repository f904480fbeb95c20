"""From reading notes to BibTeX by tag: the Python interface of biblio.

Without a project, and without writing anything anywhere:

- `read_notes` reads notes from files and folders,
- `find_works` finds the works of notes, `find_work` one work by title, author or identifier,
- `check_citations` checks bibliographies and manuscripts.

With a project (a folder with ``config.toml``), opened by `open_project`:

- `sync` does the main job, `read_library` returns the notes with the decisions of earlier runs, `write_exports` writes
  the exports from them, `render_works` gives the works in one format,
- `plan_zotero` and `apply_zotero` sync a Zotero library.

All values are frozen dataclasses; every exception that is raised on purpose is a `BiblioError`. Names are imported on
first use, which keeps ``import biblio`` quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from biblio.version import __version__

if TYPE_CHECKING:
    from biblio.check.finding import Finding
    from biblio.check.report import Report
    from biblio.errors import BiblioError, Problem
    from biblio.model.decision import Candidate, DecidedNote, Decision, Status
    from biblio.model.identifiers import Identifier
    from biblio.model.note import Note
    from biblio.model.people import Person
    from biblio.model.record import Record, Work
    from biblio.project.checks import check_citations
    from biblio.project.note_library import NoteLibrary, read_library
    from biblio.project.one_export import render_works
    from biblio.project.project import Project, open_project
    from biblio.project.standalone import find_work, find_works, read_notes
    from biblio.project.summary import Summary
    from biblio.project.sync import sync, write_exports
    from biblio.project.zotero_sync import apply_zotero, plan_zotero

__all__ = [
    "BiblioError",
    "Candidate",
    "DecidedNote",
    "Decision",
    "Finding",
    "Identifier",
    "Note",
    "NoteLibrary",
    "Person",
    "Problem",
    "Project",
    "Record",
    "Report",
    "Status",
    "Summary",
    "Work",
    "__version__",
    "apply_zotero",
    "check_citations",
    "find_work",
    "find_works",
    "open_project",
    "plan_zotero",
    "read_library",
    "read_notes",
    "render_works",
    "sync",
    "write_exports",
]

_MODULES = {
    "biblio.check.finding": ("Finding",),
    "biblio.check.report": ("Report",),
    "biblio.errors": ("BiblioError", "Problem"),
    "biblio.model.decision": ("Candidate", "DecidedNote", "Decision", "Status"),
    "biblio.model.identifiers": ("Identifier",),
    "biblio.model.note": ("Note",),
    "biblio.model.people": ("Person",),
    "biblio.model.record": ("Record", "Work"),
    "biblio.project.checks": ("check_citations",),
    "biblio.project.note_library": ("NoteLibrary", "read_library"),
    "biblio.project.one_export": ("render_works",),
    "biblio.project.project": ("Project", "open_project"),
    "biblio.project.standalone": ("find_work", "find_works", "read_notes"),
    "biblio.project.summary": ("Summary",),
    "biblio.project.sync": ("sync", "write_exports"),
    "biblio.project.zotero_sync": ("apply_zotero", "plan_zotero"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
