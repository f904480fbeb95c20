"""Apply the user's corrections in Zotero to the content sent there, and to the work, so that the exports have them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from biblio.model.record import Claim, Record, Work
from biblio.zotero.item_mapping import record_from_content, work_to_content
from biblio.zotero.merge import CREATORS
from biblio.zotero.object_content import Content, Creator
from biblio.zotero.overrides import Override
from biblio.zotero.schema import type_names

__all__ = ["ITEM_TYPE", "correct_content", "correct_work", "corrected_item_type", "correction_override"]

ITEM_TYPE = "itemType"


def correction_override(uid: str, name: str, target: Content) -> Override:
    """Return the override that sets the field `name` of a work to its value in `target`."""
    if name == CREATORS:
        value: Any = [[creator.role, creator.last, creator.first, creator.name] for creator in target.creators]
    else:
        value = target.kind if name == ITEM_TYPE else target.get(name)
    return Override("claim", uid, name, json.dumps(value, ensure_ascii=False))


def corrected_item_type(corrections: Mapping[str, Any]) -> str:
    """Return the item type that the user chose; empty if none, or one that this version does not know."""
    kind = corrections.get(ITEM_TYPE, "")
    return kind if kind in type_names() else ""


def correct_content(content: Content, corrections: Mapping[str, Any]) -> Content:
    """Return an item's content with the user's corrections."""
    texts = {name: str(value) for name, value in corrections.items() if name not in (CREATORS, ITEM_TYPE)}
    corrected = content.with_fields(texts)
    if CREATORS in corrections:
        people = tuple(Creator(*map(str, row)) for row in corrections[CREATORS])
        corrected = replace(corrected, creators=people, open_ended=False)
    return corrected


def correct_work(work: Work, corrections: Mapping[str, Any]) -> Work:
    """Return the work with the user's corrections, and a claim for every field that differs.

    A date that cannot be read ("Easter") corrects nothing here; it stays in Zotero.
    """
    if not corrections:
        return work
    before = work_to_content(work, kind=corrected_item_type(corrections))
    plain, corrected = record_from_content(before), record_from_content(correct_content(before, corrections))
    changes: dict[str, Any] = {}
    for attribute in fields(Record):
        name = attribute.name
        if name in ("source", "key", "truncated"):
            continue
        old, new = getattr(plain, name), getattr(corrected, name)
        if new != old and not (name == "date" and new is None and corrections.get("date")):
            changes[name] = new
    if ITEM_TYPE in corrections:
        changes |= {"kind": corrected.kind, "medium": corrected.medium}
    if "identifiers" in changes:
        removed = set(plain.identifiers) - set(corrected.identifiers)
        remaining = tuple(identifier for identifier in work.best.identifiers if identifier not in removed)
        changes["identifiers"] = tuple(dict.fromkeys((*corrected.identifiers, *remaining)))
    if CREATORS in corrections:
        changes["truncated"] = False
    reason = "you changed it in Zotero"
    claims = tuple(
        Claim(name, _value_text(value), "you", reason) for name, value in changes.items() if name != "truncated"
    )
    claimed = {claim.field for claim in claims}
    other_claims = tuple(claim for claim in work.claims if claim.field not in claimed)
    return replace(work, best=replace(work.best, **changes), claims=(*other_claims, *claims))


def _value_text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
