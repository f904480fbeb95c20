"""Run the readers on a `.bib` and return what each of them understood.

Programs of TeX (biber, BibTeX) are those on this machine; the others are in the folder that BIBTEX_READERS names, made
by `.ci/readers`. A program that is not there raises `NotInstalled`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from biblio.bibtex.bib_text import parse_bibtex
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import parse_names
from biblio.model.entry import Entry
from tests.bibtex.readers.facts import facts_of_csl, facts_of_fields
from tests.bibtex.readers.samples import name_of
from tests.bibtex.readers.zotero_import import VERSION, read_zotero

__all__ = ["READERS", "STYLES", "NotInstalled", "Understood"]

STYLES = ("plain", "alpha", "apalike", "plainnat", "IEEEtran", "ACM-Reference-Format")
_PROGRAMS = Path(__file__).parent / "programs"
_PEOPLE = ("author", "editor", "translator")


class NotInstalled(Exception):
    """A reader is not on this machine; the message says what to install."""


@dataclass(frozen=True)
class Understood:
    """What a reader made of a `.bib`: its version, the facts or the printed text by entry, and what it complained about."""

    version: str
    facts: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]
    complaints: Mapping[str, str]


def _run(command: list[str], folder: Path, needs: str, **environment: str) -> tuple[str, str]:
    program = shutil.which(command[0])
    if not program:
        raise NotInstalled(f"{command[0]} is not here: {needs}")
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )
    return done.stdout, done.stderr


def _folder_of_readers() -> Path:
    folder = os.environ.get("BIBTEX_READERS", "")
    if not folder or not (Path(folder) / "bin" / "python").exists():
        raise NotInstalled("the other readers are not here: run `.ci/readers FOLDER` and set BIBTEX_READERS=FOLDER")
    return Path(folder)


def _answer(output: str, errors: str) -> dict[str, Any]:
    """Return what a program of `programs/` printed."""
    if re.search(r"ModuleNotFoundError|ImportError|PackageNotFoundError|Cannot find (?:module|package)", errors):
        raise NotInstalled(
            f"some of the other readers are not here, run `.ci/readers` again: {errors.splitlines()[-1]}"
        )
    assert output, errors
    answer: dict[str, Any] = json.loads(output)
    return answer


def _biber(text: str, folder: Path) -> Understood:
    (folder / "x.bib").write_text(text, encoding="utf-8")
    command = ["biber", "--tool", "--validate-datamodel", "--output-fieldcase=lower", "x.bib"]
    output, _ = _run(command, folder, "install Debian's biber")
    result = (folder / "x_bibertool.bib").read_text(encoding="utf-8")
    facts = {}
    for entry in parse_bibtex(result, strings={}):
        assert isinstance(entry, Entry)
        fields = {name: value if name in ("url", "doi") else decode_latex(value) for name, value in entry.fields}
        people = {}
        for role in _PEOPLE:
            persons, truncated = parse_names(entry.get(role))
            people[role] = [*map(name_of, persons), *(["others"] if truncated else [])]
        facts[entry.key] = facts_of_fields(entry.type, fields, people)
    complaints: dict[str, str] = {}
    for line in output.splitlines():
        if (found := re.match(r"(?:WARN|ERROR) - (?:Datamodel: )?(.*)", line)) and (
            key := re.search(r"[Ee]ntry '([^']+)'", line)
        ):
            message = re.sub(r"^.*?\(\w+\.bib\): ", "", found[1])
            complaints[key[1]] = "; ".join(filter(None, (complaints.get(key[1], ""), message)))
    version, _ = _run(["biber", "--version"], folder, "")
    return Understood(version.replace("version: ", "").strip(), facts, {}, complaints)


def _style(style: str) -> Callable[[str, Path], Understood]:
    def read(text: str, folder: Path) -> Understood:
        (folder / "x.bib").write_text(text, encoding="utf-8")
        (folder / "x.aux").write_text(f"\\bibstyle{{{style}}}\n\\bibdata{{x}}\n\\citation{{*}}\n", encoding="utf-8")
        styles = os.environ.get("BIBTEX_READERS", "") + "/bst"
        places = {name: f"{os.environ.get(name, '')}:.:{styles}:" for name in ("BSTINPUTS", "BIBINPUTS")}
        output, _ = _run(["bibtex", "x"], folder, "install Debian's texlive-binaries", **places)
        if "couldn't open style file" in output:
            raise NotInstalled(f"{style}.bst is not here: install Debian's texlive-publishers, or run `.ci/readers`")
        bbl = (folder / "x.bbl").read_text(encoding="utf-8", errors="replace").replace("%\n", "")
        items = re.split(r"\\bibitem(?:\[(?:[^{}\]]|\{(?:[^{}]|\{[^{}]*\})*\})*\])?\s*\{([^}]+)\}", bbl)[1:]
        texts = {key: _printed(item) for key, item in zip(items[::2], items[1::2], strict=True)}
        complaints: dict[str, str] = {}
        for line in output.splitlines():
            if found := re.match(r"Warning--(.*) in ([^ ]+)$", line):
                complaints[found[2]] = "; ".join(filter(None, (complaints.get(found[2], ""), found[1])))
        return Understood(output.partition("\n")[0].removeprefix("This is "), {}, texts, complaints)

    return read


def _printed(tex: str) -> str:
    """Return the text of a `\\bibitem`: without the names of commands, ACM's labels of fields among them."""
    tex = re.sub(r"\\(?:bibfield|bibinfo)\{[^{}]*\}|\\end\{thebibliography\}.*", "", tex, flags=re.DOTALL)
    tex = re.sub(
        r"\\(?:show\w+|path|urlprefix|url|doi|newblock|emph|em|relax|textit|href|natexlab|BIBentry\w+)(?![A-Za-z])",
        " ",
        tex,
    )
    return " ".join(f"{decode_latex(tex)} {tex}".split())


