"""A person's corrections in Zotero: laid over what is sent, and taken into the work, so that the exports show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from biblio.model.record import Claim, Record, Work
from biblio.zotero.mapping import from_content, to_content
from biblio.zotero.merge import CREATORS
from biblio.zotero.object_content import Content, Creator
from biblio.zotero.overrides import Fact
from biblio.zotero.schema import type_names

__all__ = ["ITEM_TYPE", "claim_fact", "claimed", "claimed_kind", "claimed_work"]

ITEM_TYPE = "itemType"


def claim_fact(uid: str, name: str, target: Content) -> Fact:
    """Return the line that says what a person made of a field: what it says in `target`."""
    if name == CREATORS:
        value: Any = [[one.role, one.last, one.first, one.name] for one in target.creators]
    else:
        value = target.kind if name == ITEM_TYPE else target.get(name)
    return Fact("claim", uid, name, json.dumps(value, ensure_ascii=False))


def claimed_kind(claims: Mapping[str, Any]) -> str:
    """Return the item type that the person chose; empty where there is none."""
    kind = claims.get(ITEM_TYPE, "")
    return kind if kind in type_names() else ""


def claimed(content: Content, claims: Mapping[str, Any]) -> Content:
    """Return an item's content with the person's corrections over it."""
    texts = {name: str(value) for name, value in claims.items() if name not in (CREATORS, ITEM_TYPE)}
    found = content.with_fields(texts)
    if CREATORS in claims:
        people = tuple(Creator(*map(str, one)) for one in claims[CREATORS])
        found = replace(found, creators=people, open_ended=False)
    return found


def claimed_work(work: Work, claims: Mapping[str, Any]) -> Work:
    """Return the work as the person corrected it, with a claim for every field that differs.

    What a correction says in a way that cannot be read (the date "Easter") stays as it was: it stands in Zotero.
    """
    if not claims:
        return work
    before = to_content(work, kind=claimed_kind(claims))
    plain, corrected = from_content(before), from_content(claimed(before, claims))
    changes: dict[str, Any] = {}
    for one in fields(Record):
        if one.name in ("source", "key", "truncated"):
            continue
        old, new = getattr(plain, one.name), getattr(corrected, one.name)
        if new != old and not (one.name == "date" and new is None and claims.get("date")):
            changes[one.name] = new
    if ITEM_TYPE in claims:
        changes |= {"kind": corrected.kind, "medium": corrected.medium}
    if "identifiers" in changes:
        gone = set(plain.identifiers) - set(corrected.identifiers)
        kept = tuple(one for one in work.best.identifiers if one not in gone)
        changes["identifiers"] = tuple(dict.fromkeys((*corrected.identifiers, *kept)))
    if CREATORS in claims:
        changes["truncated"] = False
    why = "you changed it in Zotero"
    said = tuple(Claim(name, _shown(value), "you", why) for name, value in changes.items() if name != "truncated")
    named = {claim.field for claim in said}
    kept_claims = tuple(claim for claim in work.claims if claim.field not in named)
    return replace(work, best=replace(work.best, **changes), claims=(*kept_claims, *said))


def _shown(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
