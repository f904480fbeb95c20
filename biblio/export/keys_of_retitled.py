"""Keys of works that only their notes know, after a note was given another title: a key that was given stays.

Such a work is named by its title, author and year, so a new title makes it another work for the index. It is the old
one if the note gives the key itself, or if the note is where it was and says nearly the same. A work that a service
knows keeps its key by its identifiers; only a note that gives this key itself takes it over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from biblio.errors import BibtexError
from biblio.export.export_index import KeyEntry
from biblio.export.exported_works import ExportWork
from biblio.export.same_entry import stands_for_itself
from biblio.export.scope import Scope
from biblio.matching.titles.title_words import is_number, is_stopword
from biblio.model.people import surname_key
from biblio.model.record import Record
from biblio.text import fold_key, strip_markup, tokens

__all__ = ["is_named_by_note", "keys_of_retitled_works"]

_FEWEST_WORDS = 2  # that two titles have in common
_MISSPELT = 0.9  # of the letters are the same


def is_named_by_note(entry: KeyEntry) -> bool:
    """Whether a key's work is named only by what its note says: no service gave it an identifier."""
    return all(name.startswith("work:") or "|" in name for name in entry.identifiers)


def keys_of_retitled_works(
    works: Iterable[ExportWork],
    orphans: Mapping[str, KeyEntry],
    origins: Mapping[str, Sequence[str]],
    scope: Scope,
    read_record: Callable[[str], Record | None],
) -> dict[str, str]:
    """Return the keys (work id → key) of those of `works` that had one of `orphans` under another title.

    `works` have no key yet, `orphans` are the keys whose works are not among those of this run. `origins` are the
    places of the notes of each key at the last export; `read_record` reads the entry of a key as it was last written.
    """
    everything = replace(scope, waiting=frozenset())
    gone = {key for key in orphans if all(map(everything.covers, origins.get(key, ())))}
    keys: dict[str, str] = {}
    rest: list[ExportWork] = []
    for export in works:
        own = next((key for key in export.citekeys if key in gone), None)
        if own is not None:
            gone.discard(own)
            keys[export.work.id] = own
        elif stands_for_itself(export.work) and not export.citekeys:
            rest.append(export)
    records = {
        key: record for key in gone if is_named_by_note(orphans[key]) and (record := _try(read_record, key)) is not None
    }
    pairs = [
        (export.work.id, key)
        for export in rest
        for key, record in records.items()
        if not _places(export, scope).isdisjoint(origins.get(key, ())) and _is_retitled(record, export.work.best)
    ]
    for work, key in pairs:
        if sum(work == other for other, _ in pairs) == sum(key == other for _, other in pairs) == 1:
            keys[work] = key
    return keys


def _places(export: ExportWork, scope: Scope) -> set[str]:
    return {scope.place(source) for source in export.sources}


def _try(read_record: Callable[[str], Record | None], key: str) -> Record | None:
    try:
        return read_record(key)
    except BibtexError:
        return None


def _is_retitled(old: Record, new: Record) -> bool:
    """Whether two records of one place are about one work: a title with more or fewer words, or a misspelling mended.

    A word in the place of another may be another work ("Rivers, part 2"), and so may be another author or year.
    """
    if old.authors and new.authors and surname_key(old.authors[0]) != surname_key(new.authors[0]):
        return False
    if old.date and new.date and old.date.year != new.date.year:
        return False
    words, others = _words(old.title), _words(new.title)
    if {word for word in words if is_number(word)} != {word for word in others if is_number(word)}:
        return False
    if words <= others or others <= words:
        return len(words & others) >= _FEWEST_WORDS
    key, other = fold_key(old.title), fold_key(new.title)
    return SequenceMatcher(None, key, other, autojunk=False).ratio() >= _MISSPELT


def _words(title: str) -> set[str]:
    return {word for word in tokens(strip_markup(title)) if not is_stopword(word)}
