"""What a run will ask is foretold before it asks: never less than a run in which nothing is found."""

from __future__ import annotations

from biblio.lookup.forecast import Chances, Experience, NoteSort, Past, forecast, rounds_ahead
from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Kind
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
    rounds, chances = forecast([(untouched(query), Past()) for query in (TITLED, other, third)], ALL)
    every = [question.key for questions in rounds for question in questions]
    assert len(every) == len(set(every))
    assert [sum(question.service == "arxiv" for question in questions) for questions in rounds] == [0, 3, 0, 0]
    assert set(chances) == set(every)
    assert {chances[question.key] for question in rounds[0]} == {1.0}
    assert all(0.0 < chances[question.key] < 1.0 for question in rounds[-1])
    assert forecast([], ALL) == ((), {})


def asked(*services: str) -> tuple[Question, ...]:
    return tuple(title_question(service, TITLED) for service in services)


def past(*services: str, is_found: bool = False) -> Past:
    return Past.of(asked(*services), TITLED, is_found=is_found)


def test_works_that_nobody_knows_are_told_from_a_service_that_knows_few() -> None:
    experience = Experience()
    (arxiv,) = asked("arxiv")
    at_first = experience.chances()
    for number in range(20):
        experience.note(number, past("arxiv"))
    of_arxiv = experience.chances()
    assert at_first.stays_open(arxiv, TITLED) < 0.8 < of_arxiv.stays_open(arxiv, TITLED)
    assert of_arxiv.unknown[NoteSort.TITLED] < 0.2  # the next service may know them
    for number in range(20):
        experience.note(number, past("arxiv", "dblp", "crossref"))
    of_all = experience.chances()
    assert of_all.is_unknown(past("arxiv", "dblp", "crossref")) > of_arxiv.is_unknown(past("arxiv"))
    for number in range(20):
        experience.note(number, past("arxiv", "dblp", is_found=True))
    found = experience.chances()
    assert found.unknown[NoteSort.TITLED] < 0.03
    assert found.stays_open(asked("dblp")[0], TITLED) < 0.2


def test_looking_up_the_doi_that_a_search_found_is_no_further_search() -> None:
    experience = Experience()
    doi = identifier_question("crossref", Identifier("doi", "10.1234/a"))
    for number in range(20):
        sorts = (*asked("arxiv", "dblp"), doi)
        experience.note(number, Past.of(sorts, TITLED, is_found=True))
    chances = experience.chances()
    arxiv, dblp = (chances.stays_open(question, TITLED) for question in asked("arxiv", "dblp"))
    assert arxiv > 0.8
    assert dblp < 0.1  # what none of the other services is asked after


def test_notes_without_a_title_often_stay_without_a_work() -> None:
    chances = Experience().chances()
    nothing_asked = Past.of((), Query("n"), is_found=False)
    assert chances.is_unknown(nothing_asked) > 10 * chances.is_unknown(past())
    experience = Experience()
    for number in range(40):  # what one sort of notes is like says nothing of the other
        experience.note(number, past("arxiv", "dblp", "crossref"))
    assert experience.chances().unknown[NoteSort.TITLED] > 0.2
    assert experience.chances().unknown[NoteSort.UNTITLED] == chances.unknown[NoteSort.UNTITLED]


def test_earlier_runs_say_what_to_expect() -> None:
    assert Experience((40, 36)).chances().unknown[NoteSort.TITLED] > 0.7
    assert Experience((40, 0)).chances().unknown[NoteSort.TITLED] < 0.01


def test_what_is_likely_of_unknown_works_is_nearly_all() -> None:
    note = untouched(TITLED)

    def likely(past: Past, unknown: float) -> float:
        return sum(forecast([(note, past)], ALL, Chances(dict.fromkeys(NoteSort, unknown))).chances.values())

    every = sum(map(len, forecast([(note, Past())], ALL).rounds))
    assert likely(Past(), 0.03) < likely(Past(), 0.9) < every < likely(Past(), 0.9) + 0.3
    assert likely(Past(is_found=True), 0.9) < likely(Past(), 0.03)


def test_what_a_note_says_tells_how_much_will_be_asked() -> None:
    author = (parse_person("Ada Roe"),)

    def likely(query: Query) -> float:
        past = Past.of((), query, is_found=False)
        plan = forecast([(untouched(query), past)], ALL, Experience().chances())
        return sum(plan.chances.values()) / sum(map(len, plan.rounds))

    paper = Query("n", titles=("Lamps in deep fog",), authors=author, year=2012)
    bare = Query("n", titles=("Lamps in deep fog",))
    book = Query("n", titles=("Lamps in deep fog",), authors=author, year=2012, kind=Kind.BOOK)
    korean = Query("n", titles=("안개 속의 등불",), authors=author, year=2012)
    identified = Query("n", identifiers=(ARXIV,))
    assert likely(bare) > 0.95  # nothing settles such a note
    assert min(likely(book), likely(korean)) > 0.7 > likely(paper)
    sorts = [Experience().chances().is_unknown(Past.of((), query, is_found=False)) for query in (identified, paper)]
    assert sorts[0] < sorts[1]
