"""Find the items that are works because those around them are, in the same form.

A line may have too little to be known as a work alone: its link leads to a site that nobody listed, its title is in
italics without a year. Where the works of a page have their titles in the same place, in the same marks and with a link
as well, such a line is one of them, in a list and between paragraphs. Sites, repositories, labels and sentences are
none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from biblio import patterns as re
from biblio.model.note import LinkRole
from biblio.readers.markdown.bullet_lists import work_of_title
from biblio.readers.markdown.inline import is_local_file, role_of_host
from biblio.readers.markdown.line_slots import MARKS_OF_TITLES, Slot, slots_of, without_box
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import field_of_line
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_aside
from biblio.readers.markdown.title_links import Listing, leads_to_reference, leads_to_site, what_is_listed
from biblio.readers.markdown.title_parts import add_byline, split_title
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold

__all__ = ["with_sibling_works"]

_LINK = re.compile(r"\]\(|\]\[|https?://|<a\s")
_OPENS_WITH_MARK = re.compile(r"\s{0,3}(?:\[(?!\^)|\*|_|[\"“„«『《])")
# An address, the day of a meeting ("23.10. Lecture"), and words that a link goes on with: "A tool from [the lab](…)".
_NO_TITLE = re.compile(
    r"://|^\d{1,2}[./-]\d{1,2}\b|\s(?:from|of|the|an?|in|on|for|at|to|by|with|and|or|via|see|de|del|la|von|der|des|du)$"
)
_FEWEST, _SOME, _MOSTLY, _MANY, _NEARLY_ALL = 3, 0.4, 0.6, 8, 0.8
_LONGEST, _MOST_PLACES = 1_000, 4
_BESIDE = 16  # characters that tell one title from the others of a page


class _Form(NamedTuple):
    """How an item has its title: the marks of its parts up to the title, whether there is a link, and in a list.

    Without a link, what follows the title counts as well: a year in brackets, or a remark.
    """

    marks: tuple[str, ...]
    has_link: bool
    is_listed: bool
    behind: str


class _Item(NamedTuple):
    item: ListItem
    text: str
    slots: tuple[Slot, ...]
    has_link: bool
    headings: tuple[str, ...]
    is_listed: bool

    def form(self, place: int) -> _Form:
        """Return the form of the item if its title is the slot at `place`."""
        marks = tuple(slot.kind for slot in self.slots[: place + 1])
        behind = next((slot.kind for slot in self.slots[place + 1 :]), "") if not self.has_link else ""
        return _Form(marks, self.has_link, self.is_listed, behind)


def with_sibling_works(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], works: Sequence[ListedWork]
) -> list[ListedWork]:
    """Return the works of a page, with the items that have the form of most of them, in order."""
    sure = {work.start: work for work in works if work.certainty >= Certainty.CITED and work.title}
    if len(sure) < _FEWEST:
        return list(works)
    items = list(_items(blocks))
    # What stands below a work between paragraphs was taken for a remark on it, but may be the next one.
    between = {item.item.start for item in items if not item.is_listed}
    covered = {row for work in works if work.start not in between for row in range(work.start, work.end)}
    covered |= {work.start for work in works}
    counts: Counter[_Form] = Counter()
    authored: Counter[_Form] = Counter()
    sections: dict[_Form, set[tuple[str, ...]]] = {}
    unread: list[_Item] = []
    tags: dict[tuple[str, ...], tuple[str, ...]] = {}  # of the works below the same headings
    for item in items:
        work = sure.get(item.item.start)
        if work is not None:
            place = _place_of_title(item, work.title)
            if place is not None:
                counts[item.form(place)] += 1
                authored[item.form(place)] += bool(work.citation.byline.authors)
                sections.setdefault(item.form(place), set()).add(item.headings)
                tags.setdefault(item.headings, work.tags)
        elif item.item.start not in covered and not any(map(is_aside, item.headings[-1:])):
            unread.append(item)
    joined: dict[int, ListedWork] = {}
    for form, count in counts.most_common():
        if count < _FEWEST or not _tells(form):
            continue
        similar_items = [item for item in unread if item.form(len(form.marks) - 1) == form]
        share = count / (count + len(similar_items))
        is_sure = count >= _MANY and share >= _NEARLY_ALL  # then posts and slides are some of what is listed
        works_of_form = ((item, _work(page, item, form, is_any_text=is_sure)) for item in similar_items)
        candidates = [(item, work) for item, work in works_of_form if work is not None]
        for item, work in candidates:
            is_of_others = what_is_listed(item.headings) is Listing.OTHER_THINGS
            is_title = title_shape(work.title) is TitleShape.WORK and not is_of_others
            if form.marks[-1] == "plain" and authored[form] >= _MOSTLY * count:
                is_title = is_title and bool(work.citation.byline.authors)
                if not (is_title or work.citation.byline.authors):
                    continue  # a line without names is a remark there
            # Below "Podcasts", where no work is, only what is called like one can be one.
            is_beside = share >= _MOSTLY and (item.headings in sections[form] or (is_sure and not is_of_others))
            if is_beside or (is_title and share >= _SOME):
                joined.setdefault(work.start, replace(work, tags=tags.get(item.headings, ())))
    if not joined:
        return list(works)
    starts = sorted(joined)
    return sorted([*(_cut(page, work, starts) for work in works), *joined.values()], key=lambda work: work.start)


def _cut(page: MarkdownPage, work: ListedWork, starts: Sequence[int]) -> ListedWork:
    """Return a work up to the first of `starts`, those of other works, that is within it."""
    place = bisect_right(starts, work.start)
    if place == len(starts) or starts[place] >= work.end:
        return work
    end = starts[place]
    first = next((row for row in range(work.start, end) if not page.lines[row].strip()), end)
    while end > first and not page.lines[end - 1].strip():
        end -= 1
    comment = "\n\n".join(filter(None, (work.citation.remark, "\n".join(page.lines[first:end]).strip("\n"))))
    links = tuple(link for link in work.links if link.line < page.first_line + end)
    return replace(work, end=end, comment=comment, links=links)


def _items(blocks: Sequence[OutlineBlock]) -> Iterator[_Item]:
    above: tuple[Heading, ...] = ()
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            above = (*(heading for heading in above if heading.level < block.level), block)
        elif isinstance(block, ListBlock):
            yield from _items_of_list(block.items, tuple(plain_value(heading.text) for heading in above))
        elif isinstance(block, Paragraph) and _OPENS_WITH_MARK.match(block.text):
            below = takewhile(_is_about_above, blocks[number + 1 :])
            end = max([block.end, *(other.end for other in below)])
            item = ListItem(block.start, end, [block])
            yield from _item_of(item, tuple(plain_value(heading.text) for heading in above), is_listed=False)


def _is_about_above(block: OutlineBlock) -> bool:
    """Return whether a block is about the work that is named above it: a paragraph that begins with no mark."""
    return isinstance(block, Paragraph) and not _OPENS_WITH_MARK.match(block.text)


def _items_of_list(items: Sequence[ListItem], headings: tuple[str, ...]) -> Iterator[_Item]:
    for item in items:
        yield from _item_of(item, headings, is_listed=True)
        yield from _items_of_list(item.items, headings)


def _item_of(item: ListItem, headings: tuple[str, ...], *, is_listed: bool) -> Iterator[_Item]:
    text = item.paragraphs[0].text.replace("\n", " ") if item.paragraphs else ""
    if 0 < len(text) <= _LONGEST:
        slots = tuple(slots_of(without_box(text)))
        yield _Item(item, text, slots, _LINK.search(text) is not None, headings, is_listed)


def _place_of_title(item: _Item, title: str) -> int | None:
    """Return which slot of an item is its title, or None."""
    words = fold(title)[:_BESIDE]
    parts = [(place, slot, fold(slot.words)) for place, slot in enumerate(item.slots[:_MOST_PLACES])]
    places = [place for place, _, part in parts if part.startswith(words)]
    # "Jane Roe. A primer": the words between marks may begin with who wrote it.
    places += [place for place, slot, part in parts if slot.kind == "plain" and words in part]
    return places[0] if places else None


def _tells(form: _Form) -> bool:
    """Return whether a form says more than that there are words: it has a link, or a mark of titles."""
    return form.has_link or form.marks[-1] in MARKS_OF_TITLES


def _work(page: MarkdownPage, item: _Item, form: _Form, *, is_any_text: bool) -> ListedWork | None:
    """Return an item as a work whose title is the last part of `form`; None if it is rather something else.

    With `is_any_text`, posts and slides are works too.
    """
    title = item.slots[len(form.marks) - 1].words.rstrip(" .,;:")
    if not _may_be_title(title):
        return None
    work = work_of_title(page, item.item)
    urls = [link.url for link in (*work.citation.links, *work.links)]
    if item.text.startswith("[") and "](#" in item.text:
        return None  # a place on the page
    roles = (LinkRole.POST, LinkRole.SLIDES, LinkRole.EXPLAINER) if is_any_text else ()
    if any(
        leads_to_site(url) or leads_to_reference(url) or role_of_host(url) not in (None, LinkRole.OWN, *roles)
        for url in urls[:1]
    ):
        return None
    if work.citation.title_url and is_local_file(work.citation.title_url):
        return None
    if work.title and fold(work.title) in fold(title):
        return work  # the part has authors or a venue as well
    parts = split_title(title)
    byline = add_byline(parts.byline, work.citation.byline)
    citation = work.citation._replace(title=parts.title, other_titles=parts.other_titles, byline=byline, is_marked=True)
    return replace(work, citation=citation)


def _may_be_title(words: str) -> bool:
    """Return whether words can be a title: several, or East Asian ones, and no label, sentence, day or address."""
    if _NO_TITLE.search(words) or field_of_line(words)[0] == "summary":
        return False
    is_long = len(words.split()) > 1 or (not words.isascii() and len(words) > _FEWEST)
    return is_long and title_shape(words) is not TitleShape.NONE
