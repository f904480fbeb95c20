"""What every catalogue can be asked, whatever engine holds it, and how a user searches one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.lookup.catalogue.work_ranking import SEARCH_SIMILARITY, title_similarity
from biblio.lookup.service import Service
from biblio.text import search_words

if TYPE_CHECKING:
    from biblio.model.clues import Clue, Rarity
    from biblio.model.decision import Query
    from biblio.model.identifiers import Identifier
    from biblio.model.people import Person
    from biblio.model.record import Record

__all__ = ["CATALOGUE_SCHEMES", "WorkCatalogue", "search_in_catalogue"]

CATALOGUE_SCHEMES = frozenset({"arxiv", "doi", "acl", "openreview", "pmlr", "neurips", "cvf", "jmlr"})
"""The schemes of identifiers that notes are looked up by in a catalogue."""


class WorkCatalogue(Service, Protocol):
    """An open catalogue. `ask` answers many questions at once; the other methods answer one.

    No records mean that the catalogue has no such work. If it cannot be read or asked, each method raises `StoreError`
    (a folder) or `ServiceError` (a server).
    """

    @property
    def count(self) -> int:
        """The number of works."""
        ...

    @property
    def built_at(self) -> float:
        """When works were last added (seconds since 1970), 0 if never."""
        ...

    def by_identifier(self, identifier: Identifier) -> tuple[Record, ...]:
        """Return the records that have an identifier."""
        ...

    def by_titles(self, titles: Iterable[str], authors: Sequence[Person] = ()) -> tuple[Record, ...]:
        """Return the records with exactly one of `titles`, or else those with the most similar titles.

        `authors` choose among works that the title does not distinguish.
        """
        ...

    def by_clues(self, query: Query) -> tuple[Record, ...]:
        """Return the records that have most of the note's clues in their titles and abstracts, best first.

        Works that appeared after the note was written are left out.
        """
        ...

    def by_words(self, words: Sequence[str], limit: int) -> tuple[Record, ...]:
        """Return the records that have folded `words` in their titles, names or abstracts, best first."""
        ...

    def rarity(self, clues: Iterable[Clue]) -> Rarity:
        """Return, for each reading of `clues`, the share of works that contain it (0 if none does)."""
        ...

    def search(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the records that best fit what a user searches for; see `search_in_catalogue`."""
        ...

    def close(self) -> None:
        """Close the files or connections."""
        ...


def search_in_catalogue(catalogue: WorkCatalogue, text: str, limit: int) -> tuple[Record, ...]:
    """Return the records that best fit what a user searches for: an identifier, a title, or any words."""
    named = [record for mention in find_identifiers(text) for record in catalogue.by_identifier(mention.identifier)]
    if named:
        return tuple(dict.fromkeys(named))[:limit]
    words = search_words(text)
    title = " ".join(words)
    titled = [
        record
        for record in catalogue.by_titles((text,))
        if title_similarity(title, " ".join(search_words(record.title))) >= SEARCH_SIMILARITY
    ]
    return tuple(dict.fromkeys((*titled, *catalogue.by_words(words, limit))))[:limit]
