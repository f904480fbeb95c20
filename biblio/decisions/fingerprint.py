"""Fingerprints of notes, by which a decision finds its note after the note was reworded, moved or renamed. Pure.

A note's id comes from its title, date or name, and changes with them. The user's decision must survive that, and must
never move to another note. A fingerprint is therefore written as a readable remark after the decision: the note's date,
its title or first words, a sketch of its text, a hash of its own link.

    2024-02-13 "Segment Anything" ~4f0c77a1b2c3d4e5.a1b2c3

The sketch is M. Charikar's similarity hash ("Similarity Estimation Techniques from Rounding Algorithms", STOC 2002)
of the trigrams of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from hashlib import blake2b

from biblio.model.note import LinkRole, Note
from biblio.text import fold_key, shorten, tokens

__all__ = [
    "NoteFingerprint",
    "describe_note",
    "fingerprint_note",
    "is_same_note",
    "may_match",
    "parse_fingerprint",
    "split_remark",
]

_SKETCHED_LENGTH = 600  # folded characters: text appended later does not change the sketch
_MIN_SKETCHED_LENGTH = 40  # folded characters: shorter texts may be similar by chance
# Of 64 bits. Measured on 345 real texts: different texts are at least 14 bits apart (59,000 pairs); of texts with a run
# of 3 % (6 %) replaced, 95 % (90 %) are at most 10 bits from the original.
_MAX_DISTANCE = 10
_TITLE_LENGTH = 200
_FIRST_WORDS_LENGTH = 60
_REMARK = re.compile(
    r"^(?:(?P<date>\d{4}(?:-\d\d){0,2})(?:\s|$))?(?:\"(?P<title>.*)\"\s|(?!~).*?\s)?"
    r"~(?P<sketch>[0-9a-f]{16})?(?:\.(?P<link>[0-9a-f]{6}))?(?=\s|$)"
)


class _Titles(Enum):
    UNKNOWN = auto()  # one is missing
    EXACT = auto()
    CLOSE = auto()
    DIFFERENT = auto()


@dataclass(frozen=True, slots=True)
class NoteFingerprint:
    """The parts of a note that are compared: its date and title as text, its sketch (64 bits), hashes of its own links.

    Empty or None: the note has none.
    """

    date: str = ""
    title: str = ""
    sketch: int | None = None
    links: frozenset[str] = frozenset()


def fingerprint_note(note: Note) -> NoteFingerprint:
    """Return the fingerprint of a note as it is now."""
    links = (link.url for link in note.links if link.role is LinkRole.OWN)
    return NoteFingerprint(
        date=str(note.date or ""),
        title=shorten(note.title or "", _TITLE_LENGTH),
        sketch=_sketch(note.summary or note.comment),
        links=frozenset(map(_hash_link, links)),
    )


def describe_note(note: Note, others: Iterable[Note]) -> str:
    """Return the remark to write after a decision about `note`; `others` are all notes.

    It lacks the part after "~" if another note has the same fingerprint. Such a decision applies to the note's id only,
    so that it cannot move to the other note.
    """
    fingerprint = fingerprint_note(note)
    title = f'"{fingerprint.title}"' if fingerprint.title else _first_words(note)
    words = " ".join(filter(None, (fingerprint.date, title)))
    for other in others:
        is_similar = other.id != note.id and may_match(fingerprint, other)
        if is_similar and is_same_note(fingerprint, fingerprint_note(other)):
            return words
    link = next((_hash_link(link.url) for link in note.links if link.role is LinkRole.OWN), "")
    sketch = f"{fingerprint.sketch:016x}" if fingerprint.sketch is not None else ""
    return f"{words} ~{sketch}{'.' if link else ''}{link}".strip()


def parse_fingerprint(remark: str) -> NoteFingerprint | None:
    """Return the fingerprint in a remark, or None if the remark has no part after "~"."""
    match = _REMARK.match(remark.strip())
    if match is None:
        return None
    sketch, link = match["sketch"], match["link"]
    return NoteFingerprint(
        date=match["date"] or "",
        title=match["title"] or "",
        sketch=int(sketch, 16) if sketch else None,
        links=frozenset({link} if link else ()),
    )


def split_remark(remark: str) -> tuple[str, str]:
    """Return the part of a remark that `describe_note` wrote, and the part that the user wrote."""
    match = _REMARK.match(remark.strip())
    if match is None:
        return "", remark.strip()
    return match[0], remark.strip()[match.end() :].strip().removeprefix("#").strip()


def is_same_note(first: NoteFingerprint, second: NoteFingerprint) -> bool:
    """Return whether both are fingerprints of one note, before and after it was reworded; symmetric and strict.

    No part may differ, and two independent parts must agree: the title alone may be that of another note on the same
    paper, the date alone that of another note of the same day.
    """
    title, date = _compare_titles(first.title, second.title), _is_equal(first.date, second.date)
    text, link = _is_close(first.sketch, second.sketch), _has_common(first.links, second.links)
    if date is False or link is False or title is _Titles.DIFFERENT:
        return False
    if link:
        return title is _Titles.EXACT or bool(text or date)
    if title is _Titles.EXACT:
        return bool(date or text)
    if title is _Titles.CLOSE:
        return bool(text)
    return bool(date and text)


def _first_words(note: Note) -> str:
    """Return the beginning of a note without a title, without the characters that have a meaning in a remark."""
    return shorten(note.summary or note.comment, _FIRST_WORDS_LENGTH).replace("~", "-").replace('"', "'")


def may_match(fingerprint: NoteFingerprint, note: Note) -> bool:
    """Return whether a note may have this fingerprint: a quick test, because sketching many notes takes long."""
    date = _is_equal(fingerprint.date, str(note.date or ""))
    if date is False:
        return False
    if not fingerprint.title or not note.title:
        return bool(date or fingerprint.links)
    title = note.title if len(note.title) <= _TITLE_LENGTH else shorten(note.title, _TITLE_LENGTH)
    return _compare_titles(fingerprint.title, title) is not _Titles.DIFFERENT


def _compare_titles(first: str, second: str) -> _Titles:
    """Return EXACT, CLOSE or DIFFERENT; UNKNOWN if a title is missing."""
    if not first or not second:
        return _Titles.UNKNOWN
    first_words, second_words = _words(first), _words(second)
    if first_words == second_words:
        return _Titles.EXACT
    longest = max(len(first_words), len(second_words))
    if longest > 3 and 2 * len(set(first_words).intersection(second_words)) < longest:
        return _Titles.DIFFERENT  # most words differ: no need for the slow comparison
    from biblio.matching.titles.title_match import TitleLevel, compare_titles

    return _Titles.CLOSE if compare_titles(first, second).level is TitleLevel.CLOSE else _Titles.DIFFERENT


@lru_cache(maxsize=65536)
def _words(title: str) -> tuple[str, ...]:
    return tuple(tokens(title))


def _is_equal(first: str, second: str) -> bool | None:
    return first == second if first and second else None


def _is_close(first: int | None, second: int | None) -> bool | None:
    if first is None or second is None:
        return None
    return (first ^ second).bit_count() <= _MAX_DISTANCE


def _has_common(first: frozenset[str], second: frozenset[str]) -> bool | None:
    return bool(first & second) if first and second else None


def _hash_link(url: str) -> str:
    from biblio.extract.identifiers_in_text import identifier_in_url

    name = str(identifier_in_url(url) or url.rstrip("/"))
    return blake2b(name.encode(), digest_size=3).hexdigest()


def _sketch(text: str) -> int | None:
    """Return 64 bits, most of which are the same for similar texts; None for a text that is too short."""
    key = fold_key(text[: 4 * _SKETCHED_LENGTH])[:_SKETCHED_LENGTH]
    if len(key) < _MIN_SKETCHED_LENGTH:
        return None
    sums = [0] * 64
    for trigram in {key[at : at + 3] for at in range(len(key) - 2)}:
        digest = int.from_bytes(blake2b(trigram.encode(), digest_size=8).digest(), "big")
        for bit in range(64):
            sums[bit] += 1 if digest >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if sums[bit] > 0)
