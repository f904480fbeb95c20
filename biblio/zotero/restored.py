"""A library that went back to an earlier version: a backup was restored, and no person took out what it lacks.

Versions only grow (https://www.zotero.org/support/dev/web_api/v3/syncing), so one that is lower than the last tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.zotero.content import read_content
from biblio.zotero.model import Copy, Sort, State, Tie

__all__ = ["unsettled"]


def unsettled(ties: Iterable[Tie], copy: Copy) -> Iterator[Tie]:
    """Yield the ties that a restored library changes.

    What it lacks is to be made again, under the same key. What it says otherwise has no base any more: both sides are
    united, and fields in which they differ are conflicts.
    """
    for tie in ties:
        data = (copy.items if tie.sort is Sort.ITEM else copy.collections).get(tie.key)
        if tie.state is not State.TIED or tie.base is None:
            continue
        if data is None:
            yield replace(tie, state=State.PENDING)
        elif read_content(data, uri=copy.uri) != tie.base.theirs:
            yield replace(tie, base=None)
