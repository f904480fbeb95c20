"""Entries whose type no program can read: "@['JournalArticle', 'Conference']{…}" (Semantic Scholar), or "@{…}"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.scanner import Block, BlockKind, scan

__all__ = ["UNREADABLE_TYPE", "typed_text", "untyped_entries"]

UNREADABLE_TYPE = "the entry has no type that can be read"
_HEAD = re.compile(
    r"^[ \t]*+@(?!\w|[ \t]*+[\w{(]+[{(])[^\n@{}()]{0,80}+(?=\{\s*+[^\s,{}\"=]++\s*+,\s*+[A-Za-z][\w-]*+\s*+=)",
    re.MULTILINE,
)
_FIELD = re.compile(r"^[ \t]*(booktitle|journal)\s*=|,\s*(booktitle|journal)\s*=", re.IGNORECASE | re.MULTILINE)


def untyped_entries(text: str, block: Block) -> Iterator[Block]:
    """Yield the entries without a type in a TEXT block of `text`, in order; their kind is ENTRY, their type "misc"."""
    if text.find("@", block.start, block.end) < 0:
        return
    counted, line = block.start, block.line
    newline = "\n" if "\n" in text else "\r"
    heads = list(_HEAD.finditer(text, block.start, block.end))
    ends = [*(head.start() for head in heads[1:]), block.end]
    for head, end in zip(heads, ends, strict=False):  # without a head there is an end
        found = next(scan(f"@misc{text[head.end() : end]}"))
        if found.kind is BlockKind.ENTRY:
            start = text.index("@", head.start())
            line += text.count(newline, counted, start)
            counted = start
            yield Block(BlockKind.ENTRY, start, head.end() + found.end - len("@misc"), line, "misc", found.key)


def typed_text(text: str) -> str:
    """Return the text of an entry without a type with the one that its fields have most often."""
    body = text[text.index("{") :]
    field = _FIELD.search(body)
    name = (field[1] or field[2]).lower() if field else ""
    return {"booktitle": "@inproceedings", "journal": "@article"}.get(name, "@misc") + body
