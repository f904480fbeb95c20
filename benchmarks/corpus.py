"""A corpus of works for the benchmarks: a folder of JSON lines (see `biblio/lookup/catalogue/row_format.py`), plain or xz.

It knows which works a search for a title gives, which records are of one work, and which works are by the same first
author, that is, the good and bad candidates for a note.
"""

from __future__ import annotations

import json
import lzma
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from biblio.bibtex.latex_to_text import title_text
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.model.people import parse_person, surname_key
from biblio.model.record import Record
from biblio.text import strip_markup, tokens

__all__ = ["Corpus", "rows"]

_COMMON = 30_000  # records with a word; a word with more records finds nothing


def rows(folder: Path, *, abstracts: bool = False) -> Iterator[dict[str, Any]]:
    """Yield every line of the folder's files, with abstracts only if they are requested."""
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.xz")]):
        with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                if not abstracts:
                    row.pop("abstract", None)
                yield row


class Corpus:
    """All records of a folder, indexed by the words of their titles, by identifiers and by first author."""

    def __init__(self, folder: Path) -> None:
        self._lines: list[bytes] = []
        self.titles: list[str] = []
        self._by_word: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_author: dict[str, list[int]] = defaultdict(list)
        self._by_doi: dict[str, list[int]] = defaultdict(list)
        self._by_arxiv: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(rows(folder)):
            words = tokens(strip_markup(title_text(str(row["title"]))))
            self._lines.append(json.dumps(row, ensure_ascii=False).encode())
            self.titles.append(" ".join(words))
            self._by_key["".join(words)].append(number)
            for word in set(words):
                self._by_word[word].append(number)
            if row.get("authors"):
                self._by_author[_author_key(row["authors"][0])].append(number)
            for doi in str(row.get("doi") or "").lower().split():
                self._by_doi[doi].append(number)
            for name in (row.get("id"), row.get("arxiv")):
                if name:
                    self._by_arxiv[str(name)].append(number)

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._lines[number])
        return found

    @lru_cache(maxsize=200_000)  # noqa: B019 - one corpus a process
    def record(self, number: int) -> Record | None:
        return record_from_row(self.row(number))

    def linked_by_doi(self, number: int) -> set[int]:
        """Return the records that share a DOI with this one: a link that does not depend on any title."""
        return {other for doi in str(self.row(number).get("doi") or "").lower().split() for other in self._by_doi[doi]}

    def linked_by_id(self, number: int) -> set[int]:
        """Return the records that name the same arXiv id."""
        row = self.row(number)
        return {other for name in (row.get("id"), row.get("arxiv")) if name for other in self._by_arxiv[str(name)]}

    def same_work(self, number: int) -> set[int]:
        """Return the records of the same work: those joined by an identifier, or by the same title and a surname."""
        row = self.row(number)
        found = {number} | self.linked_by_doi(number) | self.linked_by_id(number)
        surnames = _surnames(row)
        for one in list(found):
            for other in self._by_key[self.titles[one].replace(" ", "")]:
                if surnames & _surnames(self.row(other)) or not surnames:
                    found.add(other)
        return found

    def search(self, title: str, *, count: int = 10) -> list[int]:
        """Return the records with the most similar titles, by the rarity of the shared words and by letters."""
        words = list(dict.fromkeys(tokens(strip_markup(title))))
        known = sorted((len(self._by_word[word]), word) for word in words if word in self._by_word)
        chosen = [(number, word) for number, word in known if number < _COMMON][:8] or known[:1]
        score: Counter[int] = Counter()
        for number, word in chosen:
            weight = math.log2(len(self) / number)
            for found in self._by_word[word]:
                score[found] += weight  # type: ignore[assignment]
        near = [found for found, _ in score.most_common(60)]
        folded = " ".join(words)
        by_letters = sorted(near, key=lambda found: -ratio(folded, self.titles[found]))
        mixed = (one for pair in zip(near, by_letters, strict=True) for one in pair)
        exact = self._by_key.get(folded.replace(" ", ""), [])
        return list(dict.fromkeys([*exact, *mixed]))[:count]

    def by_author(self, author: str, title: str, *, count: int = 3) -> list[int]:
        """Return the works of a first author whose titles are most similar to `title`."""
        folded = " ".join(tokens(strip_markup(title)))
        return sorted(self._by_author.get(_author_key(author), []), key=lambda one: -ratio(folded, self.titles[one]))[
            :count
        ]

    def records(self, numbers: Iterable[int]) -> list[Record]:
        return [record for number in numbers if (record := self.record(number)) is not None]


def _author_key(name: str) -> str:
    person = parse_person(name)
    return f"{surname_key(person)} {person.given[:1].casefold()}"


def _surnames(row: dict[str, Any]) -> set[str]:
    return {surname_key(parse_person(name)) for name in row.get("authors") or ()} - {""}
