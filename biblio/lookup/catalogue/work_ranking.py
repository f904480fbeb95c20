"""Which works a title or clues mean, whatever engine found the candidates: the part that all catalogues share.

An engine finds rows by key and by words; here they are compared with what was asked for, rated and ordered. How well
authors agree and what a clue weighs is decided in `biblio.matching`, so that a catalogue and the decision prefer the
same works. Pure: rows and numbers in, records out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

from biblio.bibtex.latex_to_text import title_text
from biblio.lookup.catalogue.row_format import record_from_row, row_month, row_text
from biblio.matching.authors import AGREE, match_authors
from biblio.matching.titles.prepared_title import prepare_title, title_keys
from biblio.matching.untitled.clue_match import clue_weight
from biblio.model.clues import Rarity, Words
from biblio.model.decision import Query
from biblio.model.people import Person, surname_key
from biblio.model.record import Record
from biblio.text import fold_key, search_words

__all__ = [
    "MAX_CLUE_HITS",
    "MAX_COMPARED",
    "MAX_RECORDS",
    "MAX_SAME_TITLE",
    "SEARCH_SIMILARITY",
    "CatalogueRowFields",
    "ComparedWork",
    "RatedWork",
    "SoughtTitle",
    "best_records",
    "chosen_clues",
    "clue_records",
    "compare_works",
    "is_found",
    "is_near",
    "rate_works",
    "sought_title",
    "title_similarity",
]

CatalogueRowFields = Mapping[str, object]
"""The fields of a row, as `row_format` lists them."""
ComparedWork = tuple[float, int, CatalogueRowFields]
"""How similar a work's title is to the one sought (0 to 100), the work's number, its row."""
RatedWork = tuple[float, int, Record]
"""A work's similarity with what its authors add to it, its number, its record."""

MAX_RECORDS = 20
"""The most records in an answer."""
MAX_SAME_TITLE = 400
"""The most works with the same title ("Introduction") among which the author is looked for."""
MAX_COMPARED = 24
"""The most works that are compared with a damaged title."""
SEARCH_SIMILARITY = 85.0
"""From this similarity on, a user's search text counts as a title."""
MAX_CLUE_HITS = 80
"""The most works with clues that are examined."""
_MAX_CLUE_RECORDS = 40  # those of them that are in an answer
# How similar titles are, of 100 (rapidfuzz's `ratio`, the normalised InDel similarity).
_SAME, _SAME_KEY = 100.0, 99.5
_MIN_SIMILARITY = 55.0  # least similarity of a candidate
_NEAR = 92.0  # from this similarity on, no word of the title sought is taken to be misspelt
_BEGINNING_PENALTY = 5.0  # if only the beginnings agree
_AUTHOR_BONUS = {**dict.fromkeys(AGREE, 12.0), "not first": 10.0}  # by how the authors agree
_MAX_SHARE = 1 / 8  # share of all works: words in more of them do not help to choose works
_MAX_CLUES = 50  # clues with which candidates are searched for, the most informative first
# This many clues are always used, and more as long as the works they lead to add up to less than this share of all.
_MIN_CLUES, _MAX_TOTAL_SHARE = 16, 0.5


@dataclass(frozen=True, slots=True)
class SoughtTitle:
    """A title that is looked for: its keys (the whole title first), its words, and whether it is visibly cut short."""

    keys: tuple[str, ...]
    words: tuple[str, ...]
    is_cut: bool


def sought_title(title: str) -> SoughtTitle | None:
    """Return `title` as it is looked for, or None if it has no letters."""
    keys = title_keys(title)
    return SoughtTitle(keys, tuple(search_words(title)), prepare_title(title).is_cut) if keys else None


def compare_works(
    query_title: SoughtTitle, works: Iterable[tuple[int, CatalogueRowFields]], others: Iterable[ComparedWork] = ()
) -> list[ComparedWork]:
    """Return the works (number, row) whose titles resemble `query_title`, the most similar first.

    `others` were compared with it before, and are among them.
    """
    title = " ".join(query_title.words)
    compared = [*others]
    for number, row in works:
        similarity = title_similarity(title, _folded_title(row_text(row, "title")), query_title.keys[0])
        if similarity >= _MIN_SIMILARITY:
            compared.append((similarity, number, row))
    compared.sort(key=lambda rated: (-rated[0], rated[1]))
    return compared


def is_found(query_title: SoughtTitle, compared: Sequence[ComparedWork]) -> bool:
    """Whether a work has just this title, so that no similar one need be looked for.

    A title cut short may be the beginning of others, even if one work has just this title.
    """
    return bool(compared) and compared[0][0] >= _SAME_KEY and not query_title.is_cut


def is_near(compared: Sequence[ComparedWork]) -> bool:
    """Whether a work has nearly the title sought, so that no word of it is taken to be misspelt."""
    return bool(compared) and compared[0][0] >= _NEAR


def rate_works(
    compared: Sequence[ComparedWork], authors: Sequence[Person], record_of: Callable[[int], Record | None] | None = None
) -> list[RatedWork]:
    """Return the most similar works, rated; `authors` bring in works that are not among the first.

    `record_of` returns the record of a work by its number; without it, the work's row is read.
    """
    surnames = {surname_key(author) for author in authors} - {""}
    works = list(compared[:MAX_RECORDS])
    if surnames:
        works += [work for work in compared[MAX_RECORDS:] if _has_name(work[2], surnames)]
    rated: list[RatedWork] = []
    for similarity, number, row in works:
        if (record := record_of(number) if record_of else record_from_row(row)) is not None:
            bonus = _AUTHOR_BONUS.get(match_authors(authors, record.authors), 0.0) if surnames else 0.0
            rated.append((similarity + bonus, number, record))
    return rated


def best_records(rated: Iterable[RatedWork]) -> tuple[Record, ...]:
    """Return the records of works that were rated, perhaps for several titles, the best first."""
    best: dict[int, tuple[float, Record]] = {}
    for score, number, record in rated:
        if number not in best or best[number][0] < score:
            best[number] = score, record
    ranked = sorted((-score, number, record) for number, (score, record) in best.items())
    return tuple(record for _, _, record in ranked[:MAX_RECORDS])


def title_similarity(title: str, other: str, key: str = "") -> float:
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


def chosen_clues(query: Query, rarity: Rarity) -> list[tuple[Sequence[Words], float]]:
    """Return the clues to search for works with (readings, weight), the most informative first.

    `rarity` is the share of all works that have each reading.
    """
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
    return chosen


def clue_records(query: Query, rows: Iterable[CatalogueRowFields]) -> tuple[Record, ...]:
    """Return the records of `rows`, the works with the most clues first, without those later than the note."""
    latest = 12 * query.before.latest.year + query.before.latest.month if query.before else None
    records: list[Record] = []
    for row in rows:
        if latest is not None and row_month(row) > latest:
            continue
        record = record_from_row(row)
        if record is not None:
            records.append(record)
        if len(records) == _MAX_CLUE_RECORDS:
            break
    return tuple(records)


def _folded_title(title: str) -> str:
    return " ".join(search_words(title_text(title)))


def _has_name(row: CatalogueRowFields, surnames: Set[str]) -> bool:
    names = row.get("authors")
    folded = fold_key(" ".join(map(str, names))) if isinstance(names, list) else ""
    return any(surname in folded for surname in surnames)
