"""Join notes with the entries of a `.bib` beside them: a note that has the key of an entry is about its work.

Notes in Zettlr, Obsidian and Logseq are often named by a citation key, or have it among their keywords, lists in org
consist of citations, and the library is a `.bib` (or Hayagriva, or CSL JSON) in the same folder. The two are one note:
what the entry says about the work, and what the person wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from biblio.model.identifiers import Identifier
from biblio.model.note import LinkRole, Note
from biblio.text import fold, unique_words

__all__ = ["LIBRARY_LAYOUTS", "join_entries"]

LIBRARY_LAYOUTS = frozenset({"bibfile", "hayagriva", "csl-json"})
"""Layouts of libraries whose keys people cite."""


def join_entries(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return `notes`, in their order, with each note that has the key of an entry joined to it.

    The entry's own note is left out. A note stays as it is if entries with its key are about several works, or if its
    own identifiers contradict the entry.
    """
    entries = _by_key(note for note in notes if note.layout in LIBRARY_LAYOUTS)
    if not entries or all(note.layout in LIBRARY_LAYOUTS for note in notes):
        return tuple(notes)
    joined: list[Note] = []
    used: set[tuple[str, str]] = set()
    for note in notes:
        entry = entries.get(note.citekey.casefold()) if note.citekey and note.layout not in LIBRARY_LAYOUTS else None
        if entry is None or _is_item_of_list(note) or _contradict(note, entry):
            joined.append(note)
            continue
        used.add((entry.citekey.casefold(), fold(entry.title or "")))
        joined.append(_with_entry(note, entry))
    return tuple(
        note
        for note in joined
        if note.layout not in LIBRARY_LAYOUTS or (note.citekey.casefold(), fold(note.title or "")) not in used
    )


def _is_item_of_list(note: Note) -> bool:
    """Return whether a note is one of several on a page, where a key beside a title may be only mentioned."""
    return note.layout == "markdown" and note.line != 1 and bool(note.title or note.links)


def _by_key(entries: Iterable[Note]) -> dict[str, Note]:
    """Return entries by their keys in lower case, without keys that several works have."""
    by_key: dict[str, Note] = {}
    ambiguous: set[str] = set()
    for entry in entries:
        key = entry.citekey.casefold()
        first = by_key.setdefault(key, entry)
        if fold(first.title or "") != fold(entry.title or ""):
            ambiguous.add(key)
    return {key: entry for key, entry in by_key.items() if key and entry.title and key not in ambiguous}


def _own_identifiers(note: Note) -> set[Identifier]:
    from biblio.extract.identifiers_in_text import identifier_in_url

    own = (identifier_in_url(link.url) for link in note.links if link.role is LinkRole.OWN)
    return {identifier for identifier in own if identifier}


def _contradict(note: Note, entry: Note) -> bool:
    """Return whether a note and an entry have two identifiers of one kind."""
    of_note, of_entry = _own_identifiers(note), _own_identifiers(entry)
    schemes = {identifier.scheme for identifier in of_entry}
    return any(identifier.scheme in schemes and identifier not in of_entry for identifier in of_note)


def _with_entry(note: Note, entry: Note) -> Note:
    """Return a note with the work of its entry; its title in the person's words is another reading."""
    urls = {link.url for link in note.links}
    names = {name for name, _ in note.fields}
    title = entry.title or note.title
    others = (note.title or "", *note.other_titles)
    return note.replace(
        title=title,
        other_titles=unique_words(other for other in others if other and fold(other) != fold(title or "")),
        authors=entry.authors or note.authors,
        et_al=entry.et_al if entry.authors else note.et_al,
        venue=entry.venue or note.venue,
        year=entry.year or note.year,
        month=entry.month if entry.year else note.month,
        date=note.date or entry.date,
        tags=unique_words([*note.tags, *entry.tags]),
        summary=note.summary or entry.summary,
        links=(*note.links, *(replace(link, line=0) for link in entry.links if link.url not in urls)),
        citekey=entry.citekey,
        kind_hint=note.kind_hint or entry.kind_hint,
        fields=(*note.fields, *(field for field in entry.fields if field[0] not in names)),
    )
