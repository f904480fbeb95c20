"""The content of an object of a Zotero library, as far as biblio uses it, and how it is read from and written as JSON.

The JSON is that of https://www.zotero.org/support/dev/web_api/v3/types_and_fields and …/write_requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from biblio.text import normalise_space
from biblio.zotero.extra_field import read_extra, rewrite_extra
from biblio.zotero.schema import is_regular, item_type

__all__ = [
    "COLLECTION",
    "EXTRA",
    "REPLACES",
    "Content",
    "Creator",
    "automatic_tags",
    "change_item_type",
    "creation_body",
    "key_from_uri",
    "matches_request",
    "read_content",
    "related_uris",
    "replaced_keys",
    "request_body",
    "shared_creator",
]

COLLECTION = "collection"
EXTRA = "extra:"
"""Prefix of the names of fields that are lines of `extra`."""
Data = Mapping[str, Any]
_NO_FIELDS = frozenset(
    "key version itemType creators tags collections relations extra parentItem deleted dateAdded dateModified"
    " inPublications parentCollection md5 mtime filename charset path lastRead".split()
)
_NOTHING: frozenset[str] = frozenset()
_PINNED_KEY = f"{EXTRA}Citation Key"
_RELATION = "dc:relation"
REPLACES = "dc:replaces"
"""The relation of an item to those that were merged into it."""
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
    """The content of one object. `kind` is its item type, or "collection"; `fields` are its texts, none of them empty.

    `tags` are those that a user gave (not the automatic ones); `collections`, `related` and `parent` are keys.
    `open_ended` means that there are more creators than are listed. `memory` stores contents as JSON: the names and
    order of the fields, also of creators, are part of the file format.
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
        """Return a field's text; empty if it has none."""
        return self.fields.get(name, "")

    def with_fields(self, changes: Mapping[str, str]) -> Content:
        """Return the content with some fields set; an empty text removes the field."""
        fields = {**self.fields, **changes}
        return replace(self, fields={name: text for name, text in fields.items() if text})


# -- reading JSON ----------------------------------------------------------------------------------------------
def automatic_tags(data: Data) -> frozenset[str]:
    """Return the names of the tags that an item has only as automatic ones, from its JSON."""
    rows = data.get("tags", ())
    for row in rows:
        if "type" in row:
            break
    else:
        return _NOTHING  # most items have none
    return frozenset(row["tag"] for row in rows if row.get("type")) - {
        row["tag"] for row in rows if not row.get("type")
    }


def key_from_uri(uri: str) -> str:
    """Return the key in an item's URI ("http://zotero.org/users/1/items/ABCD2345"); empty for any other URI."""
    match = _URI.fullmatch(uri)
    return match[1] if match else ""


def read_content(data: Data, *, uri: str = "", known: Content | None = None) -> Content:
    """Return the content of an item or a collection, given its `data`.

    `uri` is that of the library: relations to items of other libraries are left out. If the data say what they said
    when `known` was read from them, that very content is returned.
    """
    if "itemType" not in data:
        return Content(COLLECTION, {"name": data["name"]}, parent=data.get("parentCollection") or "")
    if known is not None and _still_says(data, known):
        return known
    fields = {
        name: text
        for name, text in data.items()
        if name not in _NO_FIELDS and text and isinstance(text, str) and not text.isspace()
    }
    if extra := data.get("extra"):
        fields |= {f"{EXTRA}{name}": text for name, text in read_extra(extra).items()}
    # Better BibTeX pinned keys in a line of extra before Zotero had a field for them.
    pinned = fields.pop(_PINNED_KEY, "")
    if pinned and is_regular(data["itemType"]):
        fields.setdefault("citationKey", pinned)
    if "accessDate" in fields:
        fields["accessDate"] = fields["accessDate"][:10]  # the server adds the time of day
    return Content(
        data["itemType"],
        fields,
        tuple(map(_read_creator, data.get("creators", ()))),
        frozenset(tag["tag"] for tag in data.get("tags", ()) if not tag.get("type")),
        frozenset(data.get("collections", ())),
        frozenset(key_from_uri(target) for target in related_uris(data) if target.startswith(f"{uri}/"))
        if data.get("relations")
        else _NOTHING,
        data.get("parentItem") or "",
    )


