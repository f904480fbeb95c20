"""Decide about the doubtful pages of a vault by what its notes on works have in common: folder, tags, form of names.

Somebody who keeps notes on works among other things keeps them apart: in "Sources", with #paper, as "@roe1970". Where
most pages are about something else, a page that shows nothing but a title, or a link to some page of the web, is a note
on a work only if it is kept as these are. A page that says of itself that it is about a work needs no such company.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from biblio.model.note import Note
from biblio.readers.doubtful_pages import FEWEST_PAGES, may_be_doubtful
from biblio.readers.folders_of_files import FEW, folders_of
from biblio.readers.markdown.kind_words import is_book_word
from biblio.readers.markdown.note_file_names import read_file_name
from biblio.readers.markdown.paper_talk import names_a_paper
from biblio.readers.markdown.shelf_names import shelf_kind

__all__ = ["VaultPage", "pages_apart_from_works", "vault_page"]

_FEWEST_NOTES = 5  # on works, from which a vault has a convention
_OF_OTHER_THINGS = 0.5  # the share of notes in a vault below which it is one of other things
_MOSTLY = 0.5  # of the pages that have something in common: those that are notes on works
_BETWEEN_NAMES = re.compile(r"___|%2F|\.(?=[^\s.])", re.IGNORECASE)  # namespaces of Logseq and Dendron
_NUMBER_IN_FRONT = re.compile(r"(\d+)([-_. ]+)(?=\S)")
_WORD_IN_FRONT = re.compile(r"([^\W_]+)(_+|\s?-\s|\s?[:：]\s?)(?=\S)")


@dataclass(frozen=True, slots=True)
class VaultPage:
    """A page of a vault: what it may have in common with others (`traits`), and what it is.

    `is_evident` says that something on it tells that it is a note on a work, `is_doubtful` that it would be one
    although nothing does. A page that is neither is none.
    """

    traits: frozenset[tuple[str, str]]
    is_evident: bool = False
    is_doubtful: bool = False


def vault_page(name: str, note: Note | None) -> VaultPage:
    """Return the page with this path below the source (with slashes), which is this note, or none."""
    if note is None:
        return VaultPage(_traits(name, ()))
    is_told = not may_be_doubtful(note) or _is_on_shelf(name) or names_a_paper(note.comment)
    return VaultPage(_traits(name, note.tags), is_evident=is_told, is_doubtful=not is_told)


def pages_apart_from_works(pages: Mapping[str, VaultPage]) -> set[str]:
    """Return the keys of the doubtful ones among all `pages` of a vault that are not kept as its notes on works are."""
    doubtful = {key for key, page in pages.items() if page.is_doubtful}
    evident = sum(page.is_evident for page in pages.values())
    if not doubtful or len(pages) < FEWEST_PAGES or evident < _FEWEST_NOTES:
        return set()
    if len(doubtful) + evident >= _OF_OTHER_THINGS * len(pages):
        return set()
    marks = _marks(pages.values())
    return {key for key in doubtful if marks.isdisjoint(pages[key].traits)}


def _is_on_shelf(name: str) -> bool:
    folders = name.split("/")[:-1]
    return read_file_name(name).is_in_library or any(shelf_kind(part) or is_book_word(part) for part in folders)


def _marks(pages: Collection[VaultPage]) -> set[tuple[str, str]]:
    """Return what several evident pages have in common, and few of those that are no notes."""
    evident = Counter(trait for page in pages if page.is_evident for trait in page.traits)
    candidates = {trait for trait, count in evident.items() if count >= FEW}
    known = (page for page in pages if not page.is_doubtful)
    counts = Counter(trait for page in known for trait in page.traits & candidates)
    return {trait for trait in candidates if evident[trait] >= _MOSTLY * counts[trait]}


def _traits(name: str, tags: Collection[str]) -> frozenset[tuple[str, str]]:
    """Return what a page may have in common with others: folders, namespaces, tags, and how its name begins."""
    folder, _, base = name.rpartition("/")
    stem = base.rpartition(".")[0] or base
    traits = {("folder", path) for path in folders_of(name) if path}
    traits.update(("space", f"{folder}/{stem[: match.start()]}") for match in _BETWEEN_NAMES.finditer(stem))
    for tag in tags:
        parts = tag.casefold().split("/")
        traits.update(("tag", "/".join(parts[:count])) for count in range(1, len(parts) + 1))
    traits.update(("name", beginning) for beginning in _beginnings(stem))
    return frozenset(traits)


def _beginnings(stem: str) -> Iterator[str]:
    """Yield how a name begins: with a sign ("@roe1970"), a number ("2015_Roe_Lamps"), a word apart ("hls__lamps")."""
    if stem and not (stem[0].isalnum() or stem[0].isspace()):
        yield stem[0]
    if number := _NUMBER_IN_FRONT.match(stem):
        yield "#" * len(number[1]) + number[2]
    if word := _WORD_IN_FRONT.match(stem):
        yield word[1].casefold() + word[2]
        if word[2] == "_":  # "Roe_Lamps at sea": the word is another one each time
            yield word[2]
