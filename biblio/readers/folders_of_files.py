"""The folders around a file, which tell what kind of file it is."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["FEW", "folders_of"]

FEW = 4
"""A folder with fewer files is judged together with those beside it."""


def folders_of(path: str) -> Iterator[str]:
    """Yield the folder of a file and those above it, up to that of the whole source, which is empty."""
    while path:
        path = path.rpartition("/")[0]
        yield path
