"""What a line says by the arrangement that it has in common with others, and how lines are arranged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.shelf_lines import is_title_line

__all__ = ["ArrangedLine", "Arrangement", "are_different", "are_quotations", "is_title"]

_QUOTATION = re.compile(r"\W*[\"“„«](?:[^\"“”„«»]*[.!…]|(?:[^\s\"“”„«»]+\s+){8,40}[^\s\"“”„«»]+)[\"”“»]")
_WORD = re.compile(r"[^\W\d_]")
_LONGER_WORD = re.compile(r"[^\W\d_]{4,}")
_SOME, _HALF, _NEARLY_ALL = 0.2, 0.5, 0.8


class ArrangedLine(NamedTuple):
    """What a line says by its arrangement; `who` are the words that name the authors.

    `rest` are its other parts, as they are written, in order.
    """

    title: str
    authors: tuple[str, ...] = ()
    et_al: bool = False
    year: int | None = None
    venue: str = ""
    publisher: str = ""
    who: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How lines are arranged. `share` is that of the lines that have a title beside names of people.

    `full` is the share of full names among these; `mark` is how the titles are marked, or empty. In a glossary, too,
    a marked term stands before plain words, and quotations have who said it behind them. `is_behind` says that the
    names are all that is behind a marked title, or the beginning of it.
    """

    share: float
    full: float
    mark: str
    is_glossary: bool
    are_quotations: bool
    read: Callable[[str], ArrangedLine | None]
    is_behind: bool = False


def are_quotations(lines: Sequence[str]) -> bool:
    """Return whether lines begin with sentences in quotation marks, and not with titles."""
    quoted = [match[0] for line in lines if (match := _QUOTATION.match(line))]
    return sum(not _is_title_case(words) for words in quoted) >= _SOME * len(lines)


def _is_title_case(words: str) -> bool:
    """Return whether nearly all longer words are capitalised, as in titles and in no sentence."""
    longer = _LONGER_WORD.findall(words)
    return bool(longer) and sum(word[0].isupper() for word in longer) >= _NEARLY_ALL * len(longer)


def are_different(people: Sequence[str]) -> bool:
    """Return whether several people are named: one label before all lines, or who wrote all, tells nothing."""
    is_cased = all(text.isascii() or text.lower() != text for text in people)
    return len(set(people)) >= max(2, (_SOME if is_cased else _HALF) * len(people))


_INSTRUCTION = re.compile(
    r"(?:if|when|once|after|before|whenever)\s(?:you|we)(?:['’]\w+)?\s[^\n]{0,200}?(?:,|\byou\b)", re.IGNORECASE
)


def is_title(text: str) -> bool:
    """Return whether a part of a line can be a title; "If you want to go back, click on …" tells what to do."""
    return _WORD.search(text) is not None and _INSTRUCTION.match(text) is None and is_title_line(text)
