"""Apply the user's corrections in Zotero to the content sent there, and to the work, so that the exports have them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from biblio.model.record import Claim, Record, Work
from biblio.zotero.item_mapping import record_from_content, work_to_content
from biblio.zotero.merge import CREATORS
from biblio.zotero.object_content import EXTRA, Content, Creator
from biblio.zotero.overrides import Override
from biblio.zotero.schema import base_field, is_regular, item_type, primary_roles, type_names

__all__ = [
    "ITEM_TYPE",
    "correct_content",
    "correct_work",
    "corrected_item_type",
    "correction_override",
    "field_of_type",
]

ITEM_TYPE = "itemType"
# The repository of a preprint and its number there are not the publisher and number of the publication.
_OF_PREPRINTS = frozenset({"repository", "archiveID"})


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
    """Return an item's content with the user's corrections, as far as its type has a place for them.

    If the item had another type when the user made them, their fields and roles may have different names now.
    """
    if not corrections:
        return content
    texts: dict[str, str] = {}
    for name, value in corrections.items():
        field_now = field_of_type(content.kind, name)
        if name not in (CREATORS, ITEM_TYPE) and field_now and (field_now == name or field_now not in corrections):
            texts[field_now] = str(value)
    corrected = content.with_fields(texts)
    if CREATORS in corrections:
        people = (Creator(*map(str, row)) for row in corrections[CREATORS])
        corrected = replace(
            corrected,
            creators=tuple(replace(person, role=_role_of_type(content.kind, person.role)) for person in people),
            open_ended=False,
        )
    return corrected


def field_of_type(kind: str, name: str) -> str:
    """Return the name that a corrected field has in an item type; empty if the type has no place for it."""
    if name.startswith(EXTRA) or not is_regular(kind) or name in item_type(kind).fields:
        return name
    return "" if name in _OF_PREPRINTS else item_type(kind).field(base_field(name))


def _role_of_type(kind: str, role: str) -> str:
    roles = item_type(kind).creators if is_regular(kind) else (role,)
    if role in roles:
        return role
    return roles[0] if role in primary_roles() or "contributor" not in roles else "contributor"


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
