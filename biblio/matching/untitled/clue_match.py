"""Compare a note's clues with a work's title and abstract: how much more of them it has than any other work would.

Each clue is a comparison of its own (I. Fellegi and A. Sunter, JASA 64, 1969): a rare word that the work has speaks
for it by log2 of how much more often a note's own work has such a word than any work does; one that it lacks speaks
against it. Words of one text hang together, so each further one counts less than the one before, and terms of the
field less than names. A title that begins with a name of its own ("EfficientSAM: …") which the note never mentions is
a successor's, as a rule: those share most of the words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from biblio.extract.terms import expansions
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.matching.untitled.rarity import guessed_share
from biblio.model.clues import Clue, ClueForm, CluePlace, Rarity
from biblio.model.decision import Evidence, Query
from biblio.model.record import Record, Work
from biblio.text import search_words, strip_markup

__all__ = [
    "NO_HINTS",
    "Hints",
    "clue_weight",
    "compare_clues",
    "compare_meaning",
    "fits",
    "guessed_share",
    "link_titles",
]

# How often the work of a note has a clue in its title or abstract, by what the clue looks like and where it stands:
# counted on notes with known works (benchmarks/clues.py), rounded.
_SHARE: Mapping[tuple[ClueForm, CluePlace], float] = {
    (ClueForm.NAME, CluePlace.SUMMARY): 0.85,
    (ClueForm.NUMBER, CluePlace.SUMMARY): 0.80,
    (ClueForm.TERM, CluePlace.SUMMARY): 0.55,
    (ClueForm.NAME, CluePlace.LINK): 0.45,
    (ClueForm.NAME, CluePlace.COMMENT): 0.25,
    (ClueForm.NUMBER, CluePlace.COMMENT): 0.10,
    (ClueForm.TERM, CluePlace.COMMENT): 0.30,
    (ClueForm.TERM, CluePlace.TAG): 0.35,
}
_LEAST = 2e-6  # share of works: no word is rarer than this
_TITLE_ONLY = 0.35  # of the clues of a title and an abstract that the title alone has
_NEXT_NAME, _NEXT_TERM, _TERMS, _MISSING = 0.85, 0.93, 0.6, 0.7  # how much what hangs together is worth
_NAME_MISSING = -14.0
_SLUG_WORDS, _SLUG_BITS = 4, 28.0  # a slug with so many words that agree by so many bits is a title
_COVER = ((0.75, "nearly all"), (0.6, "most"), (0.45, "many"), (0.0, "few"))
_SHOWN = 6
_SLUG_LEVELS = (TitleLevel.EXACT, TitleLevel.CLOSE, TitleLevel.SUBTITLE)
# Cosine of the sentence encoder's vectors. Notes and their works: 0.69 in the middle, nine of ten above 0.61; the
# best of the other candidates: 0.55 in the middle, nine of ten under 0.65.
_MEANING_MIDDLE, _MEANING_BITS = 0.55, 80.0
_MEANING_LEVELS = ((0.66, "close"), (0.58, "related"), (0.0, "far"))
_HEAD = re.compile(r"^\s*([^:：]{2,40}?)\s*[:：]\s")
_LATIN = re.compile(r"[A-Za-z0-9]+")
_NAME = re.compile(r"[a-z0-9][A-Z]|[A-Za-z]\d|\d[A-Za-z]|^[A-Z][A-Z]+s?$")


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known about clues beyond the note and the work.

    `rarity` is the catalogue's word; `meaning` gives, by the id of a work, the cosine (-1..1) between the note's text
    and the work's in the sentence encoder's space.
    """

    rarity: Rarity = field(default_factory=dict)
    meaning: Mapping[str, float] = field(default_factory=dict)


NO_HINTS = Hints()


