"""The tools that change nothing of the user's: each does what a command does, and returns what its ``--json`` prints.

The docstrings of the tools are what an agent reads about them: they say it once and for all, and never contain data.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from biblio.errors import UsageError
from biblio.mcp_server.tool_calls import ToolCalls
from biblio.mcp_server.tool_results import (
    CheckedText,
    FormattedCitation,
    FoundNotes,
    FoundWork,
    OpenNotes,
    ShownNotes,
)
from biblio.mcp_server.workspace import OpenWorkspace
from biblio.model.decision import Status

__all__ = ["LOCAL", "SERVICES", "add_reading_tools", "explained_notes"]

LOCAL = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""What reads the project and nothing else."""
SERVICES = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
"""What changes nothing either, but may ask bibliographic services."""

_MOST_CANDIDATES = 5
_LONGEST_TEXT = 2_000_000  # characters

Words = Annotated[str, Field(description='Words to find; "in double quotes" they must follow each other.')]
NoteName = Annotated[
    str,
    Field(description="A note's id or the citation key of its work (its beginning is enough), or words of its title."),
]


def add_reading_tools(server: MCPServer, calls: ToolCalls) -> None:
    """Add the tools to a server."""

    @server.tool(title="Search notes and works", annotations=LOCAL)
    async def search_notes(
        ctx: Context,
        words: Words,
        tag: Annotated[str, Field(description="Only notes with this tag.")] = "",
        limit: Annotated[int, Field(ge=1, le=100, description="How many notes to return.")] = 10,
    ) -> Annotated[CallToolResult, FoundNotes]:
        """Search the user's reading notes and the works that they are about: titles, people, tags, comments, abstracts.

        All words must occur, their beginnings count; the best come first. Each note has its citation key if its work
        is certain.
        """
        return await calls.run(ctx, lambda opened: _found_notes(opened, words, tag, limit))

    @server.tool(title="Explain a note and its work", annotations=LOCAL)
    async def show_note(ctx: Context, note: NoteName) -> Annotated[CallToolResult, ShownNotes]:
        """Show one note: what it says, the work found for it with the source of every field, and the evidence.

        `status` says how sure the work is: only "accepted" is. Otherwise `candidates` are the works it may be, each
        with what speaks for and against it.
        """
        return await calls.run(ctx, lambda opened: {"notes": explained_notes(opened, note)})

    @server.tool(title="Look up a citation", annotations=SERVICES)
    async def find_work(
        ctx: Context,
        title: Annotated[str, Field(max_length=1000, description="The title, as far as it is known.")] = "",
        identifier: Annotated[
            str, Field(max_length=1000, description="arxiv:2304.02643, doi:10.1038/nature14539, or an address.")
        ] = "",
        authors: Annotated[
            list[str] | None, Field(max_length=100, description="Names of authors, the first one first.")
        ] = None,
        year: Annotated[int | None, Field(ge=1000, le=3000)] = None,
        venue: Annotated[str, Field(max_length=1000, description="The journal or conference.")] = "",
    ) -> Annotated[CallToolResult, FoundWork]:
        """Find out which work a citation means, in the user's catalogue and in bibliographic services.

        Only if `is_certain` is the work named in `work`. Otherwise it is null: `candidates` are works that it may be,
        with what speaks for and against each, and none of them may be presented as the answer. `not_asked` names
        services that did not answer: as long as there are any, "unresolved" does not mean that a work does not exist.
        `notes` are places of the user's own notes about the work.
        """
        return await calls.run(ctx, lambda opened: _found_work(opened, title, identifier, authors or (), year, venue))

    @server.tool(title="Check citations", annotations=SERVICES)
    async def check_citations(
        ctx: Context,
        text: Annotated[
            str,
            Field(max_length=_LONGEST_TEXT, description="BibTeX, CSL JSON, LaTeX or Markdown; its kind is recognised."),
        ] = "",
        path: Annotated[str, Field(description="Instead of a text: a file or folder in the project.")] = "",
        look_up: Annotated[bool, Field(description="False: check only what needs no lookup.")] = True,
    ) -> Annotated[CallToolResult, CheckedText]:
        """Check the references of a text or of a file: wrong, outdated, retracted, missing and made-up ones.

        Each finding has its rule, its place, what is written there, what the record says, and who says so. What could
        not be looked up is counted in `summary` and named in `could_not_ask`: it is neither right nor wrong. Nothing
        is changed.
        """
        return await calls.run(ctx, lambda opened: _report(opened, text, path, look_up=look_up))

    @server.tool(title="Format references", annotations=LOCAL)
    async def format_citation(
        ctx: Context,
        names: Annotated[list[str], Field(min_length=1, max_length=200, description="Citation keys, or ids of notes.")],
        style: Annotated[str, Field(description="The name of a CSL style: apa, ieee, nature, chicago …")] = "",
        locale: Annotated[str, Field(description="The language of words and dates: de, fr, ja, pt-BR …")] = "",
        form: Annotated[
            Literal["text", "html", "markdown", "bibtex"], Field(description="bibtex: the entries of the .bib.")
        ] = "text",
        in_text: Annotated[bool, Field(description="The citation as it stands in a text, not the references.")] = False,
    ) -> Annotated[CallToolResult, FormattedCitation]:
        """Format references of works in the user's notes in any citation style, from checked records.

        Use it instead of writing a reference from memory.
        """
        return await calls.run(ctx, lambda opened: _cited(opened, names, style, locale, form, in_text=in_text))

    @server.tool(title="List what waits for a decision", annotations=LOCAL)
    async def list_undecided(
        ctx: Context,
        unresolved: Annotated[bool, Field(description="Also notes for which no service knows a work.")] = False,
        limit: Annotated[int, Field(ge=1, le=100, description="How many notes to return.")] = 20,
    ) -> Annotated[CallToolResult, OpenNotes]:
        """List the notes whose work the user has to decide, with their candidates, and count all notes by status.

        `opposed` says what now contradicts an earlier decision of the user.
        """
        return await calls.run(ctx, lambda opened: _open_notes(opened, limit, with_unresolved=unresolved))


