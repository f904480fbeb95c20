"""Names as BibTeX writes and reads them.

The rules are those of `bibtex.web` (`name.format`), described in btxdoc, "The structure of names", and in "Tame the
BeaST", https://ctan.org/pkg/tamethebeast, section 11: names are parted by " and " outside braces, words with a
small first letter are the particle ("von"), commas tell the forms ``First von Last``, ``von Last, First`` and
``von Last, Jr, First`` apart. A group in braces is one word without case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import is_balanced
from biblio.bibtex.text_to_latex import Dialect, to_tex
from biblio.model.people import Person
from biblio.text import is_han_or_kana, normalise_space

__all__ = ["format_name", "format_names", "parse_names"]

_TOP = re.compile(r"[{}]|\s+and(?=\s)|,", re.IGNORECASE)
_WORD_BREAK = re.compile(r"[{}]|[\s~]+")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|v", re.IGNORECASE)
_DBLP_NUMBER = re.compile(r"[\s~]+\d{4}$")  # "Yu Sun 0020", https://dblp.org/faq/1474779.html
_AND = re.compile(r"(?:^|\s)and(?:\s|$)", re.IGNORECASE)
# Makes a group one of BibTeX's "special characters". The classic program counts bytes: abbreviating 太郎 it would
# leave a third of a character, and TeX stops at what is no UTF-8.
_RELAX = r"\relax "
_CONTROL = re.compile(r"\\(?:(?P<letter>ss|ae|oe|aa|o|l|i|j|AE|OE|AA|O|L)(?![A-Za-z])|[A-Za-z]+|.)")


def format_name(person: Person, *, dialect: Dialect) -> str:
    """Return one name as TeX source: ``van den Oord, Aäron``, ``King, Jr., Martin Luther``, ``山田, 太郎``.

    Names without structure (groups, single words) stand in braces, so that nobody takes "OpenAI" for a family
    name or "Barnes and Noble" for two. An empty name gives an empty string.
    """
    if person.literal or not person.family or not (person.given or person.particle or person.suffix):
        whole = person.literal or " ".join(filter(None, (person.given, person.particle, person.family)))
        if person.suffix:
            whole = ", ".join(filter(None, (whole, person.suffix)))
        tex = to_tex(normalise_space(whole), dialect=dialect)
        return (tex if tex.isascii() or dialect == "biblatex" else _RELAX + tex).join("{}") if tex else ""
    particle, family, suffix, given = (
        _part(part, dialect) for part in (person.particle, person.family, person.suffix, person.given)
    )
    return ", ".join(part for part in (f"{particle} {family}".strip(), suffix, given) if part)


def format_names(people: Iterable[Person], *, truncated: bool = False, dialect: Dialect) -> str:
    """Return a list of names; `truncated` says that the source names more people than it lists ("and others")."""
    names = [name for name in (format_name(person, dialect=dialect) for person in people) if name]
    if names and truncated:
        names.append("others")
    return " and ".join(names)


def _part(text: str, dialect: Dialect) -> str:
    """Return one part of a name; in braces where BibTeX would see a comma or an "and" of its own in it."""
    tex = to_tex(normalise_space(text), dialect=dialect)
    if dialect == "bibtex" and not tex.isascii():
        return f"{{{_RELAX}{tex}}}"
    return f"{{{tex}}}" if "," in tex or _AND.search(tex) else tex


def parse_names(tex: str) -> tuple[tuple[Person, ...], bool]:
    """Return the names of an author or editor field, and whether the field says that there are more ("and others").

    Never raises: of a name with too many commas, all behind the second are given names, as BibTeX has it. Two
    common mistakes are read as they were meant: "Martin Luther King, Jr." (BibTeX would take "Jr." for the given
    name) and whole names parted by commas, "Ada Lovelace, Alan Turing, Grace Hopper".
    """
    people: list[Person] = []
    truncated = False
    for parts in _split_names(tex):
        if len(parts) > 2 and all(len(_words(part)) > 1 for part in parts):
            people += filter(None, (_person((part,)) for part in parts))
        elif len(parts) == 1 and parts[0].casefold() in ("others", "et al.", "et al"):
            truncated = True
        elif person := _person(tuple(parts)):
            people.append(person)
    return tuple(people), truncated


def _split_names(tex: str) -> list[list[str]]:
    """Return the names of a field, each as its parts between commas; braces hide both."""
    names: list[list[str]] = [[]]
    depth = start = 0
    tex = " " + " ".join(tex.split()) + " "
    for found in _TOP.finditer(tex):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            names[-1].append(tex[start : found.start()].strip())
            start = found.end()
            if found[0] != ",":
                names.append([])
    names[-1].append(tex[start:].strip())
    return [parts for parts in names if any(parts)]


def _words(text: str) -> list[str]:
    """Return the words of a part of a name; braces hold a word together."""
    words, depth, start = [], 0, 0
    for found in _WORD_BREAK.finditer(text):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            words.append(text[start : found.start()])
            start = found.end()
    words.append(text[start:])
    return [word for word in words if word]


@lru_cache(maxsize=8192)  # names come again and again in a bibliography
def _person(parts: tuple[str, ...]) -> Person | None:
    whole = ", ".join(parts)
    if whole[0] == "{" and whole[-1] == "}" and is_balanced(whole[1:-1]):
        text = _plain(whole[1:-1])
        return Person(literal=text) if text else None
    parts = tuple(_DBLP_NUMBER.sub("", part) for part in parts)
    if len(parts) == 1:
        return _natural(_words(parts[0]), suffix="")
    last, *rest = parts
    suffix = ""
    if len(rest) > 1:
        place = next((index for index, part in enumerate(rest) if _SUFFIX.fullmatch(part)), 0)
        suffix = rest.pop(place)
    given = " ".join(part for part in rest if part)
    if not suffix and _SUFFIX.fullmatch(given):
        return _natural(_words(last), suffix=_plain(given))
    words = _words(last)
    if not words:
        return _natural(_words(given), suffix=_plain(suffix))
    if not given and not suffix:
        return _natural(words, suffix="")
    split = 0
    for index, word in enumerate(words[:-1]):
        if _is_small(word):
            split = index + 1
    return Person(
        family=_join(words[split:]), given=_plain(given), particle=_join(words[:split]), suffix=_plain(suffix)
    )


def _natural(words: list[str], *, suffix: str) -> Person | None:
    """Return the name that stands as ``First von Last``."""
    if not words:
        return None
    if len(words) == 1:
        text = _plain(words[0])
        return Person(literal=text, suffix=suffix) if text else None
    if is_han_or_kana(words[0]) and is_han_or_kana(words[-1]):
        return Person(family=_plain(words[0]), given=_join(words[1:]))  # 山田 太郎: the family name comes first
    if len(words) > 2 and not suffix and _SUFFIX.fullmatch(words[-1]) and words[-1].casefold() != "v":
        suffix = words.pop()
    small = [index for index, word in enumerate(words[:-1]) if _is_small(word)]
    start, end = (small[0], small[-1] + 1) if small else (len(words) - 1, len(words) - 1)
    return Person(
        family=_join(words[end:]), given=_join(words[:start]), particle=_join(words[start:end]), suffix=_plain(suffix)
    )


def _is_small(word: str) -> bool:
    r"""Tell whether BibTeX takes a word for a part of the particle: its first letter outside braces is small.

    Of a "special character" (as in ``{\'e}tienne``) the letter it shows counts; other braces have no case.
    """
    depth = place = 0
    while place < len(word):
        char = word[place]
        if char == "{":
            if depth == 0 and word.startswith("\\", place + 1):
                return _is_small_special(word[place + 1 :])
            depth += 1
        elif char == "}":
            depth -= 1
        elif depth == 0 and char == "\\":
            return _is_small_special(word[place:])
        elif depth == 0 and char.isalpha():
            return char.islower()
        place += 1
    return False


def _is_small_special(tex: str) -> bool:
    command = _CONTROL.match(tex)
    if command and command["letter"]:
        return command["letter"].islower()
    letter = next((char for char in tex[command.end() if command else 0 :] if char.isalpha()), "")
    return letter.islower()


def _plain(tex: str) -> str:
    return normalise_space(decode_latex(tex))


def _join(words: list[str]) -> str:
    return _plain(" ".join(words))
