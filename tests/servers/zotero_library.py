"""One Zotero library as the server keeps it, with its rules for writing; each rule names the test of the real server.

The tests are those of https://github.com/zotero/dataserver, `tests/remote/tests/3/`; "version: …" is `version.test.js`,
"it should …". Fields and creator types are checked against the schema (`item: should reject new invalid book item`).
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

from biblio.zotero.schema import is_regular, item_type, type_names

KEY = re.compile(r"[23456789ABCDEFGHIJKLMNPQRSTUVWXYZ]{8}")
SPECIAL = (
    "tags collections relations creators deleted inPublications dateAdded dateModified parentItem itemType".split()
)
ATTACHMENT = "linkMode title accessDate url note contentType charset filename md5 mtime path".split()
LONGEST = {"tag": 255, "creator": 255, "name": 255, "note": 250_000, "field": 65_535}


class RefusedError(Exception):
    def __init__(self, code: int, message: str, data: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


@dataclass
class Library:
    """`uri` is the beginning of relations to its items."""

    uri: str
    version: int = 0
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    collections: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: dict[tuple[str, str], int] = field(default_factory=dict)
    minute: int = 0  # for dates: every change takes a minute
    unknown: int = 0  # changes of which a restored backup knows nothing: no key is given twice

    def table(self, kind: str) -> dict[str, dict[str, Any]]:
        return self.items if kind == "item" else self.collections

    def write(self, kind: str, data: dict[str, Any], *, checked: bool = False, side: set[str] | None = None) -> bool:
        """Create or change one object; return whether anything changed.

        `checked`: the request says which version of the library it expects. `side`: objects that the same request has
        changed through a relation ("relation: should create bidirectional related item relations in single
        request").
        """
        side = set() if side is None else side
        table, key = self.table(kind), data.get("key")
        if key is not None and not KEY.fullmatch(str(key)):
            raise RefusedError(400, f"'{key}' is not a valid {kind} key")
        old = table.get(key) if key else None
        self._check_version(kind, old, data, checked=checked, side=side)
        new = self._item(old, data) if kind == "item" else self._collection(old, data)
        if old is not None and _same(old, new):
            return False  # object: should handle partial write failure with `unchanged`
        if key is None:
            key = f"{self.version + self.unknown + 23456789:08d}".replace("0", "A").replace("1", "B")
        self.version += 1  # collection: should create keyed collections: every object has a version of its own
        self.minute += 1
        now = f"2026-01-01T{self.minute // 60 % 24:02}:{self.minute % 60:02}:00Z"
        new |= {"key": key, "version": self.version}
        if kind == "item":
            new.setdefault("dateAdded", now)
            # item: should handle dateModified collection change
            if old is None or not _same(old, new, also=("collections", "relations")):
                new["dateModified"] = now
            self._relate(old, new, side)
        table[key] = new
        self.deleted.pop((kind, key), None)
        return True

    def _check_version(
        self, kind: str, old: dict[str, Any] | None, data: dict[str, Any], *, checked: bool, side: set[str]
    ) -> None:
        version = data.get("version")
        if version is None:
            if not checked and data.get("key") is not None:
                # version: should require header for patch existing objects without version
                raise RefusedError(428, "Either If-Unmodified-Since-Version or 'version' property must be provided")
            return
        if data.get("key") is None:
            raise RefusedError(400, f"'version' is valid only if {kind} key is provided")
        if old is None and version > 0:
            # version: should handle patch missing objects with different versions
            raise RefusedError(404, f"{kind.capitalize()} doesn't exist (expected version {version}; use 0 instead)")
        if old is not None and old["version"] > version and old["key"] not in side:
            # version: should reject patch existing objects with version 0, … with old version 0
            current = old["version"]
            raise RefusedError(412, f"{kind.capitalize()} has been modified (expected {version}, found {current})")

    def _collection(self, old: dict[str, Any] | None, data: dict[str, Any]) -> dict[str, Any]:
        new = copy.deepcopy(old) if old else {"parentCollection": False, "relations": {}}
        for name, value in data.items():
            if name in ("key", "version"):
                continue
            if name == "name":
                if len(value) > LONGEST["name"]:
                    # collection: should return 413 if collection name is too long
                    raise RefusedError(413, f"Collection name '{value[:50]}…' too long", {"value": f"{value[:50]}…"})
                new["name"] = value.strip()
            elif name == "parentCollection":
                if value and value not in self.collections:
                    # collection: should return 409 on missing parent collection
                    raise RefusedError(409, f"Parent collection {value} not found", {"collection": value})
                new["parentCollection"] = value or False
            elif name == "deleted":
                new.pop("deleted", None)
                if value:  # object: should set trash state with `deleted=true`
                    new["deleted"] = True
            elif name != "relations":
                raise RefusedError(400, f"Invalid property '{name}'")
        if not new.get("name"):
            raise RefusedError(
                400, "Collection name cannot be empty" if "name" in new else "'name' property not provided"
            )
        return new

    def _item(self, old: dict[str, Any] | None, data: dict[str, Any]) -> dict[str, Any]:
        kind = data.get("itemType") or (old or {}).get("itemType")
        if kind is None:
            raise RefusedError(400, "'itemType' property not provided")
        if kind not in type_names() | {"note", "attachment"}:
            raise RefusedError(400, f"'{kind}' is not a valid itemType")
        new = copy.deepcopy(old) if old else {"itemType": kind, "tags": [], "relations": {}}
        if old is not None and old["itemType"] != kind:
            new = _retyped(new, kind)  # item: should change itemType
        for name, value in data.items():
            if name in ("key", "version", "itemType"):
                continue
            if name not in SPECIAL:
                self._set_field(new, kind, name, value)
            elif name in ("creators", "tags", "collections", "relations", "parentItem"):
                getattr(self, f"_set_{name}")(new, value)
            elif name == "deleted":
                new.pop("deleted", None)  # item: should clear trash state via PATCH
                if value:
                    new["deleted"] = 1
        if not new.get("parentItem"):
            new.setdefault("collections", [])
        elif new.pop("collections", None):
            raise RefusedError(400, "Child items cannot be assigned to collections")
        return new

    def _set_field(self, item: dict[str, Any], kind: str, name: str, value: Any) -> None:
        known = item_type(kind).fields if is_regular(kind) else ATTACHMENT if kind == "attachment" else ["note"]
        if name not in known:
            raise RefusedError(400, f"'{name}' is not a valid field for type '{kind}'")  # item: … invalid book item
        text = "" if value is None else str(value)
        if (len(text) if name == "note" else len(text.encode())) > LONGEST["note" if name == "note" else "field"]:
            # note: should reject note that is too long
            raise RefusedError(413, f"{name} '{text[:50]}…' too long", {"field": name, "value": f"{text[:50]}…"})
        text = text if name == "note" else text.strip()
        if text or kind == "attachment":
            item[name] = text
        else:
            item.pop(name, None)

    def _set_parentItem(self, item: dict[str, Any], value: Any) -> None:
        if item["itemType"] not in ("note", "attachment"):
            raise RefusedError(400, "Child item must be note, attachment, or annotation")
        if value and value not in self.items:
            # item: should return 409 on missing parent
            raise RefusedError(409, f"Parent item {value} not found", {"parentItem": value})
        if value:
            item["parentItem"] = value
        else:
            item.pop("parentItem", None)

    def _set_creators(self, item: dict[str, Any], value: list[dict[str, str]]) -> None:
        for creator in value:
            if creator["creatorType"] not in item_type(item["itemType"]).creators:
                raise RefusedError(
                    400, f"'{creator['creatorType']}' is not a valid creator type for '{item['itemType']}'"
                )
            if ("name" in creator) == ("lastName" in creator):
                raise RefusedError(400, "'name' and 'lastName' creator fields are mutually exclusive")
            if any(len(text) > LONGEST["creator"] for text in creator.values()):
                raise RefusedError(413, "The creator name is too long", {"field": "creator"})
        item["creators"] = [{name: text.strip() for name, text in creator.items()} for creator in value]

    def _set_tags(self, item: dict[str, Any], value: list[dict[str, Any]]) -> None:
        for tag in value:
            if len(tag["tag"]) > LONGEST["tag"]:
                raise RefusedError(413, f"Tag '{tag['tag'][:50]}…' too long", {"tag": tag["tag"]})
        rows = [{"tag": tag["tag"].strip(), **({"type": 1} if tag.get("type") else {})} for tag in value]
        item["tags"] = [row for n, row in enumerate(rows) if row["tag"] and row not in rows[:n]]

    def _set_collections(self, item: dict[str, Any], value: list[str]) -> None:
        for key in value:
            if key not in self.collections:
                # item: should return 409 on missing collection
                raise RefusedError(409, f"Collection {key} not found", {"collection": key})
        item["collections"] = sorted(set(value))

    def _set_relations(self, item: dict[str, Any], value: dict[str, Any]) -> None:
        rows = {name: [uris] if isinstance(uris, str) else list(uris) for name, uris in value.items() if uris}
        for uri in (uri for uris in rows.values() for uri in uris):
            if not re.fullmatch(r"https?://(?:www\.)?zotero\.org/(?:users|groups)/\d+/items/\w{8}", uri):
                # relation: should reject invalid item relations
                raise RefusedError(400, "'dc:relation' values currently must be Zotero item URIs")
        item["relations"] = {name: sorted(set(uris)) for name, uris in rows.items()}

    def _relate(self, old: dict[str, Any] | None, new: dict[str, Any], side: set[str]) -> None:
        """Give the other ends of new relations a new version ("… bidirectional related item relations")."""
        before = set((old or {}).get("relations", {}).get("dc:relation", ()))
        for uri in set(new["relations"].get("dc:relation", ())) - before if old else ():
            other = self.items.get(uri.rpartition("/")[2])
            if other is not None and other["key"] != new["key"]:
                other["version"] = self.version
                side.add(other["key"])

    def shown(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Return an object's data as in an answer: all fields of its type, relations from both ends."""
        visible = copy.deepcopy(data)
        if kind == "collection":
            return visible
        if is_regular(data["itemType"]):
            visible = {**dict.fromkeys(sorted(item_type(data["itemType"]).fields), ""), "creators": [], **visible}
        own_uri = f"{self.uri}/items/{data['key']}"
        ends = [
            f"{self.uri}/items/{item['key']}"
            for item in self.items.values()
            if own_uri in item["relations"].get("dc:relation", ())
        ]
        if ends:
            visible["relations"]["dc:relation"] = sorted({*visible["relations"].get("dc:relation", ()), *ends})
        # relation: should remove a URL from a relation with PATCH: one value alone is a string
        visible["relations"] = {
            name: uris[0] if len(uris) == 1 else uris for name, uris in visible["relations"].items()
        }
        return visible

    def erase(self, kind: str, key: str) -> None:
        """Delete for good. Members and other ends of relations keep their versions (`collection: …item change`)."""
        self.version += 1
        for child in [item for item in self.items.values() if kind == "item" and item.get("parentItem") == key]:
            del self.items[child["key"]]
            self.deleted["item", child["key"]] = self.version
        for inner in [collection for collection in self.collections.values() if kind == "collection"]:
            if inner["parentCollection"] == key:
                self.erase(kind, inner["key"])
        for item in self.items.values():
            if key in item.get("collections", ()):
                item["collections"].remove(key)
            for name, uris in list(item["relations"].items()):
                if name == "dc:replaces":
                    continue  # `Zotero_DataObjects::delete`: "Remove relations (except for merge tracker)"
                item["relations"][name] = [uri for uri in uris if not uri.endswith(f"/{key}")]
                if not item["relations"][name]:
                    del item["relations"][name]
        self.table(kind).pop(key, None)
        self.deleted[kind, key] = self.version


def _same(old: dict[str, Any], new: dict[str, Any], also: tuple[str, ...] = ()) -> bool:
    skip = {"version", "dateModified", "dateAdded", "key", *also}
    return {k: v for k, v in old.items() if k not in skip} == {k: v for k, v in new.items() if k not in skip}


def _retyped(item: dict[str, Any], kind: str) -> dict[str, Any]:
    """Give an item another type: fields move to the new type's name for them, and are lost if it has none."""
    before, after = item_type(item["itemType"]), item_type(kind)
    moved = {name: value for name, value in item.items() if name not in before.fields}
    for name in before.fields & item.keys():
        target = name if name in after.fields else after.field(before.base(name))
        if target:
            moved[target] = item[name]
    creators = [
        {
            **creator,
            "creatorType": creator["creatorType"] if creator["creatorType"] in after.creators else "contributor",
        }
        for creator in item.get("creators", ())
    ]
    return {**moved, "itemType": kind, **({"creators": creators} if creators else {})}
