"""Find the work that the first section of a page names, if the page's first heading says only that it is read.

::

    # Reading                                  # The paper
    *Lamps at sea: a primer*                   [Lamps at sea](https://arxiv.org/abs/…) by
                                               Ada Roe and Max Poe
    Ada Roe, Max Poe

    [Paper](https://example.org/lamps.pdf)

What is listed below it, such as texts that explain the work, is not what the page is about. Names are needed: without
them, words in italics may be a remark.
"""

from __future__ import annotations

from collections.abc import Sequence

from biblio import patterns as re
from biblio.readers.markdown.byline import read_byline
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.property_values import plain_value

__all__ = ["work_of_opening_section"]

_HEADING = re.compile(
    r"#{1,3}\s+(?:(?:the|this week['’]s|today['’]s)\s)?(?:reading|paper|article|work|text|论文|論文|논문)\s*+:?\s*+#*",
    re.IGNORECASE,
)
_NEXT_PART = re.compile(r"\s*(?:#|[-*+]\s|\d+[.)]\s|>|```|\|)")
_MARKED = re.compile(r"(?P<mark>[*_]{1,3})(?=[^\s*_])(?P<title>[^*\n]{8,250}?)(?P=mark)[.,]?")
_LINKED_BY = re.compile(
    r"[*_\"“]*\[(?P<title>[^\[\]\n]{8,250})\]\((?P<url>https?://[^()\s]+)\)[*_\"”,]*\s+by:?\s+(?P<names>\S.*)"
)
_TITLE_BY = re.compile(r"(?P<title>(?!.*\bby\b.*\bby\b)[^.\[\]]{8,250}?),?\s+by:?\s+(?P<names>[^\W\d_a-z].*)")
_PAPER_LINK = re.compile(
    r"\s*(?:[-*+]\s+)?\[(?:(?:the|original|full)\s)*(?:paper|article|pdf|text)(?:\s(?:link|pdf))?\]\((?P<url>https?://[^()\s]+)\)[.,;:]?\s*",
    re.IGNORECASE,
)
_OTHERS = re.compile(r",?\s(?:and|&)\s(?:\d+\s)?(?:others|more)\b\W*$")
_FEWEST_WORDS = 4  # of a title that nothing marks


def work_of_opening_section(lines: Sequence[str], *, first: int) -> list[Property]:
    """Return the title, the authors and the address of the work in the section that opens a page; nothing if none is.

    `first` is the file's line (from 1) of the first of `lines`.
    """
    start = next((row for row, line in enumerate(lines) if line.strip()), len(lines))
    if start >= len(lines) or not _HEADING.fullmatch(lines[start].strip()):
        return []
    end = next((row for row in range(start + 1, len(lines)) if lines[row].startswith("#")), len(lines))
    if end == len(lines):
        return []  # the page has nothing else: no notes
    paragraphs = _paragraphs(lines, start + 1, end)
    if not paragraphs:
        return []
    row, opening = paragraphs[0]
    if marked := _MARKED.fullmatch(opening[0]):
        title, url = marked["title"], ""
        names = opening[1:] or (paragraphs[1][1] if len(paragraphs) > 1 else [])
        authors = _authors(" ".join(names))
    elif match := _LINKED_BY.fullmatch(" ".join(opening)) or _TITLE_BY.fullmatch(" ".join(opening)):
        title, url = match["title"], match.groupdict().get("url") or ""
        authors = _authors(match["names"])
        if not url and len(title.split()) < _FEWEST_WORDS:
            return []
    else:
        return []
    if not authors:
        return []
    bare = plain_value(title).rstrip(".,")
    work = [Property("full-title", bare, first + row), Property("authors", authors, first + row)]
    if url:
        return [*work, Property("url", url, first + row)]
    addresses = ((number, _PAPER_LINK.match(lines[number])) for number in range(row, end))
    return work + [Property("url", match["url"], first + number) for number, match in addresses if match][:1]


def _paragraphs(lines: Sequence[str], start: int, end: int) -> list[tuple[int, list[str]]]:
    """Return the paragraphs before any list, quote or heading: the row of the first line, and the lines."""
    paragraphs: list[tuple[int, list[str]]] = []
    is_new = True
    for row in range(start, end):
        line = lines[row].strip()
        if line and _NEXT_PART.match(lines[row]) and not _MARKED.fullmatch(line):
            break
        if line and is_new:
            paragraphs.append((row, []))
        if line:
            paragraphs[-1][1].append(line)
        is_new = not line
    return paragraphs


def _authors(text: str) -> str:
    """Return the names that a text consists of, as a property writes them; empty if it has one name or other words."""
    bare = _OTHERS.sub(" et al.", plain_value(text).strip())
    byline = read_byline(bare)
    is_whole = byline.end >= len(bare.rstrip(" ."))
    if not is_whole or not (len(byline.authors) > 1 or (byline.authors and byline.et_al)):
        return ""
    return ", ".join([*byline.authors, *(["et al."] if byline.et_al else [])])
