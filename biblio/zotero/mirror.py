"""A copy of a library kept in step with what is written and what is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from biblio.zotero.model import LibrarySnapshot, ObjectType
from biblio.zotero.object_content import Data

__all__ = ["compact", "drop_objects", "with_written"]


def compact(data: Data) -> Data:
    """Return an object's data without the fields that say nothing: the server lists all that its type may have."""
    return {name: value for name, value in data.items() if value != ""}


def with_written(copy: LibrarySnapshot, sort: ObjectType, rows: Iterable[Data], version: int | None) -> LibrarySnapshot:
    """Return the library with objects as a write has left them, at `version` where nobody else wrote before it."""
    new = {one["key"]: one for one in rows}
    if sort is ObjectType.ITEM:
        copy = replace(copy, items={**copy.items, **new})
    else:
        copy = replace(copy, collections={**copy.collections, **new})
    return copy if version is None else replace(copy, version=version)


def drop_objects(copy: LibrarySnapshot, items: Collection[str], collections: Collection[str]) -> LibrarySnapshot:
    """Return the library without what was erased: with them go memberships and relations, of which no version tells."""
    if not items and not collections:
        return copy
    gone_items, gone_collections = set(items), set(collections)
    kept: dict[str, Data] = {}
    for key, data in copy.items.items():
        if key in gone_items:
            continue
        changed = dict(data)
        if gone_collections.intersection(data.get("collections", ())):
            changed["collections"] = [one for one in data["collections"] if one not in gone_collections]
        if gone_items and data.get("relations"):
            changed["relations"] = _without_relations(data["relations"], gone_items)
        kept[key] = changed if changed != data else data
    rest = {key: data for key, data in copy.collections.items() if key not in gone_collections}
    return replace(copy, items=kept, collections=rest)


def _without_relations(relations: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    found = {}
    for name, uris in relations.items():
        many = [uris] if isinstance(uris, str) else list(uris)
        left = [uri for uri in many if uri.rpartition("/")[2] not in gone]
        if left:
            found[name] = left
    return found
