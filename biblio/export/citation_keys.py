"""Citation keys: made once by a template, unique whatever the order of the works, never changed afterwards.

The default gives ``vaswani2017attention``: the first author's family name without its particle ("van den Oord" gives
``oord2016wavenet``, as the name is sorted), the year, the first word of the title that is no article or preposition.
Keys are lower-case ASCII letters and digits. A name in Han characters is spelt by the reading that a source gives;
without one it is left out, since the same characters are read differently in Japanese, Chinese and Korean.

From decided notes to entries with keys and tags, and from those to the exports' folder.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, product
from string import ascii_lowercase

from biblio.errors import BibtexError
from biblio.model.people import Person
from biblio.model.record import Record, Work
from biblio.text import ascii_words, strip_markup

__all__ = ["DEFAULT_TEMPLATE", "assign_keys", "base_key", "check_template"]

DEFAULT_TEMPLATE = "{author}{year}{title}"
_PLACEHOLDER = re.compile(r"\{(\w*)(?::(\d+))?\}")
_LITERAL = re.compile(r"[A-Za-z0-9_:.+/-]*")
# What takes a number, and how large it may be.
_NAMES = {"author": 0, "authors": 20, "year": 4, "title": 20, "venue": 0}
_STOP = frozenset(
    """
    a about above across after against all along among an and are as at be been being before behind below beneath
    beside between beyond but by can could did do does down during each either every few for from had has have her his
    how i if in into is it its just many may more most much must my near neither no nor not of off on onto or other our
    out over own per should since so some such than that the their them then there these they this those through to
    too toward towards under until up upon very via was we were what when where which while who whom whose why will
    with within without would yet you your
    das de der des die du ein eine el la las le les los l un una und une y zur
    """.split()
)
# What can be spelt of a title in Japanese, Chinese or Korean: Latin words, katakana, Hangul.
_CJK = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")
_SPELT_RUN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[ァ-ヺー]{2,}|[\uac00-\ud7a3]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_VENUE_YEAR = re.compile(r"['’]?\b(?:19|20)?\d\d\b")


def check_template(template: str) -> None:
    """Raise `BibtexError` where `template` cannot make keys: unknown placeholders, characters keys cannot have."""
    _parse(template)


def base_key(record: Record, template: str = DEFAULT_TEMPLATE, *, fallback: str = "") -> str:
    """Return the key that `template` gives a record, not yet made unique: ASCII letters, digits, and its own text.

    Placeholders: ``{author}`` (first author), ``{authors:2}`` (the first two), ``{year}`` (``{year:2}``: its last
    two digits), ``{title}`` (first significant word), ``{title:3}`` (three), ``{venue}`` (acronym or first word).
    Where no author can be spelt the title's first word stands for one. A record that has nothing to spell gets
    "work" and a digest of `fallback` (the work's id). Never empty.

    Raises `BibtexError` for a template that is not one.
    """
    return next(_candidates(record, template, fallback))


def assign_keys(works: Iterable[Work], taken: Mapping[str, str], *, template: str = DEFAULT_TEMPLATE) -> dict[str, str]:
    """Return a key for every work: work id → key.

    `taken` are all keys in use: key → work id (empty for a key that is somebody's own). A work that has one keeps
    it, the first in order where it has several. New keys differ from all others in more than their case; which of
    several works with the same base key gets it is decided by the work ids, not by the order they come in: the
    smallest gets it, the next ones get more words of the title, then letters.
    """
    kept: dict[str, str] = {}
    for key, work_id in sorted(taken.items()):
        kept.setdefault(work_id, key)
    used = {key.casefold() for key in taken}
    letters: dict[str, Iterator[str]] = {}
    found: dict[str, str] = {}
    for work in sorted({work.id: work for work in works}.values(), key=lambda work: work.id):
        if work.id in kept:
            found[work.id] = kept[work.id]
            continue
        candidates = list(_candidates(work.best, template, work.id))
        # All of a thousand namesakes go on from the letters of the one before.
        more = letters.setdefault(candidates[0], _with_letters(candidates[0]))
        key = next(key for key in chain(candidates, more) if key.casefold() not in used)
        used.add(key.casefold())
        found[work.id] = key
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a template: literal text, or a placeholder with its number (0: none)."""

    text: str
    name: str = ""
    number: int = 0


@lru_cache(maxsize=64)
def _parse(template: str) -> tuple[_Part, ...]:
    hint = f"placeholders: {', '.join('{' + name + '}' for name in _NAMES)}; {{authors:2}}, {{title:3}}, {{year:2}}"
    parts: list[_Part] = []
    place = 0
    for found in _PLACEHOLDER.finditer(template):
        parts.append(_Part(template[place : found.start()]))
        place = found.end()
        name, number = found[1], int(found[2] or 0)
        if name not in _NAMES:
            raise BibtexError(f"key template {template!r}: there is no placeholder {found[0]}", hint=hint)
        if found[2] and not 1 <= number <= _NAMES[name]:
            limit = f"from 1 to {_NAMES[name]}" if _NAMES[name] else "without a number"
            raise BibtexError(f"key template {template!r}: {{{name}}} is {limit}", hint=hint)
        parts.append(_Part("", name, number))
    parts.append(_Part(template[place:]))
    for part in parts:
        if not _LITERAL.fullmatch(part.text):
            what = next(char for char in part.text if not _LITERAL.fullmatch(char))
            raise BibtexError(f"key template {template!r}: {what!r} cannot stand in a key", hint=hint)
    if not any(part.name in ("author", "authors", "title") for part in parts):
        raise BibtexError(f"key template {template!r} needs {{author}}, {{authors:N}} or {{title}}", hint=hint)
    return tuple(parts)


def _candidates(record: Record, template: str, fallback: str) -> Iterator[str]:
    """Yield keys for a record, the plain one first, then some with more words of the title."""
    parts = _parse(template)
    words = _title_words(record.title)
    authors = [name for person in record.authors if (name := _spell(person))]
    if not authors and words and any(part.name.startswith("author") for part in parts):
        authors, words = words[:1], words[1:]
    shown = max([part.number or 1 for part in parts if part.name == "title"], default=0)
    plain = _render(parts, record, authors, words, more=0)
    if not re.search(r"[A-Za-z]", plain):
        digest = hashlib.sha256((fallback or repr((record.title, record.authors))).encode()).hexdigest()
        plain = f"work{plain}{digest[:8]}"
        words = []
    yield plain
    # The next words of the title tell namesakes apart better than letters do.
    for more in range(1, min(3, len(words) - shown) + 1 if shown else 1):
        yield _render(parts, record, authors, words, more=more)


def _with_letters(key: str) -> Iterator[str]:
    """Yield `key` with a, b, …, z, aa, ab, … behind it."""
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield key + "".join(letters)


def _render(parts: tuple[_Part, ...], record: Record, authors: list[str], words: list[str], *, more: int) -> str:
    rendered = []
    last_title = max((index for index, part in enumerate(parts) if part.name == "title"), default=-1)
    for index, part in enumerate(parts):
        match part.name:
            case "author":
                rendered.append("".join(authors[:1]))
            case "authors":
                rendered.append("".join(authors[: part.number or 3]))
            case "year":
                year = str(record.date.year) if record.date else ""
                rendered.append(year[-part.number :] if part.number else year)
            case "title":
                rendered.append("".join(words[: (part.number or 1) + (more if index == last_title else 0)]))
            case "venue":
                rendered.append(_venue(record))
            case _:
                rendered.append(part.text)
    return "".join(rendered)


def _spell(person: Person) -> str:
    """Return the family name in ASCII, an empty string where it cannot be spelt without guessing."""
    if person.reading:
        return "".join(_words(person.reading.partition(",")[0])[:1])
    if person.family:
        return "".join(_words(person.family))
    words = _words(person.literal)
    return "".join([word for word in words if word not in _STOP][:2])


def _title_words(title: str) -> list[str]:
    title = strip_markup(title)
    if _CJK.search(title):
        title = " ".join(_romaji(run) for run in _SPELT_RUN.findall(title))
    words = [word for word in _words(title) if not word.isdigit()]
    significant = [word for word in words if word not in _STOP]
    return [word for word in significant if len(word) > 1] or significant or words


def _romaji(run: str) -> str:
    """Return katakana in Latin letters by Hepburn's rules for small kana (ニュ: nyu, ティ: ti, ット: tto)."""
    spelt = ""
    is_doubled = False
    for char in run:
        sound = "".join(ascii_words(char))
        if char in "ャュョァィゥェォ" and len(spelt) > 1:
            is_soft = spelt.endswith(("shi", "chi", "ji"))
            spelt = spelt[:-1] + (sound[-1:] if is_soft else sound)
        elif char == "ッ":
            is_doubled = True
            continue
        else:
            spelt += sound[:1] * is_doubled + sound
        is_doubled = False
    return spelt


def _venue(record: Record) -> str:
    name = _VENUE_YEAR.sub("", record.venue_short or record.venue)
    words = [word for word in _words(name) if word not in _STOP]
    return words[0] if words else ""


def _words(text: str) -> list[str]:
    """Return the words of a text spelt in ASCII; an apostrophe does not part a word."""
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub("", text)
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else ascii_words(text)
