"""Tell a page on a topic, which leads to what others say about it, from a note on the work that it leads to.

Both may begin with a link. A careful reader compares what the page is called with what the link is called: a link to
"the paper", or one that has the title of the page, is that of a note; one with other words, one of several that stand
alike, or one to an encyclopedia or a manual is where somebody reads about "Attention", a tool or a person. Only pages
are judged that nothing but links make a note: no key, author, venue or tag says that they are about a work.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from biblio import patterns as re
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.citation import is_own_label
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.listed_works import ListedWork
from biblio.readers.markdown.note_header import NoteHeader
from biblio.readers.markdown.note_title import read_note_title
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.paper_links import PaperLink, PaperLinkSign, names_paper
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.title_links import (
    Listing,
    leads_to_known_work,
    leads_to_pdf,
    leads_to_reference,
    leads_to_site,
    what_is_listed,
)
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold, is_han_or_kana

__all__ = ["are_beside_text", "are_mentioned", "is_on_a_topic"]

# Keys that have all that somebody found: "links", "video links", "references", "see also".
_SEVERAL = re.compile(
    r"(?:.*\s)?(?:links|refs|references|urls|sources|resources|docs|see also|リンク集)", re.IGNORECASE
)
_SHORT = 3  # words of a title that may be a topic
# The work that began a topic, as its page says.
_FIRST_OF_TOPIC = re.compile(r"\b(?:original|seminal|first|introducing|founding)\b", re.IGNORECASE)
_NEAR, _FAR = 4, 25  # lines
_MANY, _MOSTLY = 10, 0.5
_FEWEST_LETTERS = 3  # of a name that is made of those of a title
_SHARED = 0.5  # the share of words of one title in another that calls the same thing


def is_on_a_topic(header: NoteHeader) -> bool:
    """Return whether links are all that may make a page a note on a work, and they lead to texts of other titles."""
    if header.page.document.is_forced or header.is_said_to_be_of_a_work:
        return False
    under_keys, alone, found = header.metadata.links, header.own_links, header.paper_link_signs
    if not (under_keys or alone or found):
        return False
    if _is_all_there_is(alone, header.page) or _is_called_by_number(alone, header.page):
        return False
    labels = {fold(link.label) for link in alone}
    named = read_note_title(header).title
    titles = dict.fromkeys([header.own_title, *([named] if fold(named) not in labels else [])])
    texts = {link.url for link in (*under_keys, *alone, *header.paper_links) if not leads_to_reference(link.url)}
    is_only = len(texts) == 1
    works = [link for link in under_keys if leads_to_known_work(link.url)] if len(under_keys) > 1 else under_keys
    only_work = works if len(works) == 1 else ()
    return not any(
        any(
            _is_of_page_under_key(
                link, title, is_only=link in only_work, is_near=is_only and _lines_above(link, header.page) <= _NEAR
            )
            for link in under_keys
        )
        or any(_is_of_page(link, title, above=_lines_above(link, header.page)) for link in alone)
        or any(_is_of_text(item, title, is_only=is_only, above=_lines_above(item.link, header.page)) for item in found)
        for title in titles
    )


def are_mentioned(works: Sequence[ListedWork], page: MarkdownPage, title: str) -> bool:
    """Return whether the works that a page of a vault lists are what it leads to on its topic, and no notes.

    The caller knows that they do not fill the page and that it is not called a list. Below "Papers" or "To read", in a
    section on each of several, or with properties of their own, they are what somebody wanted to keep.
    """
    if not (works and page.is_in_vault):
        return False
    places = ("", title) if title_shape(title) is not TitleShape.WORK else ("",)
    headings = {heading.row for heading in page.headings}
    if sum(work.start in headings for work in works) > 1 or any(work.metadata.keys for work in works):
        return False
    return not any(what_is_listed((*places, *work.tags)) in (Listing.PAPERS, Listing.READINGS) for work in works)


def are_beside_text(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether a page of a vault has more text than the few works that it lists, however many lines they fill."""
    if not page.is_in_vault or len(works) >= _MANY:
        return False
    listed = sum(len(line) for work in works for line in page.lines[work.start : work.end])
    return listed < _MOSTLY * sum(map(len, page.lines))


def _lines_above(link: Link, page: MarkdownPage) -> int:
    """Return the number of lines with text above that of a link."""
    return sum(bool(line.strip()) for line in page.lines[: max(0, link.line - page.first_line)])


