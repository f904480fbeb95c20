"""Find the blocks of a `.bib` text and the fields of its entries, as spans: no byte is lost or changed.

Follows "Designing BibTeX Styles" and `bibtex.web` (https://ctan.org/pkg/bibtex): everything up to the next ``@`` is
ignored, entries are delimited by braces or parentheses, braces balance inside quotes too (so no quote hides a brace
from the count), ``@comment`` is not read. Where programs differ, it follows biber and JabRef: ``%`` between entries
hides the rest of its line (a commented-out entry is text), and ``@comment{…}`` is one block.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from biblio import patterns as re
from biblio.errors import BibtexError

__all__ = [
    "_DEPTH",
    "_HEAD",
    "_LINE_HEAD",
    "Block",
    "BlockKind",
    "FieldSpan",
    "_DelimiterMatcher",
    "_balanced",
    "blocks_with_strings",
    "is_value",
    "missing_commas",
    "scan",
    "scan_fields",
    "split_value",
]

_DEPTH = 5  # deeper groups are matched in the slower way


def _balanced(depth: int) -> str:
    """Return a pattern for text whose braces balance, nested up to `depth`.

    It can match in only one way, so it fails at once. A possessive group would do the same, but up to 3.11.4 Python
    matches those wrongly, unlike possessive characters: https://github.com/python/cpython/issues/106052.
    """
    inner = r"[^{}]*+"
    for _ in range(depth):
        inner = rf"[^{{}}]*+(?:\{{{inner}\}}[^{{}}]*+)*"
    return inner


_HEAD = r"@\s*+(?P<type>[^\W\d][\w.+:-]*+)\s*+(?P<open>[{(])"
_LINE_HEAD = re.compile(rf"(?:^|(?<=\r))[ \t]*+(?=@){_HEAD}", re.MULTILINE)
_GROUP = re.compile(rf"\{{{_balanced(_DEPTH)}\}}")
_BRACE = re.compile(r"[{}]")
_IN_PARENTHESES = re.compile(r"[\"{)]")
_IN_QUOTES = re.compile(r"[\"{]")


class _DelimiterMatcher:
    """Finds what closes a brace, a quote or an entry, in time linear over all calls.

    A pattern matches nearly every group. If it fails (the group is deep or never closed), all braces of the text are
    paired once; otherwise a text of ten thousand open braces would be searched to its end ten thousand times.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs: dict[int, int] | None = None
        self._next_head = (0, -1)  # no entry begins on a line between these offsets; one does at the second offset

    def closing_brace(self, start: int) -> int | None:
        """Return the offset after the brace that closes the one at `start`, or None."""
        if self._pairs is None:
            if match := _GROUP.match(self._text, start):
                return match.end()
            self._pairs = {}
            stack: list[int] = []
            for brace in _BRACE.finditer(self._text):
                if brace[0] == "{":
                    stack.append(brace.start())
                elif stack:
                    self._pairs[stack.pop()] = brace.end()
        return self._pairs.get(start)

    def closing_quote(self, start: int, stop: int) -> int | None:
        """Return the offset after the quote that closes the one at `start`, before `stop`, or None."""
        position = start + 1
        while match := _IN_QUOTES.search(self._text, position, stop):
            if match[0] == '"':
                return match.end()
            end = self.closing_brace(match.start())
            if end is None:
                return None
            position = end
        return None

    def entry_end(self, start: int) -> int | None:
        """Return the offset after the delimiter that closes the one at `start`, or None.

        For a parenthesis that is the first ")" outside braces and quotes, before the next line that begins an entry.
        """
        if self._text[start] == "{":
            return self.closing_brace(start)
        position = start + 1
        while match := _IN_PARENTHESES.search(self._text, position, self.next_entry_head(position)):
            if match[0] == ")":
                return match.end()
            opening = match.start()
            if match[0] == "{":
                end = self.closing_brace(opening)
            else:
                end = self.closing_quote(opening, self.next_entry_head(opening))
            if end is None:
                return None
            position = end
        return None

    def next_entry_head(self, start: int) -> int:
        """Return the offset of the next line that begins an entry, at or after `start`; the text's end if none."""
        first, last = self._next_head
        if not first <= start <= last:
            match = _LINE_HEAD.search(self._text, start)
            last = match.start() if match else len(self._text)
            self._next_head = start, last
        return last


