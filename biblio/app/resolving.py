"""Find the work of every note: decide, ask what the decision still needs, decide again, until nothing is left.

The rounds run over all notes at once, so that what can be asked together is. What is known from earlier runs is
used first: a decision for the same words, then stored answers, then the catalogue; services come last.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import msgspec

from biblio.app.asking import Asker
from biblio.app.progress import Progress
from biblio.encoder import Encoder
from biblio.evidence.query import query_of
from biblio.evidence.twins import titled_twins
from biblio.match.by_clues import is_by_clues
from biblio.match.clues import Hints, fits
from biblio.match.consolidate import consolidate
from biblio.match.decide import RULES, decide
from biblio.match.plan import Limits, next_questions
from biblio.model.clues import Words
from biblio.model.match import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import Kind, Record, Work
from biblio.ports import Question
from biblio.store.decisions import Decisions
from biblio.store.library import AnswerStore, DecisionStore

__all__ = ["Resolver", "digest_of", "queries_for", "query_for"]

_DAY = 86400.0
# Works of a note that are compared by meaning: at most so many, with so many bits, and so near to the best.
_WEIGHED, _HOPELESS, _BEHIND = 8, 8.0, 16.0


def queries_for(notes: Sequence[Note], decisions: Decisions, kind_tags: Mapping[str, Kind]) -> list[Query]:
    """Return the query of every note; a note that lost its title is given that of the same note elsewhere."""
    twins = titled_twins(notes)
    return [query_for(note, decisions, kind_tags, twins.get(note.id)) for note in notes]


def query_for(
    note: Note, decisions: Decisions, kind_tags: Mapping[str, Kind], twin: Note | None = None
) -> Query:
    """Return what the note says about its work, with what the person decided put over it.

    `twin` is the same note with its title, where it stands elsewhere.
    """
    said = note
    if twin is not None:
        said = note.replace(
            title=twin.title, other_titles=twin.other_titles, authors=twin.authors, et_al=twin.et_al,
            organisation=twin.organisation, venue=twin.venue, year=twin.year, month=twin.month,
        )  # fmt: skip
    query = query_of(said, kind_tags=kind_tags)
    if twin is not None:
        query = replace(query, grounds=(*query.grounds, f"its title stands at {twin.source}:{twin.line}"))
    if kind := decisions.kinds.get(note.id):
        query = replace(query, kind=kind, sure_kind=True, grounds=("you said so",))
    if chosen := decisions.accepted.get(note.id):
        query = replace(query, chosen=chosen, identifiers=(chosen,), sure_kind=False)
    if rejected := decisions.rejected.get(note.id):
        kept = tuple(one for one in query.identifiers if one not in rejected)
        query = replace(query, rejected=tuple(sorted(rejected)), identifiers=kept)
    return query


def digest_of(query: Query) -> str:
    """Return a digest of all that decides for a note, without the note's own id: equal words, equal decision."""
    return blake2b(msgspec.json.encode((RULES, replace(query, note=""))), digest_size=16).hexdigest()


@dataclass(slots=True)
class _Case:
    query: Query
    decision: Decision
    answers: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    unasked: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    rarity: dict[Words, float] = field(default_factory=dict)
    meaning: dict[str, float] | None = None
    works: tuple[Work, ...] = ()
    known: int = -1

    @property
    def hints(self) -> Hints:
        return Hints(self.rarity, self.meaning or {})