def _still_says(data: Data, known: Content) -> bool:
    """Return whether the data say what is known: most items in most runs, and quicker than to read them again.

    Where reading does more than to take over the fields (lines of `extra`, relations), they are read again.
    """
    if known.kind != data["itemType"] or known.related or known.open_ended or "extra" in data or data.get("relations"):
        return False
    if not known.fields.items() <= data.items() or len(known.fields) != len(data.keys() - _NO_FIELDS):
        return False
    return (
        known.tags == {tag["tag"] for tag in data.get("tags", ()) if not tag.get("type")}
        and known.collections == set(data.get("collections", ()))
        and known.creators == tuple(map(_read_creator, data.get("creators", ())))
        and known.parent == (data.get("parentItem") or "")
    )


def related_uris(data: Data) -> list[str]:
    """Return the addresses of the items to which an item is related, from its JSON."""
    return _uris(data, _RELATION)


def replaced_keys(data: Data, *, uri: str) -> frozenset[str]:
    """Return the keys of the items that were merged into an item, from its JSON; `uri` is that of the library."""
    if not data.get("relations"):
        return _NOTHING
    return frozenset(key_from_uri(target) for target in _uris(data, REPLACES) if target.startswith(f"{uri}/")) - {
        "",
        data["key"],
    }


def _uris(data: Data, relation: str) -> list[str]:
    uris = data.get("relations", {}).get(relation, ())
    return [uris] if isinstance(uris, str) else list(uris)


def _read_creator(row: Mapping[str, str]) -> Creator:
    return _creator(row.get("creatorType", ""), row.get("lastName", ""), row.get("firstName", ""), row.get("name"))


@lru_cache(maxsize=20_000)
def _creator(role: str, last: str, first: str, name: str | None) -> Creator:
    if name is not None:
        return shared_creator(role, "", "", normalise_space(name))
    return shared_creator(role, normalise_space(last), normalise_space(first), "")


@lru_cache(maxsize=20_000)
def shared_creator(role: str, last: str, first: str, name: str) -> Creator:
    """Return a creator: the same one as long as it is in use, because people come up again and again."""
    return Creator(role, last, first, name)


# -- another item type -----------------------------------------------------------------------------------------
def change_item_type(content: Content, kind: str) -> tuple[Content, dict[str, str]]:
    """Return an item's content under another item type, and the fields for which the new type has no place.

    This is what the server does: fields keep their name, or get the new type's name for the same base field
    (https://github.com/zotero/dataserver, `item: should change itemType`).
    """
    if content.kind == kind or not (is_regular(kind) and is_regular(content.kind)):
        return replace(content, kind=kind), {}
    before, after = item_type(content.kind), item_type(kind)
    fields, lost = {}, {}
    for name, text in content.fields.items():
        stays = name.startswith(EXTRA) or name in after.fields
        target = name if stays else after.field(before.base(name))
        if target:
            fields[target] = text
        else:
            lost[name] = text
    creators = tuple(
        creator
        if creator.role in after.creators
        else replace(creator, role=_new_role(creator.role, before.creators[0], after.creators))
        for creator in content.creators
    )
    return replace(content, kind=kind, fields=fields, creators=creators), lost


def _new_role(role: str, primary: str, roles: tuple[str, ...]) -> str:
    return roles[0] if role == primary or "contributor" not in roles else "contributor"


