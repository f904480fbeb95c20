"""The two sides of a text in which git left a merge to be settled, and a bibliography with what both have. Pure.

The marks are those of ``git merge``: ``<<<<<<<``, ``=======`` and ``>>>>>>>`` at the beginning of a line, and with the
style diff3 also ``|||||||`` before the common ancestor, https://git-scm.com/docs/git-merge#_how_conflicts_are_presented.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from biblio.bibtex.scanner import Block

__all__ = ["conflict_sides", "unite_bibliographies"]

_OURS, _ANCESTOR, _THEIRS, _END = "<<<<<<< ", "||||||| ", "=======", ">>>>>>> "


def conflict_sides(text: str) -> tuple[str, str] | None:
    """Return `text` as it is on our side and on theirs; None if there is no conflict in it."""
    if _OURS not in text:
        return None
    sides: tuple[list[str], list[str]] = ([], [])
    part = ""
    for line in text.splitlines(keepends=True):
        if not part and line.startswith(_OURS):
            part = _OURS
        elif part == _OURS and line.startswith(_ANCESTOR):
            part = _ANCESTOR
        elif part in (_OURS, _ANCESTOR) and line.rstrip() == _THEIRS:
            part = _THEIRS
        elif part == _THEIRS and line.startswith(_END):
            part = ""
        elif part != _ANCESTOR:
            for name, side in zip((_OURS, _THEIRS), sides, strict=True):
                if part in ("", name):
                    side.append(line)
    ours, theirs = map("".join, sides)
    return (ours, theirs) if not part and ours != theirs else None


def unite_bibliographies(ours: str, theirs: str, *, is_written: Callable[[str], bool]) -> str | None:
    """Return our text of a `.bib` file followed by what only theirs has; None if somebody has to choose.

    Of an entry that differs, the side counts that a person edited: `is_written` returns whether an entry's text is as
    biblio wrote it, on either side. If both were edited, somebody has to choose.
    """
    known: dict[str, str] = {}
    others: set[str] = set()
    for block in _blocks(ours):
        text = ours[block.start : block.end]
        if block.key:
            known[block.key.casefold()] = text
        else:
            others.add(text.strip())
    result, additions = ours, []
    for block in _blocks(theirs):
        text = theirs[block.start : block.end]
        own = known.get(block.key.casefold()) if block.key else None
        if own is None:
            if block.key or text.strip() not in others:
                additions.append(text.strip())
        elif own.strip() != text.strip() and not is_written(text):
            if not is_written(own):
                return None
            result = result.replace(own, text, 1)
    return "\n\n".join((result.rstrip(), *additions)) + "\n" if additions else result


def _blocks(text: str) -> list[Block]:
    """Return the blocks of a file without blank text between them."""
    from biblio.bibtex.scanner import BlockKind, scan  # only a file with a conflict needs it

    return [block for block in scan(text) if block.kind is not BlockKind.TEXT or text[block.start : block.end].strip()]
