r"""What TeX makes of a text before it sees its commands: names given as text, and keys that macros or loops hold.

``\csname cite\endcsname`` and what is built on it: etoolbox (``\csdef``, ``\letcs``, ``\csuse``, ``\forcsvlist``;
https://ctan.org/pkg/etoolbox, 3.1 and 3.7), LaTeX's ``\@namedef`` and ``\@nameuse``, ``\UseName`` and ``\ExpandArgs``
(usrguide, 2.9), expl3's functions (interface3, 4.3). Everything here keeps the places in a text as they are. What only
TeX itself can tell is named, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

__all__ = ["HeldTexts", "held_texts", "unfollowed_commands", "with_loops_unrolled", "with_named_commands"]

HeldTexts = Mapping[str, tuple[str, ...]]
"""What commands without arguments hold: name → its texts, several for the variable of a loop."""

_HINT = re.compile(r"csname|\\(?:expandafter|cs[a-z_]|g?letcs|@name|@long|UseName|ExpandArgs|forcsvlist)")
_NAME = r"\s*+\{(?P<name>[^\\{}#]*+)\}"
_COMMAND = r"\s*+(?:\{\s*+)?\\(?P<other>[A-Za-z@]++)\s*+\}?"
_FILL = "\0"  # where blanks go that are not to stand at the end
_EXPANDED = re.compile(r"\\expandafter(?![A-Za-z@])")
_REWRITTEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\csname(?P<name>[^\\{}#]*+)\\endcsname"), lambda match: _command(match["name"])),
    (re.compile(rf"\\(?:(?:protected@)?cs[gex]?def|cs[gx]def|@namedef|long@namedef){_NAME}"),
     lambda match: "\\def" + _command(match["name"])),
    (re.compile(rf"\\cs(?:g?let){_NAME}"), lambda match: "\\let" + _command(match["name"])),
    (re.compile(rf"\\g?letcs{_COMMAND}{_NAME}"), lambda match: f"\\let\\{match['other']}" + _command(match["name"])),
    (re.compile(rf"\\cs(?:g?letcs){_NAME}\s*+\{{(?P<old>[^\\{{}}#]*+)\}}"),
     lambda match: "\\let" + _command(match["name"]) + _command(match["old"])),
    (re.compile(rf"\\(?:csuse|@nameuse|UseName){_NAME}"), lambda match: _command(match["name"])),
    (re.compile(rf"\\ExpandArgs\s*\{{c\}}\s*(?P<call>\\[A-Za-z@]+\*?){_NAME}"),
     lambda match: match["call"] + "{" + _command(match["name"]) + "}"),
    (re.compile(r"\\forcsvlist\s*+(?:\{\s*+)?(?P<call>\\[A-Za-z@]++\*?)\s*+\}?(?=\s*+\{)"),
     lambda match: match["call"]),
    (re.compile(r"\\cs_(?:new|g?set)(?:_protected)?(?:_nopar)?:Npn\s*\\(?P<name>[A-Za-z@_:]+)(?P<arguments>[\s#\d]*)"),
     lambda match: "\\def" + _FILL + _command(match["name"]) + "".join(match["arguments"].split())),
    (re.compile(r"\\cs_(?:new|g?set)(?:_protected)?(?:_nopar)?:Nn\s*\\(?P<name>[A-Za-z@_]+:(?P<types>[a-zA-Z]{0,3}))\s*"),
     lambda match: "\\def" + _FILL + _command(match["name"]) + "#1#2#3"[: 2 * len(match["types"])]),
    (re.compile(r"\\cs_(?:new|g?set)_eq:NN\s*\\(?P<name>[A-Za-z@_:]+)\s*\\(?P<old>[A-Za-z@_:]+)"),
     lambda match: "\\let" + _command(match["name"]) + _command(match["old"])),
    (re.compile(r"\\(?P<name>_*[A-Za-z@]+(?:_+[A-Za-z@]+)*:[A-Za-z]*)"), lambda match: _command(match["name"])),
)  # fmt: skip
_NO_LETTER = re.compile(r"[^A-Za-z@]")
_HOLDS = re.compile(
    r"\\(?:(?:(?:re)?newcommand|providecommand|DeclareRobustCommand)\*?\s*+(?:\{\s*+)?|[egx]?def\s*+)"
    r"\\(?P<name>[A-Za-z@]++)\s*+(?:\}\s*+)?\{(?P<text>[^{}#%]*+)\}"
)
_LOOPS = re.compile(
    r"\\foreach\s*\\(?P<name>[A-Za-z@]+)\s*in\s*\{(?P<list>[^{}]*)\}|\\@for\s*\\(?P<own>[A-Za-z@]+)\s*:=(?P<values>[^{}\\]*)\\do"
)
_ARGUMENT = re.compile(r"#\d")
# What still has a name that is made of other commands or arguments.
_MADE_NAME = re.compile(
    r"\\(?:csname(?P<made>(?:(?!\\endcsname).){1,200}?)\\endcsname"
    r"|(?:cs[a-z]*|@namedef|@nameuse|UseName)\s*+\{(?P<group>[^{}\\#]*+[\\#][^{}]*+)\})",
    re.DOTALL,
)
_CITE = re.compile("cite", re.IGNORECASE)
_CITES = re.compile(r"(?:(?<!\s)\s+)?\\[A-Za-z@]*[cC]ite")
_DEFINING = re.compile(r"\\(?:[egx]?def|(?P<let>let)|\w*[cC]ommand\*?)\s*+\{?\s*+\Z")
_NEAR = 300  # characters in which the body of a definition begins


def with_named_commands(text: str) -> str:
    r"""Return `text` with commands that are named by their letters as commands, and blanks for what this saves.

    ``\csname cite\endcsname{a}`` becomes ``\cite              {a}``, ``\csdef{see}#1{…}`` becomes ``\def\see  #1{…}``.
    """
    if not _HINT.search(text):
        return text
    text = _EXPANDED.sub(lambda match: " " * len(match[0]), text)
    rewritten = _REWRITTEN if "\\cs_" in text else _REWRITTEN[:-4]
    for pattern, rewrite in rewritten:
        text = pattern.sub(lambda match, by=rewrite: _padded(by(match), match[0]), text)  # type: ignore[misc]
    return text


def _command(name: str) -> str:
    return "\\" + _NO_LETTER.sub("@", name.strip())


def _padded(new: str, old: str) -> str:
    """Return `new` with blanks, and the line breaks of `old`, in its length; `old` if that is shorter."""
    blanks = len(old) - len(new.replace(_FILL, "")) - old.count("\n")
    if blanks < 0:
        return old
    space = "\n" * old.count("\n") + " " * blanks
    return new.replace(_FILL, space) if _FILL in new else new + space


def held_texts(text: str) -> HeldTexts:
    r"""Return the texts of commands without arguments, and of the variables of ``\foreach`` and ``\@for``."""
    texts: dict[str, dict[str, None]] = {}
    for match in _HOLDS.finditer(text):
        texts.setdefault(match["name"], {})[match["text"].strip()] = None
    for name, values in _loops(text):
        texts.setdefault(name, {}).update(dict.fromkeys(map(str.strip, values.split(","))))
    return {name: tuple(found) for name, found in texts.items()}


def with_loops_unrolled(body: str) -> str:
    r"""Return the body of a macro with its argument in place of the variable of a loop over it.

    ``\@for\x:=#1\do{\cite{\x}}`` cites what ``\cite{#1}`` does.
    """
    for name, values in _loops(body):
        if _ARGUMENT.fullmatch(values.strip()):
            body = re.sub(rf"\\{name}(?![A-Za-z@])", values.strip(), body)
    return body


def _loops(text: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of loops, each with the list that it goes through."""
    for match in _LOOPS.finditer(text):
        yield match["name"] or match["own"], match["list"] or match["values"] or ""


def unfollowed_commands(text: str) -> Iterator[tuple[int, int]]:
    """Yield where `text` cites, or defines what cites, by a command whose name only TeX can make."""
    if not _HINT.search(text):
        return
    for match in _MADE_NAME.finditer(text):
        if _CITE.search(match["made"] or match["group"]) or _defines_citation(text, match):
            yield match.span()


def _defines_citation(text: str, match: re.Match[str]) -> bool:
    r"""Whether the command with this name is defined here (``\def\csname …``) as one that cites."""
    definition = _DEFINING.search(text, max(0, match.start() - 40), match.start())
    if definition and definition["let"]:
        return bool(_CITES.match(text, match.end()))
    if definition or match[0].startswith(("\\csdef", "\\csgdef", "\\csedef", "\\csxdef", "\\@namedef")):
        return bool(_CITES.search(text, match.end(), match.end() + _NEAR))
    return False
