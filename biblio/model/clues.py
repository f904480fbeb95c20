"""Clues: words in a note without a title that its work should contain too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Clue", "ClueForm", "CluePlace", "Rarity", "Readings", "Words"]

Words = tuple[str, ...]
"""Folded words (`biblio.text.search_words`) that occur next to each other."""
Rarity = Mapping[Words, float]
"""How rare words are: the share (0..1) of all works whose title or abstract contains them."""

Readings = tuple[str, ...]
"""Alternative forms of one word or phrase: "reward model", "rewarding model"."""


class ClueForm(StrEnum):
    """What a clue looks like; the most specific form first."""

    NAME = "name"  # of a system, data set or method: inner capitals, digits, or a Latin word in text of another script
    NUMBER = "number"
    TERM = "term"  # a term of the field, translated by the term tables where the note is in another language


class CluePlace(StrEnum):
    """Where in the note a clue was found; the most reliable place first."""

    SUMMARY = "summary"
    LINK = "link"  # the last part of a link that belongs to the work
    COMMENT = "comment"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Clue:
    """Something in a note that the work's title or abstract should contain.

    `written` is the form in the note; `readings` are the forms that it may have in the work, any one of which is
    enough.
    """

    written: str
    readings: tuple[Words, ...]
    form: ClueForm
    place: CluePlace
