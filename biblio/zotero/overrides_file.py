"""Read and write ``zotero.txt``, the file of `overrides`."""

from __future__ import annotations

from pathlib import Path

from biblio.files import read_text, write_atomic
from biblio.zotero.overrides import Overrides, is_cut_off, parse_overrides, rewrite_overrides

__all__ = ["are_overrides_cut_off", "read_overrides", "write_overrides"]


def read_overrides(path: Path) -> Overrides:
    """Return the overrides in the file; none if there is no file. Raises `DecisionsError` with every bad line."""
    text = read_text(path)
    return parse_overrides(text, str(path), are_unique=True) if text else Overrides()


def are_overrides_cut_off(path: Path) -> bool:
    """Return whether the file is there with nothing in it, or only with the beginning of what biblio writes first.

    A person may have taken out all lines, or a crash of a disk or a program has.
    """
    text = read_text(path)
    return text is not None and is_cut_off(text)


def write_overrides(path: Path, after: Overrides) -> None:
    """Change the file to say `after`: only lines of removed and new overrides change. Raises `StoreError`."""
    text = read_text(path) or ""
    before = parse_overrides(text, str(path), are_unique=True)
    if before.lines != after.lines:
        write_atomic(path, rewrite_overrides(text, before, after))
