"""Files that are read again and again: each is the same value until it changes, so that what was made of it is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from biblio.check.files_to_check import FileReader, TextFile

__all__ = ["FileMemory", "MemorisingReader"]

_MOST_FILES = 200
_Stamp = tuple[int, int] | bytes


class FileMemory:
    """The files that were read last, with what they looked like then."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str, bool], tuple[_Stamp, TextFile]] = {}

    def reader(self, contents: Mapping[str, bytes]) -> MemorisingReader:
        """Return a reader of files that remembers them; `contents` as for `FileReader`."""
        return MemorisingReader(contents, self)

    def get(self, name: tuple[str, str, bool], stamp: _Stamp) -> TextFile | None:
        """Return a file as it was read, if it still looks the same."""
        known = self._files.get(name)
        return known[1] if known is not None and known[0] == stamp else None

    def keep(self, name: tuple[str, str, bool], stamp: _Stamp, file: TextFile) -> None:
        """Remember a file; the one that was read longest ago may be forgotten for it."""
        self._files.pop(name, None)
        while len(self._files) >= _MOST_FILES:
            self._files.pop(next(iter(self._files)), None)
        self._files[name] = stamp, file


class MemorisingReader(FileReader):
    """Reads files, and gives the same value again for what did not change."""

    def __init__(self, contents: Mapping[str, bytes], memory: FileMemory) -> None:
        super().__init__(contents)
        self._memory = memory

    def read(self, path: str, location: Path, *, is_given: bool = True) -> TextFile:
        """Return the file at `location`; see `FileReader.read`."""
        real_path = os.path.realpath(location)
        stamp: _Stamp | None = self.contents.get(real_path)
        if stamp is None:
            try:
                status = location.stat()
            except OSError:
                return super().read(path, location, is_given=is_given)  # which says what is wrong
            stamp = status.st_size, status.st_mtime_ns
        name = path, real_path, is_given
        file = self._memory.get(name, stamp)
        if file is None:
            file = super().read(path, location, is_given=is_given)
            self._memory.keep(name, stamp, file)
        return file
