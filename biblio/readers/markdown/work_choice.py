"""Choose the works of a page that are notes out of all that it seems to list, by what stands around each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from biblio import patterns as re
from biblio.extract.venue_names import full_name
from biblio.model.note import LinkRole
from biblio.readers.markdown.inline import role_of_host
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.section_names import is_list_title
from biblio.readers.markdown.title_links import (
    Listing,
    leads_to_book,
    leads_to_handout,
    leads_to_item,
    leads_to_reference,
    leads_to_site,
    what_is_listed,
    with_pages,
)

__all__ = ["choose_works", "is_filled", "is_list"]

# A list of journals and conferences is none of papers.
_VENUE = re.compile(
    r"(?:(?:IEEE|ACM|AAAI|International|European|Asian|British|American|Annual|The)\s)*"
    r"(?:Journals?|Conference|Transactions?|Symposium|Workshop|Proceedings|Annals|Bulletin)\b(?:\s(?:of|on|for)\b|$)"
)
# What links lead to that is no work, whatever the address.
_OF_NO_WORK = re.compile(
    r"[A-Z][A-Za-z]{0,8}(?:19|20)\d\d(?:,\s(?:(?:ch|pp?)\.\s?[\d–-]+|[A-Z][A-Za-z]{0,8}(?:19|20)\d\d))*|"
    r"(?:examples?|figures?|steps?|part|day|week|videos?|slides?|homework|hw|exercises?)\s*#?\d*"
    r"|(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
    r"\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?(?:\s\([^()]{1,9}\))?"  # a day of a plan
    r"|data[\s-]?sheets?(?: \(?pdf\)?)?|(?:product )?(?:brochure|flyer)|spec(?:ification)? sheet|manual(?: \(?pdf\)?)?"
    r"|(?:due|deadlines?|homework|quiz(?:zes)?|exams?|midterms?)\s?:.*"  # what a course plan asks for
    r"|install(?:ing|ation)? (?:on|for|guide|instructions)\b.{0,40}"
    r"|(?:download|sign up|subscribe|register|log ?in)(?: here)?"
    r"|.{0,40}\b(?:campus map|(?:reference|user|installation) (?:manual|guide)|group library|map pdf|mailing list)",
    re.IGNORECASE,
)
# The share of works in a list that makes a mere title in it one of them: for any title, and for one that the headings
# do not speak against.
_MOSTLY, _PARTLY = 0.5, 0.25
_SEVERAL = 3  # references, which are then no passing mentions
_PHRASE = 4  # words that names of tools and sites seldom have
# The number of works, and the share of lines that they fill, that make a page a list.
_LISTS = ((10, 0.0), (3, 0.4), (2, 0.6))
_MANY, _FILLED = 10, 0.4
_ITEM_LINE = re.compile(r"[ \t]+\S|[-*+][ \t]|\d+[.)][ \t]")
_DATED_ITEM = re.compile(r"[ \t]*[-*+][ \t]+[\[【][^\[\]【】\n]{0,25}(?:19|20)\d\d")
# Works a line, from which they are more than the footnotes of a book.
_LEAST_SHARE = 0.01
# Sections of a course whose linked titles are those of its own lectures, if they lead to what is handed out there.
_LECTURES = re.compile(
    r"\b(?:lectures?|syllabus|slides|vorlesung(?:en)?|cours|clases|lezioni|aulas?)\b|讲义|課件|课件|강의|講義",
    re.IGNORECASE,
)
_VIDEO = re.compile(r"\bvideos?\b", re.IGNORECASE)
# What people call the works that they mean to read; `biblio add` lists them so too.
_TO_READ = re.compile(r"(?:papers? |articles? |books? )?to[ -]?read|reading (?:list|queue)", re.IGNORECASE)


def choose_works(works: Sequence[ListedWork], page: MarkdownPage) -> Iterator[ListedWork]:
    """Yield the works that are notes: linked works always, others next to them or on a page of things to read.

    Citations without a link need a page or section that is a list; elsewhere they are passing mentions. A marked title
    alone may be that of a tool, a person or a site: the works around it, or the headings, must speak for it.
    """
    works = [
        work
        for work in _without_running_heads(works, page)
        # "Harbison, S. and Steele, G. C: A reference manual" has authors
        if work.citation.is_reference or not _OF_NO_WORK.fullmatch(work.title)
    ]
    top = next((heading.text for heading in page.headings if heading.level == 1), "")
    shares, shares_below = _shares_of_works(works), _shares_below_labels(works)
    linked = {work.group for work in works if work.certainty is Certainty.LINKED}
    cited = [work for work in works if work.certainty >= Certainty.CITED or _is_sure(work)]
    references = [work for work in works if work.citation.is_reference]
    # A few references in a long text are its footnotes.
    are_footnotes = len(references) < _LEAST_SHARE * page.written_lines
    are_references = len(references) >= _SEVERAL and not are_footnotes
    are_listed = is_list(
        [work for work in cited if not (are_footnotes and work.citation.is_reference and not work.citation.links)], page
    )
    is_page_of_works = is_list(works, page)
    all_share = sum(map(_is_sure, works)) / len(works) if works else 0.0
    names_only = _groups_of_names(works)
    # Many works have the same headings above them.
    listed: dict[tuple[str, ...], tuple[Listing, bool]] = {}
    for work in works:
        if work.tags not in listed:
            places = (page.relative_path, top, *work.tags)
            listed[work.tags] = what_is_listed(places), any(map(is_list_title, places))
        listing, is_called_a_list = listed[work.tags]
        if work.group in names_only and are_references:
            continue
        if _is_lecture(work, (top, *work.tags)) or _is_video(work):
            continue
        if listing is Listing.PAPERS:
            links = with_pages(work.citation.links, work.citation.title_url, is_paper=True)
            work = replace(work, citation=work.citation._replace(links=links))
        match work.certainty:
            case Certainty.LINKED:
                is_note = True
            case Certainty.CITED:
                is_reference = are_references and work.citation.is_reference
                is_note = work.group in linked or are_listed or is_reference or is_called_a_list or _is_sure(work)
            case _ if not work.citation.links:
                is_note = is_called_a_list or shares[work.group] >= _PARTLY
            case _:
                is_readable = listing in (Listing.PAPERS, Listing.READINGS) or work.group in linked
                # Texts to read in the same list say nothing for what is below "Hands-on:".
                is_of_others = listing is Listing.OTHER_THINGS
                share = shares_below[work.group, work.tags] if is_of_others else shares[work.group]
                is_note = (is_page_of_works or is_readable or is_called_a_list or _is_sure(work)) and _is_supported(
                    work, listing, share=share, page_share=all_share
                )
                is_note = is_note or (is_called_a_list and not is_of_others and bool(work.citation.byline.authors))
        if is_note:
            yield work


def _is_video(work: ListedWork) -> bool:
    """Return whether a work is nothing but a link that says that it leads to a video: "VIDEO: why wax"."""
    is_mere_link = work.certainty is Certainty.MARKED and not work.identifier
    return (
        is_mere_link
        and _VIDEO.search(work.title) is not None
        and role_of_host(work.citation.title_url) is LinkRole.VIDEO
    )


def _is_lecture(work: ListedWork, places: Sequence[str]) -> bool:
    """Return whether a work is nothing but a linked handout below `places` (headings) that speak of lectures."""
    is_handout = work.certainty is Certainty.MARKED and leads_to_handout(work.citation.title_url)
    return is_handout and any(map(_LECTURES.search, places))


def is_filled(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether a page has many works, and hardly anything else."""
    return len(works) >= _MANY and _lines_of(works, page) >= _FILLED * page.written_lines


