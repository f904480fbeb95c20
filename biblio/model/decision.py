"""Evidence that a record is the work of a note, and what was decided from it.

From decided notes to entries with keys and tags, and from those to the exports' folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from biblio.model.clues import Clue
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.note import Note
from biblio.model.people import Person
from biblio.model.record import Kind, Work

__all__ = ["OFFLINE", "Candidate", "DecidedBy", "DecidedNote", "Decision", "Evidence", "Query", "Status", "Unasked"]

OFFLINE = "offline"
"""The reason why a service was not asked where the user wants no network."""


class Status(StrEnum):
    """What is known about a note. The values stand in the JSON that `biblio notes` prints."""

    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"  # there are candidates; a person must say
    UNRESOLVED = "unresolved"  # everything was asked, nothing fits
    NOT_A_PAPER = "not-a-paper"
    PENDING = "pending"  # not asked yet, or some service could not be asked


@dataclass(frozen=True, slots=True)
class Query:
    """What a note says about its own work: all that a service or the matching ever sees of it.

    `titles` are readings of the title, the likeliest first; `clues` stand in where there is none; `trailing` is a word
    behind the title that may be its author's name ("Title, Lin, ACL'98") or the title's own. `before` is the day the
    work existed at the latest (the note's date). `kind` is what the note says the thing is (None: nothing);
    `sure_kind` tells whether the ground for it is enough to keep papers away. `grounds` are the reasons in words.
    `volume` and `pages` are the publication's, where the note gives them. `chosen`, `rejected`, `pinned` (no other
    version takes the chosen one's place) and `refused` (no work that is known is right) are what the person decided.
    `text` is what the note says of its work in running words, where it is to be found by clues.
    """

    note: str
    identifiers: tuple[Identifier, ...] = ()
    titles: tuple[str, ...] = ()
    clues: tuple[Clue, ...] = ()
    authors: tuple[Person, ...] = ()
    complete_authors: bool = False
    trailing: str = ""
    venue: str = ""
    year: int | None = None
    before: PartialDate | None = None
    volume: str = ""
    pages: str = ""
    kind: Kind | None = None
    sure_kind: bool = False
    url: str = ""
    grounds: tuple[str, ...] = ()
    chosen: Identifier | None = None
    rejected: tuple[Identifier, ...] = ()
    text: str = ""
    pinned: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison's outcome: the level reached, its weight in bits (log2 of the likelihood ratio), both values."""

    comparison: str
    level: str
    bits: float
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that may be the note's, with the evidence for and against; `vetoes` forbid accepting it."""

    work: Work
    evidence: tuple[Evidence, ...]
    vetoes: tuple[str, ...] = ()

    @property
    def bits(self) -> float:
        """Sum of the evidence, in bits."""
        return sum(one.bits for one in self.evidence)


class DecidedBy(StrEnum):
    """Who or what decided."""

    IDENTIFIER = "identifier"
    RULE = "rule"
    PERSON = "person"
    KIND = "kind"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Unasked:
    """A service that could not be asked, and the reason; prints as ``dblp (no answer)``."""

    service: str
    reason: str

    def __str__(self) -> str:
        return f"{self.service} ({self.reason})"

    @property
    def is_offline(self) -> bool:
        """Whether the service was left out because the user wants no network."""
        return self.reason == OFFLINE


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a note and why.

    `confidence` is the probability (0..1) that the accepted or first candidate is right, None where there is
    none; `candidates` are at most five, best first; `margin` is the gap to the second in bits; `unasked` are
    the services that could not be asked.
    """

    note: str
    status: Status
    by: DecidedBy
    reason: str
    work: Work | None = None
    kind: Kind = Kind.PAPER
    confidence: float | None = None
    margin: float | None = None
    candidates: tuple[Candidate, ...] = ()
    unasked: tuple[Unasked, ...] = ()


@dataclass(frozen=True, slots=True)
class DecidedNote:
    """A note with what it says and what was decided for it."""

    note: Note
    query: Query
    decision: Decision
