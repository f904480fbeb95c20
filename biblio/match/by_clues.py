"""Decide for a note without a title, by its clues alone: more has to agree, and by a wider lead.

Measured on notes whose titles were hidden, with and without their own work among the candidates (benchmarks/clues.py
prints both tables): a note's own work has three quarters of what the summary names or more, in nine of ten cases;
other works have less than half, and successors of the work, which have more, bring names of their own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, combinations

from biblio.match.clues import Hints, compare_clues, compare_meaning, link_titles
from biblio.match.rarity import guessed_share
from biblio.model.clues import Clue, Form, Place, Words
from biblio.model.match import Candidate, Evidence, Query
from biblio.model.record import NOT_PAPERS
from biblio.ports import Readings
from biblio.text import search_words, shorten

__all__ = ["barrier_of", "is_by_clues", "means_the_same", "rare_sets", "with_clues", "word_sets"]

# By how much of the summary the work has: bits of clues and meaning, and bits ahead of the next work, that suffice.
_TITLED = "the title of a link"
_ENOUGH = {_TITLED: (28.0, 14.0), "nearly all": (24.0, 10.0), "most": (38.0, 14.0), "in a comment": (44.0, 22.0)}
_ENOUGH_WORDS = {  # where meaning was not compared
    _TITLED: (28.0, 14.0), "nearly all": (34.0, 14.0), "most": (42.0, 18.0), "in a comment": (52.0, 26.0),
}  # fmt: skip
_UNLIKE = -6.0  # bits of meaning: words that agree in a text of another sense
_PRIOR = -24.0  # bits: the services know some 2^28 works, of which a field has a part
_NAMES, _WORDS, _SETS, _SIZES = 3, 10, 16, (1, 2, 3, 4)  # that are searched for
_TELLING = 4.0  # bits of a word that is worth searching for
_RARE = 14.0  # bits of what 200 of arXiv's three million papers have
_TOGETHER = 0.6  # of the bits of words that stand in one abstract: they go together
# How often a work has what its summary names, by form and whether it is a phrase: counted on 127 notes.
_LIKELY = {
    (Form.NAME, False): 0.95, (Form.NAME, True): 0.95, (Form.TERM, True): 0.9, (Form.TERM, False): 0.75,
}  # fmt: skip
_READINGS = 3  # of a term that are searched for
_STANDS_OUT = re.compile(r"[a-z0-9][A-Z]|[A-Z].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")
_PLURAL = re.compile(r"(?:ies|es|s|y)$")
_PARTS = ("clues", "meaning")


def is_by_clues(query: Query) -> bool:
    """Tell whether a note's work has to be found by clues: it has neither title nor identifier."""
    return bool(query.clues) and not query.titles and not query.identifiers


def word_sets(query: Query) -> tuple[tuple[str, ...], ...]:
    """Return what to search a service for, one set of words after the other, all of whose words are wanted.

    A title in a link's address comes first, then names of the summary that stand out (capitals or digits inside),
    together and the rarest alone.
    """
    summary = [clue for clue in query.clues if clue.place is Place.SUMMARY and clue.readings]
    names = [clue.written for clue in summary if clue.form is Form.NAME and _STANDS_OUT.search(clue.written)]
    names = sorted(dict.fromkeys(names), key=lambda name: (guessed_share(Form.NAME, _folded(name)), -len(name), name))
    sets: list[tuple[str, ...]] = []
    if query.kind not in NOT_PAPERS:
        sets += [(title,) for title in link_titles(query)[:1]]
    sets += [tuple(names[:_NAMES]), tuple(names[:1])]
    return tuple(dict.fromkeys(one for one in sets if one))


def rare_sets(query: Query) -> tuple[tuple[Readings, ...], ...]:
    """Return sets of words of the summary that few works have together, the likeliest to be the work's own first.

    What was translated otherwise, or is said of other works, spoils a set. Therefore many sets are asked for at once,
    each as small as makes it rare.
    """
    return _rare_sets(query.clues)


