"""The parts of a Typst text that can cite or name something, with the mode (markup, code, mathematics) kept apart.

In markup "@key" is a reference even inside a word and between quotes; in code a string is only a string, and "<key>" is
a label that is passed on. https://typst.app/docs/reference/syntax/; what a key may contain is in the lexer of
https://github.com/typst/typst (`is_valid_in_label_literal`, `ref_marker`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["TypstKind", "TypstPart", "typst_parts"]


class TypstKind(Enum):
    """What a part of a Typst text is."""

    REFERENCE = auto()
    """``@key`` in markup."""
    LABEL = auto()
    """``<key>`` in markup, which labels what is in front of it."""
    PASSED_LABEL = auto()
    """``<key>`` in code."""
    STRING = auto()
    """``"text"`` in code."""


@dataclass(frozen=True, slots=True)
class TypstPart:
    """One part: its text without its marks and where that begins.

    `calls` are the functions whose arguments it stands in, among the nearest hundred brackets, the innermost last
    ("import" and "include" count as functions); `argument` is its name in the innermost one, or the name of the list
    that it is part of, or empty.
    """

    kind: TypstKind
    text: str
    start: int
    calls: tuple[str, ...] = ()
    argument: str = ""


@dataclass(slots=True)
class _Frame:
    """One open bracket or statement. `mode`: "markup", "code", "math", "postfix" (after an expression in markup)."""

    mode: str
    closer: str = ""
    call: str = ""
    argument: str = ""
    word: str = ""
    word_end: int = -1
    has_body: bool = False


_ESCAPE = r"\\(?:u\{[^{}\n]{0,20}\}|.)"
_RAW = re.compile(r"(`{3,}+).*?(?:\1|\Z)|``|`[^`]*(?:`|\Z)", re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|\Z)', re.DOTALL)
_ADDRESS = re.compile(r"https?://(?:[\w!#$%&*+,\-./:;=?@~']|\([^\s()\[\]]*\)|\[[^\s()\[\]]*\])*")
_IN_MARKUP = re.compile(rf"{_ESCAPE}|`|//|/\*|\$|<|@|#|\]|\[|https?://", re.DOTALL)
_IN_MATH = re.compile(rf"{_ESCAPE}|//|/\*|\$|#|\"", re.DOTALL)
_IN_CODE = re.compile(r"\"|`|//|/\*|\$|<|[()\[\]{}]|\n|;|:|[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*")
_WORD = re.compile(r"[^\W\d][\w-]*")
_CONTEXTS = re.compile(r"(?:context(?![\w-]) *)+")
_STATEMENTS = frozenset({"let", "set", "show", "import", "include", "return"})
_WITH_BODY = frozenset({"if", "for", "while"})
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_NEAREST = 100  # brackets that say what a part is: all of them, again for every part, would cost too much
_ELSE = re.compile(r"\s*else\b")


def typst_parts(text: str) -> Iterator[TypstPart]:
    """Yield the parts of a text in order. Never raises; brackets that are not closed end with the text."""
    frames = [_Frame("markup")]
    offset = 0
    while offset < len(text):
        frame = frames[-1]
        if frame.mode == "postfix":
            offset = _after_expression(text, offset, frames)
            continue
        pattern = {"markup": _IN_MARKUP, "math": _IN_MATH}.get(frame.mode, _IN_CODE)
        match = pattern.search(text, offset)
        if match is None:
            return
        sign, start = match[0], match.start()
        offset = match.end()
        if sign == "//":
            end = text.find("\n", offset)
            offset = len(text) if end < 0 else end
        elif sign == "/*":
            offset = _comment_end(text, start)
        elif sign == "`":
            raw = _RAW.match(text, start)
            offset = raw.end() if raw else offset
        elif sign == '"':
            if string := _STRING.match(text, start):
                offset = string.end()
                if frame.mode == "code":
                    yield _part(TypstKind.STRING, string[1], string.start(1), frames)
        elif sign == "$":
            if frame.mode == "math":
                frames.pop()
            else:
                frames.append(_Frame("math", "$"))
        elif sign == "<":
            end = _label_end(text, offset)
            if end > offset and text.startswith(">", end):
                kind = TypstKind.LABEL if frame.mode == "markup" else TypstKind.PASSED_LABEL
                yield _part(kind, text[offset:end], offset, frames)
                offset = end + 1
        elif sign == "@" and frame.mode == "markup":
            end = _label_end(text, offset)
            key = text[offset:end].rstrip(".:")
            if key:
                yield _part(TypstKind.REFERENCE, key, offset, frames)
            offset += len(key)
        elif sign == "#" and frame.mode != "code":
            offset = _begin_expression(text, offset, frames)
        elif frame.mode == "markup":
            offset = _markup_bracket(text, match, frames)
        elif frame.mode == "code":
            offset = _code_sign(text, match, frames)


def _part(kind: TypstKind, text: str, start: int, frames: list[_Frame]) -> TypstPart:
    nearest = frames[-_NEAREST:]
    calls = tuple(frame.call for frame in nearest if frame.call)
    argument = next((frame.argument for frame in reversed(nearest) if frame.argument or frame.call), "")
    return TypstPart(kind, text, start, calls, argument)


def _label_end(text: str, offset: int) -> int:
    """Return the end of the characters that a label may have; combining marks belong to their letters."""
    while offset < len(text):
        character = text[offset]
        if not (character.isalnum() or character in "_-.:" or unicodedata.category(character) in ("Mn", "Mc", "Pc")):
            break
        offset += 1
    return offset


def _comment_end(text: str, start: int) -> int:
    depth, offset = 1, start + 2
    while depth and (match := re.compile(r"/\*|\*/").search(text, offset)):
        depth += 1 if match[0] == "/*" else -1
        offset = match.end()
    return len(text) if depth else offset


def _begin_expression(text: str, offset: int, frames: list[_Frame]) -> int:
    """Open what follows a "#" and return the offset behind its first sign."""
    if contexts := _CONTEXTS.match(text, offset):
        offset = contexts.end()
    if word := _WORD.match(text, offset):
        name = word[0]
        if name in _STATEMENTS or name in _WITH_BODY:
            call = name if name in ("import", "include") else ""
            frames.append(_Frame("code", "body" if name in _WITH_BODY else "line", call))
        else:
            frames.append(_Frame("postfix", word=name))
        return word.end()
    sign = text[offset : offset + 1]
    if sign in _CLOSERS and sign:
        frames.append(_Frame("postfix"))
        frames.append(_Frame("markup" if sign == "[" else "code", _CLOSERS[sign]))
        return offset + 1
    if sign == '"' and (string := _STRING.match(text, offset)):
        return string.end()
    return offset


def _after_expression(text: str, offset: int, frames: list[_Frame]) -> int:
    """Go on behind an expression in markup: arguments, content and fields follow it without a space."""
    frame = frames[-1]
    sign = text[offset]
    if sign in "([":
        frames.append(_Frame("markup" if sign == "[" else "code", _CLOSERS[sign], frame.word))
        return offset + 1
    if sign == "." and (word := _WORD.match(text, offset + 1)):
        frame.word = f"{frame.word}.{word[0]}"
        return word.end()
    frames.pop()
    return offset


def _markup_bracket(text: str, match: re.Match[str], frames: list[_Frame]) -> int:
    if match[0] == "[":
        frames.append(_Frame("markup", "]"))
    elif match[0] == "]" and frames[-1].closer == "]":
        return _close(text, match.end(), frames)
    elif match[0].startswith("http") and (address := _ADDRESS.match(text, match.start())):
        return address.end()
    return match.end()


def _code_sign(text: str, match: re.Match[str], frames: list[_Frame]) -> int:
    """Take a bracket, a separator or a word in code; return the offset behind it."""
    frame, sign = frames[-1], match[0]
    if sign in _CLOSERS:
        is_call = sign != "{" and frame.word_end == match.start()
        mode = "markup" if sign == "[" else "code"
        frame.has_body |= sign != "("
        frames.append(_Frame(mode, _CLOSERS[sign], frame.word if is_call else ""))
    elif sign in ")]}":
        if frame.closer == sign:
            return _close(text, match.end(), frames)
        if frame.closer in ("line", "body"):
            frames.pop()  # the bracket belongs to what the statement stands in
            return match.start()
    elif sign in ("\n", ";"):
        if frame.closer in ("line", "body"):
            frames.pop()
        elif frame.closer == "}":
            frame.call = ""
    elif sign == ":":
        frame.argument = frame.word if frame.word_end == match.start() else frame.argument
    else:
        frame.word, frame.word_end = sign, match.end()
        if sign in ("import", "include") and frame.closer == "}":
            frame.call = sign
    if sign in (")", "]", "}", "\n", ";"):
        frame.argument = ""
    return match.end()


def _close(text: str, offset: int, frames: list[_Frame]) -> int:
    """Close a bracket; a statement with a body ends with it unless "else" follows."""
    frames.pop()
    frame = frames[-1] if frames else None
    if frame is None:
        frames.append(_Frame("markup"))
    elif frame.closer == "body" and frame.has_body and text[offset - 1] != ")":
        if _ELSE.match(text, offset):
            frame.has_body = False
        else:
            frames.pop()
    elif frame.mode == "code":
        frame.word_end = offset if text[offset - 1] in ")]" else -1
    return offset
