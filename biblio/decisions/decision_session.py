"""Write the user's decisions and immediately decide the notes again from stored data; independent of any terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from biblio.decisions.decision_file import DecisionFile, UndoResult
from biblio.decisions.decision_text import ALL_WORKS, Statement
from biblio.decisions.fingerprint import describe_note
from biblio.decisions.journal import JournalEntry
from biblio.decisions.local_resolver import LocalResolver
from biblio.decisions.note_queries import apply_decisions
from biblio.decisions.rebind import ReboundDecisions, rebind_decisions
from biblio.decisions.user_decisions import decide_from_stored, decide_without_user, records_in_decision
from biblio.lookup.cache import digest_of
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import DecidedNote, Decision, Status
from biblio.model.identifiers import Identifier, same_identifier
from biblio.model.note import Note
from biblio.model.record import Kind, Record
from biblio.text import shorten

__all__ = ["DecisionSession", "DecisionVerb", "UserChoice"]


class DecisionVerb(StrEnum):
    """What the user can decide about a note."""

    ACCEPT = "accept"
    PIN = "pin"
    REJECT = "reject"
    NONE = "none"  # none of the known works is right
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class UserChoice:
    """The user's decision about one note: with `identifier` for ACCEPT, PIN and REJECT, with `kind` for KIND.

    `key` also fixes the citation key of the identifier's work. `records` are the records of the chosen work that were
    shown, so that they are not asked for again.
    """

    verb: DecisionVerb
    identifier: Identifier | None = None
    kind: Kind | None = None
    key: str = ""
    records: tuple[Record, ...] = ()


class DecisionSession:
    """One run of a command that records decisions: each is written immediately, and all are one step in the journal.

    `notes` are all notes as they were when the run began, `rebound` the decisions about them. Use it from one thread
    only.
    """

    def __init__(
        self,
        file: DecisionFile,
        notes: Sequence[Note],
        rebound: ReboundDecisions,
        local: LocalResolver,
        *,
        command: str,
    ) -> None:
        self._file = file
        self._notes = notes
        self._rebound = rebound
        self._local = local
        self._command = command
        self._entries: list[JournalEntry] = []
        self._written: set[tuple[str, str, str]] = set()

    @property
    def change_count(self) -> int:
        """The number of changes of this run that have not been undone."""
        return len(self._entries)

    @property
    def written_statements(self) -> list[Statement]:
        """The lines that this run wrote, with their line numbers in the file."""
        statements = self._rebound.decisions.statements
        return [
            statement
            for statement in statements
            if (statement.verb, statement.subject, statement.value) in self._written
        ]

    def decide(
        self, choices: Sequence[tuple[DecidedNote, UserChoice]], *, only_if_unchanged: bool = False
    ) -> list[DecidedNote]:
        """Write all `choices` in one change, and return their notes as decided now.

        With `only_if_unchanged`, the file is left alone if its lines about the first note are not those that this
        session saw last. Raises `StoreError`, or `DecisionsError` if the file cannot be read.
        """
        expected = None
        if only_if_unchanged and choices:
            expected = self._rebound.decisions.statements_about(choices[0][0].note.id)
        statements = [statement for decided, choice in choices for statement in self.statements_for(decided, choice)]
        entry = self._file.record(
            statements,
            command=self._command,
            descriptions=[_describe_choice(decided, choice) for decided, choice in choices],
            new_ids=self._rebound.new_ids,
            step=self._entries[0].step if self._entries else None,
            expected=expected,
        )
        if entry is not None:
            self._entries.append(entry)
            self._written.update((statement.verb, statement.subject, statement.value) for statement in statements)
        records: dict[str, tuple[Record, ...]] = {}
        for decided, choice in choices:
            records[decided.note.id] = (*records.get(decided.note.id, ()), *choice.records)
        return self.refresh([decided for decided, _ in choices], records)

    def undo_last(self) -> UndoResult | None:
        """Undo the last change of this run; return None if there is none."""
        if not self._entries:
            return None
        result = self._file.undo([self._entries[-1].number])
        self._entries.pop()
        return result

    def refresh(
        self, decided: Sequence[DecidedNote], records: Mapping[str, tuple[Record, ...]] = MappingProxyType({})
    ) -> list[DecidedNote]:
        """Decide notes again from the file's present content; `records` are further known records by note id."""
        self._rebound = rebind_decisions(self._file.read(), self._notes)
        queries = [apply_decisions(note.queries.without_user, self._rebound.decisions) for note in decided]
        more = {
            digest_of(new.with_user): (*records_in_decision(old.decision), *records.get(old.note.id, ()))
            for old, new in zip(decided, queries, strict=True)
        }
        decisions = decide_from_stored(queries, self._local, more=more)
        return list(map(DecidedNote, (old.note for old in decided), queries, decisions))

    def statements_about(self, note_id: str) -> tuple[Statement, ...]:
        """Return the lines about a note that this session saw last."""
        return self._rebound.decisions.statements_about(note_id)

    def is_written(self, decided: DecidedNote, choice: UserChoice) -> bool:
        """Return whether the file already has the line for `choice`."""
        verb, note_id, value = _words(decided.note.id, choice)
        return any((statement.verb, statement.value) == (verb, value) for statement in self.statements_about(note_id))

    def decide_by_rules(self, decided: DecidedNote) -> Decision:
        """Return what the rules would decide without the user's decision."""
        return decide_without_user([decided], self._local)[decided.note.id]

    def statements_for(self, decided: DecidedNote, choice: UserChoice) -> list[Statement]:
        """Return the lines that `decide` would write for `choice`, without numbers; nothing is written."""
        note = decided.note
        remark = describe_note(note, self._notes)
        statements = [Statement(*_words(note.id, choice), remark=remark)]
        if choice.key and choice.identifier is not None:
            statements.append(Statement("key", str(choice.identifier), choice.key))
        rival = self._rival(decided, choice)
        if rival is not None:
            statements.append(Statement("reject", note.id, str(rival), remark=remark))
        return statements

    def _rival(self, decided: DecidedNote, choice: UserChoice) -> Identifier | None:
        """Return the other work that the rules would accept now, which `choice` therefore rejects.

        Once the rejection is written, only a work that the rules accept later counts as a conflict.
        """
        by_rules = self.decide_by_rules(decided)
        work = by_rules.work
        if by_rules.status is not Status.ACCEPTED or work is None:
            return None
        chosen = choice.identifier
        if chosen is not None and any(same_identifier(chosen, identifier) for identifier in work.identifiers):
            return None
        return None if choice.verb is DecisionVerb.REJECT else stable_identifier(work)


def _words(note_id: str, choice: UserChoice) -> tuple[str, str, str]:
    """Return verb, subject and value of the line for a choice."""
    match choice.verb:
        case DecisionVerb.KIND:
            assert choice.kind is not None
            return "kind", note_id, choice.kind.value
        case DecisionVerb.NONE:
            return "reject", note_id, ALL_WORKS
        case _:
            return choice.verb.value, note_id, str(choice.identifier)


def _describe_choice(decided: DecidedNote, choice: UserChoice) -> str:
    note = decided.note
    title = shorten(note.title or note.summary or note.comment, 50)
    return f"{' '.join(_words(note.id, choice))}{f'  ({title})' if title else ''}"