def _undecided(query: Query) -> Decision:
    return decide(query, (), exhausted=False)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Decides for queries. `context` names the services and the catalogue; ages of answers are in days.

    `encoder` compares texts by meaning, where the extra is installed.
    """

    asker: Asker
    answers: AnswerStore
    decisions: DecisionStore
    context: str
    found_days: float
    missing_days: float
    encoder: Encoder | None = None
    clock: Callable[[], float] = time.time

    def known(self, queries: Sequence[Query]) -> dict[str, Decision]:
        """Return what earlier runs decided, by digest, as far as it still holds; asks nothing."""
        now = self.clock()
        able = set(self.context.splitlines())
        stored = self.decisions.get(map(digest_of, queries))
        return {
            digest: one.decision
            for digest, one in stored.items()
            if one.decision.status is Status.ACCEPTED
            or (able <= set(one.context.splitlines()) and now - one.decided_at < self.missing_days * _DAY)
        }

    def resolve(self, queries: Sequence[Query], progress: Progress) -> dict[str, Decision]:
        """Return a decision for every query, by digest."""
        decided = self.known(queries)
        retry = {digest for digest, one in decided.items() if one.unasked and not self._all_down(one)}
        unique = {digest_of(query): query for query in queries}
        todo = {digest: query for digest, query in unique.items() if digest not in decided or digest in retry}
        cases = {digest: _Case(query, _undecided(query)) for digest, query in todo.items()}
        open_cases = dict(cases)
        while open_cases:
            self._ask(open_cases, progress)
            open_cases = self._weigh(cases, progress)
        fresh = {digest: case.decision for digest, case in cases.items()}
        self.decisions.put(fresh, context=self.context, now=self.clock())
        return {**decided, **fresh}

    def _ask(self, cases: Mapping[str, _Case], progress: Progress) -> None:
        """Ask for all `cases`, round by round, until nothing is left to ask."""
        open_cases = dict(cases)
        while open_cases:
            wanted = self._plan(open_cases)
            if not wanted:
                break
            progress.stage(self._stage(wanted.values()), len(wanted))
            given = self.asker.ask(wanted.values(), progress.step)
            for case in open_cases.values():
                for question in case.questions:
                    if question.key in given:
                        case.answers[question.key] = given[question.key]
                        case.rarity.update(self.asker.rarity.get(question.key, {}))

    def _weigh(self, cases: Mapping[str, _Case], progress: Progress) -> dict[str, _Case]:
        """Compare by meaning what words did not decide; return the cases for which that settled something."""
        todo = [
            (digest, case)
            for digest, case in cases.items()
            if self.encoder is not None
            and case.meaning is None
            and case.query.text
            and is_by_clues(case.query)
            and case.decision.status is not Status.ACCEPTED
        ]
        if not todo or self.encoder is None:
            return {}
        progress.stage("Comparing by meaning", len(todo))
        settled = {}
        for digest, case in todo:
            rated = fits(self._works(case), case.query, case.rarity)[:_WEIGHED]
            works = [work for bits, work in rated if bits >= max(_HOPELESS, rated[0][0] - _BEHIND)]
            near = self.encoder.nearness(case.query.text, [f"{one.best.title}. {one.best.abstract}" for one in works])
            case.meaning = dict(zip((one.id for one in works), near, strict=True))
            case.decision = self._decide(case, done=True)
            if case.decision.status is Status.ACCEPTED:
                settled[digest] = case
            progress.step(1)
        return settled

    def _stage(self, questions: Iterable[Question]) -> str:
        """Return what a round does, in words: whom it asks, and in how many requests."""
        names = dict.fromkeys(question.service for question in questions)
        requests = self.asker.cost(questions)
        many = f" in {requests} requests" if requests > 1 else ""
        return f"Asking {', '.join(names)}{many}"

    def _plan(self, cases: dict[str, _Case]) -> dict[str, Question]:
        """Bring every case as far as stored answers go; drop the finished ones; return what must be asked."""
        wanted: dict[str, Question] = {}
        for digest, case in list(cases.items()):
            self._advance(case)
            if case.questions:
                wanted.update((question.key, question) for question in case.questions)
            else:
                del cases[digest]
        return wanted

    def _advance(self, case: _Case) -> None:
        now = self.clock()
        while True:
            case.decision = self._decide(case, done=False)
            able = self.asker.names - self.asker.down.keys()
            case.unasked.clear()  # what was missed and is not needed any more is not missed
            for service, reason in self.asker.down.items():
                wanted = next_questions(case.query, case.answers, case.decision, self._limits(able | {service}))
                if any(question.service == service for question in wanted):
                    case.unasked[service] = reason
            case.questions = next_questions(case.query, case.answers, case.decision, self._limits(able))
            stored = self.answers.get(
                (question.key for question in case.questions if question.service != "catalogue"),
                now=now,
                found_for=self.found_days * _DAY,
                missing_for=self.missing_days * _DAY,
            )
            if not stored:
                break
            case.answers.update(stored)
        if not case.questions:
            case.decision = self._decide(case, done=True)

    def _limits(self, services: Collection[str]) -> Limits:
        return Limits(services, self.asker.unsearched)

    def _works(self, case: _Case) -> tuple[Work, ...]:
        if case.known != len(case.answers):
            records = [record for found in case.answers.values() for record in found]
            case.works, case.known = consolidate(records, prefer_venue=case.query.venue), len(case.answers)
        return case.works

    def _decide(self, case: _Case, *, done: bool) -> Decision:
        reasons = [f"{service} ({reason})" for service, reason in case.unasked.items()]
        return decide(case.query, self._works(case), unasked=reasons, exhausted=done, hints=case.hints)

    def _all_down(self, decision: Decision) -> bool:
        return all(one.partition(" (")[0] in self.asker.down for one in decision.unasked)
