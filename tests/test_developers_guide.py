"""DEVELOPERS.md names every folder and only modules that exist."""

from __future__ import annotations

import re

from tests.program import ROOT

GUIDE = (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")
FOLDERS = sorted(
    {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "biblio").rglob("*.py")} - {"biblio/example"}
)


def test_every_folder_is_named() -> None:
    assert [folder for folder in FOLDERS if f"`{folder}/`" not in GUIDE] == []
    for folder in ("tests", "benchmarks", "examples", "exports", "docs", "findings", "tools"):
        assert f"`{folder}/`" in GUIDE
        assert (ROOT / folder).is_dir()


def test_every_folder_and_module_that_is_named_exists() -> None:
    tops = ("biblio", "tests", "benchmarks", "examples", "exports", "docs", "findings", "tools")
    paths = [path.relative_to(ROOT).as_posix() for top in tops for path in (ROOT / top).rglob("*")] + list(tops)
    ends = {path[at:] for path in paths for at in [0, *(match.end() for match in re.finditer("/", path))]}
    for name in re.findall(r"`([\w./]+/[\w./]*|[\w/]+\.py)`", GUIDE):
        is_place = name.startswith((".ci", ".biblio", "text/", "tests/PART"))
        assert name.rstrip("/") in ends or f"{name}.py" in ends or is_place, name
