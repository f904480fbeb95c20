"""`biblio catalogue`, as a person runs it: built, killed, built on, looked into, searched, used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.test_commands import biblio
from tests.lookup.catalogue.memory import paper
from tests.servers.base import Farm, status
from tests.servers.opensearch import OpenSearch

BIB = "@inproceedings{he2016,\n title={Deep Residual Learning},\n author={He, Kaiming},\n year={2016}\n}\n"


def write(path: Path, count: int) -> None:
    path.write_text("".join(json.dumps(paper(number)) + "\n" for number in range(1, count + 1)), encoding="utf-8")


def configured(folder: Path) -> None:
    (folder / "config.toml").write_text('[catalogue]\nfolder = "works"\n[services]\noffline = true\n', encoding="utf-8")


def test_build_info_search(tmp_path: Path) -> None:
    configured(tmp_path)
    write(tmp_path / "papers.jsonl", 30)
    (tmp_path / "own.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "odd.jsonl").write_text('{"title": "Good", "year": 2020}\nno JSON at all\n', encoding="utf-8")
    done = biblio(tmp_path, "catalogue", "build", "papers.jsonl", "own.bib", "odd.jsonl")
    assert done.returncode == 1, done.stderr
    assert "odd.jsonl:2:" in done.stderr
    assert "32 works added" in done.stdout
    again = biblio(tmp_path, "catalogue", "build", "papers.jsonl", "own.bib", "--json")
    assert (again.returncode, json.loads(again.stdout)["unchanged"]) == (0, 2)
    info = json.loads(biblio(tmp_path, "catalogue", "info", "--json").stdout)
    assert info["works"] == 32
    assert [part["format"] for part in info["parts"]] == ["jsonlines", "bibfile", "jsonlines"]
    shown = biblio(tmp_path, "catalogue", "search", "deep", "residul", "lerning")
    assert shown.stdout.splitlines()[0] == "Deep Residual Learning"
    (found,) = biblio(tmp_path, "catalogue", "search", "arXiv:2401.00007", "--json").stdout.splitlines()
    assert json.loads(found)["identifiers"] == ["arxiv:2401.00007"]
    nothing = biblio(tmp_path, "catalogue", "search", "zzzz")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "no matching work in the catalogue\n")


def test_a_build_that_is_killed_goes_on(tmp_path: Path) -> None:
    configured(tmp_path)
    write(tmp_path / "papers.jsonl", 4000)
    command = [sys.executable, "-m", "biblio", "catalogue", "build", "papers.jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 60
        while not (tmp_path / "works" / "text" / "meta.json").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
    done = biblio(tmp_path, "catalogue", "build", "papers.jsonl")
    assert done.returncode == 0, done.stderr
    assert json.loads(biblio(tmp_path, "catalogue", "info", "--json").stdout)["works"] == 4000
    (found,) = biblio(tmp_path, "catalogue", "search", "arXiv:2401.03999", "--json").stdout.splitlines()
    assert json.loads(found)["title"] == "Paper number 3999 on topic2"


def test_notes_are_looked_up_without_a_network(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(BIB, encoding="utf-8")
    text = '[notes]\nsources = ["notes"]\n[catalogue]\nfolder = "works"\n[services]\noffline = true\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    (tmp_path / "notes").mkdir()
    note = "---\ntitle: Deep Residual Learning\nauthors: [Kaiming He]\nyear: 2016\n---\nShort.\n"
    (tmp_path / "notes" / "residual.md").write_text(note, encoding="utf-8")
    half = biblio(tmp_path, "sync")
    assert half.returncode == 1
    assert "there is no catalogue here" in half.stderr
    assert "biblio catalogue build" in half.stderr
    biblio(tmp_path, "catalogue", "build", "own.bib")
    done = biblio(tmp_path, "sync")
    assert "1  accepted" in done.stdout, done.stdout + done.stderr
    assert "he2016deep" in (tmp_path / "exports" / "all.bib").read_text(encoding="utf-8")


def test_offline_nothing_is_updated(tmp_path: Path) -> None:
    configured(tmp_path)
    write(tmp_path / "papers.jsonl", 3)
    biblio(tmp_path, "catalogue", "build", "papers.jsonl")
    done = biblio(tmp_path, "catalogue", "update")
    assert done.returncode == 2
    assert "updating from arXiv needs the network" in done.stderr


def test_a_catalogue_on_a_server(tmp_path: Path) -> None:
    pytest.importorskip("opensearchpy", reason="needs the extra 'opensearch'")
    write(tmp_path / "papers.jsonl", 30)
    (tmp_path / "notes").mkdir()
    note = "# Paper number 7 on topic0\n\n- authors: Ada Author7\n- year: 2024\n- arXiv:2401.00007\n"
    (tmp_path / "notes" / "seven.md").write_text(note, encoding="utf-8")
    with Farm([OpenSearch()]) as farm:
        url = f"{farm.url}/opensearch"
        config = f'[notes]\nsources = ["notes"]\n[services]\nuse = []\n[catalogue]\nurl = "{url}"\nindex = "works"\n'
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        unsure = biblio(tmp_path, "catalogue", "build", "papers.jsonl")
        assert (unsure.returncode, "--to" in unsure.stderr) == (2, True)
        for option in ("--part=0/3", "--part=4/3", "--part=x"):
            assert biblio(tmp_path, "catalogue", "build", "papers.jsonl", "--to", url, option).returncode == 2
        assert biblio(tmp_path, "catalogue", "build", "papers.jsonl", "--into", "x", "--replicas", "0").returncode == 2
        done = biblio(tmp_path, "catalogue", "build", "papers.jsonl", "--to", url, "--shards", "2")
        assert (done.returncode, done.stdout) == (0, f"{url}/works: 30 works added\n"), done.stderr
        info = json.loads(biblio(tmp_path, "catalogue", "info", "--json").stdout)
        assert (info["works"], [part["works"] for part in info["parts"]]) == (30, [30])
        assert biblio(tmp_path, "catalogue", "search", "papre number 9 on topic2").stdout.startswith("Paper number 9")
        asked = len(farm.log)
        offline = biblio(tmp_path, "sync", "--offline")
        assert (len(farm.log), "catalogue" in offline.stdout + offline.stderr) == (asked, True), offline.stdout
        assert biblio(tmp_path, "catalogue", "search", "--offline", "paper").returncode == 2
        farm.always("opensearch", status(401))
        down = biblio(tmp_path, "sync")
        assert down.returncode == 4, down.stdout + down.stderr
        farm.recover("opensearch")
        assert biblio(tmp_path, "sync").returncode == 0
        assert "2401.00007" in (tmp_path / "exports" / "all.bib").read_text(encoding="utf-8")
        (tmp_path / "more.jsonl").write_text(json.dumps(paper(99)) + "\n", encoding="utf-8")
        assert biblio(tmp_path, "catalogue", "build", "more.jsonl", "--to", url, "--aside").returncode == 0
        live = biblio(tmp_path, "catalogue", "publish")
        assert live.stdout == f"{url}/works is works-0002 now; works-0001 is deleted\n", live.stderr
        assert json.loads(biblio(tmp_path, "catalogue", "info", "--json").stdout)["works"] == 1