def _python_reader(name: str) -> Callable[[str, Path], Understood]:
    def read(text: str, folder: Path) -> Understood:
        readers = _folder_of_readers()
        (folder / "x.bib").write_text(text, encoding="utf-8")
        output, errors = _run([str(readers / "bin" / "python"), str(_PROGRAMS / "read.py"), name, "x.bib"], folder, "")
        said = _answer(output, errors)
        entries = said["entries"]
        if name == "pandoc":
            facts = {item["id"]: facts_of_csl(item) for item in entries}
        elif name == "typst":
            facts = {key: facts_of_csl(_labelled(item)) for key, item in entries.items()}
        else:
            facts = {
                key: facts_of_fields(entry["type"], entry["fields"], entry["people"]) for key, entry in entries.items()
            }
        return Understood(said["version"], facts, {}, {})

    return read


def _labelled(item: Mapping[str, str]) -> dict[str, object]:
    """Return an item of CSL from the labels that Typst printed; its dates are "05/03/2020"."""
    values: dict[str, object] = dict(item)
    for role in _PEOPLE:
        values[role] = [{"literal": name} for name in item.get(role, "").split("; ") if name]
    for date in ("issued", "accessed"):
        *month_and_day, year = item.get(date, "").split("/")
        values[date] = "-".join(filter(None, (year, *month_and_day)))
    return values


def _citation_js(text: str, folder: Path) -> Understood:
    readers = _folder_of_readers()
    (folder / "x.bib").write_text(text, encoding="utf-8")
    node = readers / "bin" / "node"
    output, errors = _run(
        [str(node if node.exists() else "node"), str(_PROGRAMS / "citation.mjs"), "x.bib"],
        folder,
        "run `.ci/readers` again",
        BIBTEX_READERS=str(readers),
    )
    said = _answer(output, errors)
    return Understood(said["version"], {item["id"]: facts_of_csl(item) for item in said["entries"]}, {}, {})


def _zotero(text: str, folder: Path) -> Understood:
    return Understood(VERSION, read_zotero(text), {}, {})


READERS: Mapping[str, Callable[[str, Path], Understood]] = {
    "biber": _biber,
    **{style.removesuffix("-Reference-Format"): _style(style) for style in STYLES},
    "pybtex": _python_reader("pybtex"),
    "bibtexparser": _python_reader("bibtexparser"),
    "pandoc": _python_reader("pandoc"),
    "typst": _python_reader("typst"),
    "citation-js": _citation_js,
    "zotero": _zotero,
}
