"""Which works `biblio cite` formats: those that the user names, those with a tag, those that a manuscript cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from biblio.bibtex.bib_text import string_definitions
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.inheritance import entries_by_name, inherit_fields
from biblio.bibtex.scanner import Block, BlockKind, scan
from biblio.check.csl_json_items import citable_items
from biblio.check.files_to_check import TextFile, collect_files
from biblio.check.manuscript_documents import Documents, assemble_documents
from biblio.check.manuscripts.citations import ManuscriptDocument
from biblio.decisions.find_note import find_notes
from biblio.errors import BibtexError, Problem, UsageError
from biblio.export.export_formats import KeyedWork
from biblio.export.export_index import CitationKeys
from biblio.export.format_files import works_of
from biblio.export.work_names import work_names
from biblio.export.writers.csl_json_writer import csl_item
from biblio.export.writers.item import read_item
from biblio.model.decision import DecidedNote, Status
from biblio.model.entry import Entry
from biblio.project.exports import export_notes
from biblio.project.note_library import read_library
from biblio.project.one_export import works_with_tags
from biblio.project.project import Project
from biblio.settings import NoteSource

__all__ = [
    "Citable",
    "CitableWorks",
    "Selection",
    "citable_in",
    "entries_as_they_stand",
    "read_citable_works",
    "read_manuscripts",
]

_NEAR = 3
_INHERITS = re.compile(r"\b(?:crossref|xdata)\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citable:
    """What can be cited: a key, the item of CSL JSON, and the entry as it stands in its `.bib` (empty: in none)."""

    key: str
    item: Mapping[str, Any]
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """Works in the order in which they are cited, and what is wrong: keys that nothing is known of, files unread."""

    works: tuple[Citable, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class CitableWorks:
    """The works of a project, as its exports say them, and the notes about them."""

    works: tuple[KeyedWork, ...]
    entries: Mapping[str, str]
    decided: tuple[DecidedNote, ...]
    problems: tuple[Problem, ...] = ()
    _by_key: dict[str, KeyedWork] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_key.update((work.key, work) for work in self.works)

    def named(self, name: str) -> Citable:
        """Return the work that `name` names: a citation key, a note (see `find_notes`), or the beginning of a key.

        Raises `UsageError` if there is none, or if there are several.
        """
        if name in self._by_key:
            return self._citable(self._by_key[name])
        notes = find_notes(self.decided, name, self._keys)
        keys = {key for note in notes if note.decision.work or note.note.title for key in self._keys_of(note)}
        if notes and not keys:
            hint = "biblio review decides notes; exports.unresolved = true cites them as they describe themselves"
            if all(note.decision.status is Status.PENDING for note in notes):
                hint = "biblio sync looks up its work"
            raise UsageError(f"the note {notes[0].note.id} has no work that can be cited", hint=hint)
        keys = keys or {key for key in self._by_key if key.casefold().startswith(name.casefold()) and name}
        if len(keys) == 1:
            return self._citable(self._by_key[keys.pop()])
        if keys:
            some = ", ".join(sorted(keys)[:_NEAR]) + (" …" if len(keys) > _NEAR else "")
            raise UsageError(f"{name!r} names {len(keys)} works: {some}", hint="type more of the key")
        near = get_close_matches(name, self._by_key, n=_NEAR)
        hint = f"did you mean {' or '.join(near)}?" if near else "`biblio notes` lists the notes with their keys"
        raise UsageError(f"there is no work {name!r}", hint=hint)

    def tagged(self, tags: Sequence[str]) -> list[Citable]:
        """Return the works with any of `tags`. Raises `UsageError` for a tag that no work has."""
        return list(map(self._citable, works_with_tags(self.works, tags)))

    def all_works(self) -> list[Citable]:
        """Return every work."""
        return list(map(self._citable, self.works))

    def keyed(self, key: str) -> Citable | None:
        """Return the work with exactly this key, or None."""
        work = self._by_key.get(key)
        return self._citable(work) if work else None

    def key_of_note(self, decided: DecidedNote) -> str | None:
        """Return the key of the work that a note is about, or None if it has none here."""
        return next(self._keys_of(decided), None)

    @cached_property
    def _keys(self) -> CitationKeys:
        names = ((name, work.key) for work in self.works for name in (work.work.id, *work_names(work.work)))
        return CitationKeys(dict(names))

    def _keys_of(self, decided: DecidedNote) -> Iterator[str]:
        from biblio.export.exported_works import work_of

        work = work_of(decided, unresolved=True, pending=True)
        key = self._keys.key_of(work) if work else None
        if key is not None:
            yield key

    def _citable(self, work: KeyedWork) -> Citable:
        return Citable(work.key, csl_item(work.item), self.entries.get(work.key, ""))


def read_citable_works(project: Project, sources: Sequence[NoteSource], *, base: Path) -> CitableWorks:
    """Return the works of a project's notes with the keys and edits of its exports. Nothing is asked or written."""
    library = read_library(project, sources, base=base)
    result = export_notes(project, library.decided, library.scope, only_works=True)
    whole = next(contents for contents in result.update.contents if contents.tag is None)
    text = whole.text or ""
    works = tuple(works_of(whole, result.exported))
    return CitableWorks(works, dict(_entry_texts(text)), library.decided, library.reading.problems)


