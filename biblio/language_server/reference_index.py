"""The references that can be cited: what a bibliography says of each, in a line for people, found by what one types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from biblio.check.bibliography_keys import read_bibliography_keys
from biblio.check.files_to_check import TextFile
from biblio.check.reference_sources import bib_references, csl_references, export_references
from biblio.check.rules.reference.reference import Reference
from biblio.model.record import Record
from biblio.text import fold, is_han_or_kana, tokens

__all__ = ["SearchableReference", "Suggestion", "read_references", "short_authors", "suggest"]


@dataclass(frozen=True, slots=True)
class SearchableReference:
    """A reference, where its bibliography is, and its words in the form in which they are compared (`tokens`)."""

    reference: Reference
    location: str
    names: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """The citation key."""
        return self.reference.key

    @property
    def description(self) -> str:
        """The title, the authors and the year in one line; what is not known is left out."""
        record = self.reference.record
        year = str(record.date.year) if record.date else ""
        by = " ".join(filter(None, (short_authors(record), f"({year})" if year else "")))
        return " — ".join(filter(None, (record.title, by)))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reference whose key, names or title go with what was typed; the lower `rank`, the better (from 0)."""

    found: SearchableReference
    rank: int


def read_references(file: TextFile) -> Iterator[SearchableReference]:
    """Yield the references of a bibliography with their keys; of a format in YAML only the keys."""
    if file.is_bib:
        references: Iterable[Reference] = bib_references(file.source)
    elif file.is_csl:
        references = csl_references(file.source)
    elif file.is_export:
        references = export_references(file.source)
    else:
        keys = read_bibliography_keys(file.source).keys
        references = (Reference(Record(source="", title=""), key, "", span) for key, span in keys.items())
    for reference in references:
        if reference.key:
            record = reference.record
            people = record.authors or record.editors
            year = str(record.date.year) if record.date else ""
            yield SearchableReference(
                reference,
                str(file.location),
                tuple(word for person in people for word in tokens(str(person))),
                (*tokens(record.title), *filter(None, (year,)), *tokens(reference.key)),
            )


def short_authors(record: Record) -> str:
    """Return the authors as they are cited in a text: "Doe", "Doe and Roe", "Doe et al."; else the editors."""
    people = record.authors or record.editors
    names = [person.last or str(person) for person in people]
    if len(names) > 2 or (names and record.truncated):
        return f"{names[0]} et al."
    return " and ".join(names)


def suggest(references: Iterable[SearchableReference], typed: str, *, limit: int) -> list[Suggestion]:
    """Return the references that go with what was typed of a key, best first, at most `limit`.

    A key that begins so comes first, then names, then titles, of which each typed word begins one ("attention-need");
    at last keys that contain it. Case and accents do not count. Nothing typed gives all references in their order.
    """
    ranked: list[Suggestion] = []
    folded, parts = typed.casefold(), tokens(typed)
    for found in references:
        rank = _rank(found, folded, parts)
        if rank is not None:
            ranked.append(Suggestion(found, rank))
    ranked.sort(key=lambda suggestion: suggestion.rank)  # stable: within a rank as in the bibliography
    return ranked[:limit]


def _rank(found: SearchableReference, folded: str, parts: list[str]) -> int | None:
    key = found.key.casefold()
    if key.startswith(folded):
        return 0
    if not parts:
        return None
    if all(_begins_one(part, found.names) for part in parts):
        return 1
    if all(_begins_one(part, (*found.words, *found.names)) for part in parts):
        return 2
    return 3 if folded in key or fold(folded) in fold(key) else None


def _begins_one(part: str, words: tuple[str, ...]) -> bool:
    # Words of Chinese, Japanese and Korean have no blanks between them: a run of them is one word.
    is_inside = is_han_or_kana(part)
    return any(part in word if is_inside else word.startswith(part) for word in words)
