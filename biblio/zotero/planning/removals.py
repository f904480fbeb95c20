"""What becomes of objects whose notes are gone: they leave our collections; the trash is for those who ask for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from biblio.zotero.model import DesiredState, FieldChange, ObjectType, Operation, SyncRecord, SyncState
from biblio.zotero.object_content import Data, read_content
from biblio.zotero.planning.items import Drafts, shown_changes

__all__ = ["plan_orphans", "plan_removals"]


def plan_removals(drafts: Drafts, wants: DesiredState, ties: Iterable[SyncRecord], managed: frozenset[str]) -> None:
    """Plan for `ties` of which the notes no longer know anything.

    A work whose notes may still be there – not read this time, or waiting for a decision – stays where it is.
    """
    below: dict[str, list[Data]] = {}
    for data in drafts.copy.items.values():
        if data.get("parentItem") and not data.get("deleted"):
            below.setdefault(data["parentItem"], []).append(data)
    items = [tie for tie in ties if tie.sort is ObjectType.ITEM and tie.names]
    for tie in items:
        found = drafts.copy.items.get(tie.key)
        if found is None or found.get("deleted") or not _is_known_to_be_gone(tie, wants):
            continue
        data = found
        theirs = read_content(data, uri=drafts.copy.uri)
        children = below.get(tie.key, [])
        if drafts.rules.trash and _holds_nothing_else(tie, data, children, drafts, managed):
            _trash(drafts, tie, data)
            continue
        target = replace(theirs, collections=theirs.collections - managed)
        if target != theirs:
            body = {"collections": sorted(target.collections)}
            before = {"collections": list(data["collections"])}
            changes = shown_changes(theirs, target, drafts.names())
            left = replace(tie, state=SyncState.LEFT)
            label = theirs.get("title") or tie.uid
            operation = Operation(
                "leave", ObjectType.ITEM, tie.key, data["version"], body, label, target, left, changes, before
            )
            drafts.operations.append(operation)


def plan_orphans(
    drafts: Drafts, wants: DesiredState, parent: SyncRecord | None, ties: Iterable[SyncRecord], wanted: Collection[str]
) -> None:
    """Plan for notes and links below the item of `parent` that biblio made and that are no longer wanted there.

    `ties` are those of all that stands below it, `wanted` the uids of what is to. They stay unless the trash was asked
    for, and where anybody has changed them.
    """
    if not drafts.rules.trash or parent is None or not _is_known_to_be_gone(parent, wants):
        return
    for tie in ties:
        data = drafts.copy.items.get(tie.key)
        if tie.uid in wanted or tie.state is not SyncState.TIED or not tie.made or tie.base is None:
            continue
        if data is None or data.get("deleted") or read_content(data, uri=drafts.copy.uri) != tie.base.theirs:
            continue
        _trash(drafts, tie, data)


def _is_known_to_be_gone(tie: SyncRecord, wants: DesiredState) -> bool:
    return wants.complete and not set(tie.notes) & wants.undecided and all(map(wants.covers, tie.places))


def _holds_nothing_else(
    tie: SyncRecord, data: Data, children: list[Data], drafts: Drafts, managed: frozenset[str]
) -> bool:
    """Tell whether biblio made the item and nobody has had anything to do with it since."""
    if not tie.made or tie.base is None:
        return False
    theirs = read_content(data, uri=drafts.copy.uri)
    ours = tie.base.theirs
    is_touched = theirs.fields != ours.fields or theirs.creators != ours.creators or theirs.tags - ours.tags
    strangers = [one for one in children if one["key"] not in drafts.made_keys]
    is_claimed = bool(drafts.overrides.claims(tie.names))
    return not (is_touched or strangers or is_claimed or theirs.collections - managed)


def _trash(drafts: Drafts, tie: SyncRecord, data: Data) -> None:
    theirs = read_content(data, uri=drafts.copy.uri)
    label = theirs.get("title") or tie.uid.replace(":", " ", 1)
    operation = Operation(
        "trash", ObjectType.ITEM, tie.key, data["version"], {"deleted": 1}, label, theirs,
        replace(tie, state=SyncState.UNDONE), (FieldChange("trash", "", "in the trash"),), {"deleted": 0},
    )  # fmt: skip
    drafts.operations.append(operation)
