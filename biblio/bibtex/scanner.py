"""Where what a delimiter opens is closed: braces, quotes, entries; in time linear over all questions.

Where the blocks of a `.bib` text stand, and the fields of an entry: spans only, no byte is lost or changed.

Follows "Designing BibTeX Styles" and `bibtex.web` (https://ctan.org/pkg/bibtex): everything up to the next ``@`` is
ignored, entries are delimited by braces or parentheses, braces balance inside quotes too (so no quote hides a brace
from the count), ``@comment`` is not read. Two points where readers differ are settled as biber and JabRef have them:
``%`` between entries hides the rest of its line (a commented-out entry is text), and ``@comment{…}`` is one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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
    "is_value",
    "scan",
    "scan_fields",
    "split_value",
]

_DEPTH = 5  # groups deeper than this take the slower way


def _balanced(depth: int) -> str:
    """Return a pattern for text with braces that balance, to a depth. There is one way to match, so it fails at once.

    A possessive group would say so, but Python up to 3.11.4 matches those wrongly, unlike possessive characters:
    https://github.com/python/cpython/issues/106052.
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
    """Finds the brace that closes a brace, and the next line that begins an entry, in time linear over all calls.

    The pattern answers for nearly every group. Where it fails (deep or never closed) all braces of the text are
    paired once, so that a text of ten thousand open braces is not searched to its end ten thousand times.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs: dict[int, int] | None = None
        self._head = (0, -1)  # from the first offset to the second no line begins an entry

    def closing_brace(self, start: int) -> int | None:
        """Return the offset behind the brace that closes the one at `start`, or None."""
        if self._pairs is None:
            if found := _GROUP.match(self._text, start):
                return found.end()
            self._pairs = {}
            stack: list[int] = []
            for brace in _BRACE.finditer(self._text):
                if brace[0] == "{":
                    stack.append(brace.start())
                elif stack:
                    self._pairs[stack.pop()] = brace.end()
        return self._pairs.get(start)

    def closing_quote(self, start: int, stop: int) -> int | None:
        """Return the offset behind the quote that closes the one at `start`, before `stop`, or None."""
        place = start + 1
        while found := _IN_QUOTES.search(self._text, place, stop):
            if found[0] == '"':
                return found.end()
            end = self.closing_brace(found.start())
            if end is None:
                return None
            place = end
        return None

    def entry_end(self, start: int) -> int | None:
        """Return the offset behind the delimiter that closes the one at `start`, or None.

        In parentheses that is the first ")" outside braces and quotes before the next line that begins an entry.
        """
        if self._text[start] == "{":
            return self.closing_brace(start)
        place = start + 1
        while found := _IN_PARENTHESES.search(self._text, place, self.next_entry_head(place)):
            if found[0] == ")":
                return found.end()
            at = found.start()
            end = self.closing_brace(at) if found[0] == "{" else self.closing_quote(at, self.next_entry_head(at))
            if end is None:
                return None
            place = end
        return None

    def next_entry_head(self, start: int) -> int:
        """Return where the next line that begins an entry starts, at `start` or behind it; the text's end if none."""
        since, until = self._head
        if not since <= start <= until:
            found = _LINE_HEAD.search(self._text, start)
            until = found.start() if found else len(self._text)
            self._head = start, until
        return until


