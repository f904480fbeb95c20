"""Read and write ``zotero.txt``: what a person did in Zotero, as far as it concerns the notes (`zotero.overrides`)."""

from __future__ import annotations

from pathlib import Path

from biblio.files import read_text, write_atomic
from biblio.zotero.overrides import Overrides, parse_overrides, rewrite_overrides

__all__ = ["read_overrides", "write_overrides"]


def read_overrides(path: Path) -> Overrides:
    """Return what the file says; no file says nothing. Raises `DecisionsError` with every bad line."""
    text = read_text(path)
    return parse_overrides(text, str(path)) if text else Overrides()


def write_overrides(path: Path, after: Overrides) -> None:
    """Make the file say `after`: only the lines of what came or went change. Raises `StoreError`."""
    text = read_text(path) or ""
    before = parse_overrides(text, str(path))
    if before.facts != after.facts:
        write_atomic(path, rewrite_overrides(text, before, after))
