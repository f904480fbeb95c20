"""The registry, the pages, and the reports that other programs read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from biblio.check.check_files import check_files
from biblio.check.finding import FindingKind, Severity
from biblio.check.report import Report
from biblio.check.reports.github_report import format_github
from biblio.check.reports.json_report import format_json
from biblio.check.reports.json_rows import ROWS, json_with_rows
from biblio.check.reports.junit_report import format_junit
from biblio.check.reports.sarif_report import format_sarif
from biblio.check.rule_registry import all_rules, find_rule
from biblio.cli.check_view import summary_line
from biblio.errors import ExitCode, Problem, UsageError
from biblio.settings import CheckConfig
from biblio.unseen import json_escaped
from tests.check.tools import TODAY, findings


def test_every_rule_is_registered_by_its_name_and_has_a_page() -> None:
    for name, rule in all_rules().items():
        assert name == rule.name
        assert rule.summary.endswith(".")
        assert len(rule.page) > 100, f"{name} has no page"
        assert max(map(len, rule.page.splitlines())) <= 120


def test_an_unknown_rule_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        find_rule("key-twise")
    assert "key-twice" in caught.value.hint


def report(tmp_path: Path) -> Report:
    (tmp_path / "a b.bib").write_text(
        '@misc{a,\n title={x & "y" <z>},\n year={2033}, doi={doi:10.1000/x}}\n', encoding="utf-8"
    )
    checked = check_files(["a b.bib", "gone.bib"], base=tmp_path, config=CheckConfig(), today=TODAY).report
    assert len(checked.findings) == 3
    return checked


def test_json(tmp_path: Path) -> None:
    value = json.loads("".join(format_json(report(tmp_path))))
    assert value["summary"]["errors"] == 2
    assert value["summary"]["infos"] == 1
    assert value["summary"]["exit_code"] == 1
    finding = value["findings"][0]
    assert (finding["rule"], finding["line"], finding["column"], finding["key"], finding["outcome"]) == (
        "tex-character",
        2,
        11,
        "a",
        "file",
    )
    assert finding["fix"]["safe"] is True
    assert value["problems"][0]["path"] == "gone.bib"


def test_sarif(tmp_path: Path) -> None:
    value = json.loads("".join(format_sarif(report(tmp_path), version="1")))
    run = value["runs"][0]
    assert value["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {result["ruleId"] for result in run["results"]}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert (region["endLine"], region["endColumn"]) >= (region["startLine"], region["startColumn"])
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.bib"
    assert run["invocations"][0]["executionSuccessful"] is False


def test_github(tmp_path: Path) -> None:
    lines = "".join(format_github(report(tmp_path))).splitlines()
    assert lines[0].startswith("::error file=a b.bib,line=2,endLine=2,col=11,endColumn=12,title=tex-character::")
    assert lines[-1] == "::error file=gone.bib::does not exist"
    found = list(findings("@misc{a, title={50% of\nit}}"))
    text = "".join(format_github(Report(tuple(found))))
    assert "%25" in text
    assert text.count("\n") == 1


def test_junit(tmp_path: Path) -> None:
    root = ElementTree.fromstringlist(format_junit(report(tmp_path)))
    assert (root.get("failures"), root.get("errors")) == ("2", "1")
    assert len(root.findall(".//failure")) == 2
    assert len(ElementTree.fromstringlist(format_junit(Report(()))).findall(".//testcase")) == 1
    ElementTree.fromstringlist(format_junit(Report(tuple(findings("@misc{a, title={x\x01 & \ufffe}}")))))


def test_an_outage_never_reads_as_clean_and_never_hides_findings() -> None:
    outage = {"crossref": "503"}
    found = tuple(findings("@misc{a, year={2033}}"))
    assert Report(()).exit_code is ExitCode.DONE
    assert Report((), could_not_ask=outage).exit_code is ExitCode.COULD_NOT_ASK
    assert Report(found, could_not_ask=outage).exit_code is ExitCode.NEEDS_PERSON
    assert Report(found, problems=(Problem("x", 0, "y"),)).exit_code is ExitCode.FAILED
    infos = tuple(findings("@misc{a, doi={doi:10.1000/x}}"))
    assert infos[0].severity is Severity.INFO
    assert Report(infos).exit_code is ExitCode.DONE
    for form in (format_github, format_junit, format_json, lambda report: format_sarif(report, version="1")):
        assert "crossref" in "".join(form(Report((), could_not_ask=outage)))
    assert "nothing else found" in summary_line(Report((), could_not_ask=outage, files=1))
    unseen = summary_line(Report((), files=1, looked_up=3, parts_not_looked_up={"identifier": 2}))
    assert unseen.endswith("; 2 identifiers could not be looked up")
    assert "nothing" not in summary_line(Report(infos, could_not_ask=outage, files=1))


def test_outcomes_are_a_closed_set() -> None:
    assert {rule.kind for rule in all_rules().values()} <= set(FindingKind)


@pytest.mark.parametrize("rows", [[], [{"a": "x\ny", "b": [1, {"c": []}]}, {"d": "\u202e"}]])
def test_json_in_pieces_is_the_same_text(rows: list[object]) -> None:
    whole = {"first": 1, "runs": [{"results": rows, "last": {"x": []}}]}
    pieces = json_with_rows({"first": 1, "runs": [{"results": ROWS, "last": {"x": []}}]}, rows)
    assert "".join(pieces) == json_escaped(json.dumps(whole, ensure_ascii=False, indent=1)) + "\n"
