"""Updating a work: changes of its own sources, publications, notices, but nothing about another work."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.works.changes import WorkChange, diff_works, refresh_work
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Medium, Notice, NoticeKind, Record, Work

ARXIV, DOI = Identifier("arxiv", "2304.02643"), Identifier("doi", "10.1109/iccv51070.2023.00371")
AUTHORS = tuple(map(parse_person, ("Alexander Kirillov", "Eric Mintun", "Nikhila Ravi")))
PREPRINT = Record(
    "arxiv", "Segment Anything", medium=Medium.PREPRINT, identifiers=(ARXIV,), authors=AUTHORS,
    date=PartialDate(2023, 4, 5), url="https://arxiv.org/abs/2304.02643", primary_class="cs.CV",
)  # fmt: skip
PUBLISHED = Record(
    "crossref", "Segment Anything", medium=Medium.PROCEEDINGS, identifiers=(DOI,), authors=AUTHORS,
    date=PartialDate(2023, 10, 1), venue="International Conference on Computer Vision", pages="3992-4003",
)  # fmt: skip
RETRACTED = Notice(NoticeKind.RETRACTED, "crossref", PartialDate(2024, 2, 1), Identifier("doi", "10.1109/notice"))


def work(*records: Record) -> Work:
    return merge_into_work(records)


def rows(changes: tuple[WorkChange, ...]) -> list[tuple[str, str, str]]:
    return [(change.field, change.old, change.new) for change in changes]


def test_the_same_words_again_are_no_change() -> None:
    old = work(PREPRINT, PUBLISHED)
    assert refresh_work(old, [PUBLISHED, PREPRINT]) == (old, ())
    assert refresh_work(old, []) == (old, ())


def test_a_preprint_was_published() -> None:
    new, changes = refresh_work(work(PREPRINT), [PREPRINT, PUBLISHED])
    assert rows(changes) == [
        ("date", "2023-04-05", "2023-10-01"),
        ("medium", "preprint", "proceedings"),
        ("venue", "", "International Conference on Computer Vision"),
        ("pages", "", "3992-4003"),
        ("url", "https://arxiv.org/abs/2304.02643", ""),
        ("doi", "", "10.1109/iccv51070.2023.00371"),
    ]
    assert {change.source for change in changes[:4]} == {"crossref"}
    assert new.identifiers == (DOI, ARXIV)
    assert refresh_work(new, [PREPRINT, PUBLISHED])[1] == ()


def test_a_correction_by_the_same_source_is_taken_and_identifiers_are_kept() -> None:
    acl = Identifier("acl", "2023.x-main.1")
    old = work(replace(PUBLISHED, identifiers=(DOI, acl), pages="1-9"))
    new, changes = refresh_work(old, [PUBLISHED])
    assert rows(changes) == [("pages", "1-9", "3992-4003")]
    assert new.identifiers == (DOI, acl)


def test_another_sources_wording_is_no_change() -> None:
    catalogue = replace(PUBLISHED, source="catalogue", title="Segment anything", venue="ICCV")
    old = work(catalogue)
    new, changes = refresh_work(old, [PUBLISHED])
    assert (new.best.title, rows(changes)) == ("Segment anything", [])
    bare = work(replace(catalogue, pages="", abstract=""))
    new, changes = refresh_work(bare, [PUBLISHED])
    assert rows(changes) == [("pages", "", "3992-4003")]
    assert (new.best.title, new.best.venue_short, new.best.authors) == ("Segment anything", "ICCV", AUTHORS)


def test_a_retraction_is_a_change_of_its_own() -> None:
    new, changes = refresh_work(work(PREPRINT, PUBLISHED), [replace(PUBLISHED, notices=(RETRACTED,))])
    assert rows(changes) == [("retracted", "", "retracted (2024-02-01, crossref, doi:10.1109/notice)")]
    assert new.best.notices == (RETRACTED,)
    assert any(claim.field == "notices" and claim.source == "crossref" for claim in new.claims)


def test_an_index_adds_its_notice_and_nothing_else() -> None:
    notice = Notice(NoticeKind.RETRACTED, "openalex")
    indexed = replace(
        PUBLISHED, source="openalex", title="SEGMENT ANYTHING", pages="1", abstract="X", notices=(notice,)
    )
    old = work(PUBLISHED)
    new, changes = refresh_work(old, [indexed])
    assert rows(changes) == [("retracted", "", "retracted (openalex)")]
    assert (new.best.title, new.best.pages, new.best.abstract) == ("Segment Anything", "3992-4003", "")
    assert refresh_work(new, [indexed]) == (new, ())
    assert refresh_work(old, [replace(indexed, notices=())]) == (old, ())


def test_a_wrong_title_under_a_right_id_retracts_nothing() -> None:
    notices = (Notice(NoticeKind.RETRACTED, "openalex"),)
    wrong = replace(
        PUBLISHED, source="openalex", title="Of cells", authors=(parse_person("Jan Hein"),), notices=notices
    )  # fmt: skip
    old = work(PUBLISHED)
    assert refresh_work(old, [wrong]) == (old, ())


def test_an_id_that_leads_elsewhere_is_held_back_and_shown() -> None:
    old = work(PREPRINT)
    other = replace(PREPRINT, title="Of cells", authors=(parse_person("Jan Hein"),))
    new, (change,) = refresh_work(old, [other])
    assert new is old
    assert (change.field, change.old, change.new) == (str(ARXIV), "Segment Anything", "Of cells (Jan Hein)")
    assert change.held


def test_a_renamed_paper_is_the_same_paper() -> None:
    renamed = replace(PREPRINT, title="Promptable Segmentation of Anything")
    _, changes = refresh_work(work(PREPRINT), [renamed])
    assert rows(changes) == [("title", "Segment Anything", "Promptable Segmentation of Anything")]


def test_a_companion_is_not_joined() -> None:
    second = replace(PUBLISHED, title="Segment Anything 2", identifiers=(Identifier("doi", "10.1109/two"),))
    old = work(PREPRINT)
    assert refresh_work(old, [second]) == (old, ())


def test_what_the_user_rejected_is_not_taken() -> None:
    old = work(PREPRINT)
    assert refresh_work(old, [PUBLISHED], rejected=(DOI,)) == (old, ())


@given(
    st.permutations([PREPRINT, PUBLISHED, replace(PUBLISHED, source="dblp", venue="ICCV"), replace(PREPRINT, note="x")])
)
def test_no_identity_is_ever_lost_and_twice_is_once(records: list[Record]) -> None:
    old = work(PREPRINT, replace(PUBLISHED, identifiers=(DOI, Identifier("isbn", "9781000000009"))))
    new, _ = refresh_work(old, records)
    assert set(old.identifiers) <= set(new.identifiers)
    assert refresh_work(new, records) == (new, ())
    assert diff_works(old, old) == ()
