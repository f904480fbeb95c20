"""One note on its way to a decision: what was answered, what follows from that, what is still to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from biblio.lookup.service import Question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.untitled.clue_match import Hints, is_untitled, rank_by_clues
from biblio.matching.untitled.encoder import Encoder
from biblio.matching.works.merge_records import consolidate
from biblio.model.clues import Rarity, Words
from biblio.model.decision import Candidate, Decision, Query, Status, Unasked
from biblio.model.record import Record, Work

__all__ = ["NoteState", "new_note_state"]

# Works of a note that are compared by meaning: at most so many, with so many bits, and so near to the best.
_WEIGHED, _HOPELESS, _BEHIND = 8, 8.0, 16.0
_ANYWAY = 3  # where none has so many
_SEED = "known|before"


@dataclass(slots=True)
class NoteState:
    """A note's query with its answers (question key → records), and the decision they lead to so far.

    `unasked` are services that would be asked and cannot be; `questions` are to be asked next.
    """

    query: Query
    decision: Decision
    answers: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    unasked: list[Unasked] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    _rarity: dict[Words, float] = field(default_factory=dict)
    _meaning: dict[str, float] = field(default_factory=dict)
    _weighed: int = 0
    """How many answers there were when meaning was compared last."""
    _works: tuple[int, tuple[Work, ...]] = (-1, ())
    """How many answers the works come from, and the works."""
    _compared: tuple[object, tuple[Candidate, ...]] = (None, ())
    """What the candidates were compared with, and the candidates: they are asked for many times in a round."""
    _by_identifier: Decision | None = None
    """What was decided by an identifier that led to nothing, where clues are tried instead."""

    def add_answer(self, key: str, records: tuple[Record, ...], rarity: Rarity) -> None:
        """Take the answer to the question with `key`."""
        self.answers[key] = records
        self._rarity.update(rarity)

    def decide(self, *, done: bool) -> None:
        """Decide from what is known; `done` tells that nothing is left to ask."""
        known = self.query.identifiers, len(self.answers), len(self._meaning)
        if self._compared[0] != known:
            hints = Hints(self._rarity, self._meaning)
            self._compared = known, rank_candidates(self.query, self._all_works(), hints)
        self.decision = decide(self.query, self._compared[1], unasked=self.unasked, exhausted=done)

    @property
    def needs_meaning(self) -> bool:
        """Whether words did not decide, and there is something new to compare by meaning."""
        if self._weighed == len(self.answers) or not self.query.text:
            return False
        return is_untitled(self.query) and self.decision.status is not Status.ACCEPTED

    def compare_meaning(self, encoder: Encoder) -> None:
        """Compare the likeliest works with the note by meaning."""
        rated = rank_by_clues(self._all_works(), self.query, self._rarity)[:_WEIGHED]
        near = [work for bits, work in rated if bits >= max(_HOPELESS, rated[0][0] - _BEHIND)]
        works = near or [work for _, work in rated[:_ANYWAY]]
        # A title alone means too little: a note's own work's is no closer to its summary than others' are.
        new = [work for work in works if work.best.abstract and work.id not in self._meaning]
        cosines = encoder.nearness(self.query.text, [f"{one.best.title}. {one.best.abstract}" for one in new])
        self._meaning.update(zip((one.id for one in new), cosines, strict=True))
        self._weighed = len(self.answers)

    def fall_back_to_clues(self) -> bool:
        """Go by clues where the identifier of a note without a title led to nothing; return whether that is so."""
        query = self.query
        is_open = self.decision.status in (Status.UNRESOLVED, Status.PENDING) and not self.decision.candidates
        if not is_open or not (query.clues and query.identifiers) or query.titles or query.chosen is not None:
            return False
        self._by_identifier, self.query = self.decision, replace(query, identifiers=())
        return True

    def finish(self) -> None:
        """Take what clues decide where that is certain; else what the identifier led to, with their candidates."""
        before = self._by_identifier
        if before is None or self.decision.status is Status.ACCEPTED:
            return
        if before.status is not Status.UNRESOLVED or self.decision.status is not Status.AMBIGUOUS:
            self.decision = replace(before, candidates=self.decision.candidates)

    def _all_works(self) -> tuple[Work, ...]:
        if self._works[0] != len(self.answers):
            records = [record for found in self.answers.values() for record in found]
            self._works = len(self.answers), consolidate(records, prefer_venue=self.query.venue)
        return self._works[1]


def new_note_state(query: Query, seeds: tuple[Record, ...] = ()) -> NoteState:
    """Return the case of a query; `seeds` are records that are known to have to do with it."""
    return NoteState(query, decide(query, (), exhausted=False), {_SEED: seeds} if seeds else {})
