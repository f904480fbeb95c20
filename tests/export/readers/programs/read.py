"""Read an export with a program of the environment that `.ci/readers` makes, and print what it understood as JSON.

    python read.py pandoc-csl|citeproc-py|typst|pyyaml|rispy|pandas|pandoc-markdown|pandoc-html|html5lib FILE

Run by that environment's Python; knows nothing of biblio.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

LABELLED = Path(__file__).with_name("labelled.csl")


def pandoc_csl(path: Path) -> object:
    return json.loads(_pandoc("--from=csljson", "--to=csljson", str(path)))


def _pandoc(*options: str) -> str:
    from pypandoc import get_pandoc_path

    return subprocess.run([get_pandoc_path(), *options], capture_output=True, check=True, encoding="utf-8").stdout


def citeproc_py(path: Path) -> object:
    """Return what a style prints that prints every variable with its name."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    warnings.simplefilter("ignore")  # it warns about every variable that it does not know
    data = json.loads(path.read_text(encoding="utf-8"))
    style = CitationStylesStyle(str(LABELLED), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(data), formatter.plain)
    for item in data:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return dict(zip((item["id"] for item in data), map(str, bibliography.bibliography()), strict=True))


def typst(path: Path) -> object:
    """Return what Typst prints in the same style."""
    from html.parser import HTMLParser

    import typst as compiler

    page = path.with_name("page.typ")
    page.write_text(f'#bibliography("{path.name}", full: true, style: "labelled.csl")\n', encoding="utf-8")
    path.with_name("labelled.csl").write_bytes(LABELLED.read_bytes())
    texts: list[str] = []

    class Items(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag == "li":
                texts.append("")

        def handle_data(self, data: str) -> None:
            if texts:
                texts[-1] += data

    Items().feed(compiler.compile(str(page), format="html").decode())
    return {text.partition("⟨key⟩")[2].partition("⟨")[0].strip(): text for text in texts}


def pyyaml(path: Path) -> object:
    import yaml

    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rispy(path: Path) -> object:
    import rispy as reader

    with path.open(encoding="utf-8") as stream:
        return {entry["id"]: entry for entry in reader.load(stream)}


def pandas(path: Path) -> object:
    from pandas import read_csv

    return read_csv(path, dtype=str, keep_default_na=False).to_dict("records")


def pandoc_markdown(path: Path) -> object:
    document = json.loads(_pandoc("--from=markdown", "--to=json", str(path)))
    return [_text_and_links(block) for block in _elements(document["blocks"])]


def pandoc_html(path: Path) -> object:
    document = json.loads(_pandoc("--from=html", "--to=json", str(path)))
    return [_text_and_links(block) for block in _elements(document["blocks"])]


def _elements(blocks: list[dict[str, Any]]) -> Iterator[object]:
    for block in blocks:
        if block["t"] == "BulletList":
            yield from block["c"]


def _text_and_links(value: object) -> dict[str, object]:
    texts: list[str] = []
    links: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, dict):
            match value.get("t"):
                case "Str":
                    texts.append(value["c"])
                case "Space" | "SoftBreak" | "LineBreak":
                    texts.append(" ")
                case "Code":
                    texts.append(value["c"][1])
                case "Quoted":
                    signs = "‘’" if value["c"][0]["t"] == "SingleQuote" else "“”"
                    texts.append(signs[0])
                    walk(value["c"][1])
                    texts.append(signs[1])
                case "Link":
                    walk(value["c"][1])
                    links.append(value["c"][2][0])
                case "RawInline" | "RawBlock" | "Math" | "Cite" | "Image" | "Header" as kind:
                    texts.append(f"[{kind}]")
                case _:
                    walk(value.get("c"))

    walk(value)
    return {"text": "".join(texts), "links": links}


def html5lib(path: Path) -> object:
    import html5lib as reader

    document = reader.parse(path.read_bytes(), namespaceHTMLElements=False)
    return [
        {"text": "".join(item.itertext()), "links": [link.get("href") for link in item.iter("a")]}
        for item in document.iter("li")
    ]


PROGRAMS: dict[str, tuple[Callable[[Path], object], str]] = {
    "pandoc-csl": (pandoc_csl, "pypandoc_binary"),
    "citeproc-py": (citeproc_py, "citeproc-py"),
    "typst": (typst, "typst"),
    "pyyaml": (pyyaml, "PyYAML"),
    "rispy": (rispy, "rispy"),
    "pandas": (pandas, "pandas"),
    "pandoc-markdown": (pandoc_markdown, "pypandoc_binary"),
    "pandoc-html": (pandoc_html, "pypandoc_binary"),
    "html5lib": (html5lib, "html5lib"),
}

if __name__ == "__main__":
    name, file = sys.argv[1:]
    read, distribution = PROGRAMS[name]
    json.dump({"version": f"{distribution} {version(distribution)}", "read": read(Path(file))}, sys.stdout)
