"""``biblio mcp``: serve the project to agents, by the Model Context Protocol."""

from __future__ import annotations

import sys

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "mcp",
    short_help="Serve notes and works to agents (Model Context Protocol).",
    epilog="\b\nExamples:\n  biblio mcp --project ~/notes                   what a client is told to start\n"
    "  biblio mcp --project ~/notes --offline         asks no service\n"
    "  biblio mcp --project ~/notes --allow-writes    also new notes, decisions, sync\n"
    "  claude mcp add biblio -- biblio mcp --project ~/notes",
)
@click.option(
    "--allow-writes",
    is_flag=True,
    help="Also offer new notes, decisions and sync: each is planned first, and written by a second call.",
)
@common_options
def command(allow_writes: bool, common: Common) -> int:
    """Serve the project to an agent (Claude, VS Code, Cursor …) by the Model Context Protocol over standard input.

    The client starts this command; nobody types it. It can search your notes, explain their works, look citations up,
    check and format them, and list what waits for your decision. It writes nothing unless --allow-writes is given.
    """
    from biblio.extras import Extra, require

    require(Extra.MCP, "biblio mcp")
    from biblio.mcp_server.agent_server import serve
    from biblio.mcp_server.workspace import Workspace

    if sys.stdin.isatty() and not common.quiet:
        echo("waiting for a client on standard input; biblio mcp --help says how one is set up", err=True)
    serve(Workspace(common.project.absolute(), common.offline), allow_writes=allow_writes)
    return ExitCode.DONE
