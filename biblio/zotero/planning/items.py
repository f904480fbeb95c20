"""What is to be done with one item, and with one note or link below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biblio.zotero.corrections import ITEM_TYPE, claim_fact, claimed, claimed_kind
from biblio.zotero.mapping import managed_fields, to_content
from biblio.zotero.merge import CREATORS, Base, MergeConflict, Merged, Side, creators_text, merge_object
from biblio.zotero.model import (
    DesiredChild,
    DesiredItem,
    FieldChange,
    FieldConflict,
    LibrarySnapshot,
    ObjectType,
    Operation,
    Rules,
    SyncRecord,
    SyncState,
    matches,
)
from biblio.zotero.note_html import note_id_in
from biblio.zotero.object_content import EXTRA, Content, Data, body_of, read_content, retyped
from biblio.zotero.object_keys import choose_key
from biblio.zotero.overrides import Fact, Overrides
from biblio.zotero.planning.limits import LONGEST_NOTE, LONGEST_TAG

__all__ = ["Drafts", "plan_child", "plan_item", "shown_changes"]


@dataclass(slots=True)
class Drafts:
    """A plan in the making."""

    copy: LibrarySnapshot
    overrides: Overrides
    rules: Rules
    settle: Callable[[str, str], Side | None]
    operations: list[Operation] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dropped_facts: list[Fact] = field(default_factory=list)
    settled: list[SyncRecord] = field(default_factory=list)
    disputes: list[FieldConflict] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    seen: list[SyncRecord] = field(default_factory=list)
    made_keys: frozenset[str] = frozenset()
    heard: dict[str, SyncRecord] = field(default_factory=dict)

    def is_tag(self, topic: str) -> bool:
        """Tell whether a topic becomes a tag of items."""
        return matches(topic, self.rules.tags) and len(topic) <= LONGEST_TAG

    def names(self) -> Mapping[str, Data]:
        """Return the collections by key, for showing them."""
        return self.copy.collections


def plan_item(
    drafts: Drafts,
    wanted: DesiredItem,
    *,
    key: str,
    data: Data | None,
    theirs: Content | None,
    tie: SyncRecord | None,
    names: tuple[str, ...],
    tags: frozenset[str],
    collections: frozenset[str],
    managed: frozenset[str],
    related: frozenset[str],
) -> None:
    """Plan the item of one work: made, changed, taken out of the trash, or only remembered as it is now."""
    claims, plain = _standing_claims(drafts, wanted, tie, names)
    ours = replace(claimed(plain, claims), tags=tags, collections=collections, related=related)
    new = SyncRecord(
        wanted.uid, ObjectType.ITEM, key, made=tie.made if tie else data is None, names=names, notes=wanted.notes,
        places=wanted.places, own_tags=tie.own_tags if tie else theirs.tags if theirs else frozenset(),
        own_collections=tie.own_collections if tie else theirs.collections if theirs else frozenset(),
    )  # fmt: skip
    if theirs is None or data is None:
        new = replace(new, base=Base(ours, ours))
        body = body_of(ours, None, {}, uri=drafts.copy.uri, lost={})
        changes = shown_changes(None, ours, drafts.names())
        drafts.operations.append(Operation("create", ObjectType.ITEM, key, 0, body, wanted.label, ours, new, changes))
        return
    base = tie.base if tie is not None else None
    if base is not None and tie is not None and tie.state in (SyncState.LEFT, SyncState.UNDONE):
        # It left our collections because its notes were gone, or an undo took it away: coming back is a change of ours.
        base = replace(base, ours=replace(base.ours, collections=frozenset(), related=frozenset()))
    there = theirs
    ours, base, theirs, lost = _of_one_kind(drafts, wanted, ours, base, theirs, claims)
    merged = merge_object(
        base, ours, theirs, claimable=managed_fields(ours.kind) | {"creators"}, managed=managed,
        settle=lambda name: drafts.settle(wanted.label, name),
    )  # fmt: skip
    merged = _with_own(merged, new, theirs)
    for name in merged.claims:
        drafts.facts.append(claim_fact(wanted.uid, name, merged.target))
    overruled = {name: _text(plain, name) for name in (*claims, *merged.claims)}
    new = replace(new, overruled=overruled)
    if base is not None and tie is not None and not lost and theirs.kind == data["itemType"]:
        drafts.heard[key] = replace(new, base=_heard(base, theirs, merged), state=tie.state, names=tie.names)
    _dispute(drafts, wanted.uid, wanted.label, merged.conflicts)
    _finish(drafts, wanted.label, data, there, merged, replace(new, base=merged.base), tie, lost=lost)


def _of_one_kind(
    drafts: Drafts, wanted: DesiredItem, ours: Content, base: Base | None, theirs: Content, claims: Mapping[str, object]
) -> tuple[Content, Base | None, Content, dict[str, str]]:
    """Settle the item's type first, and return all sides under it, with the fields that the type has no place for."""
    kind = theirs.kind
    if ours.kind != theirs.kind:
        ours_changed = base is not None and ours.kind != base.ours.kind
        theirs_changed = base is not None and theirs.kind != base.theirs.kind
        side: Side | None = "notes" if ours_changed and not theirs_changed else None
        if side is None and theirs_changed and not ours_changed:
            side = "zotero"
        if side is None:
            side = drafts.settle(wanted.label, ITEM_TYPE)
        if side == "notes":
            kind = ours.kind
        elif side == "zotero":
            drafts.facts.append(claim_fact(wanted.uid, ITEM_TYPE, theirs))
        elif base is None or ours_changed or theirs_changed:
            before = base.theirs.kind if base else ""
            conflict = MergeConflict(ITEM_TYPE, before, ours.kind, theirs.kind)
            drafts.disputes.append(FieldConflict(wanted.uid, wanted.label, conflict))
    if ours.kind != kind:
        again = to_content(wanted.work, kind=kind, citekey=wanted.citekey, accessed=wanted.accessed)
        ours = replace(claimed(again, claims), tags=ours.tags, collections=ours.collections, related=ours.related)
    if base is not None:
        base = replace(base, ours=retyped(base.ours, kind)[0], theirs=retyped(base.theirs, kind)[0])
    theirs, lost = retyped(theirs, kind)
    return ours, base, theirs, lost


