"""Names of fields with blanks in them ("Early Access Date = {AUG 2021}", as Web of Science writes it).

BibTeX skips the rest of such an entry; with hyphens in place of the blanks every program reads it.
"""

from __future__ import annotations

import re

from biblio.bibtex.scanner import BlockKind, scan, scan_fields
from biblio.errors import BibtexError

__all__ = ["with_hyphenated_names"]

_SPACED = re.compile(r"[A-Za-z][\w-]*(?:[ \t]+[A-Za-z][\w-]*){1,5}(?=\s*=\s*[{\"\d])")
_MORE_NAMES = frozenset(
    "address annote annotation chapter crossref edition file issn journaltitle location subtitle xdata".split()
)
_MOST = 20


def _known_names() -> frozenset[str]:
    from biblio.bibtex.entry_table import FIELD_ORDER  # no other rule about files needs it

    return frozenset(FIELD_ORDER) | _MORE_NAMES


def with_hyphenated_names(text: str) -> str | None:
    """Return the text of one entry with hyphens in such names, of the same length; None if that is not all it lacks."""
    for _ in range(_MOST):
        blocks = [block for block in scan(text) if block.kind is not BlockKind.TEXT]
        if [block.kind for block in blocks] != [BlockKind.ENTRY]:
            return None
        try:
            scan_fields(text, blocks[0])
            return text
        except BibtexError as error:
            name = _SPACED.match(text, error.offset) if error.offset is not None else None
            if not name or name[0].split()[0].lower() in _known_names():
                return None  # "title year = {2020}": rather a value is missing
            hyphenated = name[0].replace(" ", "-").replace("\t", "-")
            text = f"{text[: name.start()]}{hyphenated}{text[name.end() :]}"
    return None
