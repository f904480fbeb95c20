"""What the user changed in Zotero, as far as it concerns the notes: a small text file next to ``config.toml``, for git.

One override per line, in any order; a line that begins with ``#`` is a comment. Words that contain spaces are JSON
strings.

    claim   WORK FIELD VALUE   the field of the work has this value (JSON), whatever the services say; also
                               NOTE note VALUE: the comment has this text (HTML), which somebody wrote in Zotero
    add     WORK TAG           the work has this tag, although none of its notes gives it
    remove  WORK TAG           the work does not have this tag, although one of its notes gives it
    drop    WORK LIBRARY       you trashed or erased it in Zotero: it is not added again (also NOTE or LINK)
    place   TAG KEY LIBRARY    the tag's collection is the one with this key, wherever you moved it, whatever its name
    without TAG LIBRARY        you trashed or erased the tag's collection: it is not created again
    same    WORK FORMER        the work was called FORMER before (also NOTE FORMER); lines may have either name

WORK is an identifier such as ``arxiv:2401.01234``. An empty TAG means the root collection. LIBRARY is the library in
which it is so (``users/123``); lines of earlier versions have none and hold in all. Delete a line to undo it. Two lines
that give a field of a work different values are an error.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from biblio.errors import DecisionsError, Problem
from biblio.text import digest_of_text

__all__ = [
    "HEADER",
    "OVERRIDES_NAME",
    "Override",
    "Overrides",
    "is_cut_off",
    "parse_line",
    "parse_overrides",
    "rewrite_overrides",
]

OVERRIDES_NAME = "zotero.txt"
HEADER = "# What you changed in Zotero, as far as it concerns your notes. Written by biblio; commit it with them.\n"
_WORD_COUNTS = {"claim": 3, "add": 2, "remove": 2, "drop": 1, "place": 2, "without": 1, "same": 2}
_IN_A_LIBRARY = ("drop", "place", "without")  # their last word is the library, which may be missing
_ABOUT_WORKS = ("claim", "add", "remove", "drop")
_WORD = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\S+)')
_SCHEME_ALONE = re.compile(r"[\w.+-]*:")  # what is left of "arxiv:2401.00001" when a line was cut off behind the colon


@dataclass(frozen=True, slots=True, order=True)
class Override:
    """One line. `subject` is a work, a note or a tag; `name` a field, a tag or a key; `value` is JSON.

    The library of a line is the `value` of ``place``, the `name` of ``drop`` and ``without``.
    """

    verb: str
    subject: str
    name: str = ""
    value: str = ""

    @property
    def slot(self) -> tuple[str, str, str]:
        """What only one override can set: a work has one value for a field, a tag has one collection in a library."""
        return self.verb, self.subject, self.value if self.verb == "place" else self.name

    @property
    def is_about_work(self) -> bool:
        """Whether it says something about a work or a note, under one of its names."""
        return self.verb in _ABOUT_WORKS

    @property
    def library(self) -> str:
        """The library in which it holds; empty if it holds in all."""
        return self.slot[2] if self.verb in _IN_A_LIBRARY else ""

    def __str__(self) -> str:
        words = [self.verb, _quote(self.subject)]
        if _WORD_COUNTS[self.verb] > 1 or (self.name and self.verb in _IN_A_LIBRARY):
            words.append(_quote(self.name))
        return " ".join([*words, self.value] if self.value else words)


@dataclass(frozen=True, slots=True)
class Overrides:
    """All overrides, to be looked up by the names of a work, note or tag.

    `text_digest` tells the text that they were read from, if they were, from every other.
    """

    lines: frozenset[Override] = frozenset()
    text_digest: str = field(default="", compare=False, repr=False)
    _by_subject: Mapping[str, tuple[Override, ...]] = field(default_factory=dict, compare=False, repr=False)
    _links: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, overrides: Iterable[Override]) -> Overrides:
        """Return a collection of overrides; of several in one slot, the last counts."""
        by_slot = {override.slot: override for override in overrides}
        by_subject: dict[str, list[Override]] = {}
        links: dict[str, list[str]] = {}
        for override in by_slot.values():
            if override.verb == "same":
                links.setdefault(override.subject, []).append(override.name)
                links.setdefault(override.name, []).append(override.subject)
            else:
                by_subject.setdefault(override.subject, []).append(override)
        return cls(
            frozenset(by_slot.values()),
            _by_subject={subject: tuple(group) for subject, group in by_subject.items()},
            _links={name: tuple(sorted(linked)) for name, linked in links.items()},
        )

    def about(self, verb: str, names: Iterable[str]) -> list[Override]:
        """Return the overrides with a verb about something that has any of `names`."""
        if not self._by_subject:
            return []  # most projects, for every work
        return [override for name in names for override in self._by_subject.get(name, ()) if override.verb == verb]

    def about_any(self, names: Iterable[str]) -> bool:
        """Return whether there is any override about something that has one of `names`."""
        return bool(self._by_subject) and any(name in self._by_subject for name in names)

    def about_here(self, verb: str, names: Iterable[str], library: str) -> list[Override]:
        """Return the overrides that `about` returns, as far as they hold in `library`."""
        if not self._by_subject:
            return []
        return [override for override in self.about(verb, names) if override.library in ("", library)]

    def about_works(self, name: str) -> list[Override]:
        """Return all overrides about the work or note called `name`."""
        return [override for override in self._by_subject.get(name, ()) if override.is_about_work]

    def linked(self, names: Iterable[str], others: Container[str] = ()) -> tuple[str, ...]:
        """Return the further names of something called `names` that ``same`` lines give, the nearest first.

        Nothing if they lead to one of `others`, which something else is called by now.
        """
        if not self._links:
            return ()
        known = dict.fromkeys(names)
        start, waiting = len(known), list(known)
        while waiting:
            new = [link for name in waiting for link in self._links.get(name, ()) if link not in known]
            if any(link in others for link in new):
                return ()
            known |= dict.fromkeys(new)
            waiting = new
        return tuple(known)[start:]

    @property
    def links(self) -> Iterator[Override]:
        """The ``same`` lines."""
        return (override for override in self.lines if override.verb == "same") if self._links else iter(())

    def corrections(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the fields of a work that the user corrected, with their values; the first name's line counts."""
        overrides = reversed(self.about("claim", names))
        return {override.name: json.loads(override.value) for override in overrides}

    def topics(self, topics: Iterable[str], names: Iterable[str]) -> frozenset[str]:
        """Return a work's tags, with those that the user added in Zotero and without those removed there."""
        if not self._by_subject:
            return frozenset(topics)
        known_names = tuple(names)
        added = {override.name for override in self.about("add", known_names)}
        return (frozenset(topics) | added) - {override.name for override in self.about("remove", known_names)}

    def changed(self, new: Iterable[Override], removed: Iterable[Override] = ()) -> Overrides:
        """Return the overrides without `removed` and with `new`."""
        dropped = set(removed)
        return Overrides.of([*sorted(override for override in self.lines if override not in dropped), *new])

    def undone(self, added: Iterable[Override], removed: Iterable[Override]) -> Overrides:
        """Return the overrides without what a run `added` and with what it `removed`.

        A run may add a line and remove it again, or the other way round: then it has done nothing. What has another
        value by now keeps it.
        """
        count_added, count_removed = Counter(added), Counter(removed)
        remaining = self.changed((), count_added - count_removed)
        taken = {override.slot for override in remaining.lines}
        return remaining.changed(override for override in count_removed - count_added if override.slot not in taken)


