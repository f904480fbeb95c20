"""The tools of ``--allow-writes``: three that show a plan and write nothing, and the one that applies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver import Context, MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from biblio.errors import UsageError
from biblio.mcp_server.reading_tools import LOCAL, SERVICES, NoteName
from biblio.mcp_server.tool_calls import ToolCalls
from biblio.mcp_server.tool_results import Applied, Proposal
from biblio.mcp_server.workspace import OpenWorkspace
from biblio.mcp_server.write_plans import PreparedWrite, WritePlans
from biblio.model.record import Kind
from biblio.text import shorten

if TYPE_CHECKING:
    from biblio.export.export_works import ExportResult
    from biblio.project.add_notes import NewNote
    from biblio.project.summary import Summary

__all__ = ["add_writing_tools"]

_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False)
_COMMAND = "mcp"  # in the journal of decisions
_MOST_KEYS = 100  # of one file in a plan
_UNCHANGED = "unchanged"

Template = Literal["", "obsidian", "logseq", "org-roam", "zettlr", "list", "org-list"]


def add_writing_tools(server: MCPServer, calls: ToolCalls) -> None:
    """Add the tools to a server."""
    plans = WritePlans()

    @server.tool(title="Plan a new note", annotations=SERVICES)
    async def plan_note(
        ctx: Context,
        works: Annotated[
            list[str],
            Field(min_length=1, max_length=20, description="Identifiers, addresses or titles, one for each note."),
        ],
        tags: Annotated[list[str] | None, Field(max_length=50, description="Tags of the notes.")] = None,
        comment: Annotated[str, Field(max_length=20_000, description="What the user thinks of the work.")] = "",
        to: Annotated[str, Field(description="A folder, or the file of a list, in the project.")] = "",
        template: Annotated[Template, Field(description="Empty: the user's own way.")] = "",
    ) -> Annotated[CallToolResult, Proposal]:
        """Look works up and show the notes that would be written about them. Nothing is written.

        A work that has a note gets none, and for a work that is not certain nothing is planned: its candidates are
        returned. To write the notes, call `apply_plan`.
        """

        def prepare(opened: OpenWorkspace) -> PreparedWrite:
            return _new_notes(opened, works, tags or (), comment, to, template)

        return await calls.run(ctx, lambda opened: plans.propose(opened, prepare))

    @server.tool(title="Plan a decision", annotations=LOCAL)
    async def plan_decision(
        ctx: Context,
        note: NoteName,
        decision: Annotated[
            Literal["accept", "reject", "reject-all", "not-a-paper"],
            Field(description="reject-all: none of the known works is right."),
        ],
        work: Annotated[
            str,
            Field(
                description="Which work to accept or reject: an identifier, or the number of a candidate. Empty with"
                " reject: the present match."
            ),
        ] = "",
        kind: Annotated[str, Field(description="With not-a-paper: what it is instead (blogpost, software …).")] = "",
    ) -> Annotated[CallToolResult, Proposal]:
        """Show which line would be written to the user's decisions about a note. Nothing is written.

        A decision is the user's: plan one only if they asked for it. To write it, call `apply_plan`.
        """  # fmt: skip

        def prepare(opened: OpenWorkspace) -> PreparedWrite:
            return _decision(opened, note, decision, work, kind)

        return await calls.run(ctx, lambda opened: plans.propose(opened, prepare))

    @server.tool(title="Plan a sync", annotations=SERVICES)
    async def plan_sync(ctx: Context) -> Annotated[CallToolResult, Proposal]:
        """Read the notes, look up what is new, and show what would change in the exported bibliographies.

        Answers of services are kept; no file of the user's is changed. To write the exports, call `apply_plan`.
        """

        def look_up_and_propose(opened: OpenWorkspace) -> Mapping[str, Any]:
            from biblio.project.note_library import resolve

            looked_up = resolve(opened.project, opened.sources, base=opened.project.base)
            proposal = plans.propose(opened, _sync)
            return {**proposal, "details": {**proposal["details"], "not_asked": looked_up.unasked}}

        return await calls.run(ctx, look_up_and_propose, exclusive=True)

    @server.tool(title="Apply a plan", annotations=_WRITES)
    async def apply_plan(
        ctx: Context,
        plan: Annotated[str, Field(description="The `plan` of a proposal.")],
        does: Annotated[str, Field(description="The `does` of the same proposal, word for word.")],
    ) -> Annotated[CallToolResult, Applied]:
        """Write what a plan showed, exactly that or nothing. Each plan can be applied once.

        If anything has changed since, nothing is written, and a new plan is needed. `biblio undo` undoes a decision.
        """
        return await calls.run(ctx, lambda opened: plans.apply(opened, plan, does), exclusive=True, is_write=True)


def _new_notes(
    opened: OpenWorkspace, works: Sequence[str], tags: Sequence[str], comment: str, to: str, template: str
) -> PreparedWrite:
    from biblio.project.add_notes import place_for_notes, plan_notes, request_for, write_note
    from biblio.project.json_views import new_note_object

    project = opened.project
    place = place_for_notes(project, _place(opened, to) if to else None, template)
    requests = list(map(request_for, works))
    planned = plan_notes(project, opened.library, opened.keys, requests, place, tags=tags, comment=comment)
    new = [note for note in planned if note.path is not None]

    def objects(*, is_written: bool) -> dict[str, Any]:
        return {"notes": [new_note_object(note, is_written=is_written) for note in planned]}

    def write() -> dict[str, Any]:
        for note in new:
            write_note(note)
        return objects(is_written=True)

    return PreparedWrite(
        "; ".join(_note_in_words(opened, note) for note in new),
        objects(is_written=False),
        tuple(note.text for note in new),
        write if new else None,
    )


def _place(opened: OpenWorkspace, to: str) -> Path:
    """Return where notes are to go. Raises `UsageError` for a place outside of the project, or a hidden one."""
    path = opened.path_within(to)
    if any(part.startswith(".") for part in path.relative_to(opened.project.base).parts):
        raise UsageError(f"{to} is hidden", hint="notes there are not read")
    return path


def _note_in_words(opened: OpenWorkspace, note: NewNote) -> str:
    assert note.path is not None
    assert note.work is not None
    path = note.path
    place = path.relative_to(opened.project.base) if path.is_relative_to(opened.project.base) else path
    return f"{'add to' if note.is_item else 'write'} {place.as_posix()}: {shorten(note.work.best.title, 80)}"


def _decision(opened: OpenWorkspace, name: str, decision: str, work: str, kind: str) -> PreparedWrite:
    from biblio.decisions.choices import acceptance, rejection
    from biblio.decisions.find_note import one_note
    from biblio.export.exported_works import work_of
    from biblio.model.decision import DecidedNote
    from biblio.project.json_views import note_object, work_object
    from biblio.project.note_library import open_decision_session

    library = opened.chosen(lambda notes: one_note(notes, name, opened.keys)[:1], with_others=True)
    decided = library.decided[0]
    if decision == "accept":
        if not work:
            raise UsageError("which work is to be accepted?", hint="give its identifier, or the number of a candidate")
        choice = acceptance(decided, work)
    elif decision == "reject":
        choice = rejection(decided, work or None)
    elif decision == "reject-all":
        choice = rejection(decided, "all")
    else:
        choice = rejection(decided, None, _kind(kind))
    session = open_decision_session(opened.project, library, command=_COMMAND)
    lines = tuple(
        f"{statement.verb} {statement.subject} {statement.value}"
        for statement in session.statements_for(decided, choice)
    )
    before = tuple(
        f"{statement.verb} {statement.subject} {statement.value}"
        for statement in session.statements_about(decided.note.id)
    )

    def in_json(note: DecidedNote) -> dict[str, Any]:
        about = work_of(note)
        return note_object(note.note, note.decision, about, opened.keys.key_of(about) if about else None)

    chosen = next(
        (
            candidate.work
            for candidate in decided.decision.candidates
            if choice.identifier is not None and choice.identifier in candidate.work.identifiers
        ),
        None,
    )
    details = {
        "note": in_json(decided),
        "work": work_object(chosen) if chosen else None,
        "lines": list(lines),
        "lines_before": list(before),
    }

    def write() -> dict[str, Any]:
        (changed,) = session.decide([(decided, choice)], only_if_unchanged=True)
        return {"note": in_json(changed), "lines": list(lines)}

    return PreparedWrite(
        f"write to decisions.txt: {'; '.join(lines)}", details, before, None if set(lines) <= set(before) else write
    )


def _kind(name: str) -> Kind:
    kinds = [kind.value for kind in Kind if kind is not Kind.PAPER]
    if name not in kinds:
        raise UsageError(f"{name!r} is no kind", hint=f"one of {', '.join(kinds)}")
    return Kind(name)


def _sync(opened: OpenWorkspace) -> PreparedWrite:
    from biblio.project.exports import export_notes
    from biblio.project.summarise import summarise

    project, library = opened.project, opened.library
    exported = export_notes(project, library.decided, library.scope, write=False)
    files = _changed_files(exported)

    def write() -> dict[str, Any]:
        written = export_notes(project, library.decided, library.scope)
        return _in_json(summarise(project, library, written), _changed_files(written))

    names = [str(file["file"]) for file in files]
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return PreparedWrite(
        f"write {len(names)} files in {project.config.exports.path.name}: {', '.join(names[:5])}{more}",
        _in_json(summarise(project, library, exported), files),
        tuple(contents.text or "" for contents in exported.update.contents)
        + tuple(plan.new or "" for plan in exported.formats),
        write if files else None,
    )


def _changed_files(exported: ExportResult) -> list[dict[str, Any]]:
    """Return the files of an export that change, with the keys of the entries that do, at most `_MOST_KEYS` of each."""
    files: list[dict[str, Any]] = [
        {
            "file": report.file,
            "outcome": report.outcome,
            "entries": report.count,
            **{
                name: {"count": len(keys), "keys": list(keys[:_MOST_KEYS])}
                for name, keys in (
                    ("added", report.merge.added),
                    ("changed", report.merge.changed),
                    ("removed", report.merge.removed),
                )
            },
            "conflicts": [f"{conflict.key}: {conflict.field}" for conflict in report.merge.conflicts],
        }
        for report in exported.update.reports
        if report.outcome != _UNCHANGED
    ]
    files += [
        {"file": plan.file, "outcome": plan.outcome, "entries": plan.count}
        for plan in exported.formats
        if plan.outcome != _UNCHANGED
    ]
    return files


def _in_json(summary: Summary, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "notes": summary.notes,
        "statuses": dict(summary.statuses),
        "works": summary.works,
        "files": list(files),
        "problems": list(map(str, (*summary.problems, *summary.warnings, *summary.flaws))),
        "retracted": list(summary.notices),
    }
