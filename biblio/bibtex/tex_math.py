r"""Separate the mathematics in a text (``$…$``, ``\(…\)``) from its words, and check whether braces balance.

The meaning of a dollar sign follows Pandoc's rule (https://pandoc.org/MANUAL.html#math), so "$5 and $10" is money. What
can only be mathematics is read by TeX's rule, which knows no spaces and no digits around it: ``z$\sim$7``, ``$>$100``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["is_balanced", "map_outside_math", "split_math"]

_ESCAPED = re.compile(r"\\[{}\\]")
_BRACES = re.compile(r"[{}]")
_MATH = re.compile(
    r"(?<!\\)(?P<fence>\${1,2})(?!\$)(?P<dollar>(?:[^$\\]|\\.)+)(?P=fence)|(?<!\\)\\\((?P<round>(?:[^$\\]|\\[^()$])+)\\\)",
    re.DOTALL,
)
_HAS_COMMAND_OR_INDEX = re.compile(r"\\[A-Za-z{}]|(?<!\\)[_^]")
_RELATION = re.compile(r"\s*[<>=+~±×≤≥≈∼→-]+\s*")
# Characters that would end TeX's mathematics or its line, or need a table.
_UNSAFE = re.compile(r"(?<!\\)[%#&]|\\$|\n\s*\n")


def is_balanced(text: str) -> bool:
    """Whether the braces of `text` balance as BibTeX counts them (a backslash does not hide one)."""
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for brace in _BRACES.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def split_math(text: str) -> Iterator[tuple[str, bool]]:
    r"""Yield `text` in pieces (piece, whether it is mathematics); mathematics has dollar signs around it.

    Only what TeX can typeset counts: balanced braces, no bare ``%``, ``#`` or ``&``. A lone dollar sign is text.
    Escaped braces need not balance within a formula, but over all: ``$\{$001$\}$``.
    """
    if "\\{" in text and "\\}" in text and "$" in text:
        pieces = list(_split(text, _is_balanced_for_tex))
        if is_balanced("".join(piece for piece, is_math in pieces if is_math)):
            yield from pieces
            return
    yield from _split(text, is_balanced)


def _is_balanced_for_tex(formula: str) -> bool:
    return is_balanced(_ESCAPED.sub("", formula))


def _split(text: str, are_braces_right: Callable[[str], bool]) -> Iterator[tuple[str, bool]]:
    done = search = 0
    if "$" in text or "\\(" in text:
        while match := _MATH.search(text, search):
            inner = match["dollar"] or match["round"] or ""
            is_math = match["dollar"] is None or _is_math(inner, text[match.end() : match.end() + 1])
            if not is_math or not are_braces_right(inner) or _UNSAFE.search(inner):
                search = match.start() + 1
                continue
            if match.start() > done:
                yield text[done : match.start()], False
            yield f"${inner}$", True
            done = search = match.end()
    if done < len(text):
        yield text[done:], False


def _is_math(inner: str, following: str) -> bool:
    """Return whether the text between two dollar signs is mathematics; `following` is the character after them."""
    if _HAS_COMMAND_OR_INDEX.search(inner) or _RELATION.fullmatch(inner):
        return True
    return inner == inner.strip() and not following.isdecimal()


def map_outside_math(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to every piece that is not mathematics."""
    return "".join(piece if is_math else change(piece) for piece, is_math in split_math(text))
