"""What is decided depends on what services say, never on when they say it: random delays, failures and outages.

The real resolver asks made-up services on simulated time: once in rounds, in which every note waits for the slowest
service, and once with each service at its own pace.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from biblio.errors import Unavailable
from biblio.lookup.cache import AnswerCache, DecisionCache
from biblio.lookup.dispatcher import Asking, Dispatcher
from biblio.lookup.progress import SilentProgress
from biblio.lookup.request_schedule import RequestSchedule, ScheduledRequest
from biblio.lookup.request_threads import RequestEnd
from biblio.lookup.resolver import Resolver
from biblio.lookup.service import Answer, Question, QuestionBatch, question_batches
from biblio.lookup.stored_decisions import StoredDecisions
from biblio.model.dates import PartialDate
from biblio.model.decision import Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.people import parse_person
from biblio.model.record import Medium, Record, Relation
from biblio.state import State, open_memory_state
from biblio.text import fold

NAMES = ("arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "semanticscholar")
ROOM = {"arxiv": 4, "crossref": 3, "datacite": 3, "dblp": 2}
WORDS = "sparse graph neural search parsing bayesian kernel robust speech vision planning retrieval".split()
SURNAMES = "Abel Boole Curie Dirac Euler Fermi Gauss".split()


class Known:
    """A service that knows some records; it cannot answer the questions in `refused`, or any if it is `dead`."""

    searches = True
    schemes = frozenset({"arxiv", "doi"})

    def __init__(self, name: str, records: Sequence[Record], *, refuses: float, is_dead: bool) -> None:
        self.name, self.records, self.refuses, self.is_dead = name, records, refuses, is_dead
        self.times_asked = 0

    def cost(self, questions: Sequence[Question]) -> int:
        return len(self.batches(questions))

    def batches(self, questions: Sequence[Question]) -> list[QuestionBatch]:
        size = ROOM.get(self.name, 1)
        parts = [tuple(questions[start : start + size]) for start in range(0, len(questions), size)]
        return [QuestionBatch(part, has_room=len(part) < size) for part in parts]

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        self.times_asked += 1
        for question in questions:
            if self.is_dead or random.Random(question.key).random() < self.refuses:
                raise Unavailable(self.name, "is away")
            yield Answer(question, tuple(record for record in self.records if is_about(record, question)))


def is_about(record: Record, question: Question) -> bool:
    if question.identifier is not None:
        return question.identifier in record.identifiers
    words = question.words or (question.query.titles[:1] if question.query else ())
    asked = {word for text in words for word in fold(text).split()}
    return len(asked & set(fold(record.title).split())) >= 0.6 * len(asked)


class SimulatedRunner:
    """Carries out requests on a clock of its own; how long each takes is drawn from `dice`."""

    def __init__(self, services: dict[str, Known], dice: random.Random) -> None:
        self.services, self.dice, self.time = services, dice, 0.0
        self.events: list[tuple[float, int, Answer | RequestEnd]] = []

    def now(self) -> float:
        return self.time

    def start(self, request: ScheduledRequest) -> None:
        at = self.time
        error = None
        try:
            for answer in self.services[request.service].ask(request.questions):
                at += self.dice.expovariate(1.0)
                self.events.append((at, len(self.events), answer))
        except Unavailable as failure:
            error = failure
        self.events.append((at + self.dice.expovariate(1.0), len(self.events), RequestEnd(request, error)))
        self.events.sort(key=lambda entry: entry[:2])

    def take(self) -> list[Answer | RequestEnd]:
        taken = [event for at, _, event in self.events if at <= self.time]
        self.events = [entry for entry in self.events if entry[0] > self.time]
        return taken

    def wait(self, seconds: float) -> None:
        self.time = min([self.time + seconds, *(entry[0] for entry in self.events)])

    def stop(self) -> None:
        pass


class InRounds(RequestSchedule):
    """Asks all that waits, and again only when everything is over."""

    def take(self, now: float) -> list[ScheduledRequest]:
        if any(queue.is_asked for queue in self._queues.values()):
            return []
        return super().take(now)


class SimulatedDispatcher(Dispatcher):
    def __init__(self, services: dict[str, Known], schedule: type[RequestSchedule], dice: random.Random) -> None:
        super().__init__(services, intervals=dict.fromkeys(services, 1.0), offline=False, store=lambda answers: None)
        self.runner, self.schedule = SimulatedRunner(services, dice), schedule

    def start(self) -> Asking:
        services = self.runner.services
        schedule = self.schedule(self._intervals, lambda name, group: question_batches(services[name], group))
        return Asking(schedule, self.runner, lambda answers: None, self.question_counts, self.rarity)


def made_up_world(dice: random.Random) -> tuple[list[Query], dict[str, list[Record]]]:
    """Return notes, and what each service knows."""
    known: dict[str, list[Record]] = {name: [] for name in NAMES}
    queries = []
    for number in range(dice.randint(4, 9)):
        title = " ".join(dice.sample(WORDS, 5)).capitalize()
        author = parse_person(f"Ada {dice.choice(SURNAMES)}")
        preprint, doi = Identifier("arxiv", f"2401.{number:05}"), Identifier("doi", f"10.1234/{number}")
        record = Record("arxiv", title, medium=Medium.PREPRINT, authors=(author,), date=PartialDate(2024))
        article = replace(
            record, source="crossref", medium=Medium.JOURNAL, identifiers=(doi,), venue="Journal of Lamps"
        )
        if dice.random() < 0.5:
            related = ((Relation.PUBLISHED_AS, doi),) if dice.random() < 0.5 else ()
            known["arxiv"].append(replace(record, identifiers=(preprint,), related=related))
        for name in ("crossref", "datacite", "doi", "dblp", "openreview"):
            if dice.random() < 0.3:
                known[name].append(replace(article, source=name))
        if dice.random() < 0.5:
            indexed = ((Relation.INDEXED, dice.choice((preprint, doi))),)
            identifiers = (Identifier("s2", f"{number:040}"),)
            known["semanticscholar"].append(
                replace(article, source="semanticscholar", identifiers=identifiers, related=indexed)
            )
        identifiers = dice.choice(((), (), (preprint,), (doi,), (doi, preprint)))
        titles = () if identifiers and dice.random() < 0.3 else (title,)
        year = dice.choice((None, 2024))
        venue = dice.choice(("", "ICLR", "Journal of Lamps"))
        query = Query(f"n{number}", identifiers=identifiers, titles=titles, authors=(author,), year=year, venue=venue)
        queries += [query] * dice.choice((1, 1, 2))
    dice.shuffle(queries)
    return queries, known


def decide_all(
    state: State, queries: Sequence[Query], services: dict[str, Known], schedule: type[RequestSchedule], seed: int
) -> tuple[list[Decision], float]:
    dispatcher = SimulatedDispatcher(services, schedule, random.Random(seed))
    stored = StoredDecisions(DecisionCache(state), NAMES, 7)
    resolver = Resolver(dispatcher, AnswerCache(state), stored, 30, 7)
    decisions = resolver.reconsider(queries, SilentProgress(), known_records={})
    return decisions, dispatcher.runner.time


def shares_identifier(one: Decision, other: Decision) -> bool:
    both = [set(decision.work.identifiers) if decision.work else set() for decision in (one, other)]
    return bool(both[0] & both[1])


@pytest.mark.parametrize("seed", range(24))
def test_decisions_do_not_depend_on_the_order_of_answers(seed: int) -> None:
    dice = random.Random(seed)
    queries, known = made_up_world(dice)
    dead = dice.sample(NAMES, dice.choice((0, 0, 1, 2)))
    refuses = dice.choice((0.0, 0.0, 0.1))
    services = {name: Known(name, known[name], refuses=refuses, is_dead=name in dead) for name in NAMES}
    with contextlib.closing(open_memory_state()) as state:
        in_rounds, _ = decide_all(state, queries, services, InRounds, seed)
        by_pace = [decide_all(state, queries, services, RequestSchedule, seed + run)[0] for run in (100, 200)]
        undisturbed = {name: Known(name, known[name], refuses=0.0, is_dead=False) for name in NAMES}
        right, _ = decide_all(state, queries, undisturbed, RequestSchedule, seed)
    for decisions in by_pace:
        for one, other, sure in zip(in_rounds, decisions, right, strict=True):
            if not refuses:
                assert one == other
            elif not one.unasked and not other.unasked:
                # Which questions a service still answered before it was given up is chance, which work it is is not.
                assert one.status == other.status
                assert shares_identifier(one, other) or one.work == other.work
            # What could not be asked is never taken for unknown.
            assert other.unasked or other == sure or other.status is Status.ACCEPTED
            assert not other.unasked or other.status is not Status.UNRESOLVED


def test_nobody_waits_for_the_slowest() -> None:
    seconds = {InRounds: 0.0, RequestSchedule: 0.0}
    with contextlib.closing(open_memory_state()) as state:
        for seed in range(4):
            queries, known = made_up_world(random.Random(seed))
            services = {name: Known(name, known[name], refuses=0.0, is_dead=False) for name in NAMES}
            for schedule in seconds:
                seconds[schedule] += decide_all(state, queries, services, schedule, seed)[1]
    assert seconds[RequestSchedule] < seconds[InRounds]


@pytest.mark.parametrize(("seed", "name"), [(5, "crossref"), (11, "dblp"), (9, "semanticscholar")])
def test_a_service_that_is_away_is_asked_twice(seed: int, name: str) -> None:
    queries, known = made_up_world(random.Random(seed))
    services = {other: Known(other, known[other], refuses=0.0, is_dead=other == name) for other in NAMES}
    with contextlib.closing(open_memory_state()) as state:
        decisions, _ = decide_all(state, queries, services, RequestSchedule, seed)
    assert services[name].times_asked == 2
    assert any(unasked.service == name for decision in decisions for unasked in decision.unasked)
