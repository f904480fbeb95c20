"""The references that can be cited: what a bibliography says of each, in a line for people, found by what one types."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from biblio.bibtex.bib_text import StringDefinitions, string_definitions
from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.check.bibliography_keys import read_bibliography_keys
from biblio.check.files_to_check import TextFile
from biblio.check.reference_sources import bib_references, csl_references, export_references
from biblio.check.rules.reference.reference import Reference
from biblio.check.source_text import SourceText, read_entries
from biblio.errors import BibtexError
from biblio.model.record import Record
from biblio.text import is_han_or_kana, tokens

__all__ = ["SearchableReference", "Suggestion", "read_references", "short_authors", "suggest"]


@dataclass(frozen=True, slots=True)
class SearchableReference:
    """A reference, where its bibliography is, and its further keys.

    `names` are the words of its people, `words` all its words, as they are compared (`tokens`), each behind a blank.
    """

    reference: Reference
    location: str
    folded_key: str
    names: str
    words: str
    aliases: tuple[str, ...] = ()

    def is_called(self, key: str) -> bool:
        """Return whether `key` is its key, or a further one (biblatex's ``ids``)."""
        return key == self.key or key in self.aliases

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
    """Yield the references of a bibliography that have a key, in its order; of a format in YAML only the keys."""
    keys = read_bibliography_keys(file.source)
    references: list[Reference] = []
    if file.is_bib:
        references = list(bib_references(file.source))
        references += _other_entries(file.source, {reference.key for reference in references})
        references.sort(key=lambda reference: reference.key_span.start)
    elif file.is_csl:
        references = list(csl_references(file.source))
    elif file.is_export:
        references = list(export_references(file.source))
    else:
        references = [Reference(Record(source="", title=""), key, "", span) for key, span in keys.keys.items()]
    aliases: dict[str, list[str]] = {}
    for alias, key in keys.aliases.items():
        aliases.setdefault(key, []).append(alias)
    for reference in references:
        if reference.key:
            yield _searchable(reference, str(file.location), tuple(aliases.get(reference.key, ())))


def _searchable(reference: Reference, location: str, aliases: tuple[str, ...]) -> SearchableReference:
    record = reference.record
    people = record.authors or record.editors
    year = (str(record.date.year),) if record.date else ()
    names = [word for person in people for word in tokens(str(person))]
    words = (*tokens(record.title), *year, *tokens(reference.key), *names)
    return SearchableReference(reference, location, reference.key.casefold(), _spaced(names), _spaced(words), aliases)


def _spaced(words: Iterable[str]) -> str:
    return "".join(f" {word}" for word in words)


def _other_entries(source: SourceText, known: Collection[str]) -> Iterator[Reference]:
    """Yield the entries that are no references to look up, but have a key: proceedings, sets, broken ones."""
    strings: StringDefinitions | None = None
    for entry in read_entries(source):
        if entry.key and entry.key not in known:
            strings = string_definitions(source.text) if strings is None else strings
            record = Record(source="", title="")
            if not entry.error:
                with contextlib.suppress(BibtexError):
                    text, start = source.text[entry.block.start : entry.block.end], entry.block.start
                    record = from_entry(parse_entry(text, strings=strings.at(start)))
            yield Reference(record, entry.key, entry.block.type, entry.key_span(), entry)


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
    folded = typed.casefold()
    # Words of Chinese, Japanese and Korean have no blanks between them: a run of them is one word.
    parts = [part if is_han_or_kana(part) else f" {part}" for part in tokens(typed)]
    ranked: list[Suggestion] = []
    for found in references:
        if found.folded_key.startswith(folded):
            ranked.append(Suggestion(found, 0))
            if not typed and len(ranked) == limit:
                break
        elif parts and all(part in found.words for part in parts):
            ranked.append(Suggestion(found, 1 if all(part in found.names for part in parts) else 2))
        elif folded in found.folded_key:
            ranked.append(Suggestion(found, 3))
    ranked.sort(key=lambda suggestion: suggestion.rank)  # stable: within a rank as in the bibliography
    return ranked[:limit]
