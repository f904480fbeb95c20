"""Progress on stderr: a bar with rate and time left where there is a terminal, warnings always, data never."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

__all__ = ["Bar"]

_AFTER = 0.4  # seconds of work before a bar appears: what is quick needs none
_LABELS = {
    "reading": "Reading files",
    "catalogue": "Looking at the catalogue",
    "exporting": "Writing exports",
    "zotero": "Reading Zotero",
}


class Bar:
    """Shows a run's stages. Use it in a `with`, so that the terminal is left as it was."""

    def __init__(self, *, quiet: bool = False, verbose: int = 0) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._guard = threading.Lock()
        self._rich: RichProgress | None = None
        self._task: TaskID | None = None
        self._stage: tuple[str, int] = ("", 0)
        self._begun = time.monotonic()
        self._done = 0
        self.warnings = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away."""
        with self._guard:
            if self._rich is not None:
                self._rich.stop()
                self._rich = self._task = None

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""
        with self._guard:
            self._stage, self._done = (name, total), 0
            self._begun = time.monotonic()
            if self._rich is not None and self._task is not None:
                self._rich.remove_task(self._task)
                self._task = self._rich.add_task(_LABELS.get(name, name), total=total or None)
        if self._verbose:
            self._say(f"{_LABELS.get(name, name)}{f': {total}' if total else ''}")

    def step(self, count: int = 1) -> None:
        """Some steps are done."""
        with self._guard:
            self._done += count
            self._show()
            if self._rich is not None and self._task is not None:
                self._rich.update(self._task, completed=self._done)

    def waiting(self, service: str, seconds: float) -> None:
        """A service is left alone for a while: said where it is longer than its usual pace."""
        if self._verbose > 1 or seconds > 5:
            self._say(f"{service}: waiting {seconds:.0f} s, as it asked")
        with self._guard:
            self._show()

    def asked(self, service: str, url: str, status: int, seconds: float) -> None:
        """A request is over: said with -vv."""
        if self._verbose > 1:
            self._say(f"{service}: {status or 'no answer'} in {seconds:.2f} s  {url}")

    def warn(self, message: str) -> None:
        """Show a warning, in the quiet mode too: it says that something is not as it should be."""
        self.warnings += 1
        self._say(f"{click.style('warning:', fg='yellow', bold=True)} {message}", always=True)

    def _show(self) -> None:
        """Begin to show the bar once the stage has taken a moment; the guard is held."""
        if self._quiet or self._rich is not None or not sys.stderr.isatty():
            return
        if time.monotonic() - self._begun < _AFTER:
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            Task,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class _Rate(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(f"{task.speed:,.0f}/s" if task.speed and task.speed >= 10 else f"{task.speed or 0:.1f}/s")

        self._rich = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._rich.start()
        name, total = self._stage
        self._task = self._rich.add_task(_LABELS.get(name, name), total=total or None, completed=self._done)

    def _say(self, text: str, *, always: bool = False) -> None:
        if self._quiet and not always:
            return
        if self._rich is not None:
            self._rich.console.print(text, highlight=False, markup=False)
        else:
            click.echo(text, err=True)
