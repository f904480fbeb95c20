"""Read a `.bib` with a program of the environment that `.ci/readers` makes, and print what it understood as JSON.

    python read.py pybtex|bibtexparser|pandoc|typst FILE

Run by that environment's Python; knows nothing of biblio.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

# Fields that are no TeX text: whoever decodes those spoils them, and both libraries hand them out undecoded too.
VERBATIM = ("doi", "url", "eprint", "file")


def pybtex(path: Path) -> dict[str, object]:
    from pybtex.database import parse_file
    from pybtex.errors import set_strict_mode
    from pybtex.richtext import Text

    set_strict_mode(enable=False)  # as its command does: what it cannot read is a warning
    entries = {}
    for key, entry in parse_file(path, "bibtex").entries.items():
        fields = {
            name.lower(): value if name.lower() in VERBATIM else str(Text.from_latex(value))
            for name, value in entry.fields.items()
        }
        people = {
            role.lower(): [
                ", ".join(
                    filter(
                        None,
                        (
                            _text((*person.prelast_names, *person.last_names)),
                            _text((*person.first_names, *person.middle_names)),
                            _text(person.lineage_names),
                        ),
                    )
                )
                for person in persons
            ]
            for role, persons in entry.persons.items()
        }
        entries[key] = {"type": entry.type, "fields": fields, "people": people}
    return entries


def _text(parts: tuple[str, ...]) -> str:
    from pybtex.richtext import Text

    return str(Text.from_latex(" ".join(parts)))


def bibtexparser(path: Path) -> dict[str, object]:
    from bibtexparser import parse_file
    from bibtexparser.middlewares import (
        LatexDecodingMiddleware,
        MonthLongStringMiddleware,
        NormalizeFieldKeys,
        SeparateCoAuthors,
        SplitNameParts,
    )
    from pylatexenc.latex2text import LatexNodes2Text

    # Its LatexDecodingMiddleware decodes the parts of a name, but no list of names.
    decode = LatexNodes2Text().latex_to_text
    layers = [
        NormalizeFieldKeys(),
        MonthLongStringMiddleware(),
        SeparateCoAuthors(),
        SplitNameParts(),
        LatexDecodingMiddleware(),
    ]
    library = parse_file(str(path), append_middleware=layers)
    sources = {
        entry.key: entry.fields_dict
        for entry in parse_file(str(path), append_middleware=[NormalizeFieldKeys()]).entries
    }
    entries = {}
    for entry in library.entries:
        fields, people = {}, {}
        raw = sources[entry.key]
        for field in entry.fields:
            if isinstance(field.value, list):
                people[field.key] = [
                    ", ".join(decode(" ".join(part)) for part in (name.von + name.last, name.first, name.jr) if part)
                    for name in field.value
                ]
            else:
                fields[field.key] = raw[field.key].value if field.key in VERBATIM else str(field.value)
        entries[entry.key] = {"type": entry.entry_type, "fields": fields, "people": people}
    return entries


def pandoc(path: Path) -> object:
    from pypandoc import get_pandoc_path

    # "biblatex" is what Pandoc takes every `.bib` for, whatever its dialect.
    command = [get_pandoc_path(), "--from=biblatex", "--to=csljson", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)


def typst(path: Path) -> dict[str, dict[str, str]]:
    """Return what a style prints that prints every variable with its name; names and fields as in `labelled.csl`."""
    from html.parser import HTMLParser

    import typst as compiler

    page = path.with_name("page.typ")
    page.write_text(f'#bibliography("{path.name}", full: true, style: "labelled.csl")\n', encoding="utf-8")
    path.with_name("labelled.csl").write_bytes(Path(__file__).with_name("labelled.csl").read_bytes())
    texts: list[str] = []

    class Items(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag == "li":
                texts.append("")

        def handle_data(self, data: str) -> None:
            if texts:
                texts[-1] += data

    Items().feed(compiler.compile(str(page), format="html").decode())
    entries = {}
    for text in texts:
        values = dict(part.split("⟩", 1) for part in text.split("⟨")[1:])
        key = values.pop("key").strip()
        for role in ("author", "editor", "translator"):
            families, names = (values.pop(f"{role}{form}", "").strip().split("; ") for form in ("-short", "-long"))
            values[role] = "; ".join(map(_inverted, families, names))
        entries[key] = {name: value.strip() for name, value in values.items()}
    return entries


def _inverted(family: str, name: str) -> str:
    """Return a name with its family name first: ("van der Berg", "Jan van der Berg") gives "van der Berg, Jan"."""
    given, _, suffix = name.partition(family) if family else ("", "", "")
    return ", ".join(filter(None, (family, given.strip(), suffix.strip(" ,"))))


PROGRAMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pybtex": (pybtex, "pybtex"),
    "bibtexparser": (bibtexparser, "bibtexparser"),
    "pandoc": (pandoc, "pypandoc_binary"),
    "typst": (typst, "typst"),
}

if __name__ == "__main__":
    name, file = sys.argv[1:]
    read, distribution = PROGRAMS[name]
    json.dump({"version": f"{distribution} {version(distribution)}", "entries": read(Path(file))}, sys.stdout)
