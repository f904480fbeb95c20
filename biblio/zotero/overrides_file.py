"""Read and write ``zotero.txt``, the file of `overrides`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from biblio.files import ATTEMPTS_TO_CHANGE, keeps_changing, read_text, write_atomic
from biblio.zotero.overrides import Overrides, is_cut_off, parse_overrides, rewrite_overrides

__all__ = ["are_overrides_cut_off", "change_overrides", "read_overrides"]


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


def change_overrides(path: Path, change: Callable[[Overrides], Overrides]) -> None:
    """Change the file to say what `change` makes of it: only lines of removed and new overrides change.

    If a person saves it meanwhile, `change` is called again with what it says then. Raises `StoreError`.
    """
    for _ in range(ATTEMPTS_TO_CHANGE):
        text = read_text(path) or ""
        before = parse_overrides(text, str(path), are_unique=True)
        after = change(before)
        if before.lines == after.lines:
            return
        changed = rewrite_overrides(text, before, after)
        if (read_text(path) or "") == text:
            write_atomic(path, changed)
            return
    raise keeps_changing(path)
