"""``index.json`` in the exports' folder: which citation key belongs to which work, and what was written where.

It outlives the state: if the state is gone, no key changes, the user's edits can still be distinguished from our text
(by digests), and what the user deleted stays deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from biblio.errors import BibtexError, StoreError
from biblio.export.git_conflicts import conflict_sides
from biblio.export.work_names import record_names, work_names
from biblio.files import lines_of_file, read_bytes, read_text
from biblio.settings import INDEX_NAME

if TYPE_CHECKING:
    from biblio.model.identifiers import Identifier
    from biblio.model.record import Work

__all__ = [
    "ALL",
    "CitationKeys",
    "ExportIndex",
    "FileEntry",
    "FormatEntry",
    "KeyEntry",
    "known_keys",
    "parse_index",
    "read_index",
    "written_digests",
]

ALL = "all.bib"
"""The file of all works."""

VERSION = 1
_KEYS_AT_ONCE = 5_000
# What is around the keys in the file.
_NO_KEYS, _BEFORE_KEYS, _AFTER_KEYS = b'\n "keys": {}', b'{\n "keys": {\n', b"\n }\n}"
_CONFLICT = b"<<<<<<< "
# The line with which an entry begins as we write it.
_OUR_HEAD = re.compile(rb"@[a-z]+\{([^\s,{}()\"=%@]+),")
_HEAD = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,{}()]+)")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A citation key, kept forever: the ids of its work, and the digest of its entry as last written ("" if never)."""

    identifiers: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One exported file. `tag` is None for the file of all works.

    `keys` are the entries of the tag's works. `other` are digests (key → digest) of what was last written here: of
    entries that differ from the key's common digest, and of entries that are remembered although not exported.
    """

    tag: str | None
    file: str
    count: int
    keys: tuple[str, ...]
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormatEntry:
    """A file of another format than BibTeX: the name of the format, and the digest of its text as last written."""

    format: str
    digest: str


@dataclass(frozen=True, slots=True)
class ExportIndex:
    """The whole index, files in the order of their tags, keys sorted.

    `formats` are the files of other formats: the name of the format → file → digest of its text as last written.
    """

    version: int = VERSION
    files: tuple[FileEntry, ...] = ()
    keys: Mapping[str, KeyEntry] = field(default_factory=dict)
    formats: Mapping[str, Mapping[str, str]] | msgspec.UnsetType = msgspec.UNSET

    @property
    def format_files(self) -> Mapping[str, FormatEntry]:
        """The files of other formats, by name."""
        formats = {} if isinstance(self.formats, msgspec.UnsetType) else self.formats
        return {file: FormatEntry(name, digest) for name, files in formats.items() for file, digest in files.items()}

    def with_formats(self, entries: Mapping[str, FormatEntry]) -> ExportIndex:
        """Return the index with these files of other formats."""
        formats: dict[str, dict[str, str]] = {}
        for file, entry in entries.items():
            formats.setdefault(entry.format, {})[file] = entry.digest
        return replace(self, formats=formats or msgspec.UNSET)

    @property
    def current_keys(self) -> frozenset[str]:
        """The keys in the file of all works; other keys are those that works had before."""
        return frozenset(key for file in self.files if file.tag is None for key in file.keys)

    def to_bytes(self) -> list[bytes]:
        """Return the index as the JSON of its file, in parts: in a stable order, one value per line, made for git."""
        before, no_keys, after = _formatted(replace(self, keys={})).partition(_NO_KEYS)
        keys = iter(sorted(self.keys.items()))
        parts = []
        while some := dict(islice(keys, _KEYS_AT_ONCE)):  # formatting takes twice the room of what is formatted
            parts.append(_formatted({"keys": some}).removeprefix(_BEFORE_KEYS).removesuffix(_AFTER_KEYS))
            parts.append(b",\n")
        if not parts:
            return [before, no_keys, after, b"\n"]
        return [before, _BEFORE_KEYS[1:], *parts[:-1], _AFTER_KEYS[:-2], after, b"\n"]


@dataclass(frozen=True, slots=True)
class CitationKeys:
    """The citation keys of exported works, by the works' ids and identifiers.

    `decided` are those that the user decided: they count at once, the exports have them from the next sync on.
    """

    by_name: Mapping[str, str]
    decided: Mapping[str, str] = field(default_factory=dict)

    def with_decided(self, keys: Mapping[Identifier, str]) -> CitationKeys:
        """Return these keys with those that the user decided for works with these identifiers."""
        return replace(self, decided={**self.decided, **{str(identifier): key for identifier, key in keys.items()}})

    def key_of(self, work: Work) -> str | None:
        """Return the key of a work, or None."""
        return next(iter(self.keys_of(work)), None)

    def keys_of(self, work: Work) -> tuple[str, ...]:
        """Return the key of a work, and behind it the one in the exports if that is still another."""
        return self.keys_of_names((work.id, *work_names(work)))

    def keys_of_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of the work with these names: its id, and the others in the order of `work_names`."""
        names = tuple(names)
        found = (next((keys[name] for name in names if name in keys), "") for keys in (self.decided, self.by_name))
        return tuple(dict.fromkeys(filter(None, found)))

    def names_of(self, key: str, *, is_beginning: bool = False) -> set[str]:
        """Return the names that works with `key`, or with a key that begins with it, have or may have."""
        keys = (*self.by_name.items(), *self.decided.items())
        return {name for name, other in keys if other == key or (is_beginning and other.startswith(key))}

    def is_taken(self, key: str, work: Work) -> bool:
        """Whether a work other than `work` has `key`; BibTeX ignores case in keys."""
        owners = {name for name, other in self.by_name.items() if other.casefold() == key.casefold()}
        return bool(owners) and owners.isdisjoint((work.id, *work_names(work)))


