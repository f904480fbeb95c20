"""CSL's own test suite over the engines that `biblio cite` could use: how many tests each passes, what a start costs.

    git clone https://github.com/citation-style-language/test-suite
    python benchmarks/csl_suite.py test-suite --engine citeproc-py
    python benchmarks/csl_suite.py test-suite --engine pandoc
    python benchmarks/csl_suite.py test-suite --engine citeproc-js --js NODE_MODULES/citeproc/citeproc_commonjs.js

citeproc-py is imported, and gives the locales; citeproc-js runs in `quickjs` (or with `--node`, in node); pandoc is the
program on the path, or `--pandoc`, with `--rules` after `biblio cite` has prepared the style. A test is passed if the
text is equal to the suite's, but for white space that HTML does not show. pandoc's is its document in the suite's HTML:
citations within a sentence, typographic quotes, a locator in words ("p. 12"), as a writer would.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SECTION = re.compile(r"^>>=+ ?([A-Z-]+) ?=+>>\n(.*?)^<<=+ ?\1 ?=+<<", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class SuiteTest:
    name: str
    mode: str
    result: str
    style: str
    items: list[dict[str, Any]]
    clusters: list[list[dict[str, Any]]] = field(default_factory=list)
    """Citations that stand alone, each with its cites."""
    citations: list[list[Any]] = field(default_factory=list)
    """Citations of a document as it is written: each with those before and behind it."""


def read_tests(folder: Path) -> Iterator[SuiteTest]:
    for path in sorted(folder.rglob("*.txt")):
        parts = {name: text.strip("\n") for name, text in _SECTION.findall(path.read_text(encoding="utf-8-sig") + "\n")}
        if not {"MODE", "RESULT", "CSL", "INPUT"} <= parts.keys():
            continue
        yield SuiteTest(
            path.stem,
            parts["MODE"].strip(),
            parts["RESULT"],
            parts["CSL"].strip(),
            json.loads(parts["INPUT"]),
            json.loads(parts.get("CITATION-ITEMS", "[]")),
            json.loads(parts.get("CITATIONS", "[]")),
        )


def final_citations(test: SuiteTest) -> tuple[list[dict[str, Any]], int | None]:
    """Return the citations of a test in the order of its document, and the index of the one that came last."""
    if not test.citations:
        clusters = test.clusters or [[{"id": item["id"]} for item in test.items]]
        return [{"citationItems": cluster, "properties": {}} for cluster in clusters], None
    known = {str(citation["citationID"]): citation for citation, _, _ in test.citations}
    last, before, after = test.citations[-1]
    order = [str(name) for name, _ in before] + [str(last["citationID"])] + [str(name) for name, _ in after]
    return [known[name] for name in order if name in known], len(before)


def marked(texts: list[str], last: int | None) -> str:
    """Return citations as the suite shows them, without the marks of what changed (only citeproc-js tells that)."""
    return "\n".join(texts if last is None else (f"[{number}] {text}" for number, text in enumerate(texts)))


def unmarked(result: str) -> str:
    return re.sub(r"^(?:\.\.|>>)\[", "[", result, flags=re.MULTILINE)


def comparable(text: str) -> str:
    """Return a text with single blanks, and none beside blocks, where they have no meaning in HTML."""
    return " ".join(re.sub(r"\s*(</?div[^>]*>)\s*", r"\1", text).split())


# -- citeproc-py ---------------------------------------------------------------------------------------------------
def citeproc_py() -> Callable[[SuiteTest], str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
    from citeproc.source.json import CiteProcJSON

    warnings.simplefilter("ignore")

    def cite(cite_item: dict[str, Any]) -> Any:
        options = {name.replace("-", "_"): value for name, value in cite_item.items()}
        key, locator, label = str(options.pop("id")).lower(), options.pop("locator", None), options.pop("label", "page")
        if locator is not None:
            options["locator"] = Locator(label, locator)
        return CitationItem(key, **options)

    def run(test: SuiteTest) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".csl", encoding="utf-8") as file:
            file.write(test.style)
            file.flush()
            style = CitationStylesStyle(file.name, validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(test.items), formatter.html)
        described, last = final_citations(test)
        citations = [Citation([cite(one) for one in citation["citationItems"]]) for citation in described]
        for citation in citations:
            bibliography.register(citation)
        if test.mode == "bibliography":
            bibliography.sort()
            return as_div(map(str, bibliography.bibliography()))
        return marked([str(bibliography.cite(citation, lambda item: None)) for citation in citations], last)

    return run


def as_div(entries: Any) -> str:
    return "\n".join(
        ['<div class="csl-bib-body">', *(f'  <div class="csl-entry">{one}</div>' for one in entries), "</div>"]
    )


# -- citeproc-js ---------------------------------------------------------------------------------------------------
_RUNNER = """
function runTest(test, locales) {
  var items = {};
  test.items.forEach(function (item) { items[item.id] = item; });
  var sys = {
    retrieveLocale: function (lang) { return locales[lang] || false; },
    retrieveItem: function (id) { return items[id]; }
  };
  var engine = new CSL.Engine(sys, test.style);
  if (!test.citations.length) engine.updateItems(test.items.map(function (item) { return item.id; }));
  var texts = [], last = null;
  if (test.citations.length) {
    var byIndex = {};
    test.citations.forEach(function (one) {
      last = one[1].length;
      engine.processCitationCluster(one[0], one[1], one[2]);
    });
    texts = engine.registry.citationreg.citationByIndex.map(function (citation) {
      return engine.process_CitationCluster(citation.sortedItems, citation);
    });
  } else {
    var clusters = test.clusters.length ? test.clusters : [test.items.map(function (item) { return {id: item.id}; })];
    if (test.mode == "citation") texts = clusters.map(function (cluster) { return engine.makeCitationCluster(cluster); });
  }
  if (test.mode == "bibliography") {
    var made = engine.makeBibliography();
    return [made[0].bibstart + made[1].join("") + made[0].bibend, last];
  }
  return [texts, last];
}
"""


def locale_texts() -> dict[str, str]:
    from citeproc import LOCALES_PATH

    return {
        path.stem.removeprefix("locales-"): path.read_text(encoding="utf-8")
        for path in Path(LOCALES_PATH).glob("*.xml")
    }


def _as_object(test: SuiteTest) -> dict[str, Any]:
    return {name: getattr(test, name) for name in ("mode", "style", "items", "clusters", "citations")}


def _from_js(answer: str) -> str:
    value, last = json.loads(answer)
    return value if isinstance(value, str) else marked(value, last)


def citeproc_js(script: Path) -> Callable[[SuiteTest], str]:
    import quickjs

    context = quickjs.Context()
    context.set_max_stack_size(64 * 2**20)
    context.eval("var module = {exports: {}}, exports = module.exports, console = {log: function () {}};")
    context.eval(script.read_text(encoding="utf-8"))
    context.eval("var CSL = module.exports;" + _RUNNER)
    context.eval(f"var LOCALES = {json.dumps(locale_texts())};")
    context.eval("function run(test) { return JSON.stringify(runTest(JSON.parse(test), LOCALES)); }")
    function = context.get("run")
    return lambda test: _from_js(function(json.dumps(_as_object(test))))


def citeproc_js_in_node(script: Path) -> Callable[[SuiteTest], str]:
    program = (
        f"var CSL = require({json.dumps(str(script.resolve()))}); {_RUNNER}"
        "var fs = require('fs'); var given = JSON.parse(fs.readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify(runTest(given.test, given.locales)));"
    )

    def run(test: SuiteTest) -> str:
        given = json.dumps({"test": _as_object(test), "locales": locale_texts()})
        return _from_js(
            subprocess.run(["node", "-e", program], input=given, capture_output=True, text=True, check=True).stdout
        )

    return run


# -- pandoc --------------------------------------------------------------------------------------------------------
_WORDS = {"page": "p.", "chapter": "chap.", "section": "sec.", "volume": "vol.", "paragraph": "para.", "line": "l."}
_WRAPPED = {"Emph": "i", "Strong": "b", "Superscript": "sup", "Subscript": "sub"}


def pandoc(program: str, prepare: Callable[[bytes], bytes]) -> Callable[[SuiteTest], str]:
    def cite(one: dict[str, Any]) -> dict[str, Any]:
        suffix = one.get("suffix", "")
        if "locator" in one:
            label = one.get("label", "page")
            suffix = f"{{{_WORDS.get(label, label)} {one['locator']}}}{suffix}"
        mode = (
            "SuppressAuthor"
            if one.get("suppress-author")
            else "AuthorInText"
            if one.get("author-only")
            else "NormalCitation"
        )
        return {
            "citationId": str(one["id"]),
            "citationPrefix": inlines(one.get("prefix", "")),
            "citationSuffix": inlines(suffix),
            "citationMode": {"t": mode},
            "citationNoteNum": 0,
            "citationHash": 0,
        }

    answer = subprocess.run([program, "-t", "json"], input="", capture_output=True, text=True, check=True).stdout
    version = json.loads(answer)["pandoc-api-version"]

    def run(test: SuiteTest) -> str:
        described, last = final_citations(test)
        cites = [[cite(one) for one in citation["citationItems"]] for citation in described]
        blocks = [
            {"t": "Para", "c": [{"t": "Str", "c": "x"}, {"t": "Space"}, {"t": "Cite", "c": [one, []]}]} for one in cites
        ]
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "style.csl").write_bytes(prepare(test.style.encode()))
            (Path(folder) / "items.json").write_text(json.dumps(test.items), encoding="utf-8")
            names = {"csl": "style.csl", "bibliography": "items.json"}
            meta = {name: {"t": "MetaString", "c": f"{folder}/{file}"} for name, file in names.items()}
            document = json.dumps({"pandoc-api-version": version, "meta": meta, "blocks": blocks})
            command = [program, "--citeproc", "-f", "json", "-t", "json"]
            done = subprocess.run(command, input=document, capture_output=True, text=True, check=True, timeout=60)
        found = json.loads(done.stdout)["blocks"]
        if test.mode == "bibliography":
            entries = next((block["c"][1] for block in found if block["t"] == "Div" and block["c"][0][0] == "refs"), [])
            return as_div(entry_html(entry) for entry in entries)
        return marked(
            [inlines_html(block["c"])[1:].strip() for block in found if block["t"] == "Para"][: len(cites)], last
        )

    return run


def rules_of_biblio() -> Callable[[bytes], bytes]:
    from biblio.cite.style_rules import rules_for_pandoc

    return rules_for_pandoc


def inlines(text: str) -> list[dict[str, Any]]:
    text = re.sub(r"(?<!\w)'(.*?)'(?!\w)", "‘\\1’", re.sub(r'"(.*?)"', "“\\1”", text))
    parts = re.split(r"( )", text)
    return [{"t": "Space"} if part == " " else {"t": "Str", "c": part} for part in parts if part]


def entry_html(entry: dict[str, Any]) -> str:
    blocks = entry["c"][1]
    texts = [inlines_html(block["c"]) if block["t"] in {"Para", "Plain"} else entry_html(block) for block in blocks]
    return "\n".join(texts)


def inlines_html(parts: list[dict[str, Any]]) -> str:
    return "".join(map(inline_html, parts))


def inline_html(part: dict[str, Any]) -> str:
    kind, content = part["t"], part.get("c")
    if kind == "Str":
        return (
            html.escape(content, quote=False)
            .replace("&amp;", "&#38;")
            .replace("&gt;", "&#62;")
            .replace("&lt;", "&#60;")
        )
    if kind in {"Space", "SoftBreak"}:
        return " "
    if kind == "LineBreak":
        return "\n"
    if kind in _WRAPPED:
        return f"<{_WRAPPED[kind]}>{inlines_html(content)}</{_WRAPPED[kind]}>"
    if kind == "SmallCaps":
        return f'<span style="font-variant:small-caps;">{inlines_html(content)}</span>'
    if kind == "Quoted":
        left, right = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
        return left + inlines_html(content[1]) + right
    if kind == "Note":
        return "".join(inlines_html(block["c"]) for block in content)
    if kind in {"Span", "Link", "Cite"}:
        inner = inlines_html(content[1])
        names = content[0][1] if kind == "Span" else []
        shown = [name for name in names if name.startswith("csl-")]
        return f'<div class="{shown[0]}">{inner}</div>' if shown else inner
    return ""


# -- measuring -----------------------------------------------------------------------------------------------------
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", type=Path)
    parser.add_argument("--engine", choices=("citeproc-py", "citeproc-js", "pandoc"), required=True)
    parser.add_argument("--js", type=Path, help="citeproc_commonjs.js of the npm package citeproc")
    parser.add_argument("--node", action="store_true", help="run citeproc-js in node")
    parser.add_argument("--pandoc", default="pandoc")
    parser.add_argument("--rules", action="store_true", help="prepare styles for pandoc as biblio does")
    parser.add_argument("--only", default="", help="the beginning of tests' names")
    parser.add_argument("--failed", action="store_true", help="name the tests that fail")
    parser.add_argument("--show", action="store_true", help="show what was expected and what came")
    given = parser.parse_args()
    if given.engine == "citeproc-py":
        engine = citeproc_py()
    elif given.engine == "pandoc":
        engine = pandoc(given.pandoc, rules_of_biblio() if given.rules else lambda style: style)
    else:
        engine = (citeproc_js_in_node if given.node else citeproc_js)(given.js)
    passed, all_tests, raised = Counter[str](), Counter[str](), 0
    began = time.process_time()
    for test in read_tests(given.suite):
        if not test.name.startswith(given.only):
            continue
        all_tests[test.mode] += 1
        try:
            got = engine(test)
        except Exception as error:  # noqa: BLE001 - engines raise anything
            raised += 1
            got = f"{type(error).__name__}: {error}"
        if comparable(got) == comparable(unmarked(test.result)):
            passed[test.mode] += 1
        elif given.failed or given.show:
            print(test.name)
            if given.show:
                print("  expected", unmarked(test.result), "  got     ", got, sep="\n")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    for mode in all_tests:
        print(f"{given.engine}: {mode}: {passed[mode]} of {all_tests[mode]}")
    seconds = time.process_time() - began + children.ru_utime + children.ru_stime
    print(
        f"{given.engine}: {sum(passed.values())} of {sum(all_tests.values())}, {raised} raised; {seconds:.0f} s of processor time"
    )


if __name__ == "__main__":
    sys.exit(main())
