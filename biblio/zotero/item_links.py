"""Addresses that open an item in the Zotero app, for works whose items are remembered from a sync.

``zotero://select/library/items/KEY`` and ``zotero://select/groups/ID/items/KEY``: https://github.com/zotero/zotero
`components/zotero-protocol-handler.js`.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from biblio.model.note import Note
from biblio.zotero.library_entries import item_of_note
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.sync_record import SyncState

__all__ = ["item_address", "item_address_of_note", "item_addresses"]


def item_address(library: str, key: str) -> str:
    """Return the address of an item of a library ("user", "users/123" or "groups/123")."""
    group = library.partition("groups/")[2]
    return f"zotero://select/{f'groups/{group}' if group else 'library'}/items/{key}"


def item_address_of_note(note: Note, library: str) -> str:
    """Return the address of the item of `library` that a note was read from; empty if of none."""
    key = item_of_note(note, library)
    return item_address(library, key) if key else ""


def item_addresses(memory_path: Path, library: str) -> dict[str, str]:
    """Return the addresses of the remembered items of `library`, as the settings name it, by the names of their works.

    Empty if nothing was ever synced. Raises `StoreError` if the memory cannot be read.
    """
    addresses: dict[str, str] = {}
    if not memory_path.exists():
        return addresses
    with contextlib.closing(ZoteroMemory.open(memory_path)) as memory:
        for realm, path in memory.libraries():
            if path != library and not (library == "user" and path.startswith("users/")):
                continue
            memory.select_library(realm, path, "")
            for record in memory.records().values():
                if record.names and record.state in (SyncState.TRACKED, SyncState.LEFT):
                    for name in record.names:
                        addresses.setdefault(name, item_address(path, record.key))
    return addresses