def entries_as_they_stand(works: Sequence[Citable]) -> dict[str, Any]:
    """Return the entries of works as they stand in the `.bib`, as `biblio cite --format bibtex --json` prints them.

    Raises `UsageError` if a work has none.
    """
    missing = [work.key for work in works if not work.entry]
    if missing:
        raise UsageError(f"{missing[0]} stands in no .bib", hint="choose another format")
    return {
        "format": "bibtex",
        "cited": [work.key for work in works],
        "references": [{"key": work.key, "text": work.entry} for work in works],
        "text": "\n\n".join(work.entry for work in works) + "\n",
    }


def _entry_texts(text: str) -> Iterator[tuple[str, str]]:
    return ((block.key, text[block.start : block.end]) for block in _entry_blocks(text))


def _entry_blocks(text: str) -> Iterator[Block]:
    return (block for block in scan(text) if block.kind is BlockKind.ENTRY and block.key)


# -- manuscripts ---------------------------------------------------------------------------------------------------
def read_manuscripts(paths: Sequence[str], known: CitableWorks | None, *, base: Path) -> Selection:
    """Return what manuscripts cite, in the order of their citations.

    A key means the entry in the bibliographies that its document names, as it does for LaTeX or Pandoc; only one that
    stands in none of them is that of a work in `known`. Raises `UsageError` if a path is no manuscript.
    """
    files = collect_files(paths, base=base)
    if files.problems and not files.manuscripts:
        problem = files.problems[0]
        raise UsageError(f"{problem.path} {problem.what}", hint=problem.hint)
    if not files.manuscripts:
        raise UsageError(f"{', '.join(paths)}: no manuscript", hint="a .tex, .md, .qmd, .typ or .org file, for example")
    assembled = assemble_documents(files, base=base)
    own = {path: _citables(file) for path, file in assembled.bibliographies.items()}
    found: dict[str, Citable] = {}
    problems = [*files.problems, *assembled.problems]
    for document in assembled.documents:
        entries = _entries_of(document, assembled, own)
        for key, where in _cited_keys(document, entries, known):
            if key in found:
                continue
            citable = entries.get(key) or (known.keyed(key) if known else None)
            if citable is None:
                problems.append(Problem(where[0], where[1], f"cites {key!r}, which no bibliography has"))
            else:
                found[key] = citable
    return Selection(tuple(found.values()), tuple(problems))


def _entries_of(
    document: ManuscriptDocument, assembled: Documents, own: Mapping[str, Mapping[str, Citable]]
) -> dict[str, Citable]:
    entries: dict[str, Citable] = {}
    for keys in document.bibliographies:
        for key, citable in own.get(keys.path, {}).items():
            entries.setdefault(key, citable)
    return entries


def _cited_keys(
    document: ManuscriptDocument, entries: Mapping[str, Citable], known: CitableWorks | None
) -> Iterator[tuple[str, tuple[str, int]]]:
    defined = {key for manuscript in document.manuscripts for key in manuscript.defined_keys}
    for citation in document.citations():
        is_known = citation.key in entries or (known is not None and known.keyed(citation.key) is not None)
        if citation.key in defined or ((citation.is_doubtful or citation.needs_bibliography) and not is_known):
            continue
        yield citation.key, (citation.span.path, citation.span.line)
    if document.cites_all:
        yield from ((key, ("", 0)) for key in entries)


def _citables(file: TextFile) -> dict[str, Citable]:
    """Return what a bibliography has, by key; what cannot be read is left out (`biblio check` tells it)."""
    if not file.is_bib:
        return {one.key: Citable(one.key, one.variables) for one in citable_items(file.source)}
    text = file.source.text
    strings = string_definitions(text)
    entries: dict[str, tuple[Entry, str]] = {}
    for block in _entry_blocks(text):
        written = text[block.start : block.end]
        try:
            entries.setdefault(block.key, (parse_entry(written, strings=strings.at(block.start)), written))
        except BibtexError:
            continue
    return dict(_with_aliases((entry for entry, _ in entries.values()), entries))


def citable_in(file: TextFile, key: str) -> Citable | None:
    """Return what a bibliography says under `key` (in a `.bib` also one of an entry's ``ids``); None without such."""
    if file.is_bib:
        text = file.source.text
        block = next((block for block in _entry_blocks(text) if block.key == key), None)
        written = text[block.start : block.end] if block else ""
        if block and not _INHERITS.search(written):  # the common case, which needs no other entry
            try:
                entry = parse_entry(written, strings=string_definitions(text).at(block.start))
            except BibtexError:
                return None
            return Citable(key, csl_item(read_item(entry)), written)
    return _citables(file).get(key) if file.is_bib or file.is_csl else None


def _with_aliases(parsed: Iterable[Entry], entries: Mapping[str, tuple[Entry, str]]) -> Iterator[tuple[str, Citable]]:
    by_name = entries_by_name(parsed)
    aliases: dict[str, Citable] = {}
    for key, (entry, written) in entries.items():
        item = csl_item(read_item(inherit_fields(entry, by_name)))
        yield key, Citable(key, item, written)
        aliases |= {alias.strip(): Citable(key, item, written) for alias in entry.get("ids").split(",")}
    yield from ((alias, citable) for alias, citable in aliases.items() if alias and alias not in entries)
