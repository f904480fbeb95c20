"""A Zotero library as it was last read, and after a write or an erasure.

A snapshot keeps the API's JSON unchanged; `object_content` reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from biblio.zotero.object_content import REPLACES, Data

__all__ = ["LibrarySnapshot", "ObjectType", "add_written", "compact", "drop_objects", "with_own_tables"]


class ObjectType(StrEnum):
    """Whether an object is an item (notes and attachments are items too) or a collection."""

    ITEM = "item"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class LibrarySnapshot:
    """A library as read at `version`: the JSON data of items (including trashed ones) and collections, by key.

    `library` is its path in the API ("users/1"); `uri` is the prefix of relations to its items. `hidden` are the kinds
    of items ("note", "file") that the key may not see: they are not in it, but may be in the library.
    """

    library: str
    uri: str
    version: int = 0
    items: Mapping[str, Data] = field(default_factory=dict)
    collections: Mapping[str, Data] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The library as lines of ``zotero.txt`` name it: "users/1"; the same for the app and the server."""
        return self.uri.partition("zotero.org/")[2] or self.library

    def objects(self, object_type: ObjectType) -> Mapping[str, Data]:
        """Return the items or the collections, by key."""
        return self.items if object_type is ObjectType.ITEM else self.collections


def compact(data: Data) -> Data:
    """Return an object's data without empty fields, because the server lists every field that the type may have."""
    return {name: value for name, value in data.items() if value != ""}


def with_own_tables(snapshot: LibrarySnapshot) -> LibrarySnapshot:
    """Return the snapshot with tables that no other has, for `add_written`."""
    return replace(snapshot, items=dict(snapshot.items), collections=dict(snapshot.collections))


def add_written(snapshot: LibrarySnapshot, object_type: ObjectType, rows: Iterable[Data]) -> None:
    """Add what was written to the tables of a snapshot, which are its own.

    A copy for each of thousands of writes would take a time that grows with the square of the library.
    """
    objects = snapshot.objects(object_type)
    assert isinstance(objects, dict)
    objects.update((data["key"], data) for data in rows)


def drop_objects(snapshot: LibrarySnapshot, items: Collection[str], collections: Collection[str]) -> LibrarySnapshot:
    """Return the snapshot without erased objects, memberships in them and relations to them.

    The server does not change the version of other objects when it removes such memberships and relations from them.
    What an item has replaced in a merge it says for ever (https://github.com/zotero/dataserver
    `model/DataObjects.inc.php`, `delete`).
    """
    if not items and not collections:
        return snapshot
    gone_items, gone_collections = set(items), set(collections)
    left_items: dict[str, Data] = {}
    for key, data in snapshot.items.items():
        if key in gone_items:
            continue
        changed = dict(data)
        if gone_collections.intersection(data.get("collections", ())):
            changed["collections"] = [member for member in data["collections"] if member not in gone_collections]
        if gone_items and data.get("relations"):
            changed["relations"] = _without_relations(data["relations"], gone_items)
        left_items[key] = changed if changed != data else data
    left_collections = {key: data for key, data in snapshot.collections.items() if key not in gone_collections}
    return replace(snapshot, items=left_items, collections=left_collections)


def _without_relations(relations: Mapping[str, Any], erased: set[str]) -> dict[str, Any]:
    remaining = {}
    for name, value in relations.items():
        uris = [value] if isinstance(value, str) else list(value)
        if live := [uri for uri in uris if name == REPLACES or uri.rpartition("/")[2] not in erased]:
            remaining[name] = live
    return remaining
