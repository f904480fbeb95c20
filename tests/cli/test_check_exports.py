"""The project's own exports beside the files that they were made from: nothing is said twice, and nothing is hidden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import run_program

REFS = "@misc{a, title = {Moss & walls}, author = {Roe, Ann}, year = {2020}, keywords = {moss}}\n"
NOTE = "---\ntitle: Fern and stones\nauthors: [Vole, Vera]\nkind: blogpost\nurl: https://vole.example.org/fern\n---\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").write_text(REFS)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/fern.md").write_text(NOTE)
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["refs.bib", "notes"]\n[services]\noffline = true\n')
    assert run_program(tmp_path, "sync").returncode in (0, 3, 4)
    assert (tmp_path / "exports/tags/moss.bib").exists()
    return tmp_path


def found(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    report = json.loads(run_program(folder, "check", "--quick", "--json", *arguments).stdout)
    return [(finding["path"], finding["rule"]) for finding in report["findings"]]


@pytest.mark.parametrize("arguments", [(), (".",)])
def test_a_finding_of_a_source_is_not_repeated_for_its_export(project: Path, arguments: tuple[str, ...]) -> None:
    assert found(project, *arguments) == [("refs.bib", "tex-character")]
    done = run_program(project, "check", "--quick", *arguments)
    assert "; 1 more in the exports that another file has too" in done.stderr


def test_what_only_the_export_has_is_said(project: Path) -> None:
    exported = project / "exports/all.bib"
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace("Fern and stones", "Fern & stones"), encoding="utf-8")
    assert found(project) == [("exports/all.bib", "tex-character"), ("refs.bib", "tex-character")]
    exported.write_text(text.replace("year = {2020}", "year = {2020},\n  month = {13}"), encoding="utf-8")
    assert ("exports/all.bib", "date-invalid") in found(project)


def test_an_export_that_is_named_is_checked_whole(project: Path) -> None:
    assert found(project, "exports/all.bib", "refs.bib") == [
        ("exports/all.bib", "tex-character"),
        ("refs.bib", "tex-character"),
    ]
    assert found(project, "exports/tags/moss.bib") == [("exports/tags/moss.bib", "tex-character")]


def test_a_folder_that_is_only_called_exports_is_checked(project: Path) -> None:
    (project / "exports/index.json").unlink()
    assert len(found(project)) == 3
