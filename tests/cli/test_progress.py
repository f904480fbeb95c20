"""What a person sees while a run asks: on a terminal, in a pipe, and where it should be quiet."""

from __future__ import annotations

import io
import os
import sys

import pytest

from biblio.cli import progress_display, progress_line
from biblio.cli.cells import cell_len
from biblio.cli.progress_display import Bar, announcement, duration
from biblio.cli.progress_line import ProgressLine
from biblio.lookup.cost import RequestPlan, ServiceLoad
from tests.project.place import Place
from tests.terminal import run_in_terminal

PLAN = RequestPlan(
    ((ServiceLoad("arxiv", 90, 3, 3.0), ServiceLoad("dblp", 100, 100, 1.0)), (ServiceLoad("crossref", 50, 50, 1.0),))
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(bar: Bar, clock: Clock) -> None:
    """A minute of asking: a hundred answers of DBLP, one every 0.6 seconds."""
    bar.request_plan(PLAN)
    bar.stage("Asking arxiv, dblp in 103 requests", 190)
    for _ in range(100):
        clock.now += 0.6
        bar.request_done("dblp", "https://dblp.org/x", 200, 0.1)
        bar.step()
    bar.request_plan(RequestPlan(PLAN.rounds[1:]))


def test_the_plan_is_said_once_and_then_a_line_every_half_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with Bar(clock=clock) as bar:
        run(bar, clock)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "Asking arxiv, dblp, crossref: at most 153 requests, about 2 min",
        "Asking arxiv, dblp in 103 requests: 50 of 190, about 60 s left",
        "Asking arxiv, dblp in 103 requests: 100 of 190, about 60 s left",
    ]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    with Bar(quiet=True, clock=clock) as bar:
        run(bar, clock)
    assert capsys.readouterr() == ("", "")


def test_why_a_service_waits_is_said_if_it_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(clock=Clock()) as bar:
        bar.waiting("arxiv", 3.0)
        bar.waiting("arxiv", 20.4, "at the service's request")
        bar.waiting("dblp", 7.0, "because it could not be reached")
        bar.waiting("dblp", 9.0)
    assert capsys.readouterr().err.splitlines() == [
        "arxiv: waiting 20 s, at the service's request",
        "dblp: waiting 7 s, because it could not be reached",
        "dblp: waiting 9 s",
    ]


def test_nothing_to_ask_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar(clock=Clock()) as bar:
        bar.request_plan(RequestPlan())
        bar.stage("reading", 3)
    assert capsys.readouterr() == ("", "")


def test_a_terminal_shows_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    clock = Clock()
    with Bar(clock=clock) as bar:
        run(bar, clock)
        bar.stage("exporting", 0)
    shown = screen.getvalue()
    assert "at most 153 requests" in shown
    assert "about 3 min left" in shown or "about 2 min left" in shown


def test_services_that_answer_slowly_take_longer_than_planned(capsys: pytest.CaptureFixture[str]) -> None:
    """The rest takes as long as what was done: otherwise "about 60 s left" stands there for minutes."""
    clock = Clock()
    plan = RequestPlan(((ServiceLoad("dblp", 60, 60, 1.0),),))
    with Bar(clock=clock) as bar:
        bar.request_plan(plan)
        bar.stage("Asking dblp", 60)
        for _ in range(30):
            clock.now += 6.0
            bar.request_done("dblp", "https://dblp.org/x", 200, 5.9)
            bar.step()
        bar.request_plan(RequestPlan(((ServiceLoad("dblp", 60, 30, 1.0),),)))
        bar.stage("Asking dblp", 30)
        clock.now += 30.0  # without an answer
        bar.step()
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Asking dblp: 60 requests, about 60 s"
    assert told[1] == "Asking dblp: 5 of 60, about 4 min left"  # of ten seconds each, five are trusted
    assert told[-2:] == ["Asking dblp: 30 of 60, about 3 min left", "Asking dblp: 1 of 30, about 4 min left"]


