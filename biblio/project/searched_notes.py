"""Search all notes of a project without reading them: what is searched of each stays in the state.

The first search after a run over all notes stores it; later ones make it anew for the notes that have changed since. A
note that has changed since the last run, or about which the user has decided something since, is searched as it is now,
and nothing of that is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.project.note_index import IndexedNote, NoteIndex
from biblio.project.note_library import decided_of_index, read_chosen_notes, read_tagged_notes
from biblio.project.note_search import (
    FoundNote,
    fill_columns,
    found_notes,
    make_columns,
    match_query,
    score_query,
    search_notes,
    texts_to_search,
)

if TYPE_CHECKING:
    from biblio.decisions.find_note import NotesByName
    from biblio.export.export_index import CitationKeys
    from biblio.project.project import Project
    from biblio.settings import NoteSource

__all__ = ["search_project"]

_TABLE = "note_words_1"  # another name with every change of what is searched, or of how
_NOTES_AT_ONCE = 1000


def search_project(
    project: Project,
    sources: Sequence[NoteSource],
    words: str,
    *,
    base: Path,
    keys: CitationKeys,
    tag: str | None = None,
    limit: int = 20,
) -> list[FoundNote]:
    """Return the notes in `sources`, relative to `base`, that have all of `words`; see `search_notes`.

    With a `tag`, only the notes that have it are searched. Does not use the network.
    """
    query = match_query(words)
    if not query:
        return []
    if tag:
        library = read_tagged_notes(project, sources, base=base, tag=tag)
        return search_notes(library.decided, keys, words, limit=limit)
    scores: list[float] | None = None

    def choose(notes: NotesByName[IndexedNote]) -> Sequence[IndexedNote]:
        nonlocal scores
        if not isinstance(notes, NoteIndex):
            return notes.every()
        hits = _SearchedNotes(project, notes, keys).find(query)[:limit]
        scores = [score for _, score in hits]
        return [head for head, _ in hits]

    library = read_chosen_notes(project, sources, base=base, choose=choose)  # type: ignore[arg-type]
    if scores is None:
        return search_notes(library.decided, keys, words, limit=limit)
    return found_notes(list(zip(library.decided, scores, strict=True)), keys, words)


class _SearchedNotes:
    """What is searched of the notes in an index, in the state, beside the citation keys that it has of their works."""

    def __init__(self, project: Project, index: NoteIndex, keys: CitationKeys) -> None:
        self._project = project
        self._state = project.state
        self._version = self._state.data_version
        self._index = index
        self._keys = keys
        self._heads = {head.number: head for head in index.every()}

    def find(self, query: str) -> list[tuple[IndexedNote, float]]:
        """Return the notes that a query of FTS5 finds, each with its score, the best first."""
        now = {number: " ".join(self._keys.keys_of_names(head.names)) for number, head in self._heads.items()}
        known = self._known()
        others = {number for number, keys in now.items() if known.get(number) != keys} | (known.keys() - now.keys())
        others |= self._index.unstored & now.keys()
        stored = others - self._index.unstored
        numbers = sorted(stored)
        for start in range(0, len(numbers), _NOTES_AT_ONCE):
            some = numbers[start : start + _NOTES_AT_ONCE]
            if not self._store(some, {number: now[number] for number in some if number in now}):
                break
            others -= set(some)
        hits = self._hits(query, sorted(others))
        ranks = {number: rank for rank, number in enumerate(self._heads)}
        hits.sort(key=lambda hit: (-hit[1], ranks[hit[0]]))
        return [(self._heads[number], score) for number, score in hits]

    def _known(self) -> dict[int, str | None]:
        """Return the notes of which it is stored what is searched, with their keys (None: they have changed since)."""
        known: dict[int, str | None] = dict(self._state.rows("SELECT number, keys FROM note_searched"))
        if known and self._state.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (_TABLE,)):
            return known
        with self._state.transaction() as db:  # all notes have other numbers now, if there is a table
            db.execute(f"DROP TABLE IF EXISTS {_TABLE}")
            make_columns(db, _TABLE)
            db.execute("DELETE FROM note_searched")
        return {}

    def _store(self, numbers: Sequence[int], keys: Mapping[int, str]) -> bool:
        """Store what is searched of notes as it is now; return whether that was possible."""
        texts = self._texts(numbers)
        with self._state.transaction() as db:
            if self._state.data_version != self._version:
                return False  # another process has stored other notes meanwhile, maybe under these numbers
            fill_columns(db, _TABLE, texts, gone=numbers)
            db.executemany("DELETE FROM note_searched WHERE number = ?", ((number,) for number in numbers))
            db.executemany("INSERT INTO note_searched VALUES (?, ?)", keys.items())
        return True

    def _hits(self, query: str, others: Sequence[int]) -> list[tuple[int, float]]:
        """Return the numbers of the notes that a query finds, with their scores; `others` are not as stored."""
        if not others:
            return self._state.rows(score_query(_TABLE), (query,))
        texts = self._texts(others)
        with self._state.transaction() as db:
            db.execute("SAVEPOINT search")
            fill_columns(db, _TABLE, texts, gone=others)
            hits = db.execute(score_query(_TABLE), (query,)).fetchall()
            db.execute("ROLLBACK TO search")
        return hits

    def _texts(self, numbers: Sequence[int]) -> list[tuple[int, dict[str, str]]]:
        heads = [self._heads[number] for number in numbers if number in self._heads]
        decided = decided_of_index(self._project, self._index, heads)
        return [(head.number, texts_to_search(note, self._keys)) for head, note in zip(heads, decided, strict=True)]
