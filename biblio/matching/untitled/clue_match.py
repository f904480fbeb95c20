"""Compare a note's clues with a work's title and abstract: does the work contain more of them than another work would?

Each clue is a comparison of its own (I. Fellegi and A. Sunter, JASA 64, 1969). A rare word that the work contains
counts for it, by log2 of how much more often a note's own work contains such a word than any other work; a word that it
lacks counts against it. The sentence encoder's similarity of the two texts is one more piece of evidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from biblio.extract.terms import expansions
from biblio.matching.caps import translation_cap
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.matching.word_rarity import guessed_share
from biblio.model.clues import Clue, ClueForm, CluePlace, Rarity
from biblio.model.decision import Candidate, Evidence, Query
from biblio.model.record import Record, Work
from biblio.text import is_han_or_kana, search_words, strip_markup

__all__ = [
    "NO_HINTS",
    "Hints",
    "add_clue_evidence",
    "clue_weight",
    "compare_clues",
    "is_untitled",
    "link_titles",
    "means_the_same",
    "rank_by_clues",
]

# How often a note's work contains a clue in its title or abstract, by the clue's form and place in the note: counted on
# notes with known works (benchmarks/clues.py), rounded.
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
_LEAST = 2e-6  # share of works: no word is taken to be rarer than this
_TITLE_ONLY = 0.35  # share of the clues of title and abstract that the title alone contains
# The words of a text depend on one another, so each further word counts less than the one before. Terms of the field
# count less than names, and missing words less than present ones.
_NEXT_NAME, _NEXT_TERM, _TERMS, _MISSING = 0.85, 0.93, 0.6, 0.7
# The weight of a title that begins with a name of its own ("EfficientSAM: …") which the note never mentions: it is
# usually the title of a successor, which shares most of the words.
_NAME_MISSING = -14.0
_SLUG_WORDS, _SLUG_BITS = 4, 28.0  # a slug with this many words that agree by this many bits is a title
_COVER = ((0.75, "nearly all"), (0.6, "most"), (0.45, "many"), (0.0, "few"))
_SHOWN = 6
_PRIOR = -24.0  # bits: the services know some 2^28 works, of which a field has a part
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
    """What is known about clues besides the note and the work.

    `rarity` is how rare the clues are according to the catalogue; `meaning` gives, by a work's id, the cosine (-1..1)
    between the note's text and the work's in the sentence encoder's space.
    """

    rarity: Rarity = field(default_factory=dict)
    meaning: Mapping[str, float] = field(default_factory=dict)


NO_HINTS = Hints()


def is_untitled(query: Query) -> bool:
    """Whether a note's work has to be found by clues: the note has neither a title nor an identifier.

    A title in Japanese, Chinese or Korean may be a translation, so it gives clues too.
    """
    return bool(query.clues) and not query.identifiers and all(map(is_han_or_kana, query.titles))


def add_clue_evidence(candidates: Sequence[Candidate], query: Query, hints: Hints) -> tuple[Candidate, ...]:
    """Return `candidates` with the evidence of the clues and of the meaning of the texts.

    Their prior is that of any work, not that of a work found by a title search. Works whose title can be compared with
    the note's are left as they are.
    """
    any_work = Evidence("prior", "any work", _PRIOR)
    compared = compare_clues(query, [candidate.work for candidate in candidates], hints.rarity)
    rated = []
    for candidate, clues in zip(candidates, compared, strict=True):
        if _is_judged_by_title(candidate, query):
            rated.append(candidate)
            continue
        rest = tuple(evidence for evidence in candidate.evidence if evidence.comparison != "prior")
        meaning = _meaning_evidence(candidate.work, hints.meaning)
        rated.append(replace(candidate, evidence=(any_work, *rest, clues, meaning)))
    return tuple(rated)


def _is_judged_by_title(candidate: Candidate, query: Query) -> bool:
    """Whether the note's title can be compared with a candidate's; for a weak translation the summary decides."""
    levels = {evidence.comparison: evidence.level for evidence in candidate.evidence}
    if levels["title"] == TitleLevel.TRANSLATED:
        return not query.text or not translation_cap(levels["authors"], levels["year"], levels["venue"])
    return levels["title"] != TitleLevel.UNKNOWN


def means_the_same(candidate: Candidate) -> bool:
    """Whether a work is close to the note in meaning, and so worth showing to the user, however few words agree."""
    return any(evidence.comparison == "meaning" and evidence.level == "close" for evidence in candidate.evidence)


def clue_weight(clue: Clue, share: float) -> float:
    """Return how many bits it is worth to find `clue` in a work, if `share` (0..1) of all works contain it."""
    return max(0.0, math.log2(_SHARE[clue.form, clue.place] / max(share, _LEAST)))


@dataclass(frozen=True, slots=True)
class _NoteClues:
    """A note's clues, each with the share of works that contain it; used for all works compared with the note.

    `words` are all words that the note mentions; `slugs` are parts of its links that may be titles.
    """

    rated: tuple[tuple[Clue, float], ...]
    words: frozenset[str]
    slugs: tuple[str, ...]


def compare_clues(query: Query, works: Iterable[Work], rarity: Rarity) -> tuple[Evidence, ...]:
    """Return how well each of `works` fits the clues of a note: the bits, the matching clues, and how rare they are."""
    mentioned = {word for clue in query.clues for reading in clue.readings for word in reading}
    mentioned |= {"".join(reading) for clue in query.clues for reading in clue.readings}
    mentioned |= {run.lower() for run in _LATIN.findall(query.text)}
    rated = tuple((clue, _share(clue, rarity)) for clue in query.clues)
    note = _NoteClues(rated, frozenset(mentioned), link_titles(query))
    return tuple(_compare_work(note, work) for work in works)


def _compare_work(note: _NoteClues, work: Work) -> Evidence:
    words = frozenset().union(*map(_record_words, work.records))
    part = 1.0 if any(record.abstract for record in work.records) else _TITLE_ONLY
    matches: list[tuple[float, float, Clue]] = []  # bits, share of works, clue
    missing_bits, summary_bits, covered_bits = 0.0, 0.0, 0.0
    for clue, share in note.rated:
        likely = part * _SHARE[clue.form, clue.place]
        if share >= 0.8 * likely:
            continue
        has_clue = any(words.issuperset(reading) for reading in clue.readings)
        if clue.place is CluePlace.SUMMARY and share > _LEAST:
            summary_bits += -math.log2(share)
            covered_bits += -math.log2(share) * has_clue
        if has_clue:
            matches.append((math.log2(likely / share), share, clue))
        elif share > _LEAST:
            missing_bits += math.log2((1 - likely) / (1 - share))
    cover = covered_bits / summary_bits if summary_bits else 0.0
    level = next(name for share, name in _COVER if cover >= share) if summary_bits else "in a comment"
    if level == "few":  # comments mention other works too: what they name counts little compared with the summary
        matches = [match for match in matches if match[-1].place in (CluePlace.SUMMARY, CluePlace.LINK)]
    matches.sort(key=lambda match: -match[0])
    names = [bits for bits, _, clue in matches if clue.form is not ClueForm.TERM]
    terms = [bits for bits, _, clue in matches if clue.form is ClueForm.TERM]
    bits = _sum(names, _NEXT_NAME) + _TERMS * _sum(terms, _NEXT_TERM) + _MISSING * missing_bits
    title, title_bits = _title_in_link(note.slugs, work)
    if title_bits and level != "few":
        return Evidence("clues", "the title of a link", max(bits, title_bits), title, work.best.title)
    examples = ", ".join(f"{clue.written} (1 in {round(1 / share):,})" for _, share, clue in matches[:_SHOWN])
    if name := _unmentioned_name(note.words, work.best.title):
        return Evidence("clues", "another name", bits + _NAME_MISSING, examples, name)
    return Evidence("clues", level, bits, examples, f"{cover:.0%} of the summary" if summary_bits else "")


def link_titles(query: Query) -> tuple[str, ...]:
    """Return the slugs of the note's own links that are long enough to be titles, as words."""
    slugs = dict.fromkeys(clue.written for clue in query.clues if clue.place is CluePlace.LINK)
    titles = (" ".join(re.split(r"[\W_]+", slug)) for slug in slugs)
    return tuple(title for title in titles if len(title.split()) >= _SLUG_WORDS)


