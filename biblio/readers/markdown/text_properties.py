"""Find properties in the text of a note: Logseq's and Dataview's ``key:: value``, ``**Key:** value``, lists of them.

Callers pass only the header of a note: the text up to its second heading, and sections such as "Metadata". A line
counts if its key is known. One without bold type, ``::`` or a bullet (``Authors: A, B``) counts only if all lines
around it are of the same form, because "Source: see above" may be a sentence.

https://docs.logseq.com/#/page/properties, https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biblio.readers.markdown.front_matter import Property, Value
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import split_tags

__all__ = ["find_properties", "is_metadata_heading"]

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)")
_SUB_ITEM = re.compile(r"(?:  |\t)[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_KEY = r"(?P<key>[^\W\d_][^\W_]*(?:[ _/.-][^\W_]+){0,3}(?:\([^()\n]{1,4}\))?)"
_SEPARATOR = re.compile(r"[:：|]")
# "Paper: …" counts with a link, or with a marked title; anything else may be a remark.
_PAPER = re.compile(r".*https?://|\*|_|\[|[\"“「『《]")
_LONGEST_KEY = 60
_STRONG = re.compile(
    rf"(?P<mark>\*\*|__|\*|_){_KEY}(?P<inner>[ \t]*(?:::?|：))?(?:[ \t]+)?(?P=mark)(?P<outer>[ \t]*(?:::?|：))?"
    r"(?P<value>.*)"
)
_DOUBLE = re.compile(rf"(?P<open>[\[(])?{_KEY}[ \t]*::(?P<value>.*?)(?(open)[\])])")
_SINGLE = re.compile(rf"{_KEY}[ \t]*(?::[ \t]|：)(?P<value>.*\S.*)")
_CELLS = re.compile(rf"\|?[ \t]*(?:\*\*|__)?{_KEY}(?:[ \t]*:)?(?:\*\*|__)?(?:[ \t]*:)?[ \t]*\|(?P<value>[^|\n]*)\|?")
_METADATA_HEADING = re.compile(
    r"(?:meta\s?data|info(?:rmation)?|bib(?:liograph(?:y|ic)|tex)?(?:\s\w+)?|citation|reference|paper|links?|details?"
    r"|properties|source|paper\s(?:info(?:rmation)?|details|link)s?|基本情報|書誌情報|論文情報|論文情報・リンク|メタデータ|メタ情報|情報|文献情報|基本信息|论文信息|文献信息|元数据"
    r"|リンク|論文リンク|论文链接|链接|논문\s?정보|논문\s?링크|기본\s?정보|링크)",
    re.IGNORECASE,
)
# Keys that suffice to make their lines metadata, because sentences do not begin with them.
_SPEAKING = frozenset("title authors year published venue doi arxiv pmid pmcid isbn citekey url acl openreview".split())


def is_metadata_heading(text: str) -> bool:
    """Return whether a heading says that the lines below it describe the work instead of discussing it."""
    return _METADATA_HEADING.fullmatch(re.sub(r"^[\W_]+|[\W_]+$", "", text)) is not None


def find_properties(lines: Sequence[str], *, first: int) -> list[Property]:
    """Return the properties in `lines`; `first` is the file's line (from 1) of the first one.

    Sub-items are skipped, because they are about the item above them. If no key is one of `_SPEAKING`, nothing is
    returned: ``**Type**: …`` alone may be about anything.
    """
    properties: list[Property] = []
    unmarked: list[Property] = []
    is_unmarked_only = True
    for number, line in enumerate([*lines, ""], first):
        if _SUB_ITEM.match(line):
            is_unmarked_only = False
            continue
        quote = _QUOTE.match(line)
        text = (line[quote.end() :] if quote else line).strip()
        if not text or text.startswith("[!"):
            properties += unmarked if is_unmarked_only else []
            unmarked, is_unmarked_only = [], True
            continue
        bullet = _BULLET.match(text)
        prop, is_marked = _property(text[bullet.end() :] if bullet else text, number)
        if prop and not is_marked and not bullet:
            unmarked.append(prop)
            continue
        is_unmarked_only = False
        if prop:
            properties.append(prop)
    return properties if any(canonical_key(prop.key) in _SPEAKING for prop in properties) else []


def _property(text: str, line: int) -> tuple[Property | None, bool]:
    """Return the property on a line, if any, and whether bold type or ``::`` marks it as one."""
    separator = _SEPARATOR.search(text, 1, _LONGEST_KEY)
    if not separator or not canonical_key(text[: separator.start()]):
        return None, False
    for pattern in (_STRONG, _DOUBLE, _CELLS, _SINGLE):
        match = pattern.fullmatch(text)
        if not match or (pattern is _STRONG and not (match["inner"] or match["outer"])):
            continue
        name, value = canonical_key(match["key"]), match["value"].strip()
        if not name or name in ("id", "name") or (name == "paper" and not _PAPER.match(value)):
            continue
        # Spaces separate tags in front matter only; here "Neural Networks" is one tag.
        tags_or_text = list[Value](split_tags(value, spaced=False)) if name == "tags" else value
        return Property(match["key"], tags_or_text, line), pattern is not _SINGLE
    return None, False
