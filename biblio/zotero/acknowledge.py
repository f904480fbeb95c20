"""What is remembered of an object once it is written, and whether a write of which no answer came was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from biblio.zotero.merge import Base
from biblio.zotero.model import SyncRecord
from biblio.zotero.object_content import Content, Data, read_content

__all__ = ["acknowledged", "matches_request"]


def acknowledged(tie: SyncRecord, target: Content, data: Data, uri: str) -> SyncRecord:
    """Return the tie of an object that was to say `target` and says `data`: the server has its own way of putting it.

    What is in dispute stays remembered as it was.
    """
    if tie.base is None:
        return tie
    before, there = tie.base.theirs, read_content(data, uri=uri)
    held = {name: before.get(name) for name in {*before.fields, *target.fields} if before.get(name) != target.get(name)}
    creators = there.creators if before.creators == target.creators else before.creators
    theirs = replace(there.with_fields(held), creators=creators)
    return replace(tie, base=Base(tie.base.ours, theirs, tie.base.open))


def matches_request(data: Data, body: Mapping[str, Any]) -> bool:
    """Tell whether an object says what was sent."""
    return all(_plain(data.get(name)) == _plain(value) for name, value in body.items())


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        rows = [
            tuple(sorted((k, str(v)) for k, v in one.items() if v)) if isinstance(one, dict) else one for one in value
        ]
        return sorted(rows) if not any(isinstance(one, dict) and "creatorType" in one for one in value) else rows
    if isinstance(value, dict):
        return {name: sorted([uris] if isinstance(uris, str) else uris) for name, uris in value.items() if uris}
    return value or ""
