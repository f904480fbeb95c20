"""The user's decisions as values, parsed from `decisions.txt`. Pure.

`decisions.txt` is a small text file next to ``config.toml``, made to be committed and merged with git. One decision per
line, in any order; ``#`` begins a remark. The verbs:

    accept NOTE ID        the note is about this work
    reject NOTE ID        the note is not about this work; with ``*``: none of the known works is right
    kind   NOTE KIND      the note is about something of this kind (blogpost, software, …), not a paper
    pin    NOTE ID        like accept, and nothing new replaces the work: no later version, no correction
    key    ID KEY         the work has this citation key

NOTE is a note's id as `biblio notes` shows it, ID an identifier such as ``arxiv:2401.01234`` or ``doi:10.…``. biblio
can rebuild everything except this file, so as long as a line cannot be read, it does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from biblio.decisions.decision_text import ALL_WORKS, Statement, read_identifier, read_statements
from biblio.errors import DecisionsError, Problem
from biblio.model.identifiers import Identifier, same_identifier
from biblio.model.record import Kind
from biblio.text import digest_of_text

__all__ = ["FILE_NAME", "Decisions", "parse_decisions"]

FILE_NAME = "decisions.txt"
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Decisions:
    """The user's decisions by note id; `keys` gives citation keys by identifier.

    `refused` are notes for which none of the known works is right; `pinned` are among the accepted ones.
    `statements` are the lines themselves, `text_digest` tells the text that was read from every other.
    """

    accepted: Mapping[str, Identifier] = field(default_factory=dict)
    rejected: Mapping[str, frozenset[Identifier]] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    keys: Mapping[Identifier, str] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = field(default=(), compare=False)
    text_digest: str = field(default="", compare=False)

    @property
    def note_ids(self) -> frozenset[str]:
        """The ids of all notes about which the user decided something."""
        return frozenset((*self.accepted, *self.rejected, *self.kinds, *self.refused))

    def statements_about(self, note_id: str) -> tuple[Statement, ...]:
        """Return the lines about a note."""
        return tuple(
            statement for statement in self.statements if statement.subject == note_id and statement.verb != "key"
        )

    def renamed(self, new_ids: Mapping[str, str]) -> Decisions:
        """Return the decisions with other note ids (former → present)."""
        if not new_ids:
            return self

        def with_new_ids(by_note: Mapping[str, V]) -> dict[str, V]:
            return {new_ids.get(note_id, note_id): value for note_id, value in by_note.items()}

        return replace(
            self,
            accepted=with_new_ids(self.accepted),
            rejected=with_new_ids(self.rejected),
            kinds=with_new_ids(self.kinds),
            refused=frozenset(new_ids.get(note_id, note_id) for note_id in self.refused),
            pinned=frozenset(new_ids.get(note_id, note_id) for note_id in self.pinned),
            statements=tuple(
                statement
                if statement.verb == "key"
                else replace(statement, subject=new_ids.get(statement.subject, statement.subject))
                for statement in self.statements
            ),
        )


def parse_decisions(text: str, path: str = FILE_NAME) -> Decisions:
    """Return the decisions in `text`. Raises `DecisionsError` with every unreadable or contradictory line."""
    accepted: dict[str, Identifier] = {}
    rejected: dict[str, set[Identifier]] = {}
    kinds: dict[str, Kind] = {}
    keys: dict[Identifier, str] = {}
    refused: set[str] = set()
    pinned: set[str] = set()
    statements: list[Statement] = []
    problems: list[Problem] = []
    for statement in read_statements(text, path):
        if isinstance(statement, Problem):
            problems.append(statement)
            continue
        statements.append(statement)
        note_id, value = statement.subject, statement.value
        try:
            match statement.verb:
                case "accept" | "pin":
                    _set_once(accepted, note_id, read_identifier(value), "is accepted as two works")
                    if statement.verb == "pin":
                        pinned.add(note_id)
                case "reject" if value == ALL_WORKS:
                    refused.add(note_id)
                case "reject":
                    rejected.setdefault(note_id, set()).add(read_identifier(value))
                case "kind":
                    _set_once(kinds, note_id, _parse_kind(value), "has two kinds")
                case _:
                    _set_once(keys, read_identifier(statement.subject), value, "has two citation keys")
        except ValueError as error:
            problems.append(Problem(path, statement.line, str(error)))
    problems += _contradictions(statements, path)
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise DecisionsError(tuple(problems), hint="fix these lines; nothing was changed")
    return Decisions(
        accepted=accepted,
        rejected={note_id: frozenset(identifiers) for note_id, identifiers in rejected.items()},
        kinds=kinds,
        keys=keys,
        refused=frozenset(refused),
        pinned=frozenset(pinned),
        statements=tuple(statements),
        text_digest=digest_of_text(text),
    )


def _contradictions(statements: list[Statement], path: str) -> list[Problem]:
    """Return a problem for every two lines that cannot both be true, at the later one."""
    problems = []
    accepting = {statement.subject: statement for statement in statements if statement.verb in ("accept", "pin")}
    for statement in statements:
        other = accepting.get(statement.subject)
        if statement.verb != "reject" or other is None:
            continue
        try:
            rejected, accepted = statement.identifier, other.identifier
        except ValueError:
            continue  # already reported
        if rejected is None or accepted is None:
            message = f"{statement.subject} is accepted as {other.value}, but all known works are rejected too"
        elif same_identifier(rejected, accepted):
            message = f"{statement.subject} is both accepted and rejected as {statement.value}"
        else:
            continue
        first, last = sorted((statement.line, other.line))
        problems.append(Problem(path, last, message, f"see line {first}"))
    return problems


def _set_once(table: dict[K, V], key: K, value: V, message: str) -> None:
    if table.setdefault(key, value) != value:
        raise ValueError(f"{key} {message}: {table[key]} and {value}")


def _parse_kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a kind: use one of {', '.join(Kind)}") from None
