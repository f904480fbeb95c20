"""Run the programs that read our exports in other formats than BibTeX, and return what each of them understood.

They are in the folder that BIBTEX_READERS names, made by `.ci/readers`. A program that is not there raises
`NotInstalled`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from biblio.export.export_formats import EXPORTERS
from tests.bibtex.readers.facts import facts_of_csl
from tests.bibtex.readers.read_programs import NotInstalled
from tests.export.readers.zotero_ris import VERSION, read_zotero_ris

__all__ = ["FACT_READERS", "READERS", "facts_read", "read"]

_PROGRAMS = Path(__file__).parent / "programs"
_IN_NODE = frozenset({"citeproc-js", "citation-js", "yaml", "papaparse", "commonmark"})
_PEOPLE = ("author", "editor", "translator")
_MONTHS = ("January February March April May June July August September October November December".split(), 1)
_SEASONS = ("Spring Summer Autumn Winter".split(), 21)

READERS: Mapping[str, tuple[str, ...]] = {
    "csl-json": ("pandoc-csl", "citeproc-js", "citeproc-py"),
    "hayagriva": ("typst", "hayagriva", "pyyaml", "yaml"),
    "ris": ("rispy", "citation-js", "zotero"),
    "csv": ("pandas", "papaparse"),
    "markdown": ("pandoc-markdown", "commonmark"),
    "html": ("pandoc-html", "html5lib"),
}
"""The programs that read each format."""

FACT_READERS = (
    ("csl-json", "pandoc-csl"), ("csl-json", "citeproc-js"), ("csl-json", "citeproc-py"), ("hayagriva", "typst"),
    ("hayagriva", "hayagriva"), ("ris", "rispy"), ("ris", "citation-js"), ("ris", "zotero"),
)  # fmt: skip
"""Formats and programs whose understanding is compared fact by fact."""


def read(format_name: str, program: str, text: str, folder: Path) -> tuple[str, Any]:
    """Return the version of a program, and what it read in a file with `text`."""
    if program == "zotero":
        return VERSION, read_zotero_ris(text)
    readers = os.environ.get("BIBTEX_READERS", "")
    python = Path(readers) / "bin" / "python"
    if not readers or not python.exists():
        raise NotInstalled("the other readers are not here: run `.ci/readers FOLDER` and set BIBTEX_READERS=FOLDER")
    path = folder / f"works{EXPORTERS.load(format_name).suffix}"
    path.write_bytes(text.encode())
    if program == "hayagriva":
        return _read_by_hayagriva(path, Path(readers))
    node = Path(readers) / "bin" / "node"
    command = (
        [str(node if node.exists() else shutil.which("node") or "node"), str(_PROGRAMS / "read.mjs")]
        if program in _IN_NODE
        else [str(python), str(_PROGRAMS / "read.py")]
    )
    try:
        done = subprocess.run(
            [*command, program, str(path)],
            cwd=folder,
            env={**os.environ, "BIBTEX_READERS": readers, "HOME": str(folder)},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
    except FileNotFoundError as error:
        raise NotInstalled(f"{command[0]} is not here") from error
    if re.search(r"ModuleNotFoundError|ImportError|PackageNotFoundError|Cannot find (?:module|package)", done.stderr):
        last = done.stderr.strip().splitlines()[-1]
        raise NotInstalled(f"some of the other readers are not here, run `.ci/readers` again: {last}")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["version"], answer["read"]


def _read_by_hayagriva(path: Path, readers: Path) -> tuple[str, Any]:
    """Return what Hayagriva's own program prints in the style that Typst is given."""
    program = shutil.which("hayagriva", path=f"{readers / 'bin'}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise NotInstalled(
            "Hayagriva's program takes minutes to build: `.ci/readers FOLDER hayagriva`; Typst reads by its code"
        )

    def run(*options: str) -> str:
        return subprocess.run(
            [program, *options], capture_output=True, encoding="utf-8", timeout=300, check=True
        ).stdout

    printed = run("--no-fmt", "--format", "yaml", str(path), "reference", "--csl", str(_PROGRAMS / "labelled.csl"))
    texts = {text.partition("⟨")[0].strip(): f"⟨key⟩{text}" for text in printed.split("⟨key⟩")[1:]}
    return run("--version").strip(), texts


def facts_read(program: str, understood: Any) -> dict[str, dict[str, str]]:
    """Return the facts that a program of `FACT_READERS` read, by key."""
    match program:
        case "pandoc-csl":  # it reads "arXiv: 2201.00001" in a note as a variable of that name, as citeproc-js does
            return {item["id"]: facts_of_csl({"note": f"arXiv:{item.get('arxiv')}", **item}) for item in understood}
        case "citation-js":
            return {key: facts_of_csl(item) for key, item in understood.items()}
        case "zotero":
            return dict(understood)
        case "rispy":
            return {key: _facts_of_rispy(entry) for key, entry in understood.items()}
        case _:
            return {key: facts_of_csl(_labelled(text)) for key, text in understood.items()}