def _is_all_there_is(links: Collection[Link], page: MarkdownPage) -> bool:
    """Return whether a page has only the address of a work."""
    return page.written_lines == 1 and any(identifier_of(link.url) for link in links)


def _is_called_by_number(links: Collection[Link], page: MarkdownPage) -> bool:
    """Return whether the file of a page is called by the identifier that one of its links has: "read 1706.03762.md"."""
    identifiers = (identifier_of(link.url) for link in links)
    return any(identifier is not None and identifier.value in page.document.name for identifier in identifiers)


def _may_be_text(url: str) -> bool:
    return not (leads_to_reference(url) or leads_to_site(url))


def _is_of_page_under_key(link: Link, title: str, *, is_only: bool, is_near: bool) -> bool:
    if link.role is not LinkRole.OWN:
        return False
    if canonical_key(link.label) == "source":
        return leads_to_known_work(link.url)
    if _SEVERAL.fullmatch(link.label.strip(" *_:")):
        shape = title_shape(title)
        if _may_be_topic(title):
            return shape is TitleShape.SYSTEM and is_near and _leads_to_paper(link.url)
        return is_only and (leads_to_known_work(link.url) or (shape is TitleShape.WORK and _may_be_text(link.url)))
    return leads_to_known_work(link.url) or _may_be_text(link.url)


def _is_of_page(link: Link, title: str, *, above: int) -> bool:
    """Return whether a link on a line of its own leads to what a page with this title is about.

    `above` is the number of lines above it.
    """
    if link.label and is_own_label(link.label):
        return _is_papers(link.label, title, above=above)
    if _may_be_topic(title):
        is_called = _is_called(link.label, title) if link.label else title_shape(title) is TitleShape.SYSTEM
        return is_called and _leads_to_paper(link.url)
    if not link.label or _has_words_of(title, link.label):
        return leads_to_known_work(link.url) or (title_shape(title) is TitleShape.WORK and _may_be_text(link.url))
    return above <= _NEAR and leads_to_known_work(link.url)


def _is_papers(label: str, title: str, *, above: int) -> bool:
    """Return whether a link that is called the paper leads to the work of a page with this title.

    Below the name of a topic, "the original paper" is the one that began it.
    """
    if not _may_be_topic(title):
        return True
    return above <= _NEAR and (title_shape(title) is TitleShape.SYSTEM or not _FIRST_OF_TOPIC.search(label))


def _is_of_text(item: PaperLink, title: str, *, is_only: bool, above: int) -> bool:
    """Return whether a link that the text calls the paper's, or by the title of the page, leads to its work.

    "Paper: [A primer on lamps](…)" in the middle of a long text is one that the text has come to.
    """
    url, label = item.link.url, item.link.label
    if item.sign is not PaperLinkSign.TITLE:
        is_other = title_shape(label) is not TitleShape.OTHER and not (
            is_own_label(label) or _has_words_of(title, label)
        )
        row = 0 if names_paper(item.section) else above  # below "Links", at the end as well
        return (not is_other or above <= _FAR) and _is_papers(label, title, above=row)
    if _may_be_topic(title):
        return is_only and leads_to_known_work(url) and _is_called(item.link.label, title)
    return leads_to_known_work(url) or (title_shape(title) is TitleShape.WORK and _may_be_text(url))


def _leads_to_paper(url: str) -> bool:
    return identifier_of(url) is not None or leads_to_pdf(url)


def _may_be_topic(title: str) -> bool:
    """Return whether a title is as short as names of topics, tools and people; scripts without blanks tell nothing."""
    return len(title.split()) <= _SHORT and title_shape(title) is not TitleShape.WORK and not is_han_or_kana(title)


def _has_words_of(title: str, other: str) -> bool:
    """Return whether two titles have most words of the shorter one in common."""
    first, second = set(fold(title).split()), set(fold(other).split())
    return bool(first and second) and len(first & second) >= _SHARED * min(len(first), len(second))


def _is_called(title: str, name: str) -> bool:
    """Return whether a work of this title is called by `name`: by the words before its colon, or by its letters."""
    if fold(title) == fold(name) or fold(re.split(r"[:：(（]|\s[-–—]\s", title, maxsplit=1)[0]) == fold(name):
        return True
    letters = [letter for letter in name.casefold() if letter.isalnum()]
    if " " in name.strip() or len(letters) < _FEWEST_LETTERS or title_shape(name) is not TitleShape.SYSTEM:
        return False
    rest = iter(title.casefold())
    return all(letter in rest for letter in letters)
