"""Stable ids for notes.

An id depends on what a note is, not on where it is: a note that moves to another line or file keeps its id, and with it
the user's decisions. A note that is in two files has the same id in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from biblio.text import ascii_words, fold

__all__ = ["note_id", "unique_id"]

_MOST_SEARCHED = 20  # numbers that are looked at one by one


def note_id(*natural: str, title: str = "") -> str:
    """Return the id of a note whose natural key is `natural` (date and title, issue number, file name …).

    A few words of `title` (or of the key) make the id readable; a digest of the whole key makes it unique:
    ``attention-is-all-you-7f3a9c21``. White space, case and punctuation of the key do not matter.
    """
    digest = blake2b("\x1f".join(fold(part) for part in natural).encode(), digest_size=4).hexdigest()
    words = ascii_words(title or natural[0])[:5]
    slug = "-".join(words)[:32].strip("-")
    return f"{slug}-{digest}" if slug else digest


def unique_id(identifier: str, used_ids: Iterable[str]) -> str:
    """Return `identifier`; if it is among `used_ids`, with the first free number appended ("…-2").

    Of thousands of notes of the same name, a later one has a free number, but it may not be the first: to look at all
    of them again for every note would take too long.
    """
    if identifier not in used_ids:
        return identifier
    number = 2
    while f"{identifier}-{number}" in used_ids and number < _MOST_SEARCHED:
        number += 1
    step = 1
    while f"{identifier}-{number}" in used_ids:
        number += step
        step *= 2
    low = number - step // 2 + 1  # one below it is used, or was not looked at
    while low < number and number > _MOST_SEARCHED:
        middle = (low + number) // 2
        low, number = (middle + 1, number) if f"{identifier}-{middle}" in used_ids else (low, middle)
    return f"{identifier}-{number}"