def clue_weight(clue: Clue, share: float) -> float:
    """Return the bits that finding `clue` in a work is worth, where `share` (0..1) of all works have it."""
    return max(0.0, math.log2(_SHARE[clue.form, clue.place] / max(share, _LEAST)))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a note says, with how rare it is: the same for all works that it is compared with."""

    clues: tuple[tuple[Clue, float], ...]
    words: frozenset[str]
    slugs: tuple[str, ...]


def compare_clues(query: Query, works: Iterable[Work], rarity: Rarity) -> tuple[Evidence, ...]:
    """Return how well each of `works` fits the clues of a note: the bits, which clues it has and how rare those are."""
    known = {word for clue in query.clues for reading in clue.readings for word in reading}
    known |= {"".join(reading) for clue in query.clues for reading in clue.readings}
    known |= {run.lower() for run in _LATIN.findall(query.text)}
    rated = tuple((clue, _share(clue, rarity)) for clue in query.clues)
    said = _Said(rated, frozenset(known), link_titles(query))
    return tuple(_compare(said, work) for work in works)


def _compare(note: _Said, work: Work) -> Evidence:
    words = frozenset().union(*map(_words_of, work.records))
    part = 1.0 if any(record.abstract for record in work.records) else _TITLE_ONLY
    had: list[tuple[float, float, Clue]] = []  # bits, share of works
    missing, said, covered = 0.0, 0.0, 0.0
    for clue, share in note.clues:
        likely = part * _SHARE[clue.form, clue.place]
        if share >= 0.8 * likely:
            continue
        found = any(words.issuperset(reading) for reading in clue.readings)
        if clue.place is CluePlace.SUMMARY and share > _LEAST:
            said += -math.log2(share)
            covered += -math.log2(share) * found
        if found:
            had.append((math.log2(likely / share), share, clue))
        elif share > _LEAST:
            missing += math.log2((1 - likely) / (1 - share))
    cover = covered / said if said else 0.0
    level = next(name for least, name in _COVER if cover >= least) if said else "in a comment"
    if level == "few":  # a comment speaks of other works too: what it names says little against the summary
        had = [one for one in had if one[-1].place in (CluePlace.SUMMARY, CluePlace.LINK)]
    had.sort(key=lambda one: -one[0])
    names = [bits for bits, _, clue in had if clue.form is not ClueForm.TERM]
    terms = [bits for bits, _, clue in had if clue.form is ClueForm.TERM]
    bits = _sum(names, _NEXT_NAME) + _TERMS * _sum(terms, _NEXT_TERM) + _MISSING * missing
    title, telling = _title_in_link(note.slugs, work)
    if telling and level != "few":
        return Evidence("clues", "the title of a link", max(bits, telling), title, work.best.title)
    shown = ", ".join(f"{clue.written} (1 in {round(1 / share):,})" for _, share, clue in had[:_SHOWN])
    if name := _unmentioned(note.words, work.best.title):
        return Evidence("clues", "another name", bits + _NAME_MISSING, shown, name)
    return Evidence("clues", level, bits, shown, f"{cover:.0%} of the summary" if said else "")


def link_titles(query: Query) -> tuple[str, ...]:
    """Return the slugs of the note's own links that are long enough to be titles, as words."""
    slugs = dict.fromkeys(clue.written for clue in query.clues if clue.place is CluePlace.LINK)
    titles = (" ".join(re.split(r"[\W_]+", slug)) for slug in slugs)
    return tuple(title for title in titles if len(title.split()) >= _SLUG_WORDS)


def _title_in_link(slugs: Iterable[str], work: Work) -> tuple[str, float]:
    """Return the link's slug that is the title of `work`, as a talk's page or a repository has it, and its bits."""
    for slug in slugs:
        for record in work.records:
            match = compare_titles(slug, record.title)
            if match.level in _SLUG_LEVELS and match.information >= _SLUG_BITS:
                return slug, match.information
    return "", 0.0


def compare_meaning(work: Work, meaning: Mapping[str, float]) -> Evidence:
    """Return how near the note's text is to the work's in the sentence encoder's space."""
    if work.id not in meaning:
        return Evidence("meaning", "unknown", 0.0)
    cosine = meaning[work.id]
    level = next(name for least, name in _MEANING_LEVELS if cosine >= least or name == "far")
    return Evidence("meaning", level, _MEANING_BITS * (cosine - _MEANING_MIDDLE), "", f"{cosine:.2f}")


def fits(works: Sequence[Work], query: Query, rarity: Rarity) -> list[tuple[float, Work]]:
    """Return works with their bits of clues, best first."""
    found = compare_clues(query, works, rarity)
    rated = [(evidence.bits, work) for evidence, work in zip(found, works, strict=True)]
    return sorted(rated, key=lambda one: (-one[0], one[1].id))


def _sum(rated: Sequence[float], following: float) -> float:
    return sum(bits * following**rank for rank, bits in enumerate(rated))


@lru_cache(maxsize=8192)
def _words_of(record: Record) -> frozenset[str]:
    return frozenset((*search_words(record.title), *search_words(record.abstract)))


def _share(clue: Clue, rarity: Rarity) -> float:
    if not any(words in rarity for words in clue.readings):
        return min(1.0, sum(guessed_share(clue.form, words) for words in clue.readings))
    return max(_LEAST, min(1.0, sum(rarity.get(words, 0.0) for words in clue.readings)))


def _unmentioned(known: frozenset[str], title: str) -> str:
    """Return a name that a title begins with or has before a colon, and that the note never mentions; "" if none."""
    title = strip_markup(title)
    head = _HEAD.match(title)
    words = head[1].split() if head and len(head[1].split()) <= 3 else title.split()[:1]
    for part in (part for word in words for part in word.strip("(),.").split("-")):
        if _NAME.search(part) and not expansions(part) and not known.issuperset(search_words(part)):
            return part
    return ""
