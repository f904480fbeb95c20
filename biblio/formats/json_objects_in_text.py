"""The objects of a JSON list in a text, one at a time and with their places: a broken one spoils no other."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["BrokenJson", "JsonObject", "LineIndex", "list_offset", "read_json_list"]

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_NEXT_OBJECT = re.compile(r'\{\s*"')
_MOST_ATTEMPTS = 10_000  # places at which reading is tried again after a broken object


@dataclass(frozen=True, slots=True)
class JsonObject:
    """One object: its value, and the offsets of its text."""

    value: dict[str, Any]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BrokenJson:
    """A part that is not JSON: the offset of the first wrong character, and what is wrong with it."""

    offset: int
    what: str


class LineIndex:
    """The numbers of the lines in a text with line feeds, by offset."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        """Return the line (from 1) of the character at `offset`."""
        return bisect_right(self._starts, offset)


def list_offset(text: str) -> int | None:
    """Return the offset behind the bracket that opens the list: of the text itself, or of its "items"; or None."""
    start = re.match(r"[\s\ufeff]*", text)
    offset = start.end() if start else 0
    if text.startswith("[", offset):
        return offset + 1
    match = _ITEMS.search(text, offset) if text.startswith("{", offset) else None
    return match.end() if match else None


def read_json_list(text: str, offset: int, *, wanted_keys: frozenset[str]) -> Iterator[JsonObject | BrokenJson]:
    """Yield the objects of the list whose items begin at `offset`, and what is broken between them.

    After a broken object, reading goes on with the next one that has one of the `wanted_keys`.
    """
    decoder = json.JSONDecoder()
    attempts = 0
    while (offset := _skip_separators(text, offset)) < len(text) and text[offset] != "]":
        try:
            value, end = decoder.raw_decode(text, offset)
        except ValueError as error:
            if isinstance(error, json.JSONDecodeError):
                broken = BrokenJson(error.pos, error.msg)
            else:  # JSON with a number of more digits than Python reads
                broken = BrokenJson(offset, "a number is too long")
            yield broken
            next_offset = None
            for match in _NEXT_OBJECT.finditer(text, max(broken.offset, offset + 1)):
                attempts += 1
                if attempts > _MOST_ATTEMPTS:
                    return
                if _is_item(decoder, text, match.start(), wanted_keys):
                    next_offset = match.start()
                    break
            if next_offset is None:
                return
            offset = next_offset
            continue
        except RecursionError:
            yield BrokenJson(offset, "nested too deeply")
            return
        if isinstance(value, dict):
            yield JsonObject(value, offset, end)
        offset = end
    if offset >= len(text):
        yield BrokenJson(len(text), "the list is not closed")


def _is_item(decoder: json.JSONDecoder, text: str, offset: int, wanted_keys: frozenset[str]) -> bool:
    try:
        value, _ = decoder.raw_decode(text, offset)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not wanted_keys.isdisjoint(value)


def _skip_separators(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " \t\r\n,\ufeff":
        offset += 1
    return offset
