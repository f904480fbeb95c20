"""What is asked for a note without a title: its topic where titles are ranked, then the abstracts of what came up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, Answers, OpenNote, describe_question
from biblio.lookup.service import Question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.dates import PartialDate
from biblio.model.decision import Decision, Query
from biblio.model.note import Link, LinkRole
from biblio.model.record import Kind, Record
from tests.lookup.test_planner import record
from tests.matching.test_decide_untitled import OWN, query

EVERYBODY = frozenset({"arxiv", "openreview", "crossref", "dblp", "semanticscholar", "openalex"})
SEARCHED = AllowedServices(EVERYBODY, lookup_only={"openalex"})
PUBLISHED = record(
    title=OWN["title"], authors=OWN["authors"], doi="10.1234/iclr.1", venue="ICLR", year=2023, type="inproceedings"
)
FOREIGN = record(
    title="Streaming video over a cache",
    authors=["A B"],
    doi="10.1234/x.2",
    venue="MM",
    year=2012,
    type="inproceedings",
)


def all_questions(
    note_query: Query, replies: dict[tuple[str, str], tuple[Record, ...]], allowed: AllowedServices = SEARCHED
) -> list[Question]:
    """Return all questions until none is left; `replies` are by service and kind."""
    answers: dict[str, tuple[Record, ...]] = {}
    questions_asked: list[Question] = []
    while questions := next_questions(OpenNote(note_query, answers, decision_of(note_query, answers)), allowed):
        for question in questions:
            assert question.key not in answers
            questions_asked.append(question)
            answers[question.key] = replies.get((question.service, question.kind.value), ())
    return questions_asked


def decision_of(note_query: Query, answers: Answers) -> Decision:
    works = merge_records([record for records in answers.values() for record in records])
    return decide(note_query, rank_candidates(note_query, works), exhausted=False)


def kinds(questions: list[Question]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((question.service, question.kind.value) for question in questions))


def test_the_order_in_which_a_summary_is_searched_for() -> None:
    assert kinds(all_questions(query(), {})) == [
        ("arxiv", "words"), ("arxiv", "sets"), ("openreview", "topic"), ("crossref", "topic"), ("semanticscholar", "words"),
    ]  # fmt: skip


def test_a_title_in_another_language_is_asked_for_as_it_is_first() -> None:
    note_query = query(summary="", title="プロキシ変数を用いた因果発見", authors=("Mateo Rojas-Carulla",), year=2017)
    order = [*kinds(all_questions(note_query, {}))]
    assert order[:2] == [("crossref", "title"), ("semanticscholar", "title")]
    assert {("arxiv", "sets"), ("openreview", "topic"), ("crossref", "topic")} <= set(order)


def test_the_work_that_goes_by_the_rarest_name_of_a_summary_is_asked_for() -> None:
    note_query = query(summary="人間のフィードバックでGPT-3を微調整したInstructGPTを提案する。")
    titled = [
        question.query.titles[0]
        for question in all_questions(note_query, {})
        if question.query and question.kind == "title"
    ]
    assert set(titled) == {"Training language models to follow instructions with human feedback"}


@pytest.mark.parametrize(
    ("tag", "year", "has_venue"),
    [("ICLR", 2023, True), ("EMNLP", 2023, False), ("ICML", 2019, False), ("ICML", 2023, True), ("NLP", 2023, True)],
)
def test_openreview_is_asked_where_it_may_have_the_venue(tag: str, year: int, has_venue: bool) -> None:
    questions = all_questions(query(tags=(tag,), date=PartialDate(year, 12, 1)), {})
    assert (("openreview", "topic") in kinds(questions)) is has_venue


def test_what_a_blog_post_is_about_is_not_searched_for_among_titles() -> None:
    questions = all_questions(replace(query(), kind=Kind.BLOGPOST, grounds=("tagged",)), {})
    assert "topic" not in {kind for _, kind in kinds(questions)}


def test_works_that_are_known_by_title_have_their_abstracts_fetched_once() -> None:
    questions = all_questions(query(), {("crossref", "topic"): (PUBLISHED, FOREIGN)})
    identifiers = [
        str(question.identifier)
        for question in questions
        if question.service == "semanticscholar" and question.identifier
    ]
    assert sorted(identifiers) == ["doi:10.1234/iclr.1", "doi:10.1234/x.2"]


def test_what_came_with_its_abstract_is_not_asked_for_again() -> None:
    known = replace(PUBLISHED, abstract="Of something else.", source="crossref")
    questions = all_questions(query(), {("crossref", "topic"): (known,)})
    assert not [question for question in questions if question.identifier]


def test_of_many_works_the_abstracts_of_the_best_eight_are_asked_for() -> None:
    works = tuple(
        record(title=f"Streaming {name} in caches", authors=[f"{name.title()} A"], doi=f"10.1234/{name}", year=2010)
        for name in "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda".split()
    )
    read = replace(PUBLISHED, source="semanticscholar", abstract="Nothing of it.", identifiers=(), related=())
    questions = all_questions(query(), {("crossref", "topic"): (*works, PUBLISHED), ("semanticscholar", "id"): (read,)})
    fetched = [str(question.identifier) for question in questions if question.identifier]
    assert len(fetched) == 8
    assert "doi:10.1234/iclr.1" in fetched


def test_nobody_is_asked_for_abstracts_who_may_not_be() -> None:
    allowed = AllowedServices(EVERYBODY - {"semanticscholar"}, lookup_only={"openalex"})
    assert not [
        question
        for question in all_questions(query(), {("crossref", "topic"): (PUBLISHED,)}, allowed)
        if question.identifier
    ]


def test_the_address_of_a_talk_is_searched_for_as_a_title() -> None:
    slug = "efficent-streaming-language-models-with-attention-sinks"
    link = Link(f"https://www.slideshare.net/someone/{slug}/1", LinkRole.SLIDES)
    note_query = query(summary="", comment="無限に長い入力。", links=(link,))
    titled = [question for question in all_questions(note_query, {}) if question.kind == "title"]
    assert [question.service for question in titled] == ["arxiv", "dblp", "crossref", "semanticscholar"]
    assert all(question.query is not None and question.query.titles == (slug.replace("-", " "),) for question in titled)
    assert describe_question(titled[0], note_query) == "a title from an earlier answer"
