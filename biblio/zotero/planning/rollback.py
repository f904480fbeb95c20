"""A library that went back to an earlier version: a backup was restored, and no person took out what it lacks.

Versions only grow (https://www.zotero.org/support/dev/web_api/v3/syncing), so one that is lower than the last tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.zotero.model import LibrarySnapshot, ObjectType, SyncRecord, SyncState
from biblio.zotero.object_content import read_content

__all__ = ["stale_links"]


def stale_links(ties: Iterable[SyncRecord], before: LibrarySnapshot, copy: LibrarySnapshot) -> Iterator[SyncRecord]:
    """Yield the ties that going back from `before` to `copy` changes.

    What it lacks now is to be made again, under the same key; what it lacked before, too, a person took out. What it
    says otherwise has no base any more: both sides are united, and fields in which they differ are conflicts.
    """
    for tie in ties:
        is_item = tie.sort is ObjectType.ITEM
        then = (before.items if is_item else before.collections).get(tie.key)
        now = (copy.items if is_item else copy.collections).get(tie.key)
        if tie.state is not SyncState.TIED or tie.base is None or then is None or then.get("deleted"):
            continue
        if now is None:
            yield replace(tie, state=SyncState.PENDING)
        elif read_content(now, uri=copy.uri) != tie.base.theirs:
            yield replace(tie, base=None)
