"""Read the front matter of a Markdown file, YAML between ``---`` or TOML between ``+++``, as keys, values and lines.

Values stay text: ``arxiv: 2401.01230`` is an identifier, not the number 2401.0123. People write front matter that no
YAML parser accepts (``title: BERT: Pre-training``, ``citekey: @key``, ``tags: [#a]``). This is reported once, and the
keys are then read line by line, as note editors do.

https://help.obsidian.md/properties, https://jekyllrb.com/docs/front-matter/,
https://gohugo.io/content-management/front-matter/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from biblio.errors import Problem
from biblio.formats.yaml_text import with_rows_of_editors, yaml_row

__all__ = [
    "ITEM_LINE",
    "KEY_LINE",
    "FrontMatter",
    "FrontMatterBlock",
    "Property",
    "Value",
    "find_front_matter",
    "read_front_matter",
]

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+")
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE),
}
# A key and its value (if any), and an item of a list below a key, each on a line of its own.
KEY_LINE = re.compile(
    r"(?P<key>[^\s#:\-\[\]{}'\"=][^:=]{0,60}?|\"[^\"\n]+\"|'[^'\n]+')[ \t]*[:=](?:[ \t]+(?P<value>.*)|$)"
)
ITEM_LINE = re.compile(r"[ \t]*-[ \t]+(.*)")
_INNER_LINE = re.compile(r"[ \t]+(?P<key>[\w-]+)[ \t]*:[ \t]+(?P<value>.*)")
# Front matter that does not begin the file: how far from its start it may be, and what it must have.
_LATER_OPENING = re.compile(r"^(?:---|\+\+\+)[ \t]*\r?\n", re.MULTILINE)
_FARTHEST_OPENING, _MOST_LINES_ABOVE, _FEWEST_KEYS = 600, 3, 2
_OF_NOTES = frozenset(
    "title author authors doi url link year date tags aliases type category categories citekey cssclass created".split()
)
# Pelican's posts begin with their fields, without rules around them; one of these shows that they are the post's own.
_FIELD_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]{0,30}):(?!:)[ \t]*(?P<value>.*)")
_OF_POSTS = frozenset("slug category save_as template modified summary".split())
_MOST_FIELDS = 20
# A hostile or broken file may nest values, or repeat them through YAML's anchors, without end.
_MAX_DEPTH = 8
_MAX_VALUES = 5_000


@dataclass(frozen=True, slots=True)
class Property:
    """A key and its value, both as written, and the line in the file (from 1)."""

    key: str
    value: Value
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The properties of a file; its body begins after the first `end` lines (0 if it has no front matter).

    `rows` are the lines (from 0) of front matter below a title; then the body is the whole text, and in it these
    lines are read as blanks.
    """

    properties: tuple[Property, ...] = ()
    end: int = 0
    problem: Problem | None = None
    rows: range = range(0)


class FrontMatterBlock(NamedTuple):
    """Where front matter is in a text: the line that opens it, and the offsets of the text between its two rules.

    `end` is None if no second rule closes it.
    """

    marker: str
    start: int
    end: int | None


def find_front_matter(text: str) -> FrontMatterBlock | None:
    """Return where the front matter at the start of `text` is; None if `text` does not begin with a rule.

    Blank lines may stand above it, as editors leave them, if it is closed.

    Lines may end in a line feed or in a carriage return and a line feed.
    """
    blank = _BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    opening = _OPENING.match(text, start)
    if not opening:
        return None
    closing = _CLOSING[opening[1]].search(text, opening.end())
    if start and not closing:
        return None
    return FrontMatterBlock(opening[1], opening.end(), closing.start() if closing else None)


def read_front_matter(text: str, path: str) -> FrontMatter:
    """Return the front matter at the start of `text`; problems name the file by `path`.

    Text between two rules that has no keys is not front matter.
    """
    if blank := _BLANK_LINES.match(text):
        lines = text.count("\n", 0, blank.end())
        below = _read_front_matter(text[blank.end() :], path) if find_front_matter(text) else FrontMatter()
        problem = below.problem and replace(below.problem, line=below.problem.line + lines)
        properties = tuple(replace(prop, line=prop.line + lines) for prop in below.properties)
        return FrontMatter(properties, below.end + lines, problem) if below.end else FrontMatter()
    return _below_first_lines(text, path) or _fields_of_post(text) or _read_front_matter(text, path)


def _fields_of_post(text: str) -> FrontMatter | None:
    """Return the fields with which a post begins without rules around them, as Pelican has it; None if there are none.

    They end with a blank line, and name the post's title and its place on a site.
    https://docs.getpelican.com/en/stable/content.html#file-metadata
    """
    if text[:6].casefold() != "title:":
        return None
    properties: list[Property] = []
    for number, line in enumerate(text.split("\n", _MOST_FIELDS)[:_MOST_FIELDS], 1):
        if not line.strip():
            keys = {prop.key.casefold() for prop in properties}
            return FrontMatter(tuple(properties), number) if keys & _OF_POSTS else None
        if match := _FIELD_LINE.fullmatch(line.rstrip("\r")):
            properties.append(Property(match["key"], match["value"].strip(), number))
        elif line[:1] in " \t" and properties:
            last = properties[-1]
            properties[-1] = replace(last, value=f"{last.value} {line.strip()}")
        else:
            return None
    return None


