"""Read lines that are nothing but an address and perhaps a remark ("https://… resnet!"): several of them are a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.citation import CitationLine
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.listed_works import Certainty, ListedWork
from biblio.readers.markdown.outline_blocks import Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.title_links import leads_to_text

__all__ = ["is_list_of_addresses", "works_in_addresses"]

_ADDRESS_LINE = re.compile(r"\s*(?:\[[ xX]\]\s+)?<?(?P<url>https?://[^\s<>]+)>?(?:\s+(?P<remark>\S.*))?")
_HEADING = re.compile(r" {0,3}(?:#{1,6}\s|[-=*_]{3,}\s*$)")
_SEVERAL = 2


def is_list_of_addresses(page: MarkdownPage) -> bool:
    """Return whether the lines of a page, headings aside, are several addresses of works."""
    if "http" not in page.masked:
        return False
    identifiers = set()
    for line in page.masked_lines:
        if line.strip() and not _HEADING.match(line):
            match = _ADDRESS_LINE.fullmatch(line)
            if match is None:
                return False
            identifiers.add(identifier_of(match["url"]))
    return len(identifiers - {None}) >= _SEVERAL


def works_in_addresses(
    page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int, *, is_list: bool
) -> Iterator[ListedWork]:
    """Yield the works of a paragraph each of whose lines is an address; `is_list` if the whole page consists of such.

    Elsewhere there must be several lines, and each address must be that of a work.
    """
    lines = page.masked_lines[block.start : block.end]
    if not all("http" in line for line in lines):
        return
    matches = [_ADDRESS_LINE.fullmatch(line) for line in lines]
    if not all(matches) or (not is_list and len(matches) < _SEVERAL):
        return
    for number, match in enumerate(matches, block.start):
        url = match["url"] if match else ""
        if not is_list and not leads_to_text(url):
            continue
        link = Link(url, LinkRole.OWN, "", page.first_line + number)
        remark = (match["remark"] or "") if match else ""
        citation = CitationLine(links=(link,), remark=remark)
        yield ListedWork(citation, number, number + 1, Certainty.LINKED, tags, remark, group=group)