class BlockKind(StrEnum):
    """What a block is. TEXT is everything between other blocks; BROKEN is an entry that never ends."""

    ENTRY = "entry"
    STRING = "string"
    PREAMBLE = "preamble"
    COMMENT = "comment"
    TEXT = "text"
    BROKEN = "broken"


class Block(NamedTuple):
    """One block of a text: ``text[start:end]``, the first at line 1. A tuple, since a file has so many of them.

    `type` is lower-case without "@"; `key` is an entry's citation key or a string's name, empty if there is none.
    """

    kind: BlockKind
    start: int
    end: int
    line: int
    type: str = ""
    key: str = ""


class FieldSpan(NamedTuple):
    """The position of one field in the text: a tuple, since a file has so many of them.

    `name` is lower-case. ``text[start:end]`` runs from the name's first character through the comma after the value,
    if there is one; ``text[value_start:value_end]`` is the value with its braces or quotes (``{Foo}``,
    ``"a" # jan``).
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int


_STRING_HEAD = re.compile(r"@\s*+string\b", re.IGNORECASE)
_NEXT = re.compile(rf"%[^\r\n]*+|{_HEAD}")
_IN_KEY = r"\s*+([^\s,{}\"=](?:[^,{}\"=\r\n]*?[^\s,{}\"=])??)\s*+"
# Keys such as "Smith(2001)" are fine if braces delimit the entry.
_KEY = {"{": re.compile(rf"{_IN_KEY}(?=[,}}=])"), "(": re.compile(rf"{_IN_KEY}(?=[,)=])")}
_REST_OF_LINE = re.compile(r"[^\r\n]*+")
_KINDS = {"string": BlockKind.STRING, "preamble": BlockKind.PREAMBLE, "comment": BlockKind.COMMENT}
_NAMED = frozenset({BlockKind.ENTRY, BlockKind.STRING, BlockKind.BROKEN})
# The characters that end a name or a bare value, bibtex.web, "id_class".
_BARE = r"[^\s\"#%'(),={}]++"
_NAME = re.compile(rf"\s*+({_BARE})\s*+=\s*+")
_PIECE = rf"(?:\{{{_balanced(_DEPTH)}\}}|\"[^\"{{}}]*+(?:\{{{_balanced(_DEPTH - 1)}\}}[^\"{{}}]*+)*\"|{_BARE})"
_VALUE = re.compile(rf"{_PIECE}(?:\s*+#\s*+{_PIECE})*(?!\s*+#)")
_FIELD = re.compile(rf"\s*+({_BARE})\s*+=\s*+({_VALUE.pattern})(?:\s*+(,))?")  # name, value, comma
_KEY_AT_END_OF_LINE = re.compile(r"\s*+([^\s,{}\"=]+)[ \t]*+\r?+\n(?=\s*+[A-Za-z][\w-]*+\s*+=)")
_NEXT_FIELD = re.compile(r"[ \t]*+\r?+\n\s*+[A-Za-z][\w-]*+\s*+=")
_ONE_PIECE = re.compile(_PIECE)
_JOIN = re.compile(r"\s*+#\s*+")
_COMMA = re.compile(r"\s*+,")
_SPACE = re.compile(r"\s*+")
_BARE_VALUE = re.compile(_BARE)


def scan(text: str) -> Iterator[Block]:
    """Yield the blocks of `text` in order; joined, they are `text`. Never raises; takes time linear in the length.

    An entry that is not closed, or in which another entry begins in place of a field, is BROKEN up to the next line
    that begins an entry.
    """
    delimiters = _DelimiterMatcher(text)
    newline = "\n" if "\n" in text else "\r"
    done = search = counted = 0
    line = 1
    while head := _NEXT.search(text, search):
        if head["type"] is None:
            search = head.end()
            continue
        start, block_type = head.start(), head["type"].lower()
        kind = _KINDS.get(block_type, BlockKind.ENTRY)
        end = delimiters.entry_end(head.end() - 1)
        if kind is BlockKind.COMMENT:
            end = end or _end_of_line(text, start)
        elif end is None:
            kind, end = BlockKind.BROKEN, delimiters.next_entry_head(head.end())
        elif text.find("@", head.end(), end) >= 0 and (intruder := _intruder(text, head, end)):
            kind, end = BlockKind.BROKEN, intruder
        name = _KEY[head["open"]].match(text, head.end()) if kind in _NAMED else None
        key = name[1] if name and (text[name.end()] == "=") == (kind is BlockKind.STRING) else ""
        if start > done:
            yield Block(BlockKind.TEXT, done, start, line)
            line += text.count(newline, counted, start)
            counted = start
        yield Block(kind, start, end, line, block_type, key)
        line += text.count(newline, counted, end)
        done = search = counted = end
    if done < len(text):
        yield Block(BlockKind.TEXT, done, len(text), line)


def blocks_with_strings(text: str) -> Iterator[Block]:
    """Yield the blocks of `text` down to the last that may be an ``@string``; most texts have few, above all else."""
    last = max((head.start() for head in _STRING_HEAD.finditer(text)), default=-1)
    if last >= 0:
        yield from takewhile(lambda block: block.start <= last, scan(text))


def _end_of_line(text: str, start: int) -> int:
    match = _REST_OF_LINE.match(text, start)
    return match.end() if match else len(text)


def _intruder(text: str, head: re.Match[str], end: int) -> int | None:
    """Return the offset of another entry that begins, on a line of its own, among the fields of this one, or None.

    If there is one, a closing brace is missing, and `end` is the end of a later entry. A head inside a closed value
    (BibTeX quoted in an abstract) does not count.
    """
    position, entry_level = head.end(), 1 if head["open"] == "{" else 0
    level = entry_level
    for line_head in _LINE_HEAD.finditer(text, head.end(), end):
        level += text.count("{", position, line_head.start()) - text.count("}", position, line_head.start())
        position = line_head.start()
        if level == entry_level:
            block = Block(BlockKind.ENTRY, head.start(), end, 1, head["type"])
            try:
                scan_fields(text, block)
            except BibtexError:
                return line_head.start()
            return None
    return None


def scan_fields(text: str, block: Block) -> tuple[FieldSpan, ...]:
    """Return the fields of the entry `block` of `text`, in order, repeated ones too.

    Raises `BibtexError` with the line if the entry is not valid BibTeX (a field without a value, a missing comma, a
    quote that is not closed) or if `block` is not an entry.
    """
    if block.kind is not BlockKind.ENTRY:
        raise BibtexError(f"line {block.line}: this is not a complete entry")
    head = _NEXT.match(text, block.start)
    if not head:
        raise BibtexError(f"line {block.line}: this is not a complete entry")
    stop = block.end - 1
    position = head.end()
    if key := _KEY[head["open"]].match(text, position):
        if text[key.end()] == "=":
            raise _error(text, block, position, "the entry has no key")
        position = key.end()
    elif text[_skip_space(text, position)] not in ",})":
        raise _error(text, block, position, "the entry's key cannot be read")
    spans: list[FieldSpan] = []
    if comma := _COMMA.match(text, position, stop):
        position = comma.end()
        while field := _FIELD.match(text, position, stop):
            value_start, value_end = field.span(2)
            comma_end = field.end(3)
            position = comma_end if comma_end > 0 else value_end
            spans.append(FieldSpan(field[1].lower(), field.start(1), position, value_start, value_end))
            if comma_end < 0:
                break
        while (not spans or spans[-1].end > spans[-1].value_end) and (name := _NAME.match(text, position, stop)):
            value_end = _value_end(text, block, name, stop)
            comma = _COMMA.match(text, value_end, stop)
            position = comma.end() if comma else value_end
            spans.append(FieldSpan(name[1].lower(), name.start(1), position, name.end(), value_end))
            if not comma:
                break
    rest = _skip_space(text, position)
    if rest < stop:
        excerpt = repr(text[rest:stop].splitlines()[0].strip()[:40])
        is_comma_missing = spans and spans[-1].end == spans[-1].value_end
        message = f"a comma is missing before {excerpt}" if is_comma_missing else f"{excerpt} is not a field"
        raise _error(text, block, rest, message)
    return tuple(spans)


def missing_commas(text: str, block: Block) -> tuple[int, ...]:
    """Return where commas are missing in the entry `block` of `text`, after its key or a value.

    Nothing if they are not all that is wrong with it. What follows on the next line must be a name, an equals sign and
    a value, so that nothing else can be meant.
    """
    head = _NEXT.match(text, block.start)
    if not head:
        return ()
    stop = block.end - 1
    missing: list[int] = []
    if key := _KEY[head["open"]].match(text, head.end()):
        if text[key.end()] != ",":
            return ()
        position = key.end() + 1
    elif bare := _KEY_AT_END_OF_LINE.match(text, head.end(), stop):
        missing.append(bare.end(1))
        position = bare.end()
    else:
        return ()
    while name := _NAME.match(text, position, stop):
        try:
            value_end = _value_end(text, block, name, stop)
        except BibtexError:
            return ()
        comma = _COMMA.match(text, value_end, stop)
        position = comma.end() if comma else value_end
        if not comma and _NEXT_FIELD.match(text, value_end, stop):
            missing.append(value_end)
    return tuple(missing) if _skip_space(text, position) == stop else ()


def is_value(source: str) -> bool:
    """Whether `source` can follow a field's equals sign: ``jan``, ``{Foo}``, ``"a" # jan``."""
    return bool(_VALUE.fullmatch(source))


