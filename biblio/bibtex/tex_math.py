r"""Separate the mathematics in a text (``$…$``, ``\(…\)``) from its words, and check whether braces balance.

The meaning of a dollar sign follows Pandoc's rule (https://pandoc.org/MANUAL.html#math), so "$5 and $10" is money. What
can only be mathematics is read by TeX's rule, which knows no spaces and no digits around it: ``z$\sim$7``, ``$>$100``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["is_balanced", "map_outside_math", "split_math"]

_BRACES = re.compile(r"[{}]")
_MATH = re.compile(
    r"(?<!\\)(?P<fence>\${1,2})(?!\$)(?P<dollar>(?:[^$\\]|\\.)+)(?P=fence)|(?<!\\)\\\((?P<round>(?:[^$\\]|\\[^()$])+)\\\)",
    re.DOTALL,
)
_HAS_COMMAND_OR_INDEX = re.compile(r"\\[A-Za-z]|(?<!\\)[_^]")
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
    """Yield `text` in pieces (piece, whether it is mathematics); mathematics has dollar signs around it.

    Only what TeX can typeset counts: balanced braces, no bare ``%``, ``#`` or ``&``. A lone dollar sign is text.
    """
    done = search = 0
    if "$" in text or "\\(" in text:
        while match := _MATH.search(text, search):
            inner = match["dollar"] or match["round"] or ""
            is_math = match["dollar"] is None or _is_math(inner, text[match.end() : match.end() + 1])
            if not is_math or not is_balanced(inner) or _UNSAFE.search(inner):
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
