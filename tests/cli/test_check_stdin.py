"""`biblio check --fix -`: an editor gives its text, gets it back with the safe fixes, and shows what is left."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from biblio.errors import StoreError
from tests.program import Finished, run_program

ENTRY = "@misc{a,\r\n  title = {Élan & 深い},\r\n  doi = {https://doi.org/10.1000/182},\r\n  month = {13},\r\n  year = {2020},\r\n}\r\n"
FIXED = ENTRY.replace("&", "\\&").replace("https://doi.org/", "")


def fix(folder: Path, text: str, *arguments: str) -> Finished:
    return run_program(folder, "check", "--quick", "--fix", "-", *arguments, stdin=text)


def test_the_fixed_text_goes_to_stdout_and_what_is_left_to_stderr(tmp_path: Path) -> None:
    done = fix(tmp_path, ENTRY)
    assert done.stdout == FIXED
    assert "stdin.bib:4" in done.stderr
    assert "date-invalid" in done.stderr
    assert "tex-character" not in done.stderr, "it is fixed"
    assert done.stderr.splitlines()[-1] == "2 fixed; 1 warning in 1 file, 1 entry"
    assert done.returncode == 3
    assert list(tmp_path.iterdir()) == [], "nothing is written: an editor undoes by itself"
    assert fix(tmp_path, done.stdout).stdout == FIXED


def test_a_text_without_faults_comes_back_as_it_is(tmp_path: Path) -> None:
    text = "@misc{a, title = {A}, year = {2020}}"
    done = fix(tmp_path, text)
    assert (done.stdout, done.returncode) == (text, 0)
    assert fix(tmp_path, "").stdout == ""


def test_the_file_of_the_text_stays_as_it_is_and_only_its_text_is_fixed(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{saved, title = {A & B}, year = {2020}, ids = {old}}\n")
    manuscript = "---\nbibliography: refs.bib\n---\n[@old; @saved2]\n"
    done = fix(tmp_path, manuscript, "--stdin-filename", "paper.md")
    assert done.stdout == manuscript.replace("@old", "@saved")
    assert "refs.bib:1" in done.stderr
    assert "A & B" in (tmp_path / "refs.bib").read_text()
    assert not (tmp_path / "paper.md").exists()


@pytest.mark.parametrize(
    "text", ["@misc{a, title = {A & B}\n@misc{a, title = {C & D}}\n", "\0\x89PNG", "not BibTeX at all"]
)
def test_whatever_cannot_be_read_comes_back(tmp_path: Path, text: str) -> None:
    done = fix(tmp_path, text, "--stdin-filename", "refs.bib")
    assert done.stdout.replace("\\&", "&") == text


def test_the_text_comes_back_if_the_check_fails(tmp_path: Path) -> None:
    with mock.patch("biblio.cli.check_actions.check_files", side_effect=StoreError("the disk is full")):
        done = fix(tmp_path, ENTRY)
    assert done.stdout == ENTRY
    assert "the disk is full" in done.stderr
    assert done.returncode == 1


def test_a_text_that_would_break_is_not_fixed(tmp_path: Path) -> None:
    with mock.patch("biblio.check.fix_files.why_unsound", return_value="it would no longer have the same entries"):
        done = fix(tmp_path, ENTRY)
    assert done.stdout == ENTRY
    assert "was not fixed" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("arguments", [("--review",), ("refs.bib",), ("--watch",), ("--json",)])
def test_what_cannot_be_done_with_stdin(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = fix(tmp_path, ENTRY, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
