"""On a terminal, `biblio zotero apply` shows the plan and asks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place

pty = pytest.importorskip("pty")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def talk(place: Place, answer: bytes, *options: str) -> str:
    """Run `apply` on a terminal, give it an answer when it asks, and return what it writes."""
    environment = {**os.environ, **place.environment(), "TERM": "dumb", "PYTHONPATH": os.pathsep.join(sys.path)}
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "biblio", "zotero", "apply", *options], cwd=place.folder, env=environment,
        stdin=inside, stdout=inside, stderr=inside, start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    written, is_answered = b"", False
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        written += part
        if b"Apply this plan?" in written and not is_answered:
            os.write(terminal, answer)
            is_answered = True
    process.wait()
    os.close(terminal)
    return written.decode("utf-8", "replace")


def test_the_plan_is_shown_and_asked_about(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    assert "2 collections, 1 item" in talk(place, b"n\n")
    assert not place.server.library.items
    assert "run 1: 3 created" in talk(place, b"y\n")
    assert len(place.server.library.items) == 1
    assert "Both sides are in step." in talk(place, b"")
    place.note(0, "NLP, CV")
    place.ok("sync", "-q")
    assert "Apply this plan?" not in talk(place, b"", "--yes")
    assert {tag["tag"] for tag in place.item(0)["tags"]} == {"NLP", "CV"}
