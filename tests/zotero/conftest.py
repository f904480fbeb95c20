"""A desk for histories: with the library in memory, in a server, and in the desktop app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.zotero.loopback import Desk
from tests.zotero.wired import wired_desk


@pytest.fixture(params=["memory", "web", "app"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "memory":
        yield Desk(tmp_path)
    else:
        with wired_desk(tmp_path, request.param) as wired:
            yield wired