def _found_notes(opened: OpenWorkspace, words: str, tag: str, limit: int) -> dict[str, Any]:
    from biblio.project.json_views import found_note_object
    from biblio.project.searched_notes import search_project

    project = opened.project
    hits = search_project(project, opened.sources, words, base=project.base, keys=opened.keys, tag=tag, limit=limit)
    return {"found": [found_note_object(hit, opened.keys) for hit in hits]}


def explained_notes(opened: OpenWorkspace, name: str) -> list[dict[str, Any]]:
    """Return what `biblio show --json` prints about the note that `name` names. Raises `UsageError`."""
    from biblio.decisions.explain import explain_note
    from biblio.decisions.find_note import one_note
    from biblio.project.json_views import explanation_object

    project, library = opened.project, opened.chosen(lambda notes: one_note(notes, name, opened.keys))
    local = project.local_resolver()
    return [
        explanation_object(
            explain_note(
                decided,
                opened.keys,
                rebound=library.rebound,
                conflict=library.conflicts.get(decided.note.id, ""),
                file=project.decision_file,
                local=local,
                exports=project.config.exports,
            )
        )
        for decided in library.decided
    ]


def _found_work(
    opened: OpenWorkspace, title: str, identifier: str, authors: Sequence[str], year: int | None, venue: str
) -> dict[str, Any]:
    from biblio.matching.works.versions import notices_of
    from biblio.project.add_notes import known_places
    from biblio.project.json_views import candidate_object, notice_object, work_object
    from biblio.project.standalone import work_query

    project = opened.project
    query = work_query(title, author=authors, year=year, venue=venue, identifier=identifier)
    (decision,) = project.resolver().resolve([query], project.progress)
    work = decision.work if decision.status is Status.ACCEPTED else None
    candidates = decision.candidates[: 1 if work else _MOST_CANDIDATES]  # of a certain work, its own evidence is enough
    has_notes = bool(project.config.notes.sources)
    return {
        "status": decision.status.value,
        "is_certain": work is not None,
        "reason": decision.reason,
        "work": work_object(work) if work else None,
        "citekey": opened.keys.key_of(work) if work else None,
        "notes": known_places(opened.library, work) if work and has_notes else [],
        "notices": [notice_object(notice) for notice in notices_of(work)] if work else [],
        "candidates": [candidate_object(candidate) for candidate in candidates],
        "not_asked": list(map(str, decision.unasked)),
    }


