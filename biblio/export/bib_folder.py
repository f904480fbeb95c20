"""The exports' folder: bring ``all.bib``, one file per tag, those of other formats and ``index.json`` up to date.

`merge_file` decides what happens to a file's text; this module reads and writes the files. They are written before the
index. What they are about to contain goes into a journal first, so that our own half-finished work is not mistaken for
the user's edits if the process is killed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from biblio.bibtex.scanner import BlockKind, scan
from biblio.errors import StoreError
from biblio.export.export_index import ALL, ExportIndex, FileEntry, KeyEntry, written_digests
from biblio.export.format_files import BibContents, FormatPlans, text_digest
from biblio.export.git_conflicts import conflict_sides, unite_bibliographies
from biblio.export.merge_file import MergeResult, WrittenEntry, merge_entries, merge_file
from biblio.export.packed_text import KeptText, PackedText
from biblio.export.spliced_text import bytes_digest, splice_entries
from biblio.export.tag_files import assign_file_stems
from biblio.export.written_entry import digest_of_file, is_as_written
from biblio.files import read_bytes, read_text, write_bytes
from biblio.settings import INDEX_NAME
from biblio.text import normalise_space

__all__ = [
    "ALL",
    "ChangedEntry",
    "DesiredEntry",
    "ExportJournal",
    "FileReport",
    "FolderUpdate",
    "Pending",
    "foreign_entries",
    "update_entries",
    "update_folder",
]


@dataclass(frozen=True, slots=True)
class Pending:
    """What is about to be written to one file: the digest of its whole text, and the digests of its entries' bases."""

    digest: str
    base: Mapping[str, str]


ExportJournal = Mapping[str, Pending]
"""What an update is about to write, by file."""


@dataclass(frozen=True, slots=True)
class DesiredEntry:
    """One entry to export: its key, its text, the ids of its work (the main one first), and its tags."""

    key: str
    text: str
    identifiers: tuple[str, ...]
    tags: tuple[str, ...]

    def key_entry(self, written: Callable[[str], WrittenEntry] = WrittenEntry.of) -> KeyEntry:
        """Return what the index remembers of it; `written` gives what `WrittenEntry.of` does."""
        return KeyEntry(self.identifiers, written(self.text).digest)


