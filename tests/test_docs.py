"""The documentation: it names everything there is, its commands exist, its examples print what it shows, and it is built."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from datetime import date
from pathlib import Path

import pytest

from biblio.check.finding import FindingKind
from biblio.check.rule_registry import all_rules
from biblio.cli.main import COMMANDS
from biblio.errors import ExitCode
from biblio.model.decision import Status
from biblio.model.note import LinkRole
from biblio.model.record import Kind
from biblio.project.config_schema import SERVICE_KEYS, TABLES
from biblio.project.setting_meanings import MEANINGS
from biblio.readers.layouts import READERS
from biblio.version import DOCUMENTATION
from tests.program import ROOT, run_program
from tools.docs_examples import DOCS, matches, pages, run_page
from tools.reference_pages import OUTCOMES, finding_text, reference_pages, rule_examples

PAGES = sorted(DOCS.rglob("*.md"))
REFERENCE = DOCS / "reference"
# Commands in indented blocks, in blocks of a shell, and of examples.
_LINE = re.compile(r"^(?:    |    - run: |\$ )?biblio (?P<rest>.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(?:sh|console)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_every_command_key_code_and_word_is_there() -> None:
    commands, layouts = read("commands_intro.md"), read("layouts.md")
    for name in COMMANDS:
        assert f"`biblio {name}" in commands
    for code in ExitCode:
        assert f"\n| {int(code)} | " in commands
    for name in READERS:
        assert f"`{name}`" in layouts
    keys = {f"{table}.{key}" for table, table_keys in TABLES.items() for key in table_keys}
    assert set(MEANINGS) == keys | {f"services.NAME.{key}" for key in SERVICE_KEYS}
    contract = read("json_intro.md")
    for word in (*Status, *Kind, *LinkRole):
        assert word.value in contract
    assert set(OUTCOMES) == set(FindingKind)


def commands_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    lines += re.findall(r"^    biblio .+$", text, re.MULTILINE)
    found = []
    for line in lines:
        if match := _LINE.match(line):
            command = re.split(r" [>|] | && ", match["rest"])[0]
            found.append(command)
    return found


COMMANDS_SHOWN = sorted({(command, path.name) for path in PAGES for command in commands_of(path)})


@pytest.mark.parametrize(("command", "page"), COMMANDS_SHOWN)
def test_a_command_is_one_that_there_is(command: str, page: str, tmp_path: Path) -> None:
    words = shlex.split(command, comments=True)
    assert words[0] in COMMANDS or words[0] == "COMMAND", (command, page)
    is_group = words[0] in ("zotero", "catalogue")
    shown = run_program(tmp_path, *words[: 2 if is_group and len(words) > 1 else 1], "--help")
    assert shown.returncode == 0, (command, page)
    for option in (word.partition("=")[0] for word in words if word.startswith("--")):
        assert option in shown.stdout, (command, page)


@pytest.mark.parametrize("path", list(pages()), ids=lambda path: path.stem)
def test_the_examples_of_a_page_print_what_it_shows(path: Path, tmp_path: Path) -> None:
    """After a change of what is printed: ``python -m tools.docs_examples --write``."""
    text = path.read_text(encoding="utf-8")
    assert run_page(text, tmp_path.resolve()) == text


def test_an_example_that_prints_something_else_is_noticed(tmp_path: Path) -> None:
    page = "```console\n$ biblio schema note\nnothing like it\n```\n"
    assert "nothing like it" not in run_page(page, tmp_path)
    assert matches(["a", "…", "d … f"], ["a", "b", "c", "d e f"])
    assert not matches(["a", "…", "d"], ["a", "b"])


@pytest.mark.parametrize("name", all_rules())
def test_a_rule_has_an_example_with_a_finding_of_it(name: str) -> None:
    example = rule_examples()[name]
    assert example.files
    shown = finding_text(name)
    assert shown.splitlines()[0].split(" ")[2] == f"{name}:"
    if not example.finding:
        assert shown.count(f" {name}: ") == 1


def test_the_reference_is_made_from_the_code() -> None:
    made = reference_pages()
    for name in all_rules():
        page = made[f"reference/rules/{name}.md"]
        assert all_rules()[name].summary in page
        assert f"({name}.md)" in made["reference/rules/index.md"]
    for name in COMMANDS:
        assert f"## `biblio {name}`" in made["reference/commands.md"]
    assert "| `minimum` | 1 |" in made["reference/configuration.md"]
    assert "`citekey`" in made["reference/json.md"]


def test_a_report_leads_to_the_page_of_its_rule() -> None:
    from biblio.check.check_files import check_files
    from biblio.check.reports.sarif_report import format_sarif
    from biblio.settings import CheckConfig

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "refs.bib").write_text("@article{a,\n title = {Leaves & wind},\n}\n", encoding="utf-8")
        result = check_files(["refs.bib"], base=Path(folder), config=CheckConfig(), today=date(2026, 1, 1))
    (rule,) = json.loads("".join(format_sarif(result.report, version="1")))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == f"{DOCUMENTATION}/reference/rules/tex-character/"
    assert "reference/rules/tex-character.md" in reference_pages()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert DOCUMENTATION.startswith(project["urls"]["Documentation"])


def test_pictures_are_there_and_ask_no_other_site() -> None:
    shown = {name for path in PAGES for name in re.findall(r"pictures/([\w-]+\.svg)", path.read_text(encoding="utf-8"))}
    there = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "pictures").glob("*.svg")}
    assert shown <= set(there)
    for text in there.values():
        assert "@font-face" not in text
        assert len(text) < 100_000


def test_every_guide_has_a_picture() -> None:
    for path in (*(DOCS / "guides").glob("*.md"), *DOCS.glob("*.md")):
        assert "pictures/" in path.read_text(encoding="utf-8"), path.name


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("mkdocs") is None, reason="the site needs the extra docs")
def test_the_site_is_built_strictly(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in all_rules():
        assert (tmp_path / "reference" / "rules" / name / "index.html").is_file()
