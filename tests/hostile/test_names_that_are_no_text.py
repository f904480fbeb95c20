"""Folders and files whose names are not UTF-8, as old disks and archives have them: one message, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.scenarios import BIB
from tests.program import ROOT, run_program

_CONFIG = '[notes]\nsources = ["notes"]\n[catalogue]\npath = "works.jsonl"\n[services]\noffline = true\n'
_WORK = '{"id": "2401.00001", "title": "Lanterns of the North", "authors": ["Jane Roe"], "published": "2024-01-01"}\n'


def _project(folder: Path) -> Path:
    (folder / "notes").mkdir(parents=True)
    (folder / "notes" / "n.md").write_text(
        "---\ntitle: Lanterns of the North\narxiv: 2401.00001\n---\nMine.\n", "utf-8"
    )
    (folder / "works.jsonl").write_text(_WORK, encoding="utf-8")
    (folder / "config.toml").write_text(_CONFIG, encoding="utf-8")
    (folder / "refs.bib").write_text(BIB, encoding="utf-8")
    return folder


def _named(folder: Path, name: bytes) -> Path:
    path = folder / os.fsdecode(name)
    try:
        path.mkdir()
    except OSError:
        pytest.skip("this file system takes no such name")
    return path


def _printed(folder: Path, *arguments: str) -> str:
    """Return what a process of its own prints: only that one prepares its streams for such names."""
    command = [sys.executable, "-m", "biblio", *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    printed = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert "Traceback" not in printed
    return printed


@pytest.mark.parametrize(
    "command",
    [
        "sync", "status", "notes", "show n", "export", "check refs.bib", "page", "find lanterns", "review --export r.txt", "undo",
        "accept n arxiv:2401.00001", "resolve --plan", "cite n", "add arXiv:2401.00001 --yes", "zotero plan",
        "catalogue build works.jsonl --into index", "notes notes", "update",
    ],
)  # fmt: skip
def test_a_project_in_a_folder_whose_name_is_not_utf8_is_refused(tmp_path: Path, command: str) -> None:
    folder = _project(_named(tmp_path, b"p\xff") / "project")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = run_program(folder, *command.split())
    assert done.returncode == 1
    assert "has a name that is not UTF-8" in done.stderr
    assert "p\N{REPLACEMENT CHARACTER}" in done.stderr
    assert done.stderr.count("error: ") == 1
    assert "Traceback" not in done.stderr
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path: data for path, data in after.items() if path in before} == before


def test_a_source_whose_name_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = _project(tmp_path / "project")
    other = _named(folder, b"d\xff")
    (other / "n.md").write_text("# A note\n", encoding="utf-8")
    done = run_program(folder, "notes", str(other))
    assert done.returncode == 1
    assert "has a name that is not UTF-8" in done.stderr


def test_a_bibliography_whose_name_is_not_utf8_is_checked_but_not_fixed(tmp_path: Path) -> None:
    folder = _project(tmp_path / "project")
    path = _named(folder, b"d\xff") / "refs.bib"
    path.write_text(BIB, encoding="utf-8")
    assert "https://doi.org/" in _printed(folder, "check", "--quick", str(path))
    assert "was not fixed: it has a name that is not UTF-8" in _printed(folder, "check", "--quick", str(path), "--fix")
    assert path.read_text(encoding="utf-8") == BIB
    _printed(folder, "check", str(path), "--write-baseline", "--baseline", "known.txt")
    assert "nothing found" in _printed(folder, "check", str(path), "--baseline", "known.txt")


def test_a_source_of_a_catalogue_whose_name_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = _project(tmp_path / "project")
    source = _named(folder, b"d\xff") / "works.jsonl"
    source.write_text(_WORK, encoding="utf-8")
    done = run_program(folder, "catalogue", "build", "works.jsonl", str(source), "--into", "index")
    assert "has a name that is not UTF-8" in done.stderr
