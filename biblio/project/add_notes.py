"""From works to new notes: look a work up, see whether it has a note, and write one in the user's own way.

A note is only written if biblio reads it back as that work, and never over a file that is there.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.bibtex.legal_keys import is_legal_key
from biblio.bibtex.text_to_latex import Dialect
from biblio.decisions.decisions import Decisions
from biblio.decisions.note_queries import build_queries
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import Problem, Unavailable, UsageError
from biblio.export.citation_keys import assign_keys
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_from_note
from biblio.export.work_names import work_names
from biblio.extras import Extra, require
from biblio.files import read_text, write_atomic, write_new
from biblio.lookup.authorities import authority_questions
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.decision import DecidedNote, Decision, Query, Status
from biblio.model.record import Kind, Record, Work
from biblio.new_notes.file_name import safe_file_name
from biblio.new_notes.note_fields import NoteFields, note_fields
from biblio.new_notes.note_templates import NoteTemplate, built_in_template, own_template, render, render_name
from biblio.new_notes.reading_list import with_item
from biblio.project.standalone import read_notes
from biblio.settings import NOTE_TEMPLATES, ZOTERO_PREFIX, NoteSource
from biblio.text import fold_key

if TYPE_CHECKING:
    from biblio.project.note_library import NoteLibrary
    from biblio.project.project import Project

__all__ = [
    "NewNote",
    "NotePlace",
    "WorkRequest",
    "known_places",
    "place_for_notes",
    "plan_notes",
    "request_for",
    "requests_from_bibtex", "requests_from_zotero",
    "take_in",
    "why_no_work",
    "write_note",
]  # fmt: skip

_ISBN = re.compile(r"(?:ISBN:?\s*)?(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]", re.IGNORECASE)
_LIST_SUFFIXES = (".md", ".markdown", ".org", ".txt")


@dataclass(frozen=True, slots=True)
class WorkRequest:
    """A work that the user wants a note about: what was typed, what it says, and the user's own entry if it is one.

    `key` and `tags` are those that it has in a reference manager.
    """

    text: str
    query: Query
    record: Record | None = None
    key: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Where new notes go: a folder, or the file of a list; the template, and the layout that its source forces."""

    path: Path
    template: NoteTemplate
    name: str
    heading: str
    layout: str | None = None
    is_source: bool = True


@dataclass(frozen=True, slots=True)
class NewNote:
    """What became of one request.

    `work` is None if it is not certain: then `decision` has the candidates, or what could not be asked. `known_at`
    are the places (``path:line``) of notes that the work has already; without any, `path` gets `text`: the whole file,
    or with `is_item` the list with one more item. `added` is the new part of it.
    """

    request: WorkRequest
    decision: Decision
    work: Work | None = None
    key: str = ""
    known_at: tuple[str, ...] = ()
    path: Path | None = None
    text: str = ""
    added: str = ""
    is_item: bool = False


def request_for(text: str) -> WorkRequest:
    """Return the request for what the user typed: an identifier, an address, or words of a title.

    Raises `UsageError` for an address without an identifier.
    """
    try:
        return WorkRequest(text, Query("", identifiers=(identifier_from_input(text),)))
    except UsageError as error:
        if "://" in text or not any(map(str.isalpha, text)):
            # What the hint of a decision about a note suggests does not help here.
            hint = "name the work by its DOI, its arXiv id, or its title in quotes"
            if _ISBN.fullmatch(text.strip()):
                hint = f"no service is asked for ISBNs: {hint}"
            raise UsageError(str(error), hint=hint) from None
        return WorkRequest(text, Query("", titles=(text.strip(),)))


def why_no_work(note: NewNote) -> str:
    """Return why no work was found for a request, or an empty string if its decision says all there is to say."""
    query = note.request.query
    if note.decision.status is not Status.UNRESOLVED or query.titles or not query.identifiers:
        return ""
    identifier = query.identifiers[0]
    if any(authority_questions(identifier)):
        return f"no service knows {identifier}"
    return f"no service can be asked for {identifier}: name the work by its title in quotes, or its DOI"


