r"""Macros of a document's own that cite: which of their arguments are keys, and where these are in a call.

``\newcommand`` and its kin (LaTeX2e, usrguide), ``\def`` and ``\let`` (The TeXbook, chapter 20), ``\newcommandx``, and
the argument types of xparse's ``\NewDocumentCommand`` (usrguide3, 2.2). A macro may call another one of the document.
An environment that cites is a macro called ``begin{name}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from biblio.check.manuscripts.latex_expansion import with_loops_unrolled

__all__ = ["CitingMacro", "call_arguments", "citing_macros", "group_end", "made_keys"]

_NEW_COMMAND = re.compile(
    r"\\(?:(?:re|provide)?newcommandx?|(?:new|renew|provide)robustcmd|providecommand|DeclareRobustCommand)\*?"
    r"\s*+(?:\{\s*+\\(?P<braced>[A-Za-z@]+)\s*+\}|\\(?P<bare>[A-Za-z@]+))\s*+(?:\[(?P<count>\d)\])?\s*+"
    r"(?P<default>\[(?:[^\[\]]|\[[^\[\]]*\])*\])?\s*+(?=\{)"
)
_DOCUMENT_COMMAND = re.compile(
    r"\\(?:New|Renew|Provide|Declare)(?:Expandable)?DocumentCommand\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+)\s*\}|\\(?P<bare>[A-Za-z@]+))\s*(?=\{)"
)
_NEW_ENVIRONMENT = re.compile(
    r"\\(?:re)?newenvironment\*?\s*+\{\s*+(?P<name>[^\s{}\\](?:[^{}\\]*[^\s{}\\])?)\s*+\}\s*+(?:\[(?P<count>\d)\])?\s*+"
    r"(?P<default>\[(?:[^\[\]]|\[[^\[\]]*\])*\])?\s*+(?=\{)"
)
_DOCUMENT_ENVIRONMENT = re.compile(
    r"\\(?:New|Renew|Provide|Declare)DocumentEnvironment\s*+\{\s*+(?P<name>[^\s{}\\](?:[^{}\\]*[^\s{}\\])?)\s*+\}\s*+(?=\{)"
)
_DEFINITION = re.compile(
    r"\\(?:long\s*+|global\s*+|protected\s*+)*(?:\\?[egx]?def)\s*+\\(?P<bare>[A-Za-z@]++)\s*+(?P<pattern>(?:[^{}\\]|\\[^A-Za-z])*)(?=\{)"
)
_LET = re.compile(r"\\let\s*+\\(?P<new>[A-Za-z@]+)\s*+=?\s*+\\(?P<old>[A-Za-z@]+)")
_NEW_LET = re.compile(
    r"\\(?:NewCommandCopy|LetLtxMacro)\s*+\{?\s*+\\(?P<new>[A-Za-z@]+)\s*+\}?\s*+\{?\s*+\\(?P<old>[A-Za-z@]+)"
)
_CALL = re.compile(r"\\([A-Za-z@]+)\*?")
_OPTION = re.compile(r"\s*(?:\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]]*\])*\]|<[^<>{}]*>)")
_LONGEST_BODY = 2000  # characters
_CLOSERS = {"[": "]", "(": ")", "<": ">"}
_GROUP_BEGIN = re.compile(r"\s*(?=\{)")
_PARAMETER = re.compile(r"#(\d)")
_LAST_COMMAND = re.compile(r"\\([A-Za-z@]+)\*?(?:\[[^\[\]{}]*\])*\s*\Z")


@dataclass(frozen=True, slots=True)
class CitingMacro:
    """A macro that cites. `arguments` are the kinds of its arguments in order, `keys` the positions of those with keys.

    Kinds: "m" (a group or one sign), "o" (in square brackets, may be missing), "s" (a star, may be missing), "d" (in
    any other pair of signs, may be missing), "d<>" and the like name the pair, "u" with the text that ends an argument.
    `made_keys` are keys that the macro makes of its arguments, as it is written there ("rfc#1").
    """

    arguments: tuple[str, ...]
    keys: tuple[int, ...] = ()
    made_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Definition:
    name: str
    arguments: tuple[str, ...]
    body: str


def citing_macros(text: str, is_citation: Callable[[str], bool]) -> Mapping[str, CitingMacro | str]:
    r"""Return the macros of a text that cite: by name, or the command of which it is another name (``\let``).

    `is_citation` tells whether a command is a citation command by itself.
    """
    definitions = _consistent(_definitions(text))
    lets = {match["new"]: match["old"] for pattern in (_LET, _NEW_LET) for match in pattern.finditer(text)}
    macros: dict[str, CitingMacro | str] = {}
    for _ in range(len(definitions) + len(lets) + 1):  # a macro may call one that is defined below
        count = len(macros)
        for new, old in lets.items():
            # A command that is put back ("\let\cite\oldcite") stays what it is: two names would stand for each other.
            if new not in macros and not is_citation(new) and (is_citation(old) or old in macros):
                macros[new] = old
        for definition in definitions:
            if definition.name not in macros and (macro := _citing_macro(definition, macros, is_citation)):
                macros[definition.name] = macro
        if len(macros) == count:
            break
    return macros


def _consistent(definitions: Iterable[_Definition]) -> list[_Definition]:
    """Return the definitions without the macros that take different arguments in different places of the text."""
    found = list(definitions)
    forms: dict[str, set[tuple[str, ...]]] = {}
    for definition in found:
        forms.setdefault(definition.name, set()).add(definition.arguments)
    return [definition for definition in found if len(forms[definition.name]) == 1]


def _citing_macro(
    definition: _Definition, macros: Mapping[str, CitingMacro | str], is_citation: Callable[[str], bool]
) -> CitingMacro | str | None:
    """Return how a macro cites: what it hands to citation commands as keys, or the command that it ends with."""
    body = with_loops_unrolled(definition.body)
    last = _LAST_COMMAND.search(body)
    if last and (last[1] in macros or is_citation(last[1])):  # the keys stand behind the call
        if definition.arguments:
            return CitingMacro((*definition.arguments, "s", "o", "o", "m"), (len(definition.arguments) + 3,))
        return None if is_citation(definition.name) else last[1]
    keys: set[int] = set()
    made: dict[str, None] = {}
    for text in _cited_texts(body, macros, is_citation):
        for part in map(str.strip, text.split(",")):
            if whole := _PARAMETER.fullmatch(part):
                keys.add(int(whole[1]) - 1)
            elif _PARAMETER.search(part):
                made[part] = None
    count = len(definition.arguments)
    positions = tuple(sorted(key for key in keys if key < count))
    possible = tuple(part for part in made if all(int(number) <= count for number in _PARAMETER.findall(part)))
    return CitingMacro(definition.arguments, positions, possible) if positions or possible else None


def _cited_texts(
    body: str, macros: Mapping[str, CitingMacro | str], is_citation: Callable[[str], bool]
) -> Iterator[str]:
    """Yield what the body of a definition hands to citation commands as keys."""
    for match in _CALL.finditer(body):
        name = match[1]
        macro = macros.get(name)
        if isinstance(macro, CitingMacro):
            arguments = call_arguments(body, match.end(1), macro)
            yield from (body[slice(*span)] for key in macro.keys if (span := arguments[key]))
            yield from (key for key, _ in made_keys(body, arguments, macro))
        elif macro is not None or is_citation(name):
            offset = match.end()
            while option := _OPTION.match(body, offset):
                offset = option.end()
            while span := _group(body, offset):
                yield body[slice(*span)]
                offset = span[1] + 1
                if not name.endswith("s"):  # \\cites and its kin take as many as there are
                    break
                while option := _OPTION.match(body, offset):
                    offset = option.end()


def made_keys(
    text: str, arguments: Sequence[tuple[int, int] | None], macro: CitingMacro
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the keys that a macro makes of the arguments of a call, and where the first of these arguments is."""
    for made in macro.made_keys:
        numbers = [int(number) - 1 for number in _PARAMETER.findall(made)]
        spans = [span for number in numbers if (span := arguments[number])]
        if len(spans) == len(numbers):
            values = {number: text[slice(*span)].strip() for number, span in zip(numbers, spans, strict=True)}
            yield _PARAMETER.sub(lambda match, of=values: of[int(match[1]) - 1], made), spans[0]  # type: ignore[misc]


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
    """Return where the arguments of a call are, None for missing ones; `offset` is behind the macro's name."""
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
        elif kind[0] == "u":
            end = _end_before(text, begin, kind[1:])
            is_group = text.startswith("{", begin) and group_end(text, begin) == end - 1  # TeX takes the braces away
            spans.append(((begin + is_group, end - is_group)) if end >= 0 else None)
            offset = end + len(kind) - 1 if end >= 0 else offset
        elif text.startswith("{", begin):
            end = group_end(text, begin)
            spans.append((begin + 1, end))
            offset = end + 1
        else:
            spans.append((begin, begin + 1))
            offset = begin + 1
    return spans


