"""A line of a terminal that shows how far something is, and leaves nothing behind."""

from __future__ import annotations

from typing import TextIO

from biblio.cli.cells import cell_len, set_cell_size
from biblio.cli.terminal import columns, safe

__all__ = ["USUAL_COLUMNS", "ProgressLine"]

USUAL_COLUMNS = 80  # of a terminal that does not tell its width
_EIGHTHS = " ▏▎▍▌▋▊▉"  # of a cell, from none to seven


class ProgressLine:
    """The last line of the terminal that `stream` is.

    It is one column narrower than the terminal at most: some go on to the next line when the last column is full.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._width = 0

    def draw(self, label: str, counts: str, share: float | None = None) -> None:
        """Draw the line instead of the one before: a label, a bar if `share` (0 to 1) is known, and counts."""
        room = (columns(self._stream) or USUAL_COLUMNS) - 1
        line = safe(f"{label} …{counts}")
        if share is not None:
            width = room - cell_len(safe(f"{label}  {counts}"))
            line = safe(f"{label} {self._bar(share, width)} {counts}")
        if cell_len(line) > room:
            line = set_cell_size(line, room)
        width = cell_len(line)
        self._write(f"\r{line}{' ' * (self._width - width)}")
        self._width = width

    def clear(self) -> None:
        """Remove the line; the cursor stands where it began."""
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _bar(self, share: float, width: int) -> str:
        """Return a bar of `width` cells, of signs that the terminal's encoding has."""
        eighths = round(8 * max(0, width) * min(1.0, share))
        try:
            _EIGHTHS.encode(self._stream.encoding or "utf-8")
        except (LookupError, UnicodeEncodeError):
            return ("#" * (eighths // 8)).ljust(width)
        whole, rest = divmod(eighths, 8)
        return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(width)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
