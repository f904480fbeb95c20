"""Where entries go in and come out of a file: one blank line between entries, nothing else moved.

A file is a list of pieces, one a block; changing a piece changes the file there and nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

from biblio.bibtex.scanner import Block, BlockKind

__all__ = ["put_in", "take_out"]

_END = r"(?>\r\n|\n|\r)"  # whole: the half of a CR LF is no line end
_FIRST_LINE = re.compile(r"[^\r\n]*")
# The lines of a comment that stand directly above an entry, below a blank line.
_ATTACHED = re.compile(rf"{_END}[ \t]*{_END}((?:[ \t]*[^\s][^\r\n]*{_END})+)[ \t]*\Z")


def take_out(pieces: list[str], blocks: Sequence[Block], gone: Collection[int]) -> None:
    """Empty the pieces in `gone`, each with the white space behind it (at the end of the file: before it)."""
    rest_is_blank = True
    for index in reversed(range(len(pieces))):
        if index not in gone:
            rest_is_blank = rest_is_blank and not pieces[index].strip()
            continue
        pieces[index] = ""
        before = index - 1
        if rest_is_blank and before >= 0 and _is_text(blocks[before]):
            kept = pieces[before].rstrip()
            if kept:  # somebody's own last words keep the end of their line
                kept += _line_end(pieces[before][len(kept) :]) if index == len(pieces) - 1 else ""
            pieces[before] = kept
        elif not rest_is_blank and _is_text(blocks[index + 1]) and _ends_line("".join(pieces[max(0, before) : index])):
            pieces[index + 1] = pieces[index + 1].lstrip()


def _is_text(block: Block) -> bool:
    return block.kind is BlockKind.TEXT


def _line_end(blank: str) -> str:
    found = re.match(r"[ \t]*(\r\n|\n|\r)", blank)
    return found[0] if found else blank


def _ends_line(text: str) -> bool:
    return not text or text.endswith(("\n", "\r"))


def put_in(
    pieces: list[str], blocks: Sequence[Block], new: Mapping[str, str], ours: Mapping[str, int], *, newline: str
) -> None:
    """Put the entries `new` (key → text) behind the entry of `ours` (key → index) that goes before them by key.

    With none before, they go above the first one by key, and above a comment that belongs to it. Without any of
    ours they go to the end of the file.
    """
    keys = sorted(ours)
    waiting: dict[int, list[str]] = {}
    ahead: list[str] = []
    for key in sorted(new):
        place = bisect_left(keys, key)
        if place:
            waiting.setdefault(ours[keys[place - 1]], []).append(new[key])
        else:
            ahead.append(new[key])
    gap = newline * 2
    for index, texts in waiting.items():
        _put_behind(pieces, blocks, index, gap + gap.join(texts))
    if not ahead:
        return
    if keys:
        _put_above(pieces, blocks, ours[keys[0]], gap.join(ahead) + gap)
    else:
        before = "".join(pieces)
        if not before.strip():
            pieces.clear()
        pieces.append(_gap_at_end(before, newline) + gap.join(ahead) + newline)


def _put_behind(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
    rest = pieces[index + 1] if index + 1 < len(blocks) and _is_text(blocks[index + 1]) else ""
    line = _FIRST_LINE.match(rest)
    if line and line[0].strip() and line.end() < len(rest):  # a remark on the entry's last line stays on it
        pieces[index + 1] = rest[: line.end()] + text + rest[line.end() :]
    else:
        pieces[index] += text


def _put_above(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
    if index and _is_text(blocks[index - 1]) and (comment := _ATTACHED.search(pieces[index - 1])):
        before = pieces[index - 1]
        pieces[index - 1] = before[: comment.start(1)] + text + before[comment.start(1) :]
    else:
        pieces[index] = text + pieces[index]


def _gap_at_end(text: str, newline: str) -> str:
    if not text.strip():
        return ""
    if text.endswith((newline * 2, "\n\n")):
        return ""
    return newline if _ends_line(text) else newline * 2
