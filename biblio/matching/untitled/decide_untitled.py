"""Decide for a note without a title, by its clues alone: more has to agree, and by a wider lead.

Measured on notes whose titles were hidden, with and without their own work among the candidates (benchmarks/clues.py
prints both tables): a note's own work has three quarters of what the summary names or more, in nine of ten cases;
other works have less than half, and successors of the work, which have more, bring names of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from biblio.matching.authors import AGREE
from biblio.matching.titles.title_match import TitleLevel
from biblio.matching.translation import unconfirmed
from biblio.matching.untitled.clue_match import Hints, compare_clues, compare_meaning
from biblio.model.dates import PartialDate, days_between
from biblio.model.decision import Candidate, Evidence, Query
from biblio.model.record import NOT_PAPERS, Medium, Work
from biblio.text import is_han_or_kana, shorten

__all__ = ["barrier_of", "is_untitled", "means_the_same", "with_clues"]

# By how much of the summary the work has: bits of clues and meaning, and bits ahead of the next work, that suffice. Of
# 129 summaries whose own works were taken out none has a work with nearly all, six have one with most, of 27 bits and
# 9 ahead at most where the meaning agrees; of 150 comments alone none has one of more than 39.8 bits and 14.6 ahead.
_TITLED = "the title of a link"
_ENOUGH = {_TITLED: (28.0, 14.0), "nearly all": (20.0, 10.0), "most": (28.0, 14.0), "in a comment": (40.0, 20.0)}
_ENOUGH_WORDS = {  # where meaning was not compared
    _TITLED: (28.0, 14.0), "nearly all": (34.0, 14.0), "most": (42.0, 18.0), "in a comment": (52.0, 26.0),
}  # fmt: skip
_EARLY = 365  # days that a publication may have been read before, as a preprint
_UNLIKE = -6.0  # bits of meaning: words that agree in a text of another sense
_PRIOR = -24.0  # bits: the services know some 2^28 works, of which a field has a part
_PARTS = ("clues", "meaning")


def is_untitled(query: Query) -> bool:
    """Tell whether a note's work has to be found by clues: it has neither title nor identifier.

    A title in Japanese, Chinese or Korean may be a translation: what it speaks of are clues too.
    """
    return bool(query.clues) and not query.identifiers and all(map(is_han_or_kana, query.titles))


def with_clues(candidates: Sequence[Candidate], query: Query, hints: Hints) -> tuple[Candidate, ...]:
    """Return `candidates` with the evidence of the clues; each is one of all works, not of those with like titles.

    Works that a title speaks for are left as they are.
    """
    prior = Evidence("prior", "any work", _PRIOR)
    found = compare_clues(query, [one.work for one in candidates], hints.rarity)
    rated = []
    for candidate, clues in zip(candidates, found, strict=True):
        if _is_titled(candidate, query):
            rated.append(candidate)
            continue
        rest = tuple(one for one in candidate.evidence if one.comparison != "prior")
        meaning = compare_meaning(candidate.work, hints.meaning)
        rated.append(replace(candidate, evidence=(prior, *rest, clues, meaning)))
    return tuple(rated)


def _is_titled(candidate: Candidate, query: Query) -> bool:
    """Tell whether a title speaks for a candidate; one in another language does unless a summary can say more."""
    levels = {one.comparison: one.level for one in candidate.evidence}
    if levels["title"] == TitleLevel.TRANSLATED:
        return not query.text or not unconfirmed(levels["authors"], levels["year"], levels["venue"])
    return levels["title"] != TitleLevel.UNKNOWN


def means_the_same(candidate: Candidate) -> bool:
    """Tell whether a work is close to the note in meaning: worth a person's look, however few words agree."""
    return any(one.comparison == "meaning" and one.level == "close" for one in candidate.evidence)


def barrier_of(query: Query, shown: Sequence[Candidate]) -> str:
    """Return what keeps the first candidate from being accepted by its clues, or an empty string."""
    levels = {one.comparison: one for one in shown[0].evidence}
    if query.kind in NOT_PAPERS and levels["clues"].level != "nearly all":
        return f"the note seems to be about a {query.kind}, not this paper"
    if query.before is not None and (appeared := _too_late(shown[0].work, query.before)):
        return f"it appeared on {appeared}, the note is of {query.before}"
    if levels["clues"].level == "another name":
        return f"the note never mentions {levels['clues'].right!r}, the name that the title gives its work"
    if query.titles and levels["title"].level == TitleLevel.UNKNOWN and levels["authors"].level not in AGREE:
        return "nothing tells that the note's title, in another language, is this work's"
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


def _too_late(work: Work, noted: PartialDate) -> PartialDate | None:
    """Return when a work appeared, where that was after the note; for publications alone, long after it.

    Publications are read as preprints before, of which we may know nothing.
    """
    dates = [record.date.earliest for record in work.records if record.date]
    if not dates:
        return None
    has_preprint = any(record.date and record.medium is Medium.PREPRINT for record in work.records)
    late = days_between(noted.latest, min(dates)) > (0 if has_preprint else _EARLY)
    return min(dates) if late else None


def _agrees(levels: Mapping[str, Evidence]) -> bool:
    return any(name in levels and levels[name].level == "same" for name in ("venue", "year"))


def _strength(candidate: Candidate) -> float:
    return sum(one.bits for one in candidate.evidence if one.comparison in _PARTS)
