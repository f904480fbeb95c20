"""Where the piece of each work is in a file of another format: one can be replaced without making the others."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from biblio.export.export_formats import Exporter, PiecewiseExporter

__all__ = ["FilePieces", "PiecesOfFiles", "lengths_of_pieces", "pieces_of", "text_of_pieces"]

_TYPE = "I"  # of the lengths: four bytes each
_FIRST, _SECOND = "\ue000", "\ue001"  # stand for pieces; no format has them in its frame


@dataclass(frozen=True, slots=True)
class FilePieces:
    """The pieces of the files beside one `.bib`: the keys of the works in their order, one a line, and by the name of
    each format how many characters the piece of each work has.
    """

    keys: str = ""
    lengths: Mapping[str, bytes] = field(default_factory=dict)


PiecesOfFiles = Mapping[str, FilePieces]
"""By the stem of the files."""


def lengths_of_pieces(exporter: Exporter, pieces: Sequence[str], heading: str, text: str) -> bytes | None:
    """Return the lengths of the pieces that an exporter assembled to `text`; None if it did more than join them."""
    if not isinstance(exporter, PiecewiseExporter) or text_of_pieces(exporter, pieces, heading) != text:
        return None
    lengths = array(_TYPE, map(len, pieces))
    if sys.byteorder == "big":
        lengths.byteswap()
    return lengths.tobytes()


def pieces_of(exporter: PiecewiseExporter, text: str, heading: str, known: FilePieces) -> dict[str, str] | None:
    """Return the pieces of a file by the keys of their works; None if the file is not what was remembered of it."""
    stored = known.lengths.get(exporter.name)
    keys = known.keys.split("\n") if known.keys else []
    if stored is None:
        return None
    lengths = array(_TYPE, stored)
    if sys.byteorder == "big":
        lengths.byteswap()
    head, between, tail = _frame(exporter, heading) if keys else (exporter.assemble([], heading), "", "")
    whole = len(head) + sum(lengths) + len(between) * max(0, len(keys) - 1) + len(tail)
    if len(lengths) != len(keys) or len(text) != whole:
        return None
    pieces, start = {}, len(head)
    for key, length in zip(keys, lengths, strict=True):
        pieces[key] = text[start : start + length]
        start += length + len(between)
    return pieces


def text_of_pieces(exporter: PiecewiseExporter, pieces: Sequence[str], heading: str) -> str:
    """Return the file with some pieces."""
    if not pieces:
        return exporter.assemble([], heading)
    head, between, tail = _frame(exporter, heading)
    return f"{head}{between.join(pieces)}{tail}"


def _frame(exporter: PiecewiseExporter, heading: str) -> tuple[str, str, str]:
    """Return what stands before the first piece, between two, and behind the last."""
    head, _, rest = exporter.assemble([_FIRST, _SECOND], heading).partition(_FIRST)
    between, _, tail = rest.partition(_SECOND)
    return head, between, tail
