"""What became of a work: changes of its own sources, publications, notices; and nothing that is another work."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from biblio.lookup.questions import AllowedServices
from biblio.lookup.refresh import follow_up_questions, refresh_questions
from biblio.matching.works.changes import WorkChange, diff_works, refresh_work
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Medium, Notice, NoticeKind, Record, Relation, Work

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
EVERY = AllowedServices(
    {"arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "anthology", "semanticscholar", "openalex"}
)


def work(*records: Record) -> Work:
    return merge_into_work(records)


def rows(changes: tuple[WorkChange, ...]) -> list[tuple[str, str, str]]:
    return [(one.field, one.old, one.new) for one in changes]


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
    assert {one.source for one in changes[:4]} == {"crossref"}
    assert new.identifiers == (DOI, ARXIV)
    assert refresh_work(new, [PREPRINT, PUBLISHED])[1] == ()


def test_what_its_own_source_mended_is_taken_and_names_are_kept() -> None:
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
    said = Notice(NoticeKind.RETRACTED, "openalex")
    indexed = replace(PUBLISHED, source="openalex", title="SEGMENT ANYTHING", pages="1", abstract="X", notices=(said,))
    old = work(PUBLISHED)
    new, changes = refresh_work(old, [indexed])
    assert rows(changes) == [("retracted", "", "retracted (openalex)")]
    assert (new.best.title, new.best.pages, new.best.abstract) == ("Segment Anything", "3992-4003", "")
    assert refresh_work(new, [indexed]) == (new, ())
    assert refresh_work(old, [replace(indexed, notices=())]) == (old, ())


def test_a_wrong_title_under_a_right_id_retracts_nothing() -> None:
    said = (Notice(NoticeKind.RETRACTED, "openalex"),)
    wrong = replace(
        PUBLISHED, source="openalex", title="Of cells", authors=(parse_person("Jan Hein"),), notices=said
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


def test_what_the_person_rejected_is_not_taken() -> None:
    old = work(PREPRINT)
    assert refresh_work(old, [PUBLISHED], rejected=(DOI,)) == (old, ())


@given(
    st.permutations([PREPRINT, PUBLISHED, replace(PUBLISHED, source="dblp", venue="ICCV"), replace(PREPRINT, note="x")])
)
def test_no_identity_is_ever_lost_and_twice_is_once(found: list[Record]) -> None:
    old = work(PREPRINT, replace(PUBLISHED, identifiers=(DOI, Identifier("isbn", "9781000000009"))))
    new, _ = refresh_work(old, found)
    assert set(old.identifiers) <= set(new.identifiers)
    assert refresh_work(new, found) == (new, ())
    assert diff_works(old, old) == ()


# -- what is asked


def asked(questions: tuple[object, ...]) -> list[str]:
    return [question.key for question in questions]  # type: ignore[attr-defined]


def test_a_preprint_is_asked_about_at_arxiv_and_for_its_publication() -> None:
    assert asked(refresh_questions(work(PREPRINT), EVERY)) == [
        "arxiv|id|arxiv:2304.02643",
        "semanticscholar|id|arxiv:2304.02643",
    ]
    assert asked(refresh_questions(work(PREPRINT), AllowedServices({"arxiv"}))) == ["arxiv|id|arxiv:2304.02643"]


def test_a_publication_is_asked_about_where_it_is_registered() -> None:
    assert asked(refresh_questions(work(PREPRINT, PUBLISHED), EVERY)) == [
        "crossref|id|doi:10.1109/iccv51070.2023.00371",
        "openalex|id|doi:10.1109/iccv51070.2023.00371",
        "arxiv|id|arxiv:2304.02643",
    ]
    data = Record("datacite", "Data", identifiers=(Identifier("doi", "10.9999/x"),))
    assert asked(refresh_questions(work(data), EVERY))[0] == "datacite|id|doi:10.9999/x"


def test_a_submission_is_asked_about_again_and_a_publication_is_not() -> None:
    forum = Identifier("openreview", "tEYskw1VY2")
    submission = Record("openreview", "Mamba", medium=Medium.PREPRINT, identifiers=(forum,))
    assert asked(refresh_questions(work(submission), EVERY)) == ["openreview|id|openreview:tEYskw1VY2"]
    assert asked(refresh_questions(work(replace(submission, medium=Medium.PROCEEDINGS)), EVERY)) == []
    paper = Record("anthology", "K", medium=Medium.PROCEEDINGS, identifiers=(Identifier("acl", "W05-1506"),))
    assert asked(refresh_questions(work(paper), EVERY)) == ["crossref|id|doi:10.18653/v1/w05-1506"]


INDEXED = Record(
    "semanticscholar", "Segment anything", medium=Medium.PROCEEDINGS, authors=AUTHORS,
    related=((Relation.INDEXED, ARXIV), (Relation.INDEXED, DOI)),
)  # fmt: skip


def test_what_an_index_names_is_asked_for_at_its_registrar() -> None:
    old = work(PREPRINT)
    both = [f"{service}|id|doi:10.1109/iccv51070.2023.00371" for service in ("crossref", "openalex")]
    assert asked(follow_up_questions(old, [INDEXED], EVERY)) == both
    assert asked(follow_up_questions(work(PREPRINT, PUBLISHED), [INDEXED], EVERY)) == []
    named = replace(PREPRINT, related=((Relation.PUBLISHED_AS, DOI),))
    assert asked(follow_up_questions(old, [named], EVERY)) == both


def test_a_publication_without_a_doi_is_looked_for_by_its_title() -> None:
    found = replace(INDEXED, related=((Relation.INDEXED, ARXIV),))
    assert asked(follow_up_questions(work(PREPRINT), [found], EVERY)) == ["dblp|title|segmentanything|kirillov|"]
    assert asked(follow_up_questions(work(PREPRINT), [replace(found, medium=Medium.PREPRINT)], EVERY)) == []


def test_another_paper_leads_nowhere() -> None:
    other = replace(INDEXED, title="Of cells", authors=(parse_person("Jan Hein"),))
    assert follow_up_questions(work(PREPRINT), [other], EVERY) == ()
