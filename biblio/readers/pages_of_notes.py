"""Leave out what only leads to notes: the entries of hub pages, where the pages they link to are notes themselves.

A map of content, an overview table or a paragraph links to the pages of the same vault: "**[A primer](papers/roe.md)**
(Roe 1970)", "| [[roe1970]] | 1970 |". Where such a page is a note of its own, the entry is no further work. An entry
with an identifier or an address of its own is one, whatever else it links to: unless it links to the note on that work.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from urllib.parse import unquote

from biblio.addresses import split_address
from biblio.extract.identifiers_in_text import leads_to_work
from biblio.model.note import LinkRole, Note
from biblio.model.record import Kind
from biblio.readers.markdown.title_links import leads_to_pdf
from biblio.text import fold

__all__ = ["entries_of_hubs", "last_parts_of_links", "may_be_entry", "page_stem", "pages_of_books", "with_entries"]

_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|qmd|rmd|html?)$", re.IGNORECASE)
_IN_REPOSITORY = re.compile(r"/(?:-/)?(?:blob|tree|raw|src)/[^/]+/(?P<path>.+)")
_CONTENTS = frozenset({"readme", "index", "_index"})
_DASH = re.compile(r"\s[—–-]\s|:\s")
_SEVERAL, _MANY, _MOSTLY = 2, 3, 0.6
_LONG_TITLE = 12  # characters that no two works have by chance


def entries_of_hubs(notes: Sequence[Note], titled: Collection[str], names: Mapping[str, str]) -> set[int]:
    """Return the places in `notes`, those of one source, of the entries that lead to other notes of it.

    `titled` are the files that have only a title: an entry that says nothing about a work but leads to one of them is
    no work either. An entry with an address of its own is one, unless it leads to the note on the same work. `names`
    has the paths of all files below the source folder, with slashes, by the sources of notes.
    """
    if not any(map(may_be_entry, notes)):
        return set()
    pages: dict[str, list[Note]] = {names[source]: [] for source in titled}
    for note in notes:
        pages.setdefault(names[note.source], []).append(note)
    vault = _Vault(pages)
    return {
        place for place, note in enumerate(notes) if may_be_entry(note) and vault.is_entry(note, names[note.source])
    }


def with_entries(notes: Sequence[Note], entries: Sequence[Note], names: Mapping[str, str]) -> list[Note]:
    """Return `notes`, those of one source, each with what only the entry that leads to it says of the work.

    `entries` are those that `entries_of_hubs` found, `names` as there. An entry says something of a page if it links to
    that page alone and the page is one note. Notes without tags have those of the entry in a table of contents.
    """
    pages: dict[str, list[Note]] = {}
    for note in notes:
        pages.setdefault(names[note.source], []).append(note)
    vault = _Vault(pages)
    joined: dict[str, Note] = {}
    for entry in entries:
        linked = vault.linked(entry, names[entry.source])
        page = linked.pop() if len(linked) == 1 else ""
        if len(pages.get(page, ())) == 1 and pages[page][0].line == 1:
            joined[page] = _with_entry(joined.get(page, pages[page][0]), entry)
    return [joined.get(names[note.source], note) for note in notes] if joined else list(notes)


def _with_entry(page: Note, entry: Note) -> Note:
    says_work = bool(entry.authors or entry.venue or entry.year)
    # One name without a year may be a journal or a site.
    names_people = bool(entry.year or entry.et_al or len(entry.authors) > 1)
    titles = {fold(name) for name in (page.title or "", *page.other_titles)}
    title = entry.title if says_work and entry.title and fold(entry.title) not in titles else None
    # "2019" says when, not about what.
    topics = [tag for tag in entry.tags if re.search(r"[^\W\d_]", tag)] if page_stem(entry.source) in _CONTENTS else []
    known = page.replace(
        authors=page.authors or (entry.authors if names_people else ()),
        et_al=page.et_al if page.authors else entry.et_al,
        venue=page.venue or entry.venue,
        year=page.year or entry.year,
        month=page.month if page.year or page.month else entry.month,
        other_titles=(*page.other_titles, title) if title else page.other_titles,
        tags=page.tags or tuple(topics),
    )
    return page if known == page else known


def pages_of_books(notes: Sequence[Note], titled: Mapping[str, Note], names: Mapping[str, str]) -> set[str]:
    """Return the files among `titled` that a list of the same source has as works, if there are several.

    Such a page is what somebody wrote about the work, although it says nothing but its title: the entries of a list of
    books lead to it, or a list in its folder has a work of that title. The arguments are those of `entries_of_hubs`;
    `titled` has what the files say by their sources.
    """
    if not titled:
        return set()
    sources = {names[source]: source for source in titled}
    pages = _linked_pages(notes, list(sources), names)
    pages |= _pages_of_listed_titles(notes, {names[source]: note for source, note in titled.items()}, names)
    if len(pages) < _SEVERAL:
        return set()
    # What lies among them in a folder, and is not in the list yet, is a book too.
    in_folders: dict[str, list[str]] = {}
    for path in sources:
        in_folders.setdefault(posixpath.dirname(path), []).append(path)
    for beside in in_folders.values():
        if sum(path in pages for path in beside) >= max(_SEVERAL, _MOSTLY * len(beside)):
            pages |= set(beside)
    return {sources[page] for page in pages}


def _linked_pages(notes: Sequence[Note], paths: Sequence[str], names: Mapping[str, str]) -> set[str]:
    """Return those of `paths` to which entries of books lead; `names` as for `pages_of_books`."""
    entries = [note for note in notes if note.kind_hint == Kind.BOOK.value and may_be_entry(note)]
    if len(entries) < _SEVERAL:
        return set()
    vault = _Vault({path: [] for path in paths})
    pages = {page for note in entries for page in vault.linked(note, names[note.source])}
    return pages if len(pages) >= _SEVERAL else set()


def _pages_of_listed_titles(notes: Sequence[Note], titled: Mapping[str, Note], names: Mapping[str, str]) -> set[str]:
    """Return the pages of `titled` called like works in lists of their folders, if most pages of a folder are."""
    listed = {
        (posixpath.dirname(names[note.source]), fold(note.title))
        for note in notes
        if note.title and note.line > 1 and note.layout == "markdown"
    }
    folders: dict[str, list[tuple[str, bool]]] = {}
    for path, note in titled.items() if listed else ():
        folder = posixpath.dirname(path)
        folders.setdefault(folder, []).append((path, (folder, fold(note.title or "")) in listed))
    pages = set[str]()
    for beside in folders.values():
        called = {path for path, is_listed in beside if is_listed}
        if len(called) >= max(_MANY, _MOSTLY * len(beside)):
            pages |= called
    return pages


def may_be_entry(note: Note) -> bool:
    """Return whether a note is an item of a page, and has a link to another page, or may be to it by an address.

    The contents of a collection may lead to its pages on the person's site.
    """
    if note.layout != "markdown" or note.line == 1:
        return False
    if _is_in_contents(note):
        return True
    return bool(note.references) or any(link.role is LinkRole.PAGE for link in note.links)


def _is_in_contents(note: Note) -> bool:
    """Return whether a note is an item of a README or an index that nothing but a title and addresses describe."""
    if page_stem(note.source) not in _CONTENTS or not note.title or note.authors or note.venue:
        return False
    return bool(note.links) and not any(leads_to_work(link.url) or leads_to_pdf(link.url) for link in note.links)


def last_parts_of_links(note: Note) -> set[str]:
    """Return the names, as `page_stem` gives them, of the pages to which an item may lead, and of their folders."""
    targets = [link.url for link in note.links if link.role is LinkRole.PAGE]
    targets += [reference.target for reference in note.references]
    parts = {_stem(target.partition("?")[0] if "://" in target else target).rpartition("/")[2] for target in targets}
    if not parts.isdisjoint(("", ".", "..")):
        parts.update(note.source.casefold().split("/")[:-1])  # a page that is called as a folder above this one
    return parts


def page_stem(path: str) -> str:
    """Return the name of a page without its folder and suffix, in lower case."""
    return _SUFFIX.sub("", path).casefold().rpartition("/")[2]


class _Vault:
    """The pages of a source, with their notes; a page that has only a title has none yet."""

    def __init__(self, pages: Mapping[str, list[Note]]) -> None:
        self._pages = pages
        self._titles_of_pages = {
            fold(note.title)
            for of_page in pages.values()
            for note in of_page
            if note.line == 1 and note.title and len(note.title) >= _LONG_TITLE and len(of_page) == 1
        }
        self._by_path: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for path in pages:
            stem = _SUFFIX.sub("", path).casefold()
            self._by_path[stem] = path
            self._by_name.setdefault(stem.rpartition("/")[2], path)

    def linked(self, note: Note, path: str) -> set[str]:
        """Return the other pages to which `note`, on the page `path`, leads."""
        pages = {self._page(link.url, path) for link in note.links if link.role is LinkRole.PAGE}
        return pages - {path, ""}

    def is_entry(self, note: Note, path: str) -> bool:
        """Return whether `note`, on the page `path`, only leads to other pages, or to that on the same work."""
        linked = self.linked(note, path)
        if _is_in_contents(note) and fold(note.title or "") in self._titles_of_pages:
            return True
        if note.has_own_link:
            mentioned = {page for reference in note.references if (page := self._page(reference.target, path))}
            others = [other for page in {*linked, *mentioned} - {path} for other in self._pages[page]]
            return any(other.line == 1 and _is_same_work(note, other) for other in others)
        is_bare = not (note.authors or note.venue or note.year)
        if any(self._pages[page] or is_bare for page in linked):
            return True
        targets = [reference.target for reference in note.references if reference.line == note.line]
        mentioned = {page for target in targets if (page := self._page(target, path))} - {path}
        described = [other for page in mentioned for other in self._pages[page] if other.line == 1]
        # "[[roe1970]] — what it finds (ICML 1970)"
        title = note.title or ""
        called = {title, _DASH.split(title, maxsplit=1)[0]}
        is_name = not _names(targets, described).isdisjoint(map(fold, called))
        if not described:
            return is_bare and bool(mentioned) and is_name
        return (
            is_name
            or len(described) >= _SEVERAL
            or not (note.authors or note.venue)
            or any(_is_same_citation(note, other) for other in described)
        )

    def _page(self, target: str, path: str) -> str:
        """Return the path of the page that a link on the page `path` leads to; empty if it is none of the vault."""
        if "://" in target:
            match = _IN_REPOSITORY.search(split_address(target).path)
            return self._by_path.get(_stem(match["path"]), "") if match else ""
        stem = _stem(target)
        folder = posixpath.dirname(path).casefold()
        for place in (posixpath.normpath(posixpath.join(folder, stem)), stem.lstrip("/")):
            for name in (place, f"{place}/index", f"{place}/readme"):
                if name in self._by_path:
                    return self._by_path[name]
        return self._by_name.get(stem, "")


def _stem(target: str) -> str:
    return _SUFFIX.sub("", unquote(target).partition("#")[0].strip().rstrip("/")).casefold()


def _names(targets: Iterable[str], notes: Collection[Note]) -> set[str]:
    """Return what the pages are called, folded: by their links and their titles."""
    titles = (title for note in notes for title in (note.title or "", *note.other_titles))
    return {fold(name) for name in (*targets, *(target.rpartition("/")[2] for target in targets), *titles)}


def _is_same_work(note: Note, other: Note) -> bool:
    """Return whether two notes have an address or a title in common."""
    addresses = {link.url for link in note.links if link.role is LinkRole.OWN}
    if any(link.url in addresses for link in other.links if link.role is LinkRole.OWN):
        return True
    title = fold(note.title or "")
    return bool(title) and title in {fold(name) for name in (other.title or "", *other.other_titles)}


def _is_same_citation(note: Note, other: Note) -> bool:
    """Return whether two notes name the same year and first author."""
    if note.year is None or note.year != other.year or not note.authors or not other.authors:
        return False
    return bool(set(fold(note.authors[0]).split()) & set(fold(other.authors[0]).split()))
