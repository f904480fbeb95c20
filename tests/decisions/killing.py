"""Kill a process between two writes, whatever the code that makes them is called."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

__all__ = ["MOMENTS", "run_killed"]

MOMENTS = ("before the journal", "before the file", "before the rename", "after the rename")
"""When a process that records a decision can be killed."""

# The interpreter tells its audit hooks of every file that is opened and renamed (PEP 578).
_WATCH = """
import os, signal, sys
moment, is_renamed = sys.argv.pop(1), False
def watch(event, arguments):
    global is_renamed
    path = os.fsdecode(arguments[0]) if event in ("open", "os.rename") and not isinstance(arguments[0], int) else ""
    is_temporary = os.path.basename(path).startswith(".decisions.txt.")
    if (
        (moment == "before the journal" and path.endswith("journal.jsonl") and arguments[2] & os.O_APPEND)
        or (moment == "before the file" and event == "open" and is_temporary)
        or (moment == "before the rename" and event == "os.rename" and is_temporary)
        or (moment == "after the rename" and event == "open" and is_renamed)
    ):
        os.kill(os.getpid(), signal.SIGKILL)
    is_renamed = is_renamed or (event == "os.rename" and is_temporary)
sys.addaudithook(watch)
"""


def run_killed(code: str, moment: str, *arguments: str, folder: Path) -> None:
    """Run `code` in `folder` with `arguments`, and see it killed at `moment`."""
    done = subprocess.run(
        [sys.executable, "-c", _WATCH + code, moment, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, (done.returncode, done.stderr)
