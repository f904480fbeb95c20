"""Merge the tags of a work: what the user added or removed in Zotero, as a tag or through a collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content
from biblio.zotero.overrides import Override, Overrides
from biblio.zotero.planning.collection_tree import ROOT

__all__ = ["NO_TOPICS", "MergedTopics", "merge_topics"]


@dataclass(frozen=True, slots=True)
class MergedTopics:
    """A work's merged tags, the overrides that follow from the merge, and whether it is in the root collection.

    `in_root` is None if it is in the root only when it is in no other collection.
    """

    topics: frozenset[str] = frozenset()
    new_overrides: tuple[Override, ...] = ()
    obsolete_overrides: tuple[Override, ...] = ()
    in_root: bool | None = None


NO_TOPICS = MergedTopics()


def merge_topics(
    note_topics: frozenset[str],
    names: tuple[str, ...],
    overrides: Overrides,
    *,
    base: Base | None,
    theirs: Content | None,
    collection_topics: Mapping[str, str],
    is_topic: Callable[[str], bool],
) -> MergedTopics:
    """Return the merged tags of the work with `names` (its uid first), whose notes give it `note_topics`.

    `theirs` is its item's content, None if there is no item yet. `collection_topics` are the topics of our existing
    collections by key. `is_topic` says whether a tag of an item counts as one of the work's tags. Without a base,
    nothing counts as removed.
    """
    if not overrides.lines and (theirs is None or (base is not None and _has_same_members(theirs, base.theirs))):
        return MergedTopics(note_topics)  # most works in most runs: nobody changed anything in Zotero
    uid = names[0]
    before = overrides.topics(note_topics, names)
    added: frozenset[str] | set[str] = set()
    removed: frozenset[str] | set[str] = set()
    if theirs is not None:
        filed_now = {collection_topics[key] for key in theirs.collections & collection_topics.keys()}
        added_there = filed_now
        if base is not None:
            filed_before = {collection_topics[key] for key in base.theirs.collections & collection_topics.keys()}
            filed_by_us = {collection_topics[key] for key in base.ours.collections & collection_topics.keys()}
            added_there = {tag for tag in theirs.tags - base.theirs.tags if is_topic(tag)} | (filed_now - filed_before)
            removed_there = (base.theirs.tags - theirs.tags) | ((filed_before - filed_now) & filed_by_us)
            removed = removed_there & (before | {ROOT}) - added_there
        added = added_there - before
        was_taken_out = any(override.name == ROOT for override in overrides.about("remove", names))
        if not before & set(collection_topics.values()) and not was_taken_out:
            added.discard(ROOT)  # a work without a collection belongs there anyway
    new, obsolete = [], []
    known = set(overrides.about("add", names)) | set(overrides.about("remove", names))
    for verb, topics in (("add", added), ("remove", removed)):
        opposite = "remove" if verb == "add" else "add"
        for topic in sorted(topics):
            obsolete += [override for override in known if override.verb == opposite and override.name == topic]
            if (topic in note_topics) == (verb == "remove") or topic == ROOT:
                new.append(Override(verb, uid, topic))
    # What the notes themselves say by now does not need a line.
    for override in known:
        is_redundant = override.name != ROOT and (override.name in note_topics) == (override.verb == "add")
        if override not in obsolete and is_redundant:
            obsolete.append(override)
    after = (before | added) - removed
    about_root = [
        override.verb == "add" for override in [*known, *new] if override.name == ROOT and override not in obsolete
    ]
    return MergedTopics(after - {ROOT}, tuple(new), tuple(sorted(obsolete)), about_root[-1] if about_root else None)


def _has_same_members(theirs: Content, before: Content) -> bool:
    return theirs.tags == before.tags and theirs.collections == before.collections
