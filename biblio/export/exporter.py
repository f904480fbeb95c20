"""From decided notes to entries with keys and tags, and from those to the exports' folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from biblio.bibtex.codec import format_entry, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.errors import BibtexError, Problem
from biblio.export.bib_folder import (
    ALL,
    DesiredEntry,
    ExportJournal,
    FolderUpdate,
    Pending,
    foreign_entries,
    update_folder,
)
from biblio.export.citation_keys import assign_keys, check_template, is_key
from biblio.export.export_index import ExportIndex, KeyEntry, read_index
from biblio.export.works import ExportWork, gather_works, work_fingerprint, work_names
from biblio.model.decision import DecidedNote
from biblio.model.record import Record, Work
from biblio.project.export_lint import lint_exports
from biblio.project.project import Project
from biblio.zotero.corrections import claimed_work
from biblio.zotero.overrides import Overrides

__all__ = ["ExportResult", "Scope", "export_works"]

_JOURNAL = "exporting"
_ORIGINS = "origins"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which places a run has looked at: `roots` (absolute) and all below them; `places` by path as given.

    `waiting` are places with notes whose works were not asked for yet: what they were is not known to have changed.
    """

    roots: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()

    def covers(self, place: str) -> bool:
        """Tell whether a note at `place` would have been read and decided if it were there."""
        return place not in self.waiting and any(
            place == root or place.startswith(f"{root.rstrip('/')}/") for root in self.roots
        )

    def place(self, source: str) -> str:
        """Return the absolute place of a source as given; a repository's is its name."""
        return self.places.get(source, source)


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export did: the update of the folder, what could not be written, how many works there are.

    `flaws` are what TeX, BibTeX or biber would stumble over in the file of all works: mostly a person's own edits.
    """

    update: FolderUpdate
    problems: tuple[Problem, ...]
    works: int
    flaws: tuple[Problem, ...] = ()


def export_works(
    project: Project,
    decided: Sequence[DecidedNote],
    scope: Scope,
    *,
    write: bool = True,
    step: Callable[[int], None] = lambda n: None,
) -> ExportResult:
    """Write the exports of all decided notes.

    An entry whose notes are gone is taken out only where `scope` knows them to be gone; notes that could not be read,
    or were not asked for this time, keep theirs. Raises `StoreError`, or `BibtexError` for a bad key template.
    """
    config = project.config.exports
    check_template(config.keys)
    exports = gather_works(decided, project.config.tags, unresolved=config.unresolved)
    _take_overrides(exports, project.overrides)
    for one in exports:
        one.work = _with_readings(one.work, config.readings)
    index = read_index(config.path)
    identities = {name: one.work.id for one in exports for name in work_names(one.work)}

    def identify(text: str) -> str | None:
        record = from_entry(parse_entry(text))
        return next((identities[name] for name in _record_names(record) if name in identities), None)

    taken, index = _taken_keys(project, exports, index, identities, identify)
    keys = assign_keys((one.work for one in exports), taken, template=config.keys)
    wanted, problems = [], []
    for one in exports:
        try:
            entry = to_entry(
                one.work,
                key=keys[one.work.id],
                tags=sorted(one.tags),
                dialect="bibtex" if config.dialect == "bibtex" else "biblatex",
                include_abstract=config.abstracts,
                accessed=one.accessed,
            )
            text = format_entry(entry)
        except BibtexError as error:
            problems.append(Problem(one.work.id, 0, f"cannot be written as BibTeX: {error}", error.hint))
            continue
        names = tuple(dict.fromkeys((one.work.id, *map(str, one.work.identifiers), *work_names(one.work))))
        wanted.append(DesiredEntry(keys[one.work.id], text, names, tuple(sorted(one.tags))))
    stored = project.state.recall(_JOURNAL)

    def begin(journal: ExportJournal, texts: Mapping[str, str]) -> None:
        project.texts.put({**project.texts.get(), **texts})
        project.state.remember(_JOURNAL, msgspec.json.encode(journal))

    update = update_folder(
        config.path,
        wanted,
        index=index,
        texts=project.texts.get(),
        identify=identify,
        journal=msgspec.json.decode(stored, type=dict[str, Pending]) if stored else {},
        begin=begin,
        minimum=config.minimum,
        write=write,
        step=step,
        keep=_kept(project, index, {one.key for one in wanted}, scope),
    )
    if write:
        project.texts.put(update.texts)
        project.state.remember(_ORIGINS, msgspec.json.encode(_origins(project, exports, keys, scope)))
        project.state.forget(_JOURNAL)
    is_new = write and any(one.file == ALL and one.outcome == "written" for one in update.reports)
    return ExportResult(
        update, tuple(problems), len(wanted), lint_exports(config.path / ALL, project.config.check) if is_new else ()
    )


def _kept(project: Project, index: ExportIndex, wanted: set[str], scope: Scope) -> frozenset[str]:
    """Return the keys whose entries stay although no note wants them: their notes may still be there."""
    stored = project.state.recall(_ORIGINS)
    origins = msgspec.json.decode(stored, type=dict[str, list[str]]) if stored else {}
    return frozenset(
        key
        for key, entry in index.keys.items()
        if entry.digest and key not in wanted and not all(map(scope.covers, origins.get(key, ())))
    )


def _origins(
    project: Project, exports: Sequence[ExportWork], keys: Mapping[str, str], scope: Scope
) -> dict[str, list[str]]:
    """Return where the notes of every key are, those of other runs among them as far as their entries are kept."""
    stored = project.state.recall(_ORIGINS)
    before = msgspec.json.decode(stored, type=dict[str, list[str]]) if stored else {}
    origins = {key: [one for one in places if not scope.covers(one)] for key, places in before.items()}
    for one in exports:
        places = dict.fromkeys((*origins.get(keys[one.work.id], ()), *(scope.place(name) for name in one.sources)))
        origins[keys[one.work.id]] = list(places)
    return {key: places for key, places in origins.items() if places}


def _take_overrides(exports: Iterable[ExportWork], overrides: Overrides) -> None:
    """Take what the person changed in Zotero into the works and their tags; see `zotero.overrides`."""
    if not overrides.facts:
        return
    for one in exports:
        names = (one.work.id, *work_names(one.work))
        claims = overrides.claims(names)
        key = str(claims.get("citationKey", ""))
        one.claimed_key = key if key and is_key(key) else ""
        one.tags = dict.fromkeys(sorted(overrides.topics(one.tags, names) - {""}))
        one.work = claimed_work(one.work, claims)


def _with_readings(work: Work, readings: Mapping[str, str]) -> Work:
    """Give the authors the readings that the person wrote down, by whole name or by family name."""
    if not readings:
        return work
    authors = tuple(
        replace(one, reading=readings.get(str(one)) or readings.get(one.last) or one.reading)
        for one in work.best.authors
    )
    return replace(work, best=replace(work.best, authors=authors))


def _record_names(record: Record) -> tuple[str, ...]:
    return (*map(str, record.identifiers), work_fingerprint(record))


def _taken_keys(
    project: Project,
    exports: Sequence[ExportWork],
    index: ExportIndex,
    identities: Mapping[str, str],
    identify: Callable[[str], str | None],
) -> tuple[dict[str, str], ExportIndex]:
    """Return all keys in use (key → work id, empty for somebody else's), and the index with those found in files.

    A work keeps, in this order: the key the person decided, the one it was exported under, the one that its entry has
    in a file, the one its note gives.
    """
    keys = dict(index.keys)
    holders: dict[str, str] = {}  # work id → key
    for identifier, key in project.decisions.keys.items():
        if work := identities.get(str(identifier)):
            holders.setdefault(work, key)
        keys.setdefault(key, KeyEntry((str(identifier),)))
    for one in exports:
        if one.claimed_key:
            holders.setdefault(one.work.id, one.claimed_key)
            keys.setdefault(one.claimed_key, KeyEntry((one.work.id,)))
    for key, entry in index.keys.items():
        work = next((identities[name] for name in entry.identifiers if name in identities), None)
        if work is not None and entry.digest:
            holders.setdefault(work, key)
    for key, text in foreign_entries(project.config.exports.path, index.keys):
        try:
            owner = identify(text)
        except BibtexError:
            owner = None
        if owner is not None:
            holders.setdefault(owner, key)
        keys.setdefault(key, KeyEntry(()))
    used = {key.casefold() for key in keys}
    for one in exports:
        if one.work.id not in holders:
            for citekey in one.citekeys:
                if citekey.casefold() not in used and is_key(citekey):
                    holders[one.work.id] = citekey
                    used.add(citekey.casefold())
                    break
    taken = dict.fromkeys(keys, "")
    taken.update((key, work) for work, key in holders.items())
    return taken, ExportIndex(files=index.files, keys=keys)
