"""Read the notes of all files that a walk found, opening only those that changed since the last run."""

from __future__ import annotations

import gc
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from biblio.errors import BiblioError, Problem, SourceError
from biblio.readers.companions import join_entries
from biblio.readers.discovery import FileListing, FoundFile, read_document
from biblio.readers.doubtful_pages import may_be_doubtful
from biblio.readers.layouts import is_plugin_suffix, reader_for
from biblio.readers.neighbours import Neighbours, neighbours_of
from biblio.readers.note_ids import unique_id
from biblio.readers.note_store import KnownFile, NoteStore
from biblio.readers.own_author import has_only_an_author, is_any_of, own_authors
from biblio.readers.pages_of_names import pages_of_names
from biblio.readers.pages_of_notes import entries_of_hubs, pages_of_books, with_entries
from biblio.readers.shared_macros import with_shared_macros
from biblio.readers.skipped import Skipped, SkipReason
from biblio.readers.tables.index_rows import join_index_rows
from biblio.readers.tables.notion_rows import join_notion_rows
from biblio.readers.unmerged import unmerged_line
from biblio.readers.unseen_characters import without_unseen_characters
from biblio.registry import failure_text
from biblio.text import unique_words
from biblio.unseen import may_have_halves, without_halves

if TYPE_CHECKING:
    from biblio.lookup.progress import Progress
    from biblio.model.note import Note
    from biblio.readers.base import Document, Reader, ReadItem
    from biblio.settings import NoteSource

__all__ = ["MOST_TAGS", "Reading", "add_field_tags", "given_note", "read_file", "read_listing"]

logger = logging.getLogger(__name__)

_OBJECTS_BETWEEN_COLLECTIONS = 200_000
_FILES_STORED_AT_ONCE = 500
MOST_TAGS = 1_000
"""Tags of one note: each has a file in the exports, with all tags of its works, so that these grow as a square."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All notes in order, and what could not be read.

    `problems` are for the user to fix (they give exit code 1), `warnings` are worth knowing. `skipped` has every file
    that gave no note, the folders that were not searched, and the parts of files that were passed over. `files` is the
    number of files found, `opened` the number that were read again; `newest` is the latest time (nanoseconds) at which
    any of them was changed. `roots` are the sources that were read, as absolute paths: notes
    below them that are no longer found are known to be gone. `places` maps the path of every file, as given, to its
    absolute path; `files_by_location` has what readers said of every file by itself. `neighbours` says where notes are
    not as their readers gave them, because of what other files say, and where that can be.
    """

    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[Skipped, ...]
    files: int
    opened: int
    newest: int = 0
    roots: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    warnings: tuple[Problem, ...] = ()
    files_by_location: Mapping[str, KnownFile] = field(default_factory=dict, repr=False)
    neighbours: Neighbours = field(default_factory=Neighbours, repr=False)


