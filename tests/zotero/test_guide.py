"""The guide to Zotero: its commands exist with the options it shows, and its way from a full library works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.program import ROOT, run_program
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.test_adopt_command import FullLibrary, fill

GUIDE = (ROOT / "docs" / "zotero.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    biblio (.+)$", GUIDE, re.MULTILINE)


def test_the_readme_leads_to_it() -> None:
    assert "(docs/zotero.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_links_lead_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.+)$", GUIDE, re.M)
    }
    for anchor in re.findall(r"\]\(#([^)]+)\)", GUIDE):
        assert anchor in headings


@pytest.mark.parametrize("text", sorted(set(COMMANDS)))
def test_a_command_is_one_that_there_is(text: str, tmp_path: Path) -> None:
    words = shlex.split(text)
    names = [word for word in words[:2] if re.fullmatch(r"[a-z]+", word)]
    names = names if words[0] == "zotero" else names[:1]
    shown = run_program(tmp_path, *names, "--help")
    assert shown.returncode == 0, text
    for option in (word for word in words if word.startswith("--")):
        assert option in shown.stdout, text


@pytest.fixture
def place(tmp_path: Path) -> Iterator[FullLibrary]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield FullLibrary(tmp_path / "project", farm, server)


def test_from_a_full_library_as_the_guide_says(place: FullLibrary) -> None:
    fill(place)
    place.ok("zotero", "login", "--no-keep")
    place.ok("zotero", "adopt")
    assert "Both sides are in step." in place.ok("zotero", "plan").stdout
    config = place.folder / "config.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?m)^(?:root|collections) = .*\n", "", text), encoding="utf-8")
    plan = place.ok("zotero", "plan").stdout
    assert "collection 'NLP'  biblio/NLP" in plan
    assert "item to create" not in plan
    assert "items to create" not in plan
    place.ok("sync", "--zotero", "--yes")
    assert {"biblio", "NLP", "trees", "Thesis", "Chapter 2"} <= set(place.tree())
    assert len(place.tree()["trees"]) == 40
    place.ok("zotero", "undo", "--dry-run")
    place.ok("zotero", "undo")
    assert "NLP" not in place.tree()
