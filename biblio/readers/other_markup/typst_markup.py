"""Translate Typst to Markdown, and read the values that its calls are given.

Typst cannot be read line by line: a call such as ``#link("https://…")[words]`` may span several. The scanner follows
strings, comments, raw text, mathematics and brackets, and remembers the line on which each piece of text began.

https://typst.app/docs/reference/syntax/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from biblio.readers.note_text import LineNumbers
from biblio.text import whole_number

__all__ = ["TypstCall", "TypstPage", "translate_typst"]

_NAME = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")
_KEY = re.compile(r"[^\W\d_][\w:.-]*\w|[^\W\d_]", re.UNICODE)
_LABEL = re.compile(r"[ \t]*<[A-Za-z_][\w:.-]*>")
_STRING = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"')
_STATEMENTS = frozenset({"set", "show", "import", "include", "let", "if", "else", "for", "while", "return", "context"})
_TABLES = frozenset({"table", "grid", "tablex"})
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_ARGUMENT = re.compile(r"\s*(?:(?P<name>[A-Za-z][\w-]*)|\"(?P<quoted>[^\"\n]+)\")\s*:\s*")
_MAX_DEPTH = 40
_MOST_COLUMNS = 1_000
_Step = Callable[[int, int, int], int]


@dataclass(frozen=True, slots=True)
class TypstCall:
    """A call or a statement: its name ("set document", "show", "metadata"), its arguments as written, and its line."""

    name: str
    arguments: str
    line: int

    def values(self) -> dict[str, list[str]]:
        """Return the named arguments, at any depth of dictionaries, each with its texts."""
        return dict(_named_values(self.arguments, 0))


@dataclass(slots=True)
class TypstPage:
    """A page as Markdown: `rows` are its lines, each with its line (from 1) in the file; `calls` are those it makes."""

    rows: list[tuple[str, int]] = field(default_factory=list)
    calls: list[TypstCall] = field(default_factory=list)


def translate_typst(text: str) -> TypstPage:
    """Return a Typst text as Markdown."""
    scanner = _Scanner(text, LineNumbers(text))
    scanner.content(0, len(text), 0)
    page = TypstPage(calls=scanner.calls)
    for row, line in _rows(scanner.pieces):
        page.rows.append((_markdown_row(row), line))
    return page


def _rows(pieces: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield the lines of the pieces, each with the line on which its first piece begins."""
    row, row_line = "", 0
    for text, line in pieces:
        first, *others = text.split("\n")
        row_line = row_line or line
        row += first
        for number, part in enumerate(others, 1):
            yield row, row_line
            row, row_line = part, line + number
    yield row, row_line or 1


def _markdown_row(row: str) -> str:
    """Return a line with Typst's marks of headings and list items as those of Markdown."""
    if match := re.match(r"[ \t]*(=+)[ \t]+(.*)", row):
        return f"{'#' * min(len(match[1]), 6)} {match[2].rstrip()}"
    if match := re.match(r"([ \t]*)\+[ \t]+(.*)", row):
        return f"{match[1]}- {match[2]}"
    if match := re.match(r"([ \t]*)/[ \t]++([^:\n]+):[ \t]+(.*)", row):
        return f"{match[1]}- {match[2]}: {match[3]}"
    return f"\\{row}" if row.startswith("#") else row


