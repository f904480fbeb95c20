"""Three-way merge of one object: what the notes say, what Zotero says, and what both said when they were last in sync.

A text that only one side changed gets that side's value; a text that both changed, differently, is a conflict unless
the user has settled it. Sets never conflict. Creators are one unit. The rules are those of Zotero's own sync,
https://github.com/zotero/zotero `xpcom/sync/syncLocal.js` and `xpcom/data/dataObjectUtilities.js` (`diff`).

The base keeps both sides, because their wording often differs: the server trims and cleans what it is sent. A side has
changed if it differs from what *it* said at that time, whatever the other side says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from biblio.formats.export_values import parse_written_date
from biblio.model.identifiers import isbn
from biblio.model.people import surname_key
from biblio.text import fold, strip_tags
from biblio.zotero.item_mapping import to_person
from biblio.zotero.note_html import comparable_note
from biblio.zotero.object_content import EXTRA, Content, Creator

__all__ = [
    "CREATORS",
    "FILLED_ON_ADOPTION",
    "KEPT_ON_ADOPTION",
    "Base",
    "MergeConflict",
    "MergedObject",
    "Side",
    "creators_text",
    "hold_empty_fields",
    "merge_object",
    "values_agree",
]

CREATORS = "creators"
Side = Literal["notes", "zotero", "both"]
"""Whose value counts in a conflict; "both" only settles conflicts about comments."""
SettleField = Callable[[str], Side | None]
"""Returns whose value counts for a field that both sides changed; None if the user has not said."""
KEPT_ON_ADOPTION = frozenset({"url", "abstractNote", "language", "accessDate", "conferenceName", "journalAbbreviation"})
"""Fields of an adopted item that keep Zotero's value if it differs: no value is right, or the user knows better.

An empty one gets ours, except for the day of access, which belongs to the address.
"""
FILLED_ON_ADOPTION = KEPT_ON_ADOPTION - {"accessDate"}


@dataclass(frozen=True, slots=True)
class Base:
    """What each side said when they were last in sync; they never agreed on the fields in `open`.

    `memory` stores it as JSON: the names and order of its fields are part of the file format.
    """

    ours: Content
    theirs: Content
    open: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A field that both sides changed, differently; all values as text."""

    field: str
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedObject:
    """The result of a merge.

    `target` is what Zotero should say, and `base` is what to remember once it does. `corrections` are the fields whose
    values are pulled from Zotero; the value of "creators" is in `target.creators`.
    """

    target: Content
    base: Base
    corrections: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[MergeConflict, ...] = ()


def merge_object(
    base: Base | None,
    ours: Content,
    theirs: Content,
    *,
    correctable: Collection[str] = (),
    managed: Collection[str] = (),
    settle: SettleField = lambda name: None,
) -> MergedObject:
    """Merge one object whose two sides have one item type.

    `correctable` are the fields that the user may correct in Zotero. `managed` are the keys of our collections:
    membership in others is left alone.
    """
    if base is not None and not base.open and ours == base.ours and theirs == base.theirs:
        return MergedObject(theirs, base)
    names = list(dict.fromkeys((*ours.fields, *(base.ours.fields if base else ()), *sorted(correctable))))
    fields = _FieldMerger(base, settle, correctable)
    for name in names:
        if name != CREATORS:
            fields.merge_text(name, ours.get(name), theirs.get(name))
    creators, creators_base = fields.merge_creators(ours, theirs)
    old = base.ours if base else Content(ours.kind)
    target = replace(
        theirs.with_fields(fields.target),
        creators=creators,
        tags=_merge_set(theirs.tags, ours.tags, old.tags),
        collections=_merge_set(theirs.collections, ours.collections, old.collections, only=frozenset(managed)),
        related=_merge_set(theirs.related, ours.related, old.related),
        parent=ours.parent if ours.parent != old.parent else theirs.parent,
    )
    new_base = Base(
        replace(ours.with_fields(fields.ours), creators=creators_base[0]),
        replace(target.with_fields(fields.theirs), creators=creators_base[1]),
        frozenset(fields.open),
    )
    return MergedObject(target, new_base, fields.corrections, tuple(fields.conflicts))