def _end_before(text: str, start: int, ending: str) -> int:
    """Return where `ending` begins, which TeX looks for outside of groups; -1 if it is not in the paragraph."""
    limit = text.find("\n\n", start)
    limit = len(text) if limit < 0 else limit
    offset = start
    while 0 <= offset < limit:
        if text.startswith(ending, offset):
            return offset
        offset = group_end(text, offset) + 1 if text[offset] == "{" else offset + 1
    return -1


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
        kinds = _counted_arguments(match)
        yield _Definition(match["braced"] or match["bare"], kinds, _body(text, match.end()))
    for match in _NEW_ENVIRONMENT.finditer(text):
        yield _Definition(f"begin{{{match['name']}}}", _counted_arguments(match), _body(text, match.end()))
    for match in _DOCUMENT_ENVIRONMENT.finditer(text):
        end = group_end(text, match.end())
        if begin := _GROUP_BEGIN.match(text, end + 1):
            arguments = tuple(_document_arguments(text[match.end() + 1 : end]))
            body = _body(text, begin.end())
            if finish := _GROUP_BEGIN.match(text, begin.end() + len(body) + 2):
                body += _body(text, finish.end())  # where the arguments can be used too
            yield _Definition(f"begin{{{match['name']}}}", arguments, body)
    for match in _DOCUMENT_COMMAND.finditer(text):
        end = group_end(text, match.end())
        start = end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip())
        if text.startswith("{", start):
            arguments = tuple(_document_arguments(text[match.end() + 1 : end]))
            yield _Definition(match["braced"] or match["bare"], arguments, _body(text, start))
    for match in _DEFINITION.finditer(text):
        yield _Definition(match["bare"], _defined_arguments(match["pattern"]), _body(text, match.end()))


def _counted_arguments(definition: re.Match[str]) -> tuple[str, ...]:
    """Return the kinds of the arguments of a LaTeX 2e definition: the first may be missing if it has a default."""
    count = int(definition["count"] or 0)
    return ("o", *["m"] * (count - 1)) if definition["default"] and count else ("m",) * count


def _defined_arguments(pattern: str) -> tuple[str, ...]:
    r"""Return the kinds of the arguments in a pattern of ``\def`` such as "(#1)#2." (The TeXbook, chapter 20).

    None if the pattern has other text in front of an argument: what stands there in a call is not looked for.
    """
    before, *parts = re.split(r"#\d", re.sub(r"\s+", " ", pattern))
    kinds = []
    before = before.strip()
    for part in parts:
        if before in _CLOSERS and part.startswith(_CLOSERS[before]):
            kinds.append("o" if before == "[" else f"d{before}{_CLOSERS[before]}")
            before = part[1:].strip()
        elif before:
            return ()
        elif part != " " and part.strip() in ("", *_CLOSERS):
            kinds.append("m")
            before = part.strip()
        else:
            kinds.append(f"u{part}")
    return () if before else tuple(kinds)


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
