"""A project that was moved with everything that it remembers goes on as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


@pytest.mark.parametrize("is_copied", [False, True])
def test_a_moved_project_goes_on(place: Place, is_copied: bool) -> None:
    for number in range(2):
        place.note(number, "NLP", "words")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    target = place.folder.with_name("moved")
    if is_copied:
        shutil.copytree(place.folder, target)
    else:
        place.folder.rename(target)
    place.folder = target
    assert place.ok("sync", "--json").returncode == 0
    assert "in step" in place.ok("zotero", "apply").stdout
    (target / "notes" / "n1.md").unlink()
    place.ok("pin", "n0", "--key", "Chosen24")
    place.ok("sync", "-q")
    text = (target / "exports" / "all.bib").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("@")] == ["@misc{Chosen24,"]
    place.ok("zotero", "apply", "-q")
    assert place.tree()["NLP"] == {"A Study of Subject Number 0"}
    assert place.item(0)["citationKey"] == "Chosen24"
