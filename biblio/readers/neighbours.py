"""What of all notes can matter to what the notes of other files are: it is kept to know what a change may do.

What one file says can decide what another one is. A file that has only a title is a note among notes on works; the item
of a page that leads to a note is none; an entry of a library completes the note with its key. These facts say for which
files that can be: a change of any other file matters to its own notes alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from biblio.model.note import Note
from biblio.readers.bare_files import may_be_bare
from biblio.readers.companions import LIBRARY_LAYOUTS
from biblio.readers.doubtful_pages import may_be_doubtful
from biblio.readers.own_author import has_only_an_author
from biblio.readers.pages_of_notes import last_parts_of_links, may_be_entry, page_stem
from biblio.readers.tables.index_rows import ROW_LAYOUTS
from biblio.text import fold

__all__ = ["FEEDING_LAYOUTS", "Neighbours", "neighbours_of"]

_FOR_FOLDERS = frozenset({"index", "readme"})  # pages to which the name of their folder leads
FEEDING_LAYOUTS = LIBRARY_LAYOUTS | ROW_LAYOUTS
"""Layouts whose rows and entries become part of the notes of other files."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What of all notes, as their readers gave them, can matter to others.

    `has_library` says that there are entries that complete the notes with their keys, `has_rows` that there are rows of
    tables, which complete the notes on the same works; `has_keys` that a note has a citation key, `has_bare` that one
    shows nothing but the name of its folder; `has_titled` that a file has only a title, `has_doubtful` that there is
    a page that may be a note without telling of a work, about which the pages around it decide. `linked` are
    the names of pages (without folder and suffix, in lower case) to which items of other pages lead; `silent` are the
    folded titles of pages that say nothing of a work: they may be called like an author or venue of another note.
    `joined` are the files (absolute paths) of which a note is not as its reader gave it, or is left out, because of
    what other files say; `alike` are those with only a title that are notes because they begin as others do, `named`
    those that are none because they are called like an author or venue of another note.
    """

    has_library: bool = False
    has_rows: bool = False
    has_keys: bool = False
    has_bare: bool = False
    has_titled: bool = False
    has_doubtful: bool = False
    linked: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    def with_more(self, other: Neighbours) -> Neighbours:
        """Return what can matter among the notes of both."""
        return Neighbours(
            self.has_library or other.has_library,
            self.has_rows or other.has_rows,
            self.has_keys or other.has_keys,
            self.has_bare or other.has_bare,
            self.has_titled or other.has_titled,
            self.has_doubtful or other.has_doubtful,
            self.linked | other.linked,
            self.silent | other.silent,
            self.joined | other.joined,
            self.alike | other.alike,
            self.named | other.named,
        )

    def may_matter(self, note: Note, name: str) -> bool:
        """Return whether other notes may be others if `note`, of the file with this path, comes, goes or changes."""
        if note.layout in FEEDING_LAYOUTS or may_be_entry(note):
            return True
        if note.authors and has_only_an_author(note.replace(tags=())):  # a source may take tags from fields
            return True
        if self.has_rows or (self.has_keys and self.has_bare) or (self.has_library and note.citekey):
            return True
        if (note.line == 1 and note.says_nothing) or (self.has_titled and note.line != 1):
            return True
        if self.silent and not self.silent.isdisjoint(map(fold, (*note.authors, note.venue or ""))):
            return True
        return self.leads_to(name)

    def leads_to(self, name: str) -> bool:
        """Return whether an item of a page may lead to the file with this path."""
        stem = page_stem(name)
        return stem in self.linked or (bool(self.linked) and stem in _FOR_FOLDERS)


def neighbours_of(
    notes: Iterable[Note],
    titles: Collection[str],
    joined: Collection[str] = (),
    *,
    has_doubtful: bool = False,
    alike: Collection[str] = (),
    named: Collection[str] = (),
) -> Neighbours:
    """Return what of `notes`, which are as their readers gave them, can matter to others.

    `titles` are those of the files that have only a title; the others are as in `Neighbours`, `has_doubtful` as far as
    the notes themselves do not tell it.
    """
    has_library = has_rows = has_keys = has_bare = False
    linked: set[str] = set()
    silent = set(map(fold, titles))
    for note in notes:
        if note.layout in FEEDING_LAYOUTS:
            has_library = has_library or note.layout in LIBRARY_LAYOUTS
            has_rows = has_rows or note.layout in ROW_LAYOUTS
            continue
        has_keys = has_keys or bool(note.citekey)
        has_bare = has_bare or may_be_bare(note)
        # An author whom all pages have is none.
        has_doubtful = has_doubtful or may_be_doubtful(note) or has_only_an_author(note)
        if may_be_entry(note):
            linked.update(last_parts_of_links(note))
        if note.line == 1 and note.says_nothing:  # maybe a page on a person or a journal; see `pages_of_names`
            silent.add(fold(note.title or ""))
    silent.discard("")
    return Neighbours(
        has_library, has_rows, has_keys, has_bare, bool(titles), has_doubtful,
        frozenset(linked), frozenset(silent), frozenset(joined), frozenset(alike), frozenset(named),
    )  # fmt: skip
