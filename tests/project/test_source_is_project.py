"""A project in the folder of the notes itself: `sources = ["."]`, as after `biblio init` there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.program import run_program

NOTE = "---\ntitle: Lanterns of the North\nauthor: Jane Roe\nyear: 2017\n---\n"


@pytest.mark.parametrize("exports", ["exports", "bib/tex"])
def test_what_we_write_is_no_note(tmp_path: Path, exports: str) -> None:
    (tmp_path / "own.bib").write_text("@book{roe2017, title = {Lanterns}, author = {Roe, Jane}, year = 2017}\n")
    (tmp_path / "config.toml").write_text(
        f'[notes]\nsources = ["."]\n[exports]\npath = "{exports}"\nunresolved = true\n[services]\noffline = true\n'
        '[catalogue]\npath = "empty.jsonl"\n',
        encoding="utf-8",
    )
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    for _ in range(2):  # the second run finds what the first one wrote
        finished = run_program(tmp_path, "sync")
        assert "1 note in 1 file" in finished.stdout, finished.stdout + finished.stderr
    assert (tmp_path / exports / "all.bib").read_text(encoding="utf-8").count("\n@") == 1
    skipped = run_program(tmp_path, "notes", "--skipped").stdout
    assert f"{exports}/: used by biblio itself" in skipped
    assert "own.bib" not in skipped


def test_init_in_the_folder_of_the_notes(tmp_path: Path) -> None:
    (tmp_path / "lanterns.md").write_text(NOTE, encoding="utf-8")
    assert run_program(tmp_path, "init", "--notes", ".").returncode == 0
    for _ in range(2):
        finished = run_program(tmp_path, "sync", "--offline")
        assert "1 note in 1 file" in finished.stdout, finished.stdout + finished.stderr
