"""Change a few entries of a large file that nobody but us has written into, without looking at its other entries.

Of such a file we remember the digest of its bytes. As long as it has them, each of its entries is one that we wrote and
ends at the next line that begins one, so that a few can be found, merged as `merge_entries` does it, and put in place.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from biblio.export.merge_file import MergeResult, merge_entries
from biblio.export.written_entry import BETWEEN_ENTRIES, WrittenEntry

__all__ = ["SplicedText", "bytes_digest", "splice_entries"]

_BETWEEN = BETWEEN_ENTRIES.encode()
_LONGEST_HEAD = 64  # bytes from the line before an entry to the brace before its key


@dataclass(frozen=True, slots=True)
class SplicedText:
    """The bytes of a file, of which some spans (start, end, in order) are to be others."""

    old: bytes
    splices: tuple[tuple[int, int, bytes], ...]

    @property
    def text(self) -> str:
        """The text as it is to be."""
        return b"".join(self.parts()).decode()

    def parts(self) -> Iterator[bytes | memoryview]:
        """Yield the bytes as they are to be."""
        view, done = memoryview(self.old), 0
        for start, end, new in self.splices:
            yield view[done:start]
            yield new
            done = end
        yield view[done:]


def bytes_digest(parts: Iterable[bytes | memoryview]) -> str:
    """Return the digest of the bytes of a file, given in parts."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def splice_entries(
    old: bytes, changes: Mapping[str, tuple[str | None, str | None]], base: Mapping[str, WrittenEntry]
) -> tuple[SplicedText, MergeResult] | None:
    """Do what `merge_entries` does with the text of `old`, in which each entry is as we wrote it.

    `base` has all entries of the file. The result of the merge has no text. None if one of the entries is not there as
    it was written.
    """
    places: dict[str, tuple[int, int]] = {}
    remaining = sorted(key for key in base if changes.get(key, ("", ""))[1] is not None)
    for key, (before, _) in changes.items():
        anchor = key if before is not None else _neighbour(key, remaining)
        place = _find(old, anchor) if anchor else None
        if place is None:
            return None
        places[key] = place
    splices: list[tuple[int, int, bytes]] = []
    results: list[MergeResult] = []
    line, done = 0, 0
    for start, end in _united(_with_neighbours(old, *place) for place in places.values()):
        text = old[start:end].decode()
        some = {key: changes[key] for key, place in places.items() if start <= place[0] < end}
        keys = _keys_of(text)
        result = merge_entries(text, some, {key: base[key] for key in keys if key in base})
        if result is None or any((result.edited, result.kept, result.deleted, result.unreadable)):
            return None
        line, done = line + old.count(b"\n", done, start), start
        shifts = (replace(shift, start=shift.start + line, end=shift.end + line) for shift in result.shifts)
        results.append(replace(result, shifts=tuple(shifts)))
        splices.append((start, end, result.text.encode()))
    return SplicedText(old, tuple(splices)), _joined(results, changes, base)


def _neighbour(key: str, keys: Sequence[str]) -> str:
    """Return the key of the entry after which that of a new `key` goes, or before which; empty if there is none."""
    position = bisect_left(keys, key)
    return keys[max(position - 1, 0)] if keys else ""


def _find(old: bytes, key: str) -> tuple[int, int] | None:
    """Return where the entry of a key begins and ends; None if it is not there."""
    name = b"{" + key.encode() + b","
    brace = old.find(name)
    while brace >= 0:
        between = old.rfind(_BETWEEN, max(0, brace - _LONGEST_HEAD), brace)
        if between >= 0 and old[between + len(_BETWEEN) : brace].isalpha():
            end = old.find(_BETWEEN, brace)
            return between + 2, end if end >= 0 else len(old)
        brace = old.find(name, brace + 1)
    return None


def _with_neighbours(old: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the entry before that from `start` to `end` begins, or the file, and where the one after it ends."""
    before = old.rfind(_BETWEEN, 0, start)
    after = old.find(_BETWEEN, end + len(_BETWEEN)) if end < len(old) else -1
    return before + 2 if before >= 0 else 0, after if after >= 0 else len(old)


def _united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that overlap or touch as one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1] + 2:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _keys_of(text: str) -> list[str]:
    """Return the keys of the entries of a part of the file that ends with one."""
    heads = (part.partition(",")[0] for part in f"\n\n{text}".split(BETWEEN_ENTRIES)[1:])
    return [head.partition("{")[2] for head in heads]


def _joined(
    results: Sequence[MergeResult],
    changes: Mapping[str, tuple[str | None, str | None]],
    base: Mapping[str, WrittenEntry],
) -> MergeResult:
    """Return what was done in all parts of the file."""
    kept = {key: written for key, written in base.items() if key not in changes}
    for result in results:
        kept.update((key, written) for key, written in result.base.items() if key in changes)

    def together(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
        return tuple(sorted(key for keys in lists for key in keys))

    return MergeResult(
        text="",
        base=kept,
        added=together(result.added for result in results),
        changed=together(result.changed for result in results),
        removed=together(result.removed for result in results),
        shifts=tuple(shift for result in results for shift in result.shifts),
        keys=base.keys(),
    )
