"""What the items of a Zotero library said when they were read as notes; a sync asks whether they still say it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from biblio.readers.note_store import NoteStore
from biblio.zotero.library_entries import item_digest
from biblio.zotero.object_content import Data

__all__ = ["keep_item_digests", "read_item_digests"]


def keep_item_digests(store: NoteStore, source: str, items: Iterable[Data]) -> None:
    """Remember what the items say of which the notes of `source` are, given their JSON."""
    digests = {data["key"]: item_digest(data) for data in items}
    store.put_bookmark(_name(source), msgspec.json.encode(digests))


def read_item_digests(store: NoteStore, sources: Iterable[str]) -> dict[str, str]:
    """Return what the items said when `sources` were read, by their keys.

    What an item said differently in two sources is the one and the other, which no item says.
    """
    said: dict[str, set[str]] = {}
    for source in sources:
        body = store.bookmark(_name(source))
        for key, digest in msgspec.json.decode(body, type=dict[str, str]).items() if body else ():
            said.setdefault(key, set()).add(digest)
    return {key: "+".join(sorted(digests)) for key, digests in said.items()}


def _name(source: str) -> str:
    return f"digests {source}"