# -- writing JSON ----------------------------------------------------------------------------------------------
def request_body(after: Content, before: Content, data: Data, *, uri: str, lost: Mapping[str, str]) -> dict[str, Any]:
    """Return the data to send so that an object says `after`; empty if it already does.

    `data` is the object's present JSON, from which `before` was read. Lists are sent as a whole, with everything in
    them that is not ours. `lost` fields, for which a new item type has no place, are kept as lines of `extra`. `uri` is
    that of the library.
    """
    if after.kind == COLLECTION:
        return _collection_body(after, before)
    body: dict[str, Any] = {}
    old = before
    if after.kind != old.kind:
        body["itemType"] = after.kind
        old, _ = change_item_type(old, after.kind)
    names = [name for name in dict.fromkeys((*after.fields, *old.fields)) if not name.startswith(EXTRA)]
    body |= {name: after.get(name) for name in names if after.get(name) != old.get(name)}
    lines = {
        name.removeprefix(EXTRA): after.get(name)
        for name in dict.fromkeys((*after.fields, *old.fields))
        if name.startswith(EXTRA) and after.get(name) != old.get(name)
    }
    if "citationKey" in body and "Citation Key" in read_extra(data.get("extra", "")):
        lines["Citation Key"] = after.get("citationKey")
    if lines or lost:
        body["extra"] = rewrite_extra(data.get("extra", ""), lines, more=lost)
    if after.creators != old.creators:
        body["creators"] = list(map(_creator_row, after.creators))
    if after.tags != old.tags:
        body["tags"] = _tag_rows(data.get("tags", ()), after.tags)
    if after.parent:
        if after.parent != old.parent:
            body["parentItem"] = after.parent
    elif after.collections != old.collections:
        body["collections"] = sorted(after.collections)
    if after.related != old.related:
        other_relations = {name: uris for name, uris in data.get("relations", {}).items() if name != _RELATION}
        inside = {f"{uri}/items/{key}" for key in after.related}
        outside = {target for target in related_uris(data) if not target.startswith(f"{uri}/")}
        related = sorted(inside | outside)
        body["relations"] = {**other_relations, **({_RELATION: related} if related else {})}
    return body


def creation_body(content: Content, *, uri: str) -> dict[str, Any]:
    """Return the data to send so that a new object says `content`; `uri` is that of the library."""
    if content.kind == COLLECTION:
        return _collection_body(content, None)
    fields = content.fields
    body: dict[str, Any] = {"itemType": content.kind}
    body |= {name: text for name, text in fields.items() if not name.startswith(EXTRA)}
    if lines := {name.removeprefix(EXTRA): text for name, text in fields.items() if name.startswith(EXTRA)}:
        body["extra"] = rewrite_extra("", lines)
    if content.creators:
        body["creators"] = list(map(_creator_row, content.creators))
    if content.tags or content.kind != "attachment":
        body["tags"] = [{"tag": tag} for tag in sorted(content.tags)]
    if content.parent:
        body["parentItem"] = content.parent
    else:
        body["collections"] = sorted(content.collections)
    if content.related:
        body["relations"] = {_RELATION: sorted(f"{uri}/items/{key}" for key in content.related)}
    return body


def _collection_body(after: Content, before: Content | None) -> dict[str, Any]:
    if before is not None and (after.get("name"), after.parent) == (before.get("name"), before.parent):
        return {}
    # Every write needs both: pyzotero requires the name, and moves a collection without a parent to the top.
    return {"name": after.get("name"), "parentCollection": after.parent or False}


def _creator_row(creator: Creator) -> dict[str, str]:
    if creator.name:
        return {"creatorType": creator.role, "name": creator.name}
    return {"creatorType": creator.role, "firstName": creator.first, "lastName": creator.last}


def _tag_rows(rows: Iterable[Mapping[str, Any]], tags: frozenset[str]) -> list[dict[str, Any]]:
    """Return the tag rows to send: those in `rows` that stay, including automatic tags, then the new ones.

    An automatic tag with the name of one of `tags` is replaced, as the app does: it keeps one tag a name.
    """
    remaining = [dict(row) for row in rows if bool(row.get("type")) != (row["tag"] in tags)]
    present = {row["tag"] for row in remaining if not row.get("type")}
    return remaining + [{"tag": tag} for tag in sorted(tags - present)]


def matches_request(data: Data, body: Mapping[str, Any]) -> bool:
    """Return whether an object says what was sent, ignoring spaces at the ends, empty fields and the order of sets."""
    return all(_comparable(data.get(name)) == _comparable(value) for name, value in body.items())


def _comparable(value: Any) -> Any:
    """Return a value normalised, so that equivalent values are equal; an empty value equals a missing one."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        rows = [
            tuple(sorted((name, str(text)) for name, text in row.items() if text)) if isinstance(row, dict) else row
            for row in value
        ]
        is_ordered = any(isinstance(row, dict) and "creatorType" in row for row in value)
        return (rows if is_ordered else sorted(rows)) or ""
    if isinstance(value, dict):
        uris_by_name = {name: sorted([uris] if isinstance(uris, str) else uris) for name, uris in value.items() if uris}
        return uris_by_name or ""
    return value or ""
