"""Three-way merge of one object: what the notes say, what Zotero says, and what both said when they were last in step.

A text that only one side changed takes that side's value; one that both changed differently is a conflict, unless the
person says whose value counts. Sets never conflict. Creators are one unit. The rules are those of Zotero's own sync,
https://github.com/zotero/zotero `xpcom/sync/syncLocal.js` and `xpcom/data/dataObjectUtilities.js` (`diff`).

Both sides of the base are kept, because the two seldom use the same words: the server trims and cleans what it is
sent. A side has changed where it differs from what *it* said, whatever the other one says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from biblio.model.identifiers import isbn
from biblio.model.people import surname_key
from biblio.text import fold
from biblio.zotero.mapping import parse_zotero_date, person_of
from biblio.zotero.object_content import EXTRA, Content, Creator

__all__ = ["CREATORS", "Base", "MergeConflict", "Merged", "Side", "agree", "creators_text", "merge_object"]

CREATORS = "creators"
Side = Literal["notes", "zotero"]
Settle = Callable[[str], Side | None]
"""Says whose value counts for a field that both changed; None: nobody has said."""
# Where an item is found in the library that says something else here, its own words are left as they are: these fields
# have no right value, or one that the person is the judge of.
_LEFT_ALONE = frozenset(
    {"url", "abstractNote", "language", "accessDate", "conferenceName", "journalAbbreviation", "note"}
)


@dataclass(frozen=True, slots=True)
class Base:
    """What each side said when they were last in step; on fields in `open` they never were."""

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
class Merged:
    """The outcome: what Zotero should say, the base to remember then, what is taken back from Zotero, and conflicts.

    `claims` are fields with Zotero's value; creators are under the name "creators", told by `target.creators`.
    """

    target: Content
    base: Base
    claims: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[MergeConflict, ...] = ()


def merge_object(
    base: Base | None,
    ours: Content,
    theirs: Content,
    *,
    claimable: Collection[str] = (),
    managed: Collection[str] = (),
    settle: Settle = lambda name: None,
) -> Merged:
    """Merge one object whose two sides are of one kind.

    `claimable` are the fields that a person may correct in Zotero; `managed` the keys of the collections that are ours:
    members of others are left alone.
    """
    if base is not None and not base.open and ours == base.ours and theirs == base.theirs:
        return Merged(theirs, base)
    names = list(dict.fromkeys((*ours.fields, *(base.ours.fields if base else ()), *sorted(claimable))))
    outcome = _Outcome(base, settle, claimable)
    for name in names:
        if name != CREATORS:
            outcome.text(name, ours.get(name), theirs.get(name))
    creators, creators_base = _creators(outcome, ours, theirs, claimable)
    old = base.ours if base else Content(ours.kind)
    target = replace(
        theirs.with_fields(outcome.target),
        creators=creators,
        tags=_united(theirs.tags, ours.tags, old.tags),
        collections=_united(theirs.collections, ours.collections, old.collections, only=frozenset(managed)),
        related=_united(theirs.related, ours.related, old.related),
        parent=ours.parent if ours.parent != old.parent else theirs.parent,
    )
    remembered = Base(
        replace(ours.with_fields(outcome.ours), creators=creators_base[0]),
        replace(target.with_fields(outcome.theirs), creators=creators_base[1]),
        frozenset(outcome.open),
    )
    return Merged(target, remembered, outcome.claims, tuple(outcome.conflicts))


def _united(
    theirs: frozenset[str], ours: frozenset[str], old: frozenset[str], only: frozenset[str] | None = None
) -> frozenset[str]:
    """Return their set with what we added since the base, and without what we took out."""
    gone = old - ours
    return (theirs | (ours - old)) - (gone if only is None else gone & only)


class _Outcome:
    """Gathers what becomes of the fields: changes to Zotero, to the notes' side, and to what is remembered of each."""

    def __init__(self, base: Base | None, settle: Settle, claimable: Collection[str]) -> None:
        self.base, self.settle, self.claimable = base, settle, claimable
        self.target: dict[str, str] = {}
        self.ours: dict[str, str] = {}
        self.theirs: dict[str, str] = {}
        self.claims: dict[str, str] = {}
        self.conflicts: list[MergeConflict] = []
        self.open: list[str] = []

    def text(self, name: str, ours: str, theirs: str) -> None:
        known = self.base is not None and name not in self.base.open
        before = (self.base.ours.get(name), self.base.theirs.get(name)) if self.base and known else ("", "")
        agreed = agree(name, ours, theirs) or (not known and (not ours or name in _LEFT_ALONE))
        match self.decide(name, known, (ours, theirs), before, agreed=agreed):
            case "push":
                self.target[name] = ours
            case "pull":
                self.claim(name, theirs)
            case "conflict":
                self.conflict(name, ours, theirs, before if known else None)

    def decide(
        self, name: str, known: bool, now: tuple[object, object], before: tuple[object, object], *, agreed: bool
    ) -> str:
        """Return "push", "pull", "conflict" or "keep"."""
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
        return {"notes": "push", "zotero": "pull", None: "conflict"}[side]

    def claim(self, name: str, text: str) -> None:
        if name in self.claimable:
            self.claims[name] = text
            self.ours[name] = text

    def conflict(self, name: str, ours: str, theirs: str, before: tuple[str, str] | None) -> None:
        """Note a conflict; what is remembered stays as it was, so that it is one until somebody settles it."""
        self.conflicts.append(MergeConflict(name, before[1] if before else "", ours, theirs))
        if before is None:
            self.open.append(name)
        else:
            self.ours[name], self.theirs[name] = before


