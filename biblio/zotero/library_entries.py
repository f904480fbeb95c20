"""The items of a Zotero library as entries that can be notes: which ones a source selects, and what each says.

A source is ``zotero:`` for the configured library, ``zotero:groups/123`` for another one, followed by ``tag/NAME`` or
``collection/NAME`` for a part of it ("zotero:groups/123/collection/Thesis/Chapter 2"). A name alone is a collection, or
else a tag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import msgspec

from biblio.errors import SourceError
from biblio.formats.library_entry import LibraryEntry
from biblio.formats.zotero_item import read_zotero_item
from biblio.model.note import Note
from biblio.settings import ZOTERO_PREFIX
from biblio.text import fold
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.note_html import note_id_in
from biblio.zotero.object_content import Data, read_content
from biblio.zotero.schema import is_regular

__all__ = ["ZoteroSelection", "is_own_library", "item_digest", "item_of_note", "parse_selection", "select_entries"]

_SOURCE = re.compile(
    r"(?:(?P<library>users/\d+|groups/[1-9]\d*)(?:/|$))?"
    r"(?:(?P<kind>tag|collection)[/=:]\s*|(?P<hash>#))?(?P<name>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ZoteroSelection:
    """The items of a library that are notes: `library` is its path, or empty for the configured one.

    `tag` and `collection` select a part; `name` is one of both, a collection if there is one of that name. A collection
    may be a path ("Thesis/Chapter 2"). If all are empty, every item is selected.
    """

    library: str = ""
    tag: str = ""
    collection: str = ""
    name: str = ""


def parse_selection(source: str) -> ZoteroSelection:
    """Return what a source selects ("zotero:tag/to-read"). Raises `SourceError` if a tag or collection has no name."""
    match = _SOURCE.fullmatch(source.removeprefix(ZOTERO_PREFIX).strip())
    assert match is not None  # the last group matches anything
    library, name = match["library"] or "", match["name"].strip().strip("/")
    kind = "tag" if match["hash"] else match["kind"]
    if kind and not name:
        raise SourceError(source, f"has no name of a {kind}", hint=f'write it as in "zotero:{kind}/to-read"')
    if kind == "tag":
        return ZoteroSelection(library, tag=name)
    return ZoteroSelection(library, collection=name) if kind else ZoteroSelection(library, name=name)


def item_of_note(note: Note, library: str) -> str:
    """Return the key of the item of `library` (as the settings name it) that a note was read from; empty if of none."""
    if not note.source.startswith(ZOTERO_PREFIX):
        return ""
    is_here = is_own_library(parse_selection(note.source), library)
    return dict(note.fields).get("export-id", "") if is_here else ""


def item_digest(data: Data) -> str:
    """Return twelve hex digits that name what an item says: its type, fields and people, but no tags."""
    content = read_content(data)
    return blake2b(
        msgspec.json.encode([content.kind, content.fields, content.creators], order="sorted"), digest_size=6
    ).hexdigest()


def is_own_library(selection: ZoteroSelection, library: str) -> bool:
    """Return whether a selection is from `library`, as the settings name it."""
    return selection.library in ("", library)


def select_entries(
    snapshot: LibrarySnapshot,
    selection: ZoteroSelection,
    source: str,
    *,
    root: str = "",
    made: Collection[str] = (),
) -> Iterator[LibraryEntry]:
    """Yield the selected items of a library that stand for works, by the time they were added, without trashed ones.

    Child notes are the entries' comments, except those that biblio wrote. `root` is the collection with biblio's own
    ones, `made` are the keys of items that biblio made of other notes: they are left out, except from a collection of
    the user's. Raises `SourceError` if there is no such tag or collection.
    """
    paths = _collection_paths(snapshot)
    own = {key for key, path in paths.items() if root and path[0] == root}
    chosen = _chosen_collections(paths, own, selection, source)
    tag = selection.tag or ("" if chosen else selection.name)
    hidden = frozenset(made) if chosen is None or chosen <= own else frozenset()
    notes = _child_notes(snapshot)
    items = sorted(snapshot.items.values(), key=lambda data: (str(data.get("dateAdded", "")), str(data.get("key", ""))))
    is_empty = True
    for data in items:
        if data.get("deleted") or not is_regular(str(data.get("itemType", ""))):
            continue
        collections = [key for key in data.get("collections", ()) if key in paths]
        has_tag = not tag or any(fold(written) == fold(tag) for written in _tags(data))
        if not has_tag or (chosen is not None and chosen.isdisjoint(collections)):
            continue
        is_empty = False
        if data["key"] in hidden:
            continue
        names = sorted(" / ".join(paths[key]) for key in collections if key not in own)
        entry = read_zotero_item(data, source="zotero", notes=notes.get(data["key"], ()), collections=names)
        if entry is not None:
            yield entry
    if tag and is_empty:
        what = f"has no item with the tag {tag!r}" if selection.tag else f"has no collection and no tag {tag!r}"
        raise SourceError(source, what, hint="zotero:tag/NAME or zotero:collection/NAME selects a part of the library")


def _tags(data: Data) -> list[str]:
    return [str(row.get("tag", "")) for row in data.get("tags", ())]


def _collection_paths(snapshot: LibrarySnapshot) -> dict[str, tuple[str, ...]]:
    """Return the names of every collection and of those around it, from the outermost, by key; without trashed ones."""
    paths: dict[str, tuple[str, ...]] = {}
    for key in snapshot.collections:
        names: list[str] = []
        current: Any = key
        seen: set[str] = set()
        while current in snapshot.collections and current not in seen:
            seen.add(current)
            collection: Mapping[str, Any] = snapshot.collections[current]
            if collection.get("deleted"):
                names = []
                break
            names.insert(0, str(collection.get("name", "")))
            current = collection.get("parentCollection")
        if names:
            paths[key] = tuple(names)
    return paths


def _chosen_collections(
    paths: Mapping[str, tuple[str, ...]], own: Collection[str], selection: ZoteroSelection, source: str
) -> frozenset[str] | None:
    """Return the keys of the chosen collection and of all below it; None if the selection is no collection.

    Of collections with one name, those of the user count before biblio's `own`.
    """
    name = selection.collection or selection.name
    if not name:
        return None
    parts = [fold(part) for part in name.split("/")]
    folded = {key: [fold(part) for part in path] for key, path in paths.items()}
    # A collection's own name may have a slash.
    chosen = [key for key, path in folded.items() if path[-len(parts) :] == parts or path[-1] == fold(name)]
    if not chosen:
        if selection.name:
            return None
        raise SourceError(source, f"has no collection {name!r}", hint=f"collections: {_listed(paths)}")
    chosen = [key for key in chosen if key not in own] or chosen
    below = [path for key, path in folded.items() if key in chosen]
    return frozenset(key for key, path in folded.items() if any(path[: len(start)] == start for start in below))


def _listed(paths: Mapping[str, tuple[str, ...]]) -> str:
    names = sorted("/".join(path) for path in paths.values())
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "") if names else "none"


def _child_notes(snapshot: LibrarySnapshot) -> dict[str, list[str]]:
    """Return the HTML of the notes of every item, by its key, without those that biblio made from notes."""
    notes: dict[str, list[str]] = {}
    for data in snapshot.items.values():
        text, parent = str(data.get("note", "")), data.get("parentItem")
        is_note = data.get("itemType") == "note" and not data.get("deleted")
        if is_note and parent and not note_id_in(text):
            notes.setdefault(str(parent), []).append(text)
    return notes
