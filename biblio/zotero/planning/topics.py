"""The tags of one work in both places: what a person added or took out in Zotero, as tag or by a collection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content
from biblio.zotero.overrides import Fact, Overrides
from biblio.zotero.planning.collections import ROOT

__all__ = ["Topics", "pull_topics"]


@dataclass(frozen=True, slots=True)
class Topics:
    """A work's tags after both sides were heard, what to remember of that, and whether it stands in the root."""

    names: frozenset[str]
    facts: tuple[Fact, ...]
    dropped: tuple[Fact, ...]
    in_root: bool | None  # None: only where it stands nowhere else


def pull_topics(
    noted: frozenset[str],
    names: tuple[str, ...],
    overrides: Overrides,
    *,
    base: Base | None,
    theirs: Content | None,
    shelves: Mapping[str, str],
    is_topic: Callable[[str], bool],
) -> Topics:
    """Return the tags of the work that is called `names` and whose notes give it `noted`.

    `theirs` is its item, None where there is none yet; `shelves` gives the topics of our collections that exist;
    `is_topic` tells which tags of an item are any of the notes' business. Without a base nothing was taken out.
    """
    uid = names[0]
    before = overrides.topics(noted, names)
    added: frozenset[str] | set[str] = set()
    removed: frozenset[str] | set[str] = set()
    if theirs is not None:
        shelved = {shelves[key] for key in theirs.collections & shelves.keys()}
        new = shelved
        if base is not None:
            then = {shelves[key] for key in base.theirs.collections & shelves.keys()}
            ours = {shelves[key] for key in base.ours.collections & shelves.keys()}
            new = {tag for tag in theirs.tags - base.theirs.tags if is_topic(tag)} | (shelved - then)
            removed = ((base.theirs.tags - theirs.tags) | ((then - shelved) & ours)) & (before | {ROOT}) - new
        added = new - before
        if not before & set(shelves.values()):
            added.discard(ROOT)  # that is where it belongs
    facts, dropped = [], []
    known = set(overrides.about("add", names)) | set(overrides.about("remove", names))
    for verb, topics in (("add", added), ("remove", removed)):
        opposite = "remove" if verb == "add" else "add"
        for topic in sorted(topics):
            dropped += [fact for fact in known if fact.verb == opposite and fact.name == topic]
            if (topic in noted) == (verb == "remove") or topic == ROOT:
                facts.append(Fact(verb, uid, topic))
    # What the notes themselves say meanwhile needs no line of its own.
    for fact in known:
        if fact not in dropped and fact.name != ROOT and (fact.name in noted) == (fact.verb == "add"):
            dropped.append(fact)
    after = (before | added) - removed
    about_root = [fact.verb == "add" for fact in [*known, *facts] if fact.name == ROOT and fact not in dropped]
    return Topics(after - {ROOT}, tuple(facts), tuple(sorted(dropped)), about_root[-1] if about_root else None)
