"""A text that is kept for later in a fifth of its room."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, Self

__all__ = ["KeptText", "PackedText"]

_QUICKEST = 1  # the level of compression


class KeptText(Protocol):
    """The text of a file in some form that takes less room; it is made anew each time."""

    @property
    def text(self) -> str:
        """The text as it was."""
        ...

    def parts(self) -> Iterable[bytes | memoryview]:
        """Return the text in UTF-8, in parts."""
        ...


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text, packed; see `KeptText`."""

    packed: bytes

    @classmethod
    def of(cls, text: str) -> Self:
        """Pack a text."""
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICKEST))

    @property
    def text(self) -> str:
        """The text as it was."""
        return zlib.decompress(self.packed).decode("utf-8", "surrogatepass")

    def parts(self) -> Iterable[bytes]:
        """Return the text in UTF-8, in parts."""
        return (zlib.decompress(self.packed),)
