"""Watching: what runs when, with a clock of our own; and once the real command, with real files."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from biblio.cli.watching import watch_filter
from biblio.errors import StoreError, Unavailable
from biblio.extras import Extra, install_command
from biblio.project.watch import Watch, WatchTimes
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place

NOTE, OTHER = Path("/notes/a.md"), Path("/notes/b.md")


class World:
    """A watch with a clock, files and runs that are made up; `log` has what was run."""

    def __init__(self, *, polls: bool = True) -> None:
        self.now = 100.0
        self.there = {NOTE, OTHER}
        self.log: list[str] = []
        self.lines: list[str] = []
        self.is_waiting = self.has_changed = False
        self.error: Exception | None = None
        times = WatchTimes(settle=0.5, gather=5, poll=30, longest=240)
        self.watch = Watch(
            self, clock=lambda: self.now, report=self.lines.append, times=times, polls=polls,
            is_there=self.there.__contains__,
        )  # fmt: skip

    def sync(self, *, asks: bool) -> bool:
        self.log.append("ask" if asks else "sync")
        if self.error:
            raise self.error
        if asks:
            self.is_waiting = False
        return self.is_waiting

    def has_zotero_changed(self) -> bool:
        self.log.append("poll")
        if self.error:
            raise self.error
        return self.has_changed

    def run(self, seconds: float, step: float = 0.25) -> list[str]:
        """Let time pass; return what was run meanwhile."""
        self.log.clear()
        for _ in range(int(seconds / step)):
            self.now += step
            self.watch.step()
        return list(self.log)


def test_a_change_is_synced_at_once_and_services_are_asked_when_the_person_pauses() -> None:
    world = World(polls=False)
    world.watch.start()
    assert world.log == ["ask"]
    assert world.run(60) == []
    for _ in range(3):
        world.is_waiting = True
        world.watch.files_changed([NOTE])
        assert world.run(2) == ["sync"]  # nobody is asked while the person types
    assert world.run(4) == ["ask"]
    assert world.run(60) == []


def test_a_replaced_file_is_one_change_and_a_removed_one_counts_after_a_moment() -> None:
    world = World(polls=False)
    world.there.discard(NOTE)
    world.watch.files_changed([NOTE])
    assert world.run(0.25) == []
    world.there.add(NOTE)
    world.watch.files_changed([NOTE])
    assert world.run(2) == ["sync"]
    world.there.discard(NOTE)
    world.watch.files_changed([NOTE, OTHER])
    assert world.run(0.25) == []
    assert world.run(1) == ["sync"]
    assert world.run(5) == []


def test_zotero_is_polled_at_its_pace() -> None:
    world = World()
    assert world.run(91) == ["poll", "poll", "poll"]
    world.has_changed = True
    assert world.run(30) == ["poll", "sync"]
    world.has_changed = False
    world.watch.files_changed([NOTE])  # which reads the library, too
    assert world.run(29) == ["sync"]
    assert world.run(2) == ["poll"]


def test_what_cannot_be_reached_is_said_once_and_asked_less_and_less() -> None:
    world = World()
    world.error = Unavailable("zotero", "could not be reached")
    assert world.run(30 + 60 + 120 + 240 + 240) == ["poll"] * 5
    assert len(world.lines) == 1
    assert "could not be reached" in world.lines[0]
    world.watch.files_changed([NOTE])
    assert world.run(1) == ["sync"]  # files are looked at all the same
    world.error = None
    assert world.run(240) == ["poll"]
    assert world.lines[1:] == ["that works again"]
    assert world.run(61) == ["poll", "poll"]


def test_another_command_at_work_is_waited_for() -> None:
    world = World(polls=False)
    world.error = StoreError("another biblio process is using this project")
    world.watch.files_changed([NOTE])
    assert world.run(1) == ["sync"]
    world.error = None
    assert world.run(6) == ["ask"]
    assert world.lines == ["another biblio process is using this project", "that works again"]


# -- the command -----------------------------------------------------------------------------------------------
class Watched:
    """The running command; `wait_for` waits for a line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.lines = process, [""]
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    def wait_for(self, what: Callable[[], object], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < end, "".join(self.lines)
            assert self.process.poll() is None, "".join(self.lines)
            time.sleep(0.02)

    def wait_for_line(self, text: str) -> None:
        self.wait_for(lambda: any(text in line for line in list(self.lines)))

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(10)
        self._reader.join(5)
        return code


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Farm([server := ZoteroServer()]) as farm:
        yield Place(tmp_path / "project", farm, server)


@contextlib.contextmanager
def watching(place: Place, *words: str) -> Iterator[Watched]:
    pytest.importorskip("watchfiles", reason="the extra `watch` is not installed")
    process = place.start(*words)
    try:
        yield Watched(process)
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_the_command_keeps_everything_in_step(place: Place) -> None:
    place.note(0, "NLP")
    with watching(place, "zotero", "watch", "--every", "10") as watched:
        watched.wait_for_line("Ctrl-C stops")
        assert place.item(0)["tags"] == [{"tag": "NLP"}]
        path = place.folder / "notes" / "n0.md"
        new = path.with_suffix(".tmp")
        new.write_text(path.read_text(encoding="utf-8").replace("[NLP]", "[NLP, Trees]"), encoding="utf-8")
        new.replace(path)  # as many editors save
        watched.wait_for_line("tags/trees.bib")
        watched.wait_for(lambda: {"tag": "Trees"} in place.item(0)["tags"])
        watched.wait_for_line("→ Zotero")
        assert not any("removed" in line or "leave" in line for line in watched.lines), watched.lines
        assert watched.stop(signal.SIGTERM) == 0
        assert watched.lines[-1].endswith("stopped\n")
    assert place.ok("zotero", "plan").stdout.endswith("Both sides are in step.\n")


def test_of_files_it_is_said_what_became_of_them(place: Place) -> None:
    """Nobody has this PDF."""
    path = place.folder / "config.toml"
    arxiv = f'[services.arxiv]\nbase_url = "{place.farm.url}/arxiv"\ninterval = 0\n[zotero]\npdf = "attach"\n'
    path.write_text(path.read_text(encoding="utf-8").replace("[zotero]\n", arxiv), encoding="utf-8")
    place.note(0, "NLP")
    with watching(place, "zotero", "watch", "--every", "10") as watched:
        watched.wait_for_line("it is left out")
        watched.wait_for_line("Ctrl-C stops")
        assert watched.stop(signal.SIGINT) == 0
    assert not any("create PDF" in line for line in watched.lines), watched.lines


def test_without_zotero_only_files_are_watched(place: Place) -> None:
    place.note(0, "NLP")
    with watching(place, "sync", "--watch", "--offline") as watched:
        watched.wait_for_line("Ctrl-C stops")
        place.note(0, "Roots")
        watched.wait_for_line("tags/roots.bib")
        assert watched.stop(signal.SIGINT) == 0
    assert not place.requests()


def test_a_change_of_words_alone_is_told(place: Place) -> None:
    """Otherwise nobody knows whether the file was seen."""
    place.note(0, "NLP")
    path = place.folder / "notes" / "n0.md"
    with watching(place, "sync", "--watch", "--offline") as watched:
        watched.wait_for_line("Ctrl-C stops")
        path.write_text(path.read_text(encoding="utf-8") + "\nRead it on the train.\n", encoding="utf-8")
        watched.wait_for_line("notes: 1 file read again; no file in exports changes")
        path.write_text(path.read_text(encoding="utf-8").replace("arxiv:", "url:"), encoding="utf-8")
        watched.wait_for_line("next: 1 note needs your decision: biblio review")
        assert watched.stop(signal.SIGINT) == 0
    assert sum("read again" in line for line in watched.lines) == 1, watched.lines


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("/vault/a.md", True),
        ("/vault/deep/b-wal", True),
        ("/vault/config.toml", True),
        ("/elsewhere/a.md", False),
        ("/vault/.biblio/state.sqlite-wal", False),
        ("/vault/.git/index", False),
        ("/vault/.a.md.swp", False),
        ("/vault/memory.sqlite-shm", False),
        ("/vault/exports/all.bib", False),
        ("/home/.notes/a.md", True),
    ],
)
def test_what_a_run_writes_among_the_notes_starts_no_other_run(path: str, matters: bool) -> None:
    """`biblio init` in the folder of the notes makes it the project: every run touched what was watched."""
    vault, hidden = Path("/vault"), Path("/home/.notes")
    own = (vault / "config.toml", vault / "memory.sqlite", vault / "exports", vault / ".biblio/state.sqlite")
    assert watch_filter(own, (vault, hidden), vault)(Path(path)) is matters


