"""A library as the desktop app keeps it: how writing differs from the server's library (`zotero_library.py`).

Names are those of functions of https://github.com/zotero/zotero, `chrome/content/zotero/xpcom/`, and of tests ("test: …") in
its `test/tests/server_localAPITest.js`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from biblio.zotero.schema import is_regular, item_type
from tests.servers.zotero_library import ATTACHMENT, SPECIAL, Library, RefusedError

_LINE = re.compile(r"([A-Za-z][A-Za-z _-]*):\s*(\S.*)")


@dataclass
class AppLibrary(Library):
    """Versions are the app's own (`clientVersion`): every saved object increases it by one."""

    def write(self, kind: str, data: dict[str, Any], *, checked: bool = False, side: set[str] | None = None) -> bool:
        """Create or change one object (`writeMultipleObjects`); return whether anything changed."""
        try:
            return super().write(kind, data if kind == "collection" else self._lenient(data), checked=checked)
        except RefusedError as refused:
            if refused.code in (404, 412, 428):
                raise
            # MultiWriteResults.addFailure: whatever a save throws, a missing parent or collection too, is 400.
            raise RefusedError(400, refused.message) from refused

    def _check_version(
        self, kind: str, old: dict[str, Any] | None, data: dict[str, Any], *, checked: bool, side: set[str]
    ) -> None:
        version = data.get("version")
        if version is None:
            if not checked and data.get("key") is not None:
                # test: should fail a keyed object without version or If-Unmodified-Since-Version with 428
                raise RefusedError(428, "Either If-Unmodified-Since-Version or 'version' property must be provided")
        elif old is None and version > 0:
            raise RefusedError(404, f"{kind} doesn't exist (expected version {version}; use 0 instead)")
        elif old is not None and old["version"] != version:
            # test: should fail an object with stale version; a newer one is as wrong as an older one
            raise RefusedError(412, f"{kind} version mismatch: expected {version}, found {old['version']}")

    def _lenient(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return what an item's JSON means to the app (`Item.fromJSON` without `strict`).

        Fields that the type lacks go into Extra; lines of Extra that name a field of the type go into it, if it is
        not given (`extractExtraFields`).
        """
        old = self.items.get(data.get("key", ""), {})
        kind = str(data.get("itemType") or old.get("itemType", ""))
        if not kind:
            return data
        if not is_regular(kind):
            known = {*SPECIAL, *(ATTACHMENT if kind == "attachment" else ["note"]), "key", "version"}
            return {name: value for name, value in data.items() if name in known}
        fields = item_type(kind).fields
        known = {*SPECIAL, *fields, "key", "version"}
        new = {name: value for name, value in data.items() if name in known}
        moved = [
            f"{name}: {value}" for name, value in data.items() if name not in known and isinstance(value, str) and value
        ]
        extra = str(data.get("extra", old.get("extra", "")))
        by_name = {name.casefold(): name for name in fields}
        other_lines = []
        for line in extra.split("\n"):
            match = _LINE.fullmatch(line)
            name = by_name.get(re.sub(r"[ _-]", "", match[1]).casefold()) if match else None
            if match and name and name not in data and not old.get(name):
                new[name] = match[2].strip()
            else:
                other_lines.append(line)
        text = "\n".join(filter(None, ("\n".join(other_lines), *moved)))
        return {**new, "extra": text} if text != old.get("extra", "") else new

    def _relate(self, old: dict[str, Any] | None, new: dict[str, Any], side: set[str]) -> None:
        """Leave the other end alone: in the app a relation is only where it was written."""

    def shown(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Return an object's data as in an answer: without empty values (`toJSON`)."""
        visible = {name: value for name, value in data.items() if value not in ("", None)}
        if kind == "item" and is_regular(data["itemType"]):
            visible.setdefault("creators", [])
        return visible

    def is_hidden(self, kind: str, data: dict[str, Any]) -> bool:
        """Whether lists leave an object out: it is in the trash, or a collection above it is."""
        if data.get("deleted"):
            return True
        above = self.collections.get(data.get("parentCollection") or "") if kind == "collection" else None
        return above is not None and self.is_hidden(kind, above)
