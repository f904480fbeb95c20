"""One entry of a BibTeX file, as values."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `type` lower-case without "@", `fields` in order, names lower-case.

    Values are TeX source without their outer braces or quotes ("{BERT}: Pre-training", "Müller, Jörg and
    others"), except that a field in `macros` holds a bare macro or concatenation (``jun``).
    """

    type: str
    key: str
    fields: tuple[tuple[str, str], ...]
    macros: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        """Return the value of field `name`, or an empty string."""
        return next((value for field, value in self.fields if field == name), "")
