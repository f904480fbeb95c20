"""The commands accept, reject, pin, undo and review: what they print, what they write, and their exit codes."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.decisions.decision_file import read_decisions
from tests.decisions.killing import MOMENTS, run_killed
from tests.decisions.test_decision_session import DOUBTFUL, lines
from tests.program import run_program as biblio
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import LATE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES, two=DOUBTFUL) as opened:
        opened.sync()
        yield opened


def test_accepting_a_candidate_by_its_number(place: Place) -> None:
    done = biblio(place.folder, "accept", "two.txt:1", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("accepted     Deep learning")
    assert done.stderr.splitlines() == [
        "decisions.txt:12: accept deep-learning-61bb7f21 doi:10.1038/nature14539",
        "next: `biblio sync` updates the exports, `biblio undo` undoes the decision",
    ]
    text = (place.folder / "decisions.txt").read_text(encoding="utf-8")
    assert text.splitlines()[-1] == (
        'accept  deep-learning-61bb7f21  doi:10.1038/nature14539  # 2024-02-16 "Deep Learning" ~'
    )
    again = biblio(place.folder, "accept", "two.txt:1", "10.1038/nature14539")
    assert again.stderr == "decisions.txt already says so\n"
    assert (place.folder / "decisions.txt").read_text(encoding="utf-8") == text
    assert "you accepted doi:10.1038/nature14539" in biblio(place.folder, "show", "two.txt:1").stdout
    assert biblio(place.folder, "status").returncode == 0


def test_show_gives_reasons_and_numbers_only_if_verbose(place: Place) -> None:
    plain = biblio(place.folder, "show", "two.txt:1").stdout
    assert "ambiguous: likely, but only the title and the year agree: the author or the venue would decide" in plain
    assert "for     title       exact" in plain
    assert not re.search(r"%|bits|prior", plain)
    detailed = biblio(place.folder, "show", "two.txt:1", "-v").stdout
    assert re.search(r"likely, [+-]\d+\.\d bits", detailed)
    assert re.search(r"[+-]\d+\.\d +prior", detailed)
    assert re.search(
        r"accepted by rule, (over )?\d\d\.\d% certain: ", biblio(place.folder, "show", "page.txt:1").stdout
    )


def test_accepting_an_unknown_identifier_reports_it(place: Place) -> None:
    done = biblio(place.folder, "accept", "two.txt:1", "https://arxiv.org/abs/1512.03385", "--json")
    assert json.loads(done.stdout)["status"] == "pending"
    assert "arxiv:1512.03385 is not known yet: the next `biblio sync` looks it up" in done.stderr
    assert "not been looked up yet" in biblio(place.folder, "show", "two.txt:1").stdout
    biblio(place.folder, "sync")
    assert json.loads(biblio(place.folder, "show", "two.txt:1", "--json").stdout)["status"] == "accepted"


def test_three_ways_to_reject(place: Place) -> None:
    biblio(place.folder, "reject", "kirillov2023segment")
    assert lines(place)[0].startswith("reject segment-anything-")
    assert lines(place)[0].endswith("arxiv:2304.02643")
    biblio(place.folder, "reject", "two.txt:1")
    assert "reject deep-learning-61bb7f21 *" in lines(place)
    done = biblio(place.folder, "reject", "two.txt:1", "--kind", "presentation")
    assert done.stdout.startswith("not-a-paper")
    assert lines(place)[0] == "kind deep-learning-61bb7f21 presentation"
    assert biblio(place.folder, "reject", "two.txt:1", "1", "--kind", "book").returncode == 2


def test_pin_fixes_match_and_key(place: Place) -> None:
    done = biblio(place.folder, "pin", "kirillov2023segment", "page.txt:1")
    assert done.returncode == 0, done.stderr
    assert sorted(row.split()[0] for row in lines(place)) == ["key", "key", "pin", "pin"]
    assert biblio(place.folder, "export", "--check").returncode == 0
    done = biblio(place.folder, "pin", "page.txt:1", "--key", "kirillov2023segment")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2, "error: the key kirillov2023segment belongs to another work",
    )  # fmt: skip
    assert biblio(place.folder, "pin", "page.txt:1", "--key", "the one").returncode == 2
    assert biblio(place.folder, "pin", "two.txt:1").returncode == 2
    done = biblio(place.folder, "pin", "page.txt:1", "--key", "attention17", "--json")
    assert json.loads(done.stdout)["citekey"] == "attention17"
    # before the next sync the note has either key
    old = place.read("all.bib")
    for name in ("page.txt:1", "attention17", next(key for key in re.findall(r"@\w+{(\S+),", old) if "vaswani" in key)):
        assert json.loads(biblio(place.folder, "show", name, "--json").stdout)["citekey"] == "attention17"
        assert "attention17" in biblio(place.folder, "notes").stdout
    assert "attention17" not in old
    biblio(place.folder, "sync")
    assert "@misc{attention17," in place.read("all.bib") or "{attention17," in place.read("all.bib")


def test_undo_prints_what_it_undoes(place: Place) -> None:
    assert biblio(place.folder, "undo").stderr == "nothing to undo\n"
    biblio(place.folder, "accept", "two.txt:1", "1")
    biblio(place.folder, "reject", "kirillov2023segment")
    before = (place.folder / "decisions.txt").read_bytes()
    biblio(place.folder, "pin", "page.txt:1")
    listed = biblio(place.folder, "undo", "--list").stdout.splitlines()
    assert [row.split()[0] for row in listed] == ["3", "2", "1"]
    done = biblio(place.folder, "undo")
    assert done.stdout.splitlines()[0] == "step 3 (pin) undone:"
    assert (place.folder / "decisions.txt").read_bytes() == before
    assert "undone" in biblio(place.folder, "undo", "--list").stdout.splitlines()[0]
    assert biblio(place.folder, "undo", "3").returncode == 2
    assert biblio(place.folder, "undo", "1").returncode == 0
    assert [row.split()[0] for row in lines(place)] == ["reject"]
    assert json.loads(biblio(place.folder, "undo", "--json").stdout)["step"] == 2
    assert not read_decisions(place.folder / "decisions.txt").note_ids
    steps = [json.loads(row) for row in biblio(place.folder, "undo", "--list", "--json").stdout.splitlines()]
    assert [step["undone"] for step in steps] == [True, True, True]


def test_review_without_a_terminal_suggests_the_text_file(place: Place) -> None:
    done = biblio(place.folder, "review")
    assert done.returncode == 2
    assert done.stderr == (
        "error: a review needs a terminal\n\n"
        "hint: `biblio review --export FILE` writes the notes to a text file to edit\n"
    )


def test_the_queue_is_exported_edited_and_imported(place: Place) -> None:
    queue = place.folder / "queue.txt"
    done = biblio(place.folder, "review", "--export", "queue.txt")
    assert done.stderr == "queue.txt: 1 note. Next: edit it, then run `biblio review --import queue.txt`\n"
    assert biblio(place.folder, "review", "--export", "-").stdout == queue.read_text(encoding="utf-8")
    assert biblio(place.folder, "review", "--export", "queue.txt").returncode == 2
    text = queue.read_text(encoding="utf-8")
    queue.write_text(text.replace("\nskip\n", "\nacept 1\nskip\n"), encoding="utf-8")
    done = biblio(place.folder, "review", "--import", "queue.txt")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: queue.txt:{text.splitlines().index('skip') + 1}: unknown decision")
    assert "nothing was changed" in done.stderr
    queue.write_text(text.replace("#accept", "accept"), encoding="utf-8")
    done = biblio(place.folder, "review", "--import", "queue.txt")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "1 decided"
    assert lines(place) == ["accept deep-learning-61bb7f21 doi:10.1038/nature14539"]
    done = biblio(place.folder, "review", "--import", "queue.txt")
    assert done.stderr.splitlines()[-1] == "1 already decided"
    assert biblio(place.folder, "review", "--export", "other.txt").stderr == "no note needs your decision\n"
    biblio(place.folder, "reject", "two.txt:1")
    done = biblio(place.folder, "review", "--import", "queue.txt")
    assert done.returncode == 3
    assert "was changed or decided after this file was exported" in done.stderr


def test_status_reports_a_lost_decision(place: Place) -> None:
    biblio(place.folder, "accept", "two.txt:1", "1")
    (place.folder / "notes" / "two.txt").unlink()
    done = biblio(place.folder, "status")
    expected = (
        'decision without a note: decisions.txt:12: deep-learning-61bb7f21 (2024-02-16 "Deep Learning") is not among'
    )
    assert expected in done.stderr
    assert "decision without a note" not in biblio(place.folder, "sync").stderr
    assert json.loads(biblio(place.folder, "status", "--json").stdout)["lost"]
    assert len(lines(place)) == 1


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_between_any_two_writes(place: Place, moment: str) -> None:
    """The file has the decision or not; the next command works, and undo ends where it began."""
    code = "from biblio.cli.main import main\nmain()"
    run_killed(code, moment, "accept", "two.txt:1", "1", folder=place.folder)
    assert (place.folder / "decisions.txt").exists() is (moment == "after the rename")
    assert biblio(place.folder, "accept", "two.txt:1", "1").returncode == 0
    assert len(lines(place)) == 1
    assert biblio(place.folder, "sync").returncode == 0
    while "nothing to undo" not in (done := biblio(place.folder, "undo")).stderr:
        assert done.returncode == 0
    assert not (place.folder / "decisions.txt").exists()
    assert biblio(place.folder, "status").returncode == 3


def test_a_review_quits_at_once_while_a_service_does_not_answer(place: Place) -> None:
    place.farm.always("dblp", LATE)
    requests = len(place.farm.requests("dblp"))
    text = (place.folder / "config.toml").read_text(encoding="utf-8")
    text = text.replace("[services.dblp]\n", "[services.dblp]\ntimeout = 1\n").replace("tries = 2", "tries = 9")
    (place.folder / "config.toml").write_text(text, encoding="utf-8")
    terminal = Terminal(place.folder, "review")
    terminal.wait_for("1 of 1")
    terminal.press("s")
    terminal.wait_for("enter: go")
    terminal.press("some other words\r")
    terminal.wait_for("searching for")
    terminal.press("q")
    assert terminal.end() == 0
    assert len(place.farm.requests("dblp")) <= requests + 1


def test_concurrent_commands_lose_nothing(place: Place) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    commands = [("reject", f"page.txt:{line}", "--kind", "video") for line in (1, 2, 3, 5)]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "biblio", *words], cwd=place.folder, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        for words in commands
    ]  # fmt: skip
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert sum(row.startswith("kind ") for row in lines(place)) == 4


class Terminal:
    """`biblio` in a real terminal of 80 columns."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process, self.handle = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
            os.execve(sys.executable, [sys.executable, "-m", "biblio", *arguments], environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.shown = b""

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 60
        while text.encode() not in self.shown:
            assert time.monotonic() < end, self.shown[-2000:]
            if select.select([self.handle], [], [], 0.2)[0]:
                self.shown += os.read(self.handle, 65536)
        self.shown = b""

    def press(self, keys: str) -> None:
        os.write(self.handle, keys.encode())

    def end(self) -> int:
        """Read to the end and return the exit code (of a process that was killed, minus its signal)."""
        while True:
            try:
                if not os.read(self.handle, 65536):
                    break
            except OSError:
                break
        os.close(self.handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def test_a_review_in_a_real_terminal(place: Place) -> None:
    terminal = Terminal(place.folder, "review", "--unresolved")
    terminal.wait_for("1 of 2")
    terminal.press("n")
    terminal.wait_for("2 of 2")
    terminal.press("1")
    terminal.wait_for("2 decided")
    terminal.press("u")
    terminal.wait_for("undone")
    terminal.press("q")
    assert terminal.end() == 0
    assert len(lines(place)) == 1
    assert biblio(place.folder, "undo").stdout.startswith("step 1 (review) undone")


def test_a_killed_review_loses_nothing_and_continues(place: Place) -> None:
    terminal = Terminal(place.folder, "review", "--unresolved")
    terminal.wait_for("1 of 2")
    terminal.press("n")
    terminal.wait_for("2 of 2")
    os.kill(terminal.process, signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    assert len(lines(place)) == 1
    terminal = Terminal(place.folder, "review", "--unresolved")
    terminal.wait_for("1 of 1")
    terminal.press("q")
    assert terminal.end() == 0


def test_nothing_to_review_is_not_said_of_notes_that_nobody_looked_up(place: Place) -> None:
    place.note("new.txt", NOTES.splitlines()[0].replace("Attention Is All You Need", "Deep Learning"))
    done = biblio(place.folder, "review", "--tag", "no-such-tag", "--export", "queue.txt")
    assert done.stderr.splitlines() == [
        "no note needs your decision", "next: 1 note not looked up yet: biblio sync",
    ]  # fmt: skip
