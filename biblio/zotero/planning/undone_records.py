"""What is remembered about an object once a run is undone: what the run changed goes back, what came later stays.

Runs can be undone in any order, and one again whose undo was interrupted. A record from before a run would therefore
bring back what other undos have taken back since, and the next sync would take that for a change of the notes or of the
user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from biblio.zotero.corrections import ITEM_TYPE, field_of_type
from biblio.zotero.merge import CREATORS
from biblio.zotero.sync_record import SyncRecord

__all__ = ["undone_record"]


def undone_record(before: SyncRecord | None, after: SyncRecord, present: SyncRecord | None) -> SyncRecord | None:
    """Return what to remember of an object after an undo; None if nothing.

    `before` and `after` are what the run found and left, `present` is what is remembered now; None stands for nothing.
    """
    if before is None or present is None:
        return None
    if present.key != after.key:
        return _without_lines(before, after, present)  # it is about another item by now
    if before.key != after.key:
        return before  # the bases are those of two items
    undone: SyncRecord = _undone(before, after, present)
    # What both sides said before is not known: the library was restored from a backup, before the run or since.
    is_unknown = present.base is None or (before.base is None and after.base is not None)
    return replace(undone, base=None) if is_unknown else undone


def _without_lines(before: SyncRecord, after: SyncRecord, present: SyncRecord) -> SyncRecord:
    """Return the record of an item that took the place of another, without the lines that a run drew from that one.

    They go with the run, and nobody has taken them out: the item keeps what it says, and the notes' side of the field
    is what it was before.
    """
    added = {name for name, text in after.overruled.items() if before.overruled.get(name) != text}
    names = {name for name in added - {ITEM_TYPE} if present.overruled.get(name) == after.overruled[name]}
    if not names or before.base is None or present.base is None:
        return present
    ours, ours_before = present.base.ours, before.base.ours
    fields_of_names = {field_of_type(ours.kind, name): field_of_type(ours_before.kind, name) for name in names}
    ours = ours.with_fields({now: ours_before.get(then) for now, then in fields_of_names.items() if now and then})
    if CREATORS in names:
        ours = replace(ours, creators=ours_before.creators)
    overruled = {name: text for name, text in present.overruled.items() if name not in names}
    return replace(present, base=replace(present.base, ours=ours), overruled=overruled)


def _undone(before: Any, after: Any, present: Any) -> Any:
    """Return `present` without the change from `before` to `after`, part by part: what has changed since stays."""
    if present == after:
        return before
    if before == after:
        return present
    if isinstance(present, frozenset):
        return (present - (after - before)) | (before - after)
    if isinstance(present, Mapping):
        return {
            name: value
            for name in _names((present, before))
            if (value := _undone(before.get(name), after.get(name), present.get(name))) is not None
        }
    if is_dataclass(present) and type(before) is type(after) is type(present) and not isinstance(present, type):
        parts = [field.name for field in fields(present)]
        return replace(
            present, **{part: _undone(*(getattr(one, part) for one in (before, after, present))) for part in parts}
        )
    return present


def _names(mappings: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return dict.fromkeys(name for mapping in mappings for name in mapping)
