"""What the project of a Markdown page says for all its pages: Quarto, R Markdown and bookdown.

https://quarto.org/docs/projects/quarto-projects.html (`_quarto.yml`, `_metadata.yml` for a folder, metadata files) and
https://bookdown.org/yihui/bookdown/usage.html (`_bookdown.yml`; the header of `index.Rmd` holds for the whole book).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.check.files_to_check import path_is
from biblio.check.manuscripts.pandoc import custom_cross_references, nocite_keys
from biblio.check.manuscripts.yaml_header import header_values

__all__ = ["MarkdownProject", "markdown_project"]

_NAMES = ("_metadata.yml", "_metadata.yaml", "_quarto.yml", "_quarto.yaml", "_bookdown.yml", "_output.yml", "_site.yml")
_BOOK = "_bookdown.yml"
_INDEXES = ("index.Rmd", "index.rmd")
_HEADER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_MOST_PARENT_FOLDERS = 4


@dataclass(frozen=True, slots=True)
class MarkdownProject:
    """The bibliographies of a project that exist, its prefixes of cross-references, and what its ``nocite`` cites."""

    bibliographies: tuple[Path, ...] = ()
    cross_references: frozenset[str] = frozenset()
    cited: frozenset[str] = frozenset()


def markdown_project(page: Path, read: Callable[[Path], str | None]) -> MarkdownProject:
    """Return what the projects around a page say; `read` returns the text of a file, None if it cannot be read."""
    bibliographies: dict[Path, None] = {}
    prefixes: set[str] = set()
    cited: set[str] = set()
    for folder, text in _settings(page, read):
        for value, _ in header_values(text, "bibliography"):
            if path_is(folder / value, Path.is_file):
                bibliographies[folder / value] = None
        prefixes.update(custom_cross_references(text))
        cited.update(nocite_keys(text))
    return MarkdownProject(tuple(bibliographies), frozenset(prefixes), frozenset(cited))


def _settings(page: Path, read: Callable[[Path], str | None]) -> Iterator[tuple[Path, str]]:
    """Yield (folder, YAML) of the files that hold for a page, the nearest first."""
    folder = page.resolve().parent
    for _ in range(_MOST_PARENT_FOLDERS):
        for name in _NAMES:
            if path_is(folder / name, Path.is_file) and (text := read(folder / name)) is not None:
                yield folder, text
                for value, _ in header_values(text, "metadata-files"):
                    if path_is(folder / value, Path.is_file) and (more := read(folder / value)) is not None:
                        yield folder, more
        if path_is(folder / _BOOK, Path.is_file):
            for name in _INDEXES:
                if path_is(folder / name, Path.is_file) and (text := read(folder / name)) is not None:
                    if header := _HEADER.match(text):
                        yield folder, header[1]
                    break
        if path_is(folder / ".git", Path.exists) or folder == folder.parent:
            return
        folder = folder.parent
