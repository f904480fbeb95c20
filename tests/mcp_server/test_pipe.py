"""The server as clients start it: a process at the other end of a pipe. And how calls and processes end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import anyio
import pytest
from mcp import Client

from biblio.mcp_server.agent_server import build_server
from biblio.mcp_server.workspace import Workspace
from tests.mcp_server.agents import Agent, call_tool, pipe
from tests.program import ROOT
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import status

WAIT = status(503, Retry_After="50")
SOON = 30.0  # seconds; a request in progress has three, and this machine may be busy
UNKNOWN = {"title": "A Title That No Run Has Asked For", "authors": ["Jane Roe"], "year": 2020}


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def busy_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("ask ")]


def test_a_client_talks_to_the_process_and_the_process_ends_with_it(place: Place) -> None:
    place.sync()

    async def run() -> None:
        async with Client(pipe(place.folder, "--offline", "--allow-writes")) as client:
            agent = Agent(client)
            assert "apply_plan" in await agent.tool_names()
            assert len((await agent.ok("search_notes", words="attention"))["found"]) == 2
            proposal = await agent.ok("plan_decision", note="segment", decision="reject-all")
            await agent.ok("apply_plan", plan=proposal["plan"], does=proposal["does"])

    anyio.run(run)
    assert "segment-anything" in (place.folder / "decisions.txt").read_text(encoding="utf-8")


# -- without the client: what stands in the pipe -------------------------------------------------------------------------
class Pipe:
    """A server whose messages are read and written line by line."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.input: IO[bytes] = process.stdin
        self.output: IO[bytes] = process.stdout
        self._count = 0

    def send(self, method: str, **params: Any) -> int:
        """Send a request and return its id."""
        self._count += 1
        message = {"jsonrpc": "2.0", "id": self._count, "method": method, "params": params}
        self.input.write(json.dumps(message).encode() + b"\n")
        self.input.flush()
        return self._count

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self.input.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode() + b"\n")
        self.input.flush()

    def answer(self, number: int) -> dict[str, Any]:
        """Return the answer to a request; every line until then is a message of the protocol."""
        while True:
            message = json.loads(self.output.readline())
            assert message["jsonrpc"] == "2.0"
            if message.get("id") == number:
                return dict(message)

    def begin(self) -> None:
        client = {"name": "test", "version": "1"}
        number = self.send("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=client)
        assert self.answer(number)["result"]["serverInfo"]["name"] == "biblio"
        self.tell("notifications/initialized")

    def call(self, tool: str, **arguments: object) -> int:
        return self.send("tools/call", name=tool, arguments=arguments, _meta={"progressToken": "p"})


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Pipe]:
    command = [sys.executable, "-m", "biblio", "mcp", "--project", str(folder), *options]
    with subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=folder.parent,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            server = Pipe(process)
            server.begin()
            yield server
        finally:
            process.kill()


def test_nothing_but_the_protocol_stands_on_stdout(place: Place) -> None:
    (place.folder / "notes" / "broken.bib").write_text("@article{x, title = {", encoding="utf-8")
    with served(place.folder, "-vv") as server:
        answer = server.answer(
            server.call("find_work", title="Segment Anything", authors=["Alexander Kirillov"], year=2023)
        )
        assert answer["result"]["structuredContent"]["is_certain"]
        server.answer(server.call("search_notes", words="attention"))
        server.input.close()
        rest = server.output.read()
        assert all(json.loads(line)["jsonrpc"] == "2.0" for line in rest.splitlines())
        assert server.process.wait(SOON) == 0
        assert server.process.stderr is not None
        log = server.process.stderr.read().decode()
        assert "arxiv" in log
        assert log.count("opens the project in") == 2, "each record stands there once"
        assert "Traceback" not in log


