"""Find properties in the text of a note: Logseq's and Dataview's ``key:: value``, ``**Key:** value``, lists of them.

Callers pass only the header of a note: the text up to its second heading, and sections such as "Metadata". A line
counts if its key is known. One without bold type, ``::`` or a bullet (``Authors: A, B``) counts only if all lines
around it are of the same form, because "Source: see above" may be a sentence; among such lines, other keys count too
(``Status: read``).

https://docs.logseq.com/#/page/properties, https://blacksmithgu.github.io/obsidian-dataview/annotation/add-metadata/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.front_matter import Property, Value
from biblio.readers.markdown.inline import identifier_of
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import split_tags, text_values
from biblio.text import without_signs_around

__all__ = ["find_key_rows", "find_properties", "find_section_properties", "is_metadata_heading", "is_speaking_key"]

_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_NUMBERED = frozenset({"doi", "arxiv", "pmid", "pmcid", "isbn", "year"})
# Logseq's blocks begin with a bullet, and may have one of their own: "- * DOI: 10.1000/x".
_BULLET = re.compile(r"(?:(?<![ \t])[ \t]+)?(?:[-*+•][ \t]+(?:[*+•-][ \t]+)?|\d{1,3}[.)][ \t]+)")
_SUB_ITEM = re.compile(r"(?:  |\t)[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_KEY = r"(?P<key>[^\W\d_][^\W_]{0,60}(?:[ _/.-][^\W_]{1,60}){0,3}(?:\([^()\n]{1,4}\))?)"
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
# Dataview's field within a line; the value may contain a link to another note.
_BRACKETED = re.compile(rf"[\[(]{_KEY}[ \t]*::(?P<value>(?:\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)|[^\[\]()])*)[\])]")
_BARE_KEY = re.compile(rf"(?:\*\*|__)?{_KEY}[ \t]*(?:\*\*|__)?(?:::?|：)(?:\*\*|__)?")
_BARE_KEY_ENDS = tuple(colon + mark for colon in ":：" for mark in ("", "**", "__"))
_UNKNOWN = re.compile(rf"{_KEY}[ \t]*(?::(?=[ \t]|$)|：)(?P<value>.*)")
_PAGE_PROPERTY = re.compile(r"(?:-[ \t]+)?[^\W\d_][\w /-]{0,40}::[ \t]")
_LONGEST_VALUE = 200
_CONTINUED = re.compile(r"(?: {2}|\t)[ \t]*[^\W_]")  # "tags: oil", and "      wicks" below it, as MultiMarkdown has it
# Sections that are fields; "Date" and "Source" may as well be sections of the text.
_IN_SECTIONS = frozenset("title authors year published venue doi arxiv pmid isbn url paper tags citekey".split())
_ONLY_ADDRESS = re.compile(r"[\W_]*?(https?://[^\s()<>]+)[\W_]*")
_ONLY_LINK = re.compile(r"(?:<|\[[^\[\]]*\]\()?(https?://[^\s()<>]+)[>)]?")
_LONGEST_SECTION = 12  # lines
_LONGEST_SECTION_TEXT = 600  # characters
_CELLS = re.compile(
    rf"(?:\|[ \t]*|(?<![ \t])[ \t]+)?(?:\*\*|__)?{_KEY}(?:[ \t]*:)?(?:\*\*|__)?(?:[ \t]*:)?[ \t]*\|"
    r"(?P<value>[^|\n]*)\|?"
)
_METADATA_HEADING = re.compile(
    r"(?:(?:zotero\s)?meta\s?data|info(?:rmation)?|bib(?:liograph(?:y|ic)|tex)?(?:\s\w+)?|citation|reference|paper|links?|details?"
    r"|properties|source|paper\s(?:info(?:rmation)?|details|link)s?|基本情報|書誌情報|論文情報|論文情報・リンク|メタデータ|メタ情報|情報|文献情報|基本信息|论文信息|文献信息|元数据"
    r"|リンク|論文リンク|论文链接|链接|논문\s?정보|논문\s?링크|기본\s?정보|링크)",
    re.IGNORECASE,
)
# Keys that suffice to make their lines metadata, because sentences do not begin with them.
_SPEAKING = frozenset("title authors year published venue doi arxiv pmid pmcid isbn citekey url acl openreview".split())
_SOURCE = "source"  # speaks if it has the address of a work


@lru_cache(maxsize=4096)  # headings recur
def is_metadata_heading(text: str) -> bool:
    """Return whether a heading says that the lines below it describe the work instead of discussing it."""
    return _METADATA_HEADING.fullmatch(without_signs_around(text)) is not None


def find_properties(lines: Sequence[str], *, first: int, is_about_a_work: bool = False) -> list[Property]:
    """Return the properties in `lines`; `first` is the file's line (from 1) of the first one.

    Sub-items are skipped, because they are about the item above them. If no key is one of `_SPEAKING`, nothing is
    returned, because ``**Type**: …`` alone may be about anything; unless the caller knows that the text
    `is_about_a_work`, or the text opens with a block of ``key:: value``, as Logseq's pages do.
    """
    if not any(map(_has_separator, lines)):
        return []
    properties: list[Property] = []
    block: list[Property] = []
    is_block = True
    listed = _listed_values(lines, first)
    properties += {id(prop): prop for prop in listed.values()}.values()
    for number, line in enumerate([*lines, ""], first):
        if number in listed:
            continue
        text = _without_mark(line)
        if not text or text.startswith("[!"):
            properties += block if is_block and _is_metadata(block) else []
            block, is_block = [], True
            continue
        if not _has_separator(text) or _SUB_ITEM.match(line):
            if is_block and block and _CONTINUED.match(line):
                block[-1] = _continued(block[-1], text)
            else:
                is_block = False
            continue
        if text.startswith(("http", "<http")) and " " not in text:
            continue  # the address of the work, among the lines that describe it
        bullet = _BULLET.match(text)
        bare = text[bullet.end() :] if bullet else text
        if inline := list(_inline_fields(bare, number)):
            properties += inline
            continue
        prop, is_marked = _property(bare, number)
        # "- Title: …", and below it, in the same item, "  Author: …"
        is_below = line[:1].isspace() and bool(properties) and properties[-1].line == number - 1
        if prop and (is_marked or bullet or is_below):
            properties.append(prop)
            is_block = False
        elif not bullet and (prop := prop or _unknown_property(bare, number)):
            block.append(prop)
        else:
            is_block = False
    is_speaking = is_about_a_work or any(map(_is_speaking, properties)) or _opens_with_source(properties, lines, first)
    return properties if properties and (is_speaking or _opens_with_properties(lines)) else []


def find_key_rows(lines: Sequence[str]) -> dict[int, str]:
    """Return the numbers (from 0) of the lines on which properties may be, with the canonical names of their keys.

    A line with ``::`` has that instead of a name. Lines that are not among them give no property, and none at all do
    if `is_speaking_key` is false for every name and the caller does not know what the text is about.
    """
    rows: dict[int, str] = {}
    for number, line in enumerate(lines):
        if ":" not in line and "|" not in line and "：" not in line:  # most lines of most notes
            continue
        if "::" in line:
            rows[number] = "::"
            continue
        text = _without_mark(line)
        bullet = _BULLET.match(text)
        bare = text[bullet.end() :] if bullet else text
        separator = _SEPARATOR.search(bare, 1, _LONGEST_KEY)
        if separator and (name := canonical_key(bare[: separator.start()])):
            rows[number] = name
    return rows


def is_speaking_key(name: str) -> bool:
    """Return whether a name that `find_key_rows` gives may make the lines around it properties of a work."""
    return name in _SPEAKING or name in (_SOURCE, "::")


def _without_mark(line: str) -> str:
    """Return a line without blanks around it and without the mark of a quote."""
    text = line.strip()
    if text[:1] == ">" and (quote := _QUOTE.match(line)):
        return line[quote.end() :].strip()
    return text


def _has_separator(line: str) -> bool:
    """Return whether a line has a sign that separates a key from its value; most lines of most notes have none."""
    return ":" in line or "：" in line or "|" in line


def find_section_properties(
    lines: Sequence[str], sections: Sequence[tuple[str, int, int]], *, first: int
) -> list[Property]:
    """Return the properties that are sections: "## Authors:" with the names below it, "### Name of the thesis:".

    `sections` are headings with the lines (from 0) between which their texts are; `first` is the file's line of
    ``lines[0]``. A section of several paragraphs discusses something, and a single one of these sections counts only
    if it has the title, a link or keywords, because "## Author" may introduce a person.
    """
    properties = []
    for heading, start, end in sections:
        key = without_signs_around(heading)
        name = canonical_key(key)
        if name not in _IN_SECTIONS:
            continue
        text = [line.strip() for line in lines[start:end] if line.strip(" \t-*_")]
        if not 0 < len(text) <= _LONGEST_SECTION or sum(map(len, text)) > _LONGEST_SECTION_TEXT:
            continue
        if name == "tags" and any(line.endswith((".", "!", "?", "。", "！", "？")) for line in text):
            continue  # sentences on what the words of the work are
        value: Value = [_BULLET.sub("", line, count=1) for line in text]
        if name not in ("authors", "tags", "url", "paper"):
            value = _BULLET.sub("", text[0], count=1) if name == "title" else " ".join(text)
        elif len(text) == 1:
            value = text[0]
        if name == "title" and isinstance(value, str):
            key_before, _, behind = value.partition(": ")  # "# Title" above "- Paper: A primer"
            value = behind if canonical_key(key_before) in ("title", "paper") else value
        if name == "title" and len(text) > 1 and (link := _ONLY_ADDRESS.fullmatch(text[-1])):
            properties.append(Property("url", link[1], first + start))
        if name == "paper" and not any(map(_PAPER.match, text)):
            continue
        properties.append(_with_tags(key, value, first + start))
    speaks = ("title", "url", "doi", "tags")
    is_metadata = len(properties) > 1 or any(canonical_key(prop.key) in speaks for prop in properties)
    return properties if is_metadata else []


def _is_speaking(prop: Property) -> bool:
    return canonical_key(prop.key) in _SPEAKING


def _opens_with_source(properties: Sequence[Property], lines: Sequence[str], first: int) -> bool:
    """Return whether nothing but the address of a work is called the source, above all prose.

    Below that it may be the source of a sentence, and "Source: see above" may be a sentence itself.
    """
    sources = [prop for prop in properties if canonical_key(prop.key) == _SOURCE and isinstance(prop.value, str)]
    if not sources:
        return False
    prose = next(
        (row for row, line in enumerate(lines, first) if line.strip() and line[0] != "#" and not _has_separator(line)),
        first + len(lines),
    )
    links = (_ONLY_LINK.fullmatch(str(prop.value).strip()) for prop in sources if prop.line < prose)
    return any(link is not None and identifier_of(link[1]) is not None for link in links)


def _listed_values(lines: Sequence[str], first: int) -> dict[int, Property]:
    """Return the properties whose values are bullets below their keys ("url:", "- [paper](…)"), by their lines."""
    listed: dict[int, Property] = {}
    for index, line in enumerate(lines[:-1]):
        if _SUB_ITEM.match(line):
            continue
        mark = _BULLET.match(line)
        text = line[mark.end() if mark else 0 :].strip()
        match = _BARE_KEY.fullmatch(text) if text.endswith(_BARE_KEY_ENDS) else None
        if not match or canonical_key(match["key"]) not in _IN_SECTIONS:
            continue
        values: list[Value] = []
        for following in lines[index + 1 :]:
            bullet = _BULLET.match(following)
            # "- Authors::", and the names below it; what is less indented than "  url:" is another item.
            is_below = _depth(following) > _depth(line) if mark else _depth(following) >= _depth(line)
            if bullet is None or not is_below or len(values) >= _LONGEST_SECTION:
                break
            values.append(following[bullet.end() :].strip())
        if values:
            prop = _with_tags(match["key"], values, first + index)
            listed |= dict.fromkeys(range(first + index, first + index + len(values) + 1), prop)
    return listed


def _depth(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _is_metadata(block: Sequence[Property]) -> bool:
    """Return whether unmarked lines, all of the form ``Key: value``, are metadata: most of their keys are known."""
    known = sum(bool(canonical_key(prop.key)) for prop in block)
    return known * 2 >= len(block) or (known > 1 and any(map(_is_speaking, block)))


def _opens_with_properties(lines: Sequence[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return _PAGE_PROPERTY.match(first) is not None


def _inline_fields(text: str, line: int) -> Iterator[Property]:
    """Yield Dataview's fields in brackets, of which a line may have several: ``[year:: 2017] (doi:: 10.1000/x)``."""
    if "::" not in text:
        return
    for match in _BRACKETED.finditer(text):
        if canonical_key(match["key"]) and canonical_key(match["key"]) not in ("id", "name"):
            yield _with_tags(match["key"], match["value"].strip(), line)


