"""One reference of a file, and what looking it up gave: what the rules about identity, fields and life compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from biblio.check.finding import Attribution, Span
from biblio.check.source_text import BibEntry
from biblio.model.identifiers import Identifier
from biblio.model.record import Record, Work

__all__ = ["NOTE", "NamedWork", "Reference", "ReferenceState"]

NOTE = "note"  # the type of a reference that is a note, not an entry
# Which fields of an entry say a thing, the first that is there counts.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "venue": ("journal", "journaltitle", "booktitle", "maintitle", "howpublished", "publisher"),
    "year": ("year", "date"),
    "authors": ("author", "editor"),
    "identifier": ("doi", "eprint", "url"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as its file writes it: what it says (`record`), its key, and where it stands.

    `type` is the entry's type; `entry` is the entry of a `.bib`, None for CSL JSON; `place` is where the key stands.
    """

    record: Record
    key: str
    type: str
    place: Span
    entry: BibEntry | None = None

    def span(self, part: str) -> Span:
        """Return where a part ("title", "venue" …) or a field stands; the key where the entry lacks it."""
        if self.entry is None:
            return self.place
        return next(
            (self.entry.span_of(found) for name in _names(part) if (found := self.entry.field(name))), self.place
        )

    def field(self, part: str) -> str:
        """Return the name of the field that says a part, the part's own name where the entry lacks it."""
        if self.entry is None:
            return part
        return next((name for name in _names(part) if self.entry.field(name)), part)


def _names(part: str) -> tuple[str, ...]:
    return _FIELDS.get(part, (part,))


@dataclass(frozen=True, slots=True)
class NamedWork:
    """What one identifier of a reference leads to: a work, or none where all who might know it were asked.

    `is_certain` is false where one of them could not be asked, or is not asked at all: then nothing is said.
    """

    identifier: Identifier
    work: Work | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class ReferenceState:
    """A reference with what looking it up gave.

    `candidates` are works that its title, names, venue and year may mean, best first; `accepted` is the one of them
    that the matching takes without a doubt, if any. `sought` are the services that were asked for the title,
    `unasked` those that could not be, with the reason. `registrants` tells of DOI prefixes whether anybody registers
    under them, `venues` of names whether there is such a venue; what is missing there is not known. `describe` gives a
    record's source with the age of its answer.
    """

    reference: Reference
    today: date
    named: tuple[NamedWork, ...] = ()
    candidates: tuple[Work, ...] = ()
    accepted: Work | None = None
    sought: tuple[str, ...] = ()
    unasked: Mapping[str, str] = field(default_factory=dict)
    registrants: Mapping[str, bool] = field(default_factory=dict)
    venues: Mapping[str, bool] = field(default_factory=dict)
    describe: Callable[[Record], Attribution] = lambda record: Attribution(record.source, record.url)

    def sources(self, *records: Record) -> tuple[Attribution, ...]:
        """Return the sources of some records, each once."""
        return tuple(dict.fromkeys(map(self.describe, records)))