def _creators(
    outcome: _Outcome, ours: Content, theirs: Content, claimable: Collection[str]
) -> tuple[tuple[Creator, ...], tuple[tuple[Creator, ...], tuple[Creator, ...]]]:
    """Return the creators that Zotero should have, and those to remember for both sides."""
    base = outcome.base
    known = base is not None and CREATORS not in base.open
    before = (base.ours.creators, base.theirs.creators) if base and known else ((), ())
    now = (ours.creators, theirs.creators)
    agreed = _same_people(ours, theirs) or (not known and not ours.creators)
    match outcome.decide(CREATORS, known, now, before, agreed=agreed):
        case "push":
            pushed = _with_others(ours.creators, theirs.creators)
            return pushed, (ours.creators, pushed)
        case "pull":
            if CREATORS in claimable:
                outcome.claims[CREATORS] = creators_text(theirs.creators)
                return theirs.creators, (theirs.creators, theirs.creators)
        case "conflict":
            texts = creators_text(ours.creators), creators_text(theirs.creators)
            outcome.conflicts.append(MergeConflict(CREATORS, creators_text(before[1]), *texts))
            if not known:
                outcome.open.append(CREATORS)
            return theirs.creators, before if known else now
    return theirs.creators, now


def _with_others(ours: tuple[Creator, ...], theirs: tuple[Creator, ...]) -> tuple[Creator, ...]:
    """Return our creators and, after them, theirs in roles of which the notes know nothing (translators)."""
    roles = {one.role for one in ours}
    return (*ours, *(one for one in theirs if one.role not in roles))


def _same_people(ours: Content, theirs: Content) -> bool:
    roles = {one.role for one in ours.creators}
    left = [surname_key(person_of(one)) for one in ours.creators]
    right = [surname_key(person_of(one)) for one in theirs.creators if one.role in roles]
    return left == (right[: len(left)] if ours.open_ended else right)


def creators_text(creators: tuple[Creator, ...]) -> str:
    """Return creators as one line for people: "Vaswani, Ashish; OpenAI; Doe, Jane (translator)"."""
    usual = creators[0].role if creators else ""
    names = (one.name or ", ".join(filter(None, (one.last, one.first))) for one in creators)
    return "; ".join(
        name if one.role == usual else f"{name} ({one.role})" for name, one in zip(names, creators, strict=True)
    )


def agree(name: str, left: str, right: str) -> bool:
    """Tell whether two values of a field say the same, written differently."""
    if left == right:
        return True
    if not left or not right:
        return False
    if name == "date":
        return _same_date(left, right)
    if name == "ISBN":
        return bool(_isbns(left) & _isbns(right))
    return _FORMS.get(name, _plain)(left) == _FORMS.get(name, _plain)(right)


def _same_date(left: str, right: str) -> bool:
    """Two dates agree where one only knows less: "2017" and "2017-06"."""
    a, b = parse_zotero_date(left), parse_zotero_date(right)
    if a is None or b is None:
        return False
    return all(x == y or not x or not y for x, y in ((a.year, b.year), (a.month, b.month), (a.day, b.day)))


def _isbns(text: str) -> set[str]:
    return {str(one) for one in map(isbn, (text, *re.split(r"[\s,;]+", text))) if one}


def _plain(text: str) -> str:
    return " ".join(text.split())


_FORMS: Mapping[str, Callable[[str], str]] = {
    "title": lambda text: fold(text) or text,
    "publicationTitle": lambda text: fold(text) or text,
    "proceedingsTitle": lambda text: fold(text) or text,
    "bookTitle": lambda text: fold(text) or text,
    "repository": fold,
    "pages": lambda text: re.sub(r"[\s‐‑‒–—−-]+", "-", text),
    "DOI": lambda text: re.sub(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", "", text.strip().lower()),
    "archiveID": lambda text: re.sub(r"v\d+$", "", text.strip().lower()),
    f"{EXTRA}arXiv": lambda text: re.sub(r"(?:v\d+)?(?:\s*\[.*\])?$", "", text.strip().lower().removeprefix("arxiv:")),
}
