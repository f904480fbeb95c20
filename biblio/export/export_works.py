"""Export works: give each a citation key, write its entry, and bring the exports' folder up to date.

The caller decides which works there are, and applies the user's corrections. `merge_file` decides what happens to the
user's edits in the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.legal_keys import is_legal_key
from biblio.bibtex.record_to_entry import to_entry
from biblio.bibtex.text_to_latex import Dialect
from biblio.errors import BibtexError, Problem
from biblio.export.bib_folder import ALL, DesiredEntry, FolderUpdate, foreign_entries, update_folder
from biblio.export.citation_keys import assign_keys, check_template
from biblio.export.classic_names import with_classic_names
from biblio.export.earlier_spelling import in_earlier_spelling, with_date_field
from biblio.export.entry_sets import is_set, set_entries
from biblio.export.export_formats import BIB, KeyedWork
from biblio.export.export_index import ExportIndex, KeyEntry, read_index
from biblio.export.export_store import ExportStore
from biblio.export.exported_works import ExportWork
from biblio.export.format_files import FormatPlan, edited_formats, plan_formats
from biblio.export.keys_of_retitled import is_named_by_note, keys_of_retitled_works
from biblio.export.library_fields import with_library_fields
from biblio.export.merge_file import WrittenEntry
from biblio.export.other_keys import find_other_keys, with_aliases
from biblio.export.own_entries import (
    complete_entry,
    has_own_tags,
    own_entries,
    unchanged_entry,
    unwritable_fields,
    with_plain_addresses,
)
from biblio.export.readable_fields import with_readable_fields
from biblio.export.same_entry import stands_for_itself
from biblio.export.scope import Scope
from biblio.export.work_names import record_names, work_names
from biblio.export.writers.item import read_item
from biblio.export.written_entry import as_written
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier
from biblio.model.record import Record, Work
from biblio.settings import ExportsConfig

__all__ = [
    "ExportResult",
    "as_programs_read",
    "export_works",
    "exported_entry",
    "keyed_works",
    "keys_in_use",
    "new_origins",
    "with_readings",
    "written_record",
]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export did: the update of the folder, what could not be written, the number of works.

    `formats` are the files of other formats, `exported` the works by key, if there are any. If it was written, `update`
    has no texts, unless the works were asked for.
    `flaws` are worth knowing: files of those that the user changed, citation keys of the notes that cite
    nothing in the exports. `text_flaws` are places in the file of all works that TeX, BibTeX or biber would stumble
    over, mostly in the user's own edits; the caller looks for those.
    """

    update: FolderUpdate
    problems: tuple[Problem, ...]
    works: int
    flaws: tuple[Problem, ...] = ()
    text_flaws: tuple[Problem, ...] = ()
    formats: tuple[FormatPlan, ...] = ()
    exported: Mapping[str, KeyedWork] = field(default_factory=dict)

    @property
    def has_changed_all(self) -> bool:
        """Whether the text of the file of all works has changed."""
        return any(report.file == ALL and report.outcome == "written" for report in self.update.reports)


