"""What is known about works: the record of one service (`Record`), and several of them merged (`Work`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person

__all__ = [
    "CATALOGUE",
    "NOT_PAPERS",
    "ONE_WORK",
    "Claim",
    "Kind",
    "Medium",
    "Notice",
    "NoticeKind",
    "Record",
    "Relation",
    "Work",
]

CATALOGUE = "catalogue"
"""The name under which the local index of works counts as a service, and the `source` of its records."""


class Kind(StrEnum):
    """What kind of thing a work is. The values are part of the JSON that `biblio notes` prints."""

    PAPER = "paper"
    BOOK = "book"
    THESIS = "thesis"
    REPORT = "report"
    BLOGPOST = "blogpost"
    WEBPAGE = "webpage"
    PRESENTATION = "presentation"
    SOFTWARE = "software"
    DATASET = "dataset"
    MODEL = "model"
    VIDEO = "video"


NOT_PAPERS = frozenset(
    {Kind.BLOGPOST, Kind.WEBPAGE, Kind.PRESENTATION, Kind.SOFTWARE, Kind.DATASET, Kind.MODEL, Kind.VIDEO}
)


class Medium(StrEnum):
    """Where a paper appeared, as far as the entry type depends on it. UNKNOWN if the source does not say."""

    JOURNAL = "journal"
    PROCEEDINGS = "proceedings"
    COLLECTION = "collection"
    PREPRINT = "preprint"
    UNKNOWN = ""


class Relation(StrEnum):
    """How another identifier relates to a record."""

    PUBLISHED_AS = "published-as"
    PREPRINT = "preprint"
    INDEXED = "indexed"  # an index says it is the same work: a hint about where to ask, never evidence


ONE_WORK = frozenset({Relation.PREPRINT, Relation.PUBLISHED_AS})
"""The relations between two records of one work."""


class NoticeKind(StrEnum):
    """What was announced about a work after it appeared, the most serious first."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that a work was retracted, withdrawn or corrected: its source, date and own identifier.

    `source` is the service's registry name; `date` and `identifier` are None and `words` is empty if the source does
    not say.
    """

    kind: NoticeKind
    source: str
    date: PartialDate | None = None
    identifier: Identifier | None = None
    words: str = ""

    def __str__(self) -> str:
        parts = [str(self.date) if self.date else "", self.source, str(self.identifier) if self.identifier else ""]
        return f"{self.kind} ({', '.join(filter(None, parts))})"


@dataclass(frozen=True, slots=True)
class Record:
    """What one service says about one work: parsed and normalised, never edited or completed.

    Empty strings and tuples mean that the service did not say. `source` is the service's registry name; `truncated`
    says that the source names more authors than it lists; `key` is the entry key where the source is a `.bib`. `series`
    is a book series (LNCS), never the venue. `note` is free text that comes with the record (arXiv's comment). `number`
    is a journal's issue or a report's number. `notices` say what happened to the work later.
    `other_years` are further years of the same publication: online first, in print.
    """

    source: str
    title: str
    kind: Kind = Kind.PAPER
    medium: Medium = Medium.UNKNOWN
    identifiers: tuple[Identifier, ...] = ()
    related: tuple[tuple[Relation, Identifier], ...] = ()
    authors: tuple[Person, ...] = ()
    truncated: bool = False
    editors: tuple[Person, ...] = ()
    date: PartialDate | None = None
    venue: str = ""
    venue_short: str = ""
    series: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    url: str = ""
    abstract: str = ""
    primary_class: str = ""
    language: str = ""
    note: str = ""
    key: str = ""
    notices: tuple[Notice, ...] = ()
    other_years: tuple[int, ...] = ()

    def identifier(self, scheme: str) -> Identifier | None:
        """Return the first identifier of `scheme`, or None."""
        return next((identifier for identifier in self.identifiers if identifier.scheme == scheme), None)


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a field of a work has its value: the `source`, and the reason why that source was chosen."""

    field: str
    value: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Work:
    """One work in all its versions. A preprint and its published version are records of one Work.

    `id` is the strongest identifier as text ("doi:10.…") or, without any, a fingerprint of title, first author and
    year. `best` holds the merged fields; `records` are the records that it was made from, best first; `claims` say for
    every field of `best` where it comes from.
    """

    id: str
    best: Record
    records: tuple[Record, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """All identifiers of the work, those of the published version first."""
        return self.best.identifiers