def _labelled(text: str) -> dict[str, object]:
    """Return an item of CSL from the labels that a style printed; its dates are "May 3, 2020"."""
    found = dict(part.split("⟩", 1) for part in text.split("⟨")[1:] if "⟩" in part)
    labels = {name: value.strip() for name, value in found.items()}
    values: dict[str, object] = dict(labels)
    for role in _PEOPLE:
        families, names = (labels.get(f"{role}{form}", "").split("; ") for form in ("-short", "-long"))
        values[role] = [{"literal": _inverted(*pair)} for pair in zip(families, names, strict=False) if pair[1]]
    for date in ("issued", "accessed"):
        values[date] = _date(labels.get(date, ""))
    return values


def _inverted(family: str, name: str) -> str:
    """Return a name with its family name first: ("van der Berg", "Jan van der Berg") gives "van der Berg, Jan".

    Citeproc-js sets names in scripts without blanks with the family name first, without a blank.
    """
    if family and not family.isascii() and name.startswith(family) and name != family:
        return f"{family}, {name.removeprefix(family).strip()}"
    given, _, suffix = name.partition(family) if family else ("", "", name)
    return ", ".join(filter(None, (family, given.strip(), suffix.strip(" ,"))))


def _date(text: str) -> str:
    """Return a date in ISO form: "May 3, 2019", "Spring 2019", "1998–2001"."""
    years = re.findall(r"\d{4}", text)
    numbers = [
        f"{number:02}"
        for words, first in (_MONTHS, _SEASONS)
        for number, word in enumerate(words, first)
        if word in text
    ]
    day = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
    parts = [*years[:1], *numbers[:1], *([day[0].zfill(2)] if day else [])]
    return "/".join(("-".join(parts), *years[1:]))


def _facts_of_rispy(entry: Mapping[str, Any]) -> dict[str, str]:
    types = {
        "JOUR": "article-journal", "CONF": "paper-conference", "CHAP": "chapter", "BOOK": "book", "THES": "thesis",
        "RPRT": "report", "MANSCPT": "manuscript", "BLOG": "post-weblog", "ELEC": "webpage", "SLIDE": "webpage",
        "COMP": "software", "DATA": "dataset", "VIDEO": "motion_picture", "GEN": "document",
    }  # fmt: skip
    get = lambda *names: next((str(entry[name]) for name in names if entry.get(name)), "")  # noqa: E731
    unknown = {tag: values[0] for tag, values in entry.get("unknown_tag", {}).items()}
    kind = entry["type_of_reference"]
    number = " ".join((get("accession_number"), *entry.get("notes", [])))
    is_numbered = kind == "RPRT"
    item: dict[str, object] = {
        "type": "preprint" if get("type_of_work") == "Preprint" else types.get(kind, kind),
        "genre": get("type_of_work"),
        "title": get("title"),
        "container-title": get("custom3", "secondary_title") if kind not in ("BOOK", "RPRT") else "",
        "collection-title": get("tertiary_title") or (get("secondary_title") if kind == "BOOK" else ""),
        "volume": get("volume"),
        "issue": get("number") or unknown.get("SV", "") or (get("issn") if is_numbered else get("note")),
        "page": "-".join(filter(None, (get("start_page"), get("end_page")))),
        "publisher": get("publisher") or (get("secondary_title") if kind in ("BLOG", "ELEC") else ""),
        "publisher-place": get("place_published"),
        "edition": get("edition"),
        "version": get("edition") if kind == "COMP" else "",
        "DOI": get("doi"),
        "URL": get("urls", "url") if not isinstance(entry.get("urls"), list) else entry["urls"][0],
        "number": number,
        "ISBN": get("issn") if not is_numbered else "",
        "language": get("language"),
        "keyword": ", ".join(entry.get("keywords", [])),
        "note": "; ".join(note for note in entry.get("notes", []) if not note.startswith("arXiv:")),
        "issued": "-".join(part for part in (get("date") or get("year")).split("/") if part and part.isdigit()),
        "accessed": get("access_date").strip("/").replace("/", "-"),
        "PMID": re.sub(r"\[pmid\]", "", unknown.get("U1", "") or get("custom_u1", "user_defined_1")),
    }
    others = {"literal": "others"}
    tags = {"author": "authors", "editor": "tertiary_authors" if kind == "BOOK" else "secondary_authors"}
    for role, name in {**tags, "translator": "subsidiary_authors"}.items():
        item[role] = [others if person == "et al." else {"literal": person} for person in entry.get(name, [])]
    return facts_of_csl(item)