def read_listing(
    listing: FileListing, *, store: NoteStore, progress: Progress, clock: Callable[[], int] = time.time_ns
) -> Reading:
    """Return the notes in the files of `listing`; those of unchanged files come from `store`.

    `clock` returns the time in nanoseconds since the epoch, like the modification times of files.
    """
    files = {file.location: (file, source) for file, source in listing.files}
    known_files = store.files()
    opened = _read_changed({key: files[key] for key in files if not _is_pdf(key)}, known_files, store, progress, clock)
    read_files = {key: known_files[key] for key in files if key in known_files}
    # The store knows files by their absolute paths; a note names its file as the user gave it.
    as_read = list(store.notes(key for key in files if not _is_pdf(key)))
    titles = [item.note.title or "" for key in read_files for item in read_files[key].skipped if item.note is not None]
    stored, alike, named = _with_titled_files(as_read, files, known_files)
    has_doubtful = any(map(may_be_doubtful, stored)) or any(
        item.reason is SkipReason.APART for key in read_files for item in known_files[key].skipped
    )
    attachments = _attachments(listing, known_files)
    documents = {key: files[key] for key in files if _is_pdf(key) and key not in attachments}
    opened += _read_changed(documents, known_files, store, progress, clock)
    attached = [Skipped(files.pop(key)[0].path, SkipReason.ATTACHMENT) for key in sorted(attachments)]
    skipped, problems = [*listing.skipped, *attached], list(listing.problems)
    for key, (file, _) in files.items():
        skipped += (replace(item, path=file.path, note=None) for item in known_files[key].skipped)
        problems += (replace(problem, path=file.path) for problem in known_files[key].problems)
    problems += _without_notes(listing, known_files)
    newest = max((file.mtime_ns for file, _ in listing.files), default=0)
    documents_read = list(store.notes(key for key in documents if key in files))
    as_read += documents_read
    stored += documents_read
    places = {key: index for index, key in enumerate(files)}
    stored.sort(key=lambda note: places[note.source])
    read, undefined = with_shared_macros(stored, listing)
    given = [given_note(note, *files[note.source]) for note in read]
    problems += (replace(problem, path=files[problem.path][0].path) for problem in undefined)
    sources = {note.source: files[before.source][1] for note, before in zip(given, read, strict=True)}
    notes = join_entries(join_index_rows(join_notion_rows(given), sources))
    return Reading(
        notes=notes,
        problems=tuple(problem for problem in problems if not problem.is_warning),
        warnings=tuple(problem for problem in problems if problem.is_warning),
        skipped=tuple(sorted(skipped, key=lambda item: (item.path, item.line))),
        files=len(files),
        opened=opened,
        newest=newest,
        roots=listing.roots,
        places={file.path: os.path.normpath(key) for key, (file, _) in files.items()},
        files_by_location=read_files,
        neighbours=neighbours_of(
            as_read,
            titles,
            _joined_files(as_read, zip(read, given, strict=True), notes),
            has_doubtful=has_doubtful,
            alike=alike,
            named=named,
        ),
    )


def _joined_files(
    as_read: Sequence[Note], stored: Iterable[tuple[Note, Note]], notes: Iterable[Note]
) -> dict[str, None]:
    """Return the files whose notes are not all, and not only, those that readers gave (`as_read`) and nothing changed.

    `stored` are those that were left as readers gave them, and others, each with itself as the user gives its file.
    """
    own, kept = set(map(id, as_read)), set(map(id, notes))
    unchanged = Counter[str]()
    joined: dict[str, None] = {}
    for note, given in stored:
        if id(note) in own and id(given) in kept:
            unchanged[note.source] += 1
        else:
            joined[note.source] = None
    counts = Counter(note.source for note in as_read)
    return joined | dict.fromkeys(file for file, count in counts.items() if unchanged[file] != count)


