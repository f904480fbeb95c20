"""Find the properties that outliners keep in one item: its lines are ``key: value``, with the title above them.

::

    - # A title                        - type: article
        - type: article                  author: Roe, Jane
          author: Roe, Jane              itemTitle: A title
          date: 2017                     date: 2017

Plugins for citations in Logseq write them so. An item of which most lines are anything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.property_names import canonical_key

__all__ = ["item_properties"]

_ITEM = re.compile(r"(?P<indent>[ \t]*)[-*+][ \t]+(?:[*+-][ \t]+)?(?P<text>\S.*)")
_PAIR = re.compile(r"(?P<key>[^\W\d_][\w -]{0,30}?):{1,2}(?:[ \t]+(?P<value>.*))?$")
_TITLE = re.compile(r"#{1,6}[ \t]+(?P<title>\S.*)")
# Keys of which one must be there: others may describe anything.
_OF_A_WORK = frozenset({"authors", "venue", "doi", "arxiv", "pmid", "isbn", "title", "citekey"})
_FEWEST = 4  # lines
_SEVERAL = 2
_MOSTLY = 0.8


def item_properties(lines: Sequence[str], *, first: int) -> list[Property]:
    """Return the properties in the items of `lines`; `first` is the file's line (from 1) of the first one.

    The title above the first item that consists of them is that of the work.
    """
    if sum(":" in line for line in lines) < _FEWEST:
        return []
    properties: list[Property] = []
    title: Property | None = None
    for number, line in enumerate(lines):
        item = _ITEM.match(line)
        if not item:
            continue
        if heading := _TITLE.fullmatch(item["text"].strip()):
            title = title or Property("title", heading["title"].strip(), first + number)
            continue
        pairs = _pairs(lines, number, item, first)
        keys = {canonical_key(prop.key) for prop in pairs}
        if len(pairs) < _FEWEST or not keys & _OF_A_WORK:
            continue
        filled = [prop for prop in pairs if prop.value]
        if len(keys & _OF_A_WORK) >= _SEVERAL:  # beside "DOI:" and "ISBN:", though they may be empty
            filled = [replace(prop, key="citekey") if prop.key == "key" else prop for prop in filled]
        if title and not properties and not any(canonical_key(prop.key) == "title" for prop in filled):
            filled.insert(0, title)
        properties += (prop for prop in filled if canonical_key(prop.key) not in ("", "id", "name"))
    return properties


def _pairs(lines: Sequence[str], number: int, item: re.Match[str], first: int) -> list[Property]:
    """Return the keys with their values in an item that begins on line `number`; none if it is text."""
    texts = [item["text"]]
    for line in lines[number + 1 :]:
        if not line.strip() or _ITEM.match(line) or len(line) - len(line.lstrip(" \t")) <= len(item["indent"]):
            break
        texts.append(line.strip())
    matches = [(offset, match) for offset, text in enumerate(texts) if (match := _PAIR.fullmatch(text))]
    if len(matches) < _MOSTLY * len(texts):
        return []
    start = first + number
    return [Property(match["key"], (match["value"] or "").strip(" :"), start + offset) for offset, match in matches]
