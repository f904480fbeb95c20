"""Let lines in any script be read by the same patterns: marks of vowels count as letters, commas and digits as ASCII's.

The vowels of Devanagari, Thai, Arabic and their neighbours are marks, which no pattern for letters matches, and so are
accents where macOS writes them apart from their letters. Each is replaced by a letter that no note has, and put back
afterwards; nothing changes its place.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from biblio import patterns as re

__all__ = ["in_common_signs", "letters_for_marks", "marks_for_letters"]

_HAS_MARKS = re.compile(r"[\u0300-\u036f\u0590-\u18ff\u200c\u200d]")
_HAS_OWN_SIGNS = re.compile(r"[\u0600-\u0eff]")
_STAND_IN = re.compile(r"[\U00013000-\U0001342f]")
_FIRST_STAND_IN = 0x13000  # the hieroglyphs of Egypt
_SIGNS = str.maketrans("،؛؟٫", ",;?.")
_DIGIT = re.compile(r"(?![0-9])\d")
_PERSIAN = re.compile(r"[پچژگکی]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
# Years of the calendars of Iran and Thailand, where only a year stands.
_IRANIAN_YEAR = re.compile(r"(?<=[(,.\s])1[34]\d\d(?=[),.\s]|$)")
_BUDDHIST_YEAR = re.compile(r"(?<=[(,.\s])2[45]\d\d(?=[),.\s]|$)")
_IRANIAN_ERA, _BUDDHIST_ERA = 621, -543


@lru_cache(maxsize=1)
def _stand_ins() -> dict[int, str]:
    marks = [*(code for code in range(0x300, 0x1900) if unicodedata.category(chr(code))[0] == "M"), 0x200C, 0x200D]
    return {code: chr(_FIRST_STAND_IN + number) for number, code in enumerate(marks)}


@lru_cache(maxsize=1)
def _marks() -> dict[int, str]:
    return {ord(letter): chr(code) for code, letter in _stand_ins().items()}


def letters_for_marks(text: str) -> str:
    """Return `text` with a letter in place of each mark; `marks_for_letters` takes it back."""
    return text.translate(_stand_ins()) if not text.isascii() and _HAS_MARKS.search(text) else text


def marks_for_letters(text: str) -> str:
    """Return a part of what `letters_for_marks` gave as it was written."""
    return text.translate(_marks()) if not text.isascii() and _STAND_IN.search(text) else text


def in_common_signs(text: str) -> str:
    """Return `text` with ASCII's commas and digits, and years of the common era, character by character."""
    if text.isascii() or not _HAS_OWN_SIGNS.search(text):
        return text
    text = text.translate(_SIGNS)
    text = _DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    if _PERSIAN.search(text):
        text = _IRANIAN_YEAR.sub(lambda match: str(int(match[0]) + _IRANIAN_ERA), text)
    if _THAI.search(text):
        text = _BUDDHIST_YEAR.sub(lambda match: str(int(match[0]) + _BUDDHIST_ERA), text)
    return text