def _with_titled_files(
    notes: Sequence[Note], files: Mapping[str, tuple[FoundFile, NoteSource]], known_files: dict[str, KnownFile]
) -> tuple[list[Note], set[str], set[str]]:
    """Return `notes` with those of files that have only a title, where the files around them are notes on works.

    Notes that have nothing but the author whom all of the person's files have are such files too. `known_files` is
    changed accordingly. Of the files with only a title, also return those that begin as notes do, and those that are
    called like an author or venue of one.
    """
    titled: dict[str, Note] = {}
    texts: dict[str, Note] = {}
    of_other_things: set[str] = set()
    for key in files:
        for item in known_files[key].skipped if key in known_files else ():
            if item.note is None:
                continue
            (texts if item.reason is SkipReason.OWN_TEXT else titled)[key] = item.note.replace(source=key)
            if item.reason is not SkipReason.TITLE_ONLY:
                of_other_things.add(key)
    chosen: list[Note] = []
    all_alike: set[str] = set()
    all_named: set[str] = set()
    for source in dict.fromkeys(source for _, source in files.values()):
        of_source = [note for note in notes if files[note.source][1] == source]
        titled_of_source = [key for key in titled if files[key][1] == source]
        paths = {key: files[key][0].name for key in {*titled_of_source, *(note.source for note in of_source)}}
        of_books = pages_of_books(of_source, {key: titled[key] for key in titled_of_source}, paths)
        of_source, entries = _without_entries_of_hubs(of_source, titled_of_source, files, known_files)
        owners = own_authors([*of_source, *(note for key, note in titled.items() if files[key][1] == source)])
        named_keys = {
            note.source
            for note in of_source
            if owners and has_only_an_author(note) and is_any_of(note.authors[0], owners)
        }
        bare = _bare_among_cited(of_source, files) | pages_of_names(of_source, of_source)
        bare |= _called_alike(of_source, files)
        if source.layout is not None:
            named_keys.clear()
            bare.clear()
        for note in of_source:
            if note.source in bare:
                known_files[note.source] = replace(
                    known_files[note.source],
                    skipped=(Skipped(files[note.source][0].path, SkipReason.TITLE_ONLY, detail=note.title or ""),),
                )
        of_source = [note for note in of_source if note.source not in bare]
        alike = _beginning_like(of_source, {**titled, **texts}, source, files)
        of_source += alike.values()
        all_alike |= alike.keys()
        for key in alike:
            skipped = tuple(item for item in known_files[key].skipped if item.note is None)
            known_files[key] = replace(known_files[key], skipped=skipped)
        others = {key for key in titled if key in of_other_things and key not in alike and files[key][1] == source}
        named = pages_of_names((note for key, note in titled.items() if files[key][1] == source), of_source)
        all_named |= named
        others |= named
        undecided = {
            key: note for key, note in titled.items() if files[key][1] == source and not (key in others or key in alike)
        }
        undecided |= {note.source: note for note in of_source if note.source in named_keys}
        names = {files[key][0].name: key for key in undecided}
        # A page that cites some works is no note on one.
        on_one = (note for note in of_source if note.line == 1 or note.layout != "markdown")
        works = {files[note.source][0].name for note in on_one if note.source not in named_keys}
        of_names = {name: undecided[key] for name, key in names.items()}
        accepted = _titled_notes(works, of_names, {files[key][0].name for key in others})
        parted = _with_authors_of_titles(
            {name: of_names[name] for name in of_names if name in accepted}, are_works=True
        )
        # Where most files of a folder are called "Title (Author)", that is what makes them notes on works.
        credited = _with_authors_of_titles(of_names, are_works=False)
        accepted |= credited.keys() | {paths[key] for key in of_books if key in undecided}
        parted |= credited
        chosen_of_source: list[Note] = []
        for name, key in names.items():
            note = parted.get(name) or undecided[key]
            if name in accepted or files[key][0].path == source.path:
                is_owner = len(note.authors) == 1 and is_any_of(note.authors[0], owners)
                chosen_of_source.append(note.replace(authors=()) if is_owner else note)
                skipped = tuple(item for item in known_files[key].skipped if item.note is None)
            else:
                skipped = (Skipped(files[key][0].path, SkipReason.TITLE_ONLY, detail=note.title or ""),)
            known_files[key] = replace(known_files[key], skipped=skipped)
        has_titled = bool(chosen_of_source)
        chosen_of_source += (note for note in of_source if note.source not in named_keys)
        if has_titled:  # what leads to such a file is known to lead to a note now
            chosen_of_source, more = _without_entries_of_hubs(chosen_of_source, (), files, known_files)
            entries += more
        if entries:
            names_of_source = {key: file.name for key, (file, of) in files.items() if of == source}
            chosen_of_source = with_entries(chosen_of_source, entries, names_of_source)
        if source.layout is None:
            chosen_of_source = _without_pages_apart(chosen_of_source, source, files, known_files)
        chosen += chosen_of_source
    return chosen, all_alike, all_named


