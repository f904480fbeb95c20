"""The lines that a change replaced in a text, and how to undo the change even if the text has changed since. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from biblio.text import digest_of_text

__all__ = ["Hunk", "hunks_between", "undo_hunks"]


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that replaced others; `line` is the index (from 0) of the first one in the text after the change."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def hunks_between(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the lines that differ between two texts."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Hunk(new_start, tuple(old[old_start:old_end]), tuple(new[new_start:new_end]))
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    )


def undo_hunks(text: str, hunks: Sequence[Hunk], digest: str) -> tuple[str, tuple[str, ...]]:
    """Return `text` without the change that `hunks` describe, and the change's lines that are no longer there.

    `digest` is that of the text right after the change: if `text` still has it, the change is undone exactly. Otherwise
    its lines are searched for one by one: added lines are removed, removed lines are put back where they were, and
    everything else is left alone.
    """
    lines = text.splitlines(keepends=True)
    missing: list[str] = []
    is_unchanged = digest_of_text(text) == digest
    for hunk in reversed(hunks):
        if is_unchanged:
            lines[hunk.line : hunk.line + len(hunk.after)] = hunk.before
            continue
        at = min(hunk.line, len(lines))
        added = [line for line in hunk.after if line not in hunk.before and _has_content(line)]
        present = [line for line in added if line in lines]
        missing += [line.strip() for line in added if line not in present]
        for line in present:
            at = lines.index(line)
            del lines[at]
        if present or not added:
            lines[at:at] = [line for line in hunk.before if line not in lines]
    return "".join(lines), tuple(missing)


def _has_content(line: str) -> bool:
    """Return whether a line is neither blank nor a comment; blank lines and comments may stay."""
    return bool(line.strip()) and not line.lstrip().startswith("#")
