"""The local catalogue: answers by identifier, by title (exact or damaged) and by clues, without a network.

It is a service like the others, only that asking it costs nothing. Titles are looked up exactly first; where that
finds nothing, the works whose titles share the most telling words are ranked by how like they are to what was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

import msgspec
from rapidfuzz.fuzz import ratio

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import StoreError
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.lookup.catalogue.fulltext import FullText, open_fulltext
from biblio.lookup.catalogue.record_store import RecordStore, open_record_store
from biblio.lookup.catalogue.row_format import record_from_row, row_month, row_text
from biblio.lookup.catalogue.row_keys import identifier_key, title_key
from biblio.lookup.service import Answer, Question
from biblio.matching.authors import AGREE, match_authors
from biblio.matching.titles.prepared_title import title_keys
from biblio.matching.untitled.clue_match import clue_weight
from biblio.model.clues import Clue, Rarity, Words
from biblio.model.decision import Query
from biblio.model.people import Person, surname_key
from biblio.model.record import CATALOGUE, Record
from biblio.text import fold_key, search_words

__all__ = ["Catalogue", "Row", "open_catalogue"]

Row = dict[str, object]
_MOST = 20  # records a question gives
_SAME_TITLE = 400  # records of one title ("Introduction") among which the author is looked for
_RANKED = 24  # works that are compared with a damaged title
# How alike titles are, of 100 (rapidfuzz's `ratio`, the normalised InDel similarity).
_SAME, _SAME_KEY = 100.0, 99.5
_ALIKE = 55.0  # less is no candidate
_BEGINNING = 5.0  # is lost where only the beginnings agree
_TITLE = 85.0  # more is taken for the title of what a person looks for
_AUTHORS = {**dict.fromkeys(AGREE, 12.0), "not first": 10.0}  # is won by authors who agree, by how they do
_CLUES_RANKED = 80  # works with the most clues …
_CLUES_KEPT = 40  # … of which so many are answered
_RARE_ENOUGH = 1 / 8  # of all works: words in more of them do not tell which to look at
_TELLING = 50  # clues that candidates are looked for with, the most telling
_LEAST_CLUES, _SEEN = 16, 0.9  # so many in any case; more while the works they lead to add up to this share of all
_DECODER = msgspec.json.Decoder(Row)


class Catalogue:
    """An open catalogue."""

    name = CATALOGUE
    schemes = frozenset({"arxiv", "doi", "acl", "openreview", "pmlr", "neurips", "cvf", "jmlr"})
    searches = True

    def __init__(self, records: RecordStore, fulltext: FullText, folder: Path) -> None:
        self._records = records
        self._fulltext = fulltext
        self._rarity: dict[Words, float] = {}
        self.folder = folder
        self.count = records.count
        self.built_at = max((file.built_at for file in records.files().values()), default=0.0)

    def cost(self, questions: Sequence[Question]) -> int:
        """Return 0: no request is made."""
        return 0

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Answer every question from the index. Raises `StoreError` where it is damaged."""
        for question in questions:
            if question.identifier is not None:
                yield Answer(question, self.by_key(identifier_key(question.identifier)))
            elif question.query is not None and question.query.clues and not question.query.titles:
                clues = question.query.clues
                yield Answer(question, self.by_clues(question.query), self.rarity(clues))
            elif question.query is not None:
                yield Answer(question, self.by_titles(question.query.titles, question.query.authors))
            else:
                yield Answer(question, self._read(self._fulltext.by_words(question.words, _MOST)))

    def by_key(self, key: int) -> tuple[Record, ...]:
        """Return the records that have a key (see `keys`)."""
        return self._records_of(self._records.numbers_with_key(key, _MOST))

    def by_titles(self, titles: Iterable[str], authors: Sequence[Person] = ()) -> tuple[Record, ...]:
        """Return the records with exactly one of `titles`; where there is none, those with the titles most like them.

        `authors` choose among works that the title does not tell apart.
        """
        best: dict[int, tuple[float, Record]] = {}
        for title in titles:
            for alike, number, record in self._like(title, authors):
                if number not in best or best[number][0] < alike:
                    best[number] = alike, record
        ranked = sorted(best.items(), key=lambda one: (-one[1][0], one[0]))
        return tuple(record for _, (_, record) in ranked[:_MOST])

    def _like(self, title: str, authors: Sequence[Person]) -> list[tuple[float, int, Record]]:
        """Return the works with titles like `title`: how like they are, their numbers, their records."""
        keys = title_keys(title)
        if not keys:
            return []
        words = search_words(title)
        found = self._records.numbers_with_key(title_key(keys[0]), _SAME_TITLE)
        rows = self._compared(words, keys[0], found)
        if not rows or rows[0][0] < _SAME_KEY:
            found += [number for key in keys[1:] for number in self._records.numbers_with_key(title_key(key), _MOST)]
            found += [number for number, _ in self._fulltext.by_title(words, _RANKED)]
            rows = self._compared(words, keys[0], found)
        surnames = {surname_key(one) for one in authors} - {""}
        if len(rows) > _MOST and surnames:
            rows = [*rows[:_MOST], *(one for one in rows[_MOST:] if _has_name(one[2], surnames))]
        rated = []
        for alike, number, row in rows if surnames else rows[:_MOST]:
            if (record := record_from_row(row)) is not None:
                bonus = _AUTHORS.get(match_authors(authors, record.authors), 0.0) if surnames else 0.0
                rated.append((alike + bonus, number, record))
        return rated

    def _compared(self, words: Sequence[str], key: str, numbers: Iterable[int]) -> list[tuple[float, int, Row]]:
        """Return (how alike the title is to one of `words` and `key`, number, row), the most alike first."""
        asked = " ".join(words)
        rows: list[tuple[float, int, Row]] = []
        for number in dict.fromkeys(numbers):
            if (row := self._row(number)) is not None:
                alike = _alike(asked, " ".join(search_words(title_text(row_text(row, "title")))), key)
                if alike >= _ALIKE:
                    rows.append((alike, number, row))
        rows.sort(key=lambda one: (-one[0], one[1]))
        return rows

    def by_clues(self, query: Query) -> tuple[Record, ...]:
        """Return the records that have most of the note's clues in their titles and abstracts, best first.

        Works that appeared after the note was written are left out.
        """
        rarity = self.rarity(query.clues)
        weighted = []
        for clue in query.clues:
            readings = tuple(words for words in clue.readings if rarity[words])
            share = sum(rarity[words] for words in readings)
            if 0 < share < _RARE_ENOUGH:
                weighted.append((readings, clue_weight(clue, share), share))
        weighted.sort(key=lambda one: -one[1])
        looked: list[tuple[Sequence[Words], float]] = []
        seen = 0.0
        for readings, weight, share in weighted[:_TELLING]:
            # The most telling ones, as long as they do not lead through too many works.
            if len(looked) < _LEAST_CLUES or seen + share < _SEEN:
                looked.append((readings, weight))
                seen += share
        latest = 12 * query.before.latest.year + query.before.latest.month if query.before else None
        names = [word for author in query.authors[:1] for word in search_words(author.last)]
        found: list[Record] = []
        for number, _ in self._fulltext.by_clues(looked, _CLUES_RANKED, names=names):
            row = self._row(number)
            if row is None or (latest is not None and row_month(row) > latest):
                continue
            record = record_from_row(row)
            if record is not None:
                found.append(record)
            if len(found) == _CLUES_KEPT:
                break
        return tuple(found)

    def rarity(self, clues: Iterable[Clue]) -> Rarity:
        """Return the share of the works that have each reading of `clues` (0 where none has)."""
        readings = dict.fromkeys(words for clue in clues for words in clue.readings)
        for words in readings:
            if words not in self._rarity:
                self._rarity[words] = self._fulltext.count_with_all(words) / max(1, self.count)
        return {words: self._rarity[words] for words in readings}

    def search(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the records that fit a person's `text` best: an identifier, a title, or words of all they hold."""
        named = [record for item in find_identifiers(text) for record in self.by_key(identifier_key(item.identifier))]
        if named:
            return tuple(dict.fromkeys(named))[:limit]
        words = search_words(text)
        alike = [record for record in self.by_titles((text,)) if _alike(" ".join(words), _words(record)) >= _TITLE]
        fitting = self._read(self._fulltext.by_words(words, limit))
        return tuple(dict.fromkeys((*alike, *fitting)))[:limit]

    def close(self) -> None:
        """Close the files."""
        self._fulltext.close()
        self._records.close()

    def _read(self, hits: Iterable[tuple[int, float]]) -> tuple[Record, ...]:
        return self._records_of(number for number, _ in hits)

    def _records_of(self, numbers: Iterable[int]) -> tuple[Record, ...]:
        rows = (self._row(number) for number in numbers)
        return tuple(record for row in rows if row is not None and (record := record_from_row(row)) is not None)

    def _row(self, number: int) -> Row | None:
        body = self._records.row(number)
        if body is None:
            return None  # its words were added just before a build was killed
        try:
            return _DECODER.decode(body)
        except msgspec.DecodeError as error:
            hint = "delete the catalogue's folder and build it again"
            raise StoreError(f"{self.folder}: the catalogue is damaged ({error})", hint=hint) from error


def _words(record: Record) -> str:
    return " ".join(search_words(record.title))


def _has_name(row: Row, surnames: Set[str]) -> bool:
    names = row.get("authors")
    folded = fold_key(" ".join(map(str, names))) if isinstance(names, list) else ""
    return any(name in folded for name in surnames)


def _alike(asked: str, title: str, key: str = "") -> float:
    """Return how alike two folded titles are: 100 the same; a little less where one is how the other begins.

    `key` is what is left of the one asked for without "(extended abstract)" and the like.
    """
    joined = title.replace(" ", "")
    if asked.replace(" ", "") == joined:
        return _SAME
    if joined == key:
        return _SAME_KEY
    whole = ratio(asked, title)
    short, long = sorted((asked, title), key=len)
    if len(short) < len(long):
        whole = max(whole, ratio(short, long[: len(short)]) - _BEGINNING)
    return min(whole, _SAME - 1)


def open_catalogue(folder: Path) -> Catalogue:
    """Open the catalogue in `folder`. Raises `StoreError` where there is none that is finished."""
    records = open_record_store(folder / "records.sqlite")
    if not records.is_indexed:
        records.close()
        hint = "run `biblio catalogue build` again: it goes on where it was"
        raise StoreError(f"{folder}: the catalogue is half built", hint=hint)
    return Catalogue(records, open_fulltext(folder / "text"), folder)