def test_a_cancelled_call_ends_with_the_request_in_progress(place: Place) -> None:
    place.farm.always("crossref", WAIT)
    with served(place.folder) as server:
        number = server.call("find_work", **UNKNOWN)
        until(lambda: bool(place.farm.requests("crossref")))
        server.tell("notifications/cancelled", requestId=number, reason="no longer needed")
        asked = len(place.farm.log)
        # The server answers others at once, and ends when its input does: no thread waits for the service.
        server.answer(server.call("list_undecided"))
        server.input.close()
        assert server.process.wait(SOON) == 0
        assert len(place.farm.log) <= asked + 1


def test_the_end_of_the_input_ends_a_call_too(place: Place) -> None:
    place.farm.always("crossref", WAIT)
    with served(place.folder) as server:
        server.call("find_work", **UNKNOWN)
        until(lambda: bool(place.farm.requests("crossref")))
        server.input.close()
        assert server.process.wait(SOON) == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, *(pytest.param(other, marks=pytest.mark.slow) for other in (signal.SIGINT, signal.SIGKILL))],
)
def test_a_signal_in_the_middle_loses_nothing(place: Place, number: signal.Signals) -> None:
    place.farm.always("crossref", WAIT)
    with served(place.folder, "--allow-writes") as server:
        server.call("plan_sync")
        until(lambda: bool(place.farm.requests("crossref")))
        server.process.send_signal(number)
        assert server.process.wait(SOON) == -number
    assert not (place.folder / "exports").exists()
    place.farm.recover("crossref")
    assert place.sync().works == 4, "the next run is not locked out"


@pytest.mark.slow
def test_a_kill_while_it_writes_leaves_what_the_next_sync_completes(tmp_path: Path) -> None:
    """The process is killed at many moments after `apply_plan` was sent; a sync then gives what it gives without."""
    with opened_place(tmp_path / "other", page=NOTES) as other:
        other.sync()
        wanted = other.files()
    for delay in (0.03, 0.1, 0.25):
        with opened_place(tmp_path / f"project{delay}", page=NOTES) as place:
            with served(place.folder, "--allow-writes") as server:
                proposal = server.answer(server.call("plan_sync"))["result"]["structuredContent"]
                server.call("apply_plan", plan=proposal["plan"], does=proposal["does"])
                time.sleep(delay)
                server.process.kill()
                server.process.wait(SOON)
            place.sync()
            finished = {name: data for name, data in place.files().items() if not name.endswith(".biblio-tmp")}
            assert finished == wanted


def test_a_long_call_tells_how_far_it_is(place: Place) -> None:
    place.farm.always("crossref", WAIT)
    told: list[tuple[float, str]] = []

    async def run() -> None:
        async with Client(build_server(Workspace(place.folder))) as client:

            async def on_progress(progress: float, total: float | None, message: str | None) -> None:
                told.append((progress, message or ""))
                if len(told) == 1:
                    scope.cancel()

            with anyio.CancelScope() as scope:
                await client.call_tool("find_work", UNKNOWN, progress_callback=on_progress)
        assert scope.cancelled_caught

    anyio.run(run)
    assert told
    assert "crossref" in " ".join(words for _, words in told)
    until(lambda: not busy_threads())


@pytest.mark.slow
def test_what_was_found_before_a_call_was_cancelled_is_kept(place: Place) -> None:
    """The answers that came in are stored: the next call does not ask for them again."""
    place.farm.always("crossref", status(503, Retry_After="3"))
    with served(place.folder) as server:
        number = server.call("find_work", **UNKNOWN)
        until(lambda: bool(place.farm.requests("crossref")) and bool(place.farm.requests("arxiv")))
        time.sleep(0.5)
        server.tell("notifications/cancelled", requestId=number)
        server.input.close()
        assert server.process.wait(SOON) == 0
    place.farm.recover("crossref")
    place.farm.log.clear()
    call_tool(place.folder, "find_work", offline=None, **UNKNOWN)
    assert place.farm.requests("crossref")
    assert not place.farm.requests("arxiv")


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; from biblio.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "mcp"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "biblio mcp needs the extra 'mcp'" in done.stderr
    assert done.stdout == ""
