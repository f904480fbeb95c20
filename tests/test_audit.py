"""The audit of ``uv.lock``: which versions a record is about, and that what could not be asked is no good news."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools.audit import Advisory, advisories, is_affected, main, read_records, read_report


def ranged(*events: dict[str, str]) -> dict[str, Any]:
    return {"package": {"name": "A_b", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "inside", "outside"),
    [
        (ranged({"introduced": "0"}, {"fixed": "2.0"}), ["1.9", "2.0rc1"], ["2.0", "2.1"]),
        (ranged({"introduced": "1.0"}, {"last_affected": "1.5"}), ["1.0", "1.5"], ["0.9", "1.5.1"]),
        (ranged({"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "2.0"}, {"fixed": "2.2"}), ["2.1"], ["1.5", "2.2"]),
        ({**ranged(), "versions": ["1.2"]}, ["1.2"], ["1.3"]),
        (ranged({"introduced": "0"}, {"fixed": "2004d"}), [], ["1.0"]),
    ],
)  # fmt: skip
def test_which_versions_a_record_is_about(affected: dict[str, Any], inside: list[str], outside: list[str]) -> None:
    assert [version for version in (*inside, *outside) if is_affected(version, affected)] == inside


def test_records_are_read_from_a_zip_and_from_a_folder(tmp_path: Path) -> None:
    record = {"id": "PYSEC-1", "summary": "Reads too much.", "affected": [ranged({"introduced": "0"}, {"fixed": "2"})]}
    withdrawn = {**record, "id": "PYSEC-2", "withdrawn": "2024-01-01T00:00:00Z"}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(record))
        archive.writestr("PYSEC-2.json", json.dumps(withdrawn))
    folder = tmp_path / "vulns" / "a-b"
    folder.mkdir(parents=True)
    (folder / "PYSEC-1.yaml").write_text(json.dumps(record))
    for database in (tmp_path / "all.zip", tmp_path / "vulns"):
        found = advisories({"a-b": {"1.0", "2.0"}, "c": {"1.0"}}, read_records(database))
        assert found == [Advisory("a-b", "1.0", "PYSEC-1", "Reads too much.")]


def test_what_could_not_be_asked_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = {"dependencies": [{"name": "a", "skip_reason": "not found"}, {"name": "b", "version": "1", "vulns": []}]}
    assert read_report(report) == ([], ["a"])
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report))
    assert main("report", path) == 2
    assert "could not ask about 1 of" in capsys.readouterr().err
    empty = tmp_path / "records"
    empty.mkdir()
    assert main("records", empty) == 2
