"""What a run is likely to ask, and the most that it may ask; learned anew from what the first answers are like.

Pure. How often a question settles a note is known from other collections (`_STAY_OPEN`). Collections differ in that,
and in how many of their works no service knows, which are asked for everywhere: a run begins with a guess at both and
corrects it by the notes that are answered (`Experience`). Of notes without a title, far more stay without a work.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote
from biblio.lookup.service import Question, QuestionKind
from biblio.model.decision import Query
from biblio.model.record import CATALOGUE

__all__ = ["Chances", "Experience", "Forecast", "Past", "forecast", "rounds_ahead"]


class Forecast(NamedTuple):
    """The questions of a run by rounds, and the chance that each will be asked, by key (1 in the first round)."""

    rounds: tuple[tuple[Question, ...], ...]
    chances: dict[str, float]


_ID, _TITLE, _WORDS, _SETS = QuestionKind.IDENTIFIER, QuestionKind.TITLE, QuestionKind.WORDS, QuestionKind.SETS
_Sort = tuple[str, QuestionKind, bool]
"""A service, a kind of question, and whether the note's work is easily settled: it names an author, and no venue, so
that the preprint is enough."""
# How likely a note still needs more after a question of a sort. Counted in runs over collections of notes and over
# generated ones, without a catalogue. Only announcements depend on it.
_STAY_OPEN: Mapping[_Sort, float] = {
    ("arxiv", _ID, True): 0.01, ("arxiv", _ID, False): 0.01,
    ("crossref", _ID, True): 0.01, ("crossref", _ID, False): 0.01,
    ("arxiv", _TITLE, True): 0.37, ("arxiv", _TITLE, False): 0.78,
    ("dblp", _TITLE, True): 0.03, ("dblp", _TITLE, False): 0.42,
    ("arxiv", _WORDS, True): 0.55, ("arxiv", _WORDS, False): 0.55,
    ("arxiv", _SETS, True): 0.62, ("arxiv", _SETS, False): 0.62,
}  # fmt: skip
_STAY_OPEN_ELSE = 0.9
_SHARES = {True: 0.03, False: 0.4}  # of notes whose works no service knows, with and without a title
_WEIGHT = 5.0  # how many notes each of these guesses counts for
_MOST_WEIGHT = 20.0  # that earlier runs count for: other notes may be about other works
_ROUNDS = 20  # in which the estimates settle


class Past(NamedTuple):
    """The sorts of questions that were asked for a note so far, and whether its work was found."""

    sorts: tuple[_Sort, ...] = ()
    is_found: bool = False
    has_title: bool = True

    @classmethod
    def of(cls, questions: Iterable[Question], query: Query, *, is_found: bool) -> Past:
        """Return the past of a note; what the catalogue is asked costs nothing and does not count."""
        sorts = (_sort(question, query) for question in questions if question.service != CATALOGUE)
        return cls(tuple(dict.fromkeys(sorts)), is_found, bool(query.titles))


@dataclass(frozen=True, slots=True)
class Chances:
    """What is likely of notes.

    `unknown` is the share of those whose works no service knows, by whether they have a title; `open` says how likely
    the others are left open, by sort of question.
    """

    unknown: Mapping[bool, float] = field(default_factory=lambda: _SHARES)
    open: Mapping[_Sort, float] = field(default_factory=dict)

    def stays_open(self, question: Question, query: Query) -> float:
        """Return how likely a note whose work some service knows still needs more after a question."""
        return 1.0 if question.service == CATALOGUE else self._open(_sort(question, query))

    def is_unknown(self, past: Past) -> float:
        """Return how likely no service knows a note's work, after what was asked in vain."""
        if past.is_found:
            return 0.0
        in_vain = math.prod(map(self._open, past.sorts))
        unknown = self.unknown[past.has_title]
        return unknown / (unknown + (1 - unknown) * in_vain)

    def _open(self, sort: _Sort) -> float:
        return self.open.get(sort, _STAY_OPEN.get(sort, _STAY_OPEN_ELSE))


