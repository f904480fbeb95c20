"""The first page of a PDF as lines with their sizes, and what the file says about itself.

pdfium (through pypdfium2, the extra `pdf`) keeps the blanks between words and the letters of subset fonts, where pypdf
loses some ("Pandemicprogramming", "doi:1/zero.alt4.1"), and takes less than half the time.
"""

from __future__ import annotations

import ctypes
import statistics
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biblio.errors import SourceError
from biblio.extras import Extra, is_installed
from biblio.text import normalised

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

__all__ = ["PdfLine", "PdfPage", "has_pdf_library", "read_first_page"]

_MOST_CHARACTERS = 6000  # of the page; a first page has some 4,000
_XMP, _END_OF_XMP = b"<x:xmpmeta", b"</x:xmpmeta>"
_MOST_OF_XMP = 200_000  # bytes
_KEYS = ("doi", "DOI", "WPS-ARTICLEDOI", "arXivID")
_HYPHEN = "\x02"  # pdfium's sign for a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line of text: `size` is the height of its letters in points; `is_upright` is false if it is turned."""

    text: str
    size: float
    is_upright: bool = True


@dataclass(frozen=True, slots=True)
class PdfPage:
    """The first page: its lines in the order of the file, the values of the document's information by their names.

    `xmp` is the document's metadata as XML, if it has any. `pages` is the number of pages. A page that `is_landscape`
    is a slide, or two pages of a scan.
    """

    lines: tuple[PdfLine, ...]
    information: Mapping[str, str] = field(default_factory=dict)
    xmp: str = ""
    pages: int = 0
    is_landscape: bool = False

    @property
    def text(self) -> str:
        """All lines, with line feeds between them."""
        return "\n".join(line.text for line in self.lines)


def has_pdf_library() -> bool:
    """Whether the library that reads PDFs is installed."""
    return is_installed(Extra.PDF)


def read_first_page(data: bytes, path: str) -> PdfPage:
    """Return the first page of a PDF; messages name its file by `path`.

    Raises `SourceError` if the bytes are no PDF, or one that is damaged or needs a password, and `ImportError` if the
    library is not installed.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).casefold():
            raise SourceError(path, "is a PDF with a password", hint="save it without the password") from error
        raise SourceError(path, "is a damaged PDF, or none", hint="download it again") from error
    try:
        if not len(document):
            raise SourceError(path, "is a PDF without pages", hint="download it again")
        page = document[0]
        width, height = page.get_size()
        lines = _lines(page.get_textpage())
        return PdfPage(lines, _information(document), _xmp(data), len(document), width > height)
    except PdfiumError as error:
        raise SourceError(path, "is a PDF with a damaged first page", hint="download it again") from error
    finally:
        document.close()


def _information(document: PdfDocument) -> dict[str, str]:
    values = document.get_metadata_dict(skip_empty=True)
    for key in _KEYS:
        if value := document.get_metadata_value(key):
            values[key] = value
    return {key: " ".join(_plain(value).split()) for key, value in values.items()}


def _xmp(data: bytes) -> str:
    start = data.find(_XMP)
    end = data.find(_END_OF_XMP, start, start + _MOST_OF_XMP) if start >= 0 else -1
    return data[start : end + len(_END_OF_XMP)].decode("utf-8", "replace") if end >= 0 else ""


def _plain(text: str) -> str:
    """Return a text without the signs that PDFs mix into it: ligatures as letters, no private characters."""
    text = normalised(text, "NFKC")
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def _lines(text_page: PdfTextPage) -> tuple[PdfLine, ...]:
    lines: list[PdfLine] = []
    line = _OpenLine()
    for index in range(min(text_page.count_chars(), _MOST_CHARACTERS)):
        char = _character(text_page, index)
        if char == "\n":
            lines += line.finish()
            line = _OpenLine()
        elif char.isalnum():
            line.add(char, _size(text_page, index), is_turned=_is_turned(text_page, index))
        elif char != "\r":
            line.add(char, 0.0)
    return (*lines, *line.finish())


def _character(text_page: PdfTextPage, index: int) -> str:
    from pypdfium2 import raw

    code = raw.FPDFText_GetUnicode(text_page, index)
    return chr(code) if 0 < code < 0x110000 else " "


def _size(text_page: PdfTextPage, index: int) -> float:
    """Return the height of a letter in points, which some files have in the font and some in the matrix of the text."""
    from pypdfium2 import raw

    size = raw.FPDFText_GetFontSize(text_page, index)
    if size > 1.5:
        return float(size)
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box))
    return float(abs(box.top - box.bottom))


def _is_turned(text_page: PdfTextPage, index: int) -> bool:
    from pypdfium2 import raw

    return bool(abs(raw.FPDFText_GetCharAngle(text_page, index)) > 0.1)


class _OpenLine:
    """A line that is being read, letter by letter."""

    def __init__(self) -> None:
        self._chars: list[tuple[str, float]] = []  # with the sizes of letters and digits; other signs have 0
        self._turned = 0

    def add(self, char: str, size: float, *, is_turned: bool = False) -> None:
        self._chars.append((char, size))
        self._turned += is_turned

    def finish(self) -> list[PdfLine]:
        """Return the line, without the marks of footnotes at its end; an empty list if it has no text."""
        sizes = [size for _, size in self._chars if size]
        size = statistics.median(sizes) if sizes else 0.0
        is_hyphenated = bool(self._chars) and self._chars[-1][0] == _HYPHEN
        while self._chars and 0 < self._chars[-1][1] < size * 0.8:
            self._chars.pop()
        text = " ".join(_plain("".join(char for char, _ in self._chars)).split())
        if not text:
            return []
        is_upright = self._turned * 2 <= len(sizes)
        return [PdfLine(f"{text}\u00ad" if is_hyphenated else text, round(size, 1), is_upright)]
