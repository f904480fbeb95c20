"""Write down what a person decides, and tell at once what becomes of the note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from biblio.decisions.decision_file import UndoResult
from biblio.decisions.decision_text import EVERY, Statement
from biblio.decisions.decisions import Decisions, read_decisions
from biblio.decisions.fingerprint import describe
from biblio.decisions.journal import JournalEntry
from biblio.decisions.note_queries import query_for
from biblio.decisions.rebind import rebind_decisions
from biblio.decisions.user_decisions import decide_with_user, decide_without_user, records_in_decision
from biblio.lookup.cache import digest_of
from biblio.lookup.resolver import Resolver
from biblio.matching.works.same_work import same_identifier
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import DecidedNote, Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.record import Kind, Record
from biblio.project.project import Project
from biblio.project.sync import NoteLibrary
from biblio.text import shorten

__all__ = ["DecisionSession", "DecisionVerb", "UserChoice"]


class DecisionVerb(StrEnum):
    """What a person can say about a note."""

    ACCEPT = "accept"
    PIN = "pin"
    REJECT = "reject"
    NONE = "none"  # none of the works known is right
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class UserChoice:
    """What a person says about one note: `identifier` for ACCEPT, PIN and REJECT, `kind` for KIND.

    `key` fixes the citation key of the identifier's work with it. `records` are what was shown of the chosen work,
    so that it needs not be asked for again.
    """

    word: DecisionVerb
    identifier: Identifier | None = None
    kind: Kind | None = None
    key: str = ""
    records: tuple[Record, ...] = ()


class DecisionSession:
    """Where decisions are made: one run of a command, one step in the journal.

    Everything is written at once; `library` is what was read when the run began. Use it from one thread.
    """

    def __init__(self, project: Project, library: NoteLibrary, *, command: str) -> None:
        self._project = project
        self._notes = library.reading.notes
        self._command = command
        self._file = project.decision_file
        self._entries: list[JournalEntry] = []
        self._recaller: Resolver | None = None
        self._followed = library.followed
        self._said: set[tuple[str, str, str]] = set()

    @property
    def count(self) -> int:
        """How many changes of this run stand."""
        return len(self._entries)

    @property
    def written(self) -> list[Statement]:
        """The lines that this run wrote, as they stand in the file."""
        lines = self._followed.decisions.statements
        return [one for one in lines if (one.verb, one.subject, one.value) in self._said]

    def settle(self, choices: Sequence[tuple[DecidedNote, UserChoice]], *, alone: bool = False) -> list[DecidedNote]:
        """Write all `choices` in one go and return their notes as they are decided now.

        With `alone`, the file is left as it is where it says something else about the first note than it did.
        Raises `StoreError`, or `DecisionsError` where the file cannot be read.
        """
        expect = self._followed.decisions.about(choices[0][0].note.id) if alone and choices else None
        statements = [one for decided, choice in choices for one in self._statements(decided, choice)]
        entry = self._file.record(
            statements,
            command=self._command,
            said=[_in_words(decided, choice) for decided, choice in choices],
            names=self._followed.names,
            step=self._entries[0].step if self._entries else None,
            expect=expect,
        )
        if entry is not None:
            self._entries.append(entry)
            self._said.update((one.verb, one.subject, one.value) for one in statements)
        records: dict[str, tuple[Record, ...]] = {}
        for one, choice in choices:
            records[one.note.id] = (*records.get(one.note.id, ()), *choice.records)
        return self.look([one for one, _ in choices], records)

    def take_back(self) -> UndoResult | None:
        """Take this run's last change back; None where it has made none that stands."""
        if not self._entries:
            return None
        done = self._file.undo([self._entries[-1].number])
        self._entries.pop()
        return done

    def look(
        self, decided: Sequence[DecidedNote], records: Mapping[str, tuple[Record, ...]] = MappingProxyType({})
    ) -> list[DecidedNote]:
        """Return notes as they stand with the file as it is now; `records` are what more is known, by note."""
        self._followed = rebind_decisions(read_decisions(self._file.path), self._notes)
        queries = [query_for(one.note, self._followed.decisions, self._project.kind_tags) for one in decided]
        digests = [digest_of(query) for query in queries]
        known = self._project.known_decisions(digests)
        more: dict[str, tuple[Record, ...]] = {}
        for one, digest in zip(decided, digests, strict=True):
            more[digest] = (*records_in_decision(one.decision), *records.get(one.note.id, ()))
        notes = [one.note for one in decided]
        known |= decide_with_user(self._project, notes, self._followed, known, more=more, recaller=self._resolver())
        undecided = {digest: query for digest, query in zip(digests, queries, strict=True) if digest not in known}
        known |= self._project.waiting_decisions(undecided)
        return [
            DecidedNote(note, query, known[digest]) for note, query, digest in zip(notes, queries, digests, strict=True)
        ]

    def about(self, note: str) -> tuple[Statement, ...]:
        """Return the lines of the file about a note, as this run saw them last."""
        return self._followed.decisions.about(note)

    def says(self, one: DecidedNote, choice: UserChoice) -> bool:
        """Tell whether the file says that already."""
        verb, subject, value = _line(one.note.id, choice)
        return any((line.verb, line.value) == (verb, value) for line in self.about(subject))

    def plain(self, one: DecidedNote) -> Query:
        """Return what a note says, without the person's word."""
        return query_for(one.note, Decisions(), self._project.kind_tags)

    def opinion(self, one: DecidedNote) -> Decision:
        """Return what the rules would decide without the person's word."""
        return decide_without_user(self._project, [one], self._followed, recaller=self._resolver())[one.note.id]

    def _statements(self, decided: DecidedNote, choice: UserChoice) -> list[Statement]:
        note = decided.note
        remark = describe(note, self._notes)
        said = [Statement(*_line(note.id, choice), remark=remark)]
        if choice.key and choice.identifier is not None:
            said.append(Statement("key", str(choice.identifier), choice.key))
        rival = self._rival(decided, choice)
        if rival is not None:
            said.append(Statement("reject", note.id, str(rival), remark=remark))
        return said

    def _rival(self, decided: DecidedNote, choice: UserChoice) -> Identifier | None:
        """Return the work that the rules would take against the person's word: it is rejected by that word.

        Written down, it is no news later; a work that the rules come to take afterwards is.
        """
        found = self.opinion(decided)
        work = found.work
        if found.status is not Status.ACCEPTED or work is None:
            return None
        if choice.identifier is not None and any(same_identifier(choice.identifier, one) for one in work.identifiers):
            return None
        return None if choice.word is DecisionVerb.REJECT else stable_identifier(work)

    def _resolver(self) -> Resolver:
        if self._recaller is None:
            self._recaller = self._project.recaller()
        return self._recaller


def _line(note: str, choice: UserChoice) -> tuple[str, str, str]:
    """Return verb, subject and value of the line that says a choice."""
    match choice.word:
        case DecisionVerb.KIND:
            assert choice.kind is not None
            return "kind", note, choice.kind.value
        case DecisionVerb.NONE:
            return "reject", note, EVERY
        case _:
            return choice.word.value, note, str(choice.identifier)


def _in_words(decided: DecidedNote, choice: UserChoice) -> str:
    note = decided.note
    title = shorten(note.title or note.summary or note.comment, 50)
    return f"{' '.join(_line(note.id, choice))}{f'  ({title})' if title else ''}"