def _beginning_like(
    notes: Sequence[Note],
    others: Mapping[str, Note],
    source: NoteSource,
    files: Mapping[str, tuple[FoundFile, NoteSource]],
) -> dict[str, Note]:
    """Return those of `others`, by their files, that begin as most of `notes`, those of `source`, do beside them."""
    keys = {files[key][0].name: key for key in others if files[key][1] == source}
    if not keys:
        return {}
    from biblio.readers.like_beginnings import pages_beginning_like

    whole = {files[note.source][0].name: note for note in notes if note.line == 1}
    alike = pages_beginning_like(whole, {name: others[key] for name, key in keys.items()})
    return {keys[name]: note for name, note in alike.items()}


def _bare_among_cited(notes: Sequence[Note], files: Mapping[str, tuple[FoundFile, NoteSource]]) -> set[str]:
    """Return the files among `notes` that are no notes, because those around them have citation keys."""
    if not any(note.citekey for note in notes):
        return set()
    from biblio.readers.bare_files import bare_among_cited

    numbers = Counter(note.source for note in notes)
    keys = {files[note.source][0].name: note.source for note in notes if numbers[note.source] == 1}
    of_files = {files[note.source][0].name: note for note in notes if numbers[note.source] == 1 and note.line == 1}
    return {keys[name] for name in bare_among_cited(of_files)}


def _called_alike(notes: Sequence[Note], files: Mapping[str, tuple[FoundFile, NoteSource]]) -> set[str]:
    """Return the files among `notes` that have their name and their title in common with others, and nothing else."""
    whole = [note for note in notes if note.line == 1 and note.layout == "markdown"]
    names = Counter(files[note.source][0].name.rpartition("/")[2] for note in whole)
    if max(names.values(), default=0) <= 1:
        return set()
    from biblio.readers.titled_files import files_called_alike

    keys = {files[note.source][0].name: note.source for note in whole}
    alike = files_called_alike({files[note.source][0].name: note for note in whole})
    return {keys[name] for name in alike}


def _without_pages_apart(
    notes: list[Note],
    source: NoteSource,
    files: Mapping[str, tuple[FoundFile, NoteSource]],
    known_files: dict[str, KnownFile],
) -> list[Note]:
    """Return `notes`, those of a source, without the doubtful ones that are not kept as its notes on works are.

    `known_files` is changed accordingly.
    """
    if not any(map(may_be_doubtful, notes)):
        return notes
    from biblio.readers.vault_conventions import pages_apart_from_works, vault_page

    numbers = Counter(note.source for note in notes)
    whole = {note.source: note for note in notes if numbers[note.source] == 1 and note.line == 1}
    pages = {
        key: vault_page(file.name, whole.get(key))
        for key, (file, of) in files.items()
        if of == source and (key in whole or key not in numbers) and not _is_pdf(key)
    }
    apart = pages_apart_from_works(pages)
    for key in apart:
        skipped = Skipped(files[key][0].path, SkipReason.APART, detail=whole[key].title or "")
        known_files[key] = replace(known_files[key], skipped=(*known_files[key].skipped, skipped))
    return [note for note in notes if note.source not in apart]


def _titled_notes(works: Collection[str], titled: Mapping[str, Note], others: Collection[str]) -> set[str]:
    if not titled:
        return set()
    from biblio.readers.titled_files import titled_notes

    return titled_notes(works, titled, others)


def _with_authors_of_titles(titled: Mapping[str, Note], *, are_works: bool) -> dict[str, Note]:
    if not titled:
        return {}
    from biblio.readers.titles_with_authors import with_authors_of_titles

    return with_authors_of_titles(titled, are_works=are_works)


