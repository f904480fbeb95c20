"""Everything that is known about one note, gathered for whoever wants to know why."""

from __future__ import annotations

from dataclasses import dataclass

from biblio.decisions.decision_text import Statement
from biblio.decisions.decisions import Decisions
from biblio.decisions.journal import Entry
from biblio.decisions.note_queries import query_for
from biblio.decisions.user_decisions import without_word
from biblio.export.citation_keys import Keys
from biblio.export.works import work_of
from biblio.lookup.resolver import Asked
from biblio.model.decision import Decided
from biblio.model.record import Work
from biblio.project.project import Project
from biblio.project.sync import Library

__all__ = ["Said", "Story", "tell"]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the decisions file about a note, and the journal's entry where a command wrote it."""

    statement: Statement
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Story:
    """One note with all that was asked for it, what the person decided, and what speaks against that.

    `work` is what is exported for it, under `citekey`; `former` are ids under which the decisions name it.
    """

    decided: Decided
    work: Work | None
    citekey: str | None
    asked: tuple[Asked, ...]
    said: tuple[Said, ...]
    former: tuple[str, ...]
    opposed: str


def tell(project: Project, library: Library, one: Decided, keys: Keys) -> Story:
    """Gather the story of a note; asks no service."""
    work = work_of(one)
    lines = library.followed.decisions.about(one.note.id)
    return Story(
        decided=one,
        work=work,
        citekey=keys.key_of(work) if work else None,
        asked=_asked(project, one, told=bool(lines)),
        said=tuple(_said(project, lines)),
        former=tuple(old for old, new in library.followed.names.items() if new == one.note.id),
        opposed=library.opposed.get(one.note.id, ""),
    )


def _asked(project: Project, one: Decided, *, told: bool) -> tuple[Asked, ...]:
    """Return what was asked for the note itself, then what the person's word made be asked besides."""
    queries = [one.query]
    if told:
        plain = query_for(one.note, Decisions(), project.kind_tags)
        queries = [plain, without_word(one.query, plain), one.query]
    recaller = project.recaller()
    found = (asked for query in queries for asked in recaller.explain(query, project.progress))
    return tuple({(asked.service, asked.what): asked for asked in found}.values())


def _said(project: Project, lines: tuple[Statement, ...]) -> list[Said]:
    if not lines:
        return []
    entries = [entry for step in project.decision_file.steps() if not step.undone for entry in step.entries]
    rows = {row.split("#")[0].strip(): entry for entry in reversed(entries) for h in entry.hunks for row in h.after}
    return [Said(line, rows.get(str(line).split("  # ")[0])) for line in lines]
