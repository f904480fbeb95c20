"""Which words of two titles differ, for two lines one below the other. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from biblio.text import fold_key

__all__ = ["TitlePart", "compare_words"]

# Words; scripts that are written without blanks are compared character by character.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


class TitlePart(NamedTuple):
    """A piece of a title, and whether the other title has something else there."""

    text: str
    differs: bool = False


def compare_words(title: str, other: str) -> tuple[tuple[TitlePart, ...], tuple[TitlePart, ...]]:
    """Return both titles in parts; joined, the parts are the title.

    Case, accents and punctuation do not count. Differing words beside each other are one part.
    """
    words, other_words = list(_WORD.finditer(title)), list(_WORD.finditer(other))
    matcher = SequenceMatcher(
        None, [fold_key(word[0]) for word in words], [fold_key(word[0]) for word in other_words], autojunk=False
    )
    differing: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if end > start:
            differing[0].append((words[start].start(), words[end - 1].end()))
        if other_end > other_start:
            differing[1].append((other_words[other_start].start(), other_words[other_end - 1].end()))
    return _parts(title, differing[0]), _parts(other, differing[1])


def _parts(text: str, differing: list[tuple[int, int]]) -> tuple[TitlePart, ...]:
    parts, done = [], 0
    for start, end in differing:
        parts += [TitlePart(text[done:start]), TitlePart(text[start:end], differs=True)]
        done = end
    parts.append(TitlePart(text[done:]))
    return tuple(part for part in parts if part.text)
