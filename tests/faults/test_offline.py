"""With ``--offline`` no command looks up a host or opens a connection, as Python sees it, and as the system does."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.forked import Outcome, Runner
from tests.faults.scenarios import TITLES
from tests.program import command_names

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and reads /proc")

# Not a socket that is only made: urllib3 binds one to see whether there is IPv6.
_SENT = re.compile(r"(?:connect|sendto|sendmsg|sendmmsg)\([^\n]*AF_INET[^\n]*")
UNTIL_STOPPED = {"lsp", "mcp", "zotero watch"}
ALL = [
    ["sync"], ["sync", "notes"], ["sync", "--zotero", "--yes"], ["resolve"], ["notes"], ["show", "lanterns"],
    ["status"], ["export"], ["check", "refs.bib"], ["check", "refs.bib", "--fix"], ["update", "--older", "0", "--yes"],
    ["add", "10.1000/unknown"], ["add", "Some Words of a Title"], ["find", "lanterns"], ["cite", "lanterns"],
    ["accept", "lanterns", "doi:10.1000/unknown"], ["reject", "lanterns", "all"], ["pin", "lanterns"], ["undo"],
    ["review", "--export", "review.txt"], ["zotero", "plan"], ["zotero", "apply", "--yes"], ["zotero", "verify"],
    ["zotero", "status"], ["zotero", "log"], ["zotero", "undo"], ["zotero", "adopt"], ["zotero", "login"],
    ["catalogue", "info"], ["catalogue", "update"], ["catalogue", "publish"], ["catalogue", "search", "lanterns"],
    ["catalogue", "build", "refs.bib", "--into", "index"], ["page"],
]  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    with Runner(tmp_path, {"ZOTERO_API_KEY": "KeyOfNobodyAtAllInTests24"}) as runner:
        yield runner


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a project whose services would all be asked; nobody listens at their address."""
    folder = tmp_path / "project"
    (folder / "notes").mkdir(parents=True)
    for number, title in enumerate(TITLES):
        (folder / "notes" / f"{number}.md").write_text(f"---\ntitle: {title}\nauthor: Ann Roe\n---\nWords.\n")
    (folder / "notes" / "doi.md").write_text("# Lanterns\n\nhttps://doi.org/10.1000/lanterns\n\nWords.\n")
    (folder / "refs.bib").write_text("@misc{roe, title = {Lanterns of the South}, author = {Roe, Ann}, year = 2019}\n")
    (folder / "config.toml").write_text(
        '[notes]\nsources = ["notes", "github:reader/papers"]\n[services]\nbase_url = "http://127.0.0.1:9"\n'
        "[services.zotero]\ntries = 1\n"
    )
    return folder


def asked(outcome: Outcome) -> list[str]:
    return [step for step in outcome.steps if step.startswith("socket.")]


def test_no_command_asks_anybody(folder: Path, runner: Runner) -> None:
    for arguments in ALL:
        outcome = runner.run(folder, *arguments, "--offline", stdin="KeyOfNobodyAtAllInTests24\n")
        assert not asked(outcome), (arguments, outcome.text)
        assert "Traceback" not in outcome.text
        assert "No such option" not in outcome.text, arguments


def _can_trace() -> bool:
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-qq", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not _can_trace(), reason="needs strace, and the right to use it")
def test_the_system_is_asked_for_no_connection(folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    tracer = ["strace", "-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", str(trace)]
    with Runner(tmp_path / "traced", {"ZOTERO_API_KEY": "KeyOfNobodyAtAllInTests24"}, tracer) as runner:
        for arguments in ALL:
            runner.run(folder, *arguments, "--offline", stdin="KeyOfNobodyAtAllInTests24\n")
            assert not _SENT.findall(trace.read_text(encoding="utf-8")), arguments
        runner.run(folder, "zotero", "plan")  # or the trace would prove nothing
        assert _SENT.search(trace.read_text(encoding="utf-8"))


def test_a_connection_would_be_seen(folder: Path, runner: Runner) -> None:
    assert asked(runner.run(folder, "zotero", "plan"))


def test_every_command_is_tried() -> None:
    typed = {" ".join(arguments) for arguments in ALL}
    missing = {
        name for name in command_names("--offline") if not any(f"{one} ".startswith(f"{name} ") for one in typed)
    }
    assert missing == UNTIL_STOPPED
