"""Everything that is known about one note, gathered for whoever wants to know why."""

from __future__ import annotations

from dataclasses import dataclass

from biblio.decisions.decision_text import Statement
from biblio.decisions.decisions import Decisions
from biblio.decisions.journal import JournalEntry
from biblio.decisions.note_queries import query_for
from biblio.decisions.user_decisions import strip_user_decision
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.lookup.resolver import AskedQuestion
from biblio.model.decision import DecidedNote
from biblio.model.record import Work
from biblio.project.project import Project
from biblio.project.sync import NoteLibrary

__all__ = ["Explanation", "LoggedDecision", "explain_note"]


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """A line of the decisions file about a note, and the journal's entry where a command wrote it."""

    statement: Statement
    entry: JournalEntry | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One note with all that was asked for it, what the person decided, and what speaks against that.

    `work` is what is exported for it, under `citekey`; `former` are ids under which the decisions name it.
    """

    decided: DecidedNote
    work: Work | None
    citekey: str | None
    asked: tuple[AskedQuestion, ...]
    said: tuple[LoggedDecision, ...]
    former: tuple[str, ...]
    opposed: str


def explain_note(project: Project, library: NoteLibrary, one: DecidedNote, keys: CitationKeys) -> Explanation:
    """Gather the story of a note; asks no service."""
    work = work_of(one)
    lines = library.followed.decisions.about(one.note.id)
    return Explanation(
        decided=one,
        work=work,
        citekey=keys.key_of(work) if work else None,
        asked=_asked(project, one, told=bool(lines)),
        said=tuple(_said(project, lines)),
        former=tuple(old for old, new in library.followed.names.items() if new == one.note.id),
        opposed=library.opposed.get(one.note.id, ""),
    )


def _asked(project: Project, one: DecidedNote, *, told: bool) -> tuple[AskedQuestion, ...]:
    """Return what was asked for the note itself, then what the person's word made be asked besides."""
    queries = [one.query]
    if told:
        plain = query_for(one.note, Decisions(), project.kind_tags)
        queries = [plain, strip_user_decision(one.query, plain), one.query]
    recaller = project.recaller()
    found = (asked for query in queries for asked in recaller.explain(query, project.progress))
    return tuple({(asked.service, asked.what): asked for asked in found}.values())


def _said(project: Project, lines: tuple[Statement, ...]) -> list[LoggedDecision]:
    if not lines:
        return []
    entries = [entry for step in project.decision_file.steps() if not step.undone for entry in step.entries]
    rows = {row.split("#")[0].strip(): entry for entry in reversed(entries) for h in entry.hunks for row in h.after}
    return [LoggedDecision(line, rows.get(str(line).split("  # ")[0])) for line in lines]