def requests_from_bibtex(text: str, path: str) -> tuple[list[WorkRequest], list[Problem]]:
    """Return the requests for the entries of a BibTeX text, and what could not be read."""
    from biblio.bibtex.bib_text import parse_bibtex
    from biblio.bibtex.entry_to_record import from_entry

    requests: list[WorkRequest] = []
    problems: list[Problem] = []
    for entry in parse_bibtex(text, path=path):
        if isinstance(entry, Problem):
            problems.append(entry)
            continue
        record = from_entry(entry)
        query = Query(
            "", identifiers=record.identifiers, titles=(record.title,) if record.title else (), authors=record.authors,
            complete_authors=not record.truncated, venue=record.venue, year=record.date.year if record.date else None,
        )  # fmt: skip
        requests.append(WorkRequest(entry.key, query, record))
    return requests, problems


def requests_from_zotero(project: Project, source: str) -> list[WorkRequest]:
    """Return a request for every work of a part of a Zotero library ("zotero:tag/to-read"), which is only read.

    Raises `SourceError` if there is no such part, `Unavailable` if Zotero cannot be asked.
    """
    from biblio.project.zotero_notes import read_zotero_notes

    reading = read_zotero_notes(project, source, ask=True)
    if reading.unasked:
        raise Unavailable("zotero", reading.unasked)
    queries = build_queries(reading.notes, project.decisions, project.kind_tags)
    requests = []
    for note, note_queries in zip(reading.notes, queries, strict=True):
        work = work_from_note(note, note_queries.with_user, note_queries.with_user.kind or Kind.PAPER)
        record = work.best if work is not None else None
        requests.append(WorkRequest(note.title or note.id, note_queries.with_user, record, note.citekey, note.tags))
    return requests


def place_for_notes(project: Project, to: Path | None, template: str, notes: Sequence[DecidedNote] = ()) -> NotePlace:
    """Return where the notes of a run go. `to` and `template`, empty or not, come before the configuration.

    Without either it is the folder in which most of `notes` are, or else the first folder among the sources.

    Raises `UsageError` if no place is known, if it is a file that is no list or one of biblio's, or if the template
    does not fit it; `MissingExtra`.
    """
    require(Extra.ADD, "biblio add")  # before anybody is asked
    settings = project.config.add
    path = to or settings.to or _usual_folder(project, notes)
    if path is None:
        raise UsageError("where to? no folder is among the sources", hint="biblio add WORK --to FOLDER")
    path = Path(os.path.normpath(path.absolute()))
    _check_place(path, project)
    is_list = path.is_file() or (not path.is_dir() and path.suffix.lower() in _LIST_SUFFIXES)
    name = template or settings.template
    if not name or (to is not None and not template and is_list != _is_for_lists(name)):
        name = _fitting_template(path, is_list=is_list)
    chosen = built_in_template(name) if name in NOTE_TEMPLATES else _read_template(Path(name))
    if chosen.is_item and path.is_dir():
        raise UsageError(f"the template {chosen.name} adds to a list, and {path} is a folder", hint="--to reading.md")
    if not chosen.is_item and is_list:
        raise UsageError(
            f"the template {chosen.name} makes files, and {path} is one", hint="--to FOLDER, or --template list"
        )
    source = _source_of(project, path)
    layout = source.layout if source is not None else None
    return NotePlace(path, chosen, settings.name, settings.heading, layout, source is not None)


