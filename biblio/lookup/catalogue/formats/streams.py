"""Files as streams of bytes: uncompressed on the way, from any offset, never whole in memory.

Gzip (RFC 1952), xz and Zstandard (RFC 8878) are told by their first bytes, for browsers unpack what they download and
leave the name as it was.
"""

from __future__ import annotations

import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import IO, Protocol

from biblio.errors import Problem, SourceError
from biblio.lookup.catalogue.formats.format_base import FileSample, RowPosition

__all__ = ["MAX_ITEM_BYTES", "DamagedStreamError", "StreamBuffer", "read_chunks", "read_lines", "read_sample"]

MAX_ITEM_BYTES = 64 * 1024 * 1024  # bytes of one line, object or entry: beyond, the file is something else
_CHUNK = 256 * 1024
_SAMPLE = 64 * 1024
_MARK = b"\xef\xbb\xbf"  # UTF-8's byte order mark


class DamagedStreamError(SourceError):
    """A compressed stream ends too early or is damaged; `what` says how."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what, hint="get the file again")
        self.what = what

    def problem(self, line: int) -> Problem:
        """Return this as the problem of a file that was read up to `line`."""
        return Problem(self.path, line, self.what, "what comes before it was read; get the file again")


class _Stream(Protocol):
    def read1(self, size: int = ..., /) -> bytes: ...
    def close(self) -> None: ...


def read_chunks(path: str, start: int = 0) -> Iterator[bytes]:
    """Yield the uncompressed bytes of the file at `path` from the offset `start` on, in pieces.

    While one is used, the next is unpacked in another thread.

    Raises `Cut` where a compressed stream cannot be read on, after everything before it.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - `path` is text, and is opened a thousand times
        opened = _opener(file.read(6))
        if opened is None:
            file.seek(start)
            while data := file.read(_CHUNK):
                yield data
            return
        file.seek(0)
        with closing(opened(file)) as stream, ThreadPoolExecutor(1) as unpacker:
            coming = unpacker.submit(_piece, stream)
            while True:
                data, cut = coming.result()
                if not cut and data:
                    coming = unpacker.submit(_piece, stream)
                if start < len(data):
                    yield data[start:] if start else data
                    start = 0
                else:
                    start -= len(data)
                if cut:
                    raise DamagedStreamError(path, cut)
                if not data:
                    return


def _piece(stream: _Stream) -> tuple[bytes, str]:
    """Return the next bytes of a compressed stream, none at its end, and what is wrong with it behind them."""
    parts, missing = [], _CHUNK
    try:
        while missing > 0 and (data := stream.read1(_CHUNK)):
            parts.append(data)
            missing -= len(data)
        return b"".join(parts), ""
    except EOFError:
        return b"".join(parts), "the compressed file ends in the middle"
    except (OSError, zlib.error, lzma.LZMAError) as error:
        return b"".join(parts), f"the compressed file is damaged ({error})"


def read_sample(path: Path) -> FileSample:
    """Return the beginning of a file. Raises `Cut` where not even that can be read."""
    head = b""
    try:
        for data in read_chunks(str(path)):
            head += data
            if len(head) >= _SAMPLE:
                break
    except DamagedStreamError:
        if not head:
            raise
    return FileSample(path.name, head[:_SAMPLE])


def _opener(magic: bytes) -> Callable[[IO[bytes]], _Stream] | None:
    if magic.startswith(b"\x1f\x8b"):
        return lambda file: gzip.GzipFile(fileobj=file, mode="rb")
    if magic.startswith(b"\xfd7zXZ\0"):
        return lambda file: lzma.LZMAFile(file)
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        return _Zstandard
    return None


