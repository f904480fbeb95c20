"""Which works the notes mention: a link to another note is a mention of that note's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from biblio.model.note import LinkRole, Note
from biblio.text import fold

__all__ = ["mentioned_works", "note_address", "note_file_name", "note_targets"]


def note_targets(notes: Iterable[tuple[str, Note]]) -> dict[str, str]:
    """Return works by the names that other notes use for their notes, without names that several works share.

    `notes` are pairs of a work, named as the caller likes, and a note about it.
    """
    works_by_name: dict[str, set[str]] = {}
    for work, note in notes:
        for name in _reference_names(note):
            works_by_name.setdefault(name, set()).add(work)
    return {name: works.pop() for name, works in works_by_name.items() if len(works) == 1}


def mentioned_works(note: Note, targets: Mapping[str, str]) -> Iterator[str]:
    """Yield the works that `note` mentions, as `targets` (see `note_targets`) names them."""
    for reference in note.references:
        if reference.kind == "note":
            target = reference.target
            name = target if target.isdigit() else fold(note_file_name(target))
            if name in targets:
                yield targets[name]


def note_address(note: Note) -> str:
    """Return the address of the note's own page on the web; empty if it has none there."""
    pages = (link.url for link in note.links if link.role is LinkRole.PAGE)
    return next((url for url in pages if url.startswith(("http://", "https://"))), "")


def note_file_name(path: str) -> str:
    """Return the name of the file at `path`, which has slashes."""
    return path.rstrip("/").rpartition("/")[2]


def _reference_names(note: Note) -> Iterator[str]:
    """Yield the names that other notes use for `note`: its file name, its title, the number of its issue."""
    if note.layout == "markdown":
        name = note_file_name(note.source)
        yield fold(name.rpartition(".")[0] or name)
    if note.title:
        yield fold(note.title)
    if number := re.search(r"/issues/(\d+)$", note_address(note)):
        yield number[1]