def plan_notes(
    project: Project,
    library: NoteLibrary,
    keys: CitationKeys,
    requests: Sequence[WorkRequest],
    place: NotePlace,
    *,
    tags: Sequence[str] = (),
    comment: str = "",
    today: datetime.date | None = None,
) -> list[NewNote]:
    """Look up the works of `requests` and return what is to be written, in their order; nothing is written.

    Raises `UsageError` if a template cannot be filled in, if a file of that name is there, or if biblio would not read
    the note back.
    """
    decisions = project.resolver().resolve([request.query for request in requests], project.progress)
    today = today or datetime.date.today()
    places = _places_of_works(library)
    if not place.is_source:
        places = {**_places_in(place, project), **places}
    keys_in_use = {key: name for name, key in keys.by_name.items()}
    planned: list[NewNote] = []
    texts: dict[Path, str] = {}
    for request, decision in zip(requests, decisions, strict=True):
        work = decision.work
        if (
            work is None
            and decision.status is Status.UNRESOLVED
            and request.record is not None
            and request.record.title
        ):
            work = merge_into_work([request.record])  # nobody knows it: the user's own entry says what it is
        if work is None:
            planned.append(NewNote(request, decision))
            continue
        names = (work.id, *work_names(work))
        known_at = tuple(dict.fromkeys(place for name in names for place in places.get(name, ())))
        key = keys.key_of(work) or _own_key(request, keys_in_use, project.config.exports.dialect)
        key = key or assign_keys([work], keys_in_use, template=project.config.exports.keys)[work.id]
        if known_at:
            planned.append(NewNote(request, decision, work, key, known_at))
            continue
        keys_in_use[key] = work.id
        all_tags = tuple(dict.fromkeys((*project.config.add.tags, *request.tags, *tags)))
        fields = note_fields(work, key, tags=all_tags, comment=comment, today=today)
        note = _note(request, decision, work, key, place, fields, texts)
        assert note.path is not None
        _check_reads_back(note, place, project)
        texts[note.path] = note.text
        planned.append(note)
        for name in names:
            places[name] = (str(note.path),)
    return planned


def known_places(library: NoteLibrary, work: Work) -> list[str]:
    """Return the places (``path:line``) of the notes about `work`."""
    places = _places_of_works(library)
    return list(dict.fromkeys(place for name in (work.id, *work_names(work)) for place in places.get(name, ())))


def write_note(note: NewNote) -> None:
    """Write a planned note. Raises `StoreError`, also if a file has appeared there meanwhile."""
    assert note.path is not None
    if note.is_item:
        write_atomic(note.path, note.text)
    else:
        write_new(note.path, note.text)


def _note(
    request: WorkRequest, decision: Decision, work: Work, key: str, place: NotePlace, fields: NoteFields,
    texts: dict[Path, str],
) -> NewNote:  # fmt: skip
    added = render(place.template, fields)
    if place.template.is_item:
        before = texts.get(place.path) or read_text(place.path) or ""
        text = with_item(before, added, heading=place.heading, suffix=place.path.suffix)
        return NewNote(request, decision, work, key, (), place.path, text, added, is_item=True)
    name = safe_file_name(render_name(place.name, fields)) or key
    path = place.path / f"{name}{place.template.suffix}"
    if path.exists() or path in texts:
        raise UsageError(
            f"{path} is there already, and is not about {work.best.title!r}", hint="change add.name in config.toml"
        )
    return NewNote(request, decision, work, key, (), path, added, added)


def _check_reads_back(note: NewNote, place: NotePlace, project: Project) -> None:
    """Raise `UsageError` unless biblio reads a note about the work in the text that is to be written."""
    assert note.path is not None
    assert note.work is not None
    names = set(work_names(note.work))
    title = fold_key(note.work.best.title)
    with tempfile.TemporaryDirectory(prefix="biblio-add-") as folder:
        path = Path(folder) / note.path.name
        path.write_text(note.text, encoding="utf-8")
        notes = read_notes(path, layout=place.layout).notes
    for queries in build_queries(notes, Decisions(), project.kind_tags):
        query = queries.with_user
        if names & set(map(str, query.identifiers)) or title in map(fold_key, query.titles):
            return
    hint = "give the note a title and an identifier, as the built-in templates do"
    raise UsageError(
        f"{place.template.name}: biblio would not read this note back as {note.work.best.title!r}", hint=hint
    )


def _own_key(request: WorkRequest, keys_in_use: Mapping[str, str], dialect: Dialect) -> str:
    """Return the key that the work has in a reference manager, if it can have it here; else an empty string."""
    is_taken = request.key.casefold() in map(str.casefold, keys_in_use)
    return request.key if is_legal_key(request.key, dialect) and not is_taken else ""


def _places_of_works(library: NoteLibrary) -> dict[str, tuple[str, ...]]:
    places: dict[str, tuple[str, ...]] = {}
    for decided in library.decided:
        if decided.note.source.startswith(ZOTERO_PREFIX):
            continue
        # A note that was not looked up yet has the work that it names.
        work = decided.decision.work or work_from_note(decided.note, decided.query, decided.decision.kind)
        for name in (work.id, *work_names(work)) if work is not None else map(str, decided.query.identifiers):
            places[name] = (*places.get(name, ()), f"{decided.note.source}:{decided.note.line}")
    return places