def export_works(
    works: Sequence[ExportWork],
    scope: Scope,
    config: ExportsConfig,
    *,
    decided_keys: Mapping[Identifier, str],
    store: ExportStore,
    write: bool = True,
    with_works: bool = False,
    step: Callable[[int], None] = lambda count: None,
) -> ExportResult:
    """Write `works` to the exports' folder of `config`; `decided_keys` are the citation keys that the user decided.

    An entry without a note is removed only if `scope` covers the places where its notes were; if these could not be
    read, or were not looked up this time, the entry stays. With `write` False nothing is written or stored. The result
    has the works if another format needs them, or with `with_works`.

    Raises `StoreError`, or `BibtexError` for a bad key template.
    """
    check_template(config.keys)
    index = read_index(config.path)
    entries_by_name = {name: entry for entry in index.keys.values() if entry.digest for name in entry.identifiers}
    works = [
        replace(export, work=with_readings(export.work, config.readings))
        for export in works
        if not (export.is_pending and _was_known(export, entries_by_name))
    ]
    works_by_name = {name: export.work.id for export in works for name in work_names(export.work)}

    def identify(text: str) -> str | None:
        record = from_entry(parse_entry(text))
        return _first_match(record_names(record), works_by_name)

    foreign = foreign_entries(config.path, index.keys)
    origins = store.origins()
    texts = store.texts()

    def retitled(keyless: Iterable[ExportWork], orphans: Mapping[str, KeyEntry]) -> dict[str, str]:
        return keys_of_retitled_works(keyless, orphans, origins, scope, lambda key: written_record(orphans[key], texts))

    works = [export for export in works if not _waits_for_its_work(export, index, works_by_name, origins)]
    in_use, index = keys_in_use(works, index, foreign, decided_keys, works_by_name, identify, config.dialect, retitled)
    keys = assign_keys((export.work for export in works), in_use, template=config.keys)
    aliases, renamed = find_other_keys(works, keys, config.dialect)
    is_for_other_formats = with_works or bool(set(config.formats) - {BIB})
    made: dict[str, Entry] = {}  # those of all works take twice the room of their texts

    def make(export: ExportWork) -> Entry:
        entry = exported_entry(export, keys[export.work.id], config)
        if is_for_other_formats:
            made[export.work.id] = entry
        return entry

    entries, problems = _desired_entries(works, make, aliases, {text: text for text in texts.values()})
    exported = keyed_works(works, made, config) if is_for_other_formats else {}
    sets, unwritten = set_entries(works, keys, entries, config.dialect)
    texts |= _recovered_texts(works, keys, aliases, config, index, texts)
    update = update_folder(
        config.path,
        [*entries, *(entry for in_file in sets.values() for entry in in_file)],
        index=index,
        texts=texts,
        identify=identify,
        journal=store.journal(),
        begin=store.begin,
        minimum=config.minimum,
        write=write,
        step=step,
        protected=_protected_keys(index, entries, origins, scope),
        plan_formats=lambda contents, pending: plan_formats(
            config.path, config.formats, contents, exported, index.format_files, pending
        ),
    )
    if write:
        places = [(keys[export.work.id], export.sources) for export in works]
        places += [(entry.key, (source,)) for source, in_file in sets.items() for entry in in_file]
        store.finish(update.texts, new_origins(places, origins, scope), update.formats.pieces, update.own)
        if not with_works:  # what is on the disk now need not stay in memory
            update = replace(update, texts={}, contents=())
    formats = update.formats
    flaws = (*renamed, *unwritten, *edited_formats(config.path, formats.plans))
    return ExportResult(
        update,
        (*problems, *formats.problems),
        len(entries),
        flaws=flaws,
        formats=formats.plans,
        exported=exported,
    )


def _was_known(export: ExportWork, entries_by_name: Mapping[str, KeyEntry]) -> bool:
    """Return whether the entry of a work was written from more than its note says: then it stays as it is for now."""
    names = set(export.names)
    return any(not names.issuperset(entries_by_name[name].identifiers) for name in names if name in entries_by_name)


def _waits_for_its_work(
    export: ExportWork, index: ExportIndex, works_by_name: Mapping[str, str], origins: Mapping[str, Sequence[str]]
) -> bool:
    """Return whether an entry whose work was known has another title now, for which nobody has been asked yet."""
    if not export.is_pending:
        return False
    had = [index.keys[key] for key in export.citekeys if key in index.current_keys and key in origins]
    return any(
        entry.digest and not is_named_by_note(entry) and _first_match(entry.identifiers, works_by_name) is None
        for entry in had
    )


def written_record(entry: KeyEntry, texts: Mapping[str, str]) -> Record | None:
    """Return what the entry of a key said when it was last written; None if that is not remembered."""
    text = texts.get(entry.digest)
    return from_entry(parse_entry(text)) if text else None


def with_readings(work: Work, readings: Mapping[str, str]) -> Work:
    """Give the authors the readings that the user configured, by whole name or by family name."""
    if not readings:
        return work
    authors = tuple(
        replace(author, reading=readings.get(str(author)) or readings.get(author.last) or author.reading)
        for author in work.best.authors
    )
    return replace(work, best=replace(work.best, authors=authors))


def _first_match(names: Iterable[str], works_by_name: Mapping[str, str]) -> str | None:
    return next((works_by_name[name] for name in names if name in works_by_name), None)