@dataclass(slots=True)
class Experience:
    """What became of the notes of a run so far.

    `earlier` says of the notes of earlier runs how many there were, and of how many nobody knew the work.
    """

    earlier: tuple[int, int] = (0, 0)
    _pasts: dict[int, Past] = field(default_factory=dict)

    def note(self, number: int, past: Past) -> None:
        """Take in what was asked for a note, in place of what was known of it before."""
        self._pasts[number] = past

    def chances(self) -> Chances:
        """Return what is likely of the other notes (by expectation and maximisation, from what is usual)."""
        before, unknown = self.earlier
        weight = min(_WEIGHT + before, _MOST_WEIGHT)
        guesses = {has_title: (share * _WEIGHT + unknown) / (_WEIGHT + before) for has_title, share in _SHARES.items()}
        chances = Chances(guesses)
        counts = Counter(self._pasts.values())
        sizes = dict.fromkeys(guesses, weight)
        for past, count in counts.items():
            sizes[past.has_title] += count
        for _ in range(_ROUNDS if counts else 0):
            shares = {has_title: guess * weight for has_title, guess in guesses.items()}
            times: defaultdict[_Sort, float] = defaultdict(float)
            left_open: defaultdict[_Sort, float] = defaultdict(float)
            for past, count in counts.items():
                is_unknown = chances.is_unknown(past)
                shares[past.has_title] += count * is_unknown
                for sort in past.sorts:
                    times[sort] += count * (1 - is_unknown)
                    # The last question settled it; those before did not.
                    if not past.is_found or sort != past.sorts[-1]:
                        left_open[sort] += count * (1 - is_unknown)
            rates = {
                sort: (_STAY_OPEN.get(sort, _STAY_OPEN_ELSE) * _WEIGHT + left_open[sort]) / (_WEIGHT + number)
                for sort, number in times.items()
            }
            chances = Chances({has_title: share / sizes[has_title] for has_title, share in shares.items()}, rates)
        return chances


def _sort(question: Question, query: Query) -> _Sort:
    return question.service, question.kind, bool(query.authors) and not query.venue


_USUAL = Chances()


def rounds_ahead(note: OpenNote, allowed: AllowedServices) -> Iterator[tuple[Question, ...]]:
    """Yield the questions for one note, round by round, assuming that nothing is found from now on."""
    answers = dict(note.answers)
    while questions := next_questions(replace(note, answers=answers), allowed):
        yield questions
        answers.update((question.key, ()) for question in questions)


def forecast(notes: Iterable[tuple[OpenNote, Past]], allowed: AllowedServices, usual: Chances = _USUAL) -> Forecast:
    """Return what a run over `notes` will ask, by rounds: the first is certain, the later ones are the most there is.

    Beside each note is what was asked for it before. An answer that finds a work makes most later questions
    unnecessary. Only the publications that preprints turn out to name are not included, and many of those fit into one
    request. A question that several notes share is listed once, in the round in which it is asked first.
    """
    rounds: list[dict[str, Question]] = []
    chances: dict[str, float] = {}
    for note, past in notes:
        is_unknown = usual.is_unknown(past)
        if_known = 1.0
        for number, questions in enumerate(rounds_ahead(note, allowed)):
            if number == len(rounds):
                rounds.append({})
            rounds[number].update((question.key, question) for question in questions)
            chance = is_unknown + (1 - is_unknown) * if_known
            for question in questions:
                chances[question.key] = max(chance, chances.get(question.key, 0.0))
            if_known *= min(usual.stays_open(question, note.query) for question in questions)
    planned: set[str] = set()
    unique_rounds = []
    for by_key in rounds:
        unique_rounds.append(tuple(question for key, question in by_key.items() if key not in planned))
        planned.update(by_key)
    return Forecast(tuple(filter(None, unique_rounds)), chances)
