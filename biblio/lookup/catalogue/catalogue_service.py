"""The local catalogue: answers by identifier, by title (exact or damaged) and by clues, without a network.

It is a service like the others, but asking it costs nothing. Titles are looked up exactly first. If that finds nothing,
the works whose titles share the most informative words are ranked by how similar they are to the title asked for
(`work_ranking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import CatalogueDamaged, StoreError
from biblio.lookup.catalogue.fulltext import open_fulltext
from biblio.lookup.catalogue.record_store import RecordStore, open_record_store
from biblio.lookup.catalogue.row_format import record_from_row, row_text, searched_texts
from biblio.lookup.catalogue.row_keys import identifier_key, title_key
from biblio.lookup.catalogue.word_index import WordIndex, WordSearch
from biblio.lookup.catalogue.work_catalogue import CATALOGUE_SCHEMES, search_in_catalogue
from biblio.lookup.catalogue.work_ranking import (
    MAX_CLUE_HITS,
    MAX_COMPARED,
    MAX_RECORDS,
    MAX_SAME_TITLE,
    ComparedWork,
    SoughtTitle,
    best_records,
    chosen_clues,
    clue_records,
    compare_works,
    is_found,
    is_near,
    rate_works,
    sought_title,
)
from biblio.lookup.service import Answer, Question
from biblio.model.clues import Clue, Rarity, Words
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import CATALOGUE, Record
from biblio.text import search_words

__all__ = ["Catalogue", "open_catalogue"]

_Row = dict[str, object]
_DECODER = msgspec.json.Decoder(_Row)
_KEPT_WORKS = 200  # a note's identifier and its title lead to the same works


class Catalogue:
    """An open catalogue."""

    name = CATALOGUE
    schemes = CATALOGUE_SCHEMES
    searches = True

    def __init__(self, records: RecordStore, fulltext: WordSearch, folder: Path) -> None:
        self._records = records
        self._fulltext = fulltext
        self._rarity: dict[Words, float] = {}
        self._kept_rows: dict[int, _Row] = {}
        self._kept_record = lru_cache(_KEPT_WORKS)(self._record)
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
                yield Answer(question, self.by_words(question.words, MAX_RECORDS))

    def by_identifier(self, identifier: Identifier) -> tuple[Record, ...]:
        """Return the records that have an identifier."""
        return self.records(self._records.numbers_with_key(identifier_key(identifier), MAX_RECORDS))

    def by_titles(self, titles: Iterable[str], authors: Sequence[Person] = ()) -> tuple[Record, ...]:
        """Return the records with exactly one of `titles`, or else those with the most similar titles.

        `authors` choose among works that the title does not distinguish.
        """
        query_titles = filter(None, map(sought_title, titles))
        return best_records(
            work for title in query_titles for work in rate_works(self._similar(title), authors, self._kept_record)
        )

    def _similar(self, query_title: SoughtTitle) -> list[ComparedWork]:
        numbers = self._records.numbers_with_key(title_key(query_title.keys[0]), MAX_SAME_TITLE)
        compared = compare_works(query_title, self._rows(numbers))
        if not is_found(query_title, compared):
            for key in query_title.keys[1:]:
                numbers += self._records.numbers_with_key(title_key(key), MAX_RECORDS)
            numbers += [number for number, _ in self._fulltext.by_title(query_title.words, MAX_COMPARED)]
            compared = compare_works(query_title, self._rows(dict.fromkeys(numbers)))
            if not is_near(compared):
                hits = self._fulltext.by_misspelt_title(query_title.words, MAX_COMPARED)
                more = [number for number, _ in hits if number not in numbers]
                compared = compare_works(query_title, self._rows(more), compared)
        return compared

    def by_clues(self, query: Query) -> tuple[Record, ...]:
        """Return the records that have most of the note's clues in their titles and abstracts, best first.

        Works that appeared after the note was written are left out.
        """
        chosen = chosen_clues(query, self.rarity(query.clues))
        names = [word for author in query.authors[:1] for word in search_words(author.last)]
        numbers = [number for number, _ in self._fulltext.by_clues(chosen, MAX_CLUE_HITS, names=names)]
        halves = numbers[: MAX_CLUE_HITS // 2], numbers[MAX_CLUE_HITS // 2 :]  # the second is seldom needed
        return clue_records(query, (row for half in halves for _, row in self._rows(half)))

    def rarity(self, clues: Iterable[Clue]) -> Rarity:
        """Return, for each reading of `clues`, the share of works that contain it (0 if none does)."""
        readings = dict.fromkeys(words for clue in clues for words in clue.readings)
        for words in readings:
            if words not in self._rarity:
                self._rarity[words] = self._fulltext.count_with_all(words) / max(1, self.count)
        return {words: self._rarity[words] for words in readings}

    def by_words(self, words: Sequence[str], limit: int) -> tuple[Record, ...]:
        """Return the records that have folded `words` in their titles, names or abstracts, best first."""
        return self.records(number for number, _ in self._fulltext.by_words(words, limit))

    def search(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the records that best fit what a user searches for; see `search_in_catalogue`."""
        return search_in_catalogue(self, text, limit)

    def records(self, numbers: Iterable[int]) -> tuple[Record, ...]:
        """Return the records with these numbers (1 to `count`, unless some were removed), in order."""
        return tuple(record for number in numbers if (record := self._kept_record(number)) is not None)

    def close(self) -> None:
        """Close the files."""
        self._fulltext.close()
        self._records.close()

    def _record(self, number: int) -> Record | None:
        for _, row in self._rows((number,)):
            return record_from_row(row)
        return None

    def _rows(self, numbers: Collection[int]) -> list[tuple[int, _Row]]:
        """Return the numbers and rows of works, in order, without those that a killed build left in the words alone."""
        missing = [number for number in numbers if number not in self._kept_rows]
        if len(self._kept_rows) + len(missing) > _KEPT_WORKS:
            missing, self._kept_rows = [*numbers], {}
        try:
            self._kept_rows.update((number, _DECODER.decode(body)) for number, body in self._records.rows_of(missing))
        except msgspec.DecodeError as error:
            hint = "delete the catalogue's folder and build it again"
            raise StoreError(f"{self.folder}: the catalogue is damaged ({error})", hint=hint) from error
        return [(number, self._kept_rows[number]) for number in numbers if number in self._kept_rows]


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
        if records.last_number and not fulltext.count:
            hint = "delete the catalogue's folder and build it again"
            raise CatalogueDamaged(f"{folder}: the catalogue is damaged (its full text is gone)", hint=hint)
        return Catalogue(records, fulltext, folder)

    def texts() -> Iterator[tuple[int, dict[str, str]]]:
        for number, body in records.rows():
            row = _DECODER.decode(body)
            yield number, searched_texts(row, title_text(row_text(row, "title")))

    return Catalogue(records, WordIndex(texts), folder)
