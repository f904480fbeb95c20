"""What the project of a page says for all its pages: Quarto, R Markdown, bookdown, Sphinx, Jupyter Book, MyST, MkDocs …

https://quarto.org/docs/projects/quarto-projects.html (`_quarto.yml`, `_metadata.yml` for a folder, metadata files),
https://bookdown.org/yihui/bookdown/usage.html (`_bookdown.yml`; the header of `index.Rmd` holds for the whole book),
https://sphinxcontrib-bibtex.readthedocs.io (`bibtex_bibfiles` in `conf.py`, or `_config.yml` of Jupyter Book),
https://mystmd.org/guide/citations (`myst.yml`), https://github.com/inukshuk/jekyll-scholar (`_config.yml`),
https://github.com/shyamd/mkdocs-bibtex (`mkdocs.yml`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from biblio.check.files_to_check import path_is
from biblio.check.manuscripts.pandoc import custom_cross_references, nocite_keys
from biblio.check.manuscripts.yaml_header import header_values, yaml_block

__all__ = ["MarkdownProject", "markdown_project"]

_NAMES = ("_metadata.yml", "_metadata.yaml", "_quarto.yml", "_quarto.yaml", "_bookdown.yml", "_output.yml", "_site.yml")
_BOOK = "_bookdown.yml"
_INDEXES = ("index.Rmd", "index.rmd")
_HEADER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_MOST_PARENT_FOLDERS = 4
_CONF_PY = re.compile(r"^bibtex_bibfiles\s*=\s*[\[(](?P<files>[^\])]*)", re.MULTILINE)
_STRING = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'")
_SETTING = re.compile(r"^[ \t]+(\w+)[ \t]*:[ \t]*['\"]?([^'\"#\s]+)", re.MULTILINE)
_IN_SPHINX = r"[ \t]*bibtex_bibfiles"
_IN_MKDOCS = re.compile(
    r"^[ \t]+(?P<name>bib_file|bib_dir)[ \t]*:[ \t]*(?:[\"'](?P<quoted>[^\"'\n]+)[\"']|(?P<bare>[^\"'#\s][^#\n]*))",
    re.MULTILINE,
)
_IN_MYST = r"[ \t]*bibliography"


@dataclass(frozen=True, slots=True)
class MarkdownProject:
    """The bibliographies of a project that exist, its prefixes of cross-references, and what its ``nocite`` cites.

    Of `listed` bibliographies a bare "@name" cites nothing for certain: Sphinx and Jekyll cite by roles and tags.
    """

    bibliographies: tuple[Path, ...] = ()
    listed: tuple[Path, ...] = ()
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
    listed = dict.fromkeys(_listed(page, read))
    return MarkdownProject(tuple(bibliographies), tuple(listed), frozenset(prefixes), frozenset(cited))


def _listed(page: Path, read: Callable[[Path], str | None]) -> Iterator[Path]:
    """Yield the bibliographies of the nearest project of Sphinx, Jupyter Book, MyST, Jekyll, MkDocs that names some."""
    for folder in _folders(page):
        found = [
            path
            for name, files_of in (
                ("conf.py", _of_conf_py), ("_config.yml", _of_config), ("myst.yml", _of_myst),
                ("mkdocs.yml", _of_mkdocs), ("mkdocs.yaml", _of_mkdocs),
            )
            if path_is(folder / name, Path.is_file) and (text := read(folder / name)) is not None
            for path in files_of(folder, text)
            if path_is(path, Path.is_file)
        ]  # fmt: skip
        if found:
            yield from found
            return


def _of_conf_py(folder: Path, text: str) -> Iterator[Path]:
    if match := _CONF_PY.search(text):
        for name in _STRING.finditer(match["files"]):
            yield folder / (name[1] or name[2])


def _of_config(folder: Path, text: str) -> Iterator[Path]:
    for value, _ in header_values(text, _IN_SPHINX):
        yield folder / value
    scholar, _ = yaml_block(text, "scholar")
    if not scholar and not path_is(folder / "_bibliography", Path.is_dir):
        return
    settings = {match[1]: match[2] for match in _SETTING.finditer(scholar)}
    name = settings.get("bibliography", "references.bib")
    place = folder / settings.get("source", "_bibliography").strip("/")
    yield from sorted(place.glob(name)) if "*" in name else (place / name, place / f"{name}.bib")


def _of_myst(folder: Path, text: str) -> Iterator[Path]:
    if named := [folder / value for value, _ in header_values(text, _IN_MYST)]:
        yield from named
    else:
        yield from sorted(folder.glob("*.bib"))  # MyST takes all that are there


def _of_mkdocs(folder: Path, text: str) -> Iterator[Path]:
    for setting in _IN_MKDOCS.finditer(text):
        place = folder / (setting["quoted"] or setting["bare"]).strip()
        yield from sorted(place.glob("*.bib")) if setting["name"] == "bib_dir" else (place,)


def _folders(page: Path) -> Iterator[Path]:
    """Yield the folder of a page and those above it that may be of its project."""
    folder = page.resolve().parent
    for _ in range(_MOST_PARENT_FOLDERS):
        yield folder
        if path_is(folder / ".git", Path.exists) or folder == folder.parent:
            return
        folder = folder.parent


def _settings(page: Path, read: Callable[[Path], str | None]) -> Iterator[tuple[Path, str]]:
    """Yield (folder, YAML) of the files that hold for a page, the nearest first."""
    for folder in _folders(page):
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
