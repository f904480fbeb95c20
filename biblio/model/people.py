"""Names of people and groups as one type of value.

Parts follow BibTeX's four (first, von, last, jr): https://ctan.org/pkg/btxdoc, "The structure of names".
"""

from __future__ import annotations

from dataclasses import dataclass

from biblio.patterns import compiled
from biblio.text import fold_key, is_han_or_kana, normalise_space, normalised

__all__ = ["Person", "is_group", "is_particle", "parse_person", "surname_key"]

_PARTICLES = frozenset(
    "af al bin da das de degli dei del della den der di do dos du el ibn la las le los ter ten van vande vanden"
    " vander vom von zu zum zur 't ’t".split()
)
_SUFFIX = r"(?i)(?:jr|sr)\.?|i{2,3}|iv|2nd|3rd"
# DBLP distinguishes namesakes by a number: "Yu Sun 0020", https://dblp.org/faq/1474779.html
_DBLP_NUMBER = r"(?<!\s)\s+\d{4}$"
_GROUP = (
    r"(?i)\b(?:team|group|consortium|collaboration|project|committee|initiative|foundation|association|society"
    r"|institute|university|organi[sz]ation|ministry|agency|bureau|department|commission|council|academy|federation"
    r"|administration|laborator(?:y|ies)|labs?|inc|ltd|corp(?:oration)?|openai|deepmind|google|nvidia|microsoft|meta)\b\.?"
)
_TEAM = r"(?i)\b(?:team|group|consortium|collaboration|committee)\b"
_GROUP_END = r"(?i:[\W_]ai$|\bothers$)|(?<=[a-z])AI$"


@dataclass(frozen=True, slots=True)
class Person:
    """One author: either `literal` (a group, or a name that cannot be split) or the four parts.

    `reading` is the name in Latin letters, family name first, if a source gives it for a name in another script;
    citation keys are made from it, and it is never shown instead of the name.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    reading: str = ""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        if is_han_or_kana(self.family):
            return f"{self.family} {self.given}".strip()
        family = " ".join(part for part in (self.particle, self.family) if part)
        return " ".join(part for part in (self.given, family, self.suffix) if part)

    @property
    def last(self) -> str:
        """The name shown in a citation: particle and family name, or the literal."""
        if self.literal or not self.particle:
            return self.literal or self.family
        return f"{self.particle} {self.family}" if self.family else self.particle


def parse_person(text: str, *, group: bool | None = None) -> Person:
    """Parse one name ("Ada Lovelace", "van den Oord, Aäron", "山田 太郎", "{OpenAI}").

    `group` forces or forbids reading it as a group; None decides by words such as "Team". A single word is a literal:
    treating it as a family name would invent structure.
    """
    text = normalise_space(text)
    if text[-1:].isdecimal():
        text = compiled(_DBLP_NUMBER).sub("", text)
    text = text.strip(" ,;")
    if text.startswith("{") and text.endswith("}"):
        return Person(literal=text[1:-1].strip())
    if group or (group is None and compiled(_GROUP).search(text) and "," not in text):
        return Person(literal=text)
    if "," in text:
        return _from_inverted([part.strip() for part in text.split(",")])
    words = text.split(" ")
    if len(words) == 1:
        return Person(literal=text)
    if is_han_or_kana(words[0]):
        return Person(family=words[0], given=" ".join(words[1:]))
    suffix = ""
    if len(words) > 2 and compiled(_SUFFIX).fullmatch(words[-1]):
        suffix = words.pop()
    # The family name is the last word with the particles before it: "Aäron van den Oord". A capitalised particle is
    # part of the name: "Lola Le Breton".
    start = len(words) - 1
    while start > 0 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    if start == 0 and (words[0].islower() or len(words) > 2):
        return Person(family=words[-1], particle=" ".join(words[:-1]), suffix=suffix)  # "van der Goot" alone
    start = max(1, start)
    return _with_particle(" ".join(words[start:]), given=" ".join(words[:start]), suffix=suffix)


def _from_inverted(parts: list[str]) -> Person:
    family, *rest = parts
    suffix = rest.pop(0) if len(rest) > 1 and compiled(_SUFFIX).fullmatch(rest[0]) else ""
    given = " ".join(part for part in rest if part)
    person = _with_particle(family, given=given, suffix=suffix)
    return person if given or person.particle else Person(literal=family, suffix=suffix)


def _with_particle(family: str, *, given: str, suffix: str) -> Person:
    """Split the lower-case particles off a family name, by BibTeX's rule for the "von" part."""
    if " " not in family:
        return Person(family=family, given=given, suffix=suffix)
    words = family.split(" ")
    split = 0
    while split < len(words) - 1 and words[split] in _PARTICLES:
        split += 1
    return Person(family=" ".join(words[split:]), given=given, particle=" ".join(words[:split]), suffix=suffix)


def is_particle(word: str) -> bool:
    """Return whether a word stands before family names, in whatever case: "van", "De"."""
    return word.casefold() in _PARTICLES


def is_group(person: Person) -> bool:
    """Return whether a name is that of a group ("Gemini Team", "DeepSeek-AI")."""
    if person.literal:
        return bool(compiled(_GROUP).search(person.literal) or compiled(_GROUP_END).search(person.literal))
    return bool(compiled(_TEAM).search(person.family))  # "Gemini Team, Google"


def surname_key(person: Person) -> str:
    """Return the part of a name to compare: the folded family name without particles, or the last word of a literal.

    A literal in a script without spaces is compared as a whole. Empty means unknown.
    """
    if person.family:
        return fold_key(person.family)
    words = normalised(person.literal, "NFKC").split()
    if not words:
        return ""
    return fold_key(person.literal if is_han_or_kana(person.literal) else words[-1])
