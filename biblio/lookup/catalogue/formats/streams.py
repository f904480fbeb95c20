"""Read files as streams of bytes: uncompressed on the fly, from any offset, never as a whole in memory.

Gzip (RFC 1952), xz and Zstandard (RFC 8878) are recognised by their first bytes, because browsers unpack downloads
without changing their names.
"""

from __future__ import annotations

import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import PurePath
from typing import IO, Protocol

from biblio.errors import Problem, SourceError
from biblio.lookup.catalogue.formats.format_base import FileSample, ReadSizes, RowPosition, SourceFile

__all__ = ["DamagedStreamError", "StreamBuffer", "read_chunks", "read_lines", "read_sample"]

_CHUNK = ReadSizes().chunk
_SAMPLE = 64 * 1024  # bytes
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class DamagedStreamError(SourceError):
    """A compressed stream ends too early or is damaged; `what` says which of the two."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what, hint="download the file again")
        self.what = what

    def problem(self, line: int) -> Problem:
        """Return the error as a problem of a file that was read up to `line`."""
        return Problem(self.path, line, self.what, "the part before this line was read; download the file again")


class _Stream(Protocol):
    def read1(self, size: int = ..., /) -> bytes: ...
    def close(self) -> None: ...


def read_chunks(path: str, start: int = 0, *, size: int = _CHUNK) -> Iterator[bytes]:
    """Yield the uncompressed bytes of the file at `path` from the offset `start` on, in pieces of about `size`.

    While one piece is used, the next is unpacked in another thread. Raises `DamagedStreamError` when a compressed
    stream cannot be read any further, after yielding everything before.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - `path` is a string, and is opened a thousand times
        open_stream = _opener(file.read(6))
        if open_stream is None:
            file.seek(start)
            while data := file.read(size):
                yield data
            return
        file.seek(0)
        with closing(open_stream(file)) as stream, ThreadPoolExecutor(1) as unpacker:
            next_piece = unpacker.submit(_read_piece, stream, size)
            while True:
                data, damage = next_piece.result()
                if not damage and data:
                    next_piece = unpacker.submit(_read_piece, stream, size)
                if start < len(data):
                    yield data[start:] if start else data
                    start = 0
                else:
                    start -= len(data)
                if damage:
                    raise DamagedStreamError(path, damage)
                if not data:
                    return


def _read_piece(stream: _Stream, size: int) -> tuple[bytes, str]:
    """Return the next bytes of a compressed stream (none at its end), and what is wrong with it after them."""
    parts, missing = [], size
    try:
        while missing > 0 and (data := stream.read1(size)):
            parts.append(data)
            missing -= len(data)
        return b"".join(parts), ""
    except EOFError:
        return b"".join(parts), "the compressed file ends in the middle"
    except (OSError, zlib.error, lzma.LZMAError) as error:
        return b"".join(parts), f"the compressed file is damaged ({error})"


def read_sample(path: str) -> FileSample:
    """Return the beginning of a file. Raises `DamagedStreamError` if not even that can be read."""
    head = b""
    try:
        for data in read_chunks(path):
            head += data
            if len(head) >= _SAMPLE:
                break
    except DamagedStreamError:
        if not head:
            raise
    return FileSample(PurePath(path).name, head[:_SAMPLE])


def _opener(magic: bytes) -> Callable[[IO[bytes]], _Stream] | None:
    if magic.startswith(b"\x1f\x8b"):
        return lambda file: gzip.GzipFile(fileobj=file, mode="rb")
    if magic.startswith(b"\xfd7zXZ\0"):
        return lambda file: lzma.LZMAFile(file)
    if magic.startswith(b"\x28\xb5\x2f\xfd"):
        return _Zstandard
    return None