def keys_in_use(
    works: Sequence[ExportWork],
    index: ExportIndex,
    foreign: Iterable[tuple[str, str]],
    decided_keys: Mapping[Identifier, str],
    works_by_name: Mapping[str, str],
    identify: Callable[[str], str | None],
    dialect: Dialect,
    retitled: Callable[[Iterable[ExportWork], Mapping[str, KeyEntry]], dict[str, str]],
) -> tuple[dict[str, str], ExportIndex]:
    """Return all keys in use (key → work id, empty for a key outside `works`), and the index with all of them.

    A work gets the first of these: the key that the user decided, the one given in Zotero, the one it was exported
    under, the one of its entry in a file (`foreign` are the keys and texts of entries that are not in the index), the
    one that it had under another title (`retitled`), the one its note gives.
    """
    entries = dict(index.keys)
    key_of: dict[str, str] = {}  # work id → key
    for identifier, key in decided_keys.items():
        if work := works_by_name.get(str(identifier)):
            key_of.setdefault(work, key)
        entries.setdefault(key, KeyEntry((str(identifier),)))
    exported: dict[str, str] = {}  # work id → the key that it was exported under last
    current = index.current_keys
    for key in sorted(index.keys, key=lambda key: (key not in current, key)):
        work = _first_match(index.keys[key].identifiers, works_by_name)
        if work is not None and index.keys[key].digest:
            exported.setdefault(work, key)
    for work, key in _granted_claims(works, key_of, exported).items():
        key_of.setdefault(work, key)
        entries.setdefault(key, KeyEntry((work,)))
    for work, key in exported.items():
        key_of.setdefault(work, key)
    for key, text in foreign:
        try:
            work = identify(text)
        except BibtexError:
            work = None
        if work is not None:
            key_of.setdefault(work, key)
        entries.setdefault(key, KeyEntry(()))
    keyless = [export for export in works if export.work.id not in key_of]
    taken = {*key_of.values(), *exported.values()}
    orphans = {key: index.keys[key] for key in index.current_keys & index.keys.keys() if key not in taken}
    for work, key in retitled(keyless, orphans).items() if keyless and orphans else ():
        key_of[work] = key
    used = {key.casefold() for key in entries}
    for export in sorted(works, key=_first_place):
        if export.work.id not in key_of:
            for citekey in export.citekeys:
                if citekey.casefold() not in used and is_legal_key(citekey, dialect):
                    key_of[export.work.id] = citekey
                    used.add(citekey.casefold())
                    break
    works_by_key = dict.fromkeys(entries, "")
    works_by_key.update((key, work) for work, key in key_of.items())
    return works_by_key, replace(index, keys=entries)


def _first_place(export: ExportWork) -> tuple[bool, str, int]:
    """Return where the first note that gives a key is: of two entries with one key, every program cites the first."""
    places = [(decided.note.source, decided.note.line) for decided in export.notes if decided.note.citekey]
    return (not places, *min(places, default=("", 0)))


def _granted_claims(
    works: Sequence[ExportWork], decided: Mapping[str, str], exported: Mapping[str, str]
) -> dict[str, str]:
    """Return the keys that the user gave works in Zotero, by work id; a key that another work has stays with that.

    `decided` are the keys that the user decided, `exported` those that works were exported under, both by work id.
    """
    claims = {export.work.id: export.claimed_key for export in works if export.claimed_key}
    if not claims:
        return {}
    wanted = {**exported, **claims, **decided}
    owners: dict[str, str] = {}
    # First those whose key it is already, so that no key moves from one work to another.
    order = sorted(wanted, key=lambda work: (work not in decided, exported.get(work) != wanted[work], work))
    for work in order:
        owners.setdefault(wanted[work].casefold(), work)
    return {work: key for work, key in claims.items() if owners.get(key.casefold()) == work}


def _desired_entries(
    works: Sequence[ExportWork],
    make: Callable[[ExportWork], Entry],
    aliases: Mapping[str, Sequence[str]],
    known: Mapping[str, str],
) -> tuple[list[DesiredEntry], list[Problem]]:
    """Return the entries to write; `make` makes that of a work. Of `known` texts, by themselves, no copy is held."""
    entries, problems = [], []
    for export in works:
        work = export.work
        tags = tuple(sorted(export.tags))
        entry = make(export)
        try:
            text = as_written(format_entry(with_aliases(entry, aliases.get(work.id, ()))))
        except BibtexError as error:
            problems.append(Problem(work.id, 0, f"cannot be written as BibTeX: {error}", error.hint))
            continue
        entries.append(DesiredEntry(entry.key, known.get(text, text), export.names, tags))
        problems += unwritable_fields(export)
    return entries, problems


