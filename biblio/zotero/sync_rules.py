"""The rules of a sync: which works and tags go to Zotero, how collections nest, how much a plan may change unasked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from biblio.text import fold

__all__ = ["SyncRules", "matches_patterns"]


@dataclass(frozen=True, slots=True)
class SyncRules:
    """What goes where in Zotero. `root` is the name of the root collection, empty for the top of the library.

    `tags` and `collections` are patterns of the tags that become tags of items and collections; `only` are patterns of
    the tags that a work must have to be synced at all; `ignored` tags of items never count as tags of works. `minimum`
    is how many works a tag needs before it gets a collection. A tag nests below another by `separator` ("AI/NLP") or by
    `parents` (tag → tag above it). `limit` is the share of items (0 to 1) that a plan may change or remove without
    `--force`; with `trash`, items that nothing refers to any more go to the trash.
    """

    root: str = "biblio"
    tags: tuple[str, ...] = ("*",)
    collections: tuple[str, ...] = ("*",)
    only: tuple[str, ...] = ("*",)
    ignored: tuple[str, ...] = ()
    minimum: int = 1
    separator: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    limit: float = 0.3
    trash: bool = False

    def is_topic(self, tag: str) -> bool:
        """Return whether a tag of an item counts as one of the work's tags."""
        return matches_patterns(tag, self.tags) and fold(tag) not in map(fold, self.ignored)


def matches_patterns(tag: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a tag matches one of the patterns and none that begins with "!"; case does not count."""
    if patterns == ("*",):
        return True
    name = tag.casefold()
    excluded = any(fnmatchcase(name, pattern[1:].casefold()) for pattern in patterns if pattern.startswith("!"))
    included = [pattern for pattern in patterns if not pattern.startswith("!")] or ["*"]
    return not excluded and any(fnmatchcase(name, pattern.casefold()) for pattern in included)
