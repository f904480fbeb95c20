"""Clues: what a note without a title says about its work's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Clue", "ClueForm", "CluePlace", "Rarity", "Readings", "Words"]

Words = tuple[str, ...]
"""Folded words (`biblio.text.search_words`) that stand together in a text."""
Rarity = Mapping[Words, float]
"""How rare words are: the share (0..1) of all works in whose titles and abstracts they stand."""

Readings = tuple[str, ...]
"""What may stand for one word or phrase: "reward model", "rewarding model"."""


class ClueForm(StrEnum):
    """What a clue looks like, from the most telling."""

    NAME = "name"  # of a system, a data set, a method: capitals inside, digits, or a Latin word amid another script
    NUMBER = "number"
    TERM = "term"  # a term of the field, by way of the table of terms where the note is in another language


class CluePlace(StrEnum):
    """Where in the note a clue stands, from the most telling."""

    SUMMARY = "summary"
    LINK = "link"  # the slug of a link that belongs to the work
    COMMENT = "comment"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Clue:
    """Something in a note that the work's title or abstract should have.

    `written` is as the note has it; `readings` are the ways in which the work may have it, one of which suffices.
    """

    written: str
    readings: tuple[Words, ...]
    form: ClueForm
    place: CluePlace