def _unknown_property(text: str, line: int) -> Property | None:
    """Return ``Status: read``, whose key is none of ours, for a block in which other keys are."""
    match = _UNKNOWN.fullmatch(text)
    if not match or len(match["value"]) > _LONGEST_VALUE:
        return None
    return Property(match["key"], match["value"].strip(), line)


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
        if pattern is _CELLS and name in _NUMBERED and not any(char.isdigit() for char in value):
            continue  # the header of a table with one work per row
        return _with_tags(match["key"], value, line), pattern is not _SINGLE
    return None, False


def _continued(prop: Property, more: str) -> Property:
    """Return a property with the value on the next line, which is indented."""
    if isinstance(prop.value, list):
        is_tags = canonical_key(prop.key) == "tags"
        return replace(prop, value=[*prop.value, *(split_tags(more, spaced=False) if is_tags else [more.strip()])])
    return replace(prop, value=f"{prop.value} {more.strip()}") if isinstance(prop.value, str) else prop


def _with_tags(key: str, value: Value, line: int) -> Property:
    # Spaces separate tags in front matter only; here "Neural Networks" is one tag.
    if canonical_key(key) != "tags":
        return Property(key, value, line)
    tags: list[Value] = [tag for text in text_values(value) for tag in split_tags(text, spaced=False)]
    return Property(key, tags, line)
