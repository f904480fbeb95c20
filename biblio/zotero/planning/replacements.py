"""Items that were merged in Zotero: the one that is left says which ones it replaced, and is ours from then on.

Zotero's app moves the children, tags and collections of a merged item to the other one, puts it in the trash, and
writes its address into the relation ``dc:replaces`` (https://github.com/zotero/zotero `xpcom/data/items.js`, `merge`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType
from biblio.zotero.merge import KEPT_ON_ADOPTION, Base, values_agree
from biblio.zotero.object_content import Content, read_content, replaced_keys
from biblio.zotero.schema import is_regular
from biblio.zotero.sync_record import SyncRecord

__all__ = ["Merge", "gone_again", "merges_since", "record_of_replacement", "records_after_merges", "replacements"]


@dataclass(frozen=True, slots=True)
class Merge:
    """Items that were merged in Zotero: the key of the live one that is left, and those of all that it replaced."""

    kept: str
    gone: frozenset[str]


def replacements(snapshot: LibrarySnapshot) -> Mapping[str, str]:
    """Return, by the keys of merged items, the key of the live item that is left of each; chains are followed."""
    direct: dict[str, list[str]] = {}
    for key in snapshot.items:
        for replaced in _replaced(key, snapshot):
            direct.setdefault(replaced, []).append(key)
    return {key: live for key in direct if (live := _live_replacement(key, direct, snapshot))}


def merges_since(before: LibrarySnapshot, snapshot: LibrarySnapshot) -> tuple[Merge, ...]:
    """Return the merges of which at least one step has happened since `before`."""
    new = {key for key in snapshot.items if _replaced(key, snapshot) - _replaced(key, before)}
    if not new:
        return ()
    gone: dict[str, set[str]] = {}
    for key, live in replacements(snapshot).items():
        gone.setdefault(live, set()).add(key)
    return tuple(Merge(kept, frozenset(keys)) for kept, keys in gone.items() if kept in new or keys & new)


def records_after_merges(
    merges: Iterable[Merge], records: Iterable[SyncRecord], before: LibrarySnapshot, snapshot: LibrarySnapshot
) -> Iterator[SyncRecord]:
    """Yield the records that must change after items were merged in Zotero between `before` and `snapshot`.

    What the other items had is the person's own in the item that is left, as if it had been there before biblio came:
    also a tag or collection that the notes give, too, and so does not go when they no longer do.
    """
    tied = {record.key: record for record in records if record.sort is ObjectType.ITEM and record.names}
    replaced_before = replacements(before)
    for merge in merges:
        members = {merge.kept, *merge.gone}
        for key in sorted(members & tied.keys()):
            # What was merged before says nothing new, and may be what was ours then.
            record, others = tied[key], sorted(members - replaced_before.keys() - {key, replaced_before.get(key, "")})
            owned = [_owned(other, tied.get(other), merge.kept, before, snapshot) for other in others]
            own = replace(
                record,
                made=record.made and all(other in tied and tied[other].made for other in others),
                own_tags=record.own_tags.union(*(content.tags for content in owned)),
                own_collections=record.own_collections.union(*(content.collections for content in owned)),
                own_related=record.own_related.union(*(content.related for content in owned)) - members,
            )
            if own != record:
                yield own


def gone_again(before: LibrarySnapshot, snapshot: LibrarySnapshot) -> frozenset[str]:
    """Return the keys of items that went after `before`, and had been merged and taken out of the trash again by then.

    The item that is left of such a merge has lived beside them: it says nothing of what was done to them.
    """
    return frozenset(
        key
        for key in replacements(before)
        if key in before.items and not before.items[key].get("deleted")
        if snapshot.items.get(key, {"deleted": 1}).get("deleted")
    )


def _owned(
    key: str, record: SyncRecord | None, kept: str, before: LibrarySnapshot, snapshot: LibrarySnapshot
) -> Content:
    """Return the item `key` as it was before it was merged, with the tags, collections and relations of the person's.

    An item in the trash says so itself, the one that was kept said so when the library was last read. What nobody knows
    any more may be all that there is now.
    """
    data = snapshot.items.get(key) if key != kept else None
    content = read_content(data or before.items.get(key) or snapshot.items[kept], uri=snapshot.uri)
    if record is None or record.base is None:
        return content
    ours = record.base.ours
    return replace(
        content,
        tags=record.own_tags | (content.tags - ours.tags),
        collections=record.own_collections | (content.collections - ours.collections),
        related=record.own_related | (content.related - ours.related),
    )


def _replaced(key: str, snapshot: LibrarySnapshot) -> frozenset[str]:
    data = snapshot.items.get(key)
    return replaced_keys(data, uri=snapshot.uri) if data is not None and is_regular(data["itemType"]) else frozenset()


def _live_replacement(key: str, direct: Mapping[str, list[str]], snapshot: LibrarySnapshot) -> str:
    seen, waiting = {key}, [key]
    while waiting:
        for successor in sorted(direct.get(waiting.pop(0), ())):
            if successor in snapshot.items and not snapshot.items[successor].get("deleted"):
                return successor
            if successor not in seen:
                seen.add(successor)
                waiting.append(successor)
    return ""


def record_of_replacement(
    record: SyncRecord, key: str, theirs: Content, former: Content | None, *, managed: Container[str]
) -> SyncRecord:
    """Return the record of a work whose item was merged into the item `key`, which says `theirs`.

    What the user chose in the merge counts like a correction. What the other item lacks is pushed again, and its own
    tags and collections stay its own; `former` is what our item says in the trash, None if it was erased. `managed` has
    the tags of the notes and the keys of our collections, which are never the other item's own.
    """
    base = record.base
    if base is None:
        return replace(
            record, key=key, made=False, own_tags=theirs.tags, own_collections=theirs.collections,
            own_related=theirs.related,
        )  # fmt: skip
    ours, before = dict(base.ours.fields), dict(base.theirs.fields)
    for name in {*base.theirs.fields, *theirs.fields}:
        text = theirs.get(name)
        if not text:
            ours.pop(name, None)
            before.pop(name, None)
        elif name in KEPT_ON_ADOPTION or values_agree(name, text, base.theirs.get(name)):
            before[name] = text
    before_merge = former or base.theirs
    own_tags, own_collections = (
        frozenset(member for member in members if member not in managed)
        for members in (theirs.tags - before_merge.tags, theirs.collections - before_merge.collections)
    )
    creators = (base.ours.creators, base.theirs.creators) if theirs.creators else ((), ())
    return replace(
        record,
        key=key,
        made=False,
        own_tags=record.own_tags | own_tags,
        own_collections=record.own_collections | own_collections,
        base=Base(
            replace(base.ours, fields=ours, creators=creators[0]),
            replace(
                base.theirs, fields=before, creators=creators[1], tags=base.theirs.tags | own_tags,
                collections=base.theirs.collections | own_collections,
            ),
            base.open,
        ),
    )  # fmt: skip
