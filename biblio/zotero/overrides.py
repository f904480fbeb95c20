"""What a person did in Zotero that concerns the notes: one small text file beside ``config.toml``, made for git.

One fact a line, in any order; ``#`` at the beginning of a line makes it a comment. Words with spaces in them are
written as JSON strings.

    claim   WORK FIELD VALUE   the field of the work has this value (JSON), whatever the services say
    add     WORK TAG           the work has this tag beside those of its notes
    remove  WORK TAG           … and has not this one, although a note gives it
    drop    WORK               you trashed or erased it in Zotero: it is not put there again (also NOTE or LINK)
    place   TAG KEY            the tag's collection is the one with this key, wherever you moved it, whatever its name
    without TAG                you trashed or erased the tag's collection: it is not made again

WORK is an identifier such as ``arxiv:2401.01234``. An empty TAG means the root collection. Take a line out to undo it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from biblio.errors import DecisionsError, Problem

__all__ = ["FILE_NAME", "HEADER", "Fact", "Overrides", "parse_overrides", "rewrite_overrides"]

FILE_NAME = "zotero.txt"
HEADER = "# What you changed in Zotero, as far as it concerns your notes. Written by biblio; commit it with them.\n"
_WORDS = {"claim": 3, "add": 2, "remove": 2, "drop": 1, "place": 2, "without": 1}
_WORD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\S+)')


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One line. `subject` is a work, a note or a tag; `name` a field, a tag or a key; `value` JSON."""

    verb: str
    subject: str
    name: str = ""
    value: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What there can be only one of: a work has one value for a field, a tag one collection."""
        return self.verb, self.subject, "" if self.verb == "place" else self.name

    def __str__(self) -> str:
        words = [self.verb, _quoted(self.subject)]
        if _WORDS[self.verb] > 1:
            words.append(_quoted(self.name))
        return " ".join([*words, self.value] if self.value else words)


@dataclass(frozen=True, slots=True)
class Overrides:
    """All facts, as they are asked for: by the names of a work, note or tag."""

    facts: frozenset[Fact] = frozenset()
    _by_subject: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, facts: Iterable[Fact]) -> Overrides:
        """Return the overrides that consist of `facts`; of two with one place the last counts."""
        found = {fact.place: fact for fact in facts}
        grouped: dict[str, list[Fact]] = {}
        for fact in found.values():
            grouped.setdefault(fact.subject, []).append(fact)
        return cls(frozenset(found.values()), {name: tuple(some) for name, some in grouped.items()})

    def about(self, verb: str, names: Iterable[str]) -> list[Fact]:
        """Return the facts of one verb about something that is known by any of `names`."""
        return [fact for name in names for fact in self._by_subject.get(name, ()) if fact.verb == verb]

    def claims(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the claimed fields of a work with their values."""
        return {fact.name: json.loads(fact.value) for fact in self.about("claim", names)}

    def topics(self, topics: Iterable[str], names: Iterable[str]) -> frozenset[str]:
        """Return a work's tags as the person wants them: with those added in Zotero, without those taken out there."""
        known = tuple(names)
        added = {fact.name for fact in self.about("add", known)}
        return (frozenset(topics) | added) - {fact.name for fact in self.about("remove", known)}

    def changed(self, new: Iterable[Fact], gone: Iterable[Fact] = ()) -> Overrides:
        """Return the overrides with some facts more and some less."""
        left = set(gone)
        return Overrides.of([*sorted(fact for fact in self.facts if fact not in left), *new])


def parse_overrides(text: str, path: str = FILE_NAME) -> Overrides:
    """Return what `text` says; raises `DecisionsError` with every line that cannot be read."""
    facts, problems = [], []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                facts.append(_read(line))
            except ValueError as error:
                problems.append(Problem(path, number, str(error)))
    if problems:
        raise DecisionsError(tuple(problems), hint="mend these lines or take them out; nothing was done")
    return Overrides.of(facts)


def _read(line: str) -> Fact:
    verb, *_ = line.split(maxsplit=1)
    if verb not in _WORDS:
        raise ValueError(f"there is no {verb!r} here; known: {', '.join(_WORDS)}")
    words, place = [], line.index(verb) + len(verb)
    for _ in range(min(2, _WORDS[verb])):
        match = _WORD.match(line, place)
        if not match:
            raise ValueError(f"{verb} wants {_WORDS[verb]} words after it")
        words.append(json.loads(match[1]) if match[1].startswith('"') else match[1])
        place = match.end()
    rest = line[place:].strip()
    if verb != "claim" and rest:
        raise ValueError(f"{verb} wants {_WORDS[verb]} words after it, this line has more ({rest!r})")
    if verb == "claim":
        try:
            json.loads(rest)
        except ValueError:
            raise ValueError(f"{rest!r} is no JSON value") from None
    return Fact(verb, words[0], words[1] if len(words) > 1 else "", rest)


def _quoted(word: str) -> str:
    is_plain = word and not re.search(r"[\s\"\\\x00-\x1f]", word)
    return word if is_plain else json.dumps(word, ensure_ascii=False)


def rewrite_overrides(text: str, before: Overrides, after: Overrides) -> str:
    """Return `text` saying `after` where it said `before`: only the lines of facts that came or went change."""
    gone, new = before.facts - after.facts, sorted(after.facts - before.facts)
    lines = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):  # other line ends may stand in a value
        if line.strip() and not line.lstrip().startswith("#") and _read(line) in gone:
            continue
        lines.append(line)
    kept = "".join(lines)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    return (kept or HEADER) + "".join(f"{fact}\n" for fact in new)
