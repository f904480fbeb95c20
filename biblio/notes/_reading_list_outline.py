"""The headings of a reading list that has lost its form, and the venue that stands in one of them or above all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from biblio.text import is_han_or_kana

__all__ = ["MARKDOWN_HEADING", "Outline", "venue_in"]

MARKDOWN_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<text>\S.*?)[ \t]*#*$")
_VENUE = re.compile(
    r"(?<![A-Za-z0-9-])(?P<venue>[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:-[A-Z]{2,})?)\s?"
    r"(?:['’](?P<short>\d\d)|(?P<year>(?:19|20)\d\d))(?!\d)"
)
_NO_HEADING = re.compile(r"[<>|`「」。]|https?://|[．.!！,、;；]$|^\s")
_CONTINUATION = re.compile(r"[がをはにのでともへやか、。,.)）\]]")
_ORNAMENT = "■◆●▼▲◇□◎○★☆【】《》:： \t　"
_MAX_HEADING, _MAX_HEADING_WORDS = 40, 8


def venue_in(text: str) -> tuple[str, int] | None:
    """Return the one venue and year that a text names; None where it names none or several."""
    found = {(match["venue"], int(match["year"] or f"20{match['short']}")) for match in _VENUE.finditer(text)}
    return found.pop() if len(found) == 1 else None


class Outline:
    """The headings that hold at a place of the list, while its rows are gone through."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._levels: dict[int, str] = {}
        self._tops: set[str] = set()
        self._subs: set[str] = set()
        self._first = next((number for number, row in enumerate(rows) if row.strip()), 0)
        self._main = sum(row.startswith("# ") for row in rows) == 1

    def headings(self) -> tuple[str, ...]:
        """Return the headings that hold, the outermost first."""
        return tuple(self._levels[level] for level in sorted(self._levels))

    def enter(self, start: int, stop: int, *, before_title: bool) -> int | None:
        """Go through rows that are no points and return the first that is a heading; None where all go on a text."""
        lines = [number for number in range(start, stop) if self._rows[number].strip()]
        marked = [(number, match) for number in lines if (match := MARKDOWN_HEADING.fullmatch(self._rows[number]))]
        if marked:
            for number, match in marked:
                # The one "# …" that opens a file is its title, not a section of it.
                if not (number == self._first and self._main and len(match["level"]) == 1):
                    self._set(len(match["level"]), match["text"])
            return marked[0][0]
        if not before_title:
            return None
        following = [*lines[1:], None]
        for number, after in zip(lines, following, strict=True):
            if self._is_heading(number) and (after is None or not _CONTINUATION.match(self._rows[after])):
                self._enter_plain([one for one in lines if one >= number])
                return number
        return None

    def _is_heading(self, number: int) -> bool:
        row = self._rows[number].rstrip()
        if len(row) > _MAX_HEADING or len(row.split()) > _MAX_HEADING_WORDS or _NO_HEADING.search(row):
            return False
        return is_han_or_kana(row) or not row[0].islower()

    def _enter_plain(self, lines: Sequence[int]) -> None:
        texts: list[str] = []
        for number in lines:
            if not self._is_heading(number):
                break
            text = self._rows[number].strip(_ORNAMENT)
            if text and not (number == self._first and _VENUE.search(text)):
                texts.append(text)
        texts = texts[-2:]
        if len(texts) == 1:
            ending = _ending(texts[0])
            self._set(2 if self._levels and ending in self._subs - self._tops else 1, texts[0])
        else:
            for level, text in enumerate(texts, 1):
                self._set(level, text)
                (self._tops if level == 1 else self._subs).add(_ending(text))

    def _set(self, level: int, text: str) -> None:
        self._levels = {above: words for above, words in self._levels.items() if above < level}
        self._levels[level] = text.strip(_ORNAMENT) or text


def _ending(text: str) -> str:
    """Return what tells headings of one kind: the last two characters, of a spaced script the last word."""
    text = text.rstrip("?？!！ ")
    return text[-2:] if is_han_or_kana(text) else text.split()[-1].casefold() if text else ""
