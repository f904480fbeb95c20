"""The local catalogue: answers by identifier, by title (exact or damaged) and by clues, without a network.

It is a service like the others, but asking it costs nothing. Titles are looked up exactly first. If that finds nothing,
the works whose titles share the most informative words are ranked by how similar they are to the title asked for.
`biblio.matching` decides how well authors agree and what a clue weighs, so that the catalogue and the decision prefer
the same works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

import msgspec
from rapidfuzz.fuzz import ratio

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import StoreError
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.lookup.catalogue.fulltext import open_fulltext
from biblio.lookup.catalogue.record_store import RecordStore, open_record_store
from biblio.lookup.catalogue.row_format import record_from_row, row_month, row_text, searched_texts
from biblio.lookup.catalogue.row_keys import identifier_key, title_key
from biblio.lookup.catalogue.word_index import WordIndex, WordSearch
from biblio.lookup.service import Answer, Question
from biblio.matching.authors import AGREE, match_authors
from biblio.matching.titles.prepared_title import prepare_title, title_keys
from biblio.matching.untitled.clue_match import clue_weight
from biblio.model.clues import Clue, Rarity, Words
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, surname_key
from biblio.model.record import CATALOGUE, Record
from biblio.text import fold_key, search_words

__all__ = ["Catalogue", "open_catalogue"]

_Row = dict[str, object]
_MAX_RECORDS = 20  # records in an answer
_MAX_SAME_TITLE = 400  # records with the same title ("Introduction") among which the author is looked for
_MAX_COMPARED = 24  # works that are compared with a damaged title
# How similar titles are, of 100 (rapidfuzz's `ratio`, the normalised InDel similarity).
_SAME, _SAME_KEY = 100.0, 99.5
_MIN_SIMILARITY = 55.0  # least similarity of a candidate
_BEGINNING_PENALTY = 5.0  # if only the beginnings agree
_SEARCH_SIMILARITY = 85.0  # from this similarity on, a user's search text counts as a title
_AUTHOR_BONUS = {**dict.fromkeys(AGREE, 12.0), "not first": 10.0}  # by how the authors agree
_MAX_CLUE_HITS = 80  # works with the most clues, which are examined …
_MAX_CLUE_RECORDS = 40  # … and those of them that are in an answer
_MAX_SHARE = 1 / 8  # share of all works: words in more of them do not help to choose works
_MAX_CLUES = 50  # clues with which candidates are searched for, the most informative first
# This many clues are always used, and more as long as the works they lead to add up to less than this share of all.
_MIN_CLUES, _MAX_TOTAL_SHARE = 16, 0.9
_DECODER = msgspec.json.Decoder(_Row)


class Catalogue:
    """An open catalogue."""

    name = CATALOGUE
    schemes = frozenset({"arxiv", "doi", "acl", "openreview", "pmlr", "neurips", "cvf", "jmlr"})
    searches = True

    def __init__(self, records: RecordStore, fulltext: WordSearch, folder: Path) -> None:
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
        """Answer every question from the index. Raises `StoreError` if the index is damaged."""
        for question in questions:
            if question.identifier is not None:
                yield Answer(question, self.by_identifier(question.identifier))
            elif question.query is not None and question.query.clues and not question.query.titles:
                yield Answer(question, self.by_clues(question.query), self.rarity(question.query.clues))
            elif question.query is not None:
                yield Answer(question, self.by_titles(question.query.titles, question.query.authors))
            else:
                yield Answer(question, self._with_words(question.words, _MAX_RECORDS))

    def by_identifier(self, identifier: Identifier) -> tuple[Record, ...]:
        """Return the records that have an identifier."""
        return self.records(self._records.numbers_with_key(identifier_key(identifier), _MAX_RECORDS))

    def by_titles(self, titles: Iterable[str], authors: Sequence[Person] = ()) -> tuple[Record, ...]:
        """Return the records with exactly one of `titles`, or else those with the most similar titles.

        `authors` choose among works that the title does not distinguish.
        """
        best: dict[int, tuple[float, Record]] = {}
        for title in titles:
            for score, number, record in self._similar(title, authors):
                if number not in best or best[number][0] < score:
                    best[number] = score, record
        ranked = sorted((-score, number, record) for number, (score, record) in best.items())
        return tuple(record for _, _, record in ranked[:_MAX_RECORDS])

    def _similar(self, title: str, authors: Sequence[Person]) -> list[tuple[float, int, Record]]:
        """Return (score, number, record) of the works with titles like `title`."""
        keys = title_keys(title)
        if not keys:
            return []
        words = search_words(title)
        numbers = self._records.numbers_with_key(title_key(keys[0]), _MAX_SAME_TITLE)
        rows = self._compare(words, keys[0], numbers)
        # A title cut short may be the beginning of others, even if one work has just this title.
        if not rows or rows[0][0] < _SAME_KEY or prepare_title(title).is_cut:
            for key in keys[1:]:
                numbers += self._records.numbers_with_key(title_key(key), _MAX_RECORDS)
            numbers += [number for number, _ in self._fulltext.by_title(words, _MAX_COMPARED)]
            rows = self._compare(words, keys[0], numbers)
        surnames = {surname_key(author) for author in authors} - {""}
        if len(rows) > _MAX_RECORDS and surnames:
            others = ((score, number, row) for score, number, row in rows[_MAX_RECORDS:] if _has_name(row, surnames))
            rows = [*rows[:_MAX_RECORDS], *others]
        rated = []
        for similarity, number, row in rows if surnames else rows[:_MAX_RECORDS]:
            if (record := record_from_row(row)) is not None:
                bonus = _AUTHOR_BONUS.get(match_authors(authors, record.authors), 0.0) if surnames else 0.0
                rated.append((similarity + bonus, number, record))
        return rated

    def _compare(self, words: Sequence[str], key: str, numbers: Iterable[int]) -> list[tuple[float, int, _Row]]:
        """Return (similarity of the title to `words` or `key`, number, row), the most similar first."""
        title = " ".join(words)
        rows: list[tuple[float, int, _Row]] = []
        for number in dict.fromkeys(numbers):
            if (row := self._row(number)) is not None:
                similarity = _title_similarity(title, _folded_title(row_text(row, "title")), key)
                if similarity >= _MIN_SIMILARITY:
                    rows.append((similarity, number, row))
        rows.sort(key=lambda rated: (-rated[0], rated[1]))
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
            if 0 < share < _MAX_SHARE:
                weighted.append((readings, clue_weight(clue, share), share))
        weighted.sort(key=lambda clue: -clue[1])
        chosen: list[tuple[Sequence[Words], float]] = []
        total_share = 0.0
        for readings, weight, share in weighted[:_MAX_CLUES]:
            # The most informative ones, as long as they do not lead to too many works.
            if len(chosen) < _MIN_CLUES or total_share + share < _MAX_TOTAL_SHARE:
                chosen.append((readings, weight))
                total_share += share
        latest = 12 * query.before.latest.year + query.before.latest.month if query.before else None
        names = [word for author in query.authors[:1] for word in search_words(author.last)]
        records: list[Record] = []
        for number, _ in self._fulltext.by_clues(chosen, _MAX_CLUE_HITS, names=names):
            row = self._row(number)
            if row is None or (latest is not None and row_month(row) > latest):
                continue
            record = record_from_row(row)
            if record is not None:
                records.append(record)
            if len(records) == _MAX_CLUE_RECORDS:
                break
        return tuple(records)

    def rarity(self, clues: Iterable[Clue]) -> Rarity:
        """Return, for each reading of `clues`, the share of works that contain it (0 if none does)."""
        readings = dict.fromkeys(words for clue in clues for words in clue.readings)
        for words in readings:
            if words not in self._rarity:
                self._rarity[words] = self._fulltext.count_with_all(words) / max(1, self.count)
        return {words: self._rarity[words] for words in readings}

    def search(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the records that best fit what a user searches for: an identifier, a title, or any words."""
        named = [record for mention in find_identifiers(text) for record in self.by_identifier(mention.identifier)]
        if named:
            return tuple(dict.fromkeys(named))[:limit]
        words = search_words(text)
        title = " ".join(words)
        titled = [
            record
            for record in self.by_titles((text,))
            if _title_similarity(title, " ".join(search_words(record.title))) >= _SEARCH_SIMILARITY
        ]
        return tuple(dict.fromkeys((*titled, *self._with_words(words, limit))))[:limit]

    def records(self, numbers: Iterable[int]) -> tuple[Record, ...]:
        """Return the records with these numbers (1 to `count`, unless some were removed), in order."""
        rows = (self._row(number) for number in numbers)
        return tuple(record for row in rows if row is not None and (record := record_from_row(row)) is not None)

    def close(self) -> None:
        """Close the files."""
        self._fulltext.close()
        self._records.close()

    def _with_words(self, words: Sequence[str], limit: int) -> tuple[Record, ...]:
        return self.records(number for number, _ in self._fulltext.by_words(words, limit))

    def _row(self, number: int) -> _Row | None:
        body = self._records.row(number)
        if body is None:
            return None  # the words of this work were added just before a build was killed
        try:
            return _DECODER.decode(body)
        except msgspec.DecodeError as error:
            hint = "delete the catalogue's folder and build it again"
            raise StoreError(f"{self.folder}: the catalogue is damaged ({error})", hint=hint) from error


