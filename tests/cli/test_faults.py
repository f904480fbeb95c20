"""Places that cannot be read or written, and full disks: a message and a code, never a traceback."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.cli.error_boundary import run
from tests.program import ROOT, run_program

NOTE = "---\ntitle: A Paper on Things\nauthor: Ann Roe\nyear: 2020\ntype: paper\n---\nFine.\n"
BIB = "@misc{roe, title = {A Paper on Things}, year = {2020}}\n"


def permissions_bind(folder: Path) -> bool:
    probe = folder / "probe"
    probe.touch()
    probe.chmod(0)
    binds = not os.access(probe, os.R_OK)
    probe.unlink()
    return binds


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    if not permissions_bind(tmp_path):
        pytest.skip("needs permissions that bind")
    (tmp_path / "config.toml").write_text(
        '[notes]\nsources = ["notes", "refs.bib"]\n[services]\noffline = true\nuse = []\n'
    )
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text(NOTE)
    (tmp_path / "notes" / "b.md").write_text(NOTE.replace("Things", "Others"))
    (tmp_path / "refs.bib").write_text(BIB)
    (tmp_path / "decisions.txt").write_text("")
    assert run_program(tmp_path, "sync").returncode in (0, 4)
    assert (tmp_path / "exports" / "index.json").exists()
    yield tmp_path
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sync",), ("notes",), ("status",), ("export",), ("show", "paper"), ("undo",), ("check",), ("init", "new", "--yes"),
        ("accept", "others", "arxiv:2001.00001"), ("check", "--quick", "--write-baseline"), ("notes", "--log", "log.txt"),
        ("review", "--pending", "--export", "queue.txt"), ("catalogue", "build", "refs.bib", "--into", "works"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_project_that_cannot_be_written(project: Path, arguments: tuple[str, ...]) -> None:
    for path in (*project.rglob("*"), project):
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = run_program(project, *arguments)
    assert done.returncode == 1, done.stdout
    assert "error: " in done.stderr
    assert "Errno" not in done.stderr


@pytest.mark.parametrize(
    "name", ["notes/a.md", "config.toml", "decisions.txt", "exports/index.json", "exports/all.bib"]
)
def test_a_file_that_cannot_be_read_is_called_so(project: Path, name: str) -> None:
    (project / name).chmod(0)
    for command in ("sync", "notes"):
        done = run_program(project, command)
        assert done.returncode in (1, 2)
        assert f"{name}: cannot be read: permission denied" in done.stderr.lower()


def test_folders_that_cannot_be_read(project: Path) -> None:
    (project / "notes" / "c").mkdir()
    (project / "notes" / "c").chmod(0)
    assert "notes/c: cannot be read: permission denied" in run_program(project, "notes").stderr
    done = run_program(project, "check", "--quick")
    assert "notes/c: cannot be read: permission denied" in done.stderr
    assert done.returncode == 1
    (project / ".biblio").chmod(0)
    assert run_program(project, "notes").returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [("--help",), ("notes", "--json"), ("notes",), ("schema", "note")], ids=" ".join)
def test_output_to_a_full_disk(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "a.md").write_text(NOTE)
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["a.md"]\n')
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "biblio", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "error: the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "place/file"), "place/file: the disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "place"), "place: permission denied"),
        (OSError(errno.EIO, "Input/output error"), "input/output error"),
    ],
)
def test_what_no_module_expected_of_the_system_is_a_message_too(
    error: OSError, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    assert run(fail) == 1
    assert f"error: {expected}" in capsys.readouterr().err
