"""The picture of completion in an editor: ``python -m tools.editor_picture`` writes docs/pictures/editor.svg.

Emacs runs on a pseudo terminal, asks ``biblio lsp`` about the example's notes, and its screen is drawn. Needs Emacs with the
packages of Debian's elpa-eglot, elpa-company and elpa-markdown-mode, and pyte, which understands what Emacs sends.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.style import Style
from rich.text import Text

from tools.docs_examples import ROOT
from tools.pictures import example_project, save_picture

__all__ = ["main"]

_COLUMNS, _ROWS = 100, 10
_TEXT = """\
# What adapters learn

Adaptive moments [@kingma2015adam] made deep networks easy to train,
and attention is all that some of them need [@
"""
_SETTINGS = """\
(setq inhibit-startup-screen t make-backup-files nil create-lockfiles nil auto-save-default nil
      native-comp-async-report-warnings-errors nil suggest-key-bindings nil frame-background-mode 'dark)
(menu-bar-mode -1)
(let ((default-directory "/usr/share/emacs/site-lisp/elpa")) (normal-top-level-add-subdirs-to-load-path))
(require 'eglot) (require 'company) (require 'markdown-mode)
(add-to-list 'eglot-server-programs '(markdown-mode . ("%s" "-m" "biblio" "lsp" "--offline")))
(setq eglot-sync-connect 30 company-tooltip-align-annotations t)
(add-hook 'markdown-mode-hook (lambda () (company-mode 1) (setq-local company-backends '(company-capf)) (eglot-ensure)))
"""


def main() -> None:
    """Make the picture."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name).resolve()
        project = example_project(top)
        (project / "essay.md").write_text(_TEXT, encoding="utf-8")
        settings = top / "init.el"
        settings.write_text(_SETTINGS % sys.executable, encoding="utf-8")
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(project)
            os.environ.update(TERM="xterm-256color", HOME=str(top), PYTHONPATH=str(ROOT))
            os.execvp("emacs", ["emacs", "-nw", "-Q", "-l", str(settings), "essay.md"])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        pyte: Any = import_module("pyte")
        screen = pyte.Screen(_COLUMNS, _ROWS)
        stream = pyte.ByteStream(screen)
        _show_until(terminal, stream, screen, "Connected!", 60)
        # To the end of the last line, the beginning of a name, and what company asks for.
        os.write(terminal, b"\x1b>\x1b[A\x05vas\x1bxcompany-complete\r")
        _show_until(terminal, stream, screen, "Vaswani et al.", 60)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for row in range(_ROWS):
        console.print(Text.assemble(*(_styled(screen.buffer[row][column]) for column in range(_COLUMNS))), end="\n")
    save_picture(console, "editor", "emacs essay.md")


def _show_until(terminal: int, stream: Any, screen: Any, words: str, seconds: float) -> None:
    """Show what comes from a terminal until `words` are on the screen, and half a second longer."""
    end = time.monotonic() + seconds
    is_shown = False
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            stream.feed(os.read(terminal, 65536))
        if not is_shown and words in "\n".join(screen.display):
            is_shown, end = True, time.monotonic() + 0.5
    if not is_shown:
        raise TimeoutError(f"{words!r} was not shown:\n" + "\n".join(screen.display))


def _styled(cell: Any) -> tuple[str, Style]:
    colour, ground = _colour(cell.fg), _colour(cell.bg)
    return cell.data, Style(color=colour, bgcolor=ground, bold=cell.bold, reverse=cell.reverse)


def _colour(name: str) -> str | None:
    """Return a colour of pyte as rich calls it."""
    if name == "default":
        return None
    if len(name) == 6 and set(name) <= set("0123456789abcdef"):
        return f"#{name}"
    return name.replace("brown", "yellow").replace("bright", "bright_")


if __name__ == "__main__":
    main()