def _places_in(place: NotePlace, project: Project) -> dict[str, tuple[str, ...]]:
    """Return the places of the works that are named by notes in `place`, which is none of the sources."""
    if not place.path.exists():
        return {}
    notes = read_notes(place.path, layout=place.layout).notes
    places: dict[str, tuple[str, ...]] = {}
    for note, queries in zip(notes, build_queries(notes, Decisions(), project.kind_tags), strict=True):
        path = Path.cwd() / note.source
        for name in map(str, queries.with_user.identifiers):
            places.setdefault(name, (f"{os.path.relpath(path, project.base)}:{note.line}",))
    return places


def _check_place(path: Path, project: Project) -> None:
    """Raise `UsageError` if notes cannot go to `path`: an item of a list would spoil what the file is for."""
    if path.is_file() and path.suffix.lower() not in _LIST_SUFFIXES:
        raise UsageError(f"{path} is no list", hint=f"a list is a file that ends in {', '.join(_LIST_SUFFIXES)}")
    own = {Path(os.path.normpath(place)) for place in project.own_paths}
    if path in own or own & set(path.parents):
        raise UsageError(f"{path} is where biblio keeps what it writes itself", hint="biblio add WORK --to FOLDER")


def _first_folder(project: Project) -> Path | None:
    folders = (project.base / source.path for source in project.config.notes.sources if not source.is_remote)
    return next((folder for folder in folders if folder.is_dir()), None)


def _usual_folder(project: Project, notes: Sequence[DecidedNote]) -> Path | None:
    """Return the folder below the first source that has most of the notes that are files of their own."""
    first = _first_folder(project)
    if first is None:
        return None
    root = Path(os.path.normpath(first.absolute()))
    parents = Counter(
        Path(os.path.normpath(project.base / decided.note.source)).parent
        for decided in notes
        if decided.note.line == 1 and not decided.note.source.startswith(ZOTERO_PREFIX)
    )
    inside = Counter({parent: count for parent, count in parents.items() if root in (parent, *parent.parents)})
    parent, count = next(iter(inside.most_common(1)), (root, 0))
    return parent if 2 * count > inside.total() > 1 and parent.is_dir() else first


def take_in(project: Project, notes: Iterable[NewNote], sources: Sequence[NoteSource], *, base: Path) -> None:
    """Decide the notes that were written from what is known by now, so that they can be cited; nothing is asked."""
    from biblio.project.note_library import read_library

    paths = {note.path for note in notes}
    library = read_library(project, sources, base=base)
    queries = [
        decided.query
        for decided in library.decided
        if decided.decision.status is Status.PENDING
        and Path(os.path.normpath((base / decided.note.source).absolute())) in paths
    ]
    project.stored_resolver().resolve(queries, project.progress)


def _source_of(project: Project, path: Path) -> NoteSource | None:
    for source in project.config.notes.sources:
        if not source.is_remote:
            root = Path(os.path.normpath(project.base / source.path))
            if path == root or root in path.parents:
                return source
    return None


def _is_for_lists(name: str) -> bool:
    return built_in_template(name).is_item if name in NOTE_TEMPLATES else own_template(name, "").is_item


def _fitting_template(path: Path, *, is_list: bool) -> str:
    """Return the template that suits what is there: the file's format, Logseq's graph, a folder of Org files."""
    if is_list:
        return "org-list" if path.suffix.lower() == ".org" else "list"
    if any((folder / "logseq").is_dir() for folder in (path, *list(path.parents)[:1])):
        return "logseq"
    suffixes = [entry.suffix.lower() for entry in path.iterdir()] if path.is_dir() else []
    return "org-roam" if suffixes.count(".org") > suffixes.count(".md") else "obsidian"


def _read_template(path: Path) -> NoteTemplate:
    text = None
    with contextlib.suppress(IsADirectoryError):
        text = read_text(path)
    if text is None:
        raise UsageError(f"there is no template {path}", hint=f"{', '.join(NOTE_TEMPLATES)}, or a file of your own")
    return own_template(str(path), text)