def parse_overrides(text: str, path: str = OVERRIDES_NAME, *, are_unique: bool = False) -> Overrides:
    """Return what `text` says.

    Raises `DecisionsError` with every line that cannot be read, and, if `are_unique`, with every line that gives a
    field another value than a line above. Git leaves such lines when two people have changed one field, and nobody but
    they knows which value is newer. Otherwise the last line counts, as in what runs have written one after another.
    """
    overrides, problems = [], []
    claims: dict[tuple[str, str, str], tuple[int, str]] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                override = parse_line(line)
            except ValueError as error:
                problems.append(Problem(path, number, str(error)))
                continue
            overrides.append(override)
            if are_unique and override.verb == "claim":
                first, value = claims.setdefault(override.slot, (number, override.value))
                if json.loads(value) != json.loads(override.value):
                    problems.append(Problem(path, number, f"line {first} gives another value; delete one of the two"))
    if problems:
        raise DecisionsError(tuple(problems), hint="fix or delete these lines; nothing was changed")
    return replace(Overrides.of(overrides), text_digest=digest_of_text(text))


def parse_line(line: str) -> Override:
    """Return what one line says. Raises `ValueError` if it cannot be read."""
    verb, *_ = line.split(maxsplit=1)
    if verb not in _WORD_COUNTS:
        raise ValueError(f"unknown word {verb!r}; expected one of {', '.join(_WORD_COUNTS)}")
    count = _WORD_COUNTS[verb]
    expected = f"{verb} must be followed by {count} word{'s' if count > 1 else ''}"
    words: list[str] = []
    position = line.index(verb) + len(verb)
    for _ in range(min(2, count)):
        match = _WORD.match(line, position)
        if not match:
            raise ValueError(expected)
        if not words and verb in _ABOUT_WORKS and _SCHEME_ALONE.fullmatch(match[1]):
            raise ValueError(f"{match[1]!r} names nothing; the line may have lost its end")
        words.append(json.loads(match[1]) if match[1].startswith('"') else match[1])
        position = match.end()
    rest = line[position:].strip()
    if verb in _IN_A_LIBRARY:
        if " " in rest:
            raise ValueError(f"{expected} and perhaps a library, but this line has more ({rest!r})")
        if verb == "place":
            return Override(verb, words[0], words[1], rest)
        return Override(verb, words[0], rest)
    if verb != "claim" and rest:
        raise ValueError(f"{expected}, but this line has more ({rest!r})")
    if verb == "claim":
        try:
            json.loads(rest)
        except (ValueError, RecursionError):
            raise ValueError(f"{rest!r} is not a JSON value") from None
    return Override(verb, words[0], words[1] if len(words) > 1 else "", rest)


