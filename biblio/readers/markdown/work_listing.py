"""Find the works that a Markdown page lists, in order: in bullets, table rows, paragraphs and sections."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.arranged_works import arranged_works_alone, with_arranged_works
from biblio.readers.markdown.authors_in_titles import with_authors_from_titles
from biblio.readers.markdown.covers import with_covered_works
from biblio.readers.markdown.listed_works import ListedWork, PassedPart
from biblio.readers.markdown.outline_blocks import ListBlock
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_scan import PageScan
from biblio.readers.markdown.places_behind_titles import with_places_behind_titles
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.sibling_works import with_sibling_works
from biblio.readers.markdown.signs_behind_titles import without_signs_behind_titles
from biblio.readers.markdown.work_choice import choose_works
from biblio.readers.markdown.work_signs import may_list_works
from biblio.readers.skipped import SkipReason

__all__ = ["WorkListing", "find_listed_works"]

# "- ———. *A title*": bibliographies write a dash for the authors of the entry above.
_REPEATED_NAME = re.compile(r"(?:[\s>*+-]|\d+[.)])*(?:—{2,3}|–{2,3}|-{3,6}|_{3,6})[.,]")
_REFERENCES_ALONE = re.compile(r"references|bibliography|literature cited|literatur|参考文献|참고문헌", re.IGNORECASE)
_SHORTEST_TEXT = 100  # lines of a text above its references
# The share of works in a list that makes a mere title in it one of them: for any title, and for one that the headings
# do not speak against.
_MOSTLY, _PARTLY = 0.5, 0.25
_SEVERAL = 3  # references, which are then no passing mentions
_PHRASE = 4  # words that names of tools and sites seldom have
_LONG = 8  # characters of a title without blanks


class WorkListing(NamedTuple):
    """The works that a page lists, in order, what in it gave none, and whether it is named as a list of works."""

    works: list[ListedWork]
    passed_over: list[PassedPart]
    is_shelf: bool = False


def find_listed_works(page: MarkdownPage) -> WorkListing:
    """Return the works that a page lists; less certain ones count only where others support them."""
    if not may_list_works(page):
        return WorkListing(without_signs_behind_titles(arranged_works_alone(page)), [])
    scan = PageScan(page)
    candidates = list(_with_repeated_authors(scan.works(), page))
    passed_over = scan.passed_over
    if (row := _references_of_text(page, candidates)) is not None:
        candidates = [work for work in candidates if work.start < row]
        passed_over = [*passed_over, PassedPart(row, SkipReason.OTHER_WORKS, page.lines[row].strip())]
    works = with_arranged_works(page, scan.blocks, list(choose_works(candidates, page)))
    works = with_covered_works(page, scan.blocks, with_sibling_works(page, scan.blocks, works))
    chosen = {(work.start, work.title) for work in works}
    unsupported = (
        PassedPart(work.start, SkipReason.NO_WORK, work.title)
        for work in candidates
        if work.citation.links and (work.start, work.title) not in chosen
    )
    parts = sorted({*passed_over, *unsupported, *_unread_items(page, works, passed_over)})
    works = without_signs_behind_titles(with_authors_from_titles(with_places_behind_titles(works), page))
    return WorkListing(works, parts, scan.is_shelf)


def _unread_items(
    page: MarkdownPage, works: Sequence[ListedWork], passed_over: Sequence[PassedPart]
) -> Iterator[PassedPart]:
    """Yield the items that gave nothing in lists most of whose items are works: one may be a work that was not read.

    What is below a heading that was passed over as a whole is told there.
    """
    starts = sorted({work.start for work in works})
    told = {part.row for part in passed_over}
    for block in page.outline.blocks if starts else ():
        if not isinstance(block, ListBlock) or len(block.items) < _SEVERAL:
            continue
        read = [_has_row(starts, item.start, item.end) for item in block.items]
        if sum(read) <= _MOSTLY * len(read):
            continue
        for item, is_read in zip(block.items, read, strict=True):
            words = plain_value(item.paragraphs[0].text) if item.paragraphs else ""
            is_text = len(words.split()) >= _PHRASE - 1 or (len(words) >= _LONG and not words.isascii())
            if is_text and not (is_read or item.start in told):
                yield PassedPart(item.start, SkipReason.NO_WORK, words)


def _has_row(rows: Sequence[int], start: int, end: int) -> bool:
    """Return whether one of `rows`, which are sorted, is from `start` up to `end`."""
    place = bisect_left(rows, start)
    return place < len(rows) and rows[place] < end


def _references_of_text(page: MarkdownPage, works: Sequence[ListedWork]) -> int | None:
    """Return the row of the word "References" that ends a long text, or None; what is below it is what the text cites.

    So end the texts of papers that came out of a PDF, where no heading is marked as one.
    """
    lines = page.lines[_SHORTEST_TEXT:]
    rows = (row for row, line in enumerate(lines, _SHORTEST_TEXT) if _REFERENCES_ALONE.fullmatch(line.strip()))
    row = next(rows, None)
    return None if row is None or sum(work.start < row for work in works) >= _SEVERAL else row


def _with_repeated_authors(works: Iterable[ListedWork], page: MarkdownPage) -> Iterator[ListedWork]:
    """Yield the works; a dash in place of authors ("———. *A title*") stands for those of the reference before it."""
    before: ListedWork | None = None
    for work in works:
        citation = work.citation
        is_repeated = (
            citation.is_reference and not citation.byline.authors and _REPEATED_NAME.match(page.lines[work.start])
        )
        if is_repeated and before is not None and before.group == work.group:
            above = before.citation.byline
            byline = citation.byline._replace(authors=above.authors, et_al=above.et_al)
            work = replace(work, citation=citation._replace(byline=byline))
        before = work
        yield work