def _without_entries_of_hubs(
    notes: list[Note],
    titled: Sequence[str],
    files: Mapping[str, tuple[FoundFile, NoteSource]],
    known_files: dict[str, KnownFile],
) -> tuple[list[Note], list[Note]]:
    """Return the notes of a source without those that only lead to its others, and these; `known_files` says where."""
    names = {key: files[key][0].name for key in {*titled, *(note.source for note in notes)}}
    left_out = entries_of_hubs(notes, titled, names)
    if not left_out:
        return notes, []
    kept = [note for place, note in enumerate(notes) if place not in left_out]
    with_notes = {note.source for note in kept}
    for place in sorted(left_out):
        note = notes[place]
        file = known_files[note.source]
        line = note.line if note.source in with_notes else 0
        part = Skipped(files[note.source][0].path, SkipReason.LEADS_TO_NOTE, line, note.title or "" if line else "")
        if part not in file.skipped:
            known_files[note.source] = replace(file, skipped=(*file.skipped, part))
    return kept, [notes[place] for place in sorted(left_out)]


def _read_changed(
    files: Mapping[str, tuple[FoundFile, NoteSource]],
    known_files: dict[str, KnownFile],
    store: NoteStore,
    progress: Progress,
    clock: Callable[[], int],
) -> int:
    """Read the files that changed since the last run into `store` and `known_files`; return their number."""
    changed = [key for key, (file, source) in files.items() if _is_changed(known_files.get(key), file, source)]
    logger.info("%d files of notes, %d of them to read", len(files), len(changed))
    if changed:
        progress.stage("reading", len(changed))
    unstored: list[tuple[str, KnownFile, Collection[Note]]] = []
    with _fewer_collections():
        try:
            for key in changed:
                known_files[key], notes = read_file(key, *files[key], clock)
                unstored.append((key, known_files[key], notes))
                if len(unstored) >= _FILES_STORED_AT_ONCE:
                    store.put_all(unstored)
                    unstored.clear()
                progress.step()
        finally:  # a run that is stopped keeps what it has read
            store.put_all(unstored)
    return len(changed)


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Let Python look for cyclic garbage less often: reading makes millions of small objects, and hardly any cycle.

    A tenth of the time would be spent on it otherwise.
    """
    before = gc.get_threshold()
    if 0 < before[0] < _OBJECTS_BETWEEN_COLLECTIONS:
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _is_changed(known_file: KnownFile | None, file: FoundFile, source: NoteSource) -> bool:
    if (
        known_file is None
        or not known_file.is_same(file.size, file.mtime_ns)
        or _needs_other_layout(source, known_file)
    ):
        return True
    if not any(item.reason is SkipReason.NO_PDF_LIBRARY for item in known_file.skipped):
        return False
    from biblio.formats.pdf_page import has_pdf_library

    return has_pdf_library()


def _is_pdf(location: str) -> bool:
    return location.lower().endswith(".pdf")


def _attachments(listing: FileListing, known_files: Mapping[str, KnownFile]) -> set[str]:
    """Return the locations of PDFs that are attachments of notes, not notes themselves.

    In a source with other notes, its PDFs are what these are about. In a source without any, they are its notes, and
    also if the layout of their source says so, or if a plugin reads PDFs.
    """
    attached: set[str] = set()
    as_notes: set[str] = set()
    for source, locations in listing.by_source:
        documents = set(filter(_is_pdf, locations))
        if not documents:
            continue
        has_notes = any(_has_notes(known_files[location]) for location in locations if location not in documents)
        is_wanted = not has_notes if source.layout is None else source.layout == "pdf"
        (as_notes if is_wanted or is_plugin_suffix(".pdf") else attached).update(documents)
    return attached - as_notes


def _has_notes(file: KnownFile) -> bool:
    return not any(item.line == 0 for item in file.skipped)


def given_note(note: Note, file: FoundFile, source: NoteSource) -> Note:
    """Return a stored note with its file as the user gave it, and the tags that the source takes from fields."""
    return add_field_tags(note.replace(source=file.path), source)


def add_field_tags(note: Note, source: NoteSource) -> Note:
    """Return a note with the tags that its source takes from fields (`tags_from`)."""
    if not source.tags_from:
        return note
    from biblio.readers.markdown.property_values import split_tags

    names = {name.casefold() for name in source.tags_from}
    values = [value for name, value in note.fields if name.casefold() in names]
    tags = (tag for value in values for tag in split_tags(value, spaced=False))
    return note.replace(tags=unique_words([*note.tags, *tags]))


def _without_notes(listing: FileListing, known_files: Mapping[str, KnownFile]) -> Iterator[Problem]:
    """Yield a problem for every source that gave no note at all."""
    for source, all_locations in listing.by_source:
        locations = [location for location in all_locations if location in known_files]  # without attachments
        if any(_has_notes(known_files[location]) for location in locations):
            continue
        if any(not problem.is_warning for location in locations for problem in known_files[location].problems):
            continue  # reported already
        reasons = {item.reason for location in locations for item in known_files[location].skipped if item.line == 0}
        place = "in this file" if len(locations) == 1 else f"in {len(locations):,} files"
        if not locations:
            yield Problem(source.path, 0, "no files of notes in this folder", "biblio notes --skipped tells why")
        elif len(reasons) == 1:
            (reason,) = reasons
            no_notes = "no note" if len(locations) == 1 else "no notes"
            yield Problem(source.path, 0, f"{no_notes} {place}: {reason.value}", reason.hint)
        else:
            yield Problem(source.path, 0, f"no notes {place}", "biblio notes --skipped tells why")


def _needs_other_layout(source: NoteSource, file: KnownFile) -> bool:
    return file.forced_layout != (source.layout or "")


def read_file(
    key: str,
    file: FoundFile,
    source: NoteSource,
    clock: Callable[[], int],
    find_reader: Callable[[Document, str | None], Reader | None] = reader_for,
) -> tuple[KnownFile, Collection[Note]]:
    """Read a file, by its absolute path; return what is known of it, with its problems, and its notes.

    Whatever a reader raises is a problem of the file: a fault of ours costs the file that shows it, not the whole run.
    """
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    notes: dict[str, Note] = {}
    layout, text = "", ""
    read_at = clock()
    try:
        document, problem = read_document(file)
    except SourceError as error:
        problems.append(error.as_problem)
    else:
        if problem is not None:
            problems.append(problem)
        if source.layout is not None:
            document = replace(document, is_forced=True)
        text = document.text or str(document.data[:1])
        items: list[ReadItem] = []
        if line := unmerged_line(document.text):
            what, hint = "git left a conflict here", "choose what stays, and remove the lines with <<<<, ==== and >>>>"
            problems.append(Problem(file.path, line, what, hint))
        else:
            try:
                reader = find_reader(document, source.layout)
                layout = reader.layout if reader else ""
                items = list(reader.read(document)) if reader else []
            except BiblioError:
                raise
            except Exception as error:
                logger.exception("the reader failed on %s", file.path)
                hint = "please report it with the file; the other files were read"
                what = f"biblio has a fault that this file shows ({failure_text(error)})"
                problems.append(Problem(file.path, 0, what, hint))
        has_halves = may_have_halves(document.text)
        for found in items:
            item = without_halves(found) if has_halves else found
            if isinstance(item, Problem):
                problems.append(item)
            elif isinstance(item, Skipped):
                skipped.append(item)
            else:
                if len(item.tags) > MOST_TAGS:
                    what = f"the note has {len(item.tags):,} tags; only the first {MOST_TAGS:,} are used"
                    problems.append(Problem(file.path, item.line, what))
                    item = item.replace(tags=item.tags[:MOST_TAGS])
                identifier = unique_id(item.id, notes)
                notes[identifier] = without_unseen_characters(item.replace(id=identifier, source=key))
    if not notes and not any(item.line == 0 for item in skipped):
        reason = SkipReason.UNREADABLE if problems else SkipReason.NO_WORK if text.strip() else SkipReason.EMPTY
        skipped.append(Skipped(file.path, reason, detail=problems[0].what if problems else ""))
    known_file = KnownFile(file.size, file.mtime_ns, read_at, source.layout or "", tuple(problems), tuple(skipped))
    logger.debug("%s: layout %r, %d notes, %d problems", file.path, layout, len(notes), len(problems))
    return known_file, notes.values()