@dataclass(frozen=True, slots=True)
class ChangedEntry:
    """An entry as it was exported (None: it was not), and as it is to be exported now (None: not at all)."""

    before: DesiredEntry | None
    now: DesiredEntry | None

    @property
    def key(self) -> str:
        """Its citation key."""
        entry = self.now or self.before
        assert entry is not None
        return entry.key


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was done to one file. `outcome` is "written", "unchanged" or "removed"; `merge` has keys, no text."""

    file: str
    tag: str | None
    outcome: str
    count: int
    merge: MergeResult = field(repr=False)


@dataclass(frozen=True, slots=True)
class FolderUpdate:
    """The whole update: a report for each `.bib`, the new index, and the texts to remember by digest.

    `contents` are the files as they are now, if all were looked at; `formats` what happened to those of other formats.
    `own` is the `bytes_digest` of the file of all works if each entry there is as we wrote it, else empty. Of an update
    of some entries, `all_changes` says what was done to the lines of that file.
    """

    reports: tuple[FileReport, ...]
    index: ExportIndex
    texts: Mapping[str, str]
    index_written: bool
    contents: tuple[BibContents, ...] = ()
    formats: FormatPlans = field(default_factory=FormatPlans)
    own: str = ""
    all_changes: MergeResult | None = None


def update_folder(
    folder: Path,
    entries: Sequence[DesiredEntry],
    *,
    index: ExportIndex,
    texts: Mapping[str, str],
    identify: Callable[[str], str | None],
    journal: ExportJournal,
    begin: Callable[[ExportJournal, Mapping[str, str]], None],
    minimum: int = 1,
    write: bool = True,
    step: Callable[[int], None] = lambda count: None,
    protected: Collection[str] = frozenset(),
    write_file: Callable[..., bool] = write_bytes,
    plan_formats: Callable[[Sequence[BibContents], Mapping[str, str]], FormatPlans] = lambda contents, pending: (
        FormatPlans()
    ),
) -> FolderUpdate:
    """Bring every file of `folder` up to date with `entries` and return what was done.

    `texts` are the entries as last written, by digest, as far as they are known. `journal` is what an interrupted
    update was about to write; `begin` stores the journal of this update, with the texts that it names by digest, before
    the first file is changed. `identify` returns the work's id (the first of `DesiredEntry.identifiers`) that an
    entry's text is about. Tags with fewer than `minimum` works get no file. Entries whose keys are in `protected` stay
    where they are even if they are not in `entries`. With `write` False nothing is written: the reports say what would
    be. `write_file` replaces a file's text and returns whether it changed. `plan_formats` plans the files of other
    formats, given the `.bib` files and the digests of what an interrupted update was about to write, by file.

    Raises `StoreError` if a file cannot be read or written; files that were written before that are complete and stay.
    """
    by_tag = _by_tag(entries, minimum)
    known = {file.tag: file for file in index.files if file.tag is not None}
    tags = [*by_tag, *(tag for tag in known if tag not in by_tag)]
    stems = assign_file_stems(tags, {tag: Path(file.file).stem for tag, file in known.items()})
    memory = _Memory(index, texts, journal, {entry.key: entry.identifiers for entry in entries}, identify, protected)
    plans = [_plan_file(folder, ALL, None, entries, memory)]
    step(1)
    for tag in sorted(tags):
        plans.append(_plan_file(folder, f"tags/{stems[tag]}.bib", tag, by_tag.get(tag, ()), memory))
        step(1)
    contents = tuple(plan.contents() for plan in plans)
    formats = plan_formats(contents, {file: pending.digest for file, pending in journal.items()})
    remembered = _texts_of(plans)
    if write:
        _write_changed(folder, plans, formats, remembered, begin, write_file)
    new_index = _new_index(plans, entries, index, memory.written).with_formats(formats.written)
    has_written_index = write and bool(new_index.keys) and write_file(folder / INDEX_NAME, *new_index.to_bytes())
    reports = tuple(plan.report() for plan in plans)
    return FolderUpdate(reports, new_index, remembered, has_written_index, contents, formats, plans[0].own)


def update_entries(
    folder: Path,
    changes: Sequence[ChangedEntry],
    members: Mapping[str, Sequence[DesiredEntry]],
    *,
    index: ExportIndex,
    texts: Mapping[str, str],
    identify: Callable[[str], str | None],
    own: str,
    begin: Callable[[ExportJournal, Mapping[str, str]], None],
    plan_formats: Callable[[Sequence[BibContents]], FormatPlans | None],
    write: bool = True,
    write_file: Callable[..., bool] = write_bytes,
) -> FolderUpdate | None:
    """Bring the files that have changed entries up to date; see `update_folder`, which does it with all files.

    The other entries are as they were, and so are the keys of the changed ones. `members` are all entries of the tags
    that the changed ones have or had, by tag; `own` is that of the last update. The reports, in the order of their
    tags, are those of these files and of the file of all works, and so are the plans of the files of other formats.
    Return None if all entries have to be looked at, because of what stands in that file, or because `plan_formats` has
    no plan.
    """
    every = _plan_changes_of_all(folder, changes, index, own)
    if every is None:
        return None
    entries = [change.now for change in changes if change.now is not None]
    known = {file.tag: file for file in index.files if file.tag is not None}
    stems = assign_file_stems([*known, *members], {tag: Path(file.file).stem for tag, file in known.items()})
    memory = _Memory(index, texts, {}, {entry.key: entry.identifiers for entry in entries}, identify, frozenset())
    of_tags = [_plan_file(folder, f"tags/{stems[tag]}.bib", tag, members[tag], memory) for tag in sorted(members)]
    plans = [every, *of_tags]
    contents = tuple(plan.contents() for plan in plans)
    formats = plan_formats(contents)
    if formats is None:
        return None
    remembered = _texts_of(plans)
    if write:
        _write_changed(folder, plans, formats, remembered, begin, write_file)
    keys = dict(index.keys)
    keys.update((entry.key, entry.key_entry()) for entry in entries)
    files = {file.tag: file for file in index.files if file.tag not in members}
    files.update((plan.tag, plan.file_entry(keys)) for plan in plans if plan.packed is not None)
    ordered = sorted(files.values(), key=lambda file: (file.tag is not None, file.tag or ""))
    new_index = replace(index, files=tuple(ordered), keys=dict(sorted(keys.items()))).with_formats(formats.written)
    reports = tuple(plan.report() for plan in plans)
    own, all_changes = every.own, every.merge
    del every, plans, contents  # the text of a large file of all works
    has_written_index = write and new_index != index and write_file(folder / INDEX_NAME, *new_index.to_bytes())
    return FolderUpdate(reports, new_index, remembered, has_written_index, (), formats, own, all_changes)


def _plan_changes_of_all(
    folder: Path, changes: Sequence[ChangedEntry], index: ExportIndex, own: str
) -> _FilePlan | None:
    """Return the plan for the file of all works; None if that needs all entries."""
    file = next((file for file in index.files if file.tag is None), None)
    data = read_bytes(folder / ALL)
    if file is None or data is None:
        return None
    base = {key: WrittenEntry(index.keys[key].digest) for key in file.keys}
    base.update((key, WrittenEntry(digest)) for key, digest in file.other.items())
    texts = {
        change.key: (change.before.text if change.before else None, change.now.text if change.now else None)
        for change in changes
    }
    changed_keys = {*file.keys, *(change.key for change in changes if change.now is not None)}
    changed_keys -= {change.key for change in changes if change.now is None}
    keys = tuple(sorted(changed_keys))
    if own and bytes_digest([data]) == own and (spliced := splice_entries(data, texts, base)) is not None:
        text, merge = spliced
        digest = bytes_digest(text.parts())
        return _FilePlan(ALL, None, text, digest != own, merge, keys, digest)
    old = read_text(folder / ALL) or ""
    if not old.strip() or conflict_sides(old) is not None:
        return None
    merge_of_all = merge_entries(old, texts, base)
    return _FilePlan.of(ALL, None, old, merge_of_all.text, merge_of_all, keys) if merge_of_all is not None else None


def _texts_of(plans: Iterable[_FilePlan]) -> dict[str, str]:
    """Return what is to be remembered of the entries of files, by digest."""
    return {entry.digest: entry.text for plan in plans for entry in plan.merge.base.values() if entry.text}


def _write_changed(
    folder: Path,
    plans: Iterable[_FilePlan],
    formats: FormatPlans,
    texts: Mapping[str, str],
    begin: Callable[[ExportJournal, Mapping[str, str]], None],
    write_file: Callable[..., bool],
) -> None:
    """Write the files whose text is another now, after `begin` has stored what that will be."""
    changed = [plan for plan in plans if plan.is_changed]
    changed_formats = [plan for plan in formats.plans if plan.new != plan.old]
    pending = {plan.file: plan.pending() for plan in changed}
    pending |= {plan.file: Pending(text_digest(plan.new or ""), {}) for plan in changed_formats}
    if pending:
        begin(pending, texts)
    for plan in changed:
        _write_or_remove(folder / plan.file, plan.packed.parts() if plan.packed is not None else None, write_file)
    for format_plan in changed_formats:
        parts = (format_plan.new.encode(),) if format_plan.new is not None else None
        _write_or_remove(folder / format_plan.file, parts, write_file)


def _write_or_remove(path: Path, parts: Iterable[bytes | memoryview] | None, write_file: Callable[..., bool]) -> None:
    if parts is not None:
        write_file(path, *parts)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{path}: cannot be removed: {(error.strerror or '').lower()}") from error


def foreign_entries(folder: Path, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of every entry in the folder's files whose key is not in `known`.

    These entries are the user's: added by the user, or ours under a key that the user changed. Their keys are in use.
    """
    for path in (folder / ALL, *sorted((folder / "tags").glob("*.bib"))):
        text = read_text(path) or ""
        for block in scan(text):
            if block.kind in (BlockKind.ENTRY, BlockKind.BROKEN) and block.key and block.key not in known:
                yield block.key, text[block.start : block.end]