def _below_first_lines(text: str, path: str) -> FrontMatter | None:
    """Return the front matter that begins below a title, a line or a comment; None if there is none.

    It has keys and items only, and one of the keys is what notes have, so that it is no rule between paragraphs.
    """
    opening = _LATER_OPENING.search(text, 0, _FARTHEST_OPENING)
    if opening is None or not opening.start():
        return None
    above = [line for line in text[: opening.start()].split("\n") if line.strip()]
    block = find_front_matter(text[opening.start() :])
    if block is None or block.end is None or len(above) > _MOST_LINES_ABOVE:
        return None
    inner = text[opening.start() + block.start : opening.start() + block.end]
    written = [line for line in inner.split("\n") if line.strip()]
    keys = [match["key"].casefold() for line in written if (match := KEY_LINE.fullmatch(line.rstrip()))]
    is_whole = all(KEY_LINE.fullmatch(line.rstrip()) or line[0] in " \t" or ITEM_LINE.match(line) for line in written)
    if len(keys) < _FEWEST_KEYS or not is_whole or _OF_NOTES.isdisjoint(keys):
        return None
    lines = text.count("\n", 0, opening.start())
    below = _read_front_matter(text[opening.start() :], path)
    problem = below.problem and replace(below.problem, line=below.problem.line + lines)
    properties = tuple(replace(prop, line=prop.line + lines) for prop in below.properties)
    return FrontMatter(properties, 0, problem, range(lines, lines + below.end)) if below.end else None


def _read_front_matter(text: str, path: str) -> FrontMatter:
    block = find_front_matter(text)
    if block is None:
        return FrontMatter()
    if block.end is None:
        return _unclosed(text, block.start, path)
    inner = text[block.start : block.end]
    end = text.count("\n", 0, block.end) + 1
    lines = inner.split("\n")
    try:
        properties = _read_toml(inner, lines) if block.marker == "+++" else _read_yaml(inner, lines)
    except _BrokenError as error:
        salvaged = tuple(_read_lines(lines))
        if not salvaged:
            return FrontMatter()
        hint = "only simple keys were read; quote values that contain : # @ [ or quotes"
        what = f"front matter is not valid: {error}"
        return FrontMatter(salvaged, end, Problem(path, error.line, what, hint, is_warning=True))
    if properties is None:
        return FrontMatter()
    return FrontMatter(tuple(properties), end)


def _unclosed(text: str, start: int, path: str) -> FrontMatter:
    """Read front matter without an end up to the first blank line, if all its lines are keys and items."""
    lines = text[start:].partition("\n\n")[0].split("\n")
    written = [line for line in lines if line.strip()]
    if not written or not all(KEY_LINE.fullmatch(line) or ITEM_LINE.fullmatch(line) for line in written):
        return FrontMatter()
    problem = Problem(path, 1, "front matter is not closed", "end it with the line ---")
    return FrontMatter(tuple(_read_lines(lines)), len(lines) + 1, problem)


class _BrokenError(Exception):
    """Front matter that its parser rejects; `line` is the line of the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=1)
def _yaml_loader() -> Any:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _read_yaml(block: str, lines: list[str]) -> list[Property] | None:
    import yaml

    block = with_rows_of_editors(block)
    try:
        root = yaml.compose(block, Loader=_yaml_loader())
    except yaml.YAMLError as error:
        words = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise _BrokenError(str(words), yaml_row(error, block) + 2) from error
    except (RecursionError, ValueError) as error:
        raise _BrokenError("it cannot be read", 2) from error
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode):
        return None
    budget = [_MAX_VALUES]
    properties = []
    for key, node in root.value:
        value = _plain(node, budget, 0)
        number = key.start_mark.line
        if value == "" and (tags := re.search(r":[ \t]+(#\w.*)", lines[number])):
            value = tags[1]  # in "tags: #nlp #parsing" YAML sees a comment, but the writer meant tags
        properties.append(Property(str(_plain(key, budget, 0)), value, number + 2))
    return properties


def _plain(node: Any, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > _MAX_DEPTH:
        raise _BrokenError("it is nested or repeated without end", node.start_mark.line + 2)
    if isinstance(node.value, str):
        return node.value
    if node.id == "sequence":
        return [_plain(item, budget, depth + 1) for item in node.value]
    return {str(_plain(key, budget, depth + 1)): _plain(item, budget, depth + 1) for key, item in node.value}


def _read_toml(block: str, lines: list[str]) -> list[Property]:
    import tomllib

    try:
        table = tomllib.loads(block, parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        raise _BrokenError(str(error).partition(" (at")[0], int(place[1]) + 1 if place else 2) from error
    properties = []
    for key, value in table.items():
        written = re.compile(rf"[ \t]*(?:\[+[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*(?:[=.\]]|$)")
        number = next((number for number, line in enumerate(lines) if written.match(line)), 0)
        properties.append(Property(key, _from_toml(value), number + 2))
    return properties


def _from_toml(value: Any) -> Value:
    if isinstance(value, dict):
        return {key: _from_toml(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_from_toml(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read_lines(lines: list[str]) -> Iterator[Property]:
    """Yield the properties on single lines: ``key: value``, and a bare key with the items or inner keys below it."""
    key, number = "", 0
    items: list[Value] = []
    inner: dict[str, Value] = {}
    for index, line in enumerate([*lines, "end:"]):
        if match := KEY_LINE.fullmatch(line):
            if key:
                yield Property(key, items or inner or "", number)
            key, number, items, inner = match["key"].strip("\"'"), index + 2, [], {}
            if match["value"] and match["value"].strip():
                yield Property(key, _from_line(match["value"].strip()), number)
                key = ""
        elif key and (item_match := ITEM_LINE.fullmatch(line)):
            items.append(_unquoted(item_match[1]))
        elif key and (pair := _INNER_LINE.fullmatch(line)):
            inner[pair["key"]] = _unquoted(pair["value"])


def _from_line(text: str) -> Value:
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return [_unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return _unquoted(text)


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
