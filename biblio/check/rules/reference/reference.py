"""One reference, the results of looking it up, and the work that it describes: the values that the rules compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from biblio.check.finding import Attribution, Span
from biblio.check.source_text import BibEntry
from biblio.matching.author_list_diff import AuthorListDiff
from biblio.matching.titles.title_match import TitleLevel
from biblio.model.identifiers import Identifier
from biblio.model.record import Record, Work

__all__ = ["NOTE", "IdentifiedBy", "IdentifiedWork", "NamedWork", "Reference", "ReferenceState"]

NOTE = "note"
"""The type of a reference that is a reading note and not an entry."""
# The fields of an entry for each part; the first one that is there counts.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "venue": ("journal", "journaltitle", "booktitle", "maintitle", "howpublished", "publisher"),
    "year": ("year", "date"),
    "authors": ("author", "editor"),
    "identifier": ("doi", "eprint", "url"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as written in its file: what it says (`record`), its citation key, and where the key is.

    `type` is the entry type; `entry` is the entry of a `.bib`, None for CSL JSON and notes.
    """

    record: Record
    key: str
    type: str
    key_span: Span
    entry: BibEntry | None = None

    def span(self, part: str) -> Span:
        """Return the span of a part ("title", "venue", …) or field, or that of the key if the entry lacks it."""
        if self.entry is None:
            return self.key_span
        spans = (self.entry.value_span(field) for name in _field_names(part) if (field := self.entry.field(name)))
        return next(spans, self.key_span)

    def field_name(self, part: str) -> str:
        """Return the name of the field for a part, or the part's own name if the entry lacks it."""
        if self.entry is None:
            return part
        return next((name for name in _field_names(part) if self.entry.field(name)), part)


def _field_names(part: str) -> tuple[str, ...]:
    return _FIELDS.get(part, (part,))


@dataclass(frozen=True, slots=True)
class NamedWork:
    """The work to which an identifier of a reference leads, or None if no service knows one.

    A missing work counts against the reference only if `is_certain`: all services that would know it were asked.
    """

    identifier: Identifier
    work: Work | None
    is_certain: bool


class IdentifiedBy(StrEnum):
    """How the work that a reference describes is known."""

    IDENTIFIER = "identifier"
    TITLE = "title"
    NEAR_TITLE = "near title"  # a word of the title differs


@dataclass(frozen=True, slots=True)
class IdentifiedWork:
    """The work that a reference describes, and how its title and authors agree with the records closest to it."""

    work: Work
    by: IdentifiedBy
    title: TitleLevel
    title_record: Record
    authors: AuthorListDiff
    authors_record: Record


@dataclass(frozen=True, slots=True)
class ReferenceState:
    """A reference with the results of looking it up so far.

    `candidates` are works that its title, authors, venue and year may mean, best first; `accepted` is the one of which
    the matching is certain. `identified` is the work that the reference describes, among all of these (see
    `state_works.with_works`). `searched` are the services that were asked for the title, `unasked` those that could not
    be asked, with the reason. `registered_prefixes` and `registered_venues` say whether DOI prefixes and names of
    venues are registered, as far as that is known. `attribution` returns a record's source with the age of its answer.
    """

    reference: Reference
    today: date
    named: tuple[NamedWork, ...] = ()
    candidates: tuple[Work, ...] = ()
    accepted: Work | None = None
    identified: IdentifiedWork | None = None
    searched: tuple[str, ...] = ()
    unasked: Mapping[str, str] = field(default_factory=dict)
    registered_prefixes: Mapping[str, bool] = field(default_factory=dict)
    registered_venues: Mapping[str, bool] = field(default_factory=dict)
    attribution: Callable[[Record], Attribution] = lambda record: Attribution(record.source, record.url)

    def sources(self, *records: Record) -> tuple[Attribution, ...]:
        """Return the sources of some records, each once."""
        return tuple(dict.fromkeys(map(self.attribution, records)))
