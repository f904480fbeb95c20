"""Handle a library restored from a backup: what it lacks was not removed by the user.

Versions only grow (https://www.zotero.org/support/dev/web_api/v3/syncing), so a lower one means a restored backup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.object_content import read_content
from biblio.zotero.sync_record import SyncRecord, SyncState

__all__ = ["stale_records"]


def stale_records(
    records: Iterable[SyncRecord], before: LibrarySnapshot, snapshot: LibrarySnapshot
) -> Iterator[SyncRecord]:
    """Yield the records that must change after the library went back from `before` to `snapshot`, changed.

    An object that is missing now is to be created again under the same key, unless it was missing or trashed before as
    well: then the user removed it. An object with different content loses its base, also one that had been removed and
    is there again: both sides are united, and fields that differ become conflicts. One that an undo had trashed and
    that is live again is no longer undone: whoever removes it now is the user.
    """
    for record in records:
        data_before = before.objects(record.sort).get(record.key)
        data = snapshot.objects(record.sort).get(record.key)
        if record.base is None:
            continue
        if data is not None:
            is_back = record.state is SyncState.UNDONE and not data.get("deleted")
            present = replace(record, state=SyncState.TRACKED) if is_back else record
            if read_content(data, uri=snapshot.uri) != record.base.theirs:
                present = replace(present, base=None)
            if present is not record:
                yield present
            continue
        was_there = data_before is not None and not data_before.get("deleted")
        is_hidden = "note" in snapshot.hidden and record.uid.startswith("note:")  # the key may not see it
        if was_there and record.state is SyncState.TRACKED and not is_hidden:
            yield replace(record, state=SyncState.PENDING)
