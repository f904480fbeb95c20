"""Layout "kindle": the file "My Clippings.txt" of a Kindle; all highlights and notes of a book are one note.

::

    Title of the book (Roe, Jane)
    - Your Highlight on page 17 | Location 249-250 | Added on Friday, March 4, 2016 9:12:10 PM

    What was highlighted.
    ==========

The second line is written in the language of the device; only its word for a note and its date are read. Bookmarks have
no text. Nothing documents the file but https://www.amazon.com/gp/help/customer/display.html?nodeId=TR6QCmfbTbp3oBDpxT
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from biblio.formats.export_values import parse_written_date, read_names
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.model.record import Kind
from biblio.readers.base import Document, ReadItem
from biblio.readers.entry_to_note import written_name
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["READER", "KindleReader"]

_END = re.compile(r"^=={8,}[ \t]*$", re.MULTILINE)
_CLIPPING = re.compile(
    r"(?P<title>\S[^\n]*)\n[-–—] ?(?P<place>(?=[^\n]*\d)[^\n]*)\n(?:[ \t]*\n)*(?P<text>.*)", re.DOTALL
)
_AUTHOR = re.compile(r"(?:(?<!\s)\s+)?\((?P<author>[^()]*(?:\([^()]*\)[^()]*)*)\)$")
_BLANK = "\ufeff \t\r\n"
_LONGEST_AUTHORS = 300  # characters
_NOTE = re.compile(r"\b(?:note|notiz|nota|notitie|anteckning|aantekening)\b|笔记|筆記|メモ|메모|заметка", re.IGNORECASE)
# What publishers' samples and converted files have in place of an author.
_NO_AUTHORS = frozenset({"", "unknown", "anonymous", "unbekannt", "desconocido", "inconnu", "未知"})


@dataclass(slots=True)
class _Book:
    """The clippings of one book: the lines of the first and last, the texts, the days."""

    first: int
    last: int
    texts: list[str] = field(default_factory=list)
    dates: list[PartialDate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KindleReader:
    """Reads clippings as the module describes."""

    layout: str = "kindle"

    def recognises(self, document: Document) -> bool:
        """Return whether a text file begins with a clipping: a title, a line with its place, and the rule below."""
        if document.suffix not in (".txt", ".text"):
            return False
        end = _END.search(document.text[:20_000])
        match = _CLIPPING.fullmatch(document.text[: end.start()].lstrip(_BLANK)) if end else None
        return match is not None and "|" in match["place"]

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield a note for every book, in the order of their first clippings."""
        books: dict[str, _Book] = {}
        line = 1
        for part in _parts(document.text):
            last = line + part.count("\n")
            clipping = part.lstrip(_BLANK)
            first = line + part[: len(part) - len(clipping)].count("\n")
            if match := _CLIPPING.fullmatch(clipping):
                book = books.setdefault(match["title"].strip(_BLANK), _Book(first, last))
                book.last = last
                _add(book, match["place"], match["text"].strip())
            elif clipping:
                yield Skipped(document.path, SkipReason.NO_WORK, first, clipping.strip()[:60])
            line = last
        used_ids: set[str] = set()
        for written_title, book in books.items():
            note = _note(document, written_title, book, used_ids)
            used_ids.add(note.id)
            yield note


READER = KindleReader()


def _parts(text: str) -> Iterator[str]:
    """Yield the clippings with the line ends before their rules, so that all lines are counted."""
    start = 0
    for end in _END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _add(book: _Book, place: str, text: str) -> None:
    if text:
        is_remark = _NOTE.search(place.partition("|")[0]) is not None
        book.texts.append(text if is_remark else "\n".join(f"> {row}".rstrip() for row in text.split("\n")))
    # "Added on Friday, March 4, 2016 9:12:10 PM", "… am Freitag, 4. März 2016 21:12:10"
    written = re.sub(r"\d{1,2}[:.]\d\d[:.]\d\d.*", "", place.rpartition("|")[2])
    if date := parse_written_date(written.partition(", ")[2] or written):
        book.dates.append(date)


def _note(document: Document, written_title: str, book: _Book, used_ids: set[str]) -> Note:
    author = _AUTHOR.search(written_title, max(0, len(written_title) - _LONGEST_AUTHORS))
    title = written_title[: author.start()] if author else written_title
    is_named = author is not None and author["author"].strip().casefold() not in _NO_AUTHORS
    people, is_truncated = read_names([author["author"]]) if author and is_named else ([], False)
    return Note(
        id=unique_id(note_id("kindle", written_title, title=title), used_ids),
        source=document.path,
        line=book.first,
        end_line=max(book.first, book.last),
        layout=READER.layout,
        title=title.strip() or None,
        authors=tuple(map(written_name, people)),
        et_al=is_truncated,
        date=min(book.dates, key=lambda date: (date.year, date.month, date.day), default=None),
        comment="\n\n".join(dict.fromkeys(book.texts)),
        kind_hint=Kind.BOOK.value if is_named and not re.search(r"\d{4}\.\d{4,5}|\.pdf$", title) else "",
    )