class BlockKind(StrEnum):
    """What a block is. TEXT is all that stands between the others; BROKEN is an entry that never ends."""

    ENTRY = "entry"
    STRING = "string"
    PREAMBLE = "preamble"
    COMMENT = "comment"
    TEXT = "text"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text: ``text[start:end]``, the first at line 1.

    `type` is lower-case without "@"; `key` is an entry's citation key or a string's name, empty where there is none.
    """

    kind: BlockKind
    start: int
    end: int
    line: int
    type: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """Where one field stands in the text.

    `name` is lower-case. ``text[start:end]`` runs from the name's first character through the comma behind the value
    where there is one, ``text[value_start:value_end]`` is the value with its braces or quotes (``{Foo}``,
    ``"a" # jan``).
    """

    name: str
    start: int
    end: int
    value_start: int
    value_end: int


_NEXT = re.compile(rf"%[^\r\n]*+|{_HEAD}")
_IN_KEY = r"\s*+([^\s,{}\"=](?:[^,{}\"=\r\n]*?[^\s,{}\"=])??)\s*+"
# Keys such as "Smith(2001)" are fine where braces delimit the entry.
_KEY = {"{": re.compile(rf"{_IN_KEY}(?=[,}}=])"), "(": re.compile(rf"{_IN_KEY}(?=[,)=])")}
_REST_OF_LINE = re.compile(r"[^\r\n]*+")
_KINDS = {"string": BlockKind.STRING, "preamble": BlockKind.PREAMBLE, "comment": BlockKind.COMMENT}
_NAMED = frozenset({BlockKind.ENTRY, BlockKind.STRING, BlockKind.BROKEN})
# The characters that end a name or a bare value, bibtex.web, "id_class".
_BARE = r"[^\s\"#%'(),={}]++"
_NAME = re.compile(rf"\s*+({_BARE})\s*+=\s*+")
_PIECE = rf"(?:\{{{_balanced(_DEPTH)}\}}|\"[^\"{{}}]*+(?:\{{{_balanced(_DEPTH - 1)}\}}[^\"{{}}]*+)*\"|{_BARE})"
_VALUE = re.compile(rf"{_PIECE}(?:\s*+#\s*+{_PIECE})*(?!\s*+#)")
_ONE_PIECE = re.compile(_PIECE)
_JOIN = re.compile(r"\s*+#\s*+")
_COMMA = re.compile(r"\s*+,")
_SPACE = re.compile(r"\s*+")
_BARE_VALUE = re.compile(_BARE)


def scan(text: str) -> Iterator[Block]:
    """Yield the blocks of `text` in order; joined they are `text`. Never raises; takes time linear in the length.

    An entry that is not closed, or in which another begins where a field should, is BROKEN up to the next line
    that begins an entry.
    """
    ends = _DelimiterMatcher(text)
    newline = "\n" if "\n" in text else "\r"
    done = search = counted = 0
    line = 1
    while head := _NEXT.search(text, search):
        if head["type"] is None:
            search = head.end()
            continue
        start, block_type = head.start(), head["type"].lower()
        kind = _KINDS.get(block_type, BlockKind.ENTRY)
        end = ends.entry_end(head.end() - 1)
        if kind is BlockKind.COMMENT:
            end = end or _end_of_line(text, start)
        elif end is None:
            kind, end = BlockKind.BROKEN, ends.next_entry_head(head.end())
        elif text.find("@", head.end(), end) >= 0 and (cut := _intruder(text, head, end)):
            kind, end = BlockKind.BROKEN, cut
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


def _end_of_line(text: str, start: int) -> int:
    found = _REST_OF_LINE.match(text, start)
    return found.end() if found else len(text)


def _intruder(text: str, head: re.Match[str], end: int) -> int | None:
    """Return where another entry begins on a line of its own among the fields of this one, or None.

    Then a closing brace is missing and the end that was found belongs to a later entry. A head inside a value that
    is closed (BibTeX quoted in an abstract) is no intruder.
    """
    place, depth = head.end(), 1 if head["open"] == "{" else 0
    level = depth
    for found in _LINE_HEAD.finditer(text, head.end(), end):
        level += text.count("{", place, found.start()) - text.count("}", place, found.start())
        place = found.start()
        if level == depth:
            block = Block(BlockKind.ENTRY, head.start(), end, 1, head["type"])
            try:
                scan_fields(text, block)
            except BibtexError:
                return found.start()
            return None
    return None


def scan_fields(text: str, block: Block) -> tuple[FieldSpan, ...]:
    """Return the fields of the entry that `block` is in `text`, in order, repeated ones too.

    Raises `BibtexError` with the line where the entry is not BibTeX: a field without a value, a missing comma,
    a quote that is not closed, or a block that is no entry.
    """
    if block.kind is not BlockKind.ENTRY:
        raise BibtexError(f"line {block.line}: this is no complete entry")
    head = _NEXT.match(text, block.start)
    if not head:
        raise BibtexError(f"line {block.line}: this is no complete entry")
    stop = block.end - 1
    place = head.end()
    if key := _KEY[head["open"]].match(text, place):
        if text[key.end()] == "=":
            raise _error(text, block, place, "the entry has no key")
        place = key.end()
    elif text[_skip(text, place)] not in ",})":
        raise _error(text, block, place, "the entry's key cannot be read")
    found: list[FieldSpan] = []
    if comma := _COMMA.match(text, place, stop):
        place = comma.end()
        while name := _NAME.match(text, place, stop):
            value_end = _value_end(text, block, name, stop)
            comma = _COMMA.match(text, value_end, stop)
            place = comma.end() if comma else value_end
            found.append(FieldSpan(name[1].lower(), name.start(1), place, name.end(), value_end))
            if not comma:
                break
    rest = _skip(text, place)
    if rest < stop:
        what = repr(text[rest:stop].splitlines()[0].strip()[:40])
        is_comma_missing = found and found[-1].end == found[-1].value_end
        raise _error(
            text, block, rest, f"a comma is missing before {what}" if is_comma_missing else f"{what} is no field"
        )
    return tuple(found)


def is_value(source: str) -> bool:
    """Tell whether `source` can stand behind a field's equals sign: ``jan``, ``{Foo}``, ``"a" # jan``."""
    return bool(_VALUE.fullmatch(source))


def split_value(source: str) -> tuple[str, ...]:
    """Return what a value is joined of: of ``"a" # jan`` it is ``"a"`` and ``jan``. Nothing where it is no value."""
    found: list[str] = []
    place = 0
    while piece := _ONE_PIECE.match(source, place):
        found.append(piece[0])
        if not (joined := _JOIN.match(source, piece.end())):
            return tuple(found) if piece.end() == len(source) else ()
        place = joined.end()
    return ()


def _skip(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _value_end(text: str, block: Block, name: re.Match[str], stop: int) -> int:
    if found := _VALUE.match(text, name.end(), stop):
        return found.end()
    # No value, or braces deeper than the pattern goes.
    shift = block.start
    ends = _DelimiterMatcher(text[shift : block.end])
    place = name.end()
    while True:
        end: int | None = None
        if text[place] == "{":
            end = ends.closing_brace(place - shift)
        elif text[place] == '"':
            end = ends.closing_quote(place - shift, stop - shift)
        elif bare := _BARE_VALUE.match(text, place, stop):
            end = bare.end() - shift
        if end is None or end + shift > stop:
            raise _error(text, block, name.start(1), f"the value of {name[1]!r} is missing or is not closed")
        joined = _JOIN.match(text, end + shift, stop)
        if not joined:
            return end + shift
        place = joined.end()


def _error(text: str, block: Block, place: int, what: str) -> BibtexError:
    place = _skip(text, place)
    line = block.line + text.count("\n", block.start, place)
    return BibtexError(f"line {line}: {what}", offset=place)
