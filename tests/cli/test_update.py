"""``biblio update`` as a person runs it: the plan first, then the changes, then what is taken."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import biblio
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import status

BERT_DOI = "10.18653/v1/n19-1423"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES) as found:
        biblio(found.folder, "sync", "-q")
        found.farm.log.clear()
        yield found


def retract(place: Place) -> None:
    row = {"type": "retraction", "DOI": "10.18653/v1/notice", "updated": {"date-parts": [[2024, 5, 6]]}}
    place.farm.crossref.works[BERT_DOI]["updated-by"] = [row]


def test_changes_are_shown_and_not_taken_unasked(place: Place) -> None:
    done = biblio(place.folder, "update")
    assert done.returncode == 3
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["kirillov2023segment", "date", "2023-04-05", "→", "2023-10-01", "(crossref)"]
    assert all(line.startswith("kirillov2023segment") for line in lines)
    assert (
        done.stderr.splitlines()[-1]
        == "nothing was applied: biblio update --yes applies it without asking the services again"
    )
    assert done.stderr.startswith("Asking openalex, semanticscholar: 2 requests, a few seconds\n")
    assert "iccv51070" not in place.read("all.bib")


def test_yes_takes_them_and_brings_the_exports_up_to_date(place: Place) -> None:
    biblio(place.folder, "update")
    asked = place.requests()
    done = biblio(place.folder, "update", "--yes")
    assert (done.returncode, place.requests()) == (0, asked)
    assert "applied; 2 files changed in exports" in done.stderr
    assert "iccv51070" in place.read("all.bib")
    again = biblio(place.folder, "update")
    assert (again.returncode, again.stdout, again.stderr) == (0, "no changes for 3 works\n", "")


def test_a_person_is_asked_on_a_terminal(place: Place) -> None:
    for answer, code in (("n\n", 3), ("y\n", 0)):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "biblio", "update"],
            cwd=place.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.write(ours, answer.encode())
        _, err = process.communicate(timeout=60)
        os.close(ours)
        os.close(theirs)
        assert b"changes? [y/N]" in err
        assert process.returncode == code, err
    assert "iccv51070" in place.read("all.bib")


def test_json_tells_all_and_takes_nothing_by_itself(place: Place) -> None:
    retract(place)
    done = biblio(place.folder, "update", "--older", "0", "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["taken"], data["works"]) == (3, False, 3)
    row = next(one for one in data["changes"] if one["field"] == "retracted")
    assert row == {
        "key": "devlin2019bert",
        "title": "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "notes": row["notes"],
        "work": "arxiv:1810.04805",
        "field": "retracted",
        "old": None,
        "new": "retracted (2024-05-06, crossref, doi:10.18653/v1/notice)",
        "source": "crossref",
        "held": None,
    }
    done = biblio(place.folder, "update", "--json", "--yes")
    assert (done.returncode, json.loads(done.stdout)["taken"]) == (0, True)


def test_a_retraction_is_in_the_summary_and_the_story(place: Place) -> None:
    retract(place)
    biblio(place.folder, "update", "--older", "0", "--yes")
    said = "retracted or withdrawn: devlin2019bert: retracted (2024-05-06, crossref, doi:10.18653/v1/notice)"
    assert said in biblio(place.folder, "sync").stdout.splitlines()
    assert said in biblio(place.folder, "status").stdout.splitlines()
    shown = biblio(place.folder, "show", "devlin2019bert").stdout
    assert "  retracted (2024-05-06, crossref, doi:10.18653/v1/notice)\n" in shown
    data = json.loads(biblio(place.folder, "show", "devlin2019bert", "--json").stdout)
    assert data["notices"][0] == {
        "kind": "retracted", "date": "2024-05-06", "source": "crossref", "identifier": "doi:10.18653/v1/notice",
        "words": None,
    }  # fmt: skip


def test_the_plan_and_the_ends(place: Place) -> None:
    done = biblio(place.folder, "update", "--plan", "--older", "0")
    assert done.returncode == 0
    assert "semanticscholar" in done.stdout
    assert place.requests() == 0
    offline = biblio(place.folder, "update", "--offline")
    assert offline.returncode == 2
    assert offline.stderr.startswith("error: update needs the network")
    place.farm.always("crossref", status(403))
    down = biblio(place.folder, "update", "--older", "0")
    assert down.returncode == 4
    assert "warning: could not ask crossref: refused the request (403 Forbidden)" in down.stderr
