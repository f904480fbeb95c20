"""Parse the block structure of a Markdown text: headings, lists, tables and paragraphs with their lines.

pulldown-cmark parses the blocks (CommonMark and tables). Code and comments are blanked character by character, so that
nothing in them is read as a tag or a link and everything else keeps its position.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from biblio.readers.markdown.block_events import read_blocks
from biblio.readers.markdown.outline_blocks import OutlineBlock
from biblio.text import blanked

__all__ = ["Outline", "blank_hidden", "mask", "parse_outline"]


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a text outside quotes, in order, and the line ranges of its code and comments."""

    blocks: tuple[OutlineBlock, ...]
    hidden: tuple[tuple[int, int], ...]


# The line under a table's header, and rows after it that begin with an empty cell, written as blanks.
_RULE = re.compile(r"^ {0,3}\|?[ ]*:?-{3}[ :|-]*+$", re.MULTILINE)
_BLANK_CELL = re.compile(r"[ \t]{4,}(?=[^\n]*\|)")
_ADMONITION = re.compile(r"^(?:\?{3}\+?|!{3}|={3}\+?)[ \t]+[\"\w]", re.MULTILINE)
# "[^1]: Roe, J. (2018). A primer.": https://pandoc.org/MANUAL.html#footnotes
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\[\]\s]{1,60}\]:[ \t]+(?=\S)", re.MULTILINE)
_FOOTNOTE_SIGN = re.compile(r"\[\^[^\[\]\s]{1,60}\](?!:)")


def parse_outline(text: str) -> Outline:
    """Return the block structure of `text`, whose lines must end in line feeds."""
    if "|" in text:
        text = _with_indented_rows(text)
    if ("???" in text or "!!!" in text or "===" in text) and _ADMONITION.search(text):
        text = _with_open_admonitions(text)
    if "[^" in text and not _FOOTNOTE_SIGN.search(text):
        text = _FOOTNOTE.sub("- ", text)  # a list that no text refers to
    return Outline(*read_blocks(text))


def _with_indented_rows(text: str) -> str:
    """Return `text` with the rows of its tables not indented: GitHub reads them on, the parser would stop there."""
    if not any("|" in match[0] for match in _RULE.finditer(text)):
        return text
    lines = text.split("\n")
    is_below_rule = False
    for number, line in enumerate(lines):
        if "|" not in line:
            is_below_rule = False
            continue
        if is_below_rule and line[0] in " \t":
            lines[number] = _BLANK_CELL.sub("", line, count=1)
        is_below_rule = is_below_rule or _RULE.fullmatch(line) is not None
    return "\n".join(lines)


def _with_open_admonitions(text: str) -> str:
    """Return `text` with the contents of MkDocs' boxes (``??? note "…"``), which are indented like code, dedented."""
    lines = text.split("\n")
    is_inside = False
    for number, line in enumerate(lines):
        if _ADMONITION.match(lines[number]):
            is_inside = True
        elif is_inside and line.startswith("    "):
            lines[number] = line[4:]
        elif line.strip():
            is_inside = False
    return "\n".join(lines)


def blank_hidden(text: str, outline: Outline) -> str:
    """Return `text` with its code and comments blanked; lines and columns are unchanged."""
    if outline.hidden:
        lines = text.split("\n")
        for start, end in outline.hidden:
            lines[start:end] = [" " * len(line) for line in lines[start:end]]
        text = "\n".join(lines)
    return mask(text)


# Every branch begins with a literal, because that is found quickest; what is before it is looked at afterwards.
_TRIGGER = re.compile(r"`(?<!\\`)`*|<!--|%%(?<![%\d]%%)(?!%)|!\[")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,300})\](\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\))")


def mask(text: str) -> str:
    """Return `text` with inline code, comments and the addresses of images blanked; columns are unchanged."""
    if "`" not in text and "![" not in text and "<!--" not in text and "%%" not in text:
        return text
    parts: list[str] = []
    masked_to = 0
    searched = _Searched()
    for match in _TRIGGER.finditer(text):
        start = match.start()
        if start < masked_to:
            continue
        stop = _span_end(text, match, searched)
        if stop > start:
            parts.append(text[masked_to:start])
            image = _IMAGE.match(text, start, stop)
            parts.append(f"  {image[1]} {' ' * len(image[2])}" if image else blanked(text[start:stop]))
            masked_to = stop
    parts.append(text[masked_to:])
    return "".join(parts)


@dataclass(slots=True)
class _Searched:
    """What need not be searched again: the end of the paragraph, and runs of backticks without a partner.

    `unpaired` is the length of a run → the offset up to which it has none. `never_closed` are the signs that begin a
    comment, if no end of one follows.
    """

    paragraph_end: int = -1
    never_closed: set[str] = field(default_factory=set)
    unpaired: dict[int, int] = field(default_factory=dict)


def _span_end(text: str, match: re.Match[str], searched: _Searched) -> int:
    """Return the end of the span that `match` opens; -1 if it opens none."""
    sign, start, end = match[0], match.start(), match.end()
    if sign == "![":
        image = _IMAGE.match(text, start)
        return image.end() if image else -1
    if sign in ("<!--", "%%"):
        close = "-->" if sign == "<!--" else "%%"
        closing = -1 if sign in searched.never_closed else text.find(close, end)
        if closing < 0:
            searched.never_closed.add(sign)
            return -1
        return closing + len(close)
    if searched.unpaired.get(len(sign), -1) >= start:
        return -1
    if searched.paragraph_end < end:
        border = text.find("\n\n", end)
        searched.paragraph_end = len(text) if border < 0 else border
    partner = re.compile(rf"(?<!`)`{{{len(sign)}}}(?!`)").search(text, end, searched.paragraph_end)
    if partner:
        return partner.end()
    searched.unpaired[len(sign)] = searched.paragraph_end
    return -1
