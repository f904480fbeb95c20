"""Generate notes about works of a corpus as people write them, with the right answer and the candidates of a search."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from corpus import Corpus
from damage import DAMAGES, damage

from biblio.extract.query import extract_query
from biblio.model.decision import Query
from biblio.model.note import Note
from biblio.model.record import Record

__all__ = ["Sample", "samples"]

# Assumptions, all of which make the notes harder than the real ones for which we have labels.
DAMAGED = 0.4  # share of notes with a damaged title
ABSENT = 0.25  # share of notes whose work no source has
BY_DOI = 0.08  # share of notes written from one record and compared with another that shares its DOI
BY_ID = 0.32  # the same, where an index links the records (mostly found by their titles)
VENUE_OTHER = 0.02  # share of venues that are those of another publication of the work, unknown to the sources
YEAR_WRONG = 0.05  # share of years that are one off
AUTHORS = (("full", 0.49), ("family", 0.25), ("given", 0.01), ("initial", 0.05), ("several", 0.12), ("none", 0.08))
MISSPELT = 0.02  # share of names with a wrong letter


@dataclass(frozen=True, slots=True)
class Sample:
    """A note, its kind of damage, and its candidates: record numbers, and which of them are right.

    `joined` is true if the note was written from a record of the work with which it is not compared.
    """

    note: Note
    damage: str
    candidates: tuple[int, ...]
    right: frozenset[int]
    joined: bool

    @property
    def query(self) -> Query:
        return extract_query(self.note)


def samples(corpus: Corpus, count: int, seed: int) -> Iterator[Sample]:
    """Yield `count` notes about works drawn at random; works with two records joined by DOI are drawn more often."""
    random = Random(seed)
    by_doi = [number for number in range(len(corpus)) if len(corpus.linked_by_doi(number)) > 1]
    by_id = [number for number in range(len(corpus)) if len(corpus.linked_by_id(number)) > 1]
    random.shuffle(by_doi)
    random.shuffle(by_id)
    for _ in range(count):
        pool = random.choices((by_doi, by_id, None), (BY_DOI, BY_ID, 1 - BY_DOI - BY_ID))[0]
        # No work occurs twice, because the halves must not share a work.
        number = pool.pop() if pool else random.randrange(len(corpus))
        yield sample(corpus, random, number, apart=pool is not None)


def sample(corpus: Corpus, random: Random, number: int, *, apart: bool) -> Sample:
    same = corpus.same_work(number)
    row = corpus.row(number)
    title, kind = str(row["title"]), ""
    if random.random() < DAMAGED:
        kind = random.choice(list(DAMAGES))
        title, kind = (damaged, kind) if (damaged := damage(random, title, kind=kind)) else (title, "")
    venue, year = _venue(corpus, random, row, same)
    authors, et_al = _authors(random, row)
    note = Note(
        id="n", source="", line=1, end_line=1, layout="", title=title, authors=authors, et_al=et_al, venue=venue,
        year=year if random.random() < 0.9 else None,
    )  # fmt: skip
    found = corpus.search(title)
    if row.get("authors"):
        found = list(dict.fromkeys([*found, *corpus.by_author(row["authors"][0], title)]))
    right = same & set(found)
    if not right:
        found.append(number)
        right = {number}
    if apart and len(right) > 1:  # the note was written from one record, and is compared with the others
        found.remove(number)
        right -= {number}
    if random.random() < ABSENT:
        found = [one for one in found if one not in same]
        right = set()
    return Sample(note, kind, tuple(found), frozenset(right), apart)


def _venue(corpus: Corpus, random: Random, row: dict[str, Any], same: set[int]) -> tuple[str, int | None]:
    """Return the venue and year in a note's form: those of the publication or of the preprint."""
    published = [other for other in map(corpus.row, sorted(same)) if other.get("venue")]
    if published and (row.get("venue") or random.random() < 0.6):
        chosen = row if row.get("venue") else random.choice(published)
        year = int(chosen["year"]) if str(chosen.get("year", "")).isdigit() else None
        long = random.random() < 0.25
        venue = str(chosen["venue"] if long else chosen.get("venue_short") or chosen["venue"])
        if venue == "Findings" and (host := re.search(r"\b(ACL|EMNLP|NAACL|EACL|IJCNLP|AACL)\b", str(chosen["venue"]))):
            venue = random.choice((f"Findings of {host[1]}", f"{host[1]} Findings", host[1], "Findings"))
    else:
        first = row.get("published") or row.get("year") or ""
        year = int(str(first)[:4]) if str(first)[:4].isdigit() else None
        venue = "arXiv"
    if year and random.random() < YEAR_WRONG:
        year += random.choice((-1, 1))
    if random.random() < VENUE_OTHER:
        other = corpus.row(random.randrange(len(corpus)))
        venue = str(other.get("venue_short") or other.get("venue") or "arXiv")
    return (venue if random.random() < 0.85 else ""), year


def _authors(random: Random, row: dict[str, Any]) -> tuple[tuple[str, ...], bool]:
    names = [str(name) for name in row.get("authors") or ()]
    if not names:
        return (), False
    (form,) = random.choices([form for form, _ in AUTHORS], [share for _, share in AUTHORS])
    first = names[0]
    words = first.split()
    if random.random() < 0.1:
        first = "".join(c for c in unicodedata.normalize("NFD", first) if not unicodedata.combining(c))
    if form == "none":
        return (), False
    if random.random() < MISSPELT and (wrong := damage(random, f"{first} {first}", kind="typos")):
        first = " ".join(wrong.split()[: len(words)])
        words = first.split()
    if form == "given":
        return (words[0],), True
    if form == "family" and words:
        return (first.split()[-1],), True
    if form == "initial" and len(words) > 1:
        return (f"{words[0][0]}. {words[-1]}",), True
    if form == "several" and len(names) > 1:
        return tuple(names[:3]), len(names) > 3
    if random.random() < 0.03 and len(words) == 2:
        first = f"{words[1]} {words[0]}"
    return (first,), len(names) > 1


def right_records(corpus: Corpus, one: Sample) -> list[Record]:
    return corpus.records(one.right)
