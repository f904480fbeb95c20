"""What an object of a Zotero library says, as far as biblio has to do with it, and how it is read from the API's JSON.

The JSON is that of https://www.zotero.org/support/dev/web_api/v3/types_and_fields and …/write_requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biblio.text import normalise_space
from biblio.zotero.extra import read_extra, rewrite_extra
from biblio.zotero.schema import is_regular, item_type

__all__ = ["COLLECTION", "EXTRA", "Content", "Creator", "body_of", "item_key", "read_content", "retyped"]

COLLECTION = "collection"
EXTRA = "extra:"
"""What stands before the name of a field that is a line of `extra`."""
Data = Mapping[str, Any]
_NO_FIELDS = frozenset(
    "key version itemType creators tags collections relations extra parentItem deleted dateAdded dateModified"
    " inPublications parentCollection md5 mtime filename charset path lastRead".split()
)
_RELATION = "dc:relation"
_URI = re.compile(r"https?://(?:www\.)?zotero\.org/(?:users|groups)/\d+/items/(\w{8})")


@dataclass(frozen=True, slots=True)
class Creator:
    """One creator: `role` is Zotero's creatorType; either `name` (one field) or `last` and `first`."""

    role: str
    last: str = ""
    first: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """One object's content. `kind` is its item type, or "collection"; `fields` are its texts, none of them empty.

    `tags` are those a person gave (not the automatic ones); `collections`, `related` and `parent` are keys.
    `open_ended` says that there are more creators than are listed.
    """

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)
    creators: tuple[Creator, ...] = ()
    tags: frozenset[str] = frozenset()
    collections: frozenset[str] = frozenset()
    related: frozenset[str] = frozenset()
    parent: str = ""
    open_ended: bool = False

    def get(self, name: str) -> str:
        """Return a field's text, empty where it has none."""
        return self.fields.get(name, "")

    def with_fields(self, changes: Mapping[str, str]) -> Content:
        """Return the content with some fields set, or with an empty text taken out."""
        fields = {**self.fields, **changes}
        return replace(self, fields={name: text for name, text in fields.items() if text})


def item_key(uri: str) -> str:
    """Return the key in an item's URI ("http://zotero.org/users/1/items/ABCD2345"); empty where it is none."""
    match = _URI.fullmatch(uri)
    return match[1] if match else ""


def read_content(data: Data, *, uri: str = "") -> Content:
    """Return what the `data` of an item or a collection says.

    `uri` is that of the library: relations to items of other libraries are left out.
    """
    if "itemType" not in data:
        return Content(COLLECTION, {"name": data["name"]}, parent=data.get("parentCollection") or "")
    fields = {
        name: text for name, text in data.items() if name not in _NO_FIELDS and isinstance(text, str) and text.strip()
    }
    for name, text in read_extra(data.get("extra", "")).items():
        fields[f"{EXTRA}{name}"] = text
    if "accessDate" in fields:
        fields["accessDate"] = fields["accessDate"][:10]  # the time of day is the server's addition
    return Content(
        data["itemType"],
        fields,
        tuple(map(_read_creator, data.get("creators", ()))),
        frozenset(one["tag"] for one in data.get("tags", ()) if not one.get("type")),
        frozenset(data.get("collections", ())),
        frozenset(item_key(one) for one in _related(data) if one.startswith(f"{uri}/")),
        data.get("parentItem") or "",
    )


def _related(data: Data) -> list[str]:
    found = data.get("relations", {}).get(_RELATION, ())
    return [found] if isinstance(found, str) else list(found)


def _read_creator(row: Mapping[str, str]) -> Creator:
    role, name = row.get("creatorType", ""), row.get("name")
    if name is not None:
        return Creator(role, name=normalise_space(name))
    return Creator(role, normalise_space(row.get("lastName", "")), normalise_space(row.get("firstName", "")))


