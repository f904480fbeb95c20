"""What we wrote for a citation key, and a quick look at a file that nobody but us has written into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from biblio.bibtex.scanner import Block, BlockKind, scan

__all__ = ["WrittenEntry", "as_written", "written_blocks"]

_BETWEEN_ENTRIES = "\n\n@"
# The head of an entry as we write it.
_HEAD = re.compile(r"@(?!(?:string|preamble|comment)\{)(?P<type>[a-z]+)\{(?P<key>[^\s,{}()\"=%@]+),")


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """What we wrote for a key last time: its digest, and the text itself if it is still known."""

    digest: str
    text: str = ""

    @classmethod
    def of(cls, text: str) -> WrittenEntry:
        """Return what to remember of an entry's `text`; the kind of line end and white space around it do not count."""
        text = as_written(text)
        return cls(_digest(text), text)


def as_written(text: str) -> str:
    """Return the text of an entry with our line ends, and without white space around it."""
    return text.replace("\r\n", "\n").strip()


def written_blocks(text: str, base: Mapping[str, WrittenEntry]) -> list[Block] | None:
    """Return the blocks of a file in which every entry is as we wrote it (`base`); None if that is not seen at once.

    They are those that `scan` gives, which searches for the end of every entry: what has the digest of an entry of ours
    is that entry, and nothing else.
    """
    start = text.find(_BETWEEN_ENTRIES) + 2
    if start < 2 or "\r" in text or any(block.kind is not BlockKind.TEXT for block in scan(text[:start])):
        return None
    line = text.count("\n", 0, start) + 1
    blocks = [Block(BlockKind.TEXT, 0, start, 1)]
    while start < len(text):
        end = text.find(_BETWEEN_ENTRIES, start)
        after = end + 2 if end >= 0 else len(text)
        entry = text[start:end] if end >= 0 else text[start:].rstrip()
        head = _HEAD.match(entry)
        written = base.get(head["key"]) if head else None
        if head is None or written is None or entry[-1] != "}" or _digest(entry) != written.digest:
            return None
        end = start + len(entry)
        blocks.append(Block(BlockKind.ENTRY, start, end, line, head["type"], head["key"]))
        line += entry.count("\n")
        if end < after:
            blocks.append(Block(BlockKind.TEXT, end, after, line))
        start, line = after, line + 2
    return blocks


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
