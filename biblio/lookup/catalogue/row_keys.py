"""The keys for exact lookups of a catalogue row: its identifiers and its folded titles.

A key is 64 bits of a hash. Among the billion keys of 300 million works, the chance that two different ones are equal is
a few per cent; so a work found by a key is compared like any other candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b

from biblio.lookup.catalogue.row_format import row_identifiers
from biblio.matching.titles.prepared_title import title_keys

__all__ = ["hash64", "identifier_key", "row_keys", "title_key"]


def hash64(data: bytes) -> int:
    """Return 64 bits of a hash of `data`, as SQLite stores integers (signed)."""
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little", signed=True)


def identifier_key(identifier: object) -> int:
    """Return the key of an identifier (its text as ``scheme:value``)."""
    return hash64(str(identifier).encode())


def title_key(folded: str) -> int:
    """Return the key of a folded title (one of `title_keys`)."""
    return hash64(f"title:{folded}".encode())


def row_keys(fields: Mapping[str, object], title: str) -> Iterator[int]:
    """Yield every key of a row with the (plain) `title`; some may come twice."""
    for identifier in row_identifiers(fields):
        yield identifier_key(identifier)
    for folded in title_keys(title):
        yield title_key(folded)
