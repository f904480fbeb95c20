"""Whatever a command prints with --json fits its schema; and every schema is of something that a command prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from biblio.schemas import read_schema, schema_names
from tests.cli.test_catalogue import configured, write
from tests.program import run_program
from tests.project.place import Place
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place as Vault


@pytest.mark.parametrize("name", schema_names())
def test_every_schema_is_one(name: str) -> None:
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"biblio:{name}-1"
    assert schema["description"]


def fits(name: str, value: Any) -> None:
    Draft202012Validator(read_schema(name)).validate(value)


def values(place: Place, *arguments: str, codes: tuple[int, ...] = (0,)) -> list[Any]:
    done = run_program(place.folder, *arguments)
    assert done.returncode in codes, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_notes_and_runs(place: Place) -> None:
    (plan,) = values(place, "resolve", "--plan", "--json")
    fits("request-plan", plan)
    for command in ("sync", "resolve", "export", "status"):
        (summary,) = values(place, command, "--json")
        fits("summary", summary)
    notes = values(place, "notes", "--json")
    assert len(notes) == 5
    for note in notes:
        fits("note", note)
        (explanation,) = values(place, "show", note["id"], "--json")
        fits("explanation", explanation)
    (page,) = values(place, "page", "--json")
    fits("page", page)
    (update,) = values(place, "update", "--older", "0", "--json", codes=(0, 3))
    fits("update", update)


def test_decisions(place: Place) -> None:
    values(place, "sync", "--json")
    for arguments in (("reject", "page.txt:1"), ("accept", "page.txt:1", "arxiv:1706.03762"), ("pin", "page.txt:2")):
        for note in values(place, *arguments, "--json"):
            fits("note", note)
    steps = values(place, "undo", "--list", "--json")
    assert len(steps) == 3
    for step in steps:
        fits("decision-step", step)
    (undone,) = values(place, "undo", "--json")
    fits("decision-undo", undone)


def test_checks(place: Place) -> None:
    (place.folder / "refs.bib").write_text(
        "@article{a, title = {Attention Is All You Need}, author = {Vaswani, Ashish}, year = {3017}, doi = {10.1/x}}\n"
        "@article{a, title = {Unfinished, year = 2001}\n",
        encoding="utf-8",
    )
    done = run_program(place.folder, "check", "refs.bib", "--format", "json")
    fits("check-report", json.loads(done.stdout))


def test_the_catalogue(tmp_path: Path) -> None:
    configured(tmp_path)
    write(tmp_path / "papers.jsonl", 5)
    place = Place(tmp_path, None)  # type: ignore[arg-type]
    (built,) = values(place, "catalogue", "build", "papers.jsonl", "--json")
    fits("catalogue-build", built)
    (info,) = values(place, "catalogue", "info", "--json")
    fits("catalogue-info", info)
    (record,) = values(place, "catalogue", "search", "arXiv:2401.00002", "--json")
    fits("record", record)


def test_an_update_of_the_catalogue(place: Place) -> None:
    write(place.folder / "papers.jsonl", 1)
    place.configure('[catalogue]\nfolder = "works"')
    values(place, "catalogue", "build", "papers.jsonl", "--json")
    (updated,) = values(place, "catalogue", "update", "--since", "2017-06-01", "--json")
    assert updated["papers"]
    fits("catalogue-update", updated)


def test_zotero(tmp_path: Path) -> None:
    server = ZoteroServer()
    with Farm([server]) as farm:
        vault = Vault(tmp_path / "project", farm, server)

        def printed(*arguments: str, codes: tuple[int, ...] = (0,)) -> list[Any]:
            done = vault.run(*arguments, "--json")
            assert done.returncode in codes, done.stderr
            return [json.loads(line) for line in done.stdout.splitlines()]

        vault.note(0, "NLP", "some words")
        vault.note(1, "NLP, ML")
        vault.ok("sync", "-q")
        (login,) = printed("zotero", "login", "--no-keep")
        fits("zotero-login", login)
        (plan,) = printed("zotero", "plan")
        assert plan["operations"]
        fits("zotero-plan", plan)
        (applied,) = printed("zotero", "apply")
        fits("zotero-apply", applied)
        vault.note(1, "ML")
        key = vault.item(0)["key"]
        vault.server.library.write("item", {"key": key, "version": 99, "title": "Corrected", "tags": [{"tag": "Mine"}]})
        *lines, both = printed("sync", "--zotero")
        assert both["operations"]
        fits("zotero-plan", both)
        for line in lines:
            fits("summary", line)
        *_, applied = printed("sync", "--zotero", "--yes")
        fits("zotero-apply", applied)
        vault.item(0)["title"] = "Changed without a version"
        differences = printed("zotero", "verify", codes=(3,))
        assert differences
        for difference in differences:
            fits("zotero-difference", difference)
        path = vault.folder / "config.toml"
        path.write_text(path.read_text(encoding="utf-8").replace('["notes"]', '["notes", "zotero:"]'), encoding="utf-8")
        (adopted,) = printed("zotero", "adopt", codes=(0, 3))
        fits("zotero-adopt", adopted)
        fits("summary", adopted["summary"])
        (status,) = printed("zotero", "status")
        fits("zotero-status", status)
        runs = printed("zotero", "log")
        assert len(runs) == 3
        for run in runs:
            fits("zotero-run", run)
        (undone,) = printed("zotero", "undo", codes=(0, 3))
        fits("zotero-undo", undone)


def test_plugins(tmp_path: Path) -> None:
    done = run_program(tmp_path, "plugins", "--json")
    for line in done.stdout.splitlines():
        fits("plugin", json.loads(line))


def test_the_list_of_schemas_names_each(tmp_path: Path) -> None:
    listed = run_program(tmp_path, "schema").stdout
    assert [line.split("-1 ")[0] for line in listed.splitlines()] == schema_names()
    assert json.loads(run_program(tmp_path, "schema", "note").stdout) == read_schema("note")
    unknown = run_program(tmp_path, "schema", "notes")
    assert (unknown.returncode, "did you mean 'note'?" in unknown.stderr) == (2, True)