class _Scanner:
    def __init__(self, text: str, lines: LineNumbers) -> None:
        self.text = text
        self._lines = lines
        self.pieces: list[tuple[str, int]] = []
        self.calls: list[TypstCall] = []

    def _emit(self, text: str, offset: int) -> None:
        self.pieces.append((text, self._lines.at(offset)))

    def content(self, start: int, end: int, depth: int) -> None:
        """Emit the Markdown of the content between two offsets."""
        text, position, plain = self.text, start, start
        while position < end:
            following = self._special(position, end)
            if following is None:
                position += 1
                continue
            if plain < position:
                self._emit(text[plain:position], plain)
            position = plain = following(position, end, depth)
        if plain < end:
            self._emit(text[plain:end], plain)

    def _special(self, position: int, end: int) -> _Step | None:
        """Return what reads on at `position`, or None for an ordinary character."""
        text, char = self.text, self.text[position]
        before = text[position - 1 : position]
        if char == "/" and text.startswith(("//", "/*"), position) and before != ":":
            return self._comment
        if char == "`":
            return self._raw
        if char == "$":
            return self._math
        if char == "\\":
            return self._escape
        if char == "#" and (_NAME.match(text, position + 1) or text[position + 1 : position + 2] in "([{"):
            return self._code
        if char == "@" and not (before.isalnum() and before.isascii()) and _KEY.match(text, position + 1):
            return self._citation
        if char == "<" and _LABEL.match(text, position):
            return self._label
        if char == "*":
            return self._bold
        if char == "_" and not (before.isalnum() and text[position + 1 : position + 2].isalnum()):
            return self._italic
        return self._space if char == "~" else None

    def _comment(self, position: int, end: int, depth: int) -> int:
        if self.text.startswith("//", position):
            line_end = self.text.find("\n", position)
            return end if line_end < 0 else min(line_end, end)
        close = self.text.find("*/", position + 2)
        return end if close < 0 else min(close + 2, end)

    def _raw(self, position: int, end: int, depth: int) -> int:
        mark = re.match("`+", self.text[position:end])
        fence = mark[0] if mark else "`"
        fence = fence if len(fence) != 2 else "`"
        close = self.text.find(fence, position + len(fence))
        stop = end if close < 0 else min(close + len(fence), end)
        self._emit(self.text[position:stop], position)
        return stop

    def _math(self, position: int, end: int, depth: int) -> int:
        close = self.text.find("$", position + 1)
        stop = position + 1 if close < 0 else min(close + 1, end)
        self._emit(self.text[position:stop], position)
        return stop

    def _escape(self, position: int, end: int, depth: int) -> int:
        self._emit(self.text[position + 1 : position + 2].strip(" "), position)
        return position + 2

    def _space(self, position: int, end: int, depth: int) -> int:
        self._emit(" ", position)
        return position + 1

    def _bold(self, position: int, end: int, depth: int) -> int:
        self._emit("**", position)
        return position + 1

    def _italic(self, position: int, end: int, depth: int) -> int:
        self._emit("*", position)
        return position + 1

    def _label(self, position: int, end: int, depth: int) -> int:
        match = _LABEL.match(self.text, position)
        return match.end() if match else position + 1

    def _citation(self, position: int, end: int, depth: int) -> int:
        match = _KEY.match(self.text, position + 1)
        if match is None:
            return position + 1
        self._emit(f"[@{match[0]}]", position)
        return match.end()

    def _code(self, position: int, end: int, depth: int) -> int:
        """Read a call or a statement behind "#"; the text that it shows is emitted."""
        match = _NAME.match(self.text, position + 1)
        if match is None or depth > _MAX_DEPTH:
            return min(_end_of_group(self.text, position + 1), end)
        name = match[0]
        if name in _STATEMENTS:
            return self._statement(name, position, match.end(), end)
        stop = match.end()
        arguments = ""
        if self.text[stop : stop + 1] == "(":
            close = _end_of_group(self.text, stop)
            arguments, stop = self.text[stop + 1 : close - 1], min(close, end)
        contents: list[tuple[int, int]] = []
        while self.text[stop : stop + 1] == "[" and stop < end:
            close = min(_end_of_group(self.text, stop), end)
            contents.append((stop + 1, close - 1))
            stop = close
        self.calls.append(TypstCall(name, arguments, self._lines.at(position)))
        self._show(name, arguments, contents, position, depth)
        return stop

    def _show(self, name: str, arguments: str, contents: list[tuple[int, int]], position: int, depth: int) -> None:
        if name == "link":
            address = _STRING.match(arguments.strip())
            label = " ".join(self._words(start, end, depth) for start, end in contents).strip()
            url = address["text"] if address else ""
            if address and not label:  # #link("https://…", "words")
                others = list(_split(arguments.strip()[address.end() :].lstrip(" ,")))
                label = " ".join(_texts(others[0]) or [others[0].strip("` ")]) if others else ""
            self._emit(f"[{label}]({url})" if label and url else url or label, position)
            return
        if name == "cite":
            self._emit("".join(f"[@{key}]" for key in re.findall(r"<([^<>\s]+)>", arguments)), position)
            return
        if name in _TABLES:
            self._table(arguments, position, depth)
            return
        marks = {"strong": "**", "emph": "*"}.get(name, "")
        if name in ("heading", "title"):
            self._emit("\n= ", position)
        for start, end in contents:
            self._emit(marks, start)
            self.content(start, end, depth + 1)
            self._emit(marks, end)

    def _words(self, start: int, end: int, depth: int) -> str:
        """Return content as one line of Markdown."""
        inner = _Scanner(self.text, self._lines)
        inner.content(start, end, depth + 1)
        self.calls += inner.calls
        return " ".join("".join(text for text, _ in inner.pieces).split())

    def _table(self, arguments: str, position: int, depth: int) -> None:
        """Emit a table; without a header of its own, its first row is the header."""
        start = self.text.find(arguments, position)
        cells: list[tuple[str, int]] = []
        offset = 0
        while offset < len(arguments):
            if arguments[offset] == "[" and not re.search(r"[\w-]\s*:\s*$", arguments[max(0, offset - 40) : offset]):
                close = _end_of_group(arguments, offset)
                cells.append((self._words(start + offset + 1, start + close - 1, depth), start + offset))
                offset = close
            elif arguments[offset] == '"':
                match = _STRING.match(arguments, offset)
                offset = match.end() if match else offset + 1
            else:
                offset += 1
        width = _columns(arguments)
        if not cells or width < 2:
            for text, place in cells:
                self._emit(f"\n{text}\n", place)
            return
        for number in range(0, len(cells), width):
            row = cells[number : number + width]
            place = row[0][1]
            self.pieces.append(("\n", self._lines.at(place) - 1))
            self._emit("| " + " | ".join(text.replace("|", "\\|") for text, _ in row) + " |", place)
            if number == 0:
                self.pieces.append(("\n", self._lines.at(place) - 1))
                self._emit("|" + "---|" * width, place)
        self._emit("\n", position)

    def _statement(self, name: str, position: int, start: int, end: int) -> int:
        """Read a statement up to the end of its line, or of the brackets that are open there."""
        stop = start
        while stop < end and self.text[stop] != "\n":
            char = self.text[stop]
            if char == '"' and (match := _STRING.match(self.text, stop)):
                stop = match.end()
            elif char in _PAIRS:
                stop = _end_of_group(self.text, stop)
            else:
                stop += 1
        stop = min(stop, end)
        written = self.text[start:stop].strip()
        subject = re.match(r":?\s*([\w.-]+)", written)
        arguments = written.partition("(")[2].rpartition(")")[0]
        self.calls.append(
            TypstCall(f"{name} {subject[1] if subject else ''}".strip(), arguments, self._lines.at(position))
        )
        return stop