def keyed_works(works: Iterable[ExportWork], made: Mapping[str, Entry], config: ExportsConfig) -> dict[str, KeyedWork]:
    """Return the works for other formats, by key: from the entries in biblatex's form, which says the most.

    `made` are the entries in the form of `config`, by the ids of their works.
    """
    in_full = replace(config, dialect="biblatex")
    keyed = {}
    for export in works:
        work, entry = export.work, made[export.work.id]
        if config.dialect != "biblatex":
            entry = exported_entry(export, entry.key, in_full)
        tags = tuple(sorted(export.tags))
        keyed[entry.key] = KeyedWork(entry.key, work, read_item(entry, work), tags, export.accessed)
    return keyed


def _recovered_texts(
    works: Sequence[ExportWork],
    keys: Mapping[str, str],
    aliases: Mapping[str, Sequence[str]],
    config: ExportsConfig,
    index: ExportIndex,
    known: Mapping[str, str],
) -> dict[str, str]:
    """Return texts by the digests of `index` that the state does not know: those of entries in the earlier spelling."""
    texts: dict[str, str] = {}
    for export in works:
        key = keys[export.work.id]
        digest = index.keys[key].digest if key in index.keys else ""
        if not digest or digest in known:
            continue
        ids = aliases.get(export.work.id, ())
        now = exported_entry(export, key, config)
        earlier = in_earlier_spelling(exported_entry(export, key, replace(config, venues="source")))
        for version in (now, with_date_field(now), earlier):
            try:
                written = WrittenEntry.of(format_entry(with_aliases(version, ids)))
            except BibtexError:
                continue
            if written.digest == digest:
                texts[digest] = written.text
    return texts


def exported_entry(export: ExportWork, key: str, config: ExportsConfig) -> Entry:
    """Return the entry of a work, with everything that entries of the user's own `.bib` files say about it."""
    work = export.work

    def written(work: Work) -> Entry:
        return to_entry(
            work,
            key=key,
            tags=sorted(export.tags),
            dialect=config.dialect,
            venues=config.venues,
            include_abstract=config.abstracts,
            accessed=export.accessed,
        )

    entry = written(work)
    own = own_entries(export)
    if not own:
        return with_library_fields(entry, [decided.note for decided in export.notes], config.dialect)
    if stands_for_itself(work):
        uncorrected = written(merge_into_work(work.records))
        entry = unchanged_entry(own, entry, uncorrected, keep_keywords=has_own_tags(export))
    else:
        entry = complete_entry(entry, own, dialect=config.dialect)
    return as_programs_read(entry, config.dialect)


def as_programs_read(own: Entry, dialect: Dialect) -> Entry:
    """Return an entry of the user's own as the programs of a dialect read it."""
    own = with_classic_names(own) if dialect == "bibtex" else with_plain_addresses(own)
    return with_readable_fields(own)


def _protected_keys(
    index: ExportIndex, exported: Sequence[DesiredEntry], origins: Mapping[str, Sequence[str]], scope: Scope
) -> frozenset[str]:
    """Return the keys whose entries stay although they are not `exported`: their notes may still exist.

    The key that a work had before is none of them: the work has its entry under the new one.
    """
    keys = {entry.key for entry in exported}
    read = replace(scope, waiting=frozenset())  # sets are not looked up
    works = {entry.identifiers[0] for entry in exported}
    return frozenset(
        key
        for key, entry in index.keys.items()
        if entry.digest
        and key not in keys
        and works.isdisjoint(entry.identifiers[:1])
        and not all(map((scope if not is_set(entry.identifiers) else read).covers, origins.get(key, ())))
    )


def new_origins(
    places: Iterable[tuple[str, Iterable[str]]], origins: Mapping[str, Sequence[str]], scope: Scope
) -> dict[str, list[str]]:
    """Return where the notes of every key are: those of this run (`places`), and earlier ones that it did not cover."""
    new = {key: [place for place in earlier if not scope.covers(place)] for key, earlier in origins.items()}
    for key, sources in places:
        new[key] = list(dict.fromkeys((*new.get(key, ()), *map(scope.place, sources))))
    return {key: places for key, places in new.items() if places}
