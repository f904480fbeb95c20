"""Exit codes that scripts choose: `--fail-on` and `--exit-zero`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.check.finding import Finding, FindingKind, Severity, Span
from biblio.check.report import Report
from biblio.errors import ExitCode, FailOn, Problem
from biblio.project.summary import FileChange, Summary
from tests.cli.test_commands import biblio
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import status

LEVELS = (FailOn.WARNING, FailOn.CONFLICT, FailOn.ERROR, FailOn.NEVER)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES) as found:
        yield found


def finding(severity: Severity, kind: FindingKind = FindingKind.FILE) -> Finding:
    return Finding("a-rule", kind, severity, Span("a.bib", 1, 1, 1, 2), "something")


def codes(of: Report | Summary) -> list[int]:
    return [int(of.exit_code_on(level)) for level in LEVELS]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Report(()), [0, 0, 0, 0]),
        (Report((finding(Severity.INFO),)), [0, 0, 0, 0]),
        (Report((finding(Severity.WARNING),)), [3, 0, 0, 0]),
        (Report((finding(Severity.WARNING, FindingKind.WRONG_FIELD),)), [3, 3, 0, 0]),
        (Report((finding(Severity.ERROR),)), [3, 3, 3, 0]),
        (Report((), could_not_ask={"dblp": "503"}), [4, 4, 4, 0]),
        (Report((finding(Severity.WARNING),), could_not_ask={"dblp": "503"}), [3, 4, 4, 0]),
        (Report((finding(Severity.ERROR),), problems=(Problem("a.bib", 0, "cannot be read"),)), [1, 1, 1, 1]),
    ],
)
def test_levels_of_a_check(report: Report, expected: list[int]) -> None:
    assert codes(report) == expected


DOUBTFUL = Summary(statuses={"ambiguous": 2})


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        (Summary(), [0, 0, 0, 0]),
        (DOUBTFUL, [3, 0, 0, 0]),
        (replace(DOUBTFUL, opposed=("a: says something else",)), [3, 3, 0, 0]),
        (replace(DOUBTFUL, exports=(FileChange("all.bib", "written", 1, conflicts=("a: title",)),)), [3, 3, 0, 0]),
        (replace(DOUBTFUL, exports=(FileChange("all.bib", "written", 1, unreadable=("a",)),)), [3, 3, 3, 0]),
        (replace(DOUBTFUL, unasked={"dblp": "503"}), [4, 4, 4, 0]),
        (replace(DOUBTFUL, problems=(Problem("a.md", 0, "cannot be read"),)), [1, 1, 1, 1]),
    ],
)
def test_levels_of_a_run(summary: Summary, expected: list[int]) -> None:
    assert codes(summary) == expected
    assert summary.exit_code == expected[0]


def test_what_a_script_asks_for(place: Place) -> None:
    place.note("two.txt", "#NLP Issue Date: 2024-02-15 Deep Learning, 2015 Comment どの?\n")
    assert biblio(place.folder, "sync", "-q").returncode == ExitCode.NEEDS_PERSON
    for command in ("sync", "resolve", "status"):
        assert biblio(place.folder, command, "--fail-on", "conflict").returncode == 0
        done = biblio(place.folder, command, "--exit-zero", "--json")
        assert (done.returncode, json.loads(done.stdout)["exit_code"]) == (0, 0)
    assert biblio(place.folder, "sync", "--exit-zero", "--fail-on", "error").returncode == ExitCode.USAGE
    assert biblio(place.folder, "sync", "nowhere", "--exit-zero").returncode == ExitCode.FAILED
    place.note("three.txt", "#NLP Issue Date: 2024-02-15 Nobody's Work, A. Nobody, 2015 Comment x\n")
    place.farm.always("dblp", status(403))
    assert biblio(place.folder, "sync", "-q", "--fail-on", "error").returncode == ExitCode.COULD_NOT_ASK
    assert biblio(place.folder, "sync", "-q", "--exit-zero").returncode == 0


@pytest.mark.parametrize("command", [("sync",), ("resolve",), ("export",), ("export", "--check")], ids=" ".join)
def test_errors_are_shown_in_quiet_mode_too(place: Place, command: tuple[str, ...]) -> None:
    place.note("cut.bib", "@article{x, title = {Lamps")
    place.note("two.txt", "#NLP Issue Date: 2024-02-15 Nobody's Work, A. Nobody, 2015 Comment x\n")
    place.farm.always("dblp", status(403))
    done = biblio(place.folder, *command, "-q")
    assert "cut.bib:1" in done.stderr
    assert ("dblp" in done.stderr) == (command[0] != "export")  # which asks nobody
    assert done.stdout == ""
    assert done.returncode == ExitCode.FAILED


@pytest.mark.parametrize("output_format", ["json", "sarif", "junit", "github", "text"])
def test_a_check_for_code_scanning_writes_its_report_and_goes_on(tmp_path: Path, output_format: str) -> None:
    (tmp_path / "refs.bib").write_text("@misc{a, title = {x & y}, year = {2001}}\n")
    arguments = ("check", "refs.bib", "--quick", "--format", output_format)
    failed, done = biblio(tmp_path, *arguments), biblio(tmp_path, *arguments, "--exit-zero")
    assert (failed.returncode, done.returncode) == (ExitCode.NEEDS_PERSON, 0)
    assert "tex-character" in done.stdout
    if output_format == "sarif":
        assert json.loads(done.stdout)["runs"][0]["invocations"][0]["exitCode"] == 0
    assert biblio(tmp_path, *arguments, "--fail-on", "error").returncode == ExitCode.NEEDS_PERSON
    (tmp_path / "refs.bib").write_text("@misc{b, title = {z}, author = {World Health Organization}}\n")
    assert biblio(tmp_path, *arguments).returncode == ExitCode.NEEDS_PERSON
    assert biblio(tmp_path, *arguments, "--fail-on", "error").returncode == 0
