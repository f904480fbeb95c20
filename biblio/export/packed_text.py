"""A text that is kept for later in a fifth of its room."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Self

__all__ = ["PackedText"]

_QUICKEST = 1  # the level of compression


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text, packed; `text` unpacks it anew each time."""

    packed: bytes

    @classmethod
    def of(cls, text: str) -> Self:
        """Pack a text."""
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICKEST))

    @property
    def text(self) -> str:
        """The text as it was."""
        return zlib.decompress(self.packed).decode("utf-8", "surrogatepass")
