"""Gather everything that is known about one note, to explain its decision. No service is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from biblio.decisions.decision_file import DecisionFile
from biblio.decisions.decision_text import Statement
from biblio.decisions.journal import JournalEntry
from biblio.decisions.local_resolver import LocalResolver
from biblio.decisions.rebind import ReboundDecisions
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.lookup.resolver import AskedQuestion
from biblio.model.decision import DecidedNote
from biblio.model.record import Work

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
    """

    decided: DecidedNote
    work: Work | None
    citekey: str | None
    questions: tuple[AskedQuestion, ...]
    decisions: tuple[LoggedDecision, ...]
    former_ids: tuple[str, ...]
    conflict: str


def explain_note(
    decided: DecidedNote,
    keys: CitationKeys,
    *,
    rebound: ReboundDecisions,
    conflict: str,
    file: DecisionFile,
    local: LocalResolver,
) -> Explanation:
    """Return the explanation of a note; `conflict` is what contradicts the user's decision about it, or empty."""
    work = work_of(decided)
    note_id = decided.note.id
    return Explanation(
        decided=decided,
        work=work,
        citekey=keys.key_of(work) if work else None,
        questions=_questions(decided, local),
        decisions=tuple(_log(rebound.decisions.statements_about(note_id), file)),
        former_ids=tuple(old for old, new in rebound.new_ids.items() if new == note_id),
        conflict=conflict,
    )


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
