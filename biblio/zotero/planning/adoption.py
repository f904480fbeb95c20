"""Find a work among the items that are already in the library, so that its item is adopted instead of added again.

Items are recognised by DOI and arXiv id, in any field where people put them; by ISBN (books only, because all papers of
a volume share one); by address (only what is no paper: software, pages, talks); and by title, authors and year, as
`same_work` compares records.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from biblio.addresses import split_address
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.matching.works.same_work import same_work
from biblio.model.identifiers import Identifier
from biblio.model.record import NOT_PAPERS, Kind, Record, Work
from biblio.text import fold_key
from biblio.zotero.item_mapping import record_from_content
from biblio.zotero.object_content import Data, read_content
from biblio.zotero.schema import is_regular

__all__ = ["AdoptedItem", "UntrackedItems"]

_SCHEMES = ("doi", "arxiv", "isbn", "pmid", "pmcid", "openreview", "acl")
# Fields in which people keep identifiers, besides the fields meant for them.
_TEXT_FIELDS = (
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
    """The item of a work, what it was recognised by, and the keys of further items that are the same work."""

    key: str
    recognised_by: str
    duplicates: tuple[str, ...] = ()


class UntrackedItems:
    """The items of a library that do not belong to a work yet, indexed by everything that identifies them."""

    def __init__(self, items: Mapping[str, Data], tracked: Container[str] = ()) -> None:
        self._by_identifier: dict[Identifier, list[str]] = {}
        self._by_title: dict[str, list[str]] = {}
        self._by_address: dict[str, list[str]] = {}
        self._records: dict[str, Record] = {}
        self._age: dict[str, tuple[str, str]] = {}
        self._adopted: set[str] = set()
        for key, data in items.items():
            if key in tracked or not is_regular(data["itemType"]) or data.get("parentItem"):
                continue
            record = record_from_content(read_content(data))
            self._records[key] = record
            self._age[key] = (data.get("dateAdded", ""), key)
            for identifier in set(_identifiers(record, data)):
                self._by_identifier.setdefault(identifier, []).append(key)
            if record.kind in NOT_PAPERS and (address := _comparable_address(record.url)):
                self._by_address.setdefault(address, []).append(key)
            if title := fold_key(record.title):
                self._by_title.setdefault(title, []).append(key)

    def __len__(self) -> int:
        """Return how many items there are."""
        return len(self._records)

    def adopt_key(self, key: str) -> AdoptedItem | None:
        """Adopt and return the item with this key; None if there is none.

        Only biblio gives an item the key of a work, so it created the item earlier and forgot.
        """
        if key not in self._records or key in self._adopted:
            return None
        self._adopted.add(key)
        return AdoptedItem(key, "key")

    def __contains__(self, key: str) -> bool:
        """Return whether the item with this key is there and not adopted yet."""
        return key in self._records and key not in self._adopted

    def named_by(self, work: Work) -> frozenset[str]:
        """Return the keys of all items that have an identifier or the address of `work`."""
        return frozenset(key for _, keys in self._identified(work) for key in keys)

    def adopt(self, work: Work) -> AdoptedItem | None:
        """Adopt and return the item that is `work`, the oldest if there are several; None if there is none."""
        if not self._records:
            return None
        for recognised_by, keys in self._candidates(work):
            free = sorted((key for key in dict.fromkeys(keys) if key not in self._adopted), key=self._age.__getitem__)
            if free:
                self._adopted.add(free[0])
                return AdoptedItem(free[0], recognised_by, tuple(free[1:]))
        return None

    def _candidates(self, work: Work) -> Iterator[tuple[str, list[str]]]:
        yield from self._identified(work)
        keys = self._by_title.get(fold_key(work.best.title), [])
        yield "title", [key for key in keys if _is_same(self._records[key], work)]

    def _identified(self, work: Work) -> Iterator[tuple[str, list[str]]]:
        for identifier in work.identifiers:
            if identifier.scheme in _SCHEMES and (identifier.scheme != "isbn" or work.best.kind is Kind.BOOK):
                yield str(identifier), self._by_identifier.get(identifier, [])
        if work.best.kind in NOT_PAPERS:
            urls = (work.best.url, *(identifier.value for identifier in work.identifiers if identifier.scheme == "url"))
            for address in dict.fromkeys(map(_comparable_address, urls)):
                if address:
                    yield address, self._by_address.get(address, [])


def _comparable_address(url: str) -> str:
    """Return an address without what makes no difference: scheme, "www.", case of the host, the last slash, a fragment.

    Empty for an address that is only a host: many works may have that.
    """
    parts = split_address(url)
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").removesuffix(".git")
    if host == "github.com":
        path = path.lower()
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path}{query}" if parts.scheme in ("http", "https") and (path or query) else ""


def _is_same(record: Record, work: Work) -> bool:
    theirs, ours = record.identifier("doi"), work.best.identifier("doi")
    if theirs and ours and theirs != ours:
        return False
    kinds = (record.kind, work.best.kind)
    if kinds[0] is not kinds[1] and Kind.PAPER in kinds and Kind.BOOK in kinds:
        return False
    # A talk filed as a web page is the same talk: except for papers and books, the kind does not count.
    return any(same_work(_with_kind(record, known.kind), known) for known in (work.best, *work.records))


def _with_kind(record: Record, kind: Kind) -> Record:
    return record if record.kind is kind else replace(record, kind=kind)


def _identifiers(record: Record, data: Data) -> Iterator[Identifier]:
    for identifier in record.identifiers:
        if identifier.scheme != "isbn" or record.kind is Kind.BOOK:
            yield identifier
    for field in _TEXT_FIELDS:
        if text := data.get(field):
            for match in find_identifiers(text):
                if match.identifier.scheme in _SCHEMES and match.identifier.scheme != "isbn":
                    yield match.identifier
