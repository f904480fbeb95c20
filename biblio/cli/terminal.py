"""Everything that people read goes through here: no text of a note, a service or a file gives a terminal an order.

`echo` shows each character that a terminal would obey as what it is (`biblio.unseen`). Only `style` makes colours: it
marks them with a sign that is drawn anew in every process, so no text can imitate them. Nor does it show a key or token
(`biblio.redaction`), whoever repeats it.
"""

from __future__ import annotations

import os
import sys
import traceback
from types import TracebackType
from typing import IO, Any

import click

from biblio.cli.cells import cell_len
from biblio.redaction import without_secrets
from biblio.unseen import shown

__all__ = ["columns", "confirm", "echo", "prompt", "safe", "say", "show_exception", "style"]

_FIRST, _COUNT = 0xF0000, 0xFFFE  # a plane of characters without a meaning
# In a styled text, this stands for the escape character.
_MARK = "".join(chr(_FIRST + int.from_bytes(os.urandom(4)) % _COUNT) for _ in range(4))

_HANGING = 4  # columns by which the lines after the first are indented
_NARROWEST = 40  # columns; on less, nothing is wrapped


def columns(stream: IO[str]) -> int:
    """Return the width of the terminal that `stream` is; 0 if it is none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 0


def style(text: str, **how: Any) -> str:
    """Return `text` in a style (see `click.style`), to be written with `echo`."""
    return click.style(text.replace("\x1b", "␛"), **how).replace("\x1b", _MARK)


def safe(text: str) -> str:
    """Return `text` as a terminal may have it."""
    text = without_secrets(text)
    plain = text.replace(_MARK, "")
    return (text if plain.isprintable() else shown(text)).replace(_MARK, "\x1b")


def echo(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Write a line to stdout, or to stderr with `err`; colours only where they are shown."""
    click.echo(safe(text), err=err, nl=nl)


def say(text: str, *, err: bool = False) -> None:
    """Write a line as `echo` does, wrapped at blanks on a terminal; words stay whole, so that paths can be copied."""
    room = columns(sys.stderr if err else sys.stdout)
    text = safe(text)
    if room >= _NARROWEST and "\n" not in text and cell_len(click.unstyle(text)) > room:
        from biblio.cli.lines import in_lines

        hanging = len(text) - len(text.lstrip(" ")) + _HANGING
        text = ("\n" + " " * hanging).join(in_lines(text, room, whole_words=True, hanging=hanging))
    click.echo(text, err=err)


def confirm(question: str, **options: Any) -> bool:
    """Ask a question that is answered by yes or no; see `click.confirm`."""
    return click.confirm(safe(question), **options)


def prompt(question: str, **options: Any) -> Any:
    """Ask for a value; see `click.prompt`."""
    return click.prompt(safe(question), **options)


def show_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write the traceback of an error in the program, in place of `sys.excepthook`."""
    sys.stderr.write(shown(without_secrets("".join(traceback.format_exception(kind, error, trace)))))
