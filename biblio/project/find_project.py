"""Which project a command means: that of the current folder, or of a folder above it. Imports nothing heavy."""

from __future__ import annotations

import re
from pathlib import Path

from biblio.files import file_bytes

__all__ = ["find_project", "is_ours"]

_NAME = "config.toml"
# Hugo's configuration has this name too, and a table [services]; none of these.
_OUR_TABLE = re.compile(r"(?m)^[ \t]*\[[ \t]*(?:notes|exports|tags|catalogue|zotero|state|check)[ \t]*[.\]]")


def find_project(start: Path) -> Path:
    """Return `start` if it has a ``config.toml``, else the nearest folder above it with one of biblio's, else `start`.

    A file that cannot be read is none of ours.
    """
    if (start / _NAME).exists():
        return start
    return next((folder for folder in start.absolute().parents if is_ours(folder / _NAME)), start)


def is_ours(path: Path) -> bool:
    """Return whether the file at `path` is a configuration of biblio's."""
    try:
        return _OUR_TABLE.search(file_bytes(path).decode("utf-8-sig")) is not None
    except (OSError, UnicodeDecodeError):
        return False
