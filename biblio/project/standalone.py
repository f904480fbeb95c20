"""Read notes and find works without a project: nothing is written anywhere, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from biblio.decisions.decisions import Decisions
from biblio.decisions.note_queries import build_queries
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import UsageError
from biblio.lookup.progress import Progress, SilentProgress
from biblio.model.decision import DecidedNote, Decision, Query
from biblio.model.note import Note
from biblio.model.people import parse_person
from biblio.project.project import open_in_memory
from biblio.readers.discovery import list_files
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import Reading, read_listing
from biblio.settings import CatalogueConfig, Config, NoteSource, ServicesConfig
from biblio.state import open_memory_state

__all__ = ["find_work", "find_works", "read_notes", "work_query"]


def read_notes(*paths: str | Path, layout: str | None = None) -> Reading:
    """Read notes from files, folders and patterns; relative ones start from the current folder.

    `layout` forces a layout on all of them. The result has the notes and, as problems, whatever could not be read.
    """
    listing = list_files([NoteSource(str(path), layout) for path in paths], base=Path.cwd())
    state = open_memory_state()
    try:
        return read_listing(listing, store=NoteStore(state), progress=SilentProgress())
    finally:
        state.close()


def find_works(
    notes: Iterable[Note],
    *,
    catalogue: str | Path | None = None,
    online: bool = False,
    email: str = "",
    progress: Progress | None = None,
) -> list[DecidedNote]:
    """Find the work of each note, and return the notes with their decisions, in their order.

    `catalogue` is the folder of a catalogue that ``biblio catalogue build`` made; without it, the one that all projects
    of the user share is used, if there is one. Services are asked only if `online`, and politely: the intervals that
    they require are kept across all processes of the user, for which the rate limiter writes to the user's cache
    folder. `email` is sent to services that ask for an address. Raises `UsageError` if `catalogue` does not exist.
    """
    notes = list(notes)
    queries = build_queries(notes, Decisions(), {})
    decisions = _resolve([note_queries.with_user for note_queries in queries], catalogue, online, email, progress)
    return list(map(DecidedNote, notes, queries, decisions))


def find_work(
    title: str = "",
    *,
    author: str | Sequence[str] = (),
    year: int | None = None,
    venue: str = "",
    identifier: str = "",
    catalogue: str | Path | None = None,
    online: bool = False,
    email: str = "",
    progress: Progress | None = None,
) -> Decision:
    """Find a work by what is known about it; `find_works` says what is asked.

    `author` is one name or several, as written ("Ashish Vaswani", "Vaswani, A."); `identifier` is "arxiv:2304.02643",
    "doi:10.1038/nature14539", or an address that contains one. The decision's `work` is set only if it is certain;
    otherwise `candidates` are the works that it may be. Raises `UsageError` if there is neither a title nor an
    identifier, or if `identifier` is not one.
    """
    query = work_query(title, author=author, year=year, venue=venue, identifier=identifier)
    return _resolve([query], catalogue, online, email, progress)[0]


def work_query(
    title: str = "", *, author: str | Sequence[str] = (), year: int | None = None, venue: str = "", identifier: str = ""
) -> Query:
    """Return the query for what is known about a work; see `find_work`, also for what is raised."""
    if not title and not identifier:
        raise UsageError("nothing to search for: give a title or an identifier")
    names = [author] if isinstance(author, str) and author else author
    return Query(
        "",
        identifiers=(identifier_from_input(identifier),) if identifier else (),
        titles=(title,) if title else (),
        authors=tuple(map(parse_person, names)),
        year=year,
        venue=venue,
    )


def _resolve(
    queries: Sequence[Query], catalogue: str | Path | None, online: bool, email: str, progress: Progress | None
) -> list[Decision]:
    folder = Path(catalogue) if catalogue is not None else None
    if folder is not None and not folder.is_dir():
        raise UsageError(
            f"{folder}: there is no catalogue", hint="build one: biblio catalogue build SOURCE --into FOLDER"
        )
    config = Config(
        Path.cwd(),
        services=ServicesConfig(offline=not online, email=email),
        catalogue=CatalogueConfig(folder=folder),
    )
    with open_in_memory(config, progress=progress) as project:
        return project.resolver().resolve(queries, project.progress)
