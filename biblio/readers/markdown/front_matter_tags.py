"""Add a tag to the YAML front matter of a Markdown file, or remove one, changing only that line.

Handles the forms that people write: ``tags: [a, b]``, ``tags: a, b``, ``tags: a`` and a list below ``tags:``. Anything
else is left alone: anchors, quotes, comments on the line, brackets over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from biblio.readers.markdown.front_matter import ITEM_LINE, KEY_LINE, find_front_matter
from biblio.text import fold

__all__ = ["edit_tags"]

_KEYS = frozenset({"tags", "keywords", "Tags", "Keywords"})
# Values that YAML reads as written: without quotes, comments, anchors, aliases or blocks.
_IN_BRACKETS = re.compile(r"\[([^\[\]{}\"']*)\]")
_BARE = re.compile(r"[^\[\]{}\"'#&*!|>]+")
_NOT_IN_ITEMS = re.compile(r"[:\[\]{}\"'&*!|>]")
_TAG = re.compile(r"[\w/][^:#,\[\]{}\"'\\&*!|>%@`\r\n]*")


class _Line(NamedTuple):
    """A line of the front matter: its offset in the text, and the line without and with its line end."""

    start: int
    text: str
    whole: str

    @property
    def end(self) -> int:
        return self.start + len(self.whole)


def edit_tags(text: str, *, add: str = "", remove: str = "") -> str | None:
    """Return the text of a note with the tag `add` in its front matter, or without the tag `remove`.

    Tags are compared folded (`text.fold`). Returns None if the front matter has no tags in one of the forms above, if
    the tag would need quotes, or if the tag to remove is not there.
    """
    lines = _lines(text)
    number, match = next(((number, match) for number, line in enumerate(lines) if (match := _key(line))), (0, None))
    if match is None or not all(_TAG.fullmatch(tag) and tag == tag.strip() for tag in (add, remove) if tag):
        return None
    value = (match["value"] or "").rstrip(" \t")
    if not value:
        return _edit_items(text, lines[number + 1 :], add, remove)
    brackets = _IN_BRACKETS.fullmatch(value)
    if brackets is None and not _BARE.fullmatch(value):
        return None
    tags = [tag.strip() for tag in (brackets[1] if brackets else value).split(",") if tag.strip()]
    edited = _edited(tags, add, remove)
    if edited is None:
        return None
    written = ", ".join(edited)
    start = lines[number].start + match.start("value")
    return text[:start] + (f"[{written}]" if brackets or not written else written) + text[start + len(value) :]


def _lines(text: str) -> list[_Line]:
    """Return the lines between the two rules of YAML front matter; none if `text` has no such front matter."""
    block = find_front_matter(text)
    if block is None or block.end is None or block.marker != "---":
        return []
    lines = []
    start = block.start
    while start < block.end:
        whole = text[start : text.index("\n", start) + 1]
        lines.append(_Line(start, whole.removesuffix("\n").removesuffix("\r"), whole))
        start = lines[-1].end
    return lines


def _key(line: _Line) -> re.Match[str] | None:
    """Match a line with the key for tags. `KEY_LINE` also accepts "=" in place of the colon, which YAML does not."""
    match = KEY_LINE.fullmatch(line.text)
    is_tags = match is not None and match["key"] in _KEYS and line.text[match.end("key") :].lstrip(" \t")[0] == ":"
    return match if is_tags else None


def _edited(tags: Sequence[str], add: str, remove: str) -> Sequence[str] | None:
    """Return `tags` with the change; None if the tag to remove is not among them."""
    if remove:
        rest = [tag for tag in tags if fold(tag) != fold(remove)]
        return rest if len(rest) < len(tags) else None
    return tags if fold(add) in map(fold, tags) else [*tags, add]


def _edit_items(text: str, lines: Sequence[_Line], add: str, remove: str) -> str | None:
    """Return `text` with a line added to the list at the beginning of `lines`, or without all lines of a tag."""
    items: list[tuple[_Line, re.Match[str]]] = []
    for line in lines:
        if (match := ITEM_LINE.fullmatch(line.text)) is None:
            break
        items.append((line, match))
    tags = [match[1].rstrip(" \t") for _, match in items]
    if not items or any(map(_NOT_IN_ITEMS.search, tags)):
        return None
    if add:
        if fold(add) in map(fold, tags):
            return text
        last, match = items[-1]
        line_end = last.whole[len(last.text) :]
        return text[: last.end] + last.text[: match.start(1)] + add + line_end + text[last.end :]
    removed = [line for (line, _), tag in zip(items, tags, strict=True) if fold(tag) == fold(remove)]
    if not 0 < len(removed) < len(items):
        return None  # a key without a list below it would be something else
    for line in reversed(removed):
        text = text[: line.start] + text[line.end :]
    return text
