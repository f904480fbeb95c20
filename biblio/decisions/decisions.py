"""The person's decisions: one small text file beside ``config.toml``, made to be committed and merged with git.

One decision a line, in any order; ``#`` begins a remark. The verbs:

    accept NOTE ID        this note is about that work
    reject NOTE ID        this note is not about that work; with ``*``: none of the works known is the note's
    kind   NOTE KIND      what the note is about is of this kind (blogpost, software, …), and no paper
    pin    NOTE ID        as accept, and nothing new takes the work's place: no later version, no correction
    key    ID KEY         the work has this citation key

NOTE is a note's id as `biblio notes` shows it, ID an identifier such as ``arxiv:2401.01234`` or ``doi:10.…``.
Everything else biblio knows can be built again; this file cannot, so nothing is done while a line is unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from biblio.decisions.decision_text import EVERY, Statement, read_identifier, read_statements
from biblio.errors import DecisionsError, Problem
from biblio.files import read_text
from biblio.matching.works.same_work import same_identifier
from biblio.model.identifiers import Identifier
from biblio.model.record import Kind

__all__ = ["FILE_NAME", "Decisions", "parse_decisions", "read_decisions"]

FILE_NAME = "decisions.txt"
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person decided, by note id; `keys` gives citation keys by identifier.

    `refused` are notes for which none of the works known is right; `pinned` are among the accepted ones.
    `statements` are the lines themselves.
    """

    accepted: Mapping[str, Identifier] = field(default_factory=dict)
    rejected: Mapping[str, frozenset[Identifier]] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    keys: Mapping[Identifier, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = field(default=(), compare=False)

    @property
    def notes(self) -> frozenset[str]:
        """The ids of all notes that something was decided about."""
        return frozenset((*self.accepted, *self.rejected, *self.kinds, *self.refused))

    def about(self, note: str) -> tuple[Statement, ...]:
        """Return the lines about a note."""
        return tuple(one for one in self.statements if one.subject == note and one.verb != "key")

    def renamed(self, names: Mapping[str, str]) -> Decisions:
        """Return the decisions with notes called by other ids (former → present)."""
        if not names:
            return self

        def moved(table: Mapping[str, V]) -> dict[str, V]:
            return {names.get(note, note): value for note, value in table.items()}

        return replace(
            self,
            accepted=moved(self.accepted),
            rejected=moved(self.rejected),
            kinds=moved(self.kinds),
            refused=frozenset(names.get(note, note) for note in self.refused),
            pinned=frozenset(names.get(note, note) for note in self.pinned),
            statements=tuple(
                one if one.verb == "key" else replace(one, subject=names.get(one.subject, one.subject))
                for one in self.statements
            ),
        )


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
    refused: set[str] = set()
    pinned: set[str] = set()
    statements: list[Statement] = []
    problems: list[Problem] = []
    for one in read_statements(text, path):
        if isinstance(one, Problem):
            problems.append(one)
            continue
        statements.append(one)
        try:
            match one.verb:
                case "accept" | "pin":
                    _once(accepted, one.subject, read_identifier(one.value), "is accepted as two works")
                    if one.verb == "pin":
                        pinned.add(one.subject)
                case "reject" if one.value == EVERY:
                    refused.add(one.subject)
                case "reject":
                    rejected.setdefault(one.subject, set()).add(read_identifier(one.value))
                case "kind":
                    _once(kinds, one.subject, _kind(one.value), "is given two kinds")
                case _:
                    _once(keys, read_identifier(one.subject), one.value, "is given two keys")
        except ValueError as error:
            problems.append(Problem(path, one.line, str(error)))
    problems += _contradictions(statements, path)
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise DecisionsError(tuple(problems), hint="mend these lines; nothing was done")
    return Decisions(
        accepted=accepted,
        rejected={note: frozenset(ids) for note, ids in rejected.items()},
        kinds=kinds,
        keys=keys,
        refused=frozenset(refused),
        pinned=frozenset(pinned),
        statements=tuple(statements),
    )


def _contradictions(statements: list[Statement], path: str) -> list[Problem]:
    """Return what cannot hold together, at the later of both lines."""
    problems = []
    settled = {one.subject: one for one in statements if one.verb in ("accept", "pin")}
    for one in statements:
        other = settled.get(one.subject)
        if one.verb != "reject" or other is None:
            continue
        try:
            left, right = one.identifier, other.identifier
        except ValueError:
            continue  # reported already
        if left is None or right is None:
            what = f"{one.subject} is accepted as {other.value}, yet none of the works known is to be right"
        elif same_identifier(left, right):
            what = f"{one.subject} is both accepted and rejected as {one.value}"
        else:
            continue
        first, last = sorted((one.line, other.line))
        problems.append(Problem(path, last, what, f"see line {first}"))
    return problems


def _once(table: dict[K, V], name: K, value: V, what: str) -> None:
    if table.setdefault(name, value) != value:
        raise ValueError(f"{name} {what}: {table[name]} and {value}")


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is no kind: choose one of {', '.join(Kind)}") from None
