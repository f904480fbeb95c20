"""Apply fixes as edits to a text: which can be made together, the result, their diff, and whether the result is sound.

Only the bytes of the fixed fields change: a fix is a list of spans with their new text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from biblio.bibtex.scanner import BlockKind, blocks_with_strings
from biblio.bibtex.untyped_entries import UNREADABLE_TYPE
from biblio.check.finding import Edit, Finding
from biblio.check.source_text import BibEntry, SourceText, read_entries

__all__ = ["FixPlan", "apply_edits", "diff_lines", "plan_edits", "why_unsound"]

_CONTEXT_LINES = 3
_ENTRY_IN_VALUE = re.compile(r"^[ \t]*@\w+[ \t]*\{", re.MULTILINE)
_HAS_VALUE = re.compile(r"[^\s,}]")


@dataclass(frozen=True, slots=True)
class FixPlan:
    """The findings of one file that can be fixed together, their edits in order, and those whose fixes clash."""

    fixed: tuple[Finding, ...]
    edits: tuple[Edit, ...]
    clashing: tuple[Finding, ...] = ()


def plan_edits(findings: Iterable[Finding]) -> FixPlan:
    """Return how to fix the findings of one file: of two fixes that touch the same place, the first is made."""
    planned: list[Edit] = []  # in order, none overlaps another
    fixed, clashing = [], []
    for finding in findings:
        if finding.fix is None or not finding.fix.edits:
            continue
        if any(_clashes(edit, planned) for edit in finding.fix.edits):
            clashing.append(finding)
        else:
            fixed.append(finding)
            for edit in finding.fix.edits:
                insort(planned, edit, key=_order)
    return FixPlan(tuple(fixed), tuple(planned), tuple(clashing))


def _order(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _clashes(edit: Edit, planned: Sequence[Edit]) -> bool:
    """Whether an edit overlaps one of `planned`: only its neighbours can, as these are in order and apart."""
    place = bisect_left(planned, _order(edit), key=_order)
    return any(_overlap(edit, neighbour) for neighbour in planned[max(0, place - 1) : place + 1])


def _overlap(left: Edit, right: Edit) -> bool:
    if left.start == left.end == right.start == right.end:
        return True  # two insertions at the same place
    return left.start < right.end and right.start < left.end


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with `edits` made, which must be in order and not overlap."""
    parts: list[str] = []
    offset = 0
    for edit in edits:
        parts += (text[offset : edit.start], edit.new)
        offset = edit.end
    parts.append(text[offset:])
    return "".join(parts)


def why_unsound(path: str, before: str, after: str) -> str:
    """Return why `after` must not replace `before`, or an empty string.

    A `.bib` is read again, as strictly as the strictest programs do: it must have the same entries, no more unreadable
    ones than before, and no entry that bibtexparser 2 or pybtex would drop though they read it before.
    """
    if not path.lower().endswith(".bib"):
        return ""
    lost, errors, dropped = Counter[str](), 0, Counter[str]()
    for old, new in zip_longest(_entries_read(path, before), _entries_read(path, after)):
        if old == new:
            continue  # most: what a large file has need not be held
        for sign, entry in ((1, old), (-1, new)):
            if entry is not None:
                lost[entry.key] += sign * entry.has_key
                errors -= sign * entry.is_unreadable
                dropped[entry.key] -= sign * entry.is_dropped
    if lost.total() or any(count > 0 for key, count in lost.items() if key):
        return "it would no longer have the same entries"
    if errors > 0:
        return "an entry could no longer be read"
    if some := sorted(+dropped):
        return f"some programs could no longer read the entry {some[0]}"
    return ""


class _EntryRead(NamedTuple):
    """How an entry is read. `has_key` is false for what only looks like an entry."""

    key: str
    has_key: bool = True
    is_unreadable: bool = False
    is_dropped: bool = False


def _entries_read(path: str, text: str) -> Iterator[_EntryRead]:
    """Yield the macros and then the entries of a `.bib`, one at a time."""
    for block in blocks_with_strings(text):
        if block.kind is BlockKind.STRING:
            yield _EntryRead(block.key)
    for entry in read_entries(SourceText(path, text)):
        has_key = entry.block.kind is BlockKind.ENTRY and entry.error != UNREADABLE_TYPE
        yield _EntryRead(entry.key, has_key, bool(entry.error), _is_dropped(entry))


def _is_dropped(entry: BibEntry) -> bool:
    """Whether bibtexparser 2 or pybtex reads no entry here though BibTeX does.

    Both refuse two fields of one name (pybtex whatever their case); to bibtexparser 2 an "@type{" at the beginning of a
    line begins an entry, also inside a value, and it knows no entries in parentheses.
    """
    names = [field.name for field in entry.fields]
    text = entry.source.text
    return (
        len(names) != len(set(names))
        or bool(_ENTRY_IN_VALUE.search(text, entry.block.start + 1, entry.block.end))
        or any(not _HAS_VALUE.match(text, field.value_start, field.value_end) for field in entry.fields)
    )


def diff_lines(path: str, text: str, edits: Sequence[Edit]) -> Iterator[str]:
    """Yield the lines of a unified diff of applying `edits` to `text`.

    It is made from the edits themselves, so the time it takes depends on their number and not on the size of the text.
    """
    if not edits:
        return
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    if starts[-1] == len(text) and len(starts) > 1:
        starts.pop()
    ends = [*starts[1:], len(text)]
    yield f"--- a/{path}"
    yield f"+++ b/{path}"
    shift = 0
    for first, last, group in _hunks(starts, edits):
        top, bottom = max(0, first - _CONTEXT_LINES), min(len(starts) - 1, last + _CONTEXT_LINES)
        old_text = text[starts[top] : ends[bottom]]
        moved = [Edit(edit.start - starts[top], edit.end - starts[top], edit.new) for edit in group]
        old, new = _split_lines(old_text), _split_lines(apply_edits(old_text, moved))
        yield f"@@ -{top + 1},{len(old)} +{top + 1 + shift},{len(new)} @@"
        shift += len(new) - len(old)
        yield from _compare_lines(old, new)


def _hunks(starts: Sequence[int], edits: Sequence[Edit]) -> list[tuple[int, int, list[Edit]]]:
    """Return (first line, last line, edits) of the hunks; lines count from 0. `starts` are the offsets of the lines."""
    hunks: list[tuple[int, int, list[Edit]]] = []
    line = 0
    for edit in edits:
        first = line = bisect_right(starts, edit.start, lo=line) - 1
        last = bisect_right(starts, max(edit.start, edit.end - 1), lo=first) - 1
        if hunks and first <= hunks[-1][1] + 2 * _CONTEXT_LINES:
            low, high, group = hunks.pop()
            hunks.append((low, max(high, last), [*group, edit]))
        else:
            hunks.append((first, last, [edit]))
    return hunks


def _split_lines(text: str) -> list[str]:
    return [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")]


def _compare_lines(old: list[str], new: list[str]) -> Iterator[str]:
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (f" {line}" for line in old[old_start:old_end])
        else:
            yield from (f"-{line}" for line in old[old_start:old_end])
            yield from (f"+{line}" for line in new[new_start:new_end])
