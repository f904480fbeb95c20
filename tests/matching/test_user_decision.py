"""What follows from the user's own decision, and which version of a work they pinned."""

from __future__ import annotations

from dataclasses import replace

from biblio.matching.chosen_work import contradiction, has_pinned_version
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_into_work
from biblio.matching.works.versions import (
    notices_of,
    restrict_to_version,
    stable_identifier,
    version_identifier,
    work_years,
)
from biblio.model.decision import OFFLINE, DecidedBy, Query, Status, Unasked
from biblio.model.record import Kind, Medium, Notice, NoticeKind
from tests.matching.test_changes import ARXIV, AUTHORS, DOI, PREPRINT, PUBLISHED

WORK = merge_into_work([PREPRINT, PUBLISHED])
TITLED = Query("n", titles=("Segment Anything",), authors=AUTHORS, year=2023)
CHOSEN = replace(TITLED, identifiers=(ARXIV,), chosen=ARXIV)
PINNED = replace(CHOSEN, pinned=True)
REFUSED = replace(TITLED, refused=True)


def test_a_chosen_work_is_shown_in_its_published_version() -> None:
    decision = decide(CHOSEN, rank_candidates(CHOSEN, [WORK]))
    assert (decision.status, decision.by, decision.reason) == (
        Status.ACCEPTED,
        DecidedBy.PERSON,
        "you accepted arxiv:2304.02643",
    )
    assert (decision.work, decision.kind) == (WORK, Kind.PAPER)
    assert not has_pinned_version(CHOSEN, decision)


def test_a_pinned_preprint_stays_a_preprint() -> None:
    decision = decide(PINNED, rank_candidates(PINNED, [WORK]))
    assert decision.reason == "you pinned arxiv:2304.02643"
    assert decision.work is not None
    assert (decision.work.best.medium, decision.work.identifiers) == (Medium.PREPRINT, (ARXIV,))
    assert has_pinned_version(PINNED, decision)


def test_a_pinned_work_tells_what_is_against_it() -> None:
    odd = replace(PINNED, titles=("Feeding Cats at Night in Winter",), authors=())
    decision = decide(odd, rank_candidates(odd, [WORK]))
    assert decision.reason.startswith("you pinned arxiv:2304.02643; against it: ")
    odd = replace(odd, year=1999)
    reason = decide(odd, rank_candidates(odd, [WORK])).reason
    assert reason.endswith("; the years are far apart (1999, 2023)")
    assert reason.count("; ") == 2


def test_a_chosen_work_that_is_not_known_yet_waits() -> None:
    for unasked, exhausted in (((), False), ((Unasked("arxiv", OFFLINE),), True)):
        decision = decide(CHOSEN, (), unasked=unasked, exhausted=exhausted)
        assert (decision.status, decision.by) == (Status.PENDING, DecidedBy.PERSON)
        assert decision.reason == "you accepted arxiv:2304.02643, which has not been looked up yet"
        assert decision.unasked == unasked
    unknown = decide(CHOSEN, ())
    assert (unknown.note, unknown.status, unknown.by, unknown.reason) == (
        "n", Status.UNRESOLVED, DecidedBy.PERSON, "you accepted arxiv:2304.02643, which no service knows",
    )  # fmt: skip
    assert not has_pinned_version(PINNED, decide(PINNED, ()))


def test_refused_candidates_are_shown_and_none_is_taken() -> None:
    decision = decide(REFUSED, rank_candidates(REFUSED, [WORK]))
    assert (decision.status, decision.by, decision.work) == (Status.UNRESOLVED, DecidedBy.PERSON, None)
    assert decision.reason == "you said that none of the known works is right"
    assert [candidate.work for candidate in decision.candidates] == [WORK]
    slides = replace(REFUSED, kind=Kind.PRESENTATION, sure_kind=True, grounds=("you said so",))
    assert decide(slides, ()).status is Status.NOT_A_PAPER


def test_evidence_for_another_work_contradicts_the_user() -> None:
    accepted = decide(TITLED, rank_candidates(TITLED, [WORK]))
    assert contradiction(CHOSEN, accepted) == ""
    other = replace(CHOSEN, chosen=replace(ARXIV, value="2401.00001"))
    assert contradiction(other, accepted).startswith("you accepted arxiv:2401.00001, but the evidence points to arxiv:")
    assert "none of the known works" in contradiction(REFUSED, accepted)
    slides = replace(TITLED, kind=Kind.PRESENTATION, sure_kind=True)
    assert contradiction(slides, accepted).startswith("you said that it is a presentation")
    assert contradiction(TITLED, accepted) == ""
    assert contradiction(replace(TITLED, kind=Kind.BLOGPOST), accepted) == ""  # so the note says, not the user
    assert contradiction(other, decide(TITLED, ())) == ""


def test_versions_of_a_work() -> None:
    assert restrict_to_version(WORK, DOI) == WORK
    assert restrict_to_version(WORK, replace(ARXIV, value="2401.00001")) == WORK
    assert (version_identifier(WORK), stable_identifier(WORK)) == (DOI, ARXIV)
    unnamed = merge_into_work([replace(PREPRINT, identifiers=())])
    assert (version_identifier(unnamed), stable_identifier(unnamed)) == (None, None)
    noted = merge_into_work([replace(PREPRINT, note="Appears in UAI2009"), PUBLISHED])
    assert work_years(noted) == {2009, 2023}


def test_the_gravest_notice_comes_first() -> None:
    corrected, retracted = Notice(NoticeKind.CORRECTED, "crossref"), Notice(NoticeKind.RETRACTED, "crossref")
    records = [replace(PUBLISHED, notices=(corrected,)), replace(PREPRINT, notices=(retracted, corrected))]
    assert notices_of(merge_into_work(records)) == (retracted, corrected)
