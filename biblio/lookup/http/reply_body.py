"""Read the body of a reply piece by piece: decompressed, and never more of it than its limit, however small it came.

The HTTP library decompresses whatever arrived at once, and 64 KB of zeros can become 64 MB. Here a limit holds while
the data is decompressed. `gzip` and `deflate` are asked for, and nothing else is read (RFC 9110, 8.4.1).
"""

from __future__ import annotations

import zlib

__all__ = ["ACCEPTED_ENCODINGS", "BodyReader", "CompressionError", "TooLargeError"]

ACCEPTED_ENCODINGS = "gzip, deflate"
_GZIP_OR_ZLIB, _BARE = 47, -15  # https://docs.python.org/3/library/zlib.html#zlib.decompressobj


class TooLargeError(Exception):
    """The body has more bytes than it may have."""


class CompressionError(Exception):
    """The body cannot be decompressed; the message says why."""


class BodyReader:
    """Collects a body of at most `limit` bytes in the `encoding` that its header names."""

    def __init__(self, encoding: str, limit: int) -> None:
        self._limit = limit
        self._body = bytearray()
        self._is_compressed = encoding.strip().lower() not in ("", "identity")
        if self._is_compressed and encoding.strip().lower() not in ("gzip", "x-gzip", "deflate"):
            raise CompressionError(f"is compressed in a way that was not asked for ({encoding.strip()[:40]!r})")
        self._unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._has_begun = False

    def add(self, data: bytes) -> None:
        """Add what arrived. Raises `TooLargeError` or `CompressionError`."""
        room = self._limit - len(self._body) + 1
        self._body += self._unpacked(data, room) if self._is_compressed else data[:room]
        if len(self._body) > self._limit:
            raise TooLargeError

    def finish(self) -> bytes:
        """Return the whole body. Raises `CompressionError` if compressed data ends before its end."""
        if self._is_compressed and self._has_begun and not self._unpacker.eof:
            raise CompressionError("ends before its compressed data does")
        return bytes(self._body)

    def _unpacked(self, data: bytes, room: int) -> bytes:
        try:
            unpacked = self._unpacker.decompress(data, room)
        except zlib.error as error:
            if self._has_begun:
                raise CompressionError("cannot be decompressed") from error
            self._unpacker = zlib.decompressobj(_BARE)  # some servers send "deflate" without its frame
            try:
                unpacked = self._unpacker.decompress(data, room)
            except zlib.error:
                raise CompressionError("cannot be decompressed") from error
        self._has_begun = self._has_begun or bool(data)
        return unpacked
