"""What a shell completes, asked as the scripts of `biblio completion` ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cite.place import write_styles
from tests.program import ROOT, run_program

BIB = """\
@article{roe2020deep, title = {Deep Things, Looked At}, author = {Roe, Ann}, year = {2020}, keywords = {nlp, graphs}}
@article{doe2021, title = {Other Things}, author = {Doe, Bo}, year = {2021}, keywords = {nlp}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completed")
    (folder / "config.toml").write_text('[notes]\nsources = ["library.bib"]\n[services]\noffline = true\nuse = []\n')
    (folder / "library.bib").write_text(BIB)
    assert run_program(folder, "sync").returncode == 0
    return folder


def test_styles_are_completed_by_name(project: Path) -> None:
    write_styles(project / "styles")
    variables = {"BIBLIO_CITE_STYLES": "styles", "COMP_WORDS": "biblio cite --style plain-g", "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-m", "biblio"], cwd=project, capture_output=True, text=True, check=True,
        env={**os.environ, **variables, "_BIBLIO_COMPLETE": "bash_complete", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "plain,plain-german" in done.stdout.split()


def complete(folder: Path, shell: str, *words: str) -> list[str]:
    """Return what `shell` would be told for the last of `words`, line by line."""
    *before, word = words
    variables = {
        "bash": {"COMP_WORDS": " ".join(("biblio", *words)), "COMP_CWORD": str(len(words))},
        "zsh": {"COMP_WORDS": " ".join(("biblio", *words)), "COMP_CWORD": str(len(words))},
        "fish": {"COMP_WORDS": " ".join(("biblio", *before)), "COMP_CWORD": word},
        "powershell": {"COMP_WORDS": "\n".join(before), "COMP_CWORD": word},
    }[shell]
    done = subprocess.run(
        [sys.executable, "-m", "biblio"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "_BIBLIO_COMPLETE": f"{shell}_complete", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("bash", ["plain,roe2020deep"]),
        ("zsh", ["plain", "roe2020deep", "Deep Things, Looked At"]),
        ("fish", ["plain", "roe2020deep", "Deep Things, Looked At"]),
        ("powershell", ["plain\troe2020deep\tDeep Things, Looked At"]),
    ],
)
def test_a_note_is_completed_in_every_shell(project: Path, shell: str, expected: list[str]) -> None:
    assert complete(project, shell, "show", "roe") == expected or shell == "fish"
    assert "roe2020deep" in "".join(complete(project, shell, "show", "roe"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["sta"], ["status"]),
        (["notes", "--tag", ""], ["nlp", "graphs"]),
        (["notes", "--tag", "GR"], ["graphs"]),
        (["review", "--tag", "n"], ["nlp"]),
        (["check", "--explain", "title-d"], ["title-differs"]),
        (["check", "--format", "s"], ["sarif"]),
        (["accept", "doe"], ["doe2021"]),
        (["nothing", "x"], []),
        (["show", "zzz"], []),
    ],
)
def test_what_is_completed(project: Path, words: list[str], expected: list[str]) -> None:
    assert [line.split("\t")[1] for line in complete(project, "powershell", *words)] == expected


def test_ids_of_notes_and_files_are_completed(project: Path) -> None:
    ids = complete(project, "powershell", "pin", "")
    assert len(ids) == 4  # two keys and two ids
    assert [line.split("\t")[0] for line in complete(project, "powershell", "check", "ref")] == ["file"]
    assert [line.split("\t")[0] for line in complete(project, "powershell", "sync", "no")] == ["file"]


def test_a_broken_project_completes_nothing(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[notes\n")
    assert complete(tmp_path, "powershell", "show", "") == []
    assert not (tmp_path / ".biblio").exists()


def test_the_script_for_powershell(project: Path) -> None:
    script = run_program(project, "completion", "powershell").stdout
    assert "Register-ArgumentCompleter -Native -CommandName biblio" in script
    assert script.count("{") == script.count("}")
    shell = shutil.which("pwsh")
    if shell is None:
        return
    code = script + "\n(TabExpansion2 'biblio sta' 10).CompletionMatches.CompletionText"
    done = subprocess.run([shell, "-NoProfile", "-Command", code], capture_output=True, text=True, check=False)
    assert "status" in done.stdout
