"""An agent: the official client, connected to a server in this process or over a real pipe."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from biblio.mcp_server.agent_server import build_server
from biblio.mcp_server.workspace import Workspace
from tests.program import ROOT

__all__ = ["Agent", "call_tool", "pipe", "talk"]


class Agent:
    """A connected client. `ok` and `refused` call a tool and return what it says."""

    def __init__(self, client: Client) -> None:
        self.client = client

    async def ok(self, tool: str, **arguments: object) -> dict[str, Any]:
        result = await self.client.call_tool(tool, arguments)
        content = checked(result)
        assert not result.is_error, content
        return content

    async def refused(self, tool: str, **arguments: object) -> str:
        result = await self.client.call_tool(tool, arguments)
        assert result.is_error, result.structured_content
        return str(getattr(result.content[0], "text", ""))

    async def tool_names(self) -> list[str]:
        return [tool.name for tool in (await self.client.list_tools()).tools]


def checked(result: CallToolResult) -> dict[str, Any]:
    """Return the structured content; the text, which other clients read, says the same."""
    assert isinstance(result.structured_content, dict)
    text = getattr(result.content[0], "text", "")
    if not result.is_error:
        assert json.loads(text) == result.structured_content
    return result.structured_content


def talk(
    folder: Path, conversation: Callable[[Agent], Awaitable[None]], *, allow_writes: bool = False,
    offline: bool | None = True, mode: str = "auto",
) -> None:  # fmt: skip
    """Connect to a server for the project in `folder`, and run a conversation."""

    failures: list[AssertionError] = []

    async def run() -> None:
        server = build_server(Workspace(folder, offline), allow_writes=allow_writes)
        async with Client(server, mode=mode) as client:
            try:
                await conversation(Agent(client))
            except AssertionError as error:  # which the client's task groups would wrap
                failures.append(error)

    anyio.run(run)
    if failures:
        raise failures[0]


def call_tool(folder: Path, tool: str, *, offline: bool | None = True, **arguments: object) -> dict[str, Any]:
    """Return what one call of a tool that reads gives."""
    answers: list[dict[str, Any]] = []

    async def conversation(agent: Agent) -> None:
        answers.append(await agent.ok(tool, **arguments))

    talk(folder, conversation, offline=offline)
    return answers[0]


def pipe(folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> StdioServerParameters:
    """Return how a client starts ``biblio mcp`` as a process of its own."""
    names = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    own = {name: os.environ[name] for name in names if name in os.environ}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "biblio", "mcp", "--project", str(folder), *options],
        env={**own, "PYTHONPATH": str(ROOT), **(environment or {})},
        cwd=folder.parent,
    )