@pytest.mark.parametrize("source", ["../vault", "linked"])
def test_notes_elsewhere_are_watched(place: Place, tmp_path: Path, source: str) -> None:
    place.note(0, "NLP")
    (place.folder / "notes").rename(tmp_path / "vault")
    (place.folder / "linked").symlink_to(tmp_path / "vault")
    config = place.folder / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"notes"', f'"{source}"'), encoding="utf-8")
    with watching(place, "sync", "--watch", "--offline") as watched:
        watched.wait_for_line("Ctrl-C stops")
        assert any(f"watching {source};" in line for line in watched.lines)
        path = tmp_path / "vault" / "n0.md"
        path.write_text(path.read_text(encoding="utf-8").replace("[NLP]", "[Roots]"), encoding="utf-8")
        watched.wait_for_line("tags/roots.bib")
        assert watched.stop(signal.SIGINT) == 0


def test_many_new_files_of_tags_are_one_line(place: Place) -> None:
    place.note(0, ", ".join(f"Tag{number}" for number in range(9)))
    with watching(place, "sync", "--watch", "--offline") as watched:
        watched.wait_for_line("Ctrl-C stops")
        assert watched.stop(signal.SIGINT) == 0
    told = [line.split(" exports: ")[1] for line in watched.lines if " exports: " in line]
    assert told == ["all.bib +1\n", "9 files of tags\n"]


def test_without_the_package_it_says_what_to_install(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.note(0, "NLP")
    monkeypatch.setitem(__import__("sys").modules, "watchfiles", None)
    done = place.run("sync", "--watch")
    assert done.returncode == 2
    monkeypatch.chdir(place.folder)  # the command depends on where it is typed
    assert install_command(Extra.WATCH) in done.stderr
