"""What biblio says where something else was meant: addresses as sources, Windows paths, shallow clones; short names."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.program import run_program

LONG = "A Title That Is So Long That No Terminal of Eighty Columns Could Ever Show It Whole in One Line With Its Key"


def configured(folder: Path, line: str) -> None:
    (folder / "config.toml").write_text(f"[notes]\n{line}\n", encoding="utf-8")


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/owner/repo",
        "https://github.com/owner/repo/issues",
        "http://www.github.com/owner/repo/",
        "github.com/owner/repo",
        "git@github.com:owner/repo.git",
        "ssh://git@github.com/owner/repo.git",
        "https://github.com/owner/repo/tree/main/notes",
    ],
)
def test_the_address_of_a_repository_leads_to_its_name(tmp_path: Path, address: str) -> None:
    configured(tmp_path, f'sources = ["{address}"]')
    done = run_program(tmp_path, "notes")
    assert done.returncode == 1
    assert "for its issues, write github:owner/repo;" in done.stderr


def test_another_address_is_to_be_downloaded(tmp_path: Path) -> None:
    configured(tmp_path, 'sources = ["https://example.org/reading.md"]')
    assert "download it, or clone it" in run_program(tmp_path, "notes").stderr


@pytest.mark.parametrize("path", ["C:\\Users\\me\\vault", "C:\\notes", "D:\\vault\\papers", "..\\temp", "C:\\x41"])
def test_a_windows_path_in_double_quotes(tmp_path: Path, path: str) -> None:
    configured(tmp_path, f'sources = ["{path}"]')
    done = run_program(tmp_path, "notes")
    assert done.returncode == 2
    assert "config.toml:2: " in done.stderr
    assert "write the path in single quotes or with slashes" in done.stderr
    configured(tmp_path, f"sources = ['{path}']")
    assert "single quotes" not in run_program(tmp_path, "notes").stderr


def test_other_mistakes_in_toml_get_no_hint_about_paths(tmp_path: Path) -> None:
    configured(tmp_path, 'sources = "notes')
    assert "single quotes" not in run_program(tmp_path, "notes").stderr


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_revision_that_a_shallow_clone_lacks(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q")
    for number in range(2):
        (origin / "refs.bib").write_text(f"@misc{{a, title = {{A}}, year = {2000 + number}}}\n")
        git(origin, "add", ".")
        git(origin, "commit", "-q", "-m", "x")
    git(tmp_path, "clone", "-q", "--depth", "1", origin.as_uri(), "clone")
    done = run_program(tmp_path / "clone", "check", "--quick", "--since", "HEAD~1", "refs.bib")
    assert done.returncode == 2
    assert "this clone is shallow" in done.stderr
    assert "git fetch --unshallow" in done.stderr
    assert run_program(tmp_path / "clone", "check", "--quick", "--since", "HEAD", "refs.bib").returncode == 0
    done = run_program(origin, "check", "--quick", "--since", "nothing", "refs.bib")
    assert "shallow" not in done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    configured(tmp_path, 'sources = ["library.bib", "notes"]\n[services]\noffline = true\nuse = []')
    (tmp_path / "notes").mkdir()
    entry = f"@article{{long2020title, title = {{{LONG}}}, author = {{Roe, Ann}}, year = {{2020}}}}\n"
    other = "@article{longer2021, title = {Another One}, author = {Doe, Bo}, year = {2021}}\n"
    (tmp_path / "library.bib").write_text(entry + other)
    note = "---\ntitle: 深層学習による画像認識\nauthors: [山田 太郎]\nyear: 2020\ntags: [paper]\n---\n良い。\n"
    (tmp_path / "notes" / "y.md").write_text(note, encoding="utf-8")
    assert run_program(tmp_path, "sync").returncode in (0, 3)
    return tmp_path


def test_notes_are_whole_in_a_pipe(project: Path) -> None:
    lines = run_program(project, "notes").stdout.splitlines()
    assert any(LONG in line and line.endswith("  long2020title") for line in lines)


def test_a_key_can_be_shortened_as_an_id_can(project: Path) -> None:
    assert LONG in run_program(project, "show", "long2020").stdout
    assert LONG in run_program(project, "show", "long2").stdout
    assert "Another One" in run_program(project, "show", "longer").stdout
    done = run_program(project, "show", "long")
    assert done.returncode == 2
    assert "matches several notes" in done.stderr


@pytest.mark.parametrize("words", ["深層学習", "画像", "画像 深層"])
def test_words_of_a_title_without_blanks(project: Path, words: str) -> None:
    assert "深層学習による画像認識" in run_program(project, "show", words).stdout
    assert run_program(project, "show", "音声").returncode == 2


BIB = "@misc{a, title = {A}, year = {2020}}\n@misc{a, title = {B}, year = {2021}}\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (BIB, "stdin.bib"),
        ("% mine\n" + BIB, "stdin.bib"),
        ('[{"type": "book", "title": "A", "author": [{"family": "Roe"}]} ]', "stdin.json"),
        ("\\documentclass{article}\\begin{document}\\cite{x}\\bibliography{none}\\end{document}", "stdin.tex"),
        ("---\nbibliography: none.bib\n---\nText [@roe2020].\n", "stdin.md"),
    ],
)
def test_a_dash_is_what_an_editor_has_not_saved(tmp_path: Path, text: str, name: str) -> None:
    done = run_program(tmp_path, "check", "--quick", "-v", "-", stdin=text)
    assert "does not exist" not in done.stderr
    assert "in 1 file" in done.stderr
    if name != "stdin.json":
        assert f"{name}:" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_text_on_stdin_stands_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{saved, title = {A}, year = {2020}}\n")
    (tmp_path / "paper.md").write_text("---\nbibliography: refs.bib\n---\n[@typed]\n")
    arguments = ("check", "--quick", "paper.md", "-", "--stdin-filename", "refs.bib")
    done = run_program(tmp_path, *arguments, stdin="@misc{typed, title = {A}, year = {2020}}\n")
    assert done.returncode == 0, done.stdout
    assert "1 entry" in done.stderr
    done = run_program(tmp_path, *arguments, stdin="@misc{other, title = {A}, year = {2020}}\n")
    assert "paper.md:4" in done.stdout
    entry = "@misc{a, title = {A}, year = {2020}, doi = {https://doi.org/10.1000/182}}\n"
    done = run_program(tmp_path, "check", "--quick", "--diff", "-", stdin=entry)
    assert "stdin.bib" in done.stdout
    assert "+" in done.stdout
    for wrong in (("--watch", "-"), ("--stdin-filename", "x.bib", "refs.bib")):
        assert run_program(tmp_path, "check", "--quick", *wrong).returncode == 2