def test_a_stage_says_nothing_of_its_speed_before_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_display, "_DRAWN_EVERY", 0.0)
    clock = Clock()
    with Bar(clock=clock) as bar:
        for name, total in (("reading", 60), ("catalogue", 0)):
            bar.stage(name, total)
            for _ in range(30):
                clock.now += 0.5
                bar.step()
    shown = screen.getvalue()
    assert "?" not in shown
    assert "30/60, about 20 s left" in shown
    assert "Searching the catalogue …, 30, 2 a second" in shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (9.9, "a few seconds"),
        (10, "about 10 s"),
        (61, "about 70 s"),
        (90, "about 2 min"),
        (5399, "about 90 min"),
        (5340, "about 89 min"),
        (7300, "about 2 h 2 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words.replace("90 min", "1 h 30 min")


def test_what_is_certain_is_said_so() -> None:
    assert announcement(RequestPlan(((ServiceLoad("arxiv", 3, 1, 3.0),),))) == "Asking arxiv: 1 request, a few seconds"


def test_what_is_likely_comes_first() -> None:
    plan = RequestPlan(PLAN.rounds, likely=(ServiceLoad("arxiv", 90, 3, 3.0), ServiceLoad("dblp", 40, 40, 1.0)))
    assert announcement(plan) == (
        "Asking arxiv, dblp, crossref: likely 43 requests, about 50 s; at most 153, about 2 min"
    )


def test_an_announcement_that_is_too_wide_names_fewer_services() -> None:
    names = ("arxiv", "crossref", "dblp", "datacite", "semanticscholar", "doi", "openalex")
    plan = RequestPlan((tuple(ServiceLoad(name, 90, 30, 3.0) for name in names),) * 2)
    wide = announcement(plan)
    assert wide.startswith(
        "Asking arxiv, crossref, dblp, datacite, semanticscholar, doi, openalex: at most 420 requests"
    )
    assert announcement(plan, room=80) == "Asking arxiv, crossref, dblp and 4 more: at most 420 requests, about 3 min"
    assert announcement(plan, room=200) == wide
    assert announcement(plan, room=20) == "Asking 7 services: at most 420 requests, about 3 min"


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
@pytest.mark.parametrize("columns", [80, 60])
def test_progress_is_one_line_of_the_terminal(place: Place, columns: int) -> None:
    text = (place.folder / "config.toml").read_text(encoding="utf-8")
    (place.folder / "config.toml").write_text(text.replace("interval = 0\n", "interval = 0.4\n"), encoding="utf-8")
    done = run_in_terminal(
        place.folder, "sync", columns=columns, environment={"XDG_CACHE_HOME": str(place.folder / "cache")}
    )
    assert done.code == 0, done.text
    shown = [line for line in done.lines() if "/" in line and "left" in line]
    assert shown, "a run of some seconds shows how far it is"
    assert all(len(line) <= columns for line in done.lines())
    stages = {line.partition(",")[0] for line in done.lines() if line.startswith("Writing exports")}
    assert stages == {"Writing exports …"}, "the last stage is removed before the summary is printed"
    assert all(line.endswith("left") for line in shown)
    assert "\n\n" not in done.text


class Screen(io.StringIO):
    """A terminal of some columns without a name for its encoding, or with one."""

    def __init__(self, encoding: str | None = None) -> None:
        super().__init__()
        self._of_terminal = encoding

    @property
    def encoding(self) -> str | None:  # type: ignore[override]
        return self._of_terminal


def shown(screen: Screen) -> str:
    """Return the last line as it stands on the terminal."""
    line: list[str] = []
    for part in screen.getvalue().split("\r"):
        line[: len(part)] = part
    return "".join(line)


@pytest.mark.parametrize(("encoding", "sign"), [(None, "█"), ("utf-8", "█"), ("cp1252", "#")])
def test_a_line_is_drawn_over_the_one_before_and_removed(encoding: str | None, sign: str) -> None:
    screen = Screen(encoding)
    line = ProgressLine(screen)
    line.draw("Reading files", "30/60, about 20 s left", 0.5)
    first = shown(screen)
    assert len(first) == 79
    assert first.startswith(f"Reading files {sign}{sign}")
    assert first.endswith("  30/60, about 20 s left")
    bar = first[len("Reading files ") : -len(" 30/60, about 20 s left")]
    assert len(bar) // 2 <= len(bar.rstrip()) <= len(bar) // 2 + 1
    line.draw("Searching", ", 7")
    assert shown(screen).rstrip() == "Searching …, 7"
    line.clear()
    assert shown(screen).strip() == ""
    assert screen.getvalue().endswith("\r")
    assert "\n" not in screen.getvalue()


def test_a_label_in_wide_letters_does_not_go_on_to_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(progress_line, "columns", lambda stream: 30)
    ProgressLine(screen).draw("深層学習の論文を読んでいます、しばらくお待ちください", "1/2", 0.5)
    assert cell_len(shown(screen)) <= 29


def test_far_more_requests_than_were_likely_are_said_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    def plan(requests: int) -> RequestPlan:
        return RequestPlan(((ServiceLoad("dblp", 90, 90, 1.0),),), likely=(ServiceLoad("dblp", 90, requests, 1.0),))

    with Bar(clock=Clock()) as bar:
        bar.request_plan(plan(15))
        for requests in (14, 60, 40, 2):  # still to be made, each after ten more
            for _ in range(10):
                bar.request_done("dblp", "https://dblp.example", 200, 0.1)
            bar.request_plan(plan(requests))
    assert capsys.readouterr().err.splitlines() == [
        "Asking dblp: likely 15 requests, about 20 s; at most 90, about 90 s",
        "More to ask than was likely: some 24 requests in all, about 20 s left",
        "More to ask than was likely: some 80 requests in all, about 60 s left",
    ]
