"""Part the titles of a page from the signs that somebody marks many of them with: "Lamps at Sea+@", with a legend,
or "Phares (fr)"; and from their numbers.

One such title may be called so ("C++"); where many end in signs, these say that a work was read again, or heard. One
title may begin with a number ("7. Sinfonie"); where one number follows the other, they count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.readers.markdown.listed_works import ListedWork

__all__ = ["without_signs_behind_titles"]

_SIGNS = re.compile(r"(?<=[\w)!?.'’])[+@^*†‡§#~=$°]+$|(?<=\S)\s\([a-z]{2}(?:\s[A-Z]{2})?\)$")  # "(fr)", "(en VO)"
_NUMBER = re.compile(r"\[?(?P<number>\d{1,3})(?:[.):]|\](?:[.:])?)\s+(?=\S)")
_FEWEST, _SHARE = 4, 0.2
_FEWEST_NUMBERED = 3


def without_signs_behind_titles(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works of a page; signs behind the titles of many of them are in their comments."""
    works = _unnumbered(works)
    signed = {id(work): match for work in works if (match := _SIGNS.search(work.title))}
    if len(signed) < max(_FEWEST, _SHARE * len(works)):
        return list(works)
    return [_unsigned(work, signed[id(work)]) if id(work) in signed else work for work in works]


def _unsigned(work: ListedWork, signs: re.Match[str]) -> ListedWork:
    comment = "\n".join(filter(None, (signs[0].strip(), work.comment)))
    return replace(_titled(work, work.title[: signs.start()]), comment=comment)


def _unnumbered(works: Sequence[ListedWork]) -> Sequence[ListedWork]:
    """Return the works without the numbers before their titles, if several count on: "1. Lamps", "2. Wicks"."""
    matches = [_NUMBER.match(work.title) for work in works]
    numbers = [int(match["number"]) if match else None for match in matches]
    following = {
        number
        for first in range(len(works) - _FEWEST_NUMBERED + 1)
        if (start := numbers[first]) is not None
        and numbers[first : first + _FEWEST_NUMBERED] == [start + step for step in range(_FEWEST_NUMBERED)]
        for number in range(first, first + _FEWEST_NUMBERED)
    }
    return [
        _titled(work, work.title[match.end() :]) if match and number in following else work
        for number, (work, match) in enumerate(zip(works, matches, strict=True))
    ]


def _titled(work: ListedWork, title: str) -> ListedWork:
    metadata = replace(work.metadata, title=title) if work.metadata.title else work.metadata
    return replace(work, citation=work.citation._replace(title=title), metadata=metadata)
