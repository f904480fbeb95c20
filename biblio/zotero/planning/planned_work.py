"""One work while it is being planned."""

from __future__ import annotations

from dataclasses import dataclass

from biblio.zotero.desired_state import DesiredItem
from biblio.zotero.object_content import Content, Data
from biblio.zotero.planning.topics import NO_TOPICS, MergedTopics
from biblio.zotero.sync_record import SyncRecord

__all__ = ["PlannedWork"]


@dataclass(slots=True)
class PlannedWork:
    """One work while it is being planned; its `topics` are merged once all items are found.

    `names` are all names that the work has and had, its uid first; `key` is the key of its item. `data` is the item's
    present JSON, from which `theirs` was read; both are None if there is no item yet. `record` is what is remembered
    about it, `record_uid` the uid of that, or of what is going to be remembered. `is_made`: biblio made the item and
    forgot. `is_source`: the item is taken over as it stands, because a note was read from it.
    """

    desired: DesiredItem
    names: tuple[str, ...]
    key: str
    record_uid: str
    data: Data | None = None
    record: SyncRecord | None = None
    theirs: Content | None = None
    is_adopted: bool = False
    is_made: bool = False
    is_source: bool = False
    topics: MergedTopics = NO_TOPICS
