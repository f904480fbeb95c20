"""What a note says about its work (`Query`), the works it may be about (`Candidate`), and the `Decision`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from biblio.model.clues import Clue
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.note import Note
from biblio.model.people import Person
from biblio.model.record import Kind, Work

__all__ = [
    "NO_NETWORK",
    "OFFLINE",
    "Candidate",
    "DecidedBy",
    "DecidedNote",
    "Decision",
    "Evidence",
    "NoteQueries",
    "Query",
    "Status",
    "Unasked",
]

OFFLINE = "offline"
"""The reason why a service was not asked if the user does not want to use the network."""
NO_NETWORK = "no network"
"""The reason why a service could not be asked if none can be reached from here."""


class Status(StrEnum):
    """The state of a note. The values are part of the JSON that `biblio notes` prints."""

    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"  # there are candidates; the user must decide
    UNRESOLVED = "unresolved"  # every service was asked, and no work fits
    NOT_A_PAPER = "not-a-paper"
    PENDING = "pending"  # not looked up yet, or a service could not be asked


@dataclass(frozen=True, slots=True)
class Query:
    """What a note says about its own work: all that services and matching see of the note.

    `titles` are readings of the title, the most likely first; `clues` are used where there is no title; `trailing` is a
    word after the title that may be its author's name ("Title, Lin, ACL'98") or part of the title. `before` is a day on
    which the work must have existed (the note's date). `kind` is what kind of thing the note says it is about (None: it
    does not say); `sure_kind` is true if that is certain enough to rule papers out. `kind_so_far` is what it is about
    as long as no work is known: that kind if it is likely, else a paper. `grounds` are the reasons in words.
    `volume` and `pages` are the publication's, if the note gives them. `chosen`, `rejected`, `pinned` (no other version
    replaces the chosen one) and `refused` (none of the known works is right) are the user's decisions. `text` is the
    running text about the work, if it must be found by clues. `mentioned` are works to which the running text links:
    they confirm a title and never name a work by themselves.
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
    kind_so_far: Kind = Kind.PAPER
    url: str = ""
    grounds: tuple[str, ...] = ()
    chosen: Identifier | None = None
    rejected: tuple[Identifier, ...] = ()
    text: str = ""
    pinned: bool = False
    refused: bool = False
    mentioned: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The result of one comparison: its level, its weight in bits (log2 of the likelihood ratio), and both values."""

    comparison: str
    level: str
    bits: float
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that may be the note's, with the evidence for and against it; a veto forbids accepting it."""

    work: Work
    evidence: tuple[Evidence, ...]
    vetoes: tuple[str, ...] = ()

    @property
    def bits(self) -> float:
        """The sum of the evidence in bits."""
        return sum(evidence.bits for evidence in self.evidence)


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
        """Whether the service was not asked because the user does not want to use the network."""
        return self.reason == OFFLINE


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a note, and why.

    `confidence` is the probability (0..1) that the accepted or first candidate is right, None without candidates;
    `candidates` are at most five, best first; `margin` is the gap to the second one in bits; `unasked` are
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
class NoteQueries:
    """The query of one note in three forms, built once per run; all three are equal if the user decided nothing.

    `with_user` has the user's decision applied; services are asked with it. `without_user` is what the note itself
    says. `with_rejections` is the same, but excludes the works that the user rejected: the rules decide from it when
    their result is compared with the user's decision.
    """

    with_user: Query
    without_user: Query
    with_rejections: Query

    @property
    def has_user_decision(self) -> bool:
        """Whether the user decided anything about the note."""
        return self.with_user is not self.without_user and self.with_user != self.without_user


@dataclass(frozen=True, slots=True)
class DecidedNote:
    """A note with its queries and the decision about it."""

    note: Note
    queries: NoteQueries
    decision: Decision

    @property
    def query(self) -> Query:
        """What the note says about its work, with the user's decision applied."""
        return self.queries.with_user
