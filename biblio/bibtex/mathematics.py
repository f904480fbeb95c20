r"""What in a text is mathematics (``$…$``, ``\\(…\\)``) and what is text; and whether braces balance.

What a dollar sign means follows Pandoc's rule (https://pandoc.org/MANUAL.html#math), so "$5 and $10" is money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["is_balanced", "map_text", "segments"]

_BRACES = re.compile(r"[{}]")
# A dollar sign with no space behind it, up to one with no space before and no digit behind; or \( … \).
_MATH = re.compile(
    r"(?<![\\$])\$(?![\s$])(?P<dollar>(?:[^$\\]|\\.)*?)(?<![\s\\])\$(?![\d$])|(?<!\\)\\\((?P<round>[^$]+?)\\\)",
    re.DOTALL,
)
# What would end TeX's mathematics or its line, or needs a table.
_UNSAFE = re.compile(r"(?<!\\)[%#&]|\\$|\n\s*\n")


def is_balanced(text: str) -> bool:
    """Tell whether the braces of `text` balance as BibTeX counts them (a backslash does not hide one)."""
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for brace in _BRACES.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def segments(text: str) -> Iterator[tuple[str, bool]]:
    """Yield `text` in pieces (piece, whether it is mathematics); mathematics comes with dollar signs around it.

    Only what TeX can take counts: balanced braces, no bare ``%``, ``#`` or ``&``. A dollar sign alone is text.
    """
    done = search = 0
    if "$" in text or "\\(" in text:
        while match := _MATH.search(text, search):
            inner = match["dollar"] or match["round"] or ""
            if not is_balanced(inner) or _UNSAFE.search(inner):
                search = match.start() + 1
                continue
            if match.start() > done:
                yield text[done : match.start()], False
            yield f"${inner}$", True
            done = search = match.end()
    if done < len(text):
        yield text[done:], False


def map_text(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` made to every piece that is not mathematics."""
    return "".join(piece if is_math else change(piece) for piece, is_math in segments(text))