def hold_empty_fields(
    merged: MergedObject, base: Base | None, theirs: Content, *, sent: Collection[str] = ()
) -> MergedObject:
    """Return the merged object without anything for the empty fields in Zotero, except for those in `sent`.

    What is held back stays to be sent: as if our side had not said it yet, or as if both had never agreed.
    """
    held = {name for name in merged.target.fields.keys() - {*sent} if not theirs.get(name) and merged.target.get(name)}
    holds_creators = bool(merged.target.creators) and not theirs.creators
    before = base or Base(Content(theirs.kind), Content(theirs.kind))
    ours, there, now_open = merged.base.ours, merged.base.theirs, set(merged.base.open)
    for name in sorted(held):
        ours = ours.with_fields({name: before.ours.get(name)})
        there = there.with_fields({name: before.theirs.get(name)})
    if holds_creators:
        ours, there = replace(ours, creators=before.ours.creators), replace(there, creators=before.theirs.creators)
    now_open |= {name for name in (*held, *((CREATORS,) if holds_creators else ())) if not base or name in base.open}
    target = merged.target.with_fields(dict.fromkeys(held, ""))
    target = replace(target, creators=theirs.creators) if holds_creators else target
    return replace(merged, target=target, base=Base(ours, there, frozenset(now_open)))


def _merge_set(
    theirs: frozenset[str], ours: frozenset[str], old: frozenset[str], only: frozenset[str] | None = None
) -> frozenset[str]:
    """Return their set with what we added since the base and without what we removed (of `only`, if given)."""
    removed = old - ours
    return (theirs | (ours - old)) - (removed if only is None else removed & only)


class _FieldMerger:
    """Collects the results of merging fields.

    `target` has the changes to Zotero; `ours` and `theirs` have the fields in which the new base differs from what a
    side says now.
    """

    def __init__(self, base: Base | None, settle: SettleField, correctable: Collection[str]) -> None:
        self.base, self.settle, self.correctable = base, settle, correctable
        self.target: dict[str, str] = {}
        self.ours: dict[str, str] = {}
        self.theirs: dict[str, str] = {}
        self.corrections: dict[str, str] = {}
        self.conflicts: list[MergeConflict] = []
        self.open: list[str] = []

    def merge_text(self, name: str, ours: str, theirs: str) -> None:
        known = self.base is not None and name not in self.base.open
        before = (self.base.ours.get(name), self.base.theirs.get(name)) if self.base and known else ("", "")
        is_kept = name in KEPT_ON_ADOPTION and bool(theirs or name not in FILLED_ON_ADOPTION)
        agreed = values_agree(name, ours, theirs) or (not known and (not ours or is_kept))
        match self.decide(name, known, (ours, theirs), before, agreed=agreed):
            case "push":
                self.target[name] = ours
            case "pull":
                self.pull(name, theirs, before if known else None)
            case "conflict":
                self.add_conflict(name, ours, theirs, before if known else None)

    def decide(
        self, name: str, known: bool, now: tuple[object, object], before: tuple[object, object], *, agreed: bool
    ) -> str:
        """Return "push", "pull", "conflict" or "keep", given the values (ours, theirs) now and in the base."""
        ours, theirs = now
        ours_changed, theirs_changed = ours != before[0], theirs != before[1]
        if not known:
            if agreed:
                return "keep"
            if not theirs:
                return "push"
        elif not ours_changed:
            return "pull" if theirs_changed else "keep"
        elif not theirs_changed:
            return "push"
        elif agreed:
            return "keep"
        side = self.settle(name)
        return {"notes": "push", "zotero": "pull"}.get(side or "", "conflict")

    def pull(self, name: str, text: str, before: tuple[str, str] | None) -> None:
        if name in self.correctable:
            self.corrections[name] = text
            self.ours[name] = text
        elif before is not None:
            # It is not pulled (a comment), so the sides stay different: a later change in the notes is a conflict.
            self.theirs[name] = before[1]

    def add_conflict(self, name: str, ours: str, theirs: str, before: tuple[str, str] | None) -> None:
        """Add a conflict; the base of the field stays as it was, so that the conflict remains until it is settled."""
        self.conflicts.append(MergeConflict(name, before[1] if before else "", ours, theirs))
        if before is None:
            self.open.append(name)
        else:
            self.ours[name], self.theirs[name] = before

    def merge_creators(
        self, ours: Content, theirs: Content
    ) -> tuple[tuple[Creator, ...], tuple[tuple[Creator, ...], tuple[Creator, ...]]]:
        """Return the creators that Zotero should have, and those of both sides for the new base."""
        base = self.base
        known = base is not None and CREATORS not in base.open
        before = (base.ours.creators, base.theirs.creators) if base and known else ((), ())
        now = (ours.creators, theirs.creators)
        agreed = _same_people(ours, theirs) or (not known and not ours.creators)
        match self.decide(CREATORS, known, now, before, agreed=agreed):
            case "push":
                pushed = _with_other_roles(ours.creators, theirs.creators)
                return pushed, (ours.creators, pushed)
            case "pull":
                if CREATORS in self.correctable:
                    self.corrections[CREATORS] = creators_text(theirs.creators)
                    return theirs.creators, (theirs.creators, theirs.creators)
            case "conflict":
                texts = creators_text(ours.creators), creators_text(theirs.creators)
                self.conflicts.append(MergeConflict(CREATORS, creators_text(before[1]), *texts))
                if not known:
                    self.open.append(CREATORS)
                return theirs.creators, before if known else now
        return theirs.creators, now


