"""Put an item into a list of works, in Markdown or Org, under a heading; everything else stays as it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["with_item"]

_FENCE = re.compile(r"[ \t]{0,3}(```+|~~~+)")
_ORG_BLOCK = re.compile(r"[ \t]*#\+(?P<which>begin|end)_", re.IGNORECASE)
_MARKDOWN_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<title>.*?)(?!(?<=#)#|(?<=[ \t])[ \t])[ \t]*#*[ \t]*$")
_ORG_HEADING = re.compile(r"(?P<level>\*+)[ \t]+(?P<title>.*?)(?!(?<=[ \t])[ \t])(?:[ \t]+:[\w@#%:]+:)?[ \t]*$")
_BULLET = re.compile(r"(?P<bullet>[-*+])[ \t]+(?P<box>\[[ xX]\][ \t]+)?\S")
_TODO = re.compile(r"TODO[ \t]")


@dataclass(frozen=True, slots=True)
class _Heading:
    line: int
    level: int
    title: str


def with_item(text: str, item: str, *, heading: str, suffix: str) -> str:
    """Return `text` with `item` as the last one of the list under `heading`; the heading is made if it is missing.

    The item looks like its neighbours: the same bullet or level of headings, a box to tick or TODO if they have one.
    Without `heading`, it is put at the end. `suffix` is that of the file: ``.org`` is Org, anything else Markdown.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    ending = text[len(text.rstrip("\r\n")) :] or line_end
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text.strip() else []
    is_org = suffix.lower() == ".org"
    headings = list(_headings(lines, is_org=is_org))
    parent = next((other for other in headings if heading and _same(other.title, heading)), None)
    if heading and parent is None:
        level = _level_of_new(headings, is_org=is_org)
        parent = _Heading(len(lines) + bool(lines), level, heading)
        lines += [""] * bool(lines) + [("*" if is_org else "#") * level + " " + heading]
        headings.append(parent)
    item_lines = item.rstrip().split("\n")
    if is_org:
        end = _end_of_part(lines, headings, parent, is_below_too=True)
        siblings = [
            other for other in headings if parent and parent.line < other.line < end and other.level == parent.level + 1
        ]
        siblings = siblings if parent else [other for other in headings if other.level == 1]
        todo = "TODO " if siblings and _TODO.match(siblings[-1].title) else ""
        new = [f"{'*' * (parent.level + 1 if parent else 1)} {todo}{item_lines[0]}", *item_lines[1:]]
        return line_end.join([*lines[:end], *new, *lines[end:]]) + ending
    end = _end_of_part(lines, headings, parent, is_below_too=False)
    start = parent.line + 1 if parent else 0
    neighbour = _last_bullet(lines[start:end]) or _last_bullet(lines)
    bullet = neighbour["bullet"] if neighbour else "-"
    box = "[ ] " if neighbour and neighbour["box"] else ""
    new = [f"{bullet} {box}{item_lines[0]}", *(f"  {line}".rstrip() for line in item_lines[1:])]
    is_apart = end > 0 and not _goes_on_list(lines[start:end])
    after = [""] if lines[end:] and lines[end].strip() else []
    return line_end.join([*lines[:end], *[""] * is_apart, *new, *after, *lines[end:]]) + ending


def _same(title: str, heading: str) -> bool:
    return title.strip().casefold() == heading.strip().casefold()


def _headings(lines: Sequence[str], *, is_org: bool) -> list[_Heading]:
    headings: list[_Heading] = []
    closing = ""
    for number, line in enumerate(lines):
        if is_org:
            if block := _ORG_BLOCK.match(line):
                closing = "end" if block["which"].lower() == "begin" else ""
            match = None if closing else _ORG_HEADING.match(line)
        else:
            fence = _FENCE.match(line)
            if fence and not closing:
                closing = fence[1]
            elif fence and line.strip().startswith(closing):
                closing = ""
            match = None if closing else _MARKDOWN_HEADING.match(line)
        if match:
            headings.append(_Heading(number, len(match["level"]), match["title"]))
    return headings


def _level_of_new(headings: Sequence[_Heading], *, is_org: bool) -> int:
    """Return the level of a new heading at the end: that of the others, below a title that stands alone at the top."""
    if not headings:
        return 1 if is_org else 2
    levels = [heading.level for heading in headings]
    below = [level for level in levels if level > min(levels)]
    has_title = not is_org and levels.count(min(levels)) == 1 and headings[0].level == min(levels)
    return (min(below) if below else min(levels[0] + 1, 6)) if has_title else min(levels)


def _end_of_part(
    lines: Sequence[str], headings: Sequence[_Heading], parent: _Heading | None, *, is_below_too: bool
) -> int:
    """Return the number of the line behind the last one with text that belongs to a heading (None: to the file)."""
    end = len(lines)
    if parent is not None:
        later = (
            other
            for other in headings
            if other.line > parent.line and (not is_below_too or other.level <= parent.level)
        )
        end = next((other.line for other in later), end)
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _last_bullet(lines: Sequence[str]) -> re.Match[str] | None:
    return next((match for line in reversed(lines) if (match := _BULLET.match(line))), None)


def _goes_on_list(lines: Sequence[str]) -> bool:
    """Return whether `lines` end in an item of a list, or in what is indented below one."""
    for line in reversed(lines):
        if _BULLET.match(line):
            return True
        if not line.startswith((" ", "\t")):
            return False
    return False
