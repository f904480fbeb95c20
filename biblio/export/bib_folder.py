"""The exports' folder brought up to date: ``all.bib``, one file a tag, ``index.json``.

What may happen to a file is decided by `bibtex.merge`; here files are read, written and remembered. Files are
written before the index; what they are about to hold is journaled first, so that after a kill at any moment our own
half-finished work is not taken for a person's edits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.bibtex.scanner import BlockKind, scan
from biblio.errors import StoreError
from biblio.export.export_index import FILE_NAME, ExportIndex, FileEntry, KeyEntry
from biblio.export.merge_file import MergeResult, WrittenEntry, merge_file
from biblio.export.tag_files import assign_file_stems
from biblio.files import read_text, write_atomic
from biblio.text import normalise_space

__all__ = [
    "ALL",
    "DesiredEntry",
    "ExportJournal",
    "FileReport",
    "FolderUpdate",
    "Pending",
    "foreign_entries",
    "update_folder",
]

ALL = "all.bib"


@dataclass(frozen=True, slots=True)
class Pending:
    """What is about to be written to one file: the digest of its whole text, and the digests of its entries' bases."""

    digest: str
    base: Mapping[str, str]


ExportJournal = Mapping[str, Pending]
"""What an update is about to write, by file."""


@dataclass(frozen=True, slots=True)
class DesiredEntry:
    """One entry to export: its key, its text, the ids of its work (all of them), and its tags."""

    key: str
    text: str
    identifiers: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was done to one file. `outcome` is "written", "unchanged" or "removed"; `merge` has the keys."""

    file: str
    tag: str | None
    outcome: str
    count: int
    merge: MergeResult = field(repr=False)


@dataclass(frozen=True, slots=True)
class FolderUpdate:
    """The whole update: a report a file, the new index, and the texts to remember by digest."""

    reports: tuple[FileReport, ...]
    index: ExportIndex
    texts: Mapping[str, str]
    index_written: bool


def update_folder(
    folder: Path,
    wanted: Sequence[DesiredEntry],
    *,
    index: ExportIndex,
    texts: Mapping[str, str],
    identify: Callable[[str], str | None],
    journal: ExportJournal,
    begin: Callable[[ExportJournal, Mapping[str, str]], None],
    minimum: int = 1,
    write: bool = True,
    step: Callable[[int], None] = lambda count: None,
    keep: Collection[str] = frozenset(),
) -> FolderUpdate:
    """Bring every file of `folder` up to date and return what was done.

    `texts` are the entries as last written, by digest, as far as they are known. `journal` is what an update that was
    cut short was about to write; `begin` stores the journal of this one, with the texts it speaks of by digest, before
    the first file is touched. `identify` returns the work's id (the first of `Wanted.identifiers`) that an entry's
    text is about. Tags with fewer than `minimum` works get no file. Entries whose keys are in `keep` stay where they
    are though they are not wanted. With `write` False nothing is written: the reports tell what would be.

    Raises `StoreError` where a file cannot be read or written; files written before stay as they are, whole.
    """
    by_tag = _by_tag(wanted, minimum)
    known = {entry.tag: entry for entry in index.files if entry.tag is not None}
    tags = [*by_tag, *(tag for tag in known if tag not in by_tag)]
    stems = assign_file_stems(tags, {tag: Path(entry.file).stem for tag, entry in known.items()})
    memory = _Memory(index, texts, journal, {one.key: one.identifiers for one in wanted}, identify, keep)
    plans = [_merge(folder, ALL, None, wanted, memory)]
    step(1)
    for tag in sorted(tags):
        plans.append(_merge(folder, f"tags/{stems[tag]}.bib", tag, by_tag.get(tag, ()), memory))
        step(1)
    changed = [plan for plan in plans if plan.new != plan.old]
    kept = {one.digest: one.text for plan in plans for one in plan.merge.base.values() if one.text}
    if write and changed:
        begin({plan.file: plan.pending() for plan in changed}, kept)
        for plan in changed:
            _write(folder / plan.file, plan.new)
    new_index = _index_of(plans, wanted, index)
    path = folder / FILE_NAME
    index_written = write and bool(new_index.keys) and write_atomic(path, new_index.to_text())
    return FolderUpdate(tuple(plan.report() for plan in plans), new_index, kept, index_written)


def foreign_entries(folder: Path, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every entry in the folder's files whose key is not in `known`.

    They are the person's: entries they added, or ours under a key they changed. Their keys are in use.
    """
    for path in (folder / ALL, *sorted((folder / "tags").glob("*.bib"))):
        text = read_text(path) or ""
        for block in scan(text):
            if block.kind in (BlockKind.ENTRY, BlockKind.BROKEN) and block.key and block.key not in known:
                yield block.key, text[block.start : block.end]


