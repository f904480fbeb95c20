"""Pandoc: where it is on this machine, and a run of it. It reads and writes files only as we name them to it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from biblio.errors import FormattingError

__all__ = ["Pandoc", "find_pandoc"]

_SECONDS = 300
_OLDEST = "2.11"  # the first with --citeproc, https://pandoc.org/releases.html


@dataclass(frozen=True, slots=True)
class Pandoc:
    """A pandoc that can be run, as the first words of a command."""

    command: tuple[str, ...]

    def run(self, *arguments: str, text: str) -> str:
        """Return what pandoc makes of `text`. Raises `FormattingError` if it fails."""
        command = [*self.command, *arguments]
        try:
            done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise FormattingError(f"pandoc ({self.command[0]}) cannot be run: {error}") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            hint = f"biblio cite needs pandoc {_OLDEST} or newer" if "--citeproc" in said else ""
            raise FormattingError(f"pandoc ({self.command[0]}) failed: {said or done.returncode}", hint=hint)
        return done.stdout.decode()


def find_pandoc() -> Pandoc | None:
    """Return the pandoc of the extra, else the one on the path, else Quarto's; None if there is none."""
    name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
    spec = find_spec("pypandoc")
    for folder in spec.submodule_search_locations or () if spec else ():
        program = Path(folder) / "files" / name
        if program.is_file():
            return Pandoc((str(program),))
    if found := shutil.which("pandoc"):
        return Pandoc((found,))
    if found := shutil.which("quarto"):
        return Pandoc((found, "pandoc"))
    return None
