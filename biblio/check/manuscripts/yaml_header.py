"""Values of top-level keys of YAML, with their places: the headers of Markdown pages and the files of projects.

Only what a manuscript needs is read (texts and lists of texts), so that every value keeps its offset.
"""

from __future__ import annotations

import re

__all__ = ["header_values", "top_level_keys", "yaml_block"]

_VALUE = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'|[^\s,\[\]\"'#][^,\[\]\n#]*")
_NAMED = re.compile(r"[\w-]+:[ \t]+(\S.*)")
_TOP_LEVEL = re.compile(r"^([\w.-]+)[ \t]*:", re.MULTILINE)


def header_values(header: str, name: str) -> list[tuple[str, int]]:
    """Return the values of a top-level key of a YAML text (a scalar or a list) with their offsets."""
    block, start = yaml_block(header, name)
    values = []
    for match in _VALUE.finditer(block):
        value = (match[1] or match[2] or match[0]).strip()
        lead = match[0].find(value)
        if value.startswith("- "):
            item = value[2:].strip()
            value, lead = item.strip("'\""), lead + match[0].find(item)
        if named := _NAMED.match(value):  # "main: refs.bib", of a list of references for each topic
            value, lead = named[1].strip("'\""), lead + named.start(1)
        if value and value not in ("-", "|", ">"):
            values.append((value, start + match.start() + max(0, lead)))
    return values


def yaml_block(header: str, name: str) -> tuple[str, int]:
    """Return the text after a top-level key of a YAML text, with the indented lines below it, and its offset."""
    match = re.search(
        rf"^{name}[ \t]*:[ \t]*((?:[^\n]*)(?:\n(?:[ \t]+[^\n]*|-[ \t][^\n]*|[ \t]*(?=\n)))*)", header, re.MULTILINE
    )
    return (match[1], match.start(1)) if match else ("", 0)


def top_level_keys(header: str) -> list[str]:
    """Return the top-level keys of a YAML text in order."""
    return [match[1] for match in _TOP_LEVEL.finditer(header)]
