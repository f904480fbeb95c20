"""What a client can read by its address, and what it can offer its user to begin with."""

from __future__ import annotations

from typing import Annotated

import msgspec
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError
from mcp.types import TextContent
from pydantic import Field

from biblio.errors import UsageError
from biblio.files import read_text
from biblio.mcp_server.reading_tools import explained_notes
from biblio.mcp_server.tool_calls import ToolCalls, Work
from biblio.mcp_server.workspace import OpenWorkspace

__all__ = ["add_prompts", "add_resources"]


def add_resources(server: MCPServer, calls: ToolCalls) -> None:
    """Add the resources to a server: the bibliography, and each note."""

    @server.resource(
        "biblio://bibliography",
        name="bibliography",
        title="The bibliography",
        description="The works of all notes, as BibTeX.",
        mime_type="application/x-bibtex",
    )
    async def bibliography() -> str:
        return str((await _read(calls, None, _bibliography))["text"])

    @server.resource(
        "biblio://notes/{name}",
        name="note",
        title="A note",
        description="A note with its work and the evidence for it, by the note's id or the citation key, as JSON.",
        mime_type="application/json",
    )
    async def note(name: str, ctx: Context) -> str:
        explained = await _read(calls, ctx, lambda opened: {"notes": explained_notes(opened, name)})
        return msgspec.json.format(msgspec.json.encode(explained["notes"]), indent=1).decode()


async def _read(calls: ToolCalls, ctx: Context | None, work: Work) -> dict[str, object]:
    result = await calls.run(ctx, work)
    if result.is_error or not isinstance(result.structured_content, dict):
        raise ResourceError("\n".join(part.text for part in result.content if isinstance(part, TextContent)))
    return result.structured_content


def _bibliography(opened: OpenWorkspace) -> dict[str, str]:
    from biblio.export.bib_folder import ALL

    path = opened.project.config.exports.path / ALL
    text = read_text(path)
    if text is None:
        raise UsageError(f"there is no {path} yet", hint="biblio sync writes it")
    return {"text": text}


def add_prompts(server: MCPServer) -> None:
    """Add the prompts to a server."""

    @server.prompt(title="Cite from my notes", description="What one's own notes have on a topic, with references.")
    def cite_from_notes(topic: Annotated[str, Field(description="The topic.")]) -> str:
        return (
            f"Which works in my reading notes are about this topic: {topic}\n\n"
            "Use search_notes with a few different words, and show_note for those that fit. Name only works whose "
            'status is "accepted", with what my notes say about each, and give their references with format_citation. '
            "Say what my notes do not cover instead of filling it in from memory."
        )

    @server.prompt(title="Check my draft", description="Check the citations of a file in the project.")
    def check_draft(path: Annotated[str, Field(description="The file, in the project's folder.")]) -> str:
        return (
            f"Check the citations of {path} with check_citations. Report the findings by gravity, each with its line, "
            "what is written there, what the record says, and who says so. Tell me apart what could not be looked up: "
            "that is neither right nor wrong. Change nothing."
        )
