"""What a run is likely to ask, and the most that it may ask; learned anew from what the first answers are like.

Pure. How often a question settles a note is known from other collections (`_STAY_OPEN`). What differs from one
collection to the next is how many of its works no service knows, and those are asked for everywhere: a run begins
with a guess at their share (`UnknownShare`) and corrects it by the notes that are answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote
from biblio.lookup.service import Question, QuestionKind
from biblio.model.decision import Query
from biblio.model.record import CATALOGUE

__all__ = ["Forecast", "UnknownShare", "chance_to_stay_open", "forecast", "rounds_ahead"]


class Forecast(NamedTuple):
    """The questions of a run by rounds, and the chance that each will be asked, by key (1 in the first round)."""

    rounds: tuple[tuple[Question, ...], ...]
    chances: dict[str, float]


_ID, _TITLE, _WORDS, _SETS = QuestionKind.IDENTIFIER, QuestionKind.TITLE, QuestionKind.WORDS, QuestionKind.SETS
# How likely a note still needs more after a question, by whether its work is easily settled: it names an author, and no
# venue, so that the preprint is enough. Counted in runs over collections of notes and over generated ones, without a
# catalogue. Only announcements depend on it.
_STAY_OPEN: Mapping[tuple[str, QuestionKind, bool], float] = {
    ("arxiv", _ID, True): 0.01, ("arxiv", _ID, False): 0.01,
    ("crossref", _ID, True): 0.01, ("crossref", _ID, False): 0.01,
    ("arxiv", _TITLE, True): 0.37, ("arxiv", _TITLE, False): 0.78,
    ("dblp", _TITLE, True): 0.03, ("dblp", _TITLE, False): 0.42,
    ("arxiv", _WORDS, True): 0.55, ("arxiv", _WORDS, False): 0.55,
    ("arxiv", _SETS, True): 0.62, ("arxiv", _SETS, False): 0.62,
}  # fmt: skip
_STAY_OPEN_ELSE = 0.9
_SHARE, _WEIGHT = 0.03, 5.0  # the share that a run begins with, and how many notes that guess counts for
_MOST_WEIGHT = 20.0  # that earlier runs count for: other notes may be about other works
_ROUNDS = 30  # in which the share settles


def chance_to_stay_open(questions: Iterable[Question], query: Query) -> float:
    """Return how likely a note whose work some service knows still needs more after `questions`, one after another."""
    is_easy = bool(query.authors) and not query.venue
    chance = 1.0
    for question in questions:
        if question.service != CATALOGUE:  # a note that it settles has no further round
            chance *= _STAY_OPEN.get((question.service, question.kind, is_easy), _STAY_OPEN_ELSE)
    return chance


@dataclass(slots=True)
class UnknownShare:
    """The share of a run's notes whose works no service knows, as far as the answers tell.

    `earlier` says of the notes of earlier runs how many there were, and of how many nobody knew the work.
    """

    earlier: tuple[int, int] = (0, 0)
    _open: dict[int, float] = field(default_factory=dict)
    """Number of a note → how likely it would still be open (or be left without a work) if its work was known."""

    def note(self, number: int, chance: float) -> None:
        """Count what became of a note: `chance` is 0 if its work was found, else `chance_to_stay_open`."""
        self._open[number] = chance

    @property
    def value(self) -> float:
        """The share."""
        before, unknown = self.earlier
        guess = (_SHARE * _WEIGHT + unknown) / (_WEIGHT + before)
        weight = min(_WEIGHT + before, _MOST_WEIGHT)
        share = guess
        for _ in range(_ROUNDS if any(self._open.values()) else 1):
            likely = sum(_unknown(share, chance) for chance in self._open.values())
            share = (guess * weight + likely) / (weight + len(self._open))
        return share


def _unknown(share: float, chance: float) -> float:
    """Return how likely the work of a note is unknown that is still open, as a known one is with `chance`."""
    return share / (share + (1 - share) * chance) if chance else 0.0


def rounds_ahead(note: OpenNote, allowed: AllowedServices) -> Iterator[tuple[Question, ...]]:
    """Yield the questions for one note, round by round, assuming that nothing is found from now on."""
    answers = dict(note.answers)
    while questions := next_questions(replace(note, answers=answers), allowed):
        yield questions
        answers.update((question.key, ()) for question in questions)


def forecast(notes: Iterable[tuple[OpenNote, float]], allowed: AllowedServices, unknown: float = _SHARE) -> Forecast:
    """Return what a run over `notes` will ask, by rounds: the first is certain, the later ones are the most there is.

    Beside each note is how likely it would be open by now if its work was known (1 before anything is asked, 0 if its
    work was found); `unknown` is the share of those that are not known. An answer that finds a work makes most later
    questions unnecessary. Only the publications that preprints turn out to name are not included, and many of those
    fit into one request. A question that several notes share is listed once, in the round in which it is asked first.
    """
    rounds: list[dict[str, Question]] = []
    chances: dict[str, float] = {}
    for note, so_far in notes:
        is_unknown = _unknown(unknown, so_far)
        if_known = 1.0
        for number, questions in enumerate(rounds_ahead(note, allowed)):
            if number == len(rounds):
                rounds.append({})
            rounds[number].update((question.key, question) for question in questions)
            chance = is_unknown + (1 - is_unknown) * if_known
            for question in questions:
                chances[question.key] = max(chance, chances.get(question.key, 0.0))
            if_known *= min(chance_to_stay_open((question,), note.query) for question in questions)
    planned: set[str] = set()
    unique_rounds = []
    for by_key in rounds:
        unique_rounds.append(tuple(question for key, question in by_key.items() if key not in planned))
        planned.update(by_key)
    return Forecast(tuple(filter(None, unique_rounds)), chances)
