"""The log says what a run did, and holds no secret."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from biblio.errors import StoreError
from biblio.logs import open_log
from biblio.redaction import hide
from tests.program import run_program
from tests.project.place import Place

TOKEN = "ghp_s3cret0123456789"


def test_a_run_is_logged(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "biblio.log"
    done = run_program(place.folder, "sync", "--log", str(log))
    assert done.returncode == 0
    text = log.read_text(encoding="utf-8")
    assert "biblio.project.project: biblio" in text
    assert "biblio.readers.read_files: notes/page.txt: layout 'keypoint-text', 5 notes, 0 problems" in text
    assert "biblio.lookup.dispatcher: asking arxiv" in text
    assert "biblio.lookup.http.client: arxiv: 200 in" in text
    assert "accepted by rule" in text
    assert "all.bib" in text
    assert "注意だけで翻訳する" not in text
    again = run_program(place.folder, "sync", "-q", "--log", str(log))
    assert (again.stdout, again.stderr) == ("", "")
    assert log.read_text(encoding="utf-8").startswith(text)


def test_verbose_shows_the_log(place: Place) -> None:
    shown = run_program(place.folder, "sync", "-vv").stderr
    assert "biblio.lookup.http.client: arxiv: 200 in" in shown
    assert "biblio.lookup.http.client" not in run_program(place.folder, "sync", "-v").stderr


def test_no_secret_reaches_a_log(place: Place, tmp_path: Path) -> None:
    place.configure(sources='"github:reader/papers"')
    log = tmp_path / "biblio.log"
    run_program(place.folder, "sync", "--log", str(log), environment={"GITHUB_TOKEN": TOKEN})
    assert "github" in log.read_text(encoding="utf-8")
    with open_log(log):
        logging.getLogger("biblio.somewhere").error("a header %s", {"Authorization": f"Bearer {TOKEN}"})
    text = log.read_text(encoding="utf-8")
    assert "Bearer ***" in text
    assert TOKEN not in text


def test_an_exception_is_redacted_too(tmp_path: Path) -> None:
    hide("k3y-that-is-secret")
    log = tmp_path / "x.log"
    with open_log(log):
        try:
            raise ValueError("k3y-that-is-secret is wrong")
        except ValueError:
            logging.getLogger("biblio.somewhere").exception("failed")
    assert "*** is wrong" in log.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the log cannot be written"), open_log(tmp_path / "no" / "x.log"):
        pass