def _report(opened: OpenWorkspace, text: str, path: str, *, look_up: bool) -> dict[str, Any]:
    from pathlib import PurePath

    from biblio.check.check_files import check_files, read_baseline
    from biblio.check.files_to_check import FileReader, name_for_text
    from biblio.check.reports.json_report import report_object
    from biblio.project.checks import reference_lookup
    from biblio.project.configuration import own_exports
    from biblio.settings import baseline_path

    if bool(text.strip()) == bool(path):
        raise UsageError("give either a text or a path")
    project, today = opened.project, date.today()
    contents: dict[str, bytes] = {}
    if path:
        opened.path_within(path)
    else:
        data = text.encode("utf-8", "replace")
        path = f"text{PurePath(name_for_text(data)).suffix}"
        contents[os.path.realpath(opened.project.base / path)] = data
    exports = own_exports(project.config)
    baseline, problems = read_baseline(baseline_path(project.config))
    for problem in problems:
        project.progress.warn(str(problem))
    checked = check_files(
        [path],
        base=project.base,
        config=project.config.check,
        today=today,
        baseline=baseline,
        lookup=reference_lookup(project, today=today) if look_up else None,
        excluded=(exports / "tags",) if exports else (),
        exports=exports,
        reader=FileReader(contents),
        within=project.base,
    )
    if checked.report.is_empty:
        raise UsageError(f"nothing to check in {path}", hint="a .bib, CSL JSON, .ris …, or a manuscript that cites")
    return report_object(checked.report)


def _cited(
    opened: OpenWorkspace, names: Sequence[str], style: str, locale: str, form: str, *, in_text: bool
) -> dict[str, Any]:
    from biblio.cite.reference_text import TextFormat
    from biblio.project.cited_works import entries_as_they_stand, read_citable_works
    from biblio.project.citing import cite_works

    if set(style) & set("/\\") or style.lower().endswith(".csl"):
        raise UsageError(f"{style}: name a style, not a file", hint="apa, ieee, nature, chicago …")
    known = read_citable_works(opened.project, opened.sources, base=opened.project.base)
    works = list({(work := known.named(name)).key: work for name in names}.values())
    if form == "bibtex":
        return entries_as_they_stand(works)
    return cite_works(
        works, opened.project.config.cite, style=style, locale=locale, form=TextFormat(form), in_text=in_text
    )


def _open_notes(opened: OpenWorkspace, limit: int, *, with_unresolved: bool) -> dict[str, Any]:
    from biblio.decisions.find_note import FoundNote, NotesByName
    from biblio.decisions.review_session import ReviewFilter, may_need_review, review_queue
    from biblio.export.exported_works import work_of
    from biblio.project.json_views import note_object

    criteria = ReviewFilter((Status.AMBIGUOUS, Status.UNRESOLVED) if with_unresolved else (Status.AMBIGUOUS,))
    counts: Counter[str] = Counter()

    def choose(notes: NotesByName[FoundNote]) -> list[FoundNote]:
        every = notes.every()
        counts.update(note.status.value for note in every)
        return [note for note in every if may_need_review(note, criteria)]

    library = opened.chosen(choose)
    queue = review_queue(library.decided, library.conflicts, criteria)
    notes = []
    for decided in queue[:limit]:
        work = work_of(decided)
        as_object = note_object(decided.note, decided.decision, work, opened.keys.key_of(work) if work else None)
        notes.append({**as_object, "opposed": library.conflicts.get(decided.note.id)})
    return {"count": len(queue), "notes": notes, "statuses": dict(counts)}