class _Zstandard:
    """A Zstandard file; the library's own reader does not notice if a file is truncated."""

    def __init__(self, file: IO[bytes]) -> None:
        from biblio.lookup.catalogue.zstandard import zstd

        self._file = file
        self._new_frame = zstd.ZstdDecompressor
        self._error = zstd.ZstdError
        self._frame = self._new_frame()
        self._is_in_frame = False
        self._unused = b""

    def read1(self, size: int = -1, /) -> bytes:
        """Return the next bytes, none at the end. Raises `EOFError` if the end is missing."""
        while True:
            data, self._unused = self._unused or self._file.read(8192), b""
            if not data:
                if self._is_in_frame:
                    raise EOFError
                return b""
            self._is_in_frame = True
            try:
                unpacked: bytes = self._frame.decompress(data)
            except self._error as error:
                raise OSError(str(error)) from error
            if self._frame.eof:
                self._unused = self._frame.unused_data
                self._frame, self._is_in_frame = self._new_frame(), False
            if unpacked:
                return unpacked

    def close(self) -> None:
        """Do nothing: the caller that opened the file closes it."""


def read_lines(file: SourceFile, start: RowPosition) -> Iterator[tuple[bytes, int, bytes] | Problem]:
    """Yield (line without its end, its number, the position after it) for every line after `start`.

    A line longer than `ReadSizes.item` is yielded as a `Problem`. So is a damaged stream, after all its complete lines.
    """
    offset, number = start.offset, start.line
    rest, is_skipping = b"", False
    longest = file.read_sizes.item
    try:
        for data in read_chunks(file.path, offset, size=file.read_sizes.chunk):
            if not offset and data.startswith(_BYTE_ORDER_MARK):
                offset, data = len(_BYTE_ORDER_MARK), data[len(_BYTE_ORDER_MARK) :]
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                offset += len(line) + 1
                number += 1
                if is_skipping:
                    is_skipping = False
                else:
                    yield line, number, b"%d %d" % (offset, number)
            if len(rest) > longest:
                if not is_skipping:
                    hint = "one object per line is expected; if it is a JSON document, `jq -c .[]` writes it as lines"
                    yield Problem(file.path, number + 1, f"the line has more than {longest:,} bytes", hint)
                is_skipping = True
                offset += len(rest)
                rest = b""
    except DamagedStreamError as error:
        yield error.problem(number + 1)
        return
    if rest and not is_skipping:
        yield rest, number + 1, b"%d %d" % (offset + len(rest), number)


class StreamBuffer:
    """The part of a stream that is being examined: ``data[place:]`` has not been taken yet."""

    def __init__(self, file: SourceFile, start: RowPosition) -> None:
        self.path = file.path
        self.sizes = file.read_sizes
        self.data = b""
        self.place = 0
        self.has_ended = False
        self.damage: DamagedStreamError | None = None
        self._chunks = read_chunks(file.path, start.offset, size=file.read_sizes.chunk)
        self._offset, self._line = start.offset, start.line

    def read_more(self) -> bool:
        """Read on, at least doubling what has not been taken; return whether there was anything.

        At the end, `has_ended` is set, and `damage` if the stream is damaged there.
        """
        if self.has_ended:
            return False
        parts = [self.data[self.place :]]
        missing = max(self.sizes.chunk, len(parts[0]))
        self.place = 0
        try:
            while missing > 0:
                data = next(self._chunks, b"")
                if not data:
                    self.has_ended = True
                    break
                parts.append(data)
                missing -= len(data)
        except DamagedStreamError as error:
            self.has_ended = True
            self.damage = error
        self.data = b"".join(parts)
        return len(parts) > 1

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Return the match of `pattern` at ``data[place]``, reading on until there is one."""
        while not (match := pattern.match(self.data, self.place)):
            if len(self.data) - self.place > self.sizes.item or not self.read_more():
                return None
        return match

    def take(self, end: int) -> bytes:
        """Return ``data[place:end]`` and move past it."""
        piece = self.data[self.place : end]
        self.place = end
        self._offset += len(piece)
        self._line += piece.count(b"\n")
        return piece

    @property
    def position(self) -> bytes:
        """The position after everything that was taken, in the form that `RowPosition.read` reads."""
        return b"%d %d" % (self._offset, self._line)

    @property
    def line(self) -> int:
        """The number of the line that ``data[place]`` is in, from 1."""
        return self._line + 1