def _folded_title(title: str) -> str:
    return " ".join(search_words(title_text(title)))


def _has_name(row: _Row, surnames: Set[str]) -> bool:
    names = row.get("authors")
    folded = fold_key(" ".join(map(str, names))) if isinstance(names, list) else ""
    return any(surname in folded for surname in surnames)


def _title_similarity(title: str, other: str, key: str = "") -> float:
    """Return how similar two folded titles are: 100 if equal; a little less if one is the beginning of the other.

    `key` is `title` without "(extended abstract)" and the like, as a key.
    """
    other_key = other.replace(" ", "")
    if title.replace(" ", "") == other_key:
        return _SAME
    if other_key == key:
        return _SAME_KEY
    similarity = ratio(title, other)
    short, long = sorted((title, other), key=len)
    if len(short) < len(long):
        similarity = max(similarity, ratio(short, long[: len(short)]) - _BEGINNING_PENALTY)
    return min(similarity, _SAME - 1)


def open_catalogue(folder: Path, *, with_fulltext: bool = True) -> Catalogue:
    """Open the catalogue in `folder`; `with_fulltext` is how it was built.

    Raises `StoreError` if there is no finished one, `MissingExtra` if it has a full text and its library is missing.
    """
    records = open_record_store(folder / "records.sqlite")
    try:
        return _opened(records, folder, with_fulltext=with_fulltext)
    except BaseException:
        records.close()
        raise


def _opened(records: RecordStore, folder: Path, *, with_fulltext: bool) -> Catalogue:
    if not records.is_indexed:
        hint = "run `biblio catalogue build` again: it continues where it stopped"
        raise StoreError(f"{folder}: the catalogue is half built", hint=hint)
    if with_fulltext:
        fulltext = open_fulltext(folder / "text")
        if records.count and not fulltext.count:
            hint = "delete the catalogue's folder and build it again"
            raise StoreError(f"{folder}: the catalogue is damaged (its full text is gone)", hint=hint)
        return Catalogue(records, fulltext, folder)

    def texts() -> Iterator[tuple[int, dict[str, str]]]:
        for number, body in records.rows():
            row = _DECODER.decode(body)
            yield number, searched_texts(row, title_text(row_text(row, "title")))

    return Catalogue(records, WordIndex(texts), folder)
