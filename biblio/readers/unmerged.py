"""Files of notes in which git left a merge to be settled: read as they are, both sides and the marks would make notes.

The marks are described in https://git-scm.com/docs/git-merge#_how_conflicts_are_presented.
"""

from __future__ import annotations

__all__ = ["unmerged_line"]

_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")
_FENCES = ("```", "~~~")


def unmerged_line(text: str) -> int:
    """Return the line (from 1) at which a conflict begins, 0 if there is none; one that a code block shows is none."""
    if not all(mark in text for mark in _MARKS):
        return 0
    begun, found, fence = 0, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_FENCES):
            fence = line[:3] if not fence else "" if line.startswith(fence) else fence
        elif fence or not line.startswith(_MARKS[found]):
            continue
        elif found == 2:
            return begun
        elif found == 1 and line.rstrip() != _MARKS[1]:
            continue
        else:
            begun, found = begun or number, found + 1
    return 0
