"""Make citation keys from a template: unique, independent of the order of the works, and never changed afterwards.

The default gives ``vaswani2017attention``: the first author's family name without its particle (``oord2016wavenet`` for
"van den Oord", as the name is sorted), the year, and the first word of the title that is not an article or a
preposition. Keys are lower-case ASCII letters and digits. `export_index` knows which keys are in use; `bibtex.citekey`
says which keys a user may choose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, product
from string import ascii_lowercase

from biblio import patterns as re
from biblio.errors import BibtexError
from biblio.model.people import Person
from biblio.model.record import Record, Work
from biblio.text import ascii_words, strip_markup

__all__ = ["DEFAULT_TEMPLATE", "assign_keys", "base_key", "check_template"]

DEFAULT_TEMPLATE = "{author}{year}{title}"
_PLACEHOLDER = re.compile(r"\{(\w*)(?::(\d+))?\}")
_LITERAL = re.compile(r"[A-Za-z0-9_:.+/-]*")
# Placeholders, and the largest number each may have (0: none).
_PLACEHOLDERS = {"author": 0, "authors": 20, "year": 4, "title": 20, "venue": 0}
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
_CJK = re.compile(r"[぀-ヿ㐀-鿿豈-﫿]")
# The parts of a Japanese, Chinese or Korean title that can be spelt: Latin words, katakana, Hangul.
_SPELT_RUN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[ァ-ヺー]{2,}|[\uac00-\ud7a3]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_VENUE_YEAR = re.compile(r"['’]?\b(?:19|20)?\d\d\b")


def check_template(template: str) -> None:
    """Raise `BibtexError` if `template` cannot make keys: unknown placeholders, or characters not allowed in keys."""
    _parse(template)


def base_key(record: Record, template: str = DEFAULT_TEMPLATE, *, fallback: str = "") -> str:
    """Return the key that `template` gives a record, not yet unique: ASCII letters, digits, and the template's text.

    Placeholders: ``{author}`` (first author), ``{authors:2}`` (the first two), ``{year}`` (``{year:2}``: its last two
    digits), ``{title}`` (first significant word), ``{title:3}`` (three), ``{venue}`` (acronym or first word). If no
    author's name can be spelt, the title's first word replaces it. A record with nothing to spell gets "work" and a
    digest of `fallback` (the work's id). Never empty.

    Raises `BibtexError` for an invalid template.
    """
    return next(_candidate_keys(record, template, fallback))


def assign_keys(
    works: Iterable[Work], keys_in_use: Mapping[str, str], *, template: str = DEFAULT_TEMPLATE
) -> dict[str, str]:
    """Return a key for every work: work id → key.

    `keys_in_use` maps keys to work ids (empty for a key that is not a work's, such as that of a user's own entry). A
    work that has a key keeps it, or the first in order if it has several. New keys differ from all others in more than
    case. If several works have the same base key, the one with the smallest id gets it, whatever the order of `works`;
    the next ones get more words of the title, then letters.
    """
    current: dict[str, str] = {}
    for key, work_id in sorted(keys_in_use.items()):
        current.setdefault(work_id, key)
    used = {key.casefold() for key in keys_in_use}
    lettered: dict[str, Iterator[str]] = {}
    keys: dict[str, str] = {}
    for work in sorted({work.id: work for work in works}.values(), key=lambda work: work.id):
        if work.id in current:
            keys[work.id] = current[work.id]
            continue
        candidates = list(_candidate_keys(work.best, template, work.id))
        # Works with the same base key share one series of letters, so that a thousand of them do not each start at "a".
        more = lettered.setdefault(candidates[0], _lettered_keys(candidates[0]))
        key = next(key for key in chain(candidates, more) if key.casefold() not in used)
        used.add(key.casefold())
        keys[work.id] = key
    return keys


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a template: literal text, or a placeholder with its number (0: none)."""

    text: str
    name: str = ""
    number: int = 0


@lru_cache(maxsize=64)
def _parse(template: str) -> tuple[_Part, ...]:
    names = ", ".join(f"{{{name}}}" for name in _PLACEHOLDERS)
    hint = f"placeholders: {names}; {{authors:2}}, {{title:3}}, {{year:2}}"
    parts: list[_Part] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        parts.append(_Part(template[end : match.start()]))
        end = match.end()
        name, number = match[1], int(match[2] or 0)
        if name not in _PLACEHOLDERS:
            raise BibtexError(f"key template {template!r}: there is no placeholder {match[0]}", hint=hint)
        if match[2] and not 1 <= number <= _PLACEHOLDERS[name]:
            limit = f"takes a number from 1 to {_PLACEHOLDERS[name]}" if _PLACEHOLDERS[name] else "takes no number"
            raise BibtexError(f"key template {template!r}: {{{name}}} {limit}", hint=hint)
        parts.append(_Part("", name, number))
    parts.append(_Part(template[end:]))
    for part in parts:
        if not _LITERAL.fullmatch(part.text):
            char = next(char for char in part.text if not _LITERAL.fullmatch(char))
            raise BibtexError(f"key template {template!r}: {char!r} is not allowed in a key", hint=hint)
    if not any(part.name in ("author", "authors", "title") for part in parts):
        raise BibtexError(f"key template {template!r} needs {{author}}, {{authors:N}} or {{title}}", hint=hint)
    return tuple(parts)


def _candidate_keys(record: Record, template: str, fallback: str) -> Iterator[str]:
    """Yield keys for a record: the plain one first, then up to three with more words of the title."""
    parts = _parse(template)
    words = _title_words(record.title)
    authors = [name for person in record.authors if (name := _spell(person))]
    if not authors and words and any(part.name.startswith("author") for part in parts):
        authors, words = words[:1], words[1:]
    title_words = max([part.number or 1 for part in parts if part.name == "title"], default=0)
    key = _render(parts, record, authors, words, more=0)
    if not re.search(r"[A-Za-z]", key):
        digest = hashlib.sha256((fallback or repr((record.title, record.authors))).encode()).hexdigest()
        key = f"work{key}{digest[:8]}"
        words = []
    yield key
    # More words of the title distinguish works better than letters do.
    for more in range(1, min(3, len(words) - title_words) + 1 if title_words else 1):
        yield _render(parts, record, authors, words, more=more)


def _lettered_keys(key: str) -> Iterator[str]:
    """Yield `key` followed by a, b, …, z, aa, ab, …"""
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
    """Return the family name in ASCII, or an empty string if it cannot be spelt without guessing.

    A name in Han characters needs a reading, because Japanese, Chinese and Korean read the same characters differently.
    """
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
    """Return katakana in Latin letters, with Hepburn's rules for small kana (ニュ: nyu, ティ: ti, ット: tto)."""
    latin = ""
    is_doubled = False
    for char in run:
        sound = "".join(ascii_words(char))
        if char in "ャュョァィゥェォ" and len(latin) > 1:
            is_soft = latin.endswith(("shi", "chi", "ji"))
            latin = latin[:-1] + (sound[-1:] if is_soft else sound)
        elif char == "ッ":
            is_doubled = True
            continue
        else:
            latin += sound[:1] * is_doubled + sound
        is_doubled = False
    return latin


def _venue(record: Record) -> str:
    name = _VENUE_YEAR.sub("", record.venue_short or record.venue)
    words = [word for word in _words(name) if word not in _STOP]
    return words[0] if words else ""


def _words(text: str) -> list[str]:
    """Return the words of a text spelt in ASCII; an apostrophe does not split a word."""
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub("", text)
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else ascii_words(text)
