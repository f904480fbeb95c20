"""Bring the exports up to date where a few works have other tags or fields than in the last run, and nothing else has.

It gives what `export_works` would give for all works, without making the entries of the others: these are in the files
as they were written. Where that cannot be known it does nothing, and all works have to be exported. The proof is the
entry as it was: it is made again, and has to stand in the file of all works (`update_entries`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.note_entry import entry_of_note
from biblio.errors import BibtexError
from biblio.export.bib_folder import ChangedEntry, DesiredEntry, FolderUpdate, update_entries
from biblio.export.export_formats import BIB
from biblio.export.export_index import ExportIndex, FileEntry, read_index
from biblio.export.export_store import ExportStore
from biblio.export.export_works import exported_entry, with_readings
from biblio.export.exported_works import ExportWork
from biblio.export.work_names import record_names
from biblio.settings import ExportsConfig

__all__ = ["export_changed_works"]


def export_changed_works(
    before: Sequence[ExportWork],
    now: Sequence[ExportWork],
    config: ExportsConfig,
    *,
    works: int,
    store: ExportStore,
    write: bool = True,
) -> tuple[FolderUpdate, list[ChangedEntry]] | None:
    """Write what has changed of some works to the exports' folder of `config`; None if all works must be exported.

    `before` are these works as the last run exported them, `now` as they are. `works` is how many works that run
    exported; the folder is as that run left it. The reports of the update are those of the files that the works stand
    in; it comes with the entries that have changed. With `write` False nothing is written. Raises `StoreError`.
    """
    index = read_index(config.path)
    every = next((file for file in index.files if file.tag is None), None)
    # If there are more entries than works, some are kept for notes that could not be read, or are sets of entries.
    if every is None or len(every.keys) != works or store.journal():
        return None
    if index.format_files or set(config.formats) - {BIB}:
        return None
    changes = _changed_entries(before, now, index, every, config)
    members = _members(changes, index, config.minimum) if changes is not None else None
    if changes is None or members is None:
        return None
    new = {change.now.key: change.now for change in changes}
    digests = {key: index.keys[key].digest for keys in (*members.values(), new) for key in keys}
    texts = store.texts_of(
        digest for file in index.files if file.tag in members for digest in (*digests.values(), *file.other.values())
    )
    if not texts.keys() >= {digest for key, digest in digests.items() if key not in new}:
        return None

    def entry(key: str) -> DesiredEntry:
        return new.get(key) or DesiredEntry(key, texts[digests[key]], index.keys[key].identifiers, ())

    update = update_entries(
        config.path,
        changes,
        {tag: list(map(entry, keys)) for tag, keys in members.items()},
        index=index,
        texts=texts,
        identify=_identification(index, every),
        begin=store.begin,
        write=write,
    )
    if update is None:
        return None
    if write:
        store.finish_changes(update.texts)
    return update, changes


def _changed_entries(
    before: Sequence[ExportWork],
    now: Sequence[ExportWork],
    index: ExportIndex,
    every: FileEntry,
    config: ExportsConfig,
) -> list[ChangedEntry] | None:
    """Return the entries of the works as they were and are; None if they cannot be made from these works alone."""
    if [export.names for export in before] != [export.names for export in now]:
        return None
    keys = {index.keys[key].identifiers[0]: key for key in every.keys if index.keys[key].identifiers}
    changes = []
    for old, new in zip(before, now, strict=True):
        key = keys.get(old.work.id)
        is_entry = any(entry_of_note(decided.note) is not None for decided in (*old.notes, *new.notes))
        if key is None or is_entry or old.is_pending or old.citekeys != new.citekeys:
            return None
        try:
            change = ChangedEntry(_desired(old, key, config), _desired(new, key, config))
        except BibtexError:
            return None
        changes.append(change)
    return changes


def _desired(export: ExportWork, key: str, config: ExportsConfig) -> DesiredEntry:
    export = replace(export, work=with_readings(export.work, config.readings))
    text = format_entry(exported_entry(export, key, config))
    return DesiredEntry(key, text, export.names, tuple(sorted(export.tags)))


def _members(changes: Iterable[ChangedEntry], index: ExportIndex, minimum: int) -> dict[str, list[str]] | None:
    """Return the keys of all works with each tag that the changed ones have or had; None if that cannot be known.

    Of a tag with fewer works than the `minimum` there are none.
    """
    files = {file.tag: file for file in index.files if file.tag is not None}
    members: dict[str, set[str]] = {}
    for change in changes:
        for tag in (*change.before.tags, *change.now.tags):
            if tag not in files and (minimum > 1 or tag in change.before.tags):
                return None  # nobody knows how many works have it
            members.setdefault(tag, set(files[tag].keys) if tag in files else set())
        for tag in change.before.tags:
            members[tag].discard(change.now.key)
        for tag in change.now.tags:
            members[tag].add(change.now.key)
    return {tag: sorted(keys) if len(keys) >= minimum else [] for tag, keys in members.items()}


def _identification(index: ExportIndex, every: FileEntry) -> Callable[[str], str | None]:
    """Return a function that says which exported work (by its id) an entry's text is about."""
    works: dict[str, str] = {}

    def identify(text: str) -> str | None:
        if not works:
            for key in every.keys:
                identifiers = index.keys[key].identifiers
                works.update(dict.fromkeys(identifiers, identifiers[0]))
        return next((works[name] for name in record_names(from_entry(parse_entry(text))) if name in works), None)

    return identify