def _columns(arguments: str) -> int:
    """Return the number of columns of a table, 1 if it does not say."""
    match = re.search(r"columns\s*:\s*(?:(?P<number>\d+)|\((?P<list>[^()]*(?:\([^()]*\)[^()]*)*)\))", arguments)
    if not match:
        return 1
    if match["number"]:
        return min(whole_number(match["number"]) or 1, _MOST_COLUMNS)
    return sum(bool(part.strip()) for part in match["list"].split(","))


def _end_of_group(text: str, start: int) -> int:
    """Return the offset behind the bracket that closes the one at `start`; the end of the text if none does."""
    open_brackets: list[str] = []
    position = start
    while position < len(text):
        char = text[position]
        in_content = bool(open_brackets) and open_brackets[-1] == "]"
        if char == '"' and not in_content and (match := _STRING.match(text, position)):
            position = match.end()
            continue
        if char == "\\":
            position += 1
        elif char in _PAIRS and not (in_content and char != "["):
            open_brackets.append(_PAIRS[char])
        elif open_brackets and char == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                return position + 1
        position += 1
    return len(text)


def _named_values(arguments: str, depth: int) -> Iterator[tuple[str, list[str]]]:
    """Yield the named arguments of a call, and those in dictionaries within it."""
    for part in _split(arguments):
        match = _ARGUMENT.match(part)
        value = part[match.end() :].strip() if match else part.strip()
        if match and (texts := _texts(value)):
            yield match["name"] or match["quoted"], texts
        if value.startswith("(") and depth < _MAX_DEPTH and ":" in value:
            yield from _named_values(value[1 : _end_of_group(value, 0) - 1], depth + 1)


def _split(arguments: str) -> Iterator[str]:
    """Yield the parts between the commas that are in no brackets or strings."""
    start = position = 0
    while position < len(arguments):
        char = arguments[position]
        if char == '"' and (match := _STRING.match(arguments, position)):
            position = match.end()
        elif char in _PAIRS:
            position = _end_of_group(arguments, position)
        elif char == ",":
            yield arguments[start:position]
            position += 1
            start = position
        else:
            position += 1
    if arguments[start:].strip():
        yield arguments[start:]


def _texts(value: str, depth: int = 0) -> list[str]:
    """Return the texts of a value: a string, content, a number, a date, or a list of these."""
    value = value.strip()
    if match := _STRING.fullmatch(value):
        return [re.sub(r"\\(.)", r"\1", match["text"])]
    if value.startswith("[") and value.endswith("]"):
        return [" ".join(re.sub(r"[*_]|\\(?=\W)", "", value[1:-1]).split())]
    if date := re.match(r"datetime\(\s*year:\s*(\d+)(?:,\s*month:\s*(\d+))?(?:,\s*day:\s*(\d+))?", value):
        return ["-".join(f"{int(part):02}" for part in date.groups() if part)]
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        return [value]
    if value.startswith("(") and depth < _MAX_DEPTH:
        parts = list(_split(value[1 : _end_of_group(value, 0) - 1]))
        if not any(_ARGUMENT.match(part) for part in parts):
            return [text for part in parts for text in _texts(part, depth + 1)]
        names = (_ARGUMENT.match(part) for part in parts)
        return [
            text
            for part, match in zip(parts, names, strict=True)
            if match and match["name"] == "name"
            for text in _texts(part[match.end() :])
        ]
    return []
