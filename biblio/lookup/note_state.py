"""One note on its way to a decision: the answers so far, what follows from them, what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from biblio.lookup.questions import OpenNote
from biblio.lookup.service import Question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.untitled.clue_match import Hints, is_untitled, rank_by_clues
from biblio.matching.untitled.encoder import Encoder
from biblio.matching.works.merge_records import merge_records
from biblio.model.clues import Rarity, Words
from biblio.model.decision import Candidate, Decision, Query, Status, Unasked
from biblio.model.identifiers import Identifier
from biblio.model.record import Record, Work

__all__ = ["NoteState", "new_note_state"]

# Works whose meaning is compared with the note's: at most this many, with this many bits, and this close to the best.
_MOST_COMPARED, _LEAST_BITS, _MOST_BITS_BEHIND = 8, 8.0, 16.0
_COMPARED_ANYWAY = 3  # the number of best works, if none has so many bits
_KNOWN_RECORDS = "known|before"  # in place of a question's key


@dataclass(slots=True)
class NoteState:
    """The state of one note while its work is looked up.

    It is deliberately mutable, and the resolver drives it:

    - `add_answers` and `add_answer` add to what is known; nothing is ever removed;
    - `decide` makes `decision` from `query` and everything that is known;
    - `plan` sets the `questions` to ask next, and the services that should be asked but cannot be (`unasked`);
    - `compare_meaning` adds to what the next `decide` knows;
    - `fall_back_to_clues` changes `query`, at most once; `finish` has the last word on `decision`.
    """

    query: Query
    decision: Decision
    answers: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    """Question key → records, in the order in which they were asked for."""
    answered: dict[str, Question] = field(default_factory=dict)
    """The questions that were answered, by key."""
    questions: tuple[Question, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    closed: dict[str, str] = field(default_factory=dict)
    """Services that could not be asked one of this note's questions, with the reason; they are not asked another."""
    _rarity: dict[Words, float] = field(default_factory=dict)
    _meaning: dict[str, float] = field(default_factory=dict)
    """Work id → how close it is to the note in meaning."""
    _answers_at_meaning: int = 0
    """The number of answers when meaning was last compared."""
    _works: tuple[int, tuple[Work, ...]] = (0, ())
    """The number of answers that the works were made from, and the works."""
    _candidates: tuple[tuple[tuple[Identifier, ...], int, int], tuple[Candidate, ...]] = (((), 0, 0), ())
    """What the candidates depend on (identifiers, answers, meanings), and the candidates: made once per round."""
    _decision_by_identifier: Decision | None = None
    """The decision from an identifier that led nowhere, kept while clues are tried instead."""

    def add_answer(self, question: Question, records: tuple[Record, ...], rarity: Rarity) -> None:
        """Add the answer to `question`, with how rare the words in the question are."""
        self.answers[question.key] = records
        self.answered[question.key] = question
        self._rarity.update(rarity)

    def add_answers(self, questions: Iterable[Question], answers: Mapping[str, tuple[Record, ...]]) -> None:
        """Add the stored `answers` (question key → records) to `questions`."""
        for question in questions:
            if question.key in answers:
                self.add_answer(question, answers[question.key], {})

    def decide(self, *, exhausted: bool) -> None:
        """Decide from what is known; `exhausted` says that there is nothing left to ask."""
        candidates = self._ranked_candidates()
        self.decision = decide(self.query, candidates, unasked=self.unasked, exhausted=exhausted)

    def plan(self, questions: tuple[Question, ...], unasked: Sequence[Unasked]) -> None:
        """Set what to ask next, and which services would be asked if that were possible."""
        self.questions, self.unasked = questions, tuple(unasked)

    @property
    def open_note(self) -> OpenNote:
        """The note in the form that the planning of questions needs."""
        return OpenNote(self.query, self.answers, self.decision)

    @property
    def needs_meaning(self) -> bool:
        """Whether words did not decide and there is something new to compare by meaning."""
        if self._answers_at_meaning == len(self.answers) or not self.query.text:
            return False
        return is_untitled(self.query) and self.decision.status is not Status.ACCEPTED

    def compare_meaning(self, encoder: Encoder) -> None:
        """Compare the meaning of the likeliest works with that of the note."""
        ranked = rank_by_clues(self._all_works(), self.query, self._rarity)[:_MOST_COMPARED]
        likely = [work for bits, work in ranked if bits >= max(_LEAST_BITS, ranked[0][0] - _MOST_BITS_BEHIND)]
        works = likely or [work for _, work in ranked[:_COMPARED_ANYWAY]]
        # A title alone means too little: that of a note's own work is no closer to the summary than others are.
        new = [work for work in works if work.best.abstract and work.id not in self._meaning]
        cosines = encoder.nearness(self.query.text, [f"{work.best.title}. {work.best.abstract}" for work in new])
        self._meaning.update(zip((work.id for work in new), cosines, strict=True))
        self._answers_at_meaning = len(self.answers)

    def fall_back_to_clues(self) -> bool:
        """Use clues if the identifier of a note without a title led nowhere; return whether that is so."""
        query = self.query
        is_open = self.decision.status in (Status.UNRESOLVED, Status.PENDING) and not self.decision.candidates
        if not is_open or not (query.clues and query.identifiers) or query.titles or query.chosen is not None:
            return False
        self._decision_by_identifier, self.query = self.decision, replace(query, identifiers=())
        return True

    def finish(self) -> None:
        """Keep the decision by clues if it is certain, else that by the identifier, with the clues' candidates."""
        by_identifier = self._decision_by_identifier
        if by_identifier is None or self.decision.status is Status.ACCEPTED:
            return
        if by_identifier.status is not Status.UNRESOLVED or self.decision.status is not Status.AMBIGUOUS:
            self.decision = replace(by_identifier, candidates=self.decision.candidates)

    def _ranked_candidates(self) -> tuple[Candidate, ...]:
        # Answers and meanings are only ever added, so their numbers show whether there is anything new.
        basis = self.query.identifiers, len(self.answers), len(self._meaning)
        if self._candidates[0] != basis:
            hints = Hints(self._rarity, self._meaning)
            self._candidates = basis, rank_candidates(self.query, self._all_works(), hints)
        return self._candidates[1]

    def _all_works(self) -> tuple[Work, ...]:
        if self._works[0] != len(self.answers):
            all_records = [record for records in self.answers.values() for record in records]
            self._works = len(self.answers), merge_records(all_records, prefer_venue=self.query.venue)
        return self._works[1]


def new_note_state(query: Query, known_records: tuple[Record, ...] = ()) -> NoteState:
    """Return the state of a note before anything is asked; `known_records` are records known to be related to it."""
    answers = {_KNOWN_RECORDS: known_records} if known_records else {}
    return NoteState(query, decide(query, (), exhausted=False), answers, _candidates=((query.identifiers, 0, 0), ()))
