"""What a run will ask is foretold before it asks: never less than a run in which nothing is found."""

from __future__ import annotations

from biblio.lookup.question_planner import forecast, next_questions, rounds_ahead
from biblio.lookup.questions import AllowedServices, OpenNote
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from tests.lookup.test_planner import ALL, ARXIV, PREPRINT, TITLED, untouched


def keys(query: Query, allowed: AllowedServices = ALL) -> list[list[str]]:
    rounds = rounds_ahead(untouched(query), allowed)
    return [[question.key.partition("|")[0] for question in questions] for questions in rounds]


def test_a_title_goes_on_until_nobody_is_left() -> None:
    assert keys(TITLED) == [["catalogue"], ["arxiv"], ["dblp"], ["crossref"]]
    assert keys(TITLED, AllowedServices({"crossref"})) == [["crossref"]]
    assert keys(TITLED, AllowedServices(())) == []


def test_an_identifier_comes_before_the_title() -> None:
    query = Query("n", identifiers=(Identifier("doi", "10.1234/a"),), titles=TITLED.titles)
    assert keys(query)[:4] == [["catalogue", "catalogue"], ["crossref"], ["datacite"], ["doi"]]


def test_what_was_answered_is_not_foretold() -> None:
    query = Query("n", identifiers=(ARXIV,))
    answers = {question.key: (PREPRINT,) for question in next_questions(untouched(query), ALL)}
    decision = decide(query, rank_candidates(query, merge_records([PREPRINT])))
    assert list(rounds_ahead(OpenNote(query, answers, decision), ALL)) == []


def test_what_several_notes_ask_counts_once() -> None:
    other = Query("other", titles=TITLED.titles, authors=TITLED.authors, year=TITLED.year, identifiers=(ARXIV,))
    third = Query("third", titles=("Something else",), authors=(parse_person("Ada Lovelace"),))
    rounds, chances = forecast(map(untouched, (TITLED, other, third)), ALL)
    every = [question.key for questions in rounds for question in questions]
    assert len(every) == len(set(every))
    assert [sum(question.service == "arxiv" for question in questions) for questions in rounds] == [0, 3, 0, 0]
    assert set(chances) == set(every)
    assert {chances[question.key] for question in rounds[0]} == {1.0}
    assert all(0.0 < chances[question.key] < 1.0 for question in rounds[-1])
    assert forecast([], ALL) == ((), {})
