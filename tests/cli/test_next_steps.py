"""What a run suggests to do next: only what is true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.cli.next_steps import explained_with_extra, next_steps
from biblio.extras import Extra, install_command
from biblio.project.summary import Summary
from tests.cli.test_commands import biblio
from tests.project.place import NOTES, Place, opened_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES) as found:
        yield found


@pytest.mark.parametrize(
    ("summary", "lines"),
    [
        (Summary(statuses={"accepted": 3}, works=3), []),
        (Summary(statuses={"ambiguous": 12}, opposed=("x",)), ["13 notes need your decision: biblio review"]),
        (Summary(statuses={"ambiguous": 1}), ["1 note needs your decision: biblio review"]),
        (Summary(statuses={"pending": 2}), ["2 notes not looked up yet: biblio sync"]),
        (
            Summary(statuses={"pending": 2}, unasked={"dblp": "offline"}),
            ["2 notes not looked up offline: biblio sync, with the network"],
        ),
        (
            Summary(statuses={"pending": 2}, unasked={"dblp": "answered 503"}),
            ["2 notes could not be looked up everywhere: biblio sync, later"],
        ),
        (Summary(published=8, unchecked=2), ["8 preprints were published since: biblio update"]),
        (Summary(published=1), ["1 preprint was published since: biblio update"]),
        (Summary(unchecked=2), ["2 works are preprints that may have been published since: biblio update"]),
        (Summary(works=2, is_first=True, folder="a/exports"), [r"use it in LaTeX: \addbibresource{a/exports/all.bib}"]),
        (
            Summary(works=2, is_first=True, folder="exports", dialect="bibtex"),
            [r"use it in LaTeX: \bibliography{exports/all}"],
        ),
        (Summary(works=0, is_first=True), []),
    ],
)
def test_lines(summary: Summary, lines: list[str]) -> None:
    assert list(map(str, next_steps(summary, has=lambda extra: True))) == lines
    assert all(len(f"next: {line}") <= 80 for line in lines)


def test_what_a_step_needs_is_said() -> None:
    (step,) = next_steps(Summary(statuses={"ambiguous": 2}), has=lambda extra: False)
    assert step.what.startswith("biblio review, after ")
    assert "[review]" in step.what


def test_what_an_explained_command_needs_comes_after_the_explanation() -> None:
    line = explained_with_extra("show the plan", Extra.ZOTERO, has=lambda extra: False)
    assert line == f"show the plan; first {install_command(Extra.ZOTERO)}"
    assert explained_with_extra("show the plan", Extra.ZOTERO, has=lambda extra: True) == "show the plan"


def test_the_first_sync_leads_on(place: Place) -> None:
    first = biblio(place.folder, "sync")
    lines = [line for line in first.stderr.splitlines() if line.startswith("next: ")]
    assert lines == [
        "next: 1 work is a preprint that may have been published since: biblio update",
        r"next: use it in LaTeX: \addbibresource{exports/all.bib}",
    ]
    assert "next:" not in first.stdout
    place.note("more.txt", NOTES.splitlines()[0].replace("Attention Is All You Need", "Deep Learning"))
    again = json.loads(biblio(place.folder, "sync", "--json").stdout)
    assert r"\addbibresource" not in str(again["next"])
    assert {"why": "1 work is a preprint that may have been published since", "what": "biblio update"} in again["next"]
    status = biblio(place.folder, "status")
    assert r"\addbibresource" not in status.stderr