def _lines_of(works: Iterable[ListedWork], page: MarkdownPage) -> int:
    return sum(bool(line.strip()) for work in works for line in page.lines[work.start : work.end])


def is_list(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether a page that lists `works` is mainly a list: it has many works, or some that fill the page."""
    if works and _is_only_to_read(works, page):
        return True  # also where all other files of the folder are about one work each
    written = page.written_lines
    covered = _lines_of(works, page)
    return any(len(works) >= number and covered >= share * written for number, share in _LISTS)


def _is_only_to_read(works: Sequence[ListedWork], page: MarkdownPage) -> bool:
    """Return whether all of `works` stand below "To read", and nothing but headings and items above them."""
    headings = {heading.row: heading.text.strip(" #:") for heading in page.headings}
    for work in works:
        above = next((row for row in sorted(headings, reverse=True) if row < work.start), None)
        if not work.identifier or above is None or not _TO_READ.fullmatch(headings[above]):
            return False
    first = min(work.start for work in works)
    return all(
        row in headings or not line.strip() or _ITEM_LINE.match(line) for row, line in enumerate(page.lines[:first])
    )


def _without_running_heads(works: Sequence[ListedWork], page: MarkdownPage) -> list[ListedWork]:
    """Return the works without lines that recur, as the head of every page of a scanned text does.

    "- [2004] A primer" may be an item of several sections.
    """
    lines = (work for work in works if not _DATED_ITEM.match(page.lines[work.start]))
    bare = (work for work in lines if not (work.citation.links or work.metadata.citekey))
    bare = (work for work in bare if work.certainty is not Certainty.LINKED)  # chapters of one book, week by week
    counts = Counter((work.title, work.citation.byline) for work in bare)
    return [work for work in works if counts[work.title, work.citation.byline] < _SEVERAL]


def _groups_of_names(works: Sequence[ListedWork]) -> set[int]:
    """Return the groups of several works that are all nothing but short linked names ("Clean code")."""
    groups: dict[int, list[bool]] = {}
    for work in works:
        is_name = work.certainty is Certainty.MARKED and len(work.title.split()) < _PHRASE and not work.citation.has_pdf
        groups.setdefault(work.group, []).append(is_name and not work.citation.byline.authors)
    return {group for group, are_names in groups.items() if len(are_names) >= _SEVERAL and all(are_names)}


def _is_sure(work: ListedWork) -> bool:
    """Return whether a work is one by itself: it has a link of its own, or leads to a PDF or the page of one work."""
    if work.certainty is Certainty.LINKED or (work.citation.has_pdf and len(work.title.split()) > 1):
        return True
    own = (link.url for link in work.citation.links if link.role is LinkRole.OWN)
    return any(leads_to_book(url) or leads_to_item(url) for url in own)


def _shares_of_works(works: Sequence[ListedWork]) -> dict[int, float]:
    """Return the share (0..1) of sure works in each group."""
    by_group: dict[int, list[bool]] = {}
    for work in works:
        by_group.setdefault(work.group, []).append(_is_sure(work) or work.certainty is Certainty.CITED)
    return {group: sum(are_sure) / len(are_sure) for group, are_sure in by_group.items()}


def _shares_below_labels(works: Sequence[ListedWork]) -> dict[tuple[int, tuple[str, ...]], float]:
    """Return the share (0..1) of sure works among those of each group that are below the same headings and labels."""
    below: dict[tuple[int, tuple[str, ...]], list[bool]] = {}
    for work in works:
        are_sure = below.setdefault((work.group, work.tags), [])
        are_sure.append(_is_sure(work) or work.certainty is Certainty.CITED)
    return {place: sum(are_sure) / len(are_sure) for place, are_sure in below.items()}


def _is_supported(work: ListedWork, listing: Listing, *, share: float, page_share: float) -> bool:
    """Return whether headings or the works around a marked title (their share of its list and page) support it."""
    if share >= _PARTLY and listing is not Listing.OTHER_THINGS:
        return True
    # One text beside a mere link says nothing for it.
    if share > _MOSTLY or (share >= _MOSTLY and (_is_sure(work) or work.citation.byline.authors)):
        return True
    urls = [link.url for link in work.citation.links if link.role is not LinkRole.MENTION]
    is_name = len(work.title.split()) < 2 and not work.citation.has_pdf
    is_site = any(leads_to_site(url) or leads_to_reference(url) for url in urls) or is_name or is_list_title(work.title)
    is_site = is_site or _VENUE.match(work.title) is not None or bool(full_name(work.title))
    if listing is Listing.OTHER_THINGS or is_site:
        return False
    if listing is not Listing.UNKNOWN or page_share >= _MOSTLY or work.citation.has_pdf:
        return bool(urls)
    return bool(urls) and page_share >= _PARTLY and len(work.title.split()) >= _PHRASE