@lru_cache(maxsize=1024)  # asked for in every round, for every service
def _rare_sets(clues: tuple[Clue, ...]) -> tuple[tuple[Readings, ...], ...]:
    words: dict[Readings, tuple[float, float]] = {}  # how likely they are the work's, how rare they are (bits)
    for clue in clues:
        if clue.place is Place.SUMMARY and clue.form is not Form.NUMBER and clue.readings:
            readings = _distinct(clue)
            rare = -math.log2(sum(guessed_share(clue.form, tuple(one.split())) for one in readings))
            if rare >= _TELLING:
                words.setdefault(readings, (_LIKELY[clue.form, " " in readings[0]], min(rare, _RARE)))
    best = sorted(words, key=lambda word: (-words[word][0] * words[word][1], word))[:_WORDS]
    sets: list[tuple[float, tuple[Readings, ...]]] = []
    for chosen in chain.from_iterable(combinations(best, size) for size in _SIZES):
        bits = sorted((words[word][1] for word in chosen), reverse=True)
        is_rare = bits[0] + _TOGETHER * sum(bits[1:]) >= _RARE
        if is_rare and not any(set(smaller) < set(chosen) for _, smaller in sets):
            sets.append((math.prod(words[word][0] for word in chosen), chosen))
    sets.sort(key=lambda one: (-one[0], one[1]))
    return tuple(chosen for _, chosen in sets[:_SETS])


def _folded(name: str) -> Words:
    return tuple(search_words(name)) or (name,)


def _distinct(clue: Clue) -> Readings:
    """Return the first readings of a clue that a search engine, which knows the forms of a word, tells apart."""
    found: dict[str, str] = {}
    for reading in clue.readings:
        text = " ".join(reading)
        found.setdefault(_PLURAL.sub("", text), text)
    return tuple(found.values())[:_READINGS]


def with_clues(candidate: Candidate, query: Query, hints: Hints) -> Candidate:
    """Return the candidate with the evidence of the clues; it is one of all works, not of those with like titles."""
    prior = Evidence("prior", "any work", _PRIOR)
    rest = tuple(one for one in candidate.evidence if one.comparison != "prior")
    clues = compare_clues(query, candidate.work, hints.rarity)
    meaning = compare_meaning(candidate.work, hints.meaning)
    return replace(candidate, evidence=(prior, *rest, clues, meaning))


def means_the_same(candidate: Candidate) -> bool:
    """Tell whether a work is close to the note in meaning: worth a person's look, however few words agree."""
    return any(one.comparison == "meaning" and one.level == "close" for one in candidate.evidence)


def barrier_of(query: Query, shown: Sequence[Candidate]) -> str:
    """Return what keeps the first candidate from being accepted by its clues, or an empty string."""
    levels = {one.comparison: one for one in shown[0].evidence}
    if query.kind in NOT_PAPERS and levels["clues"].level != "nearly all":
        return f"the note seems to be about a {query.kind}, not this paper"
    appeared = min((record.date.earliest for record in shown[0].work.records if record.date), default=None)
    if query.before is not None and appeared is not None and appeared > query.before.latest:
        return f"it appeared on {appeared}, the note is of {query.before}"
    if levels["clues"].level == "another name":
        return f"the note never mentions {levels['clues'].right!r}, the name that the title gives its work"
    compared = levels["meaning"].level != "unknown"
    if compared and levels["meaning"].bits < _UNLIKE:
        return "the words agree, the meaning does not"
    level = levels["clues"].level
    if level == _TITLED and levels["meaning"].level not in ("close", "related") and not _agrees(levels):
        return "a link's address has its title, and nothing else confirms that the note is about it"
    strength, ahead = (_ENOUGH if compared else _ENOUGH_WORDS).get(level, (0.0, 0.0))
    if not strength:
        return f"it has {level} of the things that the summary names"
    first = _strength(shown[0])
    if first < strength:
        return f"too little of what the note says is known to be the work's ({first:.0f} bits, {strength:.0f} needed)"
    lead = first - max(map(_strength, shown[1:]), default=0.0)
    if lead < ahead:
        rival = max(shown[1:], key=_strength)
        return f"another work fits as well: {shorten(rival.work.best.title, 60)!r} ({lead:.1f} bits behind)"
    return ""


def _agrees(levels: Mapping[str, Evidence]) -> bool:
    return any(name in levels and levels[name].level == "same" for name in ("venue", "year"))


def _strength(candidate: Candidate) -> float:
    return sum(one.bits for one in candidate.evidence if one.comparison in _PARTS)
