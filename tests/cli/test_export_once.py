"""``biblio export --format``: works in one format, once, on standard output or in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program import run_program

BIB = """\
@article{roe2020deep, title = {Deep {Things}, Looked At}, author = {Roe, Ann}, year = {2020}, keywords = {nlp, graphs}}
@article{doe2021, title = {Other Things}, author = {van der Doe, Bo}, year = {2021}, keywords = {nlp}}
@book{boe1999, title = {A Book}, author = {Boe, Bo}, publisher = {Fern}, year = {1999}}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "config.toml").write_text('[notes]\nsources = ["library.bib"]\n[services]\noffline = true\nuse = []\n')
    (folder / "library.bib").write_text(BIB)
    assert run_program(folder, "sync").returncode == 0
    return folder


def keys(folder: Path, *options: str) -> list[str]:
    done = run_program(folder, "export", "--format", "csl-json", *options)
    assert (done.returncode, done.stderr) == (0, "")
    return [item["id"] for item in json.loads(done.stdout)]


def test_all_works_or_those_with_any_of_some_tags(project: Path) -> None:
    assert keys(project) == ["boe1999", "doe2021", "roe2020deep"]
    assert keys(project, "--tag", "NLP") == ["doe2021", "roe2020deep"]
    assert keys(project, "--tag", "graphs", "--tag", "nlp") == ["doe2021", "roe2020deep"]


def test_nothing_in_the_exports_changes(project: Path) -> None:
    before = {path: path.read_bytes() for path in (project / "exports").rglob("*") if path.is_file()}
    keys(project)
    assert {path: path.read_bytes() for path in (project / "exports").rglob("*") if path.is_file()} == before


def test_a_tag_alone_gives_the_entries_as_they_are_in_the_bib(project: Path) -> None:
    done = run_program(project, "export", "--tag", "graphs")
    assert done.stdout.startswith("@article{roe2020deep,")
    assert done.stdout.count("@") == 1
    assert done.stdout in (project / "exports" / "all.bib").read_text(encoding="utf-8") + "\n"


def test_a_file_is_written_as_the_user_names_it(project: Path, tmp_path: Path) -> None:
    done = run_program(project, "export", "--format", "ris", "-o", str(tmp_path / "works.ris"))
    assert (done.returncode, done.stdout) == (0, f"3 works written to {tmp_path / 'works.ris'}\n")
    assert (tmp_path / "works.ris").read_bytes().count(b"\r\nER  - ") == 3


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--format", "riss"], "did you mean 'ris'?"),
        (["--format", "ris", "--tag", "graph"], "did you mean 'graphs'?"),
        (["--format", "csv", "-o", "library.bib"], "library.bib is one of your notes"),
        (["--format", "csv", "-o", "config.toml"], "config.toml is one of your notes or of the project's files"),
        (["--format", "csv", "-o", "exports/all.csv"], "is in the exports' folder"),
        (["--format", "csv", "--check"], "--check cannot be combined"),
        (["--tag", "nlp", "--json"], "--json cannot be combined"),
    ],
)
def test_what_cannot_be_done_says_why(project: Path, options: list[str], problem: str) -> None:
    before = (project / "library.bib").read_bytes(), (project / "config.toml").read_bytes()
    done = run_program(project, "export", *options)
    assert done.returncode == 2
    assert problem in done.stderr
    assert before == ((project / "library.bib").read_bytes(), (project / "config.toml").read_bytes())


def test_the_setting_writes_all_formats_and_a_wrong_name_is_told(project: Path, tmp_path: Path) -> None:
    (tmp_path / "library.bib").write_text(BIB)
    config = (
        '[notes]\nsources = ["library.bib"]\n[services]\noffline = true\nuse = []\n[exports]\nformats = ["bib", "{}"]\n'
    )
    (tmp_path / "config.toml").write_text(config.format("hayagriva"))
    assert run_program(tmp_path, "sync").returncode == 0
    assert {path.name for path in (tmp_path / "exports" / "tags").glob("*.yml")} == {"nlp.yml", "graphs.yml"}
    assert run_program(tmp_path, "export", "--check").returncode == 0
    (tmp_path / "exports" / "all.yml").unlink()
    assert "all.yml: would be written" in run_program(tmp_path, "export", "--check").stdout
    (tmp_path / "config.toml").write_text(config.format("haya"))
    done = run_program(tmp_path, "sync")
    assert done.returncode == 2
    assert "exports.formats names unknown export formats: haya" in done.stderr