def _by_tag(wanted: Iterable[DesiredEntry], minimum: int) -> dict[str, list[DesiredEntry]]:
    found: dict[str, list[DesiredEntry]] = {}
    for one in wanted:
        for tag in one.tags:
            found.setdefault(tag, []).append(one)
    return {tag: members for tag, members in found.items() if len(members) >= minimum}


@dataclass(frozen=True, slots=True)
class _Memory:
    index: ExportIndex
    texts: Mapping[str, str]
    journal: ExportJournal
    works: Mapping[str, tuple[str, ...]]
    identify: Callable[[str], str | None]
    keep: Collection[str]

    def base(self, file: str, existing: str) -> dict[str, WrittenEntry]:
        """Return what we wrote into `file` last: from the index, or from the journal where that is what it holds."""
        entry = next((one for one in self.index.files if one.file == file), None)
        digests: dict[str, str] = {}
        if entry is not None:
            digests = {key: self.index.keys[key].digest for key in entry.keys if key in self.index.keys}
            digests.update(entry.other)
        if (pending := self.journal.get(file)) and pending.digest == WrittenEntry.of(existing).digest:
            digests = dict(pending.base)  # the update was cut short behind this file
        return {key: WrittenEntry(digest, self.texts.get(digest, "")) for key, digest in digests.items() if digest}

    def ids(self) -> dict[str, str]:
        """Return key → work id (the first of its identifiers) of all works that are or were exported."""
        found = {key: entry.identifiers[0] for key, entry in self.index.keys.items() if entry.identifiers}
        found.update((key, identifiers[0]) for key, identifiers in self.works.items())
        return found


@dataclass(frozen=True, slots=True)
class _Plan:
    file: str
    tag: str | None
    old: str | None
    new: str | None
    merge: MergeResult
    wanted: tuple[str, ...]

    def pending(self) -> Pending:
        return Pending(
            WrittenEntry.of(self.new or "").digest, {key: one.digest for key, one in self.merge.base.items()}
        )

    def report(self) -> FileReport:
        outcome = "unchanged" if self.new == self.old else "removed" if self.new is None else "written"
        return FileReport(self.file, self.tag, outcome, len(self.wanted), self.merge)


def _merge(folder: Path, file: str, tag: str | None, members: Sequence[DesiredEntry], memory: _Memory) -> _Plan:
    old = read_text(folder / file)
    header = _header(tag)
    fresh = not (old or "").strip()
    existing = header if fresh else old or ""
    base = {} if fresh else memory.base(file, existing)
    desired = {one.key: one.text for one in members}
    held = {key: written for key, written in base.items() if key in memory.keep and key not in desired}
    known = {key: written for key, written in base.items() if key not in held}
    result = merge_file(existing, desired, known, works=memory.ids(), identify=memory.identify)
    result = replace(result, base={**result.base, **held})
    new: str | None = result.text if desired or not fresh else header.rstrip() + "\n"
    if not desired and result.text.strip() in ("", header.strip()):
        # The tag is gone, and nothing of the person's is left in its file; or there never was anything to write.
        new = None if tag is not None or old is None else new
    return _Plan(file, tag, old, new, result, tuple(sorted({*desired, *held})))


def _header(tag: str | None) -> str:
    # BibTeX itself knows no comments: an "@" between entries begins one.
    what = f"Works tagged “{normalise_space(tag).replace('@', '')}”" if tag is not None else "All works of the notes"
    return f"% {what}. Written by biblio; what you change, add or delete here stays.\n\n"


def _write(path: Path, text: str | None) -> None:
    if text is not None:
        write_atomic(path, text)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed: {(error.strerror or '').lower()}") from error


def _index_of(plans: Sequence[_Plan], wanted: Sequence[DesiredEntry], old: ExportIndex) -> ExportIndex:
    """Return the index after the update: keys are never dropped, digests are kept where they may be needed."""
    keys = dict(old.keys)
    for one in wanted:
        keys[one.key] = KeyEntry(one.identifiers, WrittenEntry.of(one.text).digest)
    files = []
    for plan in plans:
        if plan.new is None:
            continue
        other = {
            key: written.digest
            for key, written in plan.merge.base.items()
            if key not in plan.wanted or written.digest != keys[key].digest
        }
        files.append(FileEntry(plan.tag, plan.file, len(plan.wanted), plan.wanted, dict(sorted(other.items()))))
    return ExportIndex(files=tuple(files), keys=dict(sorted(keys.items())))
