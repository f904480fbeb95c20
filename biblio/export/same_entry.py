"""Which entries of the user's own `.bib` files are one: those that say nothing different.

Two entries can share a DOI or title, author and year and still be two: chapters of one book, editions, a talk and its
paper. Nobody but the user knows their works, so they stay apart unless they agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from biblio.bibtex.entry_table import VERBATIM_FIELDS
from biblio.bibtex.field_names import PEOPLE_FIELDS, one_name
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.note_entry import entry_of_note
from biblio.model.decision import DecidedNote
from biblio.model.entry import Entry
from biblio.model.record import Work
from biblio.text import fold_key, normalised

__all__ = ["agree", "keep_apart", "named_by_key", "stands_for_itself"]

_DASHES = re.compile(r"(?:(?<!\s)\s+)?[-‐‑‒–—−]+\s*")
_NO_LETTERS = re.compile(r"[\W_]+")
_POINTS = re.compile(r"(?<!\d)[.,:;]|[.,:;](?!\d)|[\"'“”‘’`]")
# What a program or the user notes beside an entry; one entry may have it and its copy another.
_BESIDE = frozenset(
    """
    abstract keywords keyword tags mendeley-tags groups file pdf ids urldate timestamp owner creationdate
    modificationdate date-added date-modified dateadded datemodified local-url rating readstatus ranking priority
    biburl bibsource
    """.split()
)
_TITLES = frozenset({"title", "subtitle", "titleaddon", "shorttitle", "langid", "language"})


def stands_for_itself(work: Work) -> bool:
    """Return whether nothing is known about a work but what its note says."""
    return all(record.source == "note" for record in work.records)


def keep_apart(pairs: Iterable[tuple[Work, DecidedNote]]) -> list[tuple[Work, DecidedNote]]:
    """Return works with their notes, where works of entries that contradict each other share no name any more.

    An entry that stands for itself keeps its identifiers unless they lead to a known work with another title, or to
    another such entry that differs; then only its key tells it apart.
    """
    pairs = list(pairs)
    titles: dict[object, set[str]] = {}
    entries: dict[object, list[Entry]] = {}
    for work, _ in pairs:
        if not stands_for_itself(work):
            for name in (work.id, *work.identifiers):
                titles.setdefault(name, set()).add(fold_key(work.best.title))
    apart = []
    for work, decided in pairs:
        entry = entry_of_note(decided.note)
        if entry is None or not stands_for_itself(work):
            apart.append((work, decided))
            continue
        names = (work.id, *work.identifiers)
        title = fold_key(work.best.title)
        is_other = any(title not in titles[name] for name in names if name in titles)
        if is_other or any(not agree(entry, other) for name in names for other in entries.get(name, ())):
            work = named_by_key(work, entry.key)
            names = (work.id,)
        for name in names:
            entries.setdefault(name, []).append(entry)
        apart.append((work, decided))
    return apart


def agree(entry: Entry, other: Entry) -> bool:
    """Return whether two entries have one type, and the same text in every field that both have.

    A title alone ("Introduction") makes two entries one only if they have one key.
    """
    if entry.type != other.type:
        return False
    values = {one_name(name): value for name, value in other.fields if name not in _BESIDE}
    shared = {name: value for field, value in entry.fields if (name := one_name(field)) in values}
    if entry.key.casefold() != other.key.casefold() and shared.keys() <= _TITLES:
        return False
    return all(_text(name, value) == _text(name, values[name]) for name, value in shared.items())


def _text(name: str, value: str) -> str:
    """Return what a value says, without what is only a way to write it.

    Marks within numbers and signs stay: pages 1-5 are not page 15, a date that is open ("1996/..") is no day, and C++
    is not C. How names are punctuated and spaced says nothing, but their accents do.
    """
    text = decode_latex(value)
    if name in PEOPLE_FIELDS:
        return _NO_LETTERS.sub("", normalised(text, "NFKC").casefold())
    if name in VERBATIM_FIELDS:
        return text.strip().casefold()
    text = _DASHES.sub("-", normalised(text, "NFKC").casefold())
    return " ".join(_POINTS.sub("", text).split())


def named_by_key(work: Work, key: str) -> Work:
    """Return a work that only the key of its entry names."""
    record = replace(work.best, identifiers=())
    return replace(work, id=f"{work.id}#{key}", best=record, records=(record,))
