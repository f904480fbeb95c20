"""Logging: every module logs to a logger with its own name.

`open_log` says how to show warnings (`show`) and where to write all other records. Records describe what was done
(files read, questions asked, requests, decisions, writes), never the content of notes. Secrets cannot reach a log: the
handlers take out what `biblio.redaction` knows.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from biblio.errors import StoreError
from biblio.redaction import without_secrets
from biblio.unseen import shown

__all__ = ["open_log"]

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class _WarningHandler(logging.Handler):
    """Shows logged warnings as the program shows all others."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._show = show

    def emit(self, record: logging.LogRecord) -> None:
        self._show(record.getMessage())


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shown(without_secrets(super().format(record)))


@contextlib.contextmanager
def open_log(
    file: Path | None = None, *, to_stderr: bool = False, show: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Write biblio's log records to `file` (appended, UTF-8) and, with `to_stderr`, to stderr while the context lasts.

    `show` is called with every logged warning. Raises `StoreError` if the file cannot be opened.
    """
    handlers: list[logging.Handler] = []
    if file is not None:
        try:
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise StoreError(f"{file}: the log cannot be written: {error.strerror}") from error
    if to_stderr:
        handlers.append(logging.StreamHandler(sys.stderr))
    logger = logging.getLogger("biblio")
    level = logger.level
    if handlers:
        logger.setLevel(logging.DEBUG)
    for handler in handlers:
        handler.setFormatter(_Redacting(_FORMAT))
    if show is not None:
        handlers.append(_WarningHandler(show))
    for handler in handlers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        logger.setLevel(level)
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


@contextlib.contextmanager
def open_library_log() -> Iterator[None]:
    """Write what libraries warn about to stderr while the context lasts, so that they set up no log of their own.

    Our own records go only where `open_log` says: a handler of a library's would not hide secrets.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Redacting(_FORMAT))
    root, ours = logging.getLogger(), logging.getLogger("biblio")
    propagates = ours.propagate
    root.addHandler(handler)
    ours.propagate = False
    try:
        yield
    finally:
        root.removeHandler(handler)
        ours.propagate = propagates
