"""Find the items that are works because those around them are, in the same form.

A line may have too little to be known as a work alone: its link leads to a site that nobody listed, its title is in
italics without a year. Where the works of the lists of a page have their titles in the same place, in the same marks
and with a link as well, such a line is one of them. Sites, repositories, labels and sentences are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.bullet_lists import work_of_title
from biblio.readers.markdown.inline import is_local_file, role_of_host
from biblio.readers.markdown.line_slots import MARKS_OF_TITLES, Slot, slots_of, without_box
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_aside
from biblio.readers.markdown.title_links import Listing, leads_to_reference, leads_to_site, what_is_listed
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold

__all__ = ["with_sibling_works"]

_LINK = re.compile(r"\]\(|\]\[|https?://|<a\s")
_FEWEST, _SOME, _MOSTLY = 3, 0.4, 0.6
_LONGEST, _MOST_PLACES = 1_000, 4
_BESIDE = 16  # characters that tell one title from the others of a page


class _Form(NamedTuple):
    """How an item has its title: the marks of its parts up to the title, and whether there is a link."""

    marks: tuple[str, ...]
    has_link: bool


class _Item(NamedTuple):
    item: ListItem
    text: str
    slots: tuple[Slot, ...]
    has_link: bool
    headings: tuple[str, ...]

    def form(self, place: int) -> _Form:
        """Return the form of the item if its title is the slot at `place`."""
        return _Form(tuple(slot.kind for slot in self.slots[: place + 1]), self.has_link)


def with_sibling_works(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], works: Sequence[ListedWork]
) -> list[ListedWork]:
    """Return the works of a page, with the items that have the form of most of them, in order."""
    sure = {work.start: work for work in works if work.certainty >= Certainty.CITED and work.title}
    if len(sure) < _FEWEST:
        return list(works)
    covered = {row for work in works for row in range(work.start, work.end)}
    counts: Counter[_Form] = Counter()
    unread: list[_Item] = []
    tags: dict[tuple[str, ...], tuple[str, ...]] = {}  # of the works below the same headings
    for item in _items(blocks):
        work = sure.get(item.item.start)
        if work is not None:
            place = _place_of_title(item, work.title)
            if place is not None:
                counts[item.form(place)] += 1
                tags.setdefault(item.headings, work.tags)
        elif item.item.start not in covered and not any(map(is_aside, item.headings[-1:])):
            unread.append(item)
    joined: dict[int, ListedWork] = {}
    for form, count in counts.most_common():
        if count < _FEWEST or not _tells(form):
            continue
        similar_items = [item for item in unread if item.form(len(form.marks) - 1) == form]
        candidates = [(item, work) for item in similar_items if (work := _work(page, item, form)) is not None]
        share = count / (count + len(similar_items))
        for item, work in candidates:
            is_title = title_shape(work.title) is TitleShape.WORK
            is_title = is_title and what_is_listed(item.headings) is not Listing.OTHER_THINGS
            if share >= _MOSTLY or (is_title and share >= _SOME):
                joined.setdefault(work.start, replace(work, tags=tags.get(item.headings, ())))
    return sorted([*works, *joined.values()], key=lambda work: work.start) if joined else list(works)


def _items(blocks: Sequence[OutlineBlock]) -> Iterator[_Item]:
    above: tuple[Heading, ...] = ()
    for block in blocks:
        if isinstance(block, Heading):
            above = (*(heading for heading in above if heading.level < block.level), block)
        elif isinstance(block, ListBlock):
            yield from _items_of_list(block.items, tuple(plain_value(heading.text) for heading in above))


def _items_of_list(items: Sequence[ListItem], headings: tuple[str, ...]) -> Iterator[_Item]:
    for item in items:
        text = item.paragraphs[0].text.replace("\n", " ") if item.paragraphs else ""
        if 0 < len(text) <= _LONGEST:
            yield _Item(item, text, tuple(slots_of(without_box(text))), _LINK.search(text) is not None, headings)
        yield from _items_of_list(item.items, headings)


def _place_of_title(item: _Item, title: str) -> int | None:
    """Return which slot of an item is its title, or None."""
    words = fold(title)[:_BESIDE]
    places = (place for place, slot in enumerate(item.slots[:_MOST_PLACES]) if fold(slot.words).startswith(words))
    return next(places, None)


def _tells(form: _Form) -> bool:
    """Return whether a form says more than that there are words: it has a link, or a mark of titles."""
    return form.has_link or form.marks[-1] in MARKS_OF_TITLES


def _work(page: MarkdownPage, item: _Item, form: _Form) -> ListedWork | None:
    """Return an item as a work whose title is the last part of `form`; None if it is rather something else."""
    title = item.slots[len(form.marks) - 1].words.rstrip(" .,;:")
    if not _may_be_title(title):
        return None
    work = work_of_title(page, item.item)
    urls = [link.url for link in (*work.citation.links, *work.links)]
    if any(leads_to_site(url) or leads_to_reference(url) or role_of_host(url) for url in urls[:1]):
        return None
    if work.citation.title_url and is_local_file(work.citation.title_url):
        return None
    if fold(work.title) == fold(title):
        return work
    return replace(work, citation=work.citation._replace(title=title, other_titles=(), is_marked=True))


def _may_be_title(words: str) -> bool:
    """Return whether words can be a title: several, or East Asian ones, and no label or sentence."""
    is_long = len(words.split()) > 1 or (not words.isascii() and len(words) > _FEWEST)
    return is_long and title_shape(words) is not TitleShape.NONE
