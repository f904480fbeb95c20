"""The values that planning works with: what the notes want, what the library holds, what is remembered, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import blake2b
from typing import Any

import msgspec

from biblio.model.dates import PartialDate
from biblio.model.record import Work
from biblio.text import fold
from biblio.zotero.merge import Base, MergeConflict
from biblio.zotero.object_content import Content, Data
from biblio.zotero.overrides import Fact

__all__ = [
    "DesiredChild",
    "DesiredItem",
    "DesiredState",
    "FieldChange",
    "FieldConflict",
    "LibrarySnapshot",
    "ObjectType",
    "Operation",
    "Rules",
    "SyncPlan",
    "SyncRecord",
    "SyncState",
    "matches",
]


class ObjectType(StrEnum):
    """Whether an object is an item (notes and attachments among them) or a collection."""

    ITEM = "item"
    COLLECTION = "collection"


class SyncState(StrEnum):
    """How things stand with an object that biblio has to do with."""

    PENDING = "pending"  # about to be made: nobody knows yet whether it was
    TIED = "tied"
    LEFT = "left"  # its notes are gone, and it has left our collections
    UNDONE = "undone"  # it was made, and trashed again by an undo


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes where. `root` is the name of the root collection, empty for the top of the library.

    `tags` and `collections` are patterns of the tags that become tags of items and collections; a pattern that begins
    with "!" leaves out. `only`: works without such a tag are left alone. `minimum` is how many works a new collection
    needs. A tag stands below another where `separator` says so ("AI/NLP") or `parents` does.
    """

    root: str = "biblio"
    tags: tuple[str, ...] = ("*",)
    collections: tuple[str, ...] = ("*",)
    only: tuple[str, ...] = ("*",)
    ignored: tuple[str, ...] = ()
    minimum: int = 1
    separator: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    limit: float = 0.3
    trash: bool = False

    def is_topic(self, tag: str) -> bool:
        """Tell whether a tag that somebody put on an item is any of the notes' business."""
        return matches(tag, self.tags) and fold(tag) not in map(fold, self.ignored)


def matches(tag: str, patterns: tuple[str, ...]) -> bool:
    """Tell whether a tag fits one of the patterns and none of those that leave out; compared without case."""
    if patterns == ("*",):
        return True
    name = tag.casefold()
    is_out = any(fnmatchcase(name, one[1:].casefold()) for one in patterns if one.startswith("!"))
    wanted = [one for one in patterns if not one.startswith("!")] or ["*"]
    return not is_out and any(fnmatchcase(name, one.casefold()) for one in wanted)


@dataclass(frozen=True, slots=True)
class DesiredChild:
    """A note or a link below the item of a work. `uid` of a link is its address: the parent's key goes before it."""

    uid: str
    content: Content
    label: str


@dataclass(frozen=True, slots=True)
class DesiredItem:
    """One work as the notes want it. `names` are all identifiers by which it may be known, its `uid` first.

    `related` are uids of works that its notes mention; `notes` and `places` tell which notes it comes from. `is_own`:
    no service told what it says, the note itself did.
    """

    uid: str
    names: tuple[str, ...]
    work: Work
    label: str
    citekey: str = ""
    accessed: PartialDate | None = None
    topics: frozenset[str] = frozenset()
    children: tuple[DesiredChild, ...] = ()
    related: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DesiredState:
    """All that the notes want. `undecided` are notes of which nobody knows the work at present.

    `covers` tells whether a note at a place would have been read if it were there; `complete` is False where some notes
    could not be read: nothing is taken for gone then.
    """

    works: tuple[DesiredItem, ...] = ()
    undecided: frozenset[str] = frozenset()
    covers: Callable[[str], bool] = lambda place: True
    complete: bool = True


@dataclass(frozen=True, slots=True)
class LibrarySnapshot:
    """A library as it was read at `version`: the JSON data of items (trashed ones too) and collections by key.

    `library` is its path in the API ("users/1"), `uri` what relations to its items begin with.
    """

    library: str
    uri: str
    version: int = 0
    items: Mapping[str, Data] = field(default_factory=dict)
    collections: Mapping[str, Data] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncRecord:
    """What is remembered of an object: its key, and what both sides said when they were last in step.

    `made`: biblio made it. `own_tags` and `own_collections` are those an adopted item had before: they stay whatever
    the notes say later. `overruled` is what the notes say of fields for which the person's word in Zotero counts.
    """

    uid: str
    sort: ObjectType
    key: str
    base: Base | None = None
    state: SyncState = SyncState.TIED
    made: bool = False
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    own_tags: frozenset[str] = frozenset()
    own_collections: frozenset[str] = frozenset()
    overruled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field as it is shown: what it says now and what it will say; of a set what comes and what goes."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One write. `body` is what is sent beside key and version; `before` what the same fields say now.

    `tie` is what is remembered once it is done, where `target` is what the object then says.
    """

    verb: str  # create, update, restore, leave, trash
    sort: ObjectType
    key: str
    version: int
    body: Mapping[str, Any]
    label: str
    target: Content
    tie: SyncRecord
    changes: tuple[FieldChange, ...] = ()
    before: Mapping[str, Any] | None = None

    @property
    def overwrites(self) -> bool:
        """Tell whether something that stands there now is replaced or taken away."""
        return self.verb in ("leave", "trash") or (self.verb == "update" and any(one.before for one in self.changes))


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A conflict and the work it is about; `name` is what the person calls it by."""

    uid: str
    label: str
    conflict: MergeConflict

    @property
    def name(self) -> str:
        """Return how the person names it to settle it."""
        return f"{self.label}:{self.conflict.field}"


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What would happen. `facts` come back from Zotero, `dropped_facts` no longer hold; `ties` need no write.

    `alarms` are reasons not to do it unless the person insists; `remarks` are worth knowing.
    """

    operations: tuple[Operation, ...] = ()
    facts: tuple[Fact, ...] = ()
    dropped_facts: tuple[Fact, ...] = ()
    ties: tuple[SyncRecord, ...] = ()
    disputes: tuple[FieldConflict, ...] = ()
    alarms: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    adopted: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to send, to take back or to remember."""
        return not (self.operations or self.facts or self.dropped_facts or self.ties)

    @property
    def digest(self) -> str:
        """Return a name for exactly this plan: twelve hex digits. Versions of objects do not count."""
        writes = [(one.verb, one.sort, one.key, one.body) for one in self.operations]
        facts = [(str(one), "+") for one in self.facts] + [(str(one), "-") for one in self.dropped_facts]
        return blake2b(msgspec.json.encode([writes, facts], order="sorted"), digest_size=6).hexdigest()