def _by_tag(entries: Iterable[DesiredEntry], minimum: int) -> dict[str, list[DesiredEntry]]:
    groups: dict[str, list[DesiredEntry]] = {}
    for entry in entries:
        for tag in entry.tags:
            groups.setdefault(tag, []).append(entry)
    return {tag: members for tag, members in groups.items() if len(members) >= minimum}


@dataclass(frozen=True)
class _Memory:
    """What is known of earlier updates, and of the works of this one."""

    index: ExportIndex
    texts: Mapping[str, str]
    journal: ExportJournal
    works: Mapping[str, tuple[str, ...]]
    identify: Callable[[str], str | None]
    protected: Collection[str]
    written: Callable[[str], WrittenEntry] = field(default_factory=lambda: cache(WrittenEntry.of))
    """What `WrittenEntry.of` gives, once for an entry that stands in the files of several tags."""

    def base(self, file: str, existing: str) -> dict[str, WrittenEntry]:
        """Return what we last wrote into `file`: from the journal if it names the file's text, else from the index."""
        entry = next((entry for entry in self.index.files if entry.file == file), None)
        digests: dict[str, str] = {}
        if entry is not None:
            digests = {key: self.index.keys[key].digest for key in entry.keys if key in self.index.keys}
            digests.update(entry.other)
        if (pending := self.journal.get(file)) and pending.digest == WrittenEntry.of(existing).digest:
            digests = dict(pending.base)  # the last update was interrupted after this file
        return {key: WrittenEntry(digest, self.texts.get(digest, "")) for key, digest in digests.items() if digest}

    @cached_property
    def work_ids(self) -> Mapping[str, str]:
        """Key → work id (the first of its identifiers) of all works that are or were exported."""
        ids = {key: entry.identifiers[0] for key, entry in self.index.keys.items() if entry.identifiers}
        ids.update((key, identifiers[0]) for key, identifiers in self.works.items())
        return ids


