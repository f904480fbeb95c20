"""Keys with commas ("@article{Roe,Poe:2020:AB, author = …}", as the ACM's library wrote them from double names).

To BibTeX a comma ends the key, and what follows is no field: it skips the rest of the entry.
"""

from __future__ import annotations

import re

from biblio.bibtex.scanner import BlockKind, scan, scan_fields
from biblio.errors import BibtexError

__all__ = ["key_with_commas", "without_commas_in_key"]

_PART = r"[^\s,={}()\"#%]+"
_HEAD = re.compile(rf"@\s*+\w+\s*+[{{(]\s*+({_PART}(?:,{_PART})+),(?=\s*+[A-Za-z][\w-]*\s*=)")


def key_with_commas(entry: str) -> tuple[int, int] | None:
    """Return where the key of one entry begins and ends if there are commas in it and nothing else is wrong."""
    head = _HEAD.match(entry)
    if head is None:
        return None
    mended = without_commas_in_key(entry, head.span(1))
    blocks = [block for block in scan(mended) if block.kind is not BlockKind.TEXT]
    if [block.kind for block in blocks] != [BlockKind.ENTRY]:
        return None
    try:
        scan_fields(mended, blocks[0])
    except BibtexError:
        return None
    return head.span(1)


def without_commas_in_key(entry: str, key: tuple[int, int]) -> str:
    """Return the text of an entry without the commas in its key, which stands at `key`."""
    start, end = key
    return entry[:start] + entry[start:end].replace(",", "") + entry[end:]
