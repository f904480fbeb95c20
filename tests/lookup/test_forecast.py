"""What a run will ask is foretold before it asks: never less than a run in which nothing is found."""

from __future__ import annotations

from biblio.lookup.forecast import UnknownShare, forecast, rounds_ahead
from biblio.lookup.question_planner import next_questions
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
    rounds, chances = forecast([(untouched(query), 1.0) for query in (TITLED, other, third)], ALL)
    every = [question.key for questions in rounds for question in questions]
    assert len(every) == len(set(every))
    assert [sum(question.service == "arxiv" for question in questions) for questions in rounds] == [0, 3, 0, 0]
    assert set(chances) == set(every)
    assert {chances[question.key] for question in rounds[0]} == {1.0}
    assert all(0.0 < chances[question.key] < 1.0 for question in rounds[-1])
    assert forecast([], ALL) == ((), {})


def test_the_share_of_works_that_nobody_knows_is_learned() -> None:
    share = UnknownShare()
    at_first = share.value
    for number in range(16):
        share.note(number, 0.37)  # as likely for a known work: such notes say little each, and much together
    assert at_first < 0.05 < 0.5 < share.value
    for number in range(15):
        share.note(number, 0.0)  # found after all
    assert share.value < 0.15
    assert UnknownShare((40, 36)).value > 0.7  # a project in which hardly anything was found so far


def test_what_is_likely_of_unknown_works_is_nearly_all() -> None:
    notes = [(untouched(TITLED), 1.0)]
    usual, unknown = (sum(forecast(notes, ALL, share).chances.values()) for share in (0.03, 0.9))
    every = sum(map(len, forecast(notes, ALL).rounds))
    assert usual < unknown
    assert every - unknown < 0.2
    found = sum(forecast([(untouched(TITLED), 0.0)], ALL, 0.9).chances.values())
    assert found < usual  # its work is known, whatever the others are like
