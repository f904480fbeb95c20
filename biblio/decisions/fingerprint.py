"""What a note leaves behind beside its id, so that it is known again after it was reworded, moved or renamed.

A note's id comes from its title, date or name, and changes with them; a person's decision must not be lost by that,
and must never pass to another note. A trace is a remark that people can read and that holds enough to tell the note
again: its day, its title or first words, a sketch of its text, a print of its own link:

    2024-02-13 "Segment Anything" ~4f0c77a1b2c3d4e5.a1b2c3

The sketch is M. Charikar's similarity hash ("Similarity Estimation Techniques from Rounding Algorithms", STOC 2002)
of the text's trigrams.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.model.note import LinkRole, Note
from biblio.text import fold_key, shorten, tokens

__all__ = [
    "NoteFingerprint",
    "describe",
    "fingerprint_note",
    "is_same_note",
    "may_be",
    "parse_fingerprint",
    "split_remark",
]

_TEXT = 600  # folded characters that are sketched: a comment that grows at its end stays the same
_LEAST = 40  # folded characters without which a text tells nothing
# Of 64 bits. Measured on 345 real texts: two that differ are at least 14 apart (59,000 pairs); of those with a run of
# 3 % (6 %) replaced, 95 % (90 %) are within 10.
_APART = 10
_TITLE = 200
_WORDS = 60
_FORM = re.compile(
    r"^(?:(?P<date>\d{4}(?:-\d\d){0,2})(?:\s|$))?(?:\"(?P<title>.*)\"\s|(?!~).*?\s)?"
    r"~(?P<sketch>[0-9a-f]{16})?(?:\.(?P<link>[0-9a-f]{6}))?(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class NoteFingerprint:
    """What is compared of a note: its day and title as text, its sketch (64 bits), prints of its own links.

    Empty or None means that there is none.
    """

    date: str = ""
    title: str = ""
    sketch: int | None = None
    links: frozenset[str] = frozenset()


def fingerprint_note(note: Note) -> NoteFingerprint:
    """Return the trace of a note as it is now."""
    links = (link.url for link in note.links if link.role is LinkRole.OWN)
    return NoteFingerprint(
        date=str(note.date or ""),
        title=shorten(note.title or "", _TITLE),
        sketch=_sketch(note.summary or note.comment),
        links=frozenset(map(_print, links)),
    )


def describe(note: Note, others: Iterable[Note]) -> str:
    """Return the remark to write beside a decision about `note`.

    Where one of `others` (all notes there are) has the same trace, it lacks the part behind "~": such a decision holds
    for the note's id alone.
    """
    trace = fingerprint_note(note)
    title = f'"{trace.title}"' if trace.title else _first_words(note)
    words = " ".join(filter(None, (trace.date, title)))
    if any(one.id != note.id and may_be(trace, one) and is_same_note(trace, fingerprint_note(one)) for one in others):
        return words
    own = next((_print(link.url) for link in note.links if link.role is LinkRole.OWN), "")
    sketch = f"{trace.sketch:016x}" if trace.sketch is not None else ""
    return f"{words} ~{sketch}{'.' if own else ''}{own}".strip()


def parse_fingerprint(remark: str) -> NoteFingerprint | None:
    """Return the trace that a remark holds, or None where it holds none that could be relied on."""
    match = _FORM.match(remark.strip())
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
    """Return (what `describe` wrote of a remark, what a person wrote)."""
    match = _FORM.match(remark.strip())
    if match is None:
        return "", remark.strip()
    return match[0], remark.strip()[match.end() :].strip().removeprefix("#").strip()


def is_same_note(left: NoteFingerprint, right: NoteFingerprint) -> bool:
    """Tell whether both are traces of one note, before and after it was reworded; symmetric, and strict.

    Nothing may speak against it, and two things that do not follow from each other must speak for it: the same title
    alone is two notes on one paper, the same day alone is two notes of one day.
    """
    title, date = _titles(left.title, right.title), _equal(left.date, right.date)
    text, link = _texts(left.sketch, right.sketch), _links(left.links, right.links)
    if date is False or link is False or title is TitleLevel.DIFFERENT:
        return False
    if link:
        return title is TitleLevel.EXACT or bool(text or date)
    if title is TitleLevel.EXACT:
        return bool(date or text)
    if title is TitleLevel.CLOSE:
        return bool(text)
    return bool(date and text)


def _first_words(note: Note) -> str:
    """Return how a note without a title begins, without the signs that a remark gives a meaning."""
    return shorten(note.summary or note.comment, _WORDS).replace("~", "-").replace('"', "'")


def may_be(trace: NoteFingerprint, note: Note) -> bool:
    """Tell quickly whether a note is worth a look: sketching every text of a large collection takes long."""
    date = _equal(trace.date, str(note.date or ""))
    if date is False:
        return False
    if not trace.title or not note.title:
        return bool(date or trace.links)
    title = note.title if len(note.title) <= _TITLE else shorten(note.title, _TITLE)
    return _titles(trace.title, title) is not TitleLevel.DIFFERENT


def _titles(left: str, right: str) -> TitleLevel:
    """Return EXACT, CLOSE, DIFFERENT, or UNKNOWN where one has no title."""
    if not left or not right:
        return TitleLevel.UNKNOWN
    ours, theirs = _words(left), _words(right)
    if ours == theirs:
        return TitleLevel.EXACT
    longest = max(len(ours), len(theirs))
    if longest > 3 and 2 * len(set(ours).intersection(theirs)) < longest:
        return TitleLevel.DIFFERENT  # more than a little; and most pairs need no closer look
    return TitleLevel.CLOSE if compare_titles(left, right).level is TitleLevel.CLOSE else TitleLevel.DIFFERENT


@lru_cache(maxsize=65536)
def _words(title: str) -> tuple[str, ...]:
    return tuple(tokens(title))


def _equal(left: str, right: str) -> bool | None:
    return left == right if left and right else None


def _texts(left: int | None, right: int | None) -> bool | None:
    if left is None or right is None:
        return None
    return (left ^ right).bit_count() <= _APART


def _links(left: frozenset[str], right: frozenset[str]) -> bool | None:
    return bool(left & right) if left and right else None


def _print(url: str) -> str:
    name = str(identifier_in_url(url) or url.rstrip("/"))
    return blake2b(name.encode(), digest_size=3).hexdigest()


def _sketch(text: str) -> int | None:
    """Return 64 bits of which texts that are alike share most; None for a text too short to tell anything."""
    key = fold_key(text[: 4 * _TEXT])[:_TEXT]
    if len(key) < _LEAST:
        return None
    sums = [0] * 64
    for gram in {key[at : at + 3] for at in range(len(key) - 2)}:
        digest = int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "big")
        for bit in range(64):
            sums[bit] += 1 if digest >> bit & 1 else -1
    return sum(1 << bit for bit in range(64) if sums[bit] > 0)
