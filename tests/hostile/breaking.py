"""Break what is well-formed: texts, values of JSON and bytes, in ways that follow from a `Random`."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from tests.growth.units import UNITS

__all__ = ["break_bytes", "break_text", "break_value"]

_ODD_NUMBERS = (
    "0", "-1", "9" * 400, "9" * 5000, "1e999", "NaN", ".inf", "²", "٣", "１２", "0x1F", "1_000", "१", "⅓", "Ⅳ", "+7", "1.", "99999-99-99",
)  # fmt: skip
_ODD_TEXTS = (
    "", " ", "\0", "\x0b", "\x85", "\u2028", "\ud800", "\udfff", "\ufffe", "\u202e", "\x1b]0;x\x07", "null", "~", "[]", "{}", "!!python/name:os.system",
    "*a", "&a", "<<: *a", "%YAML 9.9", "---", "...", "+++", "#+begin_src", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#0;", "&#x110000;", "&#xd800;",
    "<![CDATA[", "]]>", "<?xml version='9'?>", "\\u0000", "\\ud800", "\\x", "%zz", "%00", "http://[", "https://\uff03", "//", "file:///etc/passwd", "..", "@string{a = a}", "@comment{",
    "<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n", "\r", "\r\n", "\n\n\n", "İ", "ß", "ŉ", "ﬃ", "\u0345", "ẞ", "ǆ", "ς", "\u0130",
)  # fmt: skip
_ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, float("inf"), float("nan"), 10**400, "", " ", "x", "\ud800", "\0", [], [None], [[]], {}, {"": None}, {"a": []}, ["x", 1, None],
    [{}], {"$ref": "x"}, "9" * 5000, "2020-13-45", {"value": None}, {"date-parts": [[None]]}, {"date-parts": []}, [[0, 0, 0]], [["2020", "x"]],
)  # fmt: skip
_PAIRS = {"{": "}", "[": "]", "(": ")", "<": ">", '"': '"', "$": "$"}


def _span(text: str, chance: random.Random) -> tuple[int, int]:
    """Return where a part of the text begins and ends: a few characters, a line, or anything."""
    start = chance.randrange(len(text) + 1)
    if chance.random() < 0.4:
        return start, min(len(text), start + chance.randrange(1, 9))
    if chance.random() < 0.5:
        return text.rfind("\n", 0, start) + 1, (text.find("\n", start) + 1) or len(text)
    return tuple(sorted((start, chance.randrange(len(text) + 1))))  # type: ignore[return-value]


def _cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _cut_at_the_start(text: str, chance: random.Random) -> str:
    return text[chance.randrange(len(text) + 1) :]


def _without_part(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:start] + text[end:]


def _part_again(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    return text[:end] + text[start:end] * chance.choice((1, 1, 2, 30)) + text[end:]


def _part_elsewhere(text: str, chance: random.Random) -> str:
    start, end = _span(text, chance)
    rest = text[:start] + text[end:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + text[start:end] + rest[place:]


def _with(pieces: tuple[str, ...]) -> Callable[[str, random.Random], str]:
    def change(text: str, chance: random.Random) -> str:
        place = chance.randrange(len(text) + 1)
        return text[:place] + chance.choice(pieces) * chance.choice((1, 1, 1, 5)) + text[place:]

    return change


def _replacing(
    find: Callable[[str], bool], give: Callable[[str, random.Random], str]
) -> Callable[[str, random.Random], str]:
    """Return a change that gives something else for one character, or run of them, for which `find` is true."""

    def change(text: str, chance: random.Random) -> str:
        places = [place for place, char in enumerate(text) if find(char)]
        if not places:
            return text
        start = end = chance.choice(places)
        while end < len(text) and find(text[end]):
            end += 1
        return text[:start] + give(text[start:end], chance) + text[end:]

    return change


def _other_line_ends(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", " ", "\u2028", "\n\n", "\n \n", "\x0c\n")))


def _other_letters(text: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(text)


def _indented(text: str, chance: random.Random) -> str:
    return text.replace("\n", "\n" + chance.choice((" ", "\t", "    ", "> ", "- ", "* ", "| ")))


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _cut, _cut_at_the_start, _without_part, _without_part, _part_again, _part_elsewhere, _with(UNITS), _with(UNITS), _with(_ODD_TEXTS), _with(_ODD_TEXTS),
    _replacing(str.isdigit, lambda _, chance: chance.choice(_ODD_NUMBERS)), _replacing(str.isalpha, lambda _, chance: chance.choice(_ODD_TEXTS)),
    _replacing(lambda char: char in "{}[]()<>\"'$=:,;|#*-\\@/&", lambda _, chance: chance.choice(("", "{", "}", '"', "<", "\\", ":", "\n"))),
    _replacing(lambda char: char in _PAIRS, lambda found, chance: found * chance.choice((2, 60))),
    _replacing(str.isspace, lambda _, chance: chance.choice(("", "\t", "\u3000", "\xa0", "\n", "\r", "\x00", " " * 500))),
    _other_line_ends, _other_letters, _indented,
)  # fmt: skip


def break_text(text: str, chance: random.Random, other: str = "") -> str:
    """Return `text` with one to four things wrong; one of them may be that `other` begins in the middle."""
    for _ in range(chance.randrange(1, 5)):
        text = chance.choice(_CHANGES)(text, chance)
    if other and chance.random() < 0.1:
        text = _cut(text, chance) + _cut_at_the_start(other, chance)
    return text[:20_000]


def break_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with bits flipped, and perhaps cut, or with a part gone, doubled or of zeros."""
    broken = bytearray(data)
    for _ in range(chance.choice((0, 1, 1, 2, 8, 40))):
        if broken:
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    start, end = sorted(chance.randrange(len(broken) + 1) for _ in range(2))
    match chance.randrange(6):
        case 0:
            del broken[start:]
        case 1:
            del broken[start:end]
        case 2:
            broken[start:start] = broken[start:end]
        case 3:
            broken[start:end] = bytes(end - start)
    return bytes(broken)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each value within `value` as what holds it and its key or number there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def break_value(value: Any, chance: random.Random) -> Any:
    """Change up to three values within `value`, which is JSON's: to one of another kind, gone, doubled or broken."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        places = list(_places(value))
        if not places:
            return copy.deepcopy(chance.choice(_ODD_VALUES))
        holder, key = chance.choice(places)
        match chance.randrange(7):
            case 0:
                del holder[key]
            case 1:
                holder[key] = [holder[key]]
            case 2:
                holder[key] = {"value": holder[key]}
            case 3 if isinstance(holder[key], str):
                holder[key] = break_text(holder[key], chance)
            case 4 if isinstance(holder[key], list):
                holder[key] = holder[key] * chance.choice((2, 50))
            case _:
                holder[key] = copy.deepcopy(chance.choice(_ODD_VALUES))
    return value