def _quote(word: str) -> str:
    is_plain = word and not re.search(r"[\s\"\\\x00-\x1f]", word) and not _SCHEME_ALONE.fullmatch(word)
    return word if is_plain else json.dumps(word, ensure_ascii=False)


def is_cut_off(text: str) -> bool:
    """Return whether a text is one that biblio never leaves: empty, or the beginning of `HEADER`."""
    return HEADER.strip().startswith(text.strip()) and text.strip() != HEADER.strip()


def rewrite_overrides(text: str, before: Overrides, after: Overrides) -> str:
    """Return `text`, which says `before`, changed to say `after`: only lines of removed and new overrides change.

    A line that gets another value, or the new name of its work, stays in its place, so that git has a conflict if
    somebody else changed or deleted it meanwhile, and no line comes back that was deleted.
    """
    removed, new = before.lines - after.lines, sorted(after.lines - before.lines)
    lines = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):  # only at \n: a value may contain other line ends
        if line.strip() and not line.lstrip().startswith("#") and (old := parse_line(line)) in removed:
            changed = next((override for override in new if override.slot == old.slot), None) or next(
                (override for override in new if replace(override, subject=old.subject) == old), None
            )
            if changed is None:
                continue
            new.remove(changed)
            line = f"{changed}\n"
        lines.append(line)
    remaining = "".join(lines)
    if remaining and not remaining.endswith("\n"):
        remaining += "\n"
    return (remaining or HEADER) + "".join(f"{override}\n" for override in new)
