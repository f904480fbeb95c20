"""Better BibTeX JSON, and items as Zotero's Web API gives them.

https://retorque.re/zotero-better-bibtex/exporting/: an object with "config" and "items".
https://www.zotero.org/support/dev/web_api/v3/basics: a list of objects with the item under "data".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from biblio.errors import Problem
from biblio.formats.json_objects_in_text import BrokenJson, JsonObject, LineIndex, list_offset, read_json_list
from biblio.formats.library_entry import ExportPart, PassedOver
from biblio.formats.paperpile import is_paperpile_json, is_paperpile_object, item_of_object
from biblio.formats.zotero_item import NO_WORKS, describe_part, is_item_type, read_zotero_item
from biblio.lookup.json_values import mapping, stripped_text

__all__ = ["is_zotero_json", "read_zotero_json"]

_ITEM_TYPE = re.compile(r'"itemType"\s*:\s*"(\w+)"')
_ITEM_KEYS = frozenset({"itemType", "data", "labelsNamed"})


def is_zotero_json(text: str) -> bool:
    """Whether a text is a list of Zotero items, judging by the first item types in it."""
    if list_offset(text) is None:
        return False
    if is_paperpile_json(text):
        return True
    types = [match[1] for match in islice(_ITEM_TYPE.finditer(text), 20)]
    return bool(types) and all(is_item_type(name) or name in NO_WORKS for name in types)


def read_zotero_json(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text with Zotero items, what is about no item, and a `Problem` for what is broken.

    Notes that are items of their own become comments of their parents.
    """
    offset = list_offset(text)
    if offset is None:
        yield Problem(path, 1, "not a list of Zotero items", "export it again, as Better BibTeX JSON")
        return
    lines = LineIndex(text)
    parts = list(read_json_list(text, offset, wanted_keys=_ITEM_KEYS))
    notes: dict[str, list[str]] = {}
    for part in parts:
        data = _data(part) if isinstance(part, JsonObject) else {}
        if data.get("itemType") == "note" and (parent := stripped_text(data.get("parentItem"))):
            notes.setdefault(parent, []).append(stripped_text(data.get("note")))
    for part in parts:
        if isinstance(part, BrokenJson):
            hint = "the items before and behind it were read; export the file again"
            yield Problem(path, lines.line(min(part.offset, max(0, len(text) - 1))), f"invalid JSON: {part.what}", hint)
            continue
        data = _data(part)
        line = lines.line(part.start)
        if data.get("itemType") in NO_WORKS:
            if not data.get("parentItem"):
                yield PassedOver(line, describe_part(data))
            continue
        entry = read_zotero_item(
            data, source="zotero", line=line, end_line=lines.line(part.end - 1),
            notes=notes.get(stripped_text(data.get("key")), ()),
        )  # fmt: skip
        yield entry or PassedOver(line)


def _data(part: JsonObject) -> Mapping[str, Any]:
    if is_paperpile_object(part.value):
        return item_of_object(part.value)
    return mapping(part.value.get("data")) or part.value
