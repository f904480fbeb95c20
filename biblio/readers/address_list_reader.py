"""Layout "addresses": plain text with the address or identifier of a work on each line, perhaps with a remark.

A line is an address ("https://…", "doi:10.…", "arXiv:…"); a remark may follow. Tab savers write "address | title".
The title may also be before the address or, for most addresses of a file, on the line above.
Short lines between the addresses that end in a colon or begin with "#" are headings, and tags of what follows.
Addresses that lead to no work are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from biblio.extract.identifiers_in_text import URL, find_identifiers, leads_to_work, trim_url
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_text import is_marked_up, merge_copies
from biblio.readers.saved_links import note_of_link
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["READER", "AddressListReader"]

_SUFFIXES = frozenset({"", ".txt", ".text", ".urls", ".url", ".list"})
_BULLET = re.compile(r"\s*(?:[-*+•・]\s+|\d{1,4}[.)]\s+|\[[ xX]\]\s+)*")
_BARE = re.compile(
    r"(?:doi|arxiv|pmid|pmcid|isbn)\s*[:：]\s*\S+|10\.\d{4,9}/\S+|\d{4}\.\d{4,5}(?:v\d+)?(?=\s|$)", re.IGNORECASE
)
_HEADING = re.compile(
    r"#+\s*(?P<marked>\S.{0,59}?)\s*#*$|(?P<named>[^\s:：][^:：]{0,59})[:：]$|\[(?P<ini>[^\[\]]{1,40})\]$"
)
_BETWEEN = re.compile(r"^[\s|:：,;\-–—#]+")
# Of the lines with text, how many must be addresses for the file to be a list of them.
_MOSTLY = 0.6
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class AddressListReader:
    """Reads lists of addresses as the module describes."""

    layout: str = "addresses"

    def recognises(self, document: Document) -> bool:
        """Return whether most lines of plain text are addresses, or titles with them, and one leads to a work."""
        text = document.text
        if document.suffix not in _SUFFIXES or is_marked_up(text) or "](" in text:
            return False  # links with words are left to the Markdown reader
        entries = list(_entries(text))
        written = sum(bool(row.strip()) for row in text.split("\n"))
        covered = sum(entry.rows for entry in entries) + sum(map(_is_heading, text.split("\n")))
        return covered >= _MOSTLY * written and any(leads_to_work(entry.url) for entry in entries)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every address of a work, once, and what the other addresses are passed over for."""
        notes: dict[str, Note] = {}
        for entry in _entries(document.text):
            if not leads_to_work(entry.url) and not document.is_forced:
                yield Skipped(document.path, SkipReason.NO_WORK, entry.line, entry.url)
                continue
            note = note_of_link(
                entry.url,
                path=document.path,
                line=entry.line,
                layout=self.layout,
                used_ids=(),
                page_title=entry.title,
                tags=[entry.heading] if entry.heading else [],
                comment=entry.remark,
            )
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


READER = AddressListReader()


class _Entry(NamedTuple):
    """An address on a line, with what is said about it, the heading above it, and the number of lines it fills."""

    url: str
    line: int
    title: str = ""
    remark: str = ""
    heading: str = ""
    rows: int = 1


def _entries(text: str) -> Iterator[_Entry]:
    rows = text.split("\n")
    are_titles_above = _have_titles_above(rows)
    heading = ""
    for line, row in enumerate(rows, 1):
        address = _address(row)
        if address is None:
            if match := _HEADING.fullmatch(row.strip()):
                heading = match["marked"] or match["named"] or match["ini"]
            elif title := _titled(row):
                yield _Entry(title[1], line, title[0], "", heading)
            continue
        url, rest = address
        is_title = re.match(r"\s*(?:\||\t)\s*\S", rest) is not None  # as OneTab writes it
        rest = _BETWEEN.sub("", rest).strip()
        above = rows[line - 2].strip() if are_titles_above and line > 1 else ""
        if above and not _address(above) and not _is_heading(above):
            yield _Entry(url, line, _BULLET.sub("", above, count=1), rest, heading, 2)
        else:
            yield _Entry(url, line, rest if is_title else "", "" if is_title else rest, heading)


def _have_titles_above(rows: Sequence[str]) -> bool:
    """Return whether most addresses stand alone below a line of words."""
    numbers = [number for number, row in enumerate(rows) if (address := _address(row)) and not address[1].strip()]
    titled = [number for number in numbers if number and rows[number - 1].strip() and not _address(rows[number - 1])]
    return len(titled) > 1 and len(titled) >= _MOSTLY * len(numbers)


def _is_heading(row: str) -> bool:
    return _HEADING.fullmatch(row.strip()) is not None


def _titled(row: str) -> tuple[str, str] | None:
    """Return the title and the address of a line that ends in an address: "A Title - https://…"."""
    matches = list(URL.finditer(row))
    if len(matches) != 1 or row[matches[0].end() :].strip(" .)>"):
        return None
    words = _BULLET.sub("", row[: matches[0].start()], count=1)
    title = re.sub(r"(?<![\s|:：,;(<\-–—])[\s|:：,;(<\-–—]+$", "", words)
    # A sentence that ends with its source is prose.
    if not re.search(r"[^\W\d_]{2}", title) or len(title) > _LONGEST_TITLE or title.endswith((".", "。")):
        return None
    return title, trim_url(matches[0][0])


def _address(row: str) -> tuple[str, str] | None:
    """Return the address at the beginning of a line and the rest of the line, or None."""
    bullet = _BULLET.match(row)
    text = row[bullet.end() :] if bullet else row
    text = text.replace("<http", "http", 1) if text.startswith("<http") else text
    if match := URL.match(text):
        url = trim_url(match[0])
        return url, text[len(url) :].removeprefix(">")
    if match := _BARE.match(text):
        is_named = match[0].startswith("10.") or match[0][0].isalpha()
        written = match[0] if is_named else f"arXiv:{match[0]}"
        identifier = next((occurrence.identifier for occurrence in find_identifiers(written)), None)
        if identifier and identifier.address:
            return identifier.address, text[match.end() :]
    return None
