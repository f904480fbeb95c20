"""`biblio check` as a person and a CI server run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from biblio.cli.check_actions import CheckOptions, run_check, run_watch
from biblio.cli.common_options import Common
from tests.cli.test_commands import biblio
from tests.program import start_program

BIB = "@misc{a,\n  title = {x & y},\n  year = {2001},\n}\n@misc{b, title = {z}, author = {World Health Organization}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").write_text(BIB)
    (tmp_path / "paper.tex").write_text("\\cite{a,b,nope}\n\\bibliography{refs}\n")
    return tmp_path


def test_what_a_person_sees(folder: Path) -> None:
    done = biblio(folder, "check", "paper.tex", "refs.bib", "--quick")
    assert done.returncode == 3
    assert done.stdout.splitlines() == [
        "paper.tex:1:11: error cite-missing: nope is cited, but no bibliography has it",
        "",
        "refs.bib:2:14: error tex-character: a: title has an unescaped &",
        "    fix     escape it",
        "refs.bib:5:33: warning name-misread: b: BibTeX reads “Organization” as a family name",
        "    entry   World Health Organization",
        "    record  {World Health Organization}",
    ]
    assert done.stderr == "2 errors, 1 warning in 2 files, 2 entries, 3 citations\n"
    assert not (folder / ".biblio").exists(), "a quick check writes nothing"


def test_clean_failed_and_wrong_usage_are_told_apart(folder: Path) -> None:
    (folder / "good.bib").write_text("@misc{a, title={x}}\n")
    clean = biblio(folder, "check", "good.bib", "--quick")
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "nothing found in 1 file, 1 entry\n")
    gone = biblio(folder, "check", "gone.bib", "--quick")
    assert gone.returncode == 1
    assert gone.stderr.splitlines()[-1] == "nothing was checked: none of the files could be read"
    (folder / "empty").mkdir()
    empty = biblio(folder, "check", "empty", "--quick")
    assert (empty.returncode, empty.stdout) == (2, "")
    assert empty.stderr.splitlines() == [
        "error: nothing to check in empty: no .bib, no CSL JSON, no .ris, .nbib, .enw or .ciw, and no manuscript",
        "",
        "hint: name files or folders: biblio check paper.tex refs.bib",
    ]
    report = biblio(folder, "check", "empty", "--quick", "--format", "json", "--exit-zero")
    assert (report.returncode, json.loads(report.stdout)["findings"]) == (2, [])
    assert biblio(folder / "empty", "check", "--quick", "--offline").returncode == 2
    assert biblio(folder, "check", "--review").returncode == 2
    assert biblio(folder, "check", "--explain", "no-rule").returncode == 2
    wrong = biblio(folder, "check", "--changed", "--quick")
    assert wrong.returncode == 2
    assert "git" in wrong.stderr


def test_below_a_project_the_project_is_checked(folder: Path) -> None:
    (folder / "config.toml").write_text('[notes]\nsources = ["notes"]\n')
    (folder / "chapters").mkdir()
    done = biblio(folder / "chapters", "check", "--quick")
    assert done.returncode == 3
    assert "paper.tex:1:11: error cite-missing" in done.stdout
    assert done.stderr.splitlines()[0] == f"checking the project in {folder}"
    assert biblio(folder / "chapters", "check", "--quick", "-q").stderr == ""
    assert not biblio(folder, "check", "--quick").stderr.startswith("checking")


def test_formats_are_data_on_stdout(folder: Path) -> None:
    for form in ("json", "sarif"):
        done = biblio(folder, "check", "--quick", "--format", form)
        assert done.returncode == 3
        assert done.stderr == ""
        json.loads(done.stdout)
    assert biblio(folder, "check", "--quick", "--format", "github").stdout.startswith("::error file=paper.tex,line=1")
    assert biblio(folder, "check", "--quick", "--format", "junit").stdout.startswith("<?xml")


def test_fix_shows_the_plan_makes_it_and_takes_it_back(folder: Path) -> None:
    shown = biblio(folder, "check", "refs.bib", "--quick", "--diff")
    assert (folder / "refs.bib").read_text() == BIB
    assert "-  title = {x & y},\n+  title = {x \\& y},\n" in shown.stdout
    done = biblio(folder, "check", "refs.bib", "--quick", "--fix")
    assert done.stdout == shown.stdout
    assert done.returncode == 0, done.stderr
    fixed = BIB.replace("x & y", "x \\& y").replace("World Health Organization", "{World Health Organization}")
    assert (folder / "refs.bib").read_text() == fixed
    undone = biblio(folder, "check", "--undo")
    assert (undone.returncode, undone.stdout) == (0, "refs.bib: restored\n")
    assert (folder / "refs.bib").read_text() == BIB
    assert "no fixes" in biblio(folder, "check", "--undo").stderr
    assert biblio(folder, "check", "refs.bib", "--fix", "--review", "--quick").returncode == 2, "nobody to answer"


def test_the_baseline_accepts_what_is_there(folder: Path) -> None:
    done = biblio(folder, "check", "--quick", "--write-baseline")
    assert done.returncode == 0
    assert "3 findings accepted" in done.stderr
    assert biblio(folder, "check", "--quick").returncode == 0
    (folder / "refs.bib").write_text("\n" + BIB + "@misc{c, title = {p & q}}\n")
    again = biblio(folder, "check", "--quick")
    assert [line.split(":")[1] for line in again.stdout.splitlines() if line.startswith("refs")] == ["7", "7"]
    assert biblio(folder, "check", "--quick", "--baseline", "none.txt").returncode == 2


def test_severities_in_the_configuration(folder: Path) -> None:
    (folder / "config.toml").write_text(
        '[check]\nrules = {tex-character = "off", cite-missing = "info", name-misread = "info"}\n'
    )
    assert biblio(folder, "check", "--quick").returncode == 0
    (folder / "config.toml").write_text('[check]\nrules = {tex-charakter = "off"}\n')
    done = biblio(folder, "check", "--quick")
    assert done.returncode == 2
    assert "tex-charakter" in done.stderr


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def test_changed_reports_on_what_differs_from_git(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "refs.bib")
    git(folder, "commit", "-q", "-m", "one")
    done = biblio(folder, "check", "--quick", "--changed")
    assert "refs.bib" not in done.stdout
    assert "paper.tex:1:11" in done.stdout, "a file that git does not know is new"
    text = BIB + "@misc{A, title = {p & q}}\n"
    (folder / "refs.bib").write_text(text)
    lines = biblio(folder, "check", "refs.bib", "--quick", "--changed").stdout
    assert "refs.bib:6:7: error key-twice" in lines, "told from the whole file"
    assert "refs.bib:2" not in lines
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "two")
    assert biblio(folder, "check", "--quick", "--changed").stdout == ""
    assert "refs.bib:6:7" in biblio(folder, "check", "--quick", "--since", "HEAD~1").stdout
    assert biblio(folder, "check", "--quick", "--since", "nowhere").returncode == 2


def test_watch_checks_again_when_a_file_changes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    rounds: list[float] = []

    def sleep(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) == 2:
            path = folder / "refs.bib"
            path.write_text("@misc{a, title={fine}}\n")
            os.utime(path, (time.time() + 5, time.time() + 5))

    options = CheckOptions(files=("refs.bib",), common=Common(Path(), quiet=False, verbose=0, offline=None), quick=True)
    assert run_watch(options, sleep=sleep, rounds=4) == 0
    out, err = capsys.readouterr()
    assert out.count("tex-character") == 1
    assert err.count("waiting for changes") == 2


def test_what_was_not_written_is_not_called_fixed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for name in ("a.bib", "b.bib"):
        (folder / name).write_text("@misc{a, title={x & y}}\n")

    def answer(question: str) -> str:
        (folder / "b.bib").write_text("@misc{a, title={somebody else was here}}\n")
        return "y"

    common = Common(Path(), quiet=False, verbose=0, offline=None)
    options = CheckOptions(files=("a.bib", "b.bib"), common=common, quick=True, fix=True, review=True)
    assert run_check(options, ask=answer) == 1
    err = capsys.readouterr().err
    assert "b.bib: was not fixed: it has changed" in err
    assert "1 fixed in 1 file; 1 finding left" in err
    assert (folder / "a.bib").read_text() == "@misc{a, title={x \\& y}}\n"


def test_every_rule_is_listed_and_explained(folder: Path) -> None:
    listed = biblio(folder, "check", "--explain").stdout.splitlines()
    assert any(line.startswith("cite-missing ") for line in listed)
    page = biblio(folder, "check", "--explain", "name-misread").stdout
    assert "World Health Organization" in page
    assert "biblio: ignore name-misread" in page


def test_review_asks_about_every_fix(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = "@artcle{a, title = {x & y}}\n@misc{b, title = {p & q}}\n@misc{c, title = {r & s}}\n"
    (folder / "refs.bib").write_text(before)
    monkeypatch.chdir(folder)
    answers = iter("ynyq")
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return next(answers)

    common = Common(Path(), quiet=False, verbose=0, offline=None)
    options = CheckOptions(files=("refs.bib",), common=common, quick=True, fix=True, review=True)
    assert run_check(options, ask=ask) == 3
    after = before.replace("@artcle", "@article").replace("p & q", "p \\& q")
    assert (folder / "refs.bib").read_text() == after
    assert questions[0] == "[1/4] replace with @article?"
    out = capsys.readouterr().out
    assert "+@article{a, title = {x & y}}" in out
    assert "+@misc{c" not in out


def test_a_process_ends_with_the_code_of_its_findings(folder: Path) -> None:
    process = start_program(folder, "check", "--quick", "--format", "github")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (3, "")
    assert out.startswith("::error file=paper.tex,line=1")


def test_a_quick_check_opens_only_what_it_needs(tmp_path: Path) -> None:
    """As a commit hook feels it: the services, the catalogue, the exports and Zotero stay closed."""
    entry = "@article{%s, title = {Moss of Walls}, author = {Vole, Vera}, year = 2020, doi = {10.1234/moss}}\n"
    (tmp_path / "refs.bib").write_text(entry % "a" + entry % "b")
    code = (
        "import sys\nfrom biblio.cli.main import main\nsys.argv = ['biblio', 'check', '--quick', 'refs.bib']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    heavy = (
        "biblio.lookup.resolver",
        "biblio.lookup.catalogue",
        "biblio.lookup.http.client",
        "biblio.export",
        "biblio.zotero",
        "biblio.decisions",
        "biblio.readers.base",
        "biblio.matching",
        "httpx",
        "rapidfuzz",
        "rich",
    )
    assert [name for name in done.stdout.split() if name.startswith(heavy)] == []
