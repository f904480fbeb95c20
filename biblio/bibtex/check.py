"""What TeX, BibTeX or biber would stumble over in a `.bib` text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.latex import VERBATIM_FIELDS
from biblio.bibtex.mathematics import is_balanced, segments
from biblio.bibtex.scanner import Block, BlockKind, fields, scan
from biblio.errors import BibtexError, Problem

__all__ = ["check_text"]

# What TeX skips (an escaped sign, an address in \url), or a sign that it would act on, or a backslash at the end.
_SIGN = re.compile(r"\\(?:url|href|path)\s*\{[^{}]*\}|\\.|(?P<sign>[&%#_^$])|(?P<end>\\$)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BAD_IN_KEY = re.compile(r"[\s\"#%'(),={}~\\]")


def check_text(text: str, *, path: str = "") -> list[Problem]:
    """Return what is dangerous in a `.bib` text, in order; nothing where TeX, BibTeX and biber can take it.

    Looked for: entries that are not closed or not BibTeX, keys that stand twice (BibTeX ignores case there) or hold
    forbidden characters, braces that do not balance, signs that TeX acts on outside mathematics (``& % # _ ^ $``),
    a backslash at the end of a value, control characters. Verbatim fields (`url`, `doi`) may hold such signs.
    """
    problems: list[Problem] = []
    keys: dict[str, int] = {}
    for block in scan(text):
        if block.kind is BlockKind.BROKEN:
            problems.append(Problem(path, block.line, f"the @{block.type} entry {block.key!r} is not closed"))
        if block.kind is not BlockKind.ENTRY:
            continue
        first = keys.setdefault(block.key.casefold(), block.line)
        if first != block.line:
            problems.append(Problem(path, block.line, f"the key {block.key!r} stands in line {first} already"))
        if not block.key or _BAD_IN_KEY.search(block.key):
            problems.append(Problem(path, block.line, f"{block.key!r} cannot be a citation key"))
        problems += (Problem(path, block.line, f"{block.key}: {what}") for what in _in_entry(text, block))
    return problems


def _in_entry(text: str, block: Block) -> Iterator[str]:
    try:
        spans = fields(text, block)
    except BibtexError as error:
        yield str(error)
        return
    names: set[str] = set()
    for span in spans:
        if span.name in names:
            yield f"field {span.name!r} stands twice"
        names.add(span.name)
        value = text[span.value_start : span.value_end]
        if value[0] in '{"':
            yield from (f"field {span.name!r} {what}" for what in _in_value(value[1:-1], span.name))


def _in_value(value: str, name: str) -> Iterator[str]:
    if not is_balanced(value):
        yield "has braces that do not balance"
    if found := _CONTROL.search(value):
        yield f"has a control character (U+{ord(found[0]):04X})"
    if name in VERBATIM_FIELDS:
        return
    for piece, is_math in segments(value):
        for sign in _SIGN.finditer(piece) if not is_math else ():
            if sign["end"]:
                yield "ends in a backslash"
            elif sign["sign"]:
                yield f"has a bare {sign['sign']!r}"
