"""Ctrl-C and SIGTERM end every long command within one request, without a traceback; the next run goes on from there.

On Windows, Ctrl-C arrives as `KeyboardInterrupt` too (CTRL_C_EVENT), once a waiting thread wakes, which is every half
second; there is no SIGTERM that a program could catch.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program import ROOT, start_program
from tests.project.place import Place
from tests.servers.base import Farm, status
from tests.servers.zotero import ZoteroServer
from tests.terminal import start_in_terminal
from tests.zotero.place import Place as Vault

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

WAIT = status(503, Retry_After="50")
QUICKLY = 8.0  # seconds; a request in progress has three, and this machine may be busy
SIGNALS = [
    pytest.param(signal.SIGINT, 130, id="SIGINT"),
    pytest.param(signal.SIGTERM, 143, id="SIGTERM", marks=pytest.mark.slow),
]
BIB = "".join(
    f"@article{{k{number}, title = {{A Study of Number {number} in Trees}}, author = {{Roe, Jane}}, year = 2019}}\n"
    for number in range(3)
)


def stop(process: subprocess.Popen[str], number: signal.Signals, *, times: int = 1) -> str:
    """Send a signal, and return what the process wrote to stderr; it must end soon."""
    begun = time.monotonic()
    for _ in range(times):
        process.send_signal(number)
        time.sleep(0.05)
    try:
        _, errors = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
        pytest.fail(f"it goes on: {errors}")
    assert time.monotonic() - begun < QUICKLY
    assert "Traceback" not in errors, errors
    assert "stopped" in errors.splitlines()[-1], errors
    return errors


def own_cache(folder: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_DATA_HOME": str(folder / "data")}


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_check(place: Place, number: signal.Signals, code: int) -> None:
    (place.folder / "refs.bib").write_text(BIB, encoding="utf-8")
    place.farm.always("dblp", WAIT)
    process = start_program(place.folder, "check", "refs.bib", environment=own_cache(place.folder))
    place.farm.wait_for(lambda: bool(place.farm.requests("dblp")), process)
    stop(process, number)
    assert process.returncode == code


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_an_update(place: Place, number: signal.Signals, code: int) -> None:
    place.sync()
    before = place.files()
    place.farm.log.clear()
    place.farm.always("semanticscholar", WAIT)
    process = start_program(place.folder, "update", "--older", "0", "--yes", environment=own_cache(place.folder))
    place.farm.wait_for(lambda: bool(place.farm.requests("semanticscholar")), process)
    stop(process, number)
    assert process.returncode == code
    assert place.files() == before, "nothing was applied"


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_while_an_object_is_thrown_away(tmp_path: Path, number: signal.Signals, code: int) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        """
import time
from biblio.cli.error_boundary import run
from biblio.cli.stopping import stop_on_signals

class Slow:
    def __del__(self):
        print("now", flush=True)
        for _ in range(400):  # a signal that comes before one long sleep begins does not end it
            time.sleep(0.05)

def command():
    Slow()
    time.sleep(20)

stop_on_signals()
raise SystemExit(run(command))
""",
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(program)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "now\n"
    assert stop(process, number) == "\nstopped\n"
    assert process.returncode == code


@pytest.mark.parametrize("arguments", [("zotero", "plan"), ("sync", "--zotero", "--yes")])
@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_zotero(tmp_path: Path, arguments: tuple[str, ...], number: signal.Signals, code: int) -> None:
    server = ZoteroServer()
    with Farm([server]) as farm:
        vault = Vault(tmp_path / "project", farm, server)
        vault.note(1, "NLP")
        vault.ok("sync", "-q")
        farm.log.clear()
        farm.always("zotero", WAIT)
        process = vault.start(*arguments)
        farm.wait_for(lambda: bool(farm.log), process)
        stop(process, number)
        assert process.returncode == code
        farm.recover("zotero")
        vault.ok("zotero", "apply", "--yes")
        assert len(vault.tree()["NLP"]) == 1


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_building_a_catalogue(tmp_path: Path, number: signal.Signals, code: int) -> None:
    works = tmp_path / "works.jsonl"
    with works.open("w", encoding="utf-8") as stream:
        for count in range(30_000):
            row = {
                "title": f"Lanterns {count} of the north and of the {count % 97} winds",
                "authors": ["Jane Roe"],
                "year": 2017,
            }
            stream.write(json.dumps(row) + "\n")
    index = tmp_path / "index"
    (tmp_path / "config.toml").write_text(f'[notes]\nsources = []\n[catalogue]\nfolder = "{index}"\n', encoding="utf-8")
    process = start_program(tmp_path, "catalogue", "build", str(works), environment=own_cache(tmp_path))
    _wait(lambda: index.exists() and any(index.rglob("*.sqlite")), process)
    time.sleep(0.3)
    if process.poll() is None:
        stop(process, number)
        assert process.returncode == code
    again = start_program(tmp_path, "catalogue", "build", str(works), environment=own_cache(tmp_path))
    _, errors = again.communicate(timeout=120)
    assert again.returncode == 0, errors
    info = start_program(tmp_path, "catalogue", "info", "--json", environment=own_cache(tmp_path))
    out, _ = info.communicate(timeout=60)
    assert json.loads(out)["works"] == 30_000


def _wait(is_reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 60
    while not is_reached():
        assert process.poll() is None
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_impatient_person_in_a_terminal(place: Place) -> None:
    place.farm.always("dblp", WAIT)
    terminal = start_in_terminal(place.folder, "sync", environment=own_cache(place.folder))
    terminal.wait_for(lambda text: bool(place.farm.requests("dblp")))
    begun = time.monotonic()
    for _ in range(3):
        terminal.interrupt()
        time.sleep(0.05)
    done = terminal.finish()
    assert time.monotonic() - begun < QUICKLY
    assert done.code == 130, done.text
    assert "Traceback" not in done.text
    assert "stopped: " in done.text


def test_before_anything_is_loaded(tmp_path: Path) -> None:
    """Ctrl-C while modules are imported ends the process at once, and without the traceback of an import."""
    slow = tmp_path / "click.py"  # the first thing that the command line loads
    slow.write_text("import os, time\nos.write(1, b'loading\\n')\ntime.sleep(30)\n", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-m", "biblio", "--help"], env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "loading\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (-signal.SIGINT, "")


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors as shells of POSIX do")
@pytest.mark.parametrize("descriptor", [0, 1, 2])
def test_a_stream_that_is_closed_is_an_empty_one(tmp_path: Path, descriptor: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.close({descriptor}); os.execv({sys.executable!r}, ['python', '-m', 'biblio', 'check', '-'])"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
