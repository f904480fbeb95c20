"""``biblio zotero``: the commands around a Zotero library. Each stands in a module of its own."""

from __future__ import annotations

from importlib import import_module

import click

__all__ = ["COMMANDS", "command"]

COMMANDS = {
    "login": ("biblio.cli.commands.zotero.login", "Check a key, see which libraries it opens, keep it."),
    "plan": ("biblio.cli.commands.zotero.plan", "Show what would happen on both sides."),
    "apply": ("biblio.cli.commands.zotero.apply", "Do it."),
    "undo": ("biblio.cli.commands.zotero.undo", "Take a run back, and say what cannot be."),
    "status": ("biblio.cli.commands.zotero.status", "Tell how things stand; nothing is asked."),
    "log": ("biblio.cli.commands.zotero.log", "List the runs, or what one of them did."),
    "verify": ("biblio.cli.commands.zotero.verify", "Compare the whole library with what is remembered."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    "zotero",
    cls=_Commands,
    short_help="Keep a Zotero library in step with the notes, both ways.",
    epilog="\b\nExamples:\n  biblio zotero login     once\n  biblio zotero plan      look at it\n"
    "  biblio zotero apply     do it\n  biblio zotero undo      take it back",
)
def command() -> None:
    """Put the works of the notes into a Zotero library, as collections by tag, and take back what you change there.

    Nothing is written before it was shown by `plan`, nothing is deleted (only trashed), and every run can be undone.
    """
