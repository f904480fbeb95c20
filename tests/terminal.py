"""Run the program in a terminal of its own (POSIX only), as a person sees it: its width, what is typed, Ctrl-C."""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["Terminal", "TerminalRun", "run_in_terminal", "start_in_terminal"]

ROOT = Path(__file__).parents[1]
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PATIENCE = 60.0


@dataclass(frozen=True)
class TerminalRun:
    """A finished run: its exit code (negative: the signal that ended it), and all it wrote, without escapes."""

    code: int
    raw: str

    @property
    def text(self) -> str:
        return _ESCAPE.sub("", self.raw).replace("\r\n", "\n")

    def lines(self) -> list[str]:
        """All lines that were ever shown, also those that others replaced."""
        return [line.rstrip() for line in re.split(r"[\r\n]+", _ESCAPE.sub("", self.raw)) if line.strip()]


class Terminal:
    """A program that runs in a terminal. `text` is what it wrote so far."""

    def __init__(self, process: int, descriptor: int) -> None:
        self._process, self._descriptor = process, descriptor
        self.text = ""

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.type("\x03")

    def wait_for(self, is_reached: Callable[[str], bool]) -> None:
        """Read until the text fulfils a condition."""
        end = time.monotonic() + _PATIENCE
        while not is_reached(self.text):
            assert time.monotonic() < end, f"waited in vain: {self.text[-400:]!r}"
            assert self._read(), f"ended before: {self.text[-400:]!r}"

    def finish(self) -> TerminalRun:
        end = time.monotonic() + _PATIENCE
        while self._read():
            assert time.monotonic() < end, f"does not end: {self.text[-400:]!r}"
        _, status = os.waitpid(self._process, 0)
        os.close(self._descriptor)
        return TerminalRun(os.waitstatus_to_exitcode(status), self.text)

    def _read(self) -> bool:
        """Read what there is; return whether the program may write more."""
        ready, _, _ = select.select([self._descriptor], [], [], 0.05)
        if not ready:
            return True
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:  # Linux reports the end of the other side as an error
            return False
        self.text += data.decode("utf-8", "replace")
        return bool(data)


def start_in_terminal(
    folder: Path, *arguments: str, columns: int = 80, environment: Mapping[str, str] | None = None
) -> Terminal:
    """Start ``biblio ARGUMENTS`` in a terminal with `columns` columns."""
    import fcntl
    import pty
    import termios

    variables = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **(environment or {})}
    variables.pop("COLUMNS", None)
    try:
        process, descriptor = pty.fork()
    except OSError as error:  # a container without /dev/pts
        pytest.skip(f"no pseudo terminal: {error}")
    if process == 0:
        try:
            os.chdir(folder)
            os.execvpe(sys.executable, [sys.executable, "-m", "biblio", *arguments], variables)
        finally:
            os._exit(127)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    return Terminal(process, descriptor)


def run_in_terminal(
    folder: Path,
    *arguments: str,
    typed: str = "",
    columns: int = 80,
    environment: Mapping[str, str] | None = None,
) -> TerminalRun:
    """Run ``biblio ARGUMENTS`` in a terminal where a person types `typed`."""
    terminal = start_in_terminal(folder, *arguments, columns=columns, environment=environment)
    if typed:
        terminal.type(typed)
    return terminal.finish()
