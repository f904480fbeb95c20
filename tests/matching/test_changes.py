"""Updating a work: changes of its own sources, publications, notices, but nothing about another work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.works.changes import WorkChange, diff_works, refresh_work
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record, Work

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
    assert {(change.work, change.source, change.held) for change in changes[:4]} == {(str(ARXIV), "crossref", "")}
    assert (changes[-1].work, changes[-1].source) == (str(ARXIV), "crossref")
    assert new.identifiers == (DOI, ARXIV)
    assert refresh_work(new, [PREPRINT, PUBLISHED])[1] == ()


def test_a_correction_by_the_same_source_is_taken_and_identifiers_are_kept() -> None:
    acl = Identifier("acl", "2023.x-main.1")
    old = work(replace(PUBLISHED, identifiers=(DOI, acl), pages="1-9"))
    new, changes = refresh_work(old, [PUBLISHED])
    assert rows(changes) == [("pages", "1-9", "3992-4003")]
    assert new.identifiers == (DOI, acl)


def test_a_preprint_and_a_paper_of_one_source_stay_two_though_both_have_the_arxiv_id() -> None:
    preprint = replace(PREPRINT, source="dblp", identifiers=(ARXIV, Identifier("dblp", "journals/corr/abs-2304-02643")))
    paper = replace(PUBLISHED, source="dblp", identifiers=(ARXIV, Identifier("dblp", "conf/iclr/Kirillov23")))
    for now in ([preprint, paper], [paper, preprint]):
        new, changes = refresh_work(work(PREPRINT, preprint), now)
        assert new.best.venue == PUBLISHED.venue
        assert {preprint, paper} <= set(new.records)
        assert ("medium", "preprint", "proceedings") in rows(changes)
        assert refresh_work(new, now) == (new, ())
        # An earlier version made one record of the two.
        both = tuple(dict.fromkeys((*preprint.identifiers, *paper.identifiers)))
        mended, _ = refresh_work(work(PREPRINT, replace(preprint, identifiers=both)), now)
        assert mended.best.venue == PUBLISHED.venue
        again, _ = refresh_work(mended, now)
        assert again.best.venue == PUBLISHED.venue


def test_a_correction_leaves_what_other_sources_say() -> None:
    dblp = replace(PUBLISHED, source="dblp", volume="7", date=PartialDate(2022))
    related = replace(PREPRINT, source="crossref", identifiers=(Identifier("doi", "10.1109/other"),))
    new, changes = refresh_work(work(PUBLISHED, dblp, related), [replace(PUBLISHED, authors=AUTHORS[::-1])])
    assert rows(changes) == [
        ("authors", "Alexander Kirillov; Eric Mintun; Nikhila Ravi", "Nikhila Ravi; Eric Mintun; Alexander Kirillov")
    ]
    assert {dblp, related} <= set(new.records)


def test_another_source_adds_what_no_source_said() -> None:
    bare = work(replace(PUBLISHED, authors=(), date=None, pages=""))
    isbn, editors = Identifier("isbn", "9781000000009"), (parse_person("Ed Itor"),)
    more = replace(
        PUBLISHED, source="dblp", title="Segment anything.", kind=Kind.BOOK, medium=Medium.COLLECTION, note="An odd note",
        editors=editors, identifiers=(DOI, isbn), venue="ICCV", notices=(replace(RETRACTED, source="dblp"),),
    )  # fmt: skip
    new, changes = refresh_work(bare, [more])
    assert rows(changes) == [
        ("retracted", "", "retracted (2024-02-01, dblp, doi:10.1109/notice)"),
        ("authors", "", "Alexander Kirillov; Eric Mintun; Nikhila Ravi"),
        ("date", "", "2023-10-01"),
        ("pages", "", "3992-4003"),
        ("isbn", "", "9781000000009"),
    ]
    assert {change.source for change in changes} == {"dblp"}
    added = next(record for record in new.records if record.source == "dblp")
    assert (added.title, added.kind, added.medium, added.note, added.editors) == (
        "Segment Anything", Kind.PAPER, Medium.PROCEEDINGS, "", editors,
    )  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [{"identifiers": (DOI, Identifier("isbn", "9781000000009"))}, {"notices": (replace(RETRACTED, source="dblp"),)}],
    ids=["an identifier", "a notice"],
)
def test_one_new_thing_is_enough_to_add_a_record(more: dict[str, Any]) -> None:
    old = work(PUBLISHED)
    longer = (*AUTHORS, parse_person("Ross Girshick"))
    other = replace(PUBLISHED, source="dblp", authors=longer, date=PartialDate(2024), pages="1-2")
    assert refresh_work(old, [other]) == (old, ())
    _, changes = refresh_work(old, [replace(other, **more)])
    assert len(changes) == 1


def test_another_work_of_the_same_source_is_not_added() -> None:
    old = work(PUBLISHED)
    assert refresh_work(old, [replace(PUBLISHED, title="Of cells", identifiers=(Identifier("doi", "10.1/x"),))]) == (
        old,
        (),
    )


def test_the_venue_that_a_note_names_is_no_change() -> None:
    elsewhere = replace(
        PUBLISHED, source="dblp", venue="ICLR", venue_short="ICLR", identifiers=(Identifier("acl", "2023.x-main.1"), ARXIV)
    )  # fmt: skip
    old = merge_into_work([PREPRINT, PUBLISHED, elsewhere], prefer_venue="ICLR")
    assert old.best.venue_short == "ICLR"
    assert refresh_work(old, [PUBLISHED, PREPRINT], prefer_venue="ICLR") == (old, ())


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
    bare = next(record for record in new.records if record.source == "openalex")
    assert (bare.title, bare.kind, bare.medium) == ("SEGMENT ANYTHING", Kind.PAPER, Medium.PROCEEDINGS)


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
    assert change == WorkChange(
        str(ARXIV), str(ARXIV), "Segment Anything", "Of cells (Jan Hein)", "arxiv", "it leads to another work now"
    )
    acl, doi = Identifier("acl", "P19-1285"), Identifier("doi", "10.18653/v1/p19-1285")
    _, (change,) = refresh_work(
        work(replace(PUBLISHED, identifiers=(acl,))), [replace(other, identifiers=(doi,), authors=())]
    )
    assert (change.field, change.new) == ("identity", "Of cells")


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
    renamed = replace(PREPRINT, title="Segment Anything!")
    assert rows(refresh_work(old, [PUBLISHED, renamed], rejected=(DOI,))[1]) == [
        ("title", "Segment Anything", "Segment Anything!")
    ]


@given(
    st.permutations([PREPRINT, PUBLISHED, replace(PUBLISHED, source="dblp", venue="ICCV"), replace(PREPRINT, note="x")])
)
def test_no_identity_is_ever_lost_and_twice_is_once(records: list[Record]) -> None:
    old = work(PREPRINT, replace(PUBLISHED, identifiers=(DOI, Identifier("isbn", "9781000000009"))))
    new, _ = refresh_work(old, records)
    assert set(old.identifiers) <= set(new.identifiers)
    assert refresh_work(new, records) == (new, ())
    assert diff_works(old, old) == ()
