"""Gather everything that is known about one note, to explain its decision. No service is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biblio.bibtex.note_entry import entry_of_note
from biblio.bibtex.record_to_entry import to_entry
from biblio.decisions.decision_file import DecisionFile
from biblio.decisions.decision_text import Statement
from biblio.decisions.journal import JournalEntry
from biblio.decisions.local_resolver import LocalResolver
from biblio.decisions.rebind import ReboundDecisions
from biblio.export.entry_claims import EntryClaim, entry_claims
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.export.own_entries import complete_entry
from biblio.export.same_entry import stands_for_itself
from biblio.lookup.resolver import AskedQuestion
from biblio.model.decision import DecidedNote
from biblio.model.record import Work
from biblio.settings import ExportsConfig

__all__ = ["Explanation", "LoggedDecision", "explain_note"]


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A line of the decisions file about a note, and its journal entry if a command wrote it."""

    statement: Statement
    entry: JournalEntry | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One note with the questions asked for it, the user's decisions, and what contradicts them (`conflict`).

    `work` is what is exported for it, under `citekey`; `former_ids` are ids by which the decisions file names it.
    `entry` says where the fields of the work's entry come from, if the note is an entry of the user's own `.bib`.
    """

    decided: DecidedNote
    work: Work | None
    citekey: str | None
    questions: tuple[AskedQuestion, ...]
    decisions: tuple[LoggedDecision, ...]
    former_ids: tuple[str, ...]
    conflict: str
    entry: tuple[EntryClaim, ...] = ()


def explain_note(
    decided: DecidedNote,
    keys: CitationKeys,
    *,
    rebound: ReboundDecisions,
    conflict: str,
    file: DecisionFile,
    local: LocalResolver,
    exports: ExportsConfig = ExportsConfig(),  # noqa: B008 - frozen
) -> Explanation:
    """Return the explanation of a note; `conflict` is what contradicts the user's decision about it, or empty."""
    work = work_of(decided, pending=True)
    citekey = keys.key_of(work) if work else None
    note_id = decided.note.id
    return Explanation(
        decided=decided,
        work=work,
        citekey=citekey,
        questions=_questions(decided, local),
        decisions=tuple(_log(rebound.decisions.statements_about(note_id), file)),
        former_ids=tuple(old for old, new in rebound.new_ids.items() if new == note_id),
        conflict=conflict,
        entry=_entry_claims(decided, work, citekey, exports) if work else (),
    )


def _entry_claims(
    decided: DecidedNote, work: Work, citekey: str | None, exports: ExportsConfig
) -> tuple[EntryClaim, ...]:
    own = entry_of_note(decided.note)
    if own is None or stands_for_itself(work):
        return ()
    known = to_entry(
        work, key=citekey or own.key, tags=decided.note.tags, dialect=exports.dialect, venues=exports.venues
    )
    return entry_claims(work, known, (own,), complete_entry(known, (own,), dialect=exports.dialect))


def _questions(decided: DecidedNote, local: LocalResolver) -> tuple[AskedQuestion, ...]:
    """Return what was asked for the note itself, then what was asked because of the user's decision."""
    queries = decided.queries
    different = dict.fromkeys((queries.without_user, queries.with_rejections, queries.with_user))
    questions = (question for query in different for question in local.explain(query))
    return tuple({(question.service, question.description): question for question in questions}.values())


def _log(statements: Sequence[Statement], file: DecisionFile) -> list[LoggedDecision]:
    if not statements:
        return []
    entries = [entry for step in file.steps() if not step.undone for entry in step.entries]
    by_line = {
        line.split("#")[0].strip(): entry for entry in reversed(entries) for hunk in entry.hunks for line in hunk.after
    }
    return [LoggedDecision(statement, by_line.get(str(statement).split("  # ")[0])) for statement in statements]
