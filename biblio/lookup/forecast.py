"""What a run is likely to ask, and the most that it may ask; learned anew from what the first answers are like.

Pure. How often a question settles a note is known from other collections (`_STAY_OPEN`). Collections differ in that,
and in how many of their works no service knows, which are asked for everywhere: a run begins with a guess at both and
corrects it by the notes that are answered (`Experience`). Of notes with neither a title nor an identifier, and of books
and titles in other scripts than Latin, far more stay without a work.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from biblio.lookup.question_planner import next_questions
from biblio.lookup.questions import AllowedServices, OpenNote
from biblio.lookup.service import Question, QuestionKind
from biblio.model.decision import Query
from biblio.model.record import CATALOGUE, Kind

__all__ = ["Chances", "Ease", "Experience", "Forecast", "NoteSort", "Past", "forecast", "rounds_ahead"]


class Forecast(NamedTuple):
    """The questions of a run by rounds, and the chance that each will be asked, by key (1 in the first round)."""

    rounds: tuple[tuple[Question, ...], ...]
    chances: dict[str, float]


_ID, _TITLE, _WORDS, _SETS = QuestionKind.IDENTIFIER, QuestionKind.TITLE, QuestionKind.WORDS, QuestionKind.SETS


class NoteSort(StrEnum):
    """What a note says about its work, as far as it tells whether some service knows the work."""

    IDENTIFIED = "identified"
    TITLED = "titled"
    SELDOM_KNOWN = "seldom known"
    UNTITLED = "untitled"


class Ease(StrEnum):
    """How easily a work that was found settles a note."""

    PREPRINT_SUFFICES = "preprint suffices"  # the note names an author, and no venue
    NOTHING_CONFIRMS = "nothing confirms"  # it has a title and nothing else
    USUAL = "usual"


_Sort = tuple[str, QuestionKind, Ease]
"""A service, a kind of question, and how easily the note is settled."""
# How likely a note still needs more after a question of a sort. Counted in runs over collections of notes and over
# generated ones, without a catalogue. Only announcements depend on it.
_STAY_OPEN: Mapping[_Sort, float] = {
    **dict.fromkeys(((service, _ID, ease) for service in ("arxiv", "crossref") for ease in Ease), 0.01),
    **dict.fromkeys((("arxiv", _WORDS, ease) for ease in Ease), 0.55),
    **dict.fromkeys((("arxiv", _SETS, ease) for ease in Ease), 0.62),
    ("arxiv", _TITLE, Ease.PREPRINT_SUFFICES): 0.37, ("arxiv", _TITLE, Ease.USUAL): 0.78,
    ("dblp", _TITLE, Ease.PREPRINT_SUFFICES): 0.07, ("dblp", _TITLE, Ease.USUAL): 0.12,
}  # fmt: skip
_STAY_OPEN_ELSE, _STAY_OPEN_UNCONFIRMED = 0.9, 0.98
# Of notes whose works no service knows.
_SHARES = {NoteSort.IDENTIFIED: 0.01, NoteSort.TITLED: 0.015, NoteSort.SELDOM_KNOWN: 0.75, NoteSort.UNTITLED: 0.4}
_USUALLY_KNOWN = frozenset({None, Kind.PAPER})
_END_OF_LATIN = "\u0250"
_WEIGHT = 5.0  # how many notes each of these guesses counts for
_MOST_WEIGHT = 20.0  # that earlier runs count for: other notes may be about other works
_ROUNDS = 20  # in which the estimates settle


class Past(NamedTuple):
    """The sorts of questions that were asked for a note so far, and whether its work was found."""

    sorts: tuple[_Sort, ...] = ()
    is_found: bool = False
    note_sort: NoteSort = NoteSort.TITLED

    @property
    def settled_at(self) -> int:
        """The position of the question that settled a note whose work was found: the last search, if there was one.

        What is asked after it only looks up the DOI that the search found, many in one request.
        """
        searches = [position for position, (_, kind, _) in enumerate(self.sorts) if kind is not _ID]
        return (searches or range(len(self.sorts)))[-1]

    @classmethod
    def of(cls, questions: Iterable[Question], query: Query, *, is_found: bool) -> Past:
        """Return the past of a note; what the catalogue is asked costs nothing and does not count."""
        sorts = (_sort(question, query) for question in questions if question.service != CATALOGUE)
        return cls(tuple(dict.fromkeys(sorts)), is_found, _note_sort(query))


@dataclass(frozen=True, slots=True)
class Chances:
    """What is likely of notes.

    `unknown` is the share of those whose works no service knows, by sort of note; `open` says how likely the others are
    left open, by sort of question.
    """

    unknown: Mapping[NoteSort, float] = field(default_factory=lambda: _SHARES)
    open: Mapping[_Sort, float] = field(default_factory=dict)

    def stays_open(self, question: Question, query: Query) -> float:
        """Return how likely a note whose work some service knows still needs more after a question."""
        return 1.0 if question.service == CATALOGUE else self._open(_sort(question, query))

    def is_unknown(self, past: Past) -> float:
        """Return how likely no service knows a note's work, after what was asked in vain."""
        if past.is_found:
            return 0.0
        in_vain = math.prod(map(self._open, past.sorts))
        unknown = self.unknown[past.note_sort]
        return unknown / (unknown + (1 - unknown) * in_vain)

    def _open(self, sort: _Sort) -> float:
        return self.open.get(sort, _usually_open(sort))


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
        guesses = {sort: (share * _WEIGHT + unknown) / (_WEIGHT + before) for sort, share in _SHARES.items()}
        chances = Chances(guesses)
        counts = Counter(self._pasts.values())
        sizes = dict.fromkeys(guesses, weight)
        for past, count in counts.items():
            sizes[past.note_sort] += count
        for _ in range(_ROUNDS if counts else 0):
            shares = {note_sort: guess * weight for note_sort, guess in guesses.items()}
            times: defaultdict[_Sort, float] = defaultdict(float)
            left_open: defaultdict[_Sort, float] = defaultdict(float)
            for past, count in counts.items():
                is_unknown = chances.is_unknown(past)
                shares[past.note_sort] += count * is_unknown
                for position, sort in enumerate(past.sorts):
                    times[sort] += count * (1 - is_unknown)
                    if not past.is_found or position < past.settled_at:
                        left_open[sort] += count * (1 - is_unknown)
            rates = {
                sort: (_usually_open(sort) * _WEIGHT + left_open[sort]) / (_WEIGHT + number)
                for sort, number in times.items()
            }
            chances = Chances({note_sort: share / sizes[note_sort] for note_sort, share in shares.items()}, rates)
        return chances


def _sort(question: Question, query: Query) -> _Sort:
    return question.service, question.kind, _ease(query)


def _ease(query: Query) -> Ease:
    if query.authors and not query.venue:
        return Ease.PREPRINT_SUFFICES
    is_bare = query.titles and not (query.authors or query.venue or query.year or query.identifiers or query.mentioned)
    return Ease.NOTHING_CONFIRMS if is_bare else Ease.USUAL


def _note_sort(query: Query) -> NoteSort:
    if query.identifiers:
        return NoteSort.IDENTIFIED
    if not query.titles:
        return NoteSort.UNTITLED
    is_latin = any(char < _END_OF_LATIN for title in query.titles for char in title if char.isalpha())
    return NoteSort.TITLED if is_latin and query.kind in _USUALLY_KNOWN else NoteSort.SELDOM_KNOWN


def _usually_open(sort: _Sort) -> float:
    _, kind, ease = sort
    is_unconfirmed = ease is Ease.NOTHING_CONFIRMS and kind is QuestionKind.TITLE
    return _STAY_OPEN.get(sort, _STAY_OPEN_UNCONFIRMED if is_unconfirmed else _STAY_OPEN_ELSE)


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