def _title_in_link(slugs: Iterable[str], work: Work) -> tuple[str, float]:
    """Return the slug of a link (to a talk's page or a repository) that is the title of `work`, and its bits."""
    for slug in slugs:
        for record in work.records:
            match = compare_titles(slug, record.title)
            if match.level in _SLUG_LEVELS and match.information >= _SLUG_BITS:
                return slug, match.information
    return "", 0.0


def _meaning_evidence(work: Work, meaning: Mapping[str, float]) -> Evidence:
    """Return how close the note's text is to the work's in the sentence encoder's space."""
    if work.id not in meaning:
        return Evidence("meaning", "unknown", 0.0)
    cosine = meaning[work.id]
    level = next(name for limit, name in _MEANING_LEVELS if cosine >= limit or name == "far")
    return Evidence("meaning", level, _MEANING_BITS * (cosine - _MEANING_MIDDLE), "", f"{cosine:.2f}")


def rank_by_clues(works: Sequence[Work], query: Query, rarity: Rarity) -> list[tuple[float, Work]]:
    """Return works with the bits of their clues, best first."""
    compared = compare_clues(query, works, rarity)
    rated = [(evidence.bits, work) for evidence, work in zip(compared, works, strict=True)]
    return sorted(rated, key=lambda pair: (-pair[0], pair[1].id))


def _sum(rated: Sequence[float], following: float) -> float:
    return sum(bits * following**rank for rank, bits in enumerate(rated))


@lru_cache(maxsize=8192)
def _record_words(record: Record) -> frozenset[str]:
    return frozenset((*search_words(record.title), *search_words(record.abstract)))


def _share(clue: Clue, rarity: Rarity) -> float:
    if not any(words in rarity for words in clue.readings):
        return min(1.0, sum(guessed_share(clue.form, words) for words in clue.readings))
    return max(_LEAST, min(1.0, sum(rarity.get(words, 0.0) for words in clue.readings)))


def _unmentioned_name(mentioned: frozenset[str], title: str) -> str:
    """Return a name at the start of a title or before its colon that the note never mentions; "" if there is none."""
    title = strip_markup(title)
    head = _HEAD.match(title)
    words = head[1].split() if head and len(head[1].split()) <= 3 else title.split()[:1]
    for part in (part for word in words for part in word.strip("(),.").split("-")):
        if _NAME.search(part) and not expansions(part) and not mentioned.issuperset(search_words(part)):
            return part
    return ""
