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


def rounds(
    asked: Query, replies: dict[tuple[str, str], tuple[Record, ...]], limits: AllowedServices = SEARCHED
) -> list[Question]:
    """Return all questions until none is left, answered by service and kind."""
    answers: dict[str, tuple[Record, ...]] = {}
    every: list[Question] = []
    while questions := next_questions(OpenNote(asked, answers, decision_of(asked, answers)), limits):
        for question in questions:
            assert question.key not in answers
            every.append(question)
            answers[question.key] = replies.get((question.service, question.key.split("|")[1]), ())
    return every


def decision_of(asked: Query, answers: Answers) -> Decision:
    works = merge_records([one for found in answers.values() for one in found])
    return decide(asked, rank_candidates(asked, works), exhausted=False)


def kinds(questions: list[Question]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((one.service, one.key.split("|")[1]) for one in questions))


def test_the_order_in_which_a_summary_is_searched_for() -> None:
    assert kinds(rounds(query(), {})) == [
        ("arxiv", "words"), ("arxiv", "sets"), ("openreview", "topic"), ("semanticscholar", "words"), ("crossref", "topic"),
    ]  # fmt: skip


def test_a_title_in_another_language_is_asked_for_as_it_is_first() -> None:
    asked = query(summary="", title="プロキシ変数を用いた因果発見", authors=("Mateo Rojas-Carulla",), year=2017)
    order = [*kinds(rounds(asked, {}))]
    assert order[:2] == [("crossref", "title"), ("semanticscholar", "title")]
    assert {("arxiv", "sets"), ("openreview", "topic"), ("crossref", "topic")} <= set(order)


def test_the_work_that_goes_by_the_rarest_name_of_a_summary_is_asked_for() -> None:
    asked = query(summary="人間のフィードバックでGPT-3を微調整したInstructGPTを提案する。")
    titled = [one.query.titles[0] for one in rounds(asked, {}) if one.query and one.key.split("|")[1] == "title"]
    assert set(titled) == {"Training language models to follow instructions with human feedback"}


@pytest.mark.parametrize(
    ("tag", "year", "there"),
    [("ICLR", 2023, True), ("EMNLP", 2023, False), ("ICML", 2019, False), ("ICML", 2023, True), ("NLP", 2023, True)],
)
def test_openreview_is_asked_where_it_may_have_the_venue(tag: str, year: int, there: bool) -> None:
    asked = rounds(query(tags=(tag,), date=PartialDate(year, 12, 1)), {})
    assert (("openreview", "topic") in kinds(asked)) is there


def test_what_a_blog_post_is_about_is_not_searched_for_among_titles() -> None:
    asked = rounds(replace(query(), kind=Kind.BLOGPOST, grounds=("tagged",)), {})
    assert "topic" not in {kind for _, kind in kinds(asked)}


def test_works_that_are_known_by_title_have_their_abstracts_fetched_once() -> None:
    asked = rounds(query(), {("crossref", "topic"): (PUBLISHED, FOREIGN)})
    read = [str(one.identifier) for one in asked if one.service == "semanticscholar" and one.identifier]
    assert sorted(read) == ["doi:10.1234/iclr.1", "doi:10.1234/x.2"]


def test_what_came_with_its_abstract_is_not_asked_for_again() -> None:
    known = replace(PUBLISHED, abstract="Of something else.", source="crossref")
    asked = rounds(query(), {("crossref", "topic"): (known,)})
    assert not [one for one in asked if one.identifier]


def test_of_many_works_the_abstracts_of_the_best_eight_are_asked_for() -> None:
    many = tuple(
        record(title=f"Streaming {name} in caches", authors=[f"{name.title()} A"], doi=f"10.1234/{name}", year=2010)
        for name in "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda".split()
    )
    read = replace(PUBLISHED, source="semanticscholar", abstract="Nothing of it.", identifiers=(), related=())
    asked = rounds(query(), {("crossref", "topic"): (*many, PUBLISHED), ("semanticscholar", "id"): (read,)})
    fetched = [str(one.identifier) for one in asked if one.identifier]
    assert len(fetched) == 8
    assert "doi:10.1234/iclr.1" in fetched


def test_nobody_is_asked_for_abstracts_who_may_not_be() -> None:
    limits = AllowedServices(EVERYBODY - {"semanticscholar"}, lookup_only={"openalex"})
    assert not [one for one in rounds(query(), {("crossref", "topic"): (PUBLISHED,)}, limits) if one.identifier]


def test_the_address_of_a_talk_is_searched_for_as_a_title() -> None:
    slug = "efficent-streaming-language-models-with-attention-sinks"
    link = Link(f"https://www.slideshare.net/someone/{slug}/1", LinkRole.SLIDES)
    asked = query(summary="", comment="無限に長い入力。", links=(link,))
    titled = [one for one in rounds(asked, {}) if one.key.split("|")[1] == "title"]
    assert [one.service for one in titled] == ["arxiv", "dblp", "crossref", "semanticscholar"]
    assert all(one.query is not None and one.query.titles == (slug.replace("-", " "),) for one in titled)
    assert describe_question(titled[0], asked) == "a title found on the way"
