"""The encodings of the standard streams: pipes and files get UTF-8 on every system, and no character ends a run.

On Windows, Python gives a pipe or a file the code page of the country: in cp1252 or cp850 there is neither 深層学習 nor
"…", and what reads the output expects UTF-8. https://docs.python.org/3/library/sys.html#sys.stdout
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

__all__ = ["set_encodings", "write_bytes_exactly", "write_exactly", "write_pieces_exactly"]


def set_encodings(*streams: TextIO | None, environment: Mapping[str, str] = os.environ) -> None:
    """Make `streams` write UTF-8 unless they are terminals, and never raise `UnicodeEncodeError`.

    An encoding that the user chose (``PYTHONIOENCODING``, ``PYTHONUTF8``) stays, and a terminal's own is what it can
    show. A character that an encoding lacks is written as its number in Unicode, unless the user chose otherwise.
    """
    chosen, _, chosen_errors = environment.get("PYTHONIOENCODING", "").partition(":")
    is_chosen = bool(chosen or environment.get("PYTHONUTF8"))
    for stream in streams:
        if not isinstance(stream, io.TextIOWrapper):
            continue  # a program without a console has none, and a test has others
        encoding = stream.encoding if is_chosen or stream.isatty() else "utf-8"
        errors = "backslashreplace" if stream.errors == "strict" and not chosen_errors else stream.errors
        stream.reconfigure(encoding=encoding, errors=errors)


def write_exactly(text: str) -> None:
    """Write `text` for programs to stdout: as UTF-8 whatever the encoding of the terminal, with the line ends it has.

    Half of a surrogate pair, which stands for a byte of a file name that is not UTF-8, becomes "?".
    """
    write_bytes_exactly(text.encode("utf-8", "replace"))


def write_pieces_exactly(texts: Iterable[str]) -> None:
    """Write texts one behind the other as `write_exactly` does, without ever holding all."""
    sys.stdout.flush()
    sys.stdout.buffer.writelines(text.encode("utf-8", "replace") for text in texts)
    sys.stdout.buffer.flush()


def write_bytes_exactly(data: bytes) -> None:
    """Write `data` to stdout, behind what was printed before."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
