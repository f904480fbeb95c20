"""Bring an exported file up to date without losing anything the user did to it.

The file is compared, entry by entry, with what we wrote last time (the base) and with what we would write now. It
belongs to the user: their changes to an entry are kept, an entry they deleted stays deleted, what they added stays
where it is, and no byte outside the entries that our data changed is touched. `merge_entry` merges two versions of one
entry; `bib_folder` knows which files there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from biblio.bibtex.scanner import Block, BlockKind, scan
from biblio.errors import BibtexError
from biblio.export.merge_entry import EntryConflict, add_missing_fields, merge_entry, replace_key
from biblio.export.written_entry import WrittenEntry, as_written, written_blocks

__all__ = ["EntryConflict", "LineShift", "MergeResult", "WrittenEntry", "merge_entries", "merge_file"]

_END = r"(?>\r\n|\n|\r)"  # atomic: half of a CR LF is not a line end
_FIRST_LINE = re.compile(r"[^\r\n]*")
# The lines of a comment directly above an entry and below a blank line.
_ATTACHED = re.compile(rf"{_END}[ \t]*{_END}((?:[ \t]*[^\s][^\r\n]*{_END})+)[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class LineShift:
    """The lines of a file from `start` to `end` (exclusive) are others now, those after them `delta` further down."""

    start: int
    end: int
    delta: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The merged file, what to remember, and what was done. All keys are ours, even if the user changed one.

    `text` is the file's new text. `base` is the base to pass next time. `added`, `changed` and `removed` are the
    entries that were inserted, replaced (wholly or in some fields) and removed. `edited` have changes by the user;
    `kept` are edited and no longer desired, so they stayed; `deleted` are desired, but the user deleted them;
    `unreadable` are no longer valid BibTeX and were not changed. `renamed` is our key → the user's. Of a merge of some
    entries, `shifts` are the lines that are others now, in order, and `keys` those of all entries that there were.
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
    shifts: tuple[LineShift, ...] = ()
    keys: Collection[str] = ()


def merge_file(
    existing: str,
    desired: Mapping[str, str],
    base: Mapping[str, WrittenEntry],
    *,
    works: Mapping[str, str] | None = None,
    identify: Callable[[str], str | None] | None = None,
    written: Callable[[str], WrittenEntry] = WrittenEntry.of,
) -> MergeResult:
    """Return `existing`, a file's text, with the entries `desired` (key → text) in place of those of `base`.

    An entry that was not edited is replaced if ours differs, and removed if it is no longer desired. In an edited
    entry, the fields that our data changed are replaced, unless the user changed them too; if the text of the base is
    unknown, only missing fields are added. New entries are inserted by key after the nearest of ours.

    An entry in the base that is not in the file was deleted by hand and is not written again. So if there is no file
    (it is new, or was lost), pass an empty base.

    An entry under another key is recognised as ours by its key, ignoring case, or by its work if `identify` is given:
    `identify` returns the id of the work that an entry's text is about (None: unknown; it may raise `BibtexError`),
    `works` has the ids of the works of the keys in `desired` and `base`. `written` is `WrittenEntry.of`, or gives the
    same for texts that stand in several files.
    """
    return _Merge(existing, desired, base, written).run(_Owners(works or {}, identify))


def merge_entries(
    existing: str, changes: Mapping[str, tuple[str | None, str | None]], base: Mapping[str, WrittenEntry]
) -> MergeResult | None:
    """Do what `merge_file` does where only some entries of `existing` are to be others; what it says of the others is
    left out.

    `changes` are these entries by key: the text as it was written (None: it was not) and as it is to be (None: not at
    all). Return None if all entries have to be looked at: if one of `changes` is not there as it was written, or if one
    is new and the file has entries that we did not write, or lacks some that we wrote.
    """
    return _Merge(existing, {key: now for key, (_, now) in changes.items() if now is not None}, base).run_some(changes)


@dataclass(frozen=True, slots=True)
class _Owners:
    works: Mapping[str, str]
    identify: Callable[[str], str | None] | None

    def find(self, text: str, keys: Mapping[str, str]) -> str | None:
        """Return the key, among `keys` (work id → key), of the work that an entry is about."""
        try:
            work_id = self.identify(text) if self.identify else None
        except BibtexError:
            return None
        return keys.get(work_id) if work_id else None


class _Merge:
    """One run: the file in pieces, one for each block, and the lists of the result."""

    def __init__(
        self,
        existing: str,
        desired: Mapping[str, str],
        base: Mapping[str, WrittenEntry],
        written: Callable[[str], WrittenEntry] = WrittenEntry.of,
    ) -> None:
        self._blocks = written_blocks(existing, base) or list(scan(existing))
        self._pieces = [existing[block.start : block.end] for block in self._blocks]
        self._desired = desired
        self._base = base
        self._written = written
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
        return self._result(places)

    def _result(self, places: Mapping[str, int]) -> MergeResult:
        """Remove and insert entries; `places` are those of ours."""
        deleted = tuple(sorted(key for key in self._desired if key in self._base and key not in places))
        # What the user deleted is remembered forever, desired or not: it must not come back by itself.
        self._next_base |= {key: written for key, written in self._base.items() if key not in places}
        new = sorted(key for key in self._desired if key not in self._base and key not in places)
        self._next_base |= {key: self._written(self._desired[key]) for key in new}
        removed = {places[key] for key in self._removed}
        _remove_entries(self._pieces, self._blocks, removed)
        _insert_entries(
            self._pieces,
            self._blocks,
            {key: self._with_newlines(self._desired[key]) for key in new},
            {key: index for key, index in places.items() if index not in removed},
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

    def run_some(self, changes: Mapping[str, tuple[str | None, str | None]]) -> MergeResult | None:
        """Do what `merge_entries` says."""
        entries = [
            index for index, block in enumerate(self._blocks) if block.kind in (BlockKind.ENTRY, BlockKind.BROKEN)
        ]
        places: dict[str, int] = {}
        for index in entries:
            if self._blocks[index].key in self._base:
                places.setdefault(self._blocks[index].key, index)
        has_new = False
        for key, (before, _) in changes.items():
            if (key in self._base) != (before is not None):
                return None
            if before is None:
                has_new = True
                continue
            written = WrittenEntry.of(before)
            if self._base[key].digest != written.digest or key not in places:
                return None
            if as_written(self._pieces[places[key]]) != written.text:
                return None
        if has_new and not len(places) == len(self._base) == len(entries):
            return None
        earlier = list(self._pieces)
        self._next_base = {key: written for key, written in self._base.items() if key not in changes}
        for key in changes:
            if key in places:
                (self._update if key in self._desired else self._retire)(key, places[key])
        result = self._result(places)
        return replace(result, shifts=tuple(self._shifts(earlier)), keys={block.key for block in self._blocks} - {""})

    def _shifts(self, earlier: Sequence[str]) -> Iterator[LineShift]:
        """Yield which lines are others than in the `earlier` pieces."""
        for block, piece, old in zip(self._blocks, self._pieces, earlier, strict=False):
            if piece != old:
                lines = old.count("\n")
                end = block.line + lines + (block.kind is not BlockKind.TEXT)  # the line that it ends on is its own
                yield LineShift(block.line, end, piece.count("\n") - lines)

    def _find_ours(self, owners: _Owners) -> dict[str, int]:
        """Return where our entries are: our key → index of the block."""
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
                rest.append(index)  # includes a second entry with a key of ours, which is the user's own
        folded = {key.casefold(): key for key in missing}
        by_work = {owners.works[key]: key for key in missing if key in owners.works}
        for index in rest if missing else ():
            key = folded.get(self._blocks[index].key.casefold()) or owners.find(self._pieces[index], by_work)
            if key in missing:
                del missing[key]
                places[key] = index
        return places

    def _update(self, key: str, index: int) -> None:
        block, theirs, ours = self._blocks[index], self._pieces[index], self._desired[key]
        base = self._base.get(key)
        is_renamed = block.key != key
        new = self._written(ours)
        try:
            if block.kind is BlockKind.BROKEN:
                raise BibtexError("the entry is not closed")
            under_our_key = as_written(replace_key(theirs, key) if is_renamed else theirs)
            if under_our_key == new.text:
                text = theirs
            elif base and WrittenEntry.of(under_our_key).digest == base.digest:
                text = self._with_newlines(replace_key(ours, block.key) if is_renamed else ours)
            else:
                text = self._merge(key, theirs, base, new)
        except BibtexError:
            self._unreadable.append(key)
            if base:
                self._next_base[key] = base
            return
        self._next_base[key] = new
        if text != theirs:
            self._changed.append(key)
            self._pieces[index] = text
        if as_written(text) != new.text:
            self._edited.append(key)

    def _merge(self, key: str, theirs: str, base: WrittenEntry | None, new: WrittenEntry) -> str:
        if base and base.digest == new.digest:
            return theirs  # only the user changed it
        if not base or not base.text:
            return add_missing_fields(theirs, new.text)
        text, conflicts = merge_entry(theirs, base.text, new.text, key=key)
        self._conflicts += conflicts
        return text

    def _retire(self, key: str, index: int) -> None:
        base = self._base[key]
        block, theirs = self._blocks[index], self._pieces[index]
        if block.kind is BlockKind.ENTRY and WrittenEntry.of(theirs).digest == base.digest:
            self._removed.append(key)
            return
        self._next_base[key] = base
        (self._kept if block.kind is BlockKind.ENTRY else self._unreadable).append(key)

    def _with_newlines(self, text: str) -> str:
        """Return a text of ours with the line ends of the file."""
        return as_written(text).replace("\n", self._newline)


def _remove_entries(pieces: list[str], blocks: Sequence[Block], removed: Collection[int]) -> None:
    """Empty the pieces `removed`, each with the white space after it (at the end of the file: before it).

    A file is a list of pieces, one per block; changing a piece changes the file there and nowhere else.
    """
    rest_is_blank = True
    for index in reversed(range(len(pieces))):
        if index not in removed:
            rest_is_blank = rest_is_blank and not pieces[index].strip()
            continue
        pieces[index] = ""
        before = index - 1
        if rest_is_blank and before >= 0 and _is_text(blocks[before]):
            text = pieces[before].rstrip()
            if text:  # the user's own text at the end keeps its line end
                text += _line_end(pieces[before][len(text) :]) if index == len(pieces) - 1 else ""
            pieces[before] = text
        elif not rest_is_blank and _is_text(blocks[index + 1]) and _ends_line("".join(pieces[max(0, before) : index])):
            pieces[index + 1] = pieces[index + 1].lstrip()


def _is_text(block: Block) -> bool:
    return block.kind is BlockKind.TEXT


def _line_end(blank: str) -> str:
    match = re.match(r"[ \t]*(\r\n|\n|\r)", blank)
    return match[0] if match else blank


def _ends_line(text: str) -> bool:
    return not text or text.endswith(("\n", "\r"))


def _insert_entries(
    pieces: list[str], blocks: Sequence[Block], new: Mapping[str, str], ours: Mapping[str, int], *, newline: str
) -> None:
    """Insert the entries `new` (key → text) after the entry of `ours` (key → index) that precedes them by key.

    If none precedes them, they go above the first one by key, and above a comment that belongs to it. Without any of
    ours they go to the end of the file. Entries are separated by one blank line, and nothing else moves.
    """
    keys = sorted(ours)
    after: dict[int, list[str]] = {}
    first: list[str] = []
    for key in sorted(new):
        position = bisect_left(keys, key)
        if position:
            after.setdefault(ours[keys[position - 1]], []).append(new[key])
        else:
            first.append(new[key])
    gap = newline * 2
    for index, texts in after.items():
        _insert_after(pieces, blocks, index, gap + gap.join(texts))
    if not first:
        return
    if keys:
        _insert_above(pieces, blocks, ours[keys[0]], gap.join(first) + gap)
    else:
        text = "".join(pieces)
        if not text.strip():
            pieces.clear()
        pieces.append(_gap_at_end(text, newline) + gap.join(first) + newline)


def _insert_after(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
    rest = pieces[index + 1] if index + 1 < len(blocks) and _is_text(blocks[index + 1]) else ""
    line = _FIRST_LINE.match(rest)
    if line and line[0].strip() and line.end() < len(rest):  # a remark on the entry's last line stays on it
        pieces[index + 1] = rest[: line.end()] + text + rest[line.end() :]
    else:
        pieces[index] += text


def _insert_above(pieces: list[str], blocks: Sequence[Block], index: int, text: str) -> None:
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
