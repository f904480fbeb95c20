"""Layout "addresses": plain text with the address or identifier of a work on each line, perhaps with a remark.

A line is an address ("https://…", "doi:10.…", "arXiv:…"); a remark may follow. Tab savers write "address | title".
Short lines between the addresses that end in a colon or begin with "#" are headings, and tags of what follows.
Addresses that lead to no work are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class AddressListReader:
    """Reads lists of addresses as the module describes."""

    layout: str = "addresses"

    def recognises(self, document: Document) -> bool:
        """Return whether most lines of plain text begin with an address, and one of them leads to a work."""
        text = document.text
        if document.suffix not in _SUFFIXES or is_marked_up(text):
            return False
        rows = [row for row in text.split("\n") if row.strip()]
        addresses = [address for row in rows if (address := _address(row))]
        others = [row for row in rows if not _address(row) and not _HEADING.fullmatch(row.strip())]
        is_list = len(addresses) >= _MOSTLY * (len(addresses) + len(others))
        return is_list and any(leads_to_work(address[0]) for address in addresses)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every address of a work, once, and what the other addresses are passed over for."""
        notes: dict[str, Note] = {}
        heading = ""
        for line, row in enumerate(document.text.split("\n"), 1):
            address = _address(row)
            if address is None:
                if match := _HEADING.fullmatch(row.strip()):
                    heading = match["marked"] or match["named"] or match["ini"]
                continue
            url, rest = address
            if not leads_to_work(url) and not document.is_forced:
                yield Skipped(document.path, SkipReason.NO_WORK, line, url)
                continue
            is_title = re.match(r"\s*(?:\||\t)\s*\S", rest) is not None  # as OneTab writes it
            rest = _BETWEEN.sub("", rest).strip()
            note = note_of_link(
                url,
                path=document.path,
                line=line,
                layout=self.layout,
                used_ids=(),
                page_title=rest if is_title else "",
                tags=[heading] if heading else [],
                comment="" if is_title else rest,
            )
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


READER = AddressListReader()


def _address(row: str) -> tuple[str, str] | None:
    """Return the address at the beginning of a line and the rest of the line, or None."""
    text = row[_BULLET.match(row).end() :] if _BULLET.match(row) else row  # type: ignore[union-attr]
    text = text.replace("<http", "http", 1) if text.startswith("<http") else text
    if match := URL.match(text):
        url = trim_url(match[0])
        return url, text[len(url) :].removeprefix(">")
    if match := _BARE.match(text):
        written = (
            match[0]
            if re.match(r"[a-z]", match[0], re.IGNORECASE) or match[0].startswith("10.")
            else f"arXiv:{match[0]}"
        )
        identifier = next((occurrence.identifier for occurrence in find_identifiers(written)), None)
        if identifier and identifier.address:
            return identifier.address, text[match.end() :]
    return None