@dataclass(frozen=True, slots=True)
class _FilePlan:
    """The text of one file as it is to be (None: no file), whether it is another now, and the keys of its tag's works.

    `merge` has no text: together, the files of a large library take more room than all of its notes. `own` is that of a
    `FolderUpdate`, for the file of all works.
    """

    file: str
    tag: str | None
    packed: KeptText | None
    is_changed: bool
    merge: MergeResult
    keys: tuple[str, ...]
    own: str = ""

    @classmethod
    def of(
        cls, file: str, tag: str | None, old: str | None, new: str | None, merge: MergeResult, keys: tuple[str, ...]
    ) -> Self:
        """Return the plan for a file whose text was `old` and is to be `new`."""
        packed = PackedText.of(new) if new is not None else None
        is_own = packed is not None and tag is None and is_as_written(new or "", merge.base)
        own = bytes_digest(packed.parts()) if is_own and packed is not None else ""
        return cls(file, tag, packed, new != old, replace(merge, text=""), keys, own)

    def pending(self) -> Pending:
        digests = {key: entry.digest for key, entry in self.merge.base.items()}
        return Pending(digest_of_file(self.packed.parts() if self.packed is not None else ()), digests)

    def contents(self) -> BibContents:
        return BibContents(
            self.file.removesuffix(".bib"),
            self.tag,
            self.packed,
            self.keys,
            edited=frozenset(self.merge.edited),
            renamed=self.merge.renamed,
            deleted=frozenset(self.merge.deleted),
        )

    def file_entry(self, keys: Mapping[str, KeyEntry]) -> FileEntry:
        """Return what the index remembers of the file; `keys` are its citation keys."""
        listed = set(self.keys)
        other = {
            key: written.digest
            for key, written in self.merge.base.items()
            if key not in listed or written.digest != keys[key].digest
        }
        return FileEntry(self.tag, self.file, len(self.keys), self.keys, dict(sorted(other.items())))

    def report(self) -> FileReport:
        outcome = "unchanged" if not self.is_changed else "removed" if self.packed is None else "written"
        if self.tag is not None and self.packed is None:
            outcome = "removed"  # maybe by a run that was stopped: no later one knows of the file
        return FileReport(self.file, self.tag, outcome, len(self.keys), replace(self.merge, base={}))


def _plan_file(folder: Path, file: str, tag: str | None, members: Sequence[DesiredEntry], memory: _Memory) -> _FilePlan:
    old = read_text(folder / file)
    header = _header(tag)
    is_fresh = not (old or "").strip()
    existing = header if is_fresh else _without_conflict(folder, file, old or "")
    base = {} if is_fresh else memory.base(file, existing)
    desired = {entry.key: entry.text for entry in members}
    protected = {key: written for key, written in base.items() if key in memory.protected and key not in desired}
    mergeable = {key: written for key, written in base.items() if key not in protected}
    result = merge_file(
        existing, desired, mergeable, works=memory.work_ids, identify=memory.identify, written=memory.written
    )
    result = replace(result, base={**result.base, **protected})
    new: str | None = result.text if desired or not is_fresh else header.rstrip() + "\n"
    if not desired and result.text.strip() in ("", header.strip()):
        # The tag is gone and its file contains nothing by the user, or there was never anything to write.
        new = None if tag is not None or old is None else new
    return _FilePlan.of(file, tag, old, new, result, tuple(sorted({*desired, *protected})))


def _without_conflict(folder: Path, file: str, text: str) -> str:
    """Return `text`; if git left a conflict in it, what both sides have.

    Raises `StoreError` if both edited an entry.
    """
    sides = conflict_sides(text)
    if sides is None:
        return text
    written = written_digests(folder)
    united = unite_bibliographies(*sides, is_written=lambda entry: WrittenEntry.of(entry).digest in written)
    if united is None:
        hint = "choose one of the texts and remove the lines with <<<<<<<, ======= and >>>>>>>; then run it again"
        raise StoreError(f"{folder / file}: git left a conflict in it, and both sides edited an entry", hint=hint)
    return united


def _header(tag: str | None) -> str:
    # BibTeX itself has no comments: an "@" between entries would begin one.
    contents = (
        f"Works tagged “{normalise_space(tag).replace('@', '')}”" if tag is not None else "All works of the notes"
    )
    return f"% {contents}. Written by biblio; what you change, add or delete here stays.\n\n"


def _new_index(
    plans: Sequence[_FilePlan],
    entries: Sequence[DesiredEntry],
    old: ExportIndex,
    written: Callable[[str], WrittenEntry],
) -> ExportIndex:
    """Return the index after the update: keys are never dropped, digests are kept as long as they may be needed."""
    keys = dict(old.keys)
    for entry in entries:
        keys[entry.key] = entry.key_entry(written)
    files = tuple(plan.file_entry(keys) for plan in plans if plan.packed is not None)
    return ExportIndex(files=files, keys=dict(sorted(keys.items())))
