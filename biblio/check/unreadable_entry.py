"""What an entry says that BibTeX cannot read: a brace that is missing does not keep its work from being looked up.

The rule `syntax` reports such an entry. Here its lines are read one by one, as people write them: a line that begins
with a name and an equals sign begins a field. Pure.
"""

from __future__ import annotations

import re

from biblio.bibtex.entry_text import parse_entry
from biblio.errors import BibtexError
from biblio.model.entry import Entry

__all__ = ["read_lines_of_entry"]

_FIELD = re.compile(r"^[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*", re.MULTILINE)
_HEAD = re.compile(r"@\s*[A-Za-z]\w*\s*[{(]\s*[^\s,{}\"=]+\s*,")
_NAMES = frozenset({"author", "editor"})
_AND = re.compile(r"(?<!\s)\s+and\s+")


def read_lines_of_entry(text: str) -> Entry | None:
    """Return the entry that an unreadable `text` was meant to be, or None if its lines do not tell.

    At most one value may be damaged. Its braces are left out; of names the last one is too, and those behind it are
    unknown ("and others").
    """
    head = _HEAD.match(text)
    starts = list(_FIELD.finditer(text, head.end())) if head else []
    if not head or not starts:
        return None
    ends = [match.start() for match in starts[1:]] + [len(text)]
    fields: dict[str, str] = {}
    damaged = 0
    for match, end in zip(starts, ends, strict=True):
        name, written = match[1].lower(), text[match.end() : end].strip()
        if end == len(text):
            written = written.removesuffix("}").rstrip()  # what closes the entry
        content = _content(written.rstrip(",").rstrip())
        if content is None:
            damaged += 1
            content = _mend(name, written)
        if content:
            fields.setdefault(name, content)
    if damaged > 1 or not fields:
        return None
    body = "".join(f"{name} = {{{content}}},\n" for name, content in fields.items())
    try:
        return parse_entry(f"{text[: head.end()]}\n{body}}}")
    except BibtexError:
        return None


def _content(written: str) -> str | None:
    """Return a value without its delimiters, or None if its braces do not balance."""
    if len(written) > 1 and (written[0], written[-1]) in (("{", "}"), ('"', '"')):
        written = written[1:-1]
    depth = 0
    for char in written:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return None
    return written if depth == 0 else None


def _mend(name: str, written: str) -> str:
    text = written.strip('{}", \t\r\n')
    if name in _NAMES:
        *whole, _ = _AND.split(text)
        return " and ".join([*whole, "others"]) if whole and all(_content(one) is not None for one in whole) else ""
    return text.replace("{", "").replace("}", "")