class _Zstandard:
    """A Zstandard file; the library's own reader takes one that is cut short for one that is complete."""

    def __init__(self, file: IO[bytes]) -> None:
        from zstandard import ZstdDecompressor

        self._file = file
        self._new = ZstdDecompressor().decompressobj
        self._frame = self._new()
        self._begun = False
        self._left = b""

    def read1(self, size: int = -1, /) -> bytes:
        """Return the next bytes, nothing at the end. Raises `EOFError` where the end is missing."""
        from zstandard import ZstdError

        while True:
            data, self._left = self._left or self._file.read(8192), b""
            if not data:
                if self._begun:
                    raise EOFError
                return b""
            self._begun = True
            try:
                out: bytes = self._frame.decompress(data)
            except ZstdError as error:
                raise OSError(str(error)) from error
            if self._frame.eof:
                self._left = self._frame.unused_data
                self._frame, self._begun = self._new(), False
            if out:
                return out

    def close(self) -> None:
        """Do nothing: the file is closed by whoever opened it."""


def read_lines(path: str, place: RowPosition) -> Iterator[tuple[bytes, int, bytes] | Problem]:
    """Yield (line without its end, its number, the position behind it) for every line behind `place`.

    A line of more than `MOST` bytes is a `Problem`. So is a stream that is cut, after all its whole lines.
    """
    offset, number = place.offset, place.line
    rest, skipping = b"", False
    try:
        for data in read_chunks(path, offset):
            if not offset and data.startswith(_MARK):
                offset, data = len(_MARK), data[len(_MARK) :]
            *full, rest = (rest + data).split(b"\n")
            for line in full:
                offset += len(line) + 1
                number += 1
                if skipping:
                    skipping = False
                else:
                    yield line, number, b"%d %d" % (offset, number)
            if len(rest) > MAX_ITEM_BYTES:
                if not skipping:
                    hint = "one object a line is wanted; is it a JSON document? `jq -c .[]` writes one as lines"
                    yield Problem(path, number + 1, f"the line has more than {MAX_ITEM_BYTES:,} bytes", hint)
                skipping = True
                offset += len(rest)
                rest = b""
    except DamagedStreamError as error:
        yield error.problem(number + 1)
        return
    if rest and not skipping:
        yield rest, number + 1, b"%d %d" % (offset + len(rest), number)


class StreamBuffer:
    """The part of a stream that is being looked at: ``data[place:]`` has not been taken yet."""

    def __init__(self, path: str, place: RowPosition) -> None:
        self.path = path
        self.data = b""
        self.place = 0
        self.ended = False
        self.cut: DamagedStreamError | None = None
        self._chunks = read_chunks(path, place.offset)
        self._offset, self._line = place.offset, place.line

    def more(self) -> bool:
        """Read on, at least doubling what is not taken; tell whether anything came.

        At the end `ended` is set, and `cut` where the stream was cut.
        """
        if self.ended:
            return False
        parts = [self.data[self.place :]]
        wanted = max(_CHUNK, len(parts[0]))
        self.place = 0
        try:
            while wanted > 0:
                data = next(self._chunks, b"")
                if not data:
                    self.ended = True
                    break
                parts.append(data)
                wanted -= len(data)
        except DamagedStreamError as error:
            self.ended = True
            self.cut = error
        self.data = b"".join(parts)
        return len(parts) > 1

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Return what `pattern` finds at ``data[place]``, reading on as long as it finds nothing."""
        while not (found := pattern.match(self.data, self.place)):
            if len(self.data) - self.place > MAX_ITEM_BYTES or not self.more():
                return None
        return found

    def take(self, end: int) -> bytes:
        """Return ``data[place:end]`` and go behind it."""
        piece = self.data[self.place : end]
        self.place = end
        self._offset += len(piece)
        self._line += piece.count(b"\n")
        return piece

    @property
    def position(self) -> bytes:
        """The position behind everything that was taken, as `Place.read` reads it."""
        return b"%d %d" % (self._offset, self._line)

    @property
    def line(self) -> int:
        """The number of the line in which ``data[place]`` stands, from 1."""
        return self._line + 1