def _standing_claims(
    drafts: Drafts, wanted: DesiredItem, tie: SyncRecord | None, names: tuple[str, ...]
) -> tuple[dict[str, Any], Content]:
    """Return the person's corrections that still count, and what the notes say without them.

    A correction outlasts whatever the services say later. What a person writes into the note itself later outlasts the
    correction: it is newer.
    """
    facts = drafts.overrides.about("claim", names)
    claims = drafts.overrides.claims(names)
    kind = claimed_kind(claims)
    plain = to_content(wanted.work, kind=kind, citekey=wanted.citekey, accessed=wanted.accessed)
    if wanted.is_own and tie is not None:
        for name in [name for name in claims if name in tie.overruled and tie.overruled[name] != _text(plain, name)]:
            del claims[name]
            drafts.dropped_facts += [fact for fact in facts if fact.name == name]
    return claims, plain


def _text(content: Content, name: str) -> str:
    return creators_text(content.creators) if name == CREATORS else content.get(name)


def _heard(base: Base, theirs: Content, merged: Merged) -> Base:
    """Return the base with what was taken back from Zotero, and nothing that is still to be sent.

    It is remembered together with the lines that say so: were it not, and the run ended in between, the person's next
    change in Zotero would look like a contradiction to the first.
    """
    texts = {name: text for name, text in merged.claims.items() if name != CREATORS}
    ours, there = base.ours.with_fields(texts), base.theirs.with_fields(texts)
    if CREATORS in merged.claims:
        ours, there = replace(ours, creators=theirs.creators), replace(there, creators=theirs.creators)
    return Base(ours, replace(there, tags=theirs.tags, collections=theirs.collections), base.open - set(merged.claims))


def _with_own(merged: Merged, tie: SyncRecord, theirs: Content) -> Merged:
    """Let an adopted item keep the tags and collections that it had before, whatever leaves the notes."""
    if tie.made:
        return merged
    own_tags, own_collections = tie.own_tags & theirs.tags, tie.own_collections & theirs.collections

    def kept(content: Content) -> Content:
        return replace(content, tags=content.tags | own_tags, collections=content.collections | own_collections)

    return replace(merged, target=kept(merged.target), base=replace(merged.base, theirs=kept(merged.base.theirs)))


def _dispute(drafts: Drafts, uid: str, label: str, conflicts: tuple[MergeConflict, ...]) -> None:
    drafts.disputes += [FieldConflict(uid, label, one) for one in conflicts]


