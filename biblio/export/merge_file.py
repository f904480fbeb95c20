"""Where entries go in and come out of a file: one blank line between entries, nothing else moved.

A file is a list of pieces, one a block; changing a piece changes the file there and nowhere else.

An exported file brought up to date without losing anything a person did to it.

What stands in the file is compared, entry by entry, with what we wrote last time (the base) and with what we would
write now. The file belongs to the person: an entry they changed keeps their changes, one they deleted stays deleted,
what they added stays where it is, and no byte outside the entries that our data changed is touched.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.bibtex.scanner import Block, BlockKind, scan
from biblio.errors import BibtexError
from biblio.export.merge_entry import EntryConflict, add_missing_fields, merge_entry, replace_key

__all__ = ["EntryConflict", "MergeResult", "WrittenEntry", "insert_entries", "merge_file", "remove_entries"]

_END = r"(?>\r\n|\n|\r)"  # whole: the half of a CR LF is no line end
_FIRST_LINE = re.compile(r"[^\r\n]*")
# The lines of a comment that stand directly above an entry, below a blank line.
_ATTACHED = re.compile(rf"{_END}[ \t]*{_END}((?:[ \t]*[^\s][^\r\n]*{_END})+)[ \t]*\Z")


def remove_entries(pieces: list[str], blocks: Sequence[Block], gone: Collection[int]) -> None:
    """Empty the pieces in `gone`, each with the white space behind it (at the end of the file: before it)."""
    rest_is_blank = True
    for index in reversed(range(len(pieces))):
        if index not in gone:
            rest_is_blank = rest_is_blank and not pieces[index].strip()
            continue
        pieces[index] = ""
        before = index - 1
        if rest_is_blank and before >= 0 and _is_text(blocks[before]):
            kept = pieces[before].rstrip()
            if kept:  # somebody's own last words keep the end of their line
                kept += _line_end(pieces[before][len(kept) :]) if index == len(pieces) - 1 else ""
            pieces[before] = kept
        elif not rest_is_blank and _is_text(blocks[index + 1]) and _ends_line("".join(pieces[max(0, before) : index])):
            pieces[index + 1] = pieces[index + 1].lstrip()


def _is_text(block: Block) -> bool:
    return block.kind is BlockKind.TEXT


def _line_end(blank: str) -> str:
    found = re.match(r"[ \t]*(\r\n|\n|\r)", blank)
    return found[0] if found else blank


def _ends_line(text: str) -> bool:
    return not text or text.endswith(("\n", "\r"))


def insert_entries(
    pieces: list[str], blocks: Sequence[Block], new: Mapping[str, str], ours: Mapping[str, int], *, newline: str
) -> None:
    """Put the entries `new` (key → text) behind the entry of `ours` (key → index) that goes before them by key.

    With none before, they go above the first one by key, and above a comment that belongs to it. Without any of
    ours they go to the end of the file.
    """
    keys = sorted(ours)
    waiting: dict[int, list[str]] = {}
    ahead: list[str] = []
    for key in sorted(new):
        place = bisect_left(keys, key)
        if place:
            waiting.setdefault(ours[keys[place - 1]], []).append(new[key])
        else:
            ahead.append(new[key])
    gap = newline * 2
    for index, texts in waiting.items():
        _put_behind(pieces, blocks, index, gap + gap.join(texts))
    if not ahead:
        return
    if keys:
        _put_above(pieces, blocks, ours[keys[0]], gap.join(ahead) + gap)
    else:
        before = "".join(pieces)
        if not before.strip():
            pieces.clear()
        pieces.append(_gap_at_end(before, newline) + gap.join(ahead) + newline)


def _put_behind(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
    rest = pieces[index + 1] if index + 1 < len(blocks) and _is_text(blocks[index + 1]) else ""
    line = _FIRST_LINE.match(rest)
    if line and line[0].strip() and line.end() < len(rest):  # a remark on the entry's last line stays on it
        pieces[index + 1] = rest[: line.end()] + text + rest[line.end() :]
    else:
        pieces[index] += text


def _put_above(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
    if index and _is_text(blocks[index - 1]) and (comment := _ATTACHED.search(pieces[index - 1])):
        before = pieces[index - 1]
        pieces[index - 1] = before[: comment.start(1)] + text + before[comment.start(1) :]
    else:
        pieces[index] = text + pieces[index]


def _gap_at_end(text: str, newline: str) -> str:
    if not text.strip():
        return ""
    if text.endswith((newline * 2, "\n\n")):
        return ""
    return newline if _ends_line(text) else newline * 2


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """What we wrote for a key last time: its digest, and the text itself where it is still known."""

    digest: str
    text: str = ""

    @classmethod
    def of(cls, text: str) -> WrittenEntry:
        """Return what is to be remembered of an entry's `text`; line ends and white space around it do not count."""
        text = _canonical(text)
        return cls(hashlib.sha256(text.encode()).hexdigest()[:32], text)


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The merged file, what to remember, and what was done. All keys are ours, also where the person changed one.

    `text` is the file's new text. `base` is to be given back the next time. `added`, `changed` and `removed` are
    the entries that were written, replaced (wholly or in some fields) and taken out. `edited` carry changes of the
    person; `kept` are edited and no longer wanted, so they were left in; `deleted` are wanted, but the person took
    them out; `unreadable` are no longer BibTeX and were left alone. `renamed` are our key → the person's.
    """

    text: str
    base: Mapping[str, WrittenEntry]
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[EntryConflict, ...] = ()


def merge_file(
    existing: str,
    desired: Mapping[str, str],
    base: Mapping[str, WrittenEntry],
    *,
    works: Mapping[str, str] | None = None,
    identify: Callable[[str], str | None] | None = None,
) -> MergeResult:
    """Return `existing`, a file's text, with the entries `desired` (key → text) in place of those of `base`.

    An entry that was not edited is replaced when ours differs, and taken out when it is no longer desired. In an
    edited one the fields that our data changed are replaced, unless the person changed them too; without the text
    of the base only missing fields are added. New entries go in by key behind the nearest of ours.

    What is in the base and not in the file was deleted by hand and is not written again. So where there is no file
    (it is new, or was lost), give an empty base.

    An entry under another key is recognised as ours by its key without regard to case or, where `identify` is
    given, by its work: `identify` returns the id of the work that an entry's text is about (None: not known; it
    may raise `BibtexError`), `works` are the ids of the works behind the keys of `desired` and `base`.
    """
    return _Merge(existing, desired, base).run(_Owners(works or {}, identify))


@dataclass(frozen=True, slots=True)
class _Owners:
    works: Mapping[str, str]
    identify: Callable[[str], str | None] | None

    def find(self, text: str, keys: Mapping[str, str]) -> str | None:
        """Return the key, of those in `keys` (work id → key), of the work that an entry is about."""
        try:
            work = self.identify(text) if self.identify else None
        except BibtexError:
            return None
        return keys.get(work) if work else None


def _canonical(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class _Merge:
    """One run: the file in pieces, a piece a block, and the lists of the result."""

    def __init__(self, existing: str, desired: Mapping[str, str], base: Mapping[str, WrittenEntry]) -> None:
        self._blocks = list(scan(existing))
        self._pieces = [existing[block.start : block.end] for block in self._blocks]
        self._desired = desired
        self._base = base
        self._newline = "\r\n" if existing.count("\r\n") * 2 > existing.count("\n") else "\n"
        self._next_base: dict[str, WrittenEntry] = {}
        self._changed: list[str] = []
        self._removed: list[str] = []
        self._edited: list[str] = []
        self._kept: list[str] = []
        self._unreadable: list[str] = []
        self._conflicts: list[EntryConflict] = []

    def run(self, owners: _Owners) -> MergeResult:
        places = self._find_ours(owners)
        for key, index in places.items():
            if key in self._desired:
                self._update(key, index)
            else:
                self._retire(key, index)
        deleted = tuple(sorted(key for key in self._desired if key in self._base and key not in places))
        # What the person deleted is remembered for ever, wanted or not: it must not come back by itself.
        self._next_base |= {key: written for key, written in self._base.items() if key not in places}
        new = sorted(key for key in self._desired if key not in self._base and key not in places)
        self._next_base |= {key: WrittenEntry.of(self._desired[key]) for key in new}
        gone = {places[key] for key in self._removed}
        remove_entries(self._pieces, self._blocks, gone)
        insert_entries(
            self._pieces,
            self._blocks,
            {key: self._own(self._desired[key]) for key in new},
            {key: index for key, index in places.items() if index not in gone},
            newline=self._newline,
        )
        renamed = {key: self._blocks[index].key for key, index in places.items() if self._blocks[index].key != key}
        return MergeResult(
            text="".join(self._pieces),
            base=self._next_base,
            added=tuple(new),
            changed=tuple(sorted(self._changed)),
            removed=tuple(sorted(self._removed)),
            edited=tuple(sorted(self._edited)),
            kept=tuple(sorted(self._kept)),
            deleted=deleted,
            unreadable=tuple(sorted(self._unreadable)),
            renamed=renamed,
            conflicts=tuple(self._conflicts),
        )

    def _find_ours(self, owners: _Owners) -> dict[str, int]:
        """Return where the entries stand that are ours: our key → index of the block."""
        missing = dict.fromkeys((*self._desired, *self._base))
        places: dict[str, int] = {}
        rest: list[int] = []
        for index, block in enumerate(self._blocks):
            if block.kind not in (BlockKind.ENTRY, BlockKind.BROKEN):
                continue
            if block.key in missing:
                del missing[block.key]
                places[block.key] = index
            else:
                rest.append(index)  # also the second entry with a key of ours: it is somebody's own
        folded = {key.casefold(): key for key in missing}
        by_work = {owners.works[key]: key for key in missing if key in owners.works}
        for index in rest if missing else ():
            key = folded.get(self._blocks[index].key.casefold()) or owners.find(self._pieces[index], by_work)
            if key in missing:
                del missing[key]
                places[key] = index
        return places

    def _update(self, key: str, index: int) -> None:
        block, mine, ours = self._blocks[index], self._pieces[index], self._desired[key]
        base = self._base.get(key)
        is_renamed = block.key != key
        new = WrittenEntry.of(ours)
        try:
            if block.kind is BlockKind.BROKEN:
                raise BibtexError("the entry is not closed")
            same = _canonical(replace_key(mine, key) if is_renamed else mine)
            if same == new.text:
                text = mine
            elif base and WrittenEntry.of(same).digest == base.digest:
                text = self._own(replace_key(ours, block.key) if is_renamed else ours)
            else:
                text = self._merge(key, mine, base, new)
        except BibtexError:
            self._unreadable.append(key)
            if base:
                self._next_base[key] = base
            return
        self._next_base[key] = new
        if text != mine:
            self._changed.append(key)
            self._pieces[index] = text
        if _canonical(text) != new.text:
            self._edited.append(key)

    def _merge(self, key: str, mine: str, base: WrittenEntry | None, new: WrittenEntry) -> str:
        if base and base.digest == new.digest:
            return mine  # only the person changed it
        if not base or not base.text:
            return add_missing_fields(mine, new.text)
        text, conflicts = merge_entry(mine, base.text, new.text, key=key)
        self._conflicts += conflicts
        return text

    def _retire(self, key: str, index: int) -> None:
        base = self._base[key]
        block, mine = self._blocks[index], self._pieces[index]
        if block.kind is BlockKind.ENTRY and WrittenEntry.of(mine).digest == base.digest:
            self._removed.append(key)
            return
        self._next_base[key] = base
        (self._kept if block.kind is BlockKind.ENTRY else self._unreadable).append(key)

    def _own(self, text: str) -> str:
        """Return a text of ours with the line ends of the file."""
        return _canonical(text).replace("\n", self._newline)