def _with_other_roles(ours: tuple[Creator, ...], theirs: tuple[Creator, ...]) -> tuple[Creator, ...]:
    """Return our creators, followed by theirs in roles that the notes do not have (translators)."""
    roles = {creator.role for creator in ours}
    return (*ours, *(creator for creator in theirs if creator.role not in roles))


def _same_people(ours: Content, theirs: Content) -> bool:
    roles = {creator.role for creator in ours.creators}
    our_names = [surname_key(to_person(creator)) for creator in ours.creators]
    their_names = [surname_key(to_person(creator)) for creator in theirs.creators if creator.role in roles]
    if our_names == (their_names[: len(our_names)] if ours.open_ended else their_names):
        return True
    # "De Moor, Bart" and "Moor, Bart De" are one person: the words are the same, only the comma stands elsewhere.
    theirs_of_role = [creator for creator in theirs.creators if creator.role in roles]
    shown = theirs_of_role[: len(our_names)] if ours.open_ended else theirs_of_role
    return list(map(_words_of_name, ours.creators)) == list(map(_words_of_name, shown))


def _words_of_name(creator: Creator) -> list[str]:
    return sorted(fold(f"{creator.name} {creator.first} {creator.last}").split())


def creators_text(creators: tuple[Creator, ...]) -> str:
    """Return creators as one line for people: "Vaswani, Ashish; OpenAI; Doe, Jane (translator)"."""
    main_role = creators[0].role if creators else ""
    names = (creator.name or ", ".join(filter(None, (creator.last, creator.first))) for creator in creators)
    return "; ".join(
        name if creator.role == main_role else f"{name} ({creator.role})"
        for name, creator in zip(names, creators, strict=True)
    )


def values_agree(name: str, first: str, second: str) -> bool:
    """Return whether two values of the field `name` say the same, perhaps written differently."""
    if first == second:
        return True
    if not first or not second:
        return False
    if name == "date":
        return _dates_agree(first, second)
    if name == "ISBN":
        return bool(_isbns(first) & _isbns(second))
    normalise = _NORMALISERS.get(name, _one_line)
    return normalise(first) == normalise(second)


def _dates_agree(first: str, second: str) -> bool:
    """Return whether two dates are equal as far as both are known: "2017" and "2017-06"."""
    a, b = parse_written_date(first), parse_written_date(second)
    if a is None or b is None:
        return False
    return all(x == y or not x or not y for x, y in ((a.year, b.year), (a.month, b.month), (a.day, b.day)))


def _isbns(text: str) -> set[str]:
    return {str(identifier) for identifier in map(isbn, (text, *re.split(r"[\s,;]+", text))) if identifier}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_class(text: str) -> str:
    """Return an arXiv id without the class in brackets behind it: "2101.00001 [cs.CL]"."""
    return text.partition("[")[0].rstrip() if text.endswith("]") else text


_NORMALISERS: Mapping[str, Callable[[str], str]] = {
    "note": comparable_note,
    "title": lambda text: fold(strip_tags(text)) or text,
    "publicationTitle": lambda text: fold(strip_tags(text)) or text,
    "proceedingsTitle": lambda text: fold(strip_tags(text)) or text,
    "bookTitle": lambda text: fold(strip_tags(text)) or text,
    "repository": fold,
    "pages": lambda text: re.sub(r"[\s‐‑‒–—−-]+", "-", text),
    "DOI": lambda text: re.sub(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", "", text.strip().lower()),
    "archiveID": lambda text: re.sub(r"v\d+$", "", text.strip().lower()),
    f"{EXTRA}arXiv": lambda text: re.sub(r"v\d+$", "", _without_class(text.strip().lower().removeprefix("arxiv:"))),
}