def _finish(
    drafts: Drafts,
    label: str,
    data: Data,
    before: Content,
    merged: Merged,
    new: SyncRecord,
    old: SyncRecord | None,
    *,
    lost: Mapping[str, str] | None = None,
) -> None:
    is_same = merged.target == before and not lost
    body = {} if is_same else body_of(merged.target, before, data, uri=drafts.copy.uri, lost=lost or {})
    verb = "update"
    if data.get("deleted"):
        verb, body = "restore", {**body, "deleted": 0}
    if not body:
        if new != old:
            drafts.settled.append(new)
        return
    was = {name: data.get(name, 0 if name == "deleted" else "") for name in body}
    changes = shown_changes(before, merged.target, drafts.names())
    if verb == "restore":
        changes = (FieldChange("trash", "in the trash", ""), *changes)
    drafts.operations.append(
        Operation(verb, ObjectType.ITEM, data["key"], data["version"], body, label, merged.target, new, changes, was)
    )


def plan_child(
    drafts: Drafts,
    uid: str,
    child: DesiredChild,
    *,
    parent: str,
    tie: SyncRecord | None,
    siblings: list[str],
    gone: Callable[[SyncRecord, Data | None], bool],
) -> None:
    """Plan a note or link below the item `parent`; `siblings` are the keys of what stands there already."""
    drops = drafts.overrides.about("drop", [uid])
    ours = replace(child.content, parent=parent)
    if len(ours.get("note")) > LONGEST_NOTE:
        drafts.remarks.append(
            f"{child.label} is longer than Zotero takes ({LONGEST_NOTE:,} characters); it is left out"
        )
        return
    items = drafts.copy.items
    if tie is None:
        if drops:
            return
        found = next((key for key in siblings if _is_same_child(ours, uid, items[key])), "")
        if found:
            drafts.settled.append(
                SyncRecord(uid, ObjectType.ITEM, found, Base(ours, read_content(items[found], uri=drafts.copy.uri)))
            )
            return
    else:
        drafts.seen.append(tie)
        if gone(tie, items.get(tie.key)):
            drafts.facts += [] if drops else [Fact("drop", uid)]
            return
        drafts.dropped_facts += drops
    key = tie.key if tie else choose_key(drafts.copy.library, uid, items)
    data = items.get(key)
    if data is None:
        body = body_of(ours, None, {}, uri=drafts.copy.uri, lost={})
        new = SyncRecord(uid, ObjectType.ITEM, key, Base(ours, ours), made=True)
        change = FieldChange("note" if ours.kind == "note" else "link", "", child.label)
        drafts.operations.append(Operation("create", ObjectType.ITEM, key, 0, body, child.label, ours, new, (change,)))
        return
    theirs = read_content(data, uri=drafts.copy.uri)
    merged = merge_object(
        tie.base if tie else None, ours, theirs, settle=lambda name: drafts.settle(child.label, name),
        claimable=frozenset(),
    )  # fmt: skip
    _dispute(drafts, uid, child.label, merged.conflicts)
    new = SyncRecord(uid, ObjectType.ITEM, key, merged.base, made=tie.made if tie else False)
    _finish(drafts, child.label, data, theirs, merged, new, tie)


def _is_same_child(ours: Content, uid: str, data: Data) -> bool:
    if data.get("deleted") or data["itemType"] != ours.kind:
        return False
    if ours.kind == "note":
        return f"note:{note_id_in(data.get('note', ''))}" == uid
    return bool(data.get("url") == ours.get("url"))


def shown_changes(before: Content | None, after: Content, collections: Mapping[str, Data]) -> tuple[FieldChange, ...]:
    """Return what changes from `before` to `after` as people read it."""
    old = before or Content(after.kind)
    found = [FieldChange("item type", old.kind, after.kind)] if old.kind != after.kind else []
    if before is None:
        return (FieldChange("title", "", after.get("title")),)
    for name in dict.fromkeys((*old.fields, *after.fields)):
        if old.get(name) != after.get(name):
            found.append(FieldChange(name.removeprefix(EXTRA), old.get(name), after.get(name)))
    if old.creators != after.creators:
        found.append(FieldChange("creators", creators_text(old.creators), creators_text(after.creators)))
    for name, gone, new in (
        ("tags", old.tags - after.tags, after.tags - old.tags),
        ("collections", old.collections - after.collections, after.collections - old.collections),
        ("related", old.related - after.related, after.related - old.related),
    ):
        if gone or new:
            shown = collections if name == "collections" else {}
            found.append(FieldChange(name, _members(gone, shown), _members(new, shown)))
    if old.parent != after.parent:
        found.append(FieldChange("parent", old.parent, after.parent))
    return tuple(found)


def _members(keys: frozenset[str], collections: Mapping[str, Data]) -> str:
    return ", ".join(sorted(collections[key]["name"] if key in collections else key for key in keys))
