"""What is handed out: its name, licence and contents; and that no text of ours names another program's distribution."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.program import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXTS = [
    *(ROOT / "biblio").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "pyproject.toml",
]  # fmt: skip


def test_no_text_tells_to_install_another_program() -> None:
    """On the package index, `biblio` is not ours."""
    assert PROJECT["name"] == "biblio-notes"
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        assert "biblio[" not in text, path
        assert not re.search(r"(?:pip|pipx|uv|tool) (?:install|add) ['\"]?biblio(?![\w-])", text), path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    pytest.importorskip("hatchling", reason="builds a wheel with hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True, capture_output=True)
    (path,) = folder.iterdir()
    assert path.name.startswith("biblio_notes-")
    return zipfile.ZipFile(path)


def test_the_wheel_has_types_licence_and_command(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {"biblio/py.typed", "biblio/example/catalogue.jsonl", "biblio/schemas/note-1.json"} <= set(names)
    (info,) = {Path(name).parts[0] for name in names} - {"biblio"}
    metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "the biblio authors"
    licence = wheel.read(f"{info}/licenses/LICENSE").decode()
    assert licence.startswith("MIT License")
    assert "the biblio authors" in licence
    assert "biblio = biblio.cli.start:start" in wheel.read(f"{info}/entry_points.txt").decode()
