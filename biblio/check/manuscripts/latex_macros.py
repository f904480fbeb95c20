r"""Macros of a document's own that cite: which of their arguments are keys, and where these are in a call.

``\newcommand`` and its kin (LaTeX2e, usrguide), ``\def`` and ``\let`` (The TeXbook, chapter 20), ``\newcommandx``, and
the argument types of xparse's ``\NewDocumentCommand`` (usrguide3, 2.2). A macro may call another one of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

__all__ = ["CitingMacro", "call_arguments", "citing_macros", "group_end"]

_NEW_COMMAND = re.compile(
    r"\\(?:(?:re|provide)?newcommandx?|(?:new|renew|provide)robustcmd|providecommand|DeclareRobustCommand)\*?"
    r"\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))\s*(?:\[(?P<count>\d)\])?\s*(?P<default>\[(?:[^\[\]]|\[[^\[\]]*\])*\])?\s*(?=\{)"
)
_DOCUMENT_COMMAND = re.compile(
    r"\\(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))\s*(?=\{)"
)
_DEFINITION = re.compile(
    r"\\(?:long\s*|global\s*|protected\s*)*(?:\\?[egx]?def)\s*\\(?P<bare>[A-Za-z@]+)\s*(?P<pattern>(?:[^{}\\]|\\[^A-Za-z])*)(?=\{)"
)
_LET = re.compile(r"\\let\s*\\(?P<new>[A-Za-z@]+)\s*=?\s*\\(?P<old>[A-Za-z@]+)")
_NEW_LET = re.compile(
    r"\\(?:NewCommandCopy|LetLtxMacro)\s*\{?\s*\\(?P<new>[A-Za-z@]+)\s*\}?\s*\{?\s*\\(?P<old>[A-Za-z@]+)"
)
_CALL = re.compile(r"\\([A-Za-z@]+)\*?")
_OPTION = re.compile(r"\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]]*\])*\]|<[^<>{}]*>)")
_LONGEST_BODY = 2000  # characters
_PARAMETER = re.compile(r"#(\d)")


@dataclass(frozen=True, slots=True)
class CitingMacro:
    """A macro that cites. `arguments` are the kinds of its arguments in order, `keys` the positions of those with keys.

    Kinds: "m" (a group or one sign), "o" (in square brackets, may be missing), "s" (a star, may be missing), "d" (in
    any other pair of signs, may be missing), "d<>" and the like name the pair.
    """

    arguments: tuple[str, ...]
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Definition:
    name: str
    arguments: tuple[str, ...]
    body: str


def citing_macros(text: str, is_citation: Callable[[str], bool]) -> Mapping[str, CitingMacro | str]:
    r"""Return the macros of a text that cite: by name, or the command of which it is another name (``\let``).

    `is_citation` tells whether a command is a citation command by itself.
    """
    definitions = list(_definitions(text))
    lets = {match["new"]: match["old"] for pattern in (_LET, _NEW_LET) for match in pattern.finditer(text)}
    macros: dict[str, CitingMacro | str] = {}
    for _ in range(len(definitions) + len(lets) + 1):  # a macro may call one that is defined below
        count = len(macros)
        for new, old in lets.items():
            # A command that is put back ("\let\cite\oldcite") stays what it is: two names would stand for each other.
            if new not in macros and not is_citation(new) and (is_citation(old) or old in macros):
                macros[new] = old
        for definition in definitions:
            if definition.name not in macros and (keys := _key_arguments(definition, macros, is_citation)):
                macros[definition.name] = CitingMacro(definition.arguments, keys)
        if len(macros) == count:
            break
    return macros


def _key_arguments(
    definition: _Definition, macros: Mapping[str, CitingMacro | str], is_citation: Callable[[str], bool]
) -> tuple[int, ...]:
    """Return the positions of the arguments that a definition hands to a citation command as keys."""
    body = definition.body
    keys: set[int] = set()
    for match in _CALL.finditer(body):
        name = match[1]
        macro = macros.get(name)
        if isinstance(macro, str) or (macro is None and is_citation(name)):
            offset = match.end()
            while option := _OPTION.match(body, offset):
                offset = option.end()
            spans = [_group(body, offset)]
        elif macro is not None:
            spans = call_arguments(body, match.end(1), macro)
        else:
            continue
        for span in spans:
            if span:
                keys |= {int(parameter[1]) - 1 for parameter in _PARAMETER.finditer(body, *span)}
    return tuple(sorted(key for key in keys if key < len(definition.arguments)))


def _group(text: str, offset: int) -> tuple[int, int] | None:
    while offset < len(text) and text[offset].isspace():
        offset += 1
    if not text.startswith("{", offset):
        return (offset, offset + 2) if text.startswith("#", offset) else None
    return offset + 1, group_end(text, offset)


def group_end(text: str, start: int) -> int:
    """Return the offset of the brace that closes the one at `start`, or the end of the text."""
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if not depth:
                return match.start()
    return len(text)


def call_arguments(text: str, offset: int, macro: CitingMacro) -> list[tuple[int, int] | None]:
    """Return where the arguments with keys of a call are; `offset` is behind the macro's name."""
    spans: list[tuple[int, int] | None] = []
    for kind in macro.arguments:
        begin = offset
        while begin < len(text) and text[begin] in " \t\n":
            begin += 1
        if kind == "s":
            offset = begin + 1 if text.startswith("*", begin) else offset
            spans.append(None)
        elif kind[0] in "od":
            opener, closer = ("[", "]") if kind[0] == "o" else (kind[1:2] or "(", kind[2:3] or ")")
            end = _bracket_end(text, begin, opener, closer)
            spans.append((begin + 1, end) if end >= 0 else None)
            offset = end + 1 if end >= 0 else offset
        elif text.startswith("{", begin):
            end = group_end(text, begin)
            spans.append((begin + 1, end))
            offset = end + 1
        else:
            spans.append((begin, begin + 1))
            offset = begin + 1
    return [spans[key] for key in macro.keys]


