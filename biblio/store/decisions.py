"""The person's decisions: one small text file beside ``config.toml``, made to be committed and merged with git.

One decision a line, in any order; ``#`` begins a comment. The verbs:

    accept NOTE ID        this note is about that work
    reject NOTE ID        this note is not about that work
    kind   NOTE KIND      what the note is about is of this kind (blogpost, software, …), and no paper
    key    ID KEY         the work has this citation key

NOTE is a note's id as `biblio notes` shows it, ID an identifier such as ``arxiv:2401.01234`` or ``doi:10.…``.
Everything else biblio knows can be built again; this file cannot, so nothing is done while a line is unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from biblio.errors import DecisionsError, Problem
from biblio.files import read_text
from biblio.model.identifiers import SCHEMES, Identifier, make
from biblio.model.record import Kind

__all__ = ["FILE_NAME", "Decisions", "parse_decisions", "read_decisions"]

FILE_NAME = "decisions.txt"
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided. Keys of the first three are note ids; `keys` gives citation keys by identifier."""

    accepted: Mapping[str, Identifier] = field(default_factory=dict)
    rejected: Mapping[str, frozenset[Identifier]] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    keys: Mapping[Identifier, str] = field(default_factory=dict)


def read_decisions(path: Path) -> Decisions:
    """Read the decisions file; no file means no decisions. Raises `DecisionsError` with every bad line."""
    text = read_text(path)
    return parse_decisions(text, str(path)) if text else Decisions()


def parse_decisions(text: str, path: str = FILE_NAME) -> Decisions:
    """Return what `text` decides; raises `DecisionsError` with every line that cannot be read."""
    accepted: dict[str, Identifier] = {}
    rejected: dict[str, set[Identifier]] = {}
    kinds: dict[str, Kind] = {}
    keys: dict[Identifier, str] = {}
    problems: list[Problem] = []
    for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = re.split(r"(?:^|\s)#", row, maxsplit=1)[0].split()
        if not words:
            continue
        try:
            verb, left, right = words
        except ValueError:
            what = f"a decision has three words, this line has {len(words)}"
            problems.append(Problem(path, number, what, "for example: accept NOTE arxiv:2401.01234"))
            continue
        try:
            if verb == "accept":
                _once(accepted, left, _identifier(right), "is accepted as two works")
            elif verb == "reject":
                rejected.setdefault(left, set()).add(_identifier(right))
            elif verb == "kind":
                _once(kinds, left, _kind(right), "is given two kinds")
            elif verb == "key":
                _once(keys, _identifier(left), right, "is given two keys")
            else:
                near = get_close_matches(verb, ("accept", "reject", "kind", "key"), n=1)
                raise ValueError(f"there is no decision {verb!r}" + (f", did you mean {near[0]!r}?" if near else ""))
        except ValueError as error:
            problems.append(Problem(path, number, str(error)))
    for note, identifier in accepted.items():
        if identifier in rejected.get(note, ()):
            problems.append(Problem(path, 0, f"{note} is both accepted and rejected as {identifier}"))
    if problems:
        raise DecisionsError(tuple(problems), hint="mend these lines; nothing was done")
    return Decisions(accepted, {note: frozenset(ids) for note, ids in rejected.items()}, kinds, keys)


def _once(table: dict[K, V], name: K, value: V, what: str) -> None:
    if table.setdefault(name, value) != value:
        raise ValueError(f"{name} {what}: {table[name]} and {value}")


def _identifier(text: str) -> Identifier:
    scheme, _, value = text.partition(":")
    if scheme not in SCHEMES:
        raise ValueError(f"{text!r} is no identifier: it begins with none of {', '.join(SCHEMES)}")
    identifier = make(scheme, value)
    if identifier is None:
        raise ValueError(f"{value!r} is no {scheme} identifier")
    return identifier


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is no kind: choose one of {', '.join(Kind)}") from None
