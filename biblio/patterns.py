"""Regular expressions that are compiled for the first text that is compared with them.

Compiling takes Python up to some tenths of a millisecond each, which a start feels: the readers of notes know a
thousand forms, and one note needs every sixth of them. A module with many patterns does

    from biblio import patterns as re

and then writes what it would write with `re` itself; only `compile` puts the work off. `compiled` is for patterns that
stand in functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    VERBOSE,
    Match,
    Pattern,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
    subn,
)
from typing import Any, cast

__all__ = [
    "ASCII",
    "DOTALL",
    "IGNORECASE",
    "MULTILINE",
    "VERBOSE",
    "Match",
    "Pattern",
    "compile",
    "compiled",
    "escape",
    "findall",
    "finditer",
    "fullmatch",
    "match",
    "search",
    "split",
    "sub",
    "subn",
]

# What groups and parts a pattern; what is escaped, and what stands in brackets, does not.
_SIGNS = re.compile(r"(?:\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|([()|])", re.DOTALL)
_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")


class _UncompiledPattern:
    """A `re.Pattern` to be: it has the methods of one from the first call on."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._given_flags = flags

    def __getattr__(self, name: str) -> Any:  # only of what it has not yet
        pattern = re.compile(self.pattern, self._given_flags)
        self.__dict__.update((method, getattr(pattern, method)) for method in _METHODS)
        if _begins_the_text(self.pattern, self._given_flags):
            self.__dict__.update(search=pattern.match, sub=_sub_at_start(pattern))
        return getattr(pattern, name)


def _begins_the_text(pattern: str, flags: int) -> bool:
    """Return whether nothing but the start of a text can match: a caret stands before all of the pattern.

    Python's search does not see that, and tries such a pattern at every character of the text.
    """
    if not pattern.startswith("^") or flags & (re.MULTILINE | re.VERBOSE):
        return False
    depth = 0
    for sign in _SIGNS.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return False
    return True


def _sub_at_start(pattern: Pattern[str]) -> Callable[..., str]:
    match, replace = pattern.match, pattern.sub

    def sub(repl: str | Callable[[Match[str]], str], string: str, count: int = 0) -> str:
        return replace(repl, string, count) if match(string) else string

    return sub


def compile(pattern: str, flags: int = 0) -> Pattern[str]:  # noqa: A001 (the name in `re`)
    """Return what `re.compile` returns, or rather what becomes it when it is used."""
    return cast("Pattern[str]", _UncompiledPattern(pattern, flags))


@cache
def compiled(pattern: str) -> Pattern[str]:
    """Return `pattern` compiled; its flags stand in it: ``(?i)``."""
    return re.compile(pattern)