def split_value(source: str) -> tuple[str, ...]:
    """Return the parts that a value concatenates: ``"a"`` and ``jan`` for ``"a" # jan``; none for another text."""
    parts: list[str] = []
    position = 0
    while part := _ONE_PIECE.match(source, position):
        parts.append(part[0])
        if not (join := _JOIN.match(source, part.end())):
            return tuple(parts) if part.end() == len(source) else ()
        position = join.end()
    return ()


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _value_end(text: str, block: Block, name: re.Match[str], stop: int) -> int:
    if match := _VALUE.match(text, name.end(), stop):
        return match.end()
    # There is no value, or its braces are nested more deeply than the pattern allows.
    shift = block.start
    delimiters = _DelimiterMatcher(text[shift : block.end])
    position = name.end()
    while True:
        end: int | None = None
        if text[position] == "{":
            end = delimiters.closing_brace(position - shift)
        elif text[position] == '"':
            end = delimiters.closing_quote(position - shift, stop - shift)
        elif bare := _BARE_VALUE.match(text, position, stop):
            end = bare.end() - shift
        if end is None or end + shift > stop:
            raise _error(text, block, name.start(1), f"the value of {name[1]!r} is missing or is not closed")
        join = _JOIN.match(text, end + shift, stop)
        if not join:
            return end + shift
        position = join.end()


def _error(text: str, block: Block, position: int, message: str) -> BibtexError:
    position = _skip_space(text, position)
    line = block.line + text.count("\n", block.start, position)
    return BibtexError(f"line {line}: {message}", offset=position)
