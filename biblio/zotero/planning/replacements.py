"""Items that were merged in Zotero: the one that is left says which ones it replaced, and is ours from then on.

Zotero's app moves the children, tags and collections of a merged item to the other one, puts it in the trash, and
writes its address into the relation ``dc:replaces`` (https://github.com/zotero/zotero `xpcom/data/items.js`, `merge`).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.merge import KEPT_ON_ADOPTION, Base, values_agree
from biblio.zotero.object_content import Content
from biblio.zotero.schema import is_regular
from biblio.zotero.sync_record import SyncRecord

__all__ = ["record_of_replacement", "replacements"]

_REPLACES = "dc:replaces"


def replacements(snapshot: LibrarySnapshot) -> Mapping[str, str]:
    """Return, by the keys of merged items, the key of the live item that is left of each; chains are followed."""
    direct: dict[str, list[str]] = {}
    for key, data in snapshot.items.items():
        uris = data.get("relations", {}).get(_REPLACES, ()) if is_regular(data["itemType"]) else ()
        for uri in [uris] if isinstance(uris, str) else uris:
            library, _, replaced = uri.rpartition("/items/")
            if library == snapshot.uri and replaced != key:
                direct.setdefault(replaced, []).append(key)
    return {key: live for key in direct if (live := _live_replacement(key, direct, snapshot))}


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
        return replace(record, key=key, made=False, own_tags=theirs.tags, own_collections=theirs.collections)
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