def _bracket_end(text: str, start: int, opener: str, closer: str) -> int:
    """Return the offset of the sign that closes an option, -1 if there is none; braces hide signs."""
    if not text.startswith(opener, start):
        return -1
    depth, offset = 0, start + 1
    while offset < len(text):
        sign = text[offset]
        if sign == "{":
            offset = group_end(text, offset)
        elif sign == closer and not depth:
            return offset
        elif sign == opener:
            depth += 1
        elif sign == closer:
            depth -= 1
        offset += 1
    return -1


def _definitions(text: str) -> Iterator[_Definition]:
    for match in _NEW_COMMAND.finditer(text):
        count = int(match["count"] or 0)
        kinds = ["m"] * count
        if match["default"] and kinds:
            kinds[0] = "o"
        yield _Definition(match["braced"] or match["bare"], tuple(kinds), _body(text, match.end()))
    for match in _DOCUMENT_COMMAND.finditer(text):
        end = group_end(text, match.end())
        start = end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip())
        if text.startswith("{", start):
            arguments = tuple(_document_arguments(text[match.end() + 1 : end]))
            yield _Definition(match["braced"] or match["bare"], arguments, _body(text, start))
    for match in _DEFINITION.finditer(text):
        pattern = match["pattern"]
        kinds = []
        for index in range(pattern.count("#")):
            kinds.append("o" if f"[#{index + 1}]" in pattern else "m")
        yield _Definition(match["bare"], tuple(kinds), _body(text, match.end()))


def _body(text: str, start: int) -> str:
    beginning = text[start : start + _LONGEST_BODY]  # so that braces that are never closed cost little
    return beginning[1 : group_end(beginning, 0)]


def _document_arguments(specification: str) -> Iterator[str]:
    """Yield the kinds of the arguments in a specification such as "s O{x} m d()"."""
    offset = 0
    while offset < len(specification):
        letter = specification[offset]
        offset += 1
        if letter in "mv":
            yield "m"
        elif letter in "oO":
            yield "o"
        elif letter in "st":
            offset += letter == "t"
            yield "s"
        elif letter in "dDrR":
            yield f"d{specification[offset : offset + 2]}"
            offset += 2
        elif letter == "{":
            offset = group_end(specification, offset - 1) + 1  # a default
        elif letter == ">":
            while specification[offset : offset + 1].isspace():
                offset += 1
            if specification.startswith("{", offset):
                offset = group_end(specification, offset) + 1  # a processor
