"""From candidates to a decision: right or silent.

Accepted is what has enough evidence, no veto, no cap, and a clear lead over the next work. Caps are apart from
weights (the habit is beets'): a title alone is never enough, however long it is; a near-miss title never is.
"""

from __future__ import annotations

from collections.abc import Sequence

from biblio.matching.authors import AGREE
from biblio.matching.compare import compare
from biblio.matching.titles.title_match import DAMAGED, TitleLevel, compare_titles, differ_in_forms
from biblio.matching.translation import unconfirmed
from biblio.matching.untitled.clue_match import NO_HINTS, Hints
from biblio.matching.untitled.decide_untitled import barrier_of, is_untitled, means_the_same, with_clues
from biblio.matching.weights import probability
from biblio.matching.works.same_work import same_identifier
from biblio.model.decision import Candidate, DecidedBy, Decision, Query, Status, Unasked
from biblio.model.identifiers import Identifier
from biblio.model.record import NOT_PAPERS, Kind, Work
from biblio.text import shorten

__all__ = ["ACCEPT", "MARGIN", "RULES", "candidates_of", "conclude", "decide", "probability"]

RULES = 6  # raised when the rules of matching change, so that earlier decisions are made anew
# Bits that are needed. By themselves they would be wrong once in nine; caps and vetoes stand before them, and what
# comes of all three is what benchmarks/weights.py counts.
ACCEPT = 3.0
MARGIN = 3.0  # bits between the first and the second work
SHOW = -6.0  # bits under which a candidate is not worth a person's look
_AT_MOST = 5
_TELLING = 16.0  # bits of a title (see `words.information`) that venue and year can confirm
_VERY_TELLING = 32.0  # bits of a title that one of them can


def cap(candidate: Candidate) -> str:
    """Return why the candidate may not be accepted by rule whatever its weight, or an empty string.

    A title alone is never enough; one that is not quite the note's needs an author, one with other words an author
    and the year or the venue, and a short name ("PRISM") more of the author than a frequent family name.
    """
    found = {one.comparison: one for one in candidate.evidence}
    title, authors, year, venue = (found[name].level for name in ("title", "authors", "year", "venue"))
    if found["identifier"].level == "same":
        return ""
    telling = compare_titles(found["title"].left, found["title"].right).information
    if title == TitleLevel.EXACT:
        if authors in (*AGREE, "not first"):
            return ""
        if telling >= _TELLING and venue == "same" and year in ("same", "one apart"):
            return ""
        if telling >= _VERY_TELLING and (year == "same" or venue == "same"):
            return ""
        return "only the title agrees"
    if title == TitleLevel.TRANSLATED:
        return unconfirmed(authors, year, venue)
    if title not in DAMAGED:
        return "nothing but names and dates agree"
    if authors not in AGREE:
        return "the title is not quite the same, and no author confirms it"
    if venue == "other":
        return "the title is not quite the same, and the venue is another one"
    has_other_words = title in (TitleLevel.CUT, TitleLevel.WORD) or (
        title == TitleLevel.CLOSE and differ_in_forms(found["title"].left, found["title"].right)
    )
    if has_other_words and "same" not in (year, venue):
        return "the title has other words, and neither year nor venue confirms it"
    if telling < _TELLING and authors in ("common surname", "given name", "spelling") and venue != "same":
        return "too little of the title and the author's name agrees"
    return ""


def decide(
    query: Query,
    works: Sequence[Work],
    *,
    unasked: Sequence[Unasked] = (),
    exhausted: bool = True,
    hints: Hints = NO_HINTS,
) -> Decision:
    """Decide for one note.

    `works` are the consolidated works that the catalogue and the services gave; `unasked` names services that
    could not be asked and why; `exhausted` tells that nothing is left to ask; `hints` help with notes without a title.
    """
    return conclude(query, candidates_of(query, works, hints), unasked=unasked, exhausted=exhausted)


def candidates_of(query: Query, works: Sequence[Work], hints: Hints = NO_HINTS) -> tuple[Candidate, ...]:
    """Return `works` as candidates with their evidence, best first; those that the person rejected are left out."""
    found = tuple(compare(query, work) for work in works if not _is_one_of(work, query.rejected))
    if is_untitled(query):
        found = with_clues(found, query, hints)
    return tuple(sorted(found, key=lambda one: (-one.bits, one.work.id)))