def _formatted(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1)


def known_keys(exports: Path) -> CitationKeys:
    """Return the keys of all works exported to the folder `exports`, as they are in its file of all works.

    Raises `StoreError` if the index or the file cannot be read.
    """
    index = read_index(exports)
    keys = sorted(index.keys, key=index.current_keys.__contains__)  # a work may have had other keys before
    renamed = _renamed_keys(index, exports / ALL)
    return CitationKeys(
        {name: renamed.get(key, key) for key in keys if index.keys[key].digest for name in index.keys[key].identifiers}
    )


def _renamed_keys(index: ExportIndex, path: Path) -> dict[str, str]:
    """Return the keys that the user gave entries of ours in the file of all works: our key → the user's."""
    heads = map(_OUR_HEAD.match, lines_of_file(path))  # the text of a large library takes much room
    if index.current_keys <= {head[1].decode("utf-8", "replace") for head in heads if head}:
        return {}
    text = read_text(path) or ""
    written = set(_HEAD.findall(text))
    missing, foreign = index.current_keys - written, written - index.current_keys
    if not missing or not foreign:
        return {}
    from biblio.bibtex.entry_text import parse_entry
    from biblio.bibtex.entry_to_record import from_entry
    from biblio.bibtex.scanner import BlockKind, scan

    by_name = {name: key for key in sorted(missing) for name in index.keys[key].identifiers}
    renamed: dict[str, str] = {}
    for block in scan(text):
        if block.kind is not BlockKind.ENTRY or block.key not in foreign:
            continue
        try:
            record = from_entry(parse_entry(text[block.start : block.end]))
        except BibtexError:
            continue
        if key := next((by_name[name] for name in record_names(record) if name in by_name), ""):
            renamed.setdefault(key, block.key)
    return renamed


def parse_index(text: str | bytes) -> ExportIndex:
    """Return the index in `text`. Raises `ValueError` if it is not an index, or has a newer version."""
    try:
        index = msgspec.json.decode(text, type=ExportIndex)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if index.version > VERSION:
        raise ValueError(f"it has version {index.version} and was written by a newer biblio")
    return index


def _unite(folder: Path, ours: ExportIndex, theirs: ExportIndex) -> ExportIndex:
    """Return what two people's indexes say together.

    A key that only one of them has in a file counts as written there only if it is there: if that side of the file was
    lost in the merge, the entry is not one that the user deleted.
    """
    keys = {**theirs.keys, **ours.keys}
    files: dict[str, FileEntry] = {}
    for file in (*ours.files, *theirs.files):
        other = files.get(file.file)
        if other is None:
            files[file.file] = file
            continue
        written = set(_HEAD.findall(read_text(folder / file.file) or ""))
        listed = {
            key for key in {*file.keys, *other.keys} if key in written or (key in file.keys and key in other.keys)
        }
        files[file.file] = replace(
            other, count=len(listed), keys=tuple(sorted(listed)), other={**file.other, **other.other}
        )
    ordered = sorted(files.values(), key=lambda file: (file.tag is not None, file.tag or ""))
    united = ExportIndex(files=tuple(ordered), keys=dict(sorted(keys.items())))
    return united.with_formats({**theirs.format_files, **ours.format_files})


def written_digests(folder: Path) -> frozenset[str]:
    """Return the digests of all entries as biblio wrote them, on either side if git left a conflict in the index.

    Raises `StoreError`.
    """
    text = read_text(folder / INDEX_NAME) or ""
    try:
        indexes = [parse_index(side) for side in conflict_sides(text) or (text,) if side]
    except ValueError:
        return frozenset()  # `read_index` says what is wrong
    return frozenset(
        digest
        for index in indexes
        for digest in (
            *(entry.digest for entry in index.keys.values()),
            *(digest for file in index.files for digest in file.other.values()),
        )
    )


def read_index(folder: Path) -> ExportIndex:
    """Read the index of an exports' folder; an empty one if there is none.

    Of an index in which git left a conflict, both sides count. Raises `StoreError` if it cannot be read: without it a
    key could be given to a second work.
    """
    path = folder / INDEX_NAME
    data = read_bytes(path)
    if data is None:
        return ExportIndex()
    try:
        if _CONFLICT in data and (sides := conflict_sides(read_text(path) or "")):
            return _unite(folder, *map(parse_index, sides))
        return parse_index(data)
    except ValueError as error:
        read_text(path)  # if it is not UTF-8, that is what is wrong
        hint = (
            "fix it (git may have a good version); deleting it loses track of your edits and deletions in the exports"
        )
        raise StoreError(f"{path}: not a valid index of exports: {error}", hint=hint) from error