def _creator_row(creator: Creator) -> dict[str, str]:
    if creator.name:
        return {"creatorType": creator.role, "name": creator.name}
    return {"creatorType": creator.role, "firstName": creator.first, "lastName": creator.last}


def retyped(content: Content, kind: str) -> tuple[Content, dict[str, str]]:
    """Return an item's content under another item type, and the fields that the new type has no place for.

    As the server does it: fields keep their name, or move to the new type's name for the same base field
    (https://github.com/zotero/dataserver, `item: should change itemType`).
    """
    if content.kind == kind or not (is_regular(kind) and is_regular(content.kind)):
        return replace(content, kind=kind), {}
    before, after = item_type(content.kind), item_type(kind)
    fields, lost = {}, {}
    for name, text in content.fields.items():
        own = name.startswith(EXTRA) or name in after.fields
        target = name if own else after.field(before.base(name))
        if target:
            fields[target] = text
        else:
            lost[name] = text
    creators = tuple(
        one if one.role in after.creators else replace(one, role=_role(one.role, before.creators[0], after.creators))
        for one in content.creators
    )
    return replace(content, kind=kind, fields=fields, creators=creators), lost


def _role(role: str, primary: str, roles: tuple[str, ...]) -> str:
    return roles[0] if role == primary or "contributor" not in roles else "contributor"


def body_of(after: Content, before: Content | None, data: Data, *, uri: str, lost: Mapping[str, str]) -> dict[str, Any]:
    """Return what must be sent for an object to say `after`; empty where it says so.

    `data` is its present JSON (empty for a new one), of which `before` was read. Lists are sent whole, with all that
    stands there and is none of ours. `lost` fields, for which a new item type has no place, are kept as lines of
    `extra`.
    """
    if after.kind == COLLECTION:
        return _collection_body(after, before)
    body: dict[str, Any] = {}
    old = before or Content("")
    if after.kind != old.kind:
        body["itemType"] = after.kind
        old, _ = retyped(old, after.kind) if before else (old, {})
    names = [name for name in dict.fromkeys((*after.fields, *old.fields)) if not name.startswith(EXTRA)]
    body |= {name: after.get(name) for name in names if after.get(name) != old.get(name)}
    lines = {
        name.removeprefix(EXTRA): after.get(name)
        for name in dict.fromkeys((*after.fields, *old.fields))
        if name.startswith(EXTRA) and after.get(name) != old.get(name)
    }
    if lines or lost:
        body["extra"] = rewrite_extra(data.get("extra", ""), lines, more=lost)
    if after.creators != old.creators:
        body["creators"] = list(map(_creator_row, after.creators))
    if after.tags != old.tags or (before is None and after.kind != "attachment"):
        body["tags"] = _tag_rows(data.get("tags", ()), after.tags)
    if after.parent:
        if after.parent != old.parent:
            body["parentItem"] = after.parent
    elif after.collections != old.collections or before is None:
        body["collections"] = sorted(after.collections)
    if after.related != old.related:
        kept = {name: uris for name, uris in data.get("relations", {}).items() if name != _RELATION}
        mine = {f"{uri}/items/{key}" for key in after.related}
        others = {one for one in _related(data) if not one.startswith(f"{uri}/")}
        body["relations"] = {**kept, **({_RELATION: sorted(mine | others)} if mine | others else {})}
    return body


def _collection_body(after: Content, before: Content | None) -> dict[str, Any]:
    if before is not None and (after.get("name"), after.parent) == (before.get("name"), before.parent):
        return {}
    # Name and parent go with every write: pyzotero moves a collection to the top where the parent is left out.
    return {"name": after.get("name"), "parentCollection": after.parent or False}


def _tag_rows(rows: Iterable[Mapping[str, Any]], wanted: frozenset[str]) -> list[dict[str, Any]]:
    kept = [dict(row) for row in rows if row.get("type") or row["tag"] in wanted]
    there = {row["tag"] for row in kept if not row.get("type")}
    return kept + [{"tag": tag} for tag in sorted(wanted - there)]
