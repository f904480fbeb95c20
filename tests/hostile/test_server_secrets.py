"""The two servers, for agents and for editors: they ask services with keys, and no byte of what they say has one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.hostile.test_secrets import LOUDLY, NO_KEYRING, SECRETS, VARIABLES, Indiscreet, IndiscreetFarm, seen_keys
from tests.hostile.test_secrets import place as place  # a fixture
from tests.program import ROOT
from tests.project.place import Place

SOON = 20.0  # seconds after which a test gives up
MADE_UP = {"title": "A Title That No Service Has Ever Seen", "authors": ["Nemo Nobody"], "year": 2020}
ENTRY = "@article{roe2020, title = {A Title That No Service Has Ever Seen}, author = {Roe, Ann}, year = {2020}}\n"


class Client:
    """The other end of the pipes of a server; `said` is everything that it wrote to them."""

    def __init__(self, process: subprocess.Popen[bytes], *, is_editor: bool) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self.is_editor, self.said, self._count = process, is_editor, b"", 0
        self._input: IO[bytes] = process.stdin
        self._output: IO[bytes] = process.stdout

    def tell(self, method: str, params: dict[str, Any], **more: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data) if self.is_editor else data + b"\n")
        self._input.flush()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a request and return its answer."""
        self._count += 1
        self.tell(method, params, id=self._count)
        while True:
            message = self._message()
            if message.get("id") == self._count and "method" not in message:
                return message

    def wait_for(self, method: str) -> None:
        """Read until a notification comes."""
        while self._message().get("method") != method:
            pass

    def _message(self) -> dict[str, Any]:
        line = self._line()
        if not self.is_editor:
            return dict(json.loads(line))
        length = 0
        while line.strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
            line = self._line()
        body = self._output.read(length)
        self.said += body
        return dict(json.loads(body))

    def _line(self) -> bytes:
        line = self._output.readline()
        assert line, "the server ended"
        self.said += line
        return line


@contextmanager
def served(place: Place, homes: Path, *arguments: str, is_editor: bool) -> Iterator[Client]:
    """Start ``biblio ARGUMENTS`` with the keys in its environment, as loudly as it can; at the end it is gone."""
    keys = {VARIABLES[name]: value for name, value in SECRETS.items()} | NO_KEYRING
    own = {f"XDG_{kind}_HOME": str(homes / kind) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    with (
        (homes / "stderr").open("wb") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "biblio", *arguments, *LOUDLY],
            cwd=place.folder, env={**os.environ, "PYTHONPATH": str(ROOT), **keys, **own},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
        ) as process,
    ):  # fmt: skip
        client = Client(process, is_editor=is_editor)
        try:
            yield client
            rest, _ = process.communicate(timeout=SOON)
            client.said += rest
        finally:
            process.kill()


def answer_with(place: Place, status: int) -> dict[str, Indiscreet]:
    """Let the services that are asked with a key answer with `status` (0: as they do); return all services."""
    assert isinstance(place.farm, IndiscreetFarm)
    for name in SECRETS:
        place.farm.indiscreet[name].answers_with = status
    return place.farm.indiscreet


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def assert_no_key_is_anywhere(client: Client, folder: Path) -> None:
    assert len(client.said) > 1000
    assert not seen_keys(client.said)
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "stderr" and path.stat().st_size > 1000 for path in written)
    for path in written:
        assert not seen_keys(path.read_bytes()), path.name


@pytest.mark.parametrize("status", [0, 401])
def test_an_agent_is_told_no_key(place: Place, tmp_path: Path, status: int) -> None:
    asked = answer_with(place, status)
    with served(place, tmp_path, "mcp", "--allow-writes", is_editor=False) as client:
        agent = {"name": "test", "version": "1"}
        client.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=agent)
        client.tell("notifications/initialized", {})
        for tool, arguments in (
            ("find_work", MADE_UP), ("check_citations", {"text": ENTRY}), ("plan_sync", {}), ("list_undecided", {}),
            ("search_notes", {"words": "attention"}), ("show_note", {"note": "attention"}),
        ):  # fmt: skip
            answer = client.ask("tools/call", name=tool, arguments=arguments)
            assert "result" in answer, answer
    for name in ("github", "semanticscholar"):
        assert SECRETS[name] in " ".join(asked[name].keys), f"{name} was asked with its key"
    assert_no_key_is_anywhere(client, tmp_path)


@pytest.mark.parametrize("status", [0, 401])
def test_an_editor_is_told_no_key(place: Place, tmp_path: Path, status: int) -> None:
    place.sync("notes")  # of a project that was never synced, nothing is looked up
    asked = answer_with(place, status)
    bib = place.folder / "refs.bib"
    bib.write_text("", encoding="utf-8")
    with served(place, tmp_path, "lsp", is_editor=True) as client:
        client.ask("initialize", processId=os.getpid(), rootUri=place.folder.as_uri(), capabilities={})
        client.tell("initialized", {})
        document = {"uri": bib.as_uri(), "languageId": "bibtex", "version": 1, "text": ""}
        client.tell("textDocument/didOpen", {"textDocument": document})
        client.wait_for("textDocument/publishDiagnostics")
        bib.write_text(ENTRY, encoding="utf-8")
        changed = {"uri": bib.as_uri(), "version": 2}
        client.tell("textDocument/didChange", {"textDocument": changed, "contentChanges": [{"text": ENTRY}]})
        client.wait_for("textDocument/publishDiagnostics")
        client.tell("textDocument/didSave", {"textDocument": {"uri": bib.as_uri()}})
        until(lambda: SECRETS["semanticscholar"] in asked["semanticscholar"].keys)
        client.ask("textDocument/hover", textDocument={"uri": bib.as_uri()}, position={"line": 0, "character": 12})
        client.ask("shutdown")
        client.tell("exit", {})
    assert_no_key_is_anywhere(client, tmp_path)
