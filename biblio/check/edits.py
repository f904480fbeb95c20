"""Fixes as edits to a text: which go together, what they make of it, how they look, and whether it is still sound.

Only the bytes of the fixed fields change: a fix is a list of spans with what stands there instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from biblio.bibtex.scanner import BlockKind, scan
from biblio.check.finding import Edit, Finding
from biblio.check.source_text import SourceText, entries

__all__ = ["FixPlan", "apply_edits", "broken_by", "diff_lines", "plan_edits"]

_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class FixPlan:
    """The fixes for one file that can be made together, and the findings whose fixes clash with one of them."""

    fixed: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    left: tuple[Finding, ...] = ()


def plan_edits(findings: Iterable[Finding]) -> FixPlan:
    """Return what to do about the findings of one file: of two fixes that touch the same place the first counts."""
    taken: list[Edit] = []
    fixed, left = [], []
    for finding in findings:
        if finding.fix is None or not finding.fix.edits:
            continue
        if any(_touch(edit, other) for edit in finding.fix.edits for other in taken):
            left.append(finding)
        else:
            fixed.append(finding)
            taken += finding.fix.edits
    return FixPlan(tuple(fixed), tuple(sorted(taken, key=lambda edit: (edit.start, edit.end))), tuple(left))


def _touch(one: Edit, other: Edit) -> bool:
    if one.start == one.end == other.start == other.end:
        return True
    return one.start < other.end and other.start < one.end


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with `edits` made, which are in order and do not touch."""
    parts: list[str] = []
    done = 0
    for edit in edits:
        parts += (text[done : edit.start], edit.new)
        done = edit.end
    parts.append(text[done:])
    return "".join(parts)


def broken_by(path: str, before: str, after: str) -> str:
    """Return why `after` may not take the place of `before`, or an empty string.

    A `.bib` is parsed again: it must have the same entries, and none that cannot be read where it could before.
    """
    if not path.lower().endswith(".bib"):
        return ""
    old, new = _shape(path, before), _shape(path, after)
    if old[0] != new[0]:
        return "it would no longer have the same entries"
    if new[1] > old[1]:
        return "an entry could no longer be read"
    return ""


def _shape(path: str, text: str) -> tuple[Counter[str], int]:
    keys = Counter(block.key for block in scan(text) if block.kind in (BlockKind.ENTRY, BlockKind.STRING))
    return keys, sum(bool(entry.error) for entry in entries(SourceText(path, text)))


def diff_lines(path: str, text: str, edits: Sequence[Edit]) -> Iterator[str]:
    """Yield the lines of a unified diff of what `edits` do to `text`.

    Made from the edits themselves, so that a file of any size takes no longer than its changes.
    """
    if not edits:
        return
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    if starts[-1] == len(text) and len(starts) > 1:
        starts.pop()
    ends = [*starts[1:], len(text)]
    groups: list[tuple[int, int, list[Edit]]] = []
    line = 0
    for edit in edits:
        first = line = _line(starts, edit.start, line)
        last = _line(starts, max(edit.start, edit.end - 1) if edit.end > edit.start else edit.start, first)
        if edit.new == "" and edit.end > edit.start and edit.end == starts[last]:
            last = max(first, last - 1)
        if groups and first <= groups[-1][1] + 2 * _CONTEXT:
            low, high, some = groups.pop()
            groups.append((low, max(high, last), [*some, edit]))
        else:
            groups.append((first, last, [edit]))
    yield f"--- a/{path}"
    yield f"+++ b/{path}"
    shift = 0
    for low, high, some in groups:
        top, bottom = max(0, low - _CONTEXT), min(len(starts) - 1, high + _CONTEXT)
        old = _lines(text[starts[top] : ends[bottom]])
        moved = [Edit(edit.start - starts[top], edit.end - starts[top], edit.new) for edit in some]
        new = _lines(apply_edits(text[starts[top] : ends[bottom]], moved))
        yield f"@@ -{top + 1},{len(old)} +{top + 1 + shift},{len(new)} @@"
        shift += len(new) - len(old)
        yield from _compared(old, new)


def _line(starts: Sequence[int], offset: int, hint: int) -> int:
    from bisect import bisect_right

    return bisect_right(starts, offset, lo=hint) - 1


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")]


def _compared(old: list[str], new: list[str]) -> Iterator[str]:
    from difflib import SequenceMatcher

    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (f" {line}" for line in old[a:b])
        else:
            yield from (f"-{line}" for line in old[a:b])
            yield from (f"+{line}" for line in new[c:d])
