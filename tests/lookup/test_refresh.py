"""Which services are asked again about a work that was found."""

from __future__ import annotations

from dataclasses import replace

from biblio.lookup.questions import AllowedServices
from biblio.lookup.service import Question
from biblio.lookup.update_questions import follow_up_questions, refresh_questions
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Medium, Record, Relation
from tests.matching.test_changes import ARXIV, AUTHORS, DOI, PREPRINT, PUBLISHED, work

EVERY = AllowedServices(
    {"arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "anthology", "semanticscholar", "openalex"}
)


def keys(questions: tuple[Question, ...]) -> list[str]:
    return [question.key for question in questions]


def test_a_preprint_is_asked_about_at_arxiv_and_for_its_publication() -> None:
    assert keys(refresh_questions(work(PREPRINT), EVERY)) == [
        "arxiv|id|arxiv:2304.02643",
        "semanticscholar|id|arxiv:2304.02643",
    ]
    assert keys(refresh_questions(work(PREPRINT), AllowedServices({"arxiv"}))) == ["arxiv|id|arxiv:2304.02643"]


def test_a_publication_is_asked_about_where_it_is_registered() -> None:
    assert keys(refresh_questions(work(PREPRINT, PUBLISHED), EVERY)) == [
        "crossref|id|doi:10.1109/iccv51070.2023.00371",
        "openalex|id|doi:10.1109/iccv51070.2023.00371",
        "arxiv|id|arxiv:2304.02643",
    ]
    data = Record("datacite", "Data", identifiers=(Identifier("doi", "10.9999/x"),))
    assert keys(refresh_questions(work(data), EVERY))[0] == "datacite|id|doi:10.9999/x"


def test_a_submission_is_asked_about_again_and_a_publication_is_not() -> None:
    forum = Identifier("openreview", "tEYskw1VY2")
    submission = Record("openreview", "Mamba", medium=Medium.PREPRINT, identifiers=(forum,))
    assert keys(refresh_questions(work(submission), EVERY)) == ["openreview|id|openreview:tEYskw1VY2"]
    assert keys(refresh_questions(work(replace(submission, medium=Medium.PROCEEDINGS)), EVERY)) == []
    paper = Record("anthology", "K", medium=Medium.PROCEEDINGS, identifiers=(Identifier("acl", "W05-1506"),))
    assert keys(refresh_questions(work(paper), EVERY)) == ["crossref|id|doi:10.18653/v1/w05-1506"]


INDEXED = Record(
    "semanticscholar", "Segment anything", medium=Medium.PROCEEDINGS, authors=AUTHORS,
    related=((Relation.INDEXED, ARXIV), (Relation.INDEXED, DOI)),
)  # fmt: skip


def test_what_an_index_names_is_asked_for_at_its_registrar() -> None:
    old = work(PREPRINT)
    expected = [f"{service}|id|doi:10.1109/iccv51070.2023.00371" for service in ("crossref", "openalex")]
    assert keys(follow_up_questions(old, [INDEXED], EVERY)) == expected
    assert keys(follow_up_questions(work(PREPRINT, PUBLISHED), [INDEXED], EVERY)) == []
    named = replace(PREPRINT, related=((Relation.PUBLISHED_AS, DOI),))
    assert keys(follow_up_questions(old, [named], EVERY)) == expected


def test_a_publication_without_a_doi_is_looked_for_by_its_title() -> None:
    indexed = replace(INDEXED, related=((Relation.INDEXED, ARXIV),))
    assert keys(follow_up_questions(work(PREPRINT), [indexed], EVERY)) == ["dblp|title|segmentanything|kirillov|"]
    assert keys(follow_up_questions(work(PREPRINT), [replace(indexed, medium=Medium.PREPRINT)], EVERY)) == []


def test_another_paper_leads_nowhere() -> None:
    other = replace(INDEXED, title="Of cells", authors=(parse_person("Jan Hein"),))
    assert follow_up_questions(work(PREPRINT), [other], EVERY) == ()
