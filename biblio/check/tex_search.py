"""Where TeX finds a bibliography that is not beside the manuscript: BIBINPUTS, TEXINPUTS, and its own distribution.

The variables may be set by what runs TeX there: latexmk's settings (Overleaf reads them too) or a Makefile.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache
from pathlib import Path

from biblio.check.files_to_check import path_is

__all__ = ["TexBibliography", "comes_with_tex", "find_with_tex"]

_VARIABLES = ("BIBINPUTS", "TEXINPUTS")
_SECONDS = 10.0
# "$ENV{'BIBINPUTS'} = './bib//:' . $ENV{'BIBINPUTS'};", "ensure_path('BIBINPUTS', './bib//');", "BIBINPUTS = bib:"
_LATEXMK = ("latexmkrc", ".latexmkrc")
_MAKE = ("Makefile", "makefile", "GNUmakefile")
_SETTING = re.compile(r"^(?![ \t]*#)[^\n]*?\b(?:BIB|TEX)INPUTS\b['\"]?(?P<rest>[^\n]*)", re.MULTILINE)
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_ASSIGNED = re.compile(r"\s*[:?+]?=\s*(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;&]+)")
_LARGEST = 100_000
# Bibliographies of CTAN's packages that documents name: those with nothing but macros, and those with examples.
_WITH_MACROS = frozenset("ieeeabrv ieeefull mrabbrev acmabrv aipabbrev revtex-bib".split())
_WITH_EXAMPLES = frozenset("ieeeexample xampl biblatex-examples apacite-examples".split())


def find_with_tex(name: str, folder: Path, environment: Mapping[str, str] | None = None) -> Path | None:
    """Return where TeX finds a bibliography that a manuscript in `folder` names, None if it finds none."""
    variables = os.environ if environment is None else environment
    file_name = name if name.endswith(".bib") else f"{name}.bib"
    if not file_name.isprintable():
        return None
    for place in _search_folders(variables, folder):
        if path_is(place / file_name, Path.is_file):
            return place / file_name
    return _ask_kpathsea(file_name)


class TexBibliography(Enum):
    """What a bibliography that comes with a package contains."""

    MACROS = auto()
    ENTRIES = auto()


def comes_with_tex(name: str) -> TexBibliography | None:
    """Return what a bibliography of a package contains, so that its absence here means nothing; None for others."""
    stem = name.replace("\\", "/").rpartition("/")[2].removesuffix(".bib").lower()
    if stem in _WITH_MACROS:
        return TexBibliography.MACROS
    return TexBibliography.ENTRIES if stem in _WITH_EXAMPLES else None


def _search_folders(variables: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Yield the folders that the variables of TeX name; "//" at the end of one stands for all below it."""
    parts = [part for variable in _VARIABLES for part in variables.get(variable, "").split(os.pathsep)]
    for part in (*parts, *_set_by_files(folder)):
        if "$" not in part:
            place = folder / Path(part.rstrip("/")).expanduser()
            if part.rstrip("/") and path_is(place, Path.is_dir):
                yield place
                if part.endswith("//"):
                    yield from (Path(below) for below, _, _ in os.walk(place) if Path(below) != place)


def _set_by_files(folder: Path) -> Iterator[str]:
    """Yield the parts of the variables that latexmk's settings or a Makefile in a folder set."""
    for name in (*_LATEXMK, *_MAKE):
        try:
            text = (folder / name).read_bytes()[:_LARGEST].decode("utf-8", "replace")
        except OSError:
            continue
        for setting in _SETTING.finditer(text):
            if name in _LATEXMK:
                values = [match[1] or match[2] or "" for match in _QUOTED.finditer(setting["rest"])]
            else:
                values = [match["value"].strip("'\"")] if (match := _ASSIGNED.match(setting["rest"])) else []
            for value in values:
                yield from re.split("[:;]", value)


@lru_cache(maxsize=256)
def _ask_kpathsea(file_name: str) -> Path | None:
    program = shutil.which("kpsewhich")
    if program is None or file_name.startswith("-"):
        return None
    try:
        done = subprocess.run(
            [program, file_name],
            capture_output=True,
            encoding=sys.getfilesystemencoding(),
            errors="surrogateescape",
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    path = Path(done.stdout.strip())
    return path if done.stdout.strip() and path_is(path, Path.is_file) else None
