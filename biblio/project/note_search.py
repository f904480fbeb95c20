"""Search one's own notes and their works: titles, people, tags, comments, abstracts; ranked, with where it was found.

SQLite's FTS5 does it (https://sqlite.org/fts5.html), in memory. Runs of Chinese, Japanese and Korean characters are
indexed as overlapping pairs, the way Lucene's CJKAnalyzer does, because their words have no blanks between them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.model.decision import DecidedNote
from biblio.text import is_han_or_kana, normalise_space, tokens

__all__ = [
    "FoundNote",
    "fill_columns",
    "found_notes",
    "make_columns",
    "match_query",
    "score_query",
    "search_notes",
    "texts_to_search",
]

# What is searched, and what it counts: a word of a title says more than one of an abstract.
_WEIGHTS = {"title": 10.0, "people": 6.0, "tags": 6.0, "comment": 4.0, "place": 3.0, "abstract": 1.0}
_COLUMNS = ", ".join(_WEIGHTS)
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_RUN = re.compile(r"[^\W_]+")
_EXCERPT = 160  # characters


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note that has all words; the greater `score`, the better.

    `excerpt` is a line in which a word was found, but not the title again.
    `found_in` names where the words are: title, people, tags, comment, place (venue, year, key, identifiers), abstract.
    """

    decided: DecidedNote
    score: float
    found_in: tuple[str, ...]
    excerpt: str = ""


def search_notes(decided: Sequence[DecidedNote], keys: CitationKeys, words: str, *, limit: int = 20) -> list[FoundNote]:
    """Return the notes that have all of `words`, best first, at most `limit`.

    Words in double quotes must follow each other; the others may be beginnings ("transf"). Case and accents do not
    count.
    """
    query = match_query(words)
    if not query:
        return []
    texts = [texts_to_search(decided_note, keys) for decided_note in decided]
    database = sqlite3.connect(":memory:")
    try:
        make_columns(database, "notes")
        fill_columns(database, "notes", enumerate(texts))
        hits = database.execute(score_query("notes"), (query,)).fetchall()
    finally:
        database.close()
    best = sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:limit]
    return found_notes([(decided[number], score) for number, score in best], keys, words)


def match_query(words: str) -> str:
    """Return the query of FTS5 for notes that have all of `words`; empty if there is no word."""
    return " AND ".join(_in_query(phrase, is_whole) for phrase, is_whole in _phrases(words))


def found_notes(hits: Sequence[tuple[DecidedNote, float]], keys: CitationKeys, words: str) -> list[FoundNote]:
    """Return what is shown of the notes, each with its score, that have `words`."""
    parts = [part for phrase, _ in _phrases(words) for part in phrase]
    return [_found(decided, texts_to_search(decided, keys), score, parts) for decided, score in hits]


def _phrases(words: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words to be found, folded, and whether they were in quotes."""
    for match in _PHRASE.finditer(words):
        if folded := tokens(match[1] if match[1] is not None else match[2]):
            yield folded, match[1] is not None


def _in_query(phrase: Sequence[str], is_whole: bool) -> str:
    # https://sqlite.org/fts5.html#fts5_phrases: "a b" * is a phrase whose last word may go on.
    pieces = " ".join(piece for word in phrase for piece in _pieces(word))
    return f'"{pieces}"' + ("" if is_whole and not _is_one_sign(phrase[-1]) else " *")


def _is_one_sign(word: str) -> bool:
    return len(word) == 1 and is_han_or_kana(word)


def _pieces(word: str) -> list[str]:
    """Return what a folded word is indexed as: itself, or pairs of characters."""
    if word.isascii() or not is_han_or_kana(word) or len(word) < 2:
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)]


def texts_to_search(decided: DecidedNote, keys: CitationKeys) -> dict[str, str]:
    """Return the texts of a note that are searched, by column."""
    note, work = decided.note, work_of(decided, unresolved=True, pending=True)
    record = work.best if work is not None else None
    venue = [record.venue, record.venue_short, str(record.date.year) if record.date else ""] if record else []
    identifiers = map(str, work.identifiers) if work is not None else map(str, decided.query.identifiers)
    return {
        "title": _joined([note.title or "", *note.other_titles, record.title if record else ""]),
        "people": _joined([*note.authors, *(map(str, record.authors) if record else ())]),
        "tags": _joined(note.tags),
        "comment": _joined([note.comment, note.summary]),
        "place": _joined(
            [note.venue, *venue, note.id, note.citekey, *(keys.keys_of(work) if work else ()), *identifiers]
        ),
        "abstract": record.abstract if record else "",
    }


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, texts)))


def make_columns(database: sqlite3.Connection, table: str) -> None:
    """Make a table of texts that are searched."""
    database.execute(f'CREATE VIRTUAL TABLE {table} USING fts5({_COLUMNS}, tokenize = "unicode61 remove_diacritics 0")')


def fill_columns(
    database: sqlite3.Connection, table: str, texts: Iterable[tuple[int, dict[str, str]]], gone: Iterable[int] = ()
) -> None:
    """Put the texts of notes, each with a number, into a table, after those with the numbers `gone` are taken out."""
    database.executemany(f"DELETE FROM {table} WHERE rowid = ?", ((number,) for number in gone))  # noqa: S608
    database.executemany(
        f"INSERT INTO {table} (rowid, {_COLUMNS}) VALUES (?{', ?' * len(_WEIGHTS)})",  # noqa: S608 (our own names)
        ((number, *(_indexed(text) for text in row.values())) for number, row in texts),
    )


def score_query(table: str) -> str:
    """Return the statement that gives the numbers and scores of the notes in a table that its one value finds."""
    # bm25() is smaller, the better the match.
    weights = ", ".join(map(str, _WEIGHTS.values()))
    return f"SELECT rowid, -bm25({table}, {weights}) FROM {table} WHERE {table} MATCH ?"  # noqa: S608


def _indexed(text: str) -> str:
    return " ".join(piece for word in tokens(text) for piece in _pieces(word))


def _found(decided: DecidedNote, texts: dict[str, str], score: float, parts: Sequence[str]) -> FoundNote:
    found_in = tuple(name for name, text in texts.items() if any(_has(text, part) for part in parts))
    titles = [tokens(title) for title in texts["title"].split("\n")]
    lines = (line for name in ("comment", "abstract") for line in texts[name].split("\n") if tokens(line) not in titles)
    line = next((line for line in lines if any(_has(line, part) for part in parts)), "")
    return FoundNote(decided, float(f"{score:.4g}"), found_in, _excerpt(line, parts))


def _has(text: str, part: str) -> bool:
    return any(word.startswith(part) or (part in word and is_han_or_kana(part)) for word in tokens(text))


def _excerpt(line: str, parts: Sequence[str]) -> str:
    """Return the part of a line around the first word that was looked for."""
    line = normalise_space(line)
    starts = (match.start() for match in _RUN.finditer(line) if any(_has(match[0], part) for part in parts))
    start = max(0, next(starts, 0) - _EXCERPT // 3)
    if start:
        start = line.rfind(" ", 0, start) + 1
    text = line[start : start + _EXCERPT]
    return ("…" if start else "") + text.strip() + ("…" if start + _EXCERPT < len(line) else "")
