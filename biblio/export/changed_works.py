"""Bring the exports up to date where a few works are new, gone, or have other tags or fields than in the last run.

It gives what `export_works` would give for all works, without making the entries of the others: these are in the files
as they were written. Where that cannot be known it does nothing, and all works have to be exported. The proof is the
entry as it was: it is made again, and has to stand in the file of all works (`update_entries`); and no other exported
work may have a name of the changed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.note_entry import entry_of_note
from biblio.errors import BibtexError
from biblio.export.bib_folder import ChangedEntry, DesiredEntry, FolderUpdate, update_entries
from biblio.export.citation_keys import assign_keys
from biblio.export.export_formats import BIB
from biblio.export.export_index import ExportIndex, FileEntry, read_index
from biblio.export.export_store import ExportStore
from biblio.export.export_works import (
    exported_entry,
    keyed_works,
    keys_in_use,
    new_origins,
    with_readings,
    written_record,
)
from biblio.export.exported_works import ExportWork
from biblio.export.format_files import plan_changed_formats
from biblio.export.keys_of_retitled import keys_of_retitled_works
from biblio.export.other_keys import find_other_keys, with_aliases
from biblio.export.own_entries import unwritable_fields
from biblio.export.scope import Scope
from biblio.export.work_names import record_names, work_names
from biblio.settings import ExportsConfig

if TYPE_CHECKING:
    from biblio.export.export_index import KeyEntry
    from biblio.export.format_files import BibContents, FormatPlans
    from biblio.model.entry import Entry
    from biblio.model.identifiers import Identifier

__all__ = ["ChangedWorks", "export_changed_works"]


@dataclass(frozen=True, slots=True)
class ChangedWorks:
    """What was exported: the update of the folder, the entries that have changed, and how many works there are."""

    update: FolderUpdate
    entries: tuple[ChangedEntry, ...]
    works: int


def export_changed_works(
    before: Sequence[ExportWork],
    now: Sequence[ExportWork],
    scope: Scope,
    config: ExportsConfig,
    *,
    works: int,
    decided_keys: Mapping[Identifier, str],
    is_key_of_others: Callable[[Collection[str]], bool],
    store: ExportStore,
    write: bool = True,
) -> ChangedWorks | None:
    """Write what has changed of some works to the exports' folder of `config`; None if all works must be exported.

    `before` are these works as the last run exported them, `now` as they are, both ordered by id. `works` is how many
    works that run exported; the folder is as that run left it. `is_key_of_others` says whether notes on other works
    give one of some citation keys (without capitals). The reports of the update are those of the files that the works
    stand in. With `write` False nothing is written. Raises `StoreError`.
    """
    index = read_index(config.path)
    every = next((file for file in index.files if file.tag is None), None)
    # If there are more entries than works, some are kept for notes that could not be read, or are sets of entries.
    if every is None or len(every.keys) != works or store.journal():
        return None
    before = [replace(export, work=with_readings(export.work, config.readings)) for export in before]
    now = [replace(export, work=with_readings(export.work, config.readings)) for export in now]
    if any(map(_needs_all, (*before, *now))):
        return None
    keys = _Keys(index, every, before)
    if keys.is_shared([*before, *now]):
        return None
    keys_now = keys.of(now, scope, decided_keys, config, store)
    removed = set(keys.before.values()) - set(keys_now.values())
    origins = store.origins_of({*removed, *keys_now.values()})
    covered = (place for key in removed for place in origins.get(key, ()))
    moved = {key.casefold() for key in set(keys.before.values()) ^ set(keys_now.values())}
    if not all(map(scope.covers, covered)) or (moved and is_key_of_others(moved)):
        return None
    made = {export.work.id: exported_entry(export, keys_now[export.work.id], config) for export in now}
    made_before = {export.work.id: exported_entry(export, keys.before[export.work.id], config) for export in before}
    others = keys.folded_others()
    old = _desired(before, made_before, keys.before, others, config)
    new = _desired(now, made, keys_now, others, config)
    del others  # as many as there are works
    if old is None or new is None:
        return None
    changes = [ChangedEntry(old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())]
    members = _members(changes, index, config.minimum)
    if members is None:
        return None
    digests = {key: index.keys[key].digest for tagged in members.values() for key in tagged if key not in new}
    digests |= {key: index.keys[key].digest for key in old}
    of_files = (digest for file in index.files if file.tag in members for digest in file.other.values())
    texts = store.texts_of({*digests.values(), *of_files})
    if not texts.keys() >= {digest for key, digest in digests.items() if key not in old}:
        return None

    def entry(key: str) -> DesiredEntry:
        return new.get(key) or DesiredEntry(key, texts[digests[key]], index.keys[key].identifiers, ())

    def plan_formats(contents: Sequence[BibContents]) -> FormatPlans | None:
        formats = set(config.formats) - {BIB}
        works = keyed_works(now, made, config) if formats else {}
        changed = {change.key: works.get(change.key) for change in changes}
        return plan_changed_formats(
            config.path, config.formats, contents, changed, index.format_files, store.pieces() if formats else {}
        )

    update = update_entries(
        config.path,
        changes,
        {tag: list(map(entry, tagged)) for tag, tagged in members.items()},
        index=index,
        texts=texts,
        identify=_identification(keys, new.values()),
        own=store.own(),
        begin=store.begin,
        plan_formats=plan_formats,
        write=write,
    )
    if update is None:
        return None
    if write:
        places = [(keys_now[export.work.id], export.sources) for export in now]
        changed = {key: origins.get(key, ()) for key in (*removed, *keys_now.values())}
        new_places = dict.fromkeys(changed, ()) | new_origins(places, changed, scope)
        store.finish_changes(update.texts, new_places, update.formats.pieces, update.own)
    return ChangedWorks(update, tuple(changes), works + len(new) - len(old))


def _folded(key: str) -> str:
    """Return a key without capitals: the same text, if it has none, of which there may be very many."""
    folded = key.casefold()
    return key if folded == key else folded


def _needs_all(export: ExportWork) -> bool:
    """Return whether the entry of a work cannot be made, or its key not be known, from this work alone."""
    is_entry = any(entry_of_note(decided.note) is not None for decided in export.notes)
    return is_entry or export.is_pending or bool(export.claimed_key)


class _Keys:
    """The citation keys of the works that have changed, and those of all others, which stay."""

    def __init__(self, index: ExportIndex, every: FileEntry, before: Sequence[ExportWork]) -> None:
        self._index = index
        of_work = {index.keys[key].identifiers[0]: key for key in every.keys if index.keys[key].identifiers}
        self.before = {export.work.id: of_work[export.work.id] for export in before if export.work.id in of_work}
        self._is_complete = len(self.before) == len(before)
        own = set(self.before.values())
        self._others = [key for key in every.keys if key not in own]
        self.names_of_others = {
            name: index.keys[key].identifiers[0] for key in self._others for name in index.keys[key].identifiers
        }

    def folded_others(self) -> set[str]:
        """Return the keys of all other works, without capitals."""
        return set(map(_folded, self._others))

    def is_shared(self, works: Iterable[ExportWork]) -> bool:
        """Return whether another exported work has a name of one of `works`, or if one has lost its key."""
        return not self._is_complete or any(name in self.names_of_others for export in works for name in export.names)

    def of(
        self,
        works: Sequence[ExportWork],
        scope: Scope,
        decided: Mapping[Identifier, str],
        config: ExportsConfig,
        store: ExportStore,
    ) -> dict[str, str]:
        """Return the keys of `works`, by their ids."""

        def retitled(keyless: Iterable[ExportWork], orphans: Mapping[str, KeyEntry]) -> dict[str, str]:
            texts = store.texts_of(entry.digest for entry in orphans.values())
            origins = store.origins_of(orphans)
            return keys_of_retitled_works(
                keyless, orphans, origins, scope, lambda key: written_record(orphans[key], texts)
            )

        names = self.names_of_others | {name: export.work.id for export in works for name in work_names(export.work)}
        # Every key in the folder is in the index since the last run, so that none is unknown.
        in_use, _ = keys_in_use(works, self._index, (), decided, names, lambda text: None, config.dialect, retitled)
        return assign_keys((export.work for export in works), in_use, template=config.keys)


def _desired(
    works: Sequence[ExportWork],
    made: Mapping[str, Entry],
    keys: Mapping[str, str],
    others: Collection[str],
    config: ExportsConfig,
) -> dict[str, DesiredEntry] | None:
    """Return the entries of works by their keys; None if there is something to be said about one. `made` are by ids."""
    aliases, problems = find_other_keys(works, keys, config.dialect, others)
    if problems:
        return None
    entries = {}
    for export in works:
        key = keys[export.work.id]
        try:
            text = format_entry(with_aliases(made[export.work.id], aliases.get(export.work.id, ())))
        except BibtexError:
            return None
        if any(True for _ in unwritable_fields(export)):
            return None
        entries[key] = DesiredEntry(key, text, export.names, tuple(sorted(export.tags)))
    return entries


def _members(changes: Iterable[ChangedEntry], index: ExportIndex, minimum: int) -> dict[str, list[str]] | None:
    """Return the keys of all works with each tag that the changed ones have or had; None if that cannot be known.

    Of a tag with fewer works than the `minimum` there are none.
    """
    files = {file.tag: file for file in index.files if file.tag is not None}
    members: dict[str, set[str]] = {}
    for change in changes:
        before = change.before.tags if change.before is not None else ()
        now = change.now.tags if change.now is not None else ()
        for tag in (*before, *now):
            if tag not in files and (minimum > 1 or tag in before):
                return None  # nobody knows how many works have it
            members.setdefault(tag, set(files[tag].keys) if tag in files else set())
        for tag in before:
            members[tag].discard(change.key)
        for tag in now:
            members[tag].add(change.key)
    return {tag: sorted(keys) if len(keys) >= minimum else [] for tag, keys in members.items()}


def _identification(keys: _Keys, entries: Collection[DesiredEntry]) -> Callable[[str], str | None]:
    """Return a function that says which exported work (by its id) an entry's text is about."""
    works: dict[str, str] = {}

    def identify(text: str) -> str | None:
        if not works:
            works.update(keys.names_of_others)
            works.update((name, entry.identifiers[0]) for entry in entries for name in entry.identifiers)
        return next((works[name] for name in record_names(from_entry(parse_entry(text))) if name in works), None)

    return identify
