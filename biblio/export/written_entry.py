"""What we wrote for a citation key, and a quick look at a file that nobody but us has written into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from biblio.bibtex.scanner import Block, BlockKind, scan

__all__ = ["BETWEEN_ENTRIES", "WrittenEntry", "as_written", "digest_of_file", "is_as_written", "written_blocks"]

BETWEEN_ENTRIES = "\n\n@"
"""What stands where one of our entries ends and the next begins, and nowhere else in a file of ours."""
_SPACE, _DELETE = 32, 127  # between them are the characters of ASCII that are seen
_RETURN = re.compile(rb"\r")
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
    blocks = [block for block in _each_written(text, base) if block is not None]
    return blocks if blocks and blocks[-1].end == len(text) else None


def is_as_written(text: str, base: Mapping[str, WrittenEntry]) -> bool:
    """Return whether every entry of a file is as we wrote it (`base`), and all of these are there, each once."""
    keys: set[str] = set()
    for block in _each_written(text, base):
        if block is None or block.key in keys:
            return False
        keys.update({block.key} - {""})
    return len(keys) == len(base)


def _each_written(text: str, base: Mapping[str, WrittenEntry]) -> Iterator[Block | None]:
    """Yield the blocks of a file as long as each entry is seen to be as we wrote it; None where one is not."""
    start = text.find(BETWEEN_ENTRIES) + 2
    if start < 2 or "\r" in text or any(block.kind is not BlockKind.TEXT for block in scan(text[:start])):
        yield None
        return
    line = text.count("\n", 0, start) + 1
    yield Block(BlockKind.TEXT, 0, start, 1)
    while start < len(text):
        end = text.find(BETWEEN_ENTRIES, start)
        after = end + 2 if end >= 0 else len(text)
        entry = text[start:end] if end >= 0 else text[start:].rstrip()
        head = _HEAD.match(entry)
        written = base.get(head["key"]) if head else None
        if head is None or written is None or entry[-1] != "}" or _digest(entry) != written.digest:
            yield None
            return
        end = start + len(entry)
        yield Block(BlockKind.ENTRY, start, end, line, head["type"], head["key"])
        line += entry.count("\n")
        if end < after:
            yield Block(BlockKind.TEXT, end, after, line)
        start, line = after, line + 2


def digest_of_file(parts: Iterable[bytes | memoryview]) -> str:
    """Return the digest that `WrittenEntry.of` gives for the text of a file; a large one is not decoded for it."""
    whole = [memoryview(part) for part in parts if len(part)]
    if whole:
        first, last = whole[0][0], whole[-1]
        end = len(last)
        while end and last[end - 1] in b" \n":
            end -= 1
        if (
            end
            and all(_SPACE < byte < _DELETE for byte in (first, last[end - 1]))
            and not any(map(_RETURN.search, whole))
        ):
            digest = hashlib.sha256()
            for part in (*whole[:-1], last[:end]):
                digest.update(part)
            return digest.hexdigest()[:32]
    return WrittenEntry.of(b"".join(whole).decode("utf-8", "surrogatepass")).digest


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
