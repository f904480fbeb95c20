"""Read and write names in BibTeX's form.

The rules are those of `bibtex.web` (`name.format`), described in btxdoc, "The structure of names", and in "Tame the
BeaST", https://ctan.org/pkg/tamethebeast, section 11: names are separated by " and " outside braces, words with a
lower-case first letter are the particle ("von"), and commas distinguish the forms ``First von Last``,
``von Last, First`` and ``von Last, Jr, First``. A group in braces is one word without case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from biblio import patterns as re
from biblio.bibtex.group_names import is_group_name, name_and_group
from biblio.bibtex.latex_table import ACCENTS, TEXT_SYMBOLS
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import is_balanced
from biblio.bibtex.text_to_latex import Dialect, to_tex
from biblio.model.people import Person, is_group, is_particle
from biblio.text import is_han_or_kana, normalise_space

__all__ = [
    "connected_names",
    "format_name",
    "format_names",
    "is_plain_name",
    "may_be_two_people",
    "names_with_others",
    "parse_names",
    "split_names",
    "whole_names",
    "with_braced_groups",
    "without_empty_parts",
]

_SEPARATOR = re.compile(r"[{}]|(?<!\s)\s+and(?=\s)|,", re.IGNORECASE)
# "\\~" is an accent: "Pe\\~na". TeX passes over the blanks behind a command that is a word ("Bj\\o rn \\AA s"), and
# those before an argument ("J\\' {a}n").
_WORD_BREAK = re.compile(r"[{}]|\\[A-Za-z]+\s+|\\[\"'`^~=.]\s+(?=\{)|(?:\s|(?<!\\)~)+")
# biblatex's extended format: "family=Berg, given=Bo, prefix=van der, useprefix=true".
# https://ctan.org/pkg/biblatex (3.4 on the name formats)
_NAME_PART = re.compile(r"\s*(?P<part>[a-z]+(?:-i)?)\s*=\s*(?P<value>.*?)\s*", re.DOTALL)
_ET_AL = re.compile(r"(?<![\s,])[\s,]*(?:\band\s+)?\bet\.?\s+al(?:ii|\.)?\s*$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|v", re.IGNORECASE)
_DBLP_NUMBER = re.compile(r"(?<![\s~])[\s~]+\d{4}$")  # "Yu Sun 0020", https://dblp.org/faq/1474779.html
# "A.", "J.-P."; of one that has no full stop, one letter is more certain than two or three ("Wei XU").
_INITIALS = re.compile(r"(?:[A-Z]\.-?)+|[A-Z](?:-[A-Z])?")
_AS_INITIALS = re.compile(rf"{_INITIALS.pattern}|[A-Z]{{2,3}}")
_GIVEN_INITIALS = re.compile(r"(?:[A-Z]\.?[\s~-]*){1,4}")
_CONNECTOR = re.compile(
    r"(?:(?:(?<!\s)\s++)?,\s|(?<!\s)\s++|\s)(?:\\?&|/)\s"
)  # as in "Roe, A., & Moe, B.", the style of the APA
_DOTS = re.compile(r"\.{2,}|…|\\l?dots\b\s*(?:\{\})?")
_STARTS_WITH_AND = re.compile(r"\s*and\s", re.IGNORECASE)
_AND = re.compile(r"(?:^|\s)and(?:\s|$)", re.IGNORECASE)
# Makes a group one of BibTeX's "special characters". The classic program counts bytes: abbreviating 太郎 would leave a
# third of a character, and TeX stops at invalid UTF-8.
_RELAX = r"\relax "
_CONTROL = re.compile(r"\\(?:(?P<letter>ss|ae|oe|aa|o|l|i|j|AE|OE|AA|O|L)(?![A-Za-z])|[A-Za-z]+|.)")


def format_name(person: Person, *, dialect: Dialect) -> str:
    """Return one name as TeX source: ``van den Oord, Aäron``, ``King, Jr., Martin Luther``, ``山田, 太郎``.

    Names without structure (groups, single words) are put in braces, so that "OpenAI" is not read as a family name, nor
    "Barnes and Noble" as two people. An empty name gives an empty string.
    """
    if person.literal or not person.family or not (person.given or person.particle or person.suffix):
        whole = person.literal or " ".join(filter(None, (person.given, person.particle, person.family)))
        if person.suffix:
            whole = ", ".join(filter(None, (whole, person.suffix)))
        tex = to_tex(normalise_space(whole), dialect=dialect)
        return (tex if tex.isascii() or dialect == "biblatex" else _RELAX + tex).join("{}") if tex else ""
    particle, family, suffix, given_names = (
        _part(part, dialect) for part in (person.particle, person.family, person.suffix, person.given)
    )
    parts = [part for part in (f"{particle} {family}".strip(), suffix, given_names) if part]
    if whole_names(parts):  # "X Lamp, A Post" would be read as two people
        parts[0] = f"{particle} {{{family}}}".strip()
    return ", ".join(parts)


def format_names(people: Iterable[Person], *, truncated: bool = False, dialect: Dialect) -> str:
    """Return a list of names as TeX source; `truncated` (not all people are listed) adds "and others"."""
    names = [name for name in (format_name(person, dialect=dialect) for person in people) if name]
    if names and truncated:
        names.append("others")
    return " and ".join(names)


def _part(text: str, dialect: Dialect) -> str:
    """Return one part of a name, in braces if it contains a comma or an "and" that BibTeX would interpret."""
    tex = to_tex(normalise_space(text), dialect=dialect)
    if dialect == "bibtex" and not tex.isascii():
        return f"{{{_RELAX}{tex}}}"
    return f"{{{tex}}}" if "," in tex or _AND.search(tex) else tex


def parse_names(tex: str) -> tuple[tuple[Person, ...], bool]:
    """Return the names in an author or editor field, and whether it says that there are more ("and others").

    Never raises: if a name has too many commas, everything after the second one is given names, as in BibTeX. Two
    common mistakes are read as they were meant: "Martin Luther King, Jr." (BibTeX would read "Jr." as the given name)
    and whole names separated by commas (`whole_names`). biblatex's extended format
    ("family=Berg, given=Bo, prefix=van der") is read too.
    """
    people: list[Person] = []
    truncated = False
    names = _parts_of_names(tex)
    if "on behalf of" in tex.lower():
        names = [apart for parts in names for apart in _apart_from_group(parts)]
    for position, parts in enumerate(names):
        if extended := _extended_name(parts):
            people.append(extended)
            continue
        if is_cut := bool(_ET_AL.search(parts[-1])):
            truncated = True
            parts = [*parts[:-1], _ET_AL.sub("", parts[-1])]
            if not any(parts):
                continue
        if len(parts) > 2 and (connected := connected_names(", ".join(parts))):
            people += filter(None, (_person(tuple(name.split(", "))) for name in connected))
            continue
        if len(parts) == 2 and not parts[1] and is_group(group := Person(literal=_plain(parts[0]))):
            people.append(group)  # "Department for Education, ", as programs write a name without given names
            continue
        following = [len(name) for name in names[position + 1 : position + 3]]  # more need not be known
        is_list = is_cut or (not parts[-1] and following[:1] == [1])  # as in "Ann Roe, Max Moe, and Zoe Boe"
        is_first_of_two = position == 0 and following == [1] and len(_words(names[-1][0])) > 1
        if whole := whole_names(parts, is_list=is_list, is_first_of_two=is_first_of_two):
            people += filter(None, (_person(tuple(name.split(", "))) for name in whole))
            continue
        parts = _without_empty(parts)  # "Roe, Ann, and Moe, Max"
        if len(parts) == 1 and (parts[0].casefold() == "others" or (people and _DOTS.fullmatch(parts[0]))):
            truncated = True
        elif person := _person(tuple(parts)):
            people.append(person)
    return tuple(people), truncated


def _apart_from_group(parts: list[str]) -> list[list[str]]:
    if found := name_and_group(parts[-1]):
        name, group = found
        person = [*parts[:-1], name] if name else parts[:-1]
        return [person, [f"{{{group}}}"]] if person else [[f"{{{group}}}"]]
    return [parts]


def whole_names(parts: Sequence[str], *, is_list: bool = False, is_first_of_two: bool = False) -> list[str]:
    """Return the names of people that commas separate by mistake, in BibTeX's form; none if `parts` are of one name.

    "Ada Lovelace, Alan Turing, Grace Hopper" is three names. Two parts are two names if what follows them says that
    they are a list ("et al.", ", and Ed Codd": `is_list`), if their initials do ("A. Roe, B. Moe", "Roe A., Moe B."),
    and in front of "and Cy Poe" alone (`is_first_of_two`) if they can be. Initials at the end get their comma. Four
    parts and more, each second of which is initials, are family and given names in turn ("Ito, A., Sato, B.").
    """
    names = [part for part in parts if part]
    if len(names) > 3 and len(names) % 2 == 0 and all(map(_GIVEN_INITIALS.fullmatch, names[1::2])):
        return [f"{names[i]}, {names[i + 1]}" for i in range(0, len(names), 2)]
    words = [_words(part) for part in names]
    if len(names) < 2 or any(len(of_name) < 2 for of_name in words):
        return []
    firsts, lasts = [of_name[0] for of_name in words], [of_name[-1] for of_name in words]
    is_family_first = (
        all(map(_AS_INITIALS.fullmatch, lasts))
        and any(map(_INITIALS.fullmatch, lasts))
        and not any(map(_INITIALS.fullmatch, firsts))
        and not any(map(_SUFFIX.fullmatch, lasts))
    )
    are_several = len(names) > 2 or is_list or is_family_first
    if not are_several and all(map(_INITIALS.fullmatch, firsts)):
        are_several = not any(map(_INITIALS.fullmatch, lasts))
    if not are_several and is_first_of_two:
        are_several = may_be_two_people(names[0], names[1])
    if not are_several:
        return []
    return list(map(_with_comma_before_initials, words)) if is_family_first else names


def _with_comma_before_initials(words: list[str]) -> str:
    start = len(words)
    while start > 1 and _AS_INITIALS.fullmatch(words[start - 1]):
        start -= 1
    return f"{' '.join(words[:start])}, {' '.join(words[start:])}"


def connected_names(tex: str) -> list[str]:
    """Return the names that "&" or "/" separate beside commas, in BibTeX's form; none if `tex` is no such list.

    "Roe, A., Moe, B., & Poe, C." is three names, "Roe, Ann / Moe, Bo" two.
    """
    pieces = _CONNECTOR.split(tex)
    if len(pieces) < 2 or not all(map(is_balanced, pieces)):
        return []
    names: list[str] = []
    for piece in pieces:
        parts = [part.strip() for part in piece.split(",")]
        several = whole_names(parts)
        if len(parts) == 2 and not several:
            names.append(", ".join(parts))
        elif several:
            names += several
        else:
            return []
    return names


def may_be_two_people(first: str, second: str) -> bool:
    """Whether what stands before and after the only comma of a name can well be two whole names: "Ann Roe, Bo Moe"."""
    words, others = _words(first), _words(second)
    if len(words) < 2 or len(others) < 2 or is_particle(words[0]) or _SUFFIX.fullmatch(words[-1]):
        return False
    return not any(_INITIALS.fullmatch(word) or word[0] in "{\\" or word[0].islower() for word in (*words, *others))


def names_with_others(tex: str) -> str:
    """Return a list of names as it was written, but with "and others" where it ends in "et al.", which is no name."""
    names = _ET_AL.sub("", tex)
    return tex if names == tex else f"{names} and others" if names.strip() else "others"


def with_braced_groups(tex: str) -> str:
    """Return a list of names as it was written, but in braces what is the name of a group and not of a person."""
    names = _parts_of_names(tex)
    groups = [len(parts) == 1 and is_group_name(parts[0]) and not _is_in_braces(parts[0]) for parts in names]
    if not any(groups):
        return tex
    return " and ".join(
        f"{{{parts[0]}}}" if is_group else ", ".join(parts) for parts, is_group in zip(names, groups, strict=True)
    )


def without_empty_parts(tex: str) -> str:
    """Return a list of names as it was written, but without what biber crashes at or skips the entry for.

    That is a name without a family name (", M. F."), and an empty part between commas ("Roe,, A."). An "and" in front
    of the first name, which BibTeX takes for a part of it, goes too.
    """
    names = _parts_of_names(tex)
    is_whole = [bool(parts[0]) and all(parts[1:-1]) for parts in names]
    if all(is_whole) and not _STARTS_WITH_AND.match(tex):
        return tex
    written = []
    for parts, whole in zip(names, is_whole, strict=True):
        rest = parts if whole else _without_empty(parts)
        is_given_alone = not parts[0] and sum(map(bool, parts)) == 1 and not _is_in_braces(rest[0])
        written.append(f"{{{rest[0]}}}" if is_given_alone else ", ".join(rest))
    return " and ".join(written)


def _without_empty(parts: Sequence[str]) -> list[str]:
    """Return the parts of a name that are not empty; ", G., Moe" has a comma too many behind its initials."""
    rest = [part for part in parts if part]
    is_natural = not parts[0] and len(rest) == 2 and _GIVEN_INITIALS.fullmatch(rest[0])
    return [" ".join(rest)] if is_natural else rest


def _is_in_braces(tex: str) -> bool:
    return tex[:1] == "{" and tex[-1:] == "}" and is_balanced(tex[1:-1])


def _extended_name(parts: Sequence[str]) -> Person | None:
    """Return the name that `parts` give by the names of its parts, as biblatex allows; None for any other name."""
    matches = [_NAME_PART.fullmatch(part) for part in parts]
    values = {match["part"]: match["value"] for match in matches if match}
    if len(values) < len(parts) or not values.keys() & {"family", "given"}:
        return None
    texts = {name: _plain(value) for name, value in values.items()}
    family, given = texts.get("family", ""), texts.get("given", "")
    if not family:
        return Person(literal=given) if given else None
    if not given and not texts.get("prefix") and not texts.get("suffix"):
        return Person(literal=family)
    return Person(family=family, given=given, particle=texts.get("prefix", ""), suffix=texts.get("suffix", ""))


def split_names(tex: str) -> list[str]:
    """Return the names of a list as they were written, without "others"."""
    names = (", ".join(parts) for parts in _parts_of_names(tex))
    return [name for name in names if name.casefold() != "others"]


def is_plain_name(tex: str) -> bool:
    """Return whether one name of a list has nothing that its parts do not keep: only words, braces and accents."""
    if _extended_name(tex.split(",")) or _ET_AL.search(tex):
        return False
    return all(
        command["letter"] or len(word := command[0][1:]) == 1 or word in ACCENTS or word in TEXT_SYMBOLS
        for command in _CONTROL.finditer(tex)
    )


def _parts_of_names(tex: str) -> list[list[str]]:
    """Return the names of a field, each as its parts between commas; braces hide commas and "and"."""
    names: list[list[str]] = [[]]
    depth = start = 0
    tex = " " + " ".join(tex.split()) + " "
    for separator in _SEPARATOR.finditer(tex):
        if separator[0] == "{":
            depth += 1
        elif separator[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            names[-1].append(tex[start : separator.start()].strip())
            start = separator.end()
            if separator[0] != ",":
                names.append([])
    names[-1].append(tex[start:].strip())
    return [parts for parts in names if any(parts)]


def _words(text: str) -> list[str]:
    """Return the words of a part of a name; braces keep a word together."""
    words, depth, start = [], 0, 0
    for separator in _WORD_BREAK.finditer(text):
        if separator[0] == "{":
            depth += 1
        elif separator[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and separator[0][0] != "\\":
            words.append(text[start : separator.start()])
            start = separator.end()
    words.append(text[start:])
    return [word for word in words if word]


@lru_cache(maxsize=8192)  # the same names recur throughout a bibliography
def _person(parts: tuple[str, ...]) -> Person | None:
    whole = ", ".join(parts)
    if _is_in_braces(whole):
        text = _plain(whole[1:-1])
        return Person(literal=text) if text else None
    parts = tuple(_DBLP_NUMBER.sub("", part) for part in parts)
    if len(parts) == 1:
        return _natural_order(_words(parts[0]), suffix="")
    last, *rest = parts
    suffix = ""
    if len(rest) > 1:
        suffix = rest.pop(next((index for index, part in enumerate(rest) if _SUFFIX.fullmatch(part)), 0))
    given_names = " ".join(part for part in rest if part)
    if not suffix and _SUFFIX.fullmatch(given_names) and given_names.casefold() != "v":  # "Grillo, V": an initial
        return _natural_order(_words(last), suffix=_plain(given_names))
    words = _words(last)
    if not words:
        return _natural_order(_words(given_names), suffix=_plain(suffix))
    if not given_names and not suffix:
        return _natural_order(words, suffix="")
    split = 0
    for index, word in enumerate(words[:-1]):
        if _is_particle(word):
            split = index + 1
    return Person(
        family=_join(words[split:]), given=_plain(given_names), particle=_join(words[:split]), suffix=_plain(suffix)
    )


def _natural_order(words: list[str], *, suffix: str) -> Person | None:
    """Return the name written as ``First von Last``."""
    if not words:
        return None
    if len(words) == 1:
        text = _plain(words[0])
        return Person(literal=text, suffix=suffix) if text else None
    if not suffix and is_group_name(whole := " ".join(words)):
        return Person(literal=_plain(whole))
    if is_han_or_kana(words[0]) and is_han_or_kana(words[-1]):
        return Person(family=_plain(words[0]), given=_join(words[1:]))  # the family name comes first: 山田 太郎
    if len(words) > 2 and not suffix and _SUFFIX.fullmatch(words[-1]) and words[-1].casefold() != "v":
        suffix = words.pop()
    particle = [index for index, word in enumerate(words[:-1]) if _is_particle(word)]
    start, end = (particle[0], particle[-1] + 1) if particle else (len(words) - 1, len(words) - 1)
    return Person(
        family=_join(words[end:]), given=_join(words[:start]), particle=_join(words[start:end]), suffix=_plain(suffix)
    )


def _is_particle(word: str) -> bool:
    r"""Whether BibTeX reads a word as part of the particle: its first letter outside braces is lower-case.

    Of a "special character" (as in ``{\'e}tienne``) the letter that it shows counts; other braces have no case.
    """
    depth = position = 0
    while position < len(word):
        char = word[position]
        if char == "{":
            if depth == 0 and word.startswith("\\", position + 1):
                return _is_special_lower_case(word[position + 1 :])
            depth += 1
        elif char == "}":
            depth -= 1
        elif depth == 0 and char == "\\":
            return _is_special_lower_case(word[position:])
        elif depth == 0 and char.isalpha():
            return char.islower()
        position += 1
    return False


def _is_special_lower_case(tex: str) -> bool:
    command = _CONTROL.match(tex)
    if command and command["letter"]:
        return command["letter"].islower()
    letter = next((char for char in tex[command.end() if command else 0 :] if char.isalpha()), "")
    return letter.islower()


def _plain(tex: str) -> str:
    return normalise_space(decode_latex(tex))


def _join(words: list[str]) -> str:
    return _plain(" ".join(words))