def conclude(
    query: Query, candidates: Sequence[Candidate], *, unasked: Sequence[Unasked] = (), exhausted: bool = True
) -> Decision:
    """Decide for one note whose candidates were compared (`candidates_of`); see `decide`."""
    if query.sure_kind and query.kind is not None:
        return Decision(query.note, Status.NOT_A_PAPER, DecidedBy.KIND, query.grounds[0], kind=query.kind)
    if query.chosen is not None:
        return _chosen(query, query.chosen, candidates, tuple(unasked), exhausted=exhausted)
    shown = tuple(one for one in candidates if one.bits >= SHOW or _has_identifier(one) or means_the_same(one))[
        :_AT_MOST
    ]
    if shown and not (barrier := _barrier(query, shown)):
        return _accepted(query, shown, tuple(unasked))
    if unasked or not exhausted:
        reason = f"could not ask: {'; '.join(map(str, unasked))}" if unasked else "not asked yet"
        return Decision(query.note, Status.PENDING, DecidedBy.NONE, reason, candidates=shown, unasked=tuple(unasked))
    if shown:
        if query.kind in NOT_PAPERS and not any(_has_identifier(one) for one in shown):
            return _kept_apart(query, shown)
        first = shown[0]
        return Decision(
            query.note,
            Status.AMBIGUOUS,
            DecidedBy.NONE,
            barrier,
            kind=first.work.best.kind,
            confidence=round(probability(first.bits), 4),
            margin=_margin(shown),
            candidates=shown,
        )
    if query.kind in NOT_PAPERS:
        return _kept_apart(query, ())
    what = "no work with this title or identifier was found"
    if is_untitled(query) and not query.titles:
        what = "no work was found that has what the note speaks of"
    elif not query.titles and not query.identifiers:
        what = "the note has neither title nor identifier"
    return Decision(query.note, Status.UNRESOLVED, DecidedBy.NONE, what, kind=query.kind or Kind.PAPER)


def _chosen(
    query: Query, chosen: Identifier, candidates: Sequence[Candidate], unasked: tuple[Unasked, ...], *, exhausted: bool
) -> Decision:
    """Follow the person: the work with the identifier they gave is the note's, whatever the evidence says."""
    candidate = next((one for one in candidates if _is_one_of(one.work, (chosen,))), None)
    if candidate is not None:
        work = candidate.work
        against = f"; against it: {'; '.join(candidate.vetoes)}" if candidate.vetoes else ""
        return Decision(
            query.note, Status.ACCEPTED, DecidedBy.PERSON, f"you accepted {chosen}{against}",
            work=work, kind=work.best.kind, confidence=1.0, candidates=(candidate,), unasked=unasked,
        )  # fmt: skip
    if unasked or not exhausted:
        reason = f"you accepted {chosen}; could not ask: {'; '.join(map(str, unasked))}" if unasked else "not asked yet"
        return Decision(query.note, Status.PENDING, DecidedBy.PERSON, reason, unasked=unasked)
    reason = f"you accepted {chosen}, which no service knows"
    return Decision(query.note, Status.UNRESOLVED, DecidedBy.PERSON, reason)


def _is_one_of(work: Work, identifiers: Sequence[Identifier]) -> bool:
    return any(same_identifier(own, other) for own in work.identifiers for other in identifiers)


def _accepted(query: Query, shown: tuple[Candidate, ...], unasked: tuple[Unasked, ...]) -> Decision:
    first = shown[0]
    by = DecidedBy.IDENTIFIER if _has_identifier(first) else DecidedBy.RULE
    agreed = [f"{one.comparison} {one.level}" for one in first.evidence if one.bits > 0]
    return Decision(
        query.note,
        Status.ACCEPTED,
        by,
        ", ".join(agreed),
        work=first.work,
        kind=first.work.best.kind,
        confidence=round(probability(first.bits), 4),
        margin=_margin(shown),
        candidates=shown,
        unasked=unasked,
    )


def _kept_apart(query: Query, shown: tuple[Candidate, ...]) -> Decision:
    """Give a note its own kind: it is no paper by an unsure ground, and no paper was surely its own."""
    assert query.kind is not None
    return Decision(query.note, Status.NOT_A_PAPER, DecidedBy.KIND, query.grounds[0], kind=query.kind, candidates=shown)


def _barrier(query: Query, shown: tuple[Candidate, ...]) -> str:
    """Return what keeps the first candidate from being accepted, or an empty string."""
    first = shown[0]
    if first.vetoes:
        return "; ".join(first.vetoes)
    if any(one.comparison == "clues" for one in first.evidence):
        return barrier_of(query, shown)
    if reason := cap(first):
        return reason
    if query.kind in NOT_PAPERS and not _has_identifier(first) and not _author_agrees(first):
        return f"the note seems to be about a {query.kind}, not this paper"
    if first.bits < ACCEPT:
        return f"too little evidence ({first.bits:+.1f} bits, {ACCEPT:.0f} needed)"
    gap = _margin(shown)
    if gap is not None and gap < MARGIN and not shown[1].vetoes:
        return f"another work fits as well: {shorten(shown[1].work.best.title, 60)!r} ({gap:.1f} bits behind)"
    return ""


def _margin(shown: tuple[Candidate, ...]) -> float | None:
    return round(shown[0].bits - shown[1].bits, 2) if len(shown) > 1 else None


def _has_identifier(candidate: Candidate) -> bool:
    return any(one.comparison == "identifier" and one.level == "same" for one in candidate.evidence)


def _author_agrees(candidate: Candidate) -> bool:
    return any(one.comparison == "authors" and one.bits > 0 for one in candidate.evidence)
