"""What a run will ask, as far as that can be known: the next questions, and those after them if nothing is found.

Each answer that finds a work makes most of the later questions needless, so what is foretold is the most that will be
asked; beyond it go only the publications that found preprints name, many of which fit into one request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from biblio.match.plan import next_questions
from biblio.match.questions import Answers, Limits
from biblio.model.match import Decision, Query
from biblio.ports import Question

__all__ = ["Pending", "forecast", "rounds_ahead"]

Pending = tuple[Query, Answers, Decision]
"""A note that is not settled: what it says, what was answered (question key → records), what follows from that."""


def rounds_ahead(query: Query, answers: Answers, decision: Decision, limits: Limits) -> Iterator[tuple[Question, ...]]:
    """Yield the questions of one note, round by round, if from now on nothing is found."""
    known = dict(answers)
    while questions := next_questions(query, known, decision, limits):
        yield questions
        known.update((question.key, ()) for question in questions)


def forecast(pending: Iterable[Pending], limits: Limits) -> tuple[tuple[Question, ...], ...]:
    """Return the rounds of a run over the notes `pending`: the first is what will be asked now, the later ones at most.

    A question that several notes share stands once, in the round in which it is asked first.
    """
    rounds: list[dict[str, Question]] = []
    for query, answers, decision in pending:
        for number, questions in enumerate(rounds_ahead(query, answers, decision, limits)):
            if number == len(rounds):
                rounds.append({})
            rounds[number].update((question.key, question) for question in questions)
    seen: set[str] = set()
    found = []
    for asked in rounds:
        found.append(tuple(question for key, question in asked.items() if key not in seen))
        seen.update(asked)
    return tuple(filter(None, found))
