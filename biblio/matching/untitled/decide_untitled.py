"""Decide for a note without a title by its clues alone: more has to agree, and the lead has to be wider.

Measured on notes whose titles were hidden, with and without their own work among the candidates (benchmarks/clues.py
prints both tables): in nine of ten cases a note's own work has three quarters or more of what the summary names. Other
works have less than half. Successors of the work have more, but have names of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from biblio.matching.authors import AGREE
from biblio.matching.titles.title_match import TitleLevel
from biblio.model.dates import PartialDate, days_between
from biblio.model.decision import Candidate, Evidence, Query
from biblio.model.record import NOT_PAPERS, Medium, Work

__all__ = ["find_untitled_barrier"]

# By the share of the summary that the work has: how many bits of clues and meaning are enough, and how many it must be
# ahead of the next work. Of 129 summaries whose own works were removed, none has a work with nearly all, and six have
# one with most: with at most 27 bits, 9 ahead, where the meaning agrees. Of 150 comments alone, none has a work with
# more than 39.8 bits, 14.6 ahead.
_TITLED = "the title of a link"
_ENOUGH = {_TITLED: (28.0, 14.0), "nearly all": (20.0, 10.0), "most": (28.0, 14.0), "in a comment": (40.0, 20.0)}
_ENOUGH_WORDS = {  # if the meaning was not compared
    _TITLED: (28.0, 14.0), "nearly all": (34.0, 14.0), "most": (42.0, 18.0), "in a comment": (52.0, 26.0),
}  # fmt: skip
_EARLY = 365  # how many days before its publication a work may have been read, as a preprint
_UNLIKE = -6.0  # bits of meaning below which the words agree but the texts do not
_PARTS = ("clues", "meaning")


def find_untitled_barrier(query: Query, candidates: Sequence[Candidate]) -> str:
    """Return what keeps the first candidate from being accepted by its clues, or an empty string."""
    evidence = {item.comparison: item for item in candidates[0].evidence}
    if query.kind in NOT_PAPERS and evidence["clues"].level != "nearly all":
        return f"the note seems to be about a {query.kind}, not this paper"
    if query.before is not None and (appeared := _appeared_too_late(candidates[0].work, query.before)):
        return f"it appeared on {appeared}, the note is of {query.before}"
    if evidence["clues"].level == "another name":
        return f"the note never mentions {evidence['clues'].right!r}, the name that the title gives its work"
    if query.titles and evidence["title"].level == TitleLevel.UNKNOWN and evidence["authors"].level not in AGREE:
        return "nothing confirms that the note's title, in another language, is this work's"
    is_compared = evidence["meaning"].level != "unknown"
    if is_compared and evidence["meaning"].bits < _UNLIKE:
        return "the words agree, but the meaning does not"
    level = evidence["clues"].level
    if level == _TITLED and evidence["meaning"].level not in ("close", "related") and not _agrees(evidence):
        return "a link's address contains its title, but nothing else confirms that the note is about it"
    strength, ahead = (_ENOUGH if is_compared else _ENOUGH_WORDS).get(level, (0.0, 0.0))
    if not strength:
        return f"it has {level} of the things that the summary names"
    first = _strength(candidates[0])
    if first < strength:
        return "too little of what the note says is known to fit the work"
    lead = first - max(map(_strength, candidates[1:]), default=0.0)
    if lead < ahead:
        rivals = [rival for rival in candidates if first - _strength(rival) < ahead]
        return f"{len(rivals)} works fit about equally well"
    return ""


def _appeared_too_late(work: Work, note_date: PartialDate) -> PartialDate | None:
    """Return when a work appeared if that was after the note; without a known preprint, if it was long after.

    Publications are often read as preprints first, and the services may not know the preprint.
    """
    dates = [record.date.earliest for record in work.records if record.date]
    if not dates:
        return None
    has_preprint = any(record.date and record.medium is Medium.PREPRINT for record in work.records)
    is_late = days_between(note_date.latest, min(dates)) > (0 if has_preprint else _EARLY)
    return min(dates) if is_late else None


def _agrees(evidence: Mapping[str, Evidence]) -> bool:
    return any(name in evidence and evidence[name].level == "same" for name in ("venue", "year"))


def _strength(candidate: Candidate) -> float:
    return sum(evidence.bits for evidence in candidate.evidence if evidence.comparison in _PARTS)
