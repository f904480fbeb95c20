"""Find a work among the items that are in the library already, so that it is taken up and not put there twice.

By DOI and arXiv id in any field people put them, by ISBN (books only: all papers of a volume share one), and by title
with authors and years as `matching` compares records.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from biblio.extract.identifiers_in_text import find_identifiers
from biblio.matching.works.same_work import same_work
from biblio.model.identifiers import Identifier
from biblio.model.record import Kind, Record, Work
from biblio.text import fold_key
from biblio.zotero.mapping import from_content
from biblio.zotero.object_content import read_content
from biblio.zotero.schema import is_regular

__all__ = ["AdoptedItem", "UntrackedItems"]

_SCHEMES = ("doi", "arxiv", "isbn", "pmid", "pmcid", "openreview", "acl")
# Fields in which people keep identifiers beside the ones that are made for them.
_PLACES = (
    "url",
    "extra",
    "publicationTitle",
    "repository",
    "archiveID",
    "archiveLocation",
    "reportNumber",
    "callNumber",
)


@dataclass(frozen=True, slots=True)
class AdoptedItem:
    """The item of a work, how it was recognised, and further items that are the same work."""

    key: str
    by: str
    others: tuple[str, ...] = ()


class UntrackedItems:
    """The items of a library that are not tied to a work yet, by all that they can be recognised by."""

    def __init__(self, items: Mapping[str, Mapping[str, Any]], *, tied: Collection[str] = ()) -> None:
        self._by_identifier: dict[Identifier, list[str]] = {}
        self._by_title: dict[str, list[str]] = {}
        self._records: dict[str, Record] = {}
        self._dates: dict[str, tuple[str, str]] = {}
        self._taken = set(tied)
        for key, data in items.items():
            if key in self._taken or not is_regular(data["itemType"]) or data.get("parentItem"):
                continue
            record = from_content(read_content(data))
            self._records[key] = record
            self._dates[key] = (data.get("dateAdded", ""), key)
            for identifier in set(_identifiers(record, data)):
                self._by_identifier.setdefault(identifier, []).append(key)
            if title := fold_key(record.title):
                self._by_title.setdefault(title, []).append(key)

    def take(self, key: str) -> AdoptedItem | None:
        """Return the item of this key and take it off the shelf, if it is there.

        Nobody but biblio makes an item under the key of a work: it was made before, and that was forgotten.
        """
        if key not in self._records or key in self._taken:
            return None
        self._taken.add(key)
        return AdoptedItem(key, "key")

    def find(self, work: Work) -> AdoptedItem | None:
        """Return the item that is `work`, the oldest where there are several, and take it off the shelf."""
        for by, keys in self._candidates(work):
            free = sorted((key for key in dict.fromkeys(keys) if key not in self._taken), key=self._dates.__getitem__)
            if free:
                self._taken.add(free[0])
                return AdoptedItem(free[0], by, tuple(free[1:]))
        return None

    def _candidates(self, work: Work) -> Iterator[tuple[str, list[str]]]:
        for identifier in work.identifiers:
            if identifier.scheme in _SCHEMES and (identifier.scheme != "isbn" or work.best.kind is Kind.BOOK):
                yield str(identifier), self._by_identifier.get(identifier, [])
        keys = self._by_title.get(fold_key(work.best.title), [])
        yield "title", [key for key in keys if self._is_same(self._records[key], work)]

    def _is_same(self, record: Record, work: Work) -> bool:
        theirs, ours = record.identifier("doi"), work.best.identifier("doi")
        if theirs and ours and theirs != ours:
            return False
        kinds = (record.kind, work.best.kind)
        if kinds[0] is not kinds[1] and Kind.PAPER in kinds and Kind.BOOK in kinds:
            return False
        return any(same_work(_as(record, one.kind), one) for one in (work.best, *work.records))


def _as(record: Record, kind: Kind) -> Record:
    """Return the record as one of `kind`: people file a talk as a web page, and it is the same talk."""
    return record if record.kind is kind else replace(record, kind=kind)


def _identifiers(record: Record, data: Mapping[str, Any]) -> Iterator[Identifier]:
    for one in record.identifiers:
        if one.scheme != "isbn" or record.kind is Kind.BOOK:
            yield one
    for field in _PLACES:
        text = data.get(field)
        if text:
            for found in find_identifiers(text):
                if found.identifier.scheme in _SCHEMES and found.identifier.scheme != "isbn":
                    yield found.identifier
