"""Whole exports before the real programs: the example in both dialects, and the real notes where they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from biblio.bibtex.bib_text import parse_bibtex
from biblio.lookup.progress import SilentProgress
from biblio.model.entry import Entry
from biblio.project.project import open_project, project_config
from biblio.project.sync import sync
from tests.bibtex.test_other_programs import HERE, run_biber, run_bibtex
from tests.check.tools import broken

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["biblatex", "bibtex"])
def exported(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, dict[str, str]]:
    example = ROOT / "biblio" / "example"
    (tmp_path / "config.toml").write_text(
        f'[notes]\nsources = ["{example}/notes"]\n[catalogue]\npath = "{example}/catalogue.jsonl"\n'
        f'[exports]\ndialect = "{request.param}"\nabstracts = true\n[services]\noffline = true\n',
        encoding="utf-8",
    )
    config = project_config(tmp_path, environment={})
    with open_project(config, progress=SilentProgress()) as project:
        sync(project, config.notes.sources, base=tmp_path)
    folder = tmp_path / "exports"
    files = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.bib")}
    return request.param, files


def test_every_file_reads_back_and_holds_nothing_tex_chokes_on(exported: tuple[str, dict[str, str]]) -> None:
    _, files = exported
    assert len(files) > 50
    for text in files.values():
        assert broken(text) == []
        assert all(isinstance(item, Entry) for item in parse_bibtex(text))


def test_biber_and_bibtex_have_nothing_to_say(exported: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    dialect, files = exported
    if dialect == "biblatex":
        complaints, _ = run_biber(files["all.bib"], tmp_path)
        assert [
            line for line in complaints.splitlines() if "Missing mandatory field" not in line or "date" not in line
        ] == []
        return
    style = (HERE / "data" / "check.bst").read_text(encoding="utf-8")
    (tmp_path / "check.bst").write_text(style, encoding="utf-8")
    complaints, bbl = run_bibtex(files["all.bib"], "check", tmp_path)
    assert not re.sub(r"\(There (?:was|were) \d+ warnings?\)", "", complaints).strip()
    assert bbl
