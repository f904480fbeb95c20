"""Find the works whose covers stand before their titles, as in posts on the books of a month.

::

    ![](covers/lamps.jpg) Lamps at sea
    : Jane Roe

    What I thought of it.

Any page has pictures with words below them, so its name must say that something is read; and several pictures must
begin in this way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from biblio import patterns as re
from biblio.readers.markdown.arranged_works import is_of_readings
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import Byline
from biblio.readers.markdown.citation import CitationLine, citation_on_page
from biblio.readers.markdown.listed_works import Certainty, ListedWork, dedented, own_links_below
from biblio.readers.markdown.outline_blocks import Heading, OutlineBlock, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_names import names_of_page, topics
from biblio.readers.markdown.shelf_lines import is_title_line, names_in_line

__all__ = ["with_covered_works"]

_COVER = re.compile(
    r"\s*(?:<img\s[^<>]*>|!\[[^\[\]\n]*\]\([^()\s]*(?:\s\"[^\"\n]*\")?\))(?:\{[^{}\n]*\})?"
    r"(?:[ \t]|<br\s*/?>)*\n?(?=\S)",
    re.IGNORECASE,
)
_WHO = re.compile(r"\s*[:：/|·–—-]\s*(?P<who>[^\W\d_][^:：\n]{1,60})")  # ": Jane Roe"
_FEWEST, _HALF = 3, 0.5


def with_covered_works(
    page: MarkdownPage, blocks: Sequence[OutlineBlock], works: Sequence[ListedWork]
) -> list[ListedWork]:
    """Return the works of a page that lists what is read, with those that are titles behind covers, in order."""
    begun = [block for block in blocks if isinstance(block, Paragraph) and _COVER.match(block.text)]
    names = names_of_page(page, [block for block in blocks if isinstance(block, Heading)])
    covered = list(_works(page, blocks)) if len(begun) >= _FEWEST and any(map(is_of_readings, names)) else []
    starts = sorted(work.start for work in works)
    known = sum(bisect_left(starts, work.start) < bisect_left(starts, work.end) for work in covered)
    if len(covered) < max(_FEWEST, _HALF * len(begun)) or known >= _HALF * len(covered):
        return list(works)
    rows = {row for work in covered for row in range(work.start, work.end)}
    others = (work for work in works if work.start not in rows)
    return sorted([*others, *covered], key=lambda work: work.start)


def _works(page: MarkdownPage, blocks: Sequence[OutlineBlock]) -> Iterator[ListedWork]:
    above: tuple[Heading, ...] = ()
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            above = (*(heading for heading in above if heading.level < block.level), block)
        cover = _COVER.match(block.text) if isinstance(block, Paragraph) else None
        if cover is None or not isinstance(block, Paragraph):
            continue
        row = block.start + block.text.count("\n", 0, cover.end())
        title, _, below = block.text[cover.end() :].partition("\n")
        citation = _citation(page, title, below, row)
        if citation is None:
            continue
        end = next((other.start for other in blocks[number + 1 :] if _begins_another(other)), len(page.lines))
        while end > row + 1 and not page.lines[end - 1].strip():
            end -= 1
        masked = "\n".join(page.masked_lines[row + 1 : end])
        links = own_links_below(citation, masked, line=page.first_line + row + 1)
        comment = dedented(page.lines[row + 1 : end])
        yield ListedWork(citation, block.start, end, Certainty.LINKED, topics(above), comment, links)


def _begins_another(block: OutlineBlock) -> bool:
    """Return whether what is said about a work ends before a block."""
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and _COVER.match(block.text) is not None)


def _citation(page: MarkdownPage, title: str, below: str, row: int) -> CitationLine | None:
    """Return the citation on the line behind a cover, with the author whom the next line names; None if it is none."""
    citation = citation_on_page(page, title, row)
    if not citation.title or not is_title_line(title):
        return None
    first = below.partition("\n")[0]
    if citation.byline.authors or not first.strip():
        return citation
    if who := _WHO.fullmatch(first):
        authors, et_al = split_authors(who["who"].strip())
        return citation._replace(byline=citation.byline._replace(authors=authors, et_al=et_al))
    named = names_in_line(first)
    if named is None:
        return citation
    byline = Byline(named.authors, named.et_al, year=named.year or citation.byline.year)
    return citation._replace(byline=byline)
