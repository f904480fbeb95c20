"""What every service must do, whatever its protocol. The test class of a service inherits this and names its questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

import pytest

from biblio.errors import BadReply, Unauthorised, Unavailable
from biblio.lookup.questions import words_question
from biblio.lookup.service import Answer, Question, QuestionKind, Service
from biblio.model.dates import parse_date
from biblio.model.decision import Query
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from tests.servers.base import CUT, HALF, HTML_PAGE, LOST, status
from tests.servers.world import World


def by_id(service: str, written: str) -> Question:
    scheme, _, value = written.partition(":")
    identifier = make(scheme, value)
    assert identifier is not None, written
    return Question(service, QuestionKind.IDENTIFIER, identifier=identifier, key=f"{service}|{written}")


def by_title(service: str, *titles: str, author: str = "", venue: str = "", year: int | None = None) -> Question:
    authors = (parse_person(author),) if author else ()
    query = Query(note="n", titles=titles, authors=authors, venue=venue, year=year)
    return Question(service, QuestionKind.TITLE, query=query, key=f"{service}|{titles}|{author}")


def for_words(service: str, *words: str, before: str = "") -> Question:
    query = Query(note="n", before=parse_date(before) if before else None)
    return words_question(service, query, words)


def drain(source: Iterator[Answer], answers: list[Answer]) -> None:
    """Put the answers into the list one by one, so that those before a failure are in it."""
    for answer in source:
        answers.append(answer)


class ServiceContract:
    """`known` are questions with the title of their answer; `unknown` are questions about works that do not exist."""

    name: str
    known: ClassVar[dict[Question, str]]
    unknown: tuple[Question, ...]

    @pytest.fixture
    def service(self, world: World) -> Service:
        return world.service(self.name)

    @property
    def questions(self) -> list[Question]:
        return [*self.known, *self.unknown]

    @property
    def first_known(self) -> Question:
        return next(iter(self.known))

    def test_it_is_a_service(self, service: Service) -> None:
        assert service.name == self.name
        assert service.searches or service.schemes

    def test_every_question_is_answered_once(self, service: Service) -> None:
        answered = Counter(answer.question.key for answer in service.ask(self.questions))
        assert answered == Counter(question.key for question in self.questions)

    def test_a_question_asked_twice_is_answered_twice(self, service: Service) -> None:
        assert len(list(service.ask([self.first_known, self.first_known]))) == 2

    def test_no_question_no_request(self, world: World, service: Service) -> None:
        assert list(service.ask([])) == []
        assert service.cost([]) == 0
        assert world.tries() == 0

    def test_known_works_are_found(self, service: Service) -> None:
        titles = {
            answer.question.key: [record.title for record in answer.records] for answer in service.ask(list(self.known))
        }
        for question, title in self.known.items():
            assert title in titles[question.key]

    def test_records_name_their_source(self, service: Service) -> None:
        for answer in service.ask(list(self.known)):
            assert {record.source for record in answer.records} == {self.name}

    def test_an_unknown_work_is_an_empty_answer(self, service: Service) -> None:
        assert [answer.records for answer in service.ask(self.unknown)] == [()] * len(self.unknown)

    def test_the_cost_is_the_number_of_requests(self, world: World, service: Service) -> None:
        planned = service.cost(self.questions)
        list(service.ask(self.questions))
        assert world.tries() == planned

    def test_requests_keep_the_interval(self, world: World, service: Service) -> None:
        for _ in range(3):
            list(service.ask([self.first_known]))
        log = world.farm.requests(self.name)
        interval = world.policy(self.name).interval
        assert len(log) >= 3
        assert all(later.at - earlier.at >= interval for earlier, later in pairwise(log))

    @pytest.mark.parametrize("fault", [CUT, LOST, HALF, HTML_PAGE, status(502)], ids="cut lost half html 502".split())
    def test_a_passing_fault_changes_nothing(self, world: World, service: Service, fault: object) -> None:
        world.farm.script(self.name, fault)  # type: ignore[arg-type]
        (answer,) = service.ask([self.first_known])
        assert self.known[self.first_known] in [record.title for record in answer.records]

    def test_retry_after_is_honoured(self, world: World, service: Service) -> None:
        world.farm.script(self.name, status(429, Retry_After="41"))
        (answer,) = service.ask([self.first_known])
        assert answer.records
        first, second = world.farm.requests(self.name)
        assert second.at - first.at >= 41

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (status(503), Unavailable),
            (status(500), Unavailable),
            (status(429, Retry_After="86400"), Unavailable),
            (LOST, Unavailable),
            (CUT, Unavailable),
            (HTML_PAGE, BadReply),
            (HALF, BadReply),
            (status(401), Unauthorised),
        ],
        ids="503 500 429 lost cut html half 401".split(),
    )
    def test_an_outage_is_not_an_answer(self, world: World, service: Service, fault: object, error: type) -> None:
        world.farm.always(self.name, fault)  # type: ignore[arg-type]
        answers: list[Answer] = []
        with pytest.raises(error):
            drain(service.ask(self.questions), answers)
        assert all(service.cost([answer.question]) == 0 for answer in answers)

    def test_a_wrong_address_is_not_an_answer(self, world: World) -> None:
        lost = world.service(self.name, base_url=f"{world.url}/nowhere")
        with pytest.raises(BadReply):
            list(lost.ask(self.questions))

    def test_answers_before_a_failure_are_valid(self, world: World, service: Service) -> None:
        if service.cost([self.first_known, *self.unknown]) < 2:
            pytest.skip("takes one request for all")
        world.farm.script(self.name, None)
        world.farm.always(self.name, status(503))
        answers: list[Answer] = []
        with pytest.raises(Unavailable):
            drain(service.ask([self.first_known, *self.unknown]), answers)
        answered = [answer.question for answer in answers if service.cost([answer.question])]
        assert answered[0] == self.first_known
        assert len(answers) < 1 + len(self.unknown)

    def test_one_failing_request_does_not_stop_the_others(self, world: World, service: Service) -> None:
        questions = [self.first_known, *self.unknown, *self.known]
        if service.cost(questions) < 3:
            pytest.skip("takes too few requests to go around one")
        world.farm.script(self.name, *[status(500)] * world.policy(self.name).max_tries)
        answers: list[Answer] = []
        with pytest.raises(Unavailable):
            drain(service.ask(questions), answers)
        assert 0 < len(answers) < len(questions)
        assert world.tries() == world.policy(self.name).max_tries + service.cost(questions) - 1

    def test_a_question_about_nothing_is_a_mistake(self, service: Service) -> None:
        with pytest.raises(ValueError, match="without an identifier"):
            list(service.ask([Question(self.name, QuestionKind.TITLE, key="x")]))

    def test_nothing_waits_on_real_time(self, world: World, service: Service) -> None:
        world.farm.script(self.name, status(503, Retry_After="100"))
        list(service.ask([self.first_known]))
        assert max(world.time.sleeps) >= 100
