"""From both sides and what is remembered to a plan: what to send to Zotero, what to take back, what nobody can decide.

Pure. An object enters the plan only if it is tied to a work of the notes, stands below the item of one, or is one of
our collections; everything else in the library is looked at and left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from biblio.zotero.merge import Side
from biblio.zotero.model import (
    DesiredItem,
    DesiredState,
    LibrarySnapshot,
    ObjectType,
    Rules,
    SyncPlan,
    SyncRecord,
    SyncState,
    matches,
)
from biblio.zotero.object_content import Content, Data, read_content
from biblio.zotero.object_keys import choose_key
from biblio.zotero.overrides import Fact, Overrides
from biblio.zotero.planning.adoption import UntrackedItems
from biblio.zotero.planning.collections import CollectionTree
from biblio.zotero.planning.items import Drafts, plan_child, plan_item
from biblio.zotero.planning.limits import LONGEST_TAG, find_alarms
from biblio.zotero.planning.removals import plan_orphans, plan_removals
from biblio.zotero.planning.topics import Topics, pull_topics
from biblio.zotero.schema import is_regular

__all__ = ["make_plan"]


@dataclass(slots=True)
class _Subject:
    """One work in the making of a plan: its item, and what is remembered of it."""

    wanted: DesiredItem
    names: tuple[str, ...]
    key: str
    data: Data | None
    tie: SyncRecord | None
    theirs: Content | None
    topics: Topics
    is_adopted: bool = False


@dataclass(slots=True)
class _Memory:
    """Ties by every name of what they tie."""

    ties: Mapping[str, SyncRecord]
    by_name: dict[str, SyncRecord] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tie in self.ties.values():
            for name in (tie.uid, *tie.names):
                self.by_name.setdefault(name, tie)

    def find(self, names: Iterable[str]) -> SyncRecord | None:
        return next((self.by_name[name] for name in names if name in self.by_name), None)


def make_plan(
    wants: DesiredState,
    copy: LibrarySnapshot,
    ties: Mapping[str, SyncRecord],
    overrides: Overrides,
    rules: Rules,
    *,
    settle: Callable[[str, str], Side | None] = lambda label, field: None,
) -> SyncPlan:
    """Return what would bring both sides into step.

    `settle` says whose value counts for a conflict, by the label of the work and the field.
    """
    made = frozenset(tie.key for tie in ties.values() if tie.made)
    drafts = Drafts(copy, overrides, rules, settle, made_keys=made)
    shelves = CollectionTree(copy, ties, overrides, rules)
    works = [one for one in sorted(wants.works, key=lambda one: one.uid) if _is_in_scope(one, rules)]
    shelves.find({topic for one in works for topic in overrides.topics(one.topics, one.names)} - {""})
    subjects = _subjects(works, copy, ties, overrides, drafts)
    memory_keys = {tie.uid for one in subjects if (tie := one.tie) is not None}
    shelved = shelves.topic_of()
    for one in subjects:
        one.topics = _topics(one, overrides, rules, shelved)
        drafts.facts += one.topics.facts
        drafts.dropped_facts += one.topics.dropped
    counts = Counter(topic for one in subjects for topic in one.topics.names)
    shelves.plan(counts, rootless=any(not _shelved(one.topics.names, shelves, counts) for one in subjects))
    drafts.facts += shelves.facts
    drafts.dropped_facts += shelves.dropped_facts
    keys = {one.wanted.uid: one.key for one in subjects}
    managed = frozenset(shelves.keys.values())
    for one in subjects:
        plan_item(
            drafts, one.wanted, key=one.key, data=one.data, theirs=one.theirs, tie=one.tie, names=one.names,
            tags=frozenset(filter(drafts.is_tag, one.topics.names)),
            collections=_collections(one.topics, shelves), managed=managed,
            related=frozenset(keys[uid] for uid in one.wanted.related if uid in keys and uid != one.wanted.uid),
        )  # fmt: skip
    _plan_children(drafts, wants, subjects, ties)
    seen = memory_keys | {tie.uid for tie in drafts.seen}
    plan_removals(drafts, wants, [tie for tie in ties.values() if tie.uid not in seen], managed)
    plan = SyncPlan(
        (*shelves.operations, *drafts.operations),
        tuple(sorted(set(drafts.facts))),
        tuple(sorted(set(drafts.dropped_facts) & overrides.facts)),
        (*shelves.settled, *drafts.settled, *_heard(drafts, subjects)),
        tuple(drafts.disputes),
        remarks=tuple(drafts.remarks),
        adopted=sum(one.is_adopted for one in subjects),
    )
    return replace(plan, alarms=find_alarms(plan, wants, copy, ties.values(), rules))


def _heard(drafts: Drafts, subjects: list[_Subject]) -> list[SyncRecord]:
    """Return what is to be remembered at once of items that have told something and are still to be written."""
    told = {fact.subject for fact in (*drafts.facts, *drafts.dropped_facts)}
    writes = {one.key for one in drafts.operations}
    return [
        drafts.heard[one.key]
        for one in subjects
        if one.key in writes
        and one.key in drafts.heard
        and not told.isdisjoint(one.names)
        and drafts.heard[one.key] != one.tie
    ]


def _is_in_scope(wanted: DesiredItem, rules: Rules) -> bool:
    if rules.only in ((), ("*",)):
        return True
    return any(matches(topic, rules.only) for topic in wanted.topics)


def _subjects(
    works: list[DesiredItem],
    copy: LibrarySnapshot,
    ties: Mapping[str, SyncRecord],
    overrides: Overrides,
    drafts: Drafts,
) -> list[_Subject]:
    """Return every work with its item: the remembered one, one that is found in the library, or a new one."""
    memory = _Memory({uid: tie for uid, tie in ties.items() if tie.names})
    tied = {tie.key for tie in ties.values()}
    live = {key: data for key, data in copy.items.items() if not data.get("deleted")}
    shelves: list[UntrackedItems] = []
    found: list[_Subject] = []
    taken: set[str] = set()
    nothing = Topics(frozenset(), (), (), None)
    for wanted in works:
        names = tuple(dict.fromkeys((wanted.uid, *wanted.names)))
        tie = memory.find(names)
        if tie is not None and tie.uid in taken:
            tie = None
        drops = overrides.about("drop", names)
        if tie is not None:
            taken.add(tie.uid)
            drafts.seen.append(tie)
            data = copy.items.get(tie.key)
            if _is_gone(tie, data):
                drafts.facts += [] if drops else [Fact("drop", wanted.uid)]
                continue
            drafts.dropped_facts += drops
            theirs = read_content(data, uri=copy.uri) if data is not None else None
            if theirs is not None and not is_regular(theirs.kind):
                what = f"{wanted.label} has an item type that this version does not know ({theirs.kind})"
                drafts.remarks.append(f"{what}; it is left alone")
                continue
            found.append(_Subject(wanted, names, tie.key, data, tie, theirs, nothing))
            continue
        if drops:
            continue
        if not shelves:
            trashed = {key: data for key, data in copy.items.items() if data.get("deleted")}
            shelves = [UntrackedItems(live, tied=tied), UntrackedItems(trashed, tied=tied)]
        if same := shelves[0].take(choose_key(copy.library, wanted.uid, ())) or shelves[0].find(wanted.work):
            if same.others:
                others = ", ".join(same.others)
                drafts.remarks.append(
                    f"{wanted.label} is in the library several times: {same.key} is used, not {others}"
                )
            data = copy.items[same.key]
            theirs = read_content(data, uri=copy.uri)
            found.append(_Subject(wanted, names, same.key, data, None, theirs, nothing, is_adopted=True))
        elif shelves[1].take(choose_key(copy.library, wanted.uid, ())) or shelves[1].find(wanted.work):
            drafts.facts.append(Fact("drop", wanted.uid))
        else:
            key = choose_key(copy.library, wanted.uid, copy.items)
            found.append(_Subject(wanted, names, key, None, None, None, nothing))
    return found


def _is_gone(tie: SyncRecord, data: Data | None) -> bool:
    """Tell whether a person took an object away: what biblio was about to make, or has trashed itself, is not gone."""
    if data is None:
        return tie.state is not SyncState.PENDING and tie.state is not SyncState.UNDONE
    return bool(data.get("deleted")) and tie.state is not SyncState.UNDONE


def _topics(one: _Subject, overrides: Overrides, rules: Rules, shelved: Mapping[str, str]) -> Topics:
    base = one.tie.base if one.tie is not None and one.tie.state is not SyncState.UNDONE else None
    theirs = one.theirs
    if one.tie is not None and one.tie.state is not SyncState.TIED:
        theirs = None  # what a crash, an undo or leaving took out, no person did
    return pull_topics(
        one.wanted.topics,
        one.names,
        overrides,
        base=base,
        theirs=theirs,
        shelves=shelved,
        is_topic=rules.is_topic,
    )


def _shelved(topics: frozenset[str], shelves: CollectionTree, counts: Counter[str]) -> bool:
    return any(
        shelves.is_wanted(topic)
        and topic not in shelves.gone
        and (counts[topic] >= shelves.rules.minimum or topic in shelves.keys)
        for topic in topics
    )


def _collections(topics: Topics, shelves: CollectionTree) -> frozenset[str]:
    found = {shelves.keys[topic] for topic in topics.names if topic in shelves.keys and shelves.is_wanted(topic)}
    root = shelves.keys.get("")
    if root and (topics.in_root or (topics.in_root is None and not found)):
        found.add(root)
    return frozenset(found)


def _plan_children(
    drafts: Drafts, wants: DesiredState, subjects: list[_Subject], ties: Mapping[str, SyncRecord]
) -> None:
    """Plan the notes and links below the items; what a person has put there already is taken up."""
    below: dict[str, list[str]] = {}
    for key, data in drafts.copy.items.items():
        if data.get("parentItem"):
            below.setdefault(data["parentItem"], []).append(key)
    by_key = {tie.key: tie for tie in ties.values() if tie.sort is ObjectType.ITEM and not tie.names}
    wanted = {
        f"link:{one.key}:{child.uid}" if child.content.kind == "attachment" else child.uid
        for one in subjects
        for child in one.wanted.children
    }
    for one in subjects:
        tied = [by_key[key] for key in below.get(one.key, ()) if key in by_key]
        plan_orphans(drafts, wants, one.tie, tied, wanted)
        for child in one.wanted.children:
            is_link = child.content.kind == "attachment"
            uid = f"link:{one.key}:{child.uid}" if is_link else child.uid
            plan_child(
                drafts, uid, child, parent=one.key, tie=ties.get(uid), siblings=below.get(one.key, []), gone=_is_gone
            )
    too_long = {t for one in subjects for t in one.topics.names if len(t) > LONGEST_TAG}
    drafts.remarks += [f"the tag {tag[:40]!r}… is longer than Zotero takes; it is left out" for tag in sorted(too_long)]
