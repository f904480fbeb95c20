"""``biblio zotero``: the commands for a Zotero library, each in a module of its own."""

from __future__ import annotations

from importlib import import_module

import click

from biblio.cli.languages import translated_command

__all__ = ["COMMANDS", "command"]

COMMANDS = {
    "login": ("biblio.cli.commands.zotero.login", "Check a key, show what it gives access to, store it."),
    "adopt": ("biblio.cli.commands.zotero.adopt", "Make a project of a library that is already full."),
    "plan": ("biblio.cli.commands.zotero.plan", "Show what would change on both sides."),
    "apply": ("biblio.cli.commands.zotero.apply", "Apply the plan."),
    "watch": ("biblio.cli.commands.zotero.watch", "Keep notes, exports and library in step while you work."),
    "undo": ("biblio.cli.commands.zotero.undo", "Undo a sync run; list what cannot be undone."),
    "status": ("biblio.cli.commands.zotero.status", "Show the sync status (no network)."),
    "log": ("biblio.cli.commands.zotero.log", "List the runs, or what one of them did."),
    "verify": ("biblio.cli.commands.zotero.verify", "Compare the whole library with biblio's memory of it."),
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        loaded: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return translated_command(loaded)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    "zotero",
    cls=_Commands,
    short_help="Sync a Zotero library with the notes, both ways.",
    epilog="\b\nExamples:\n  biblio zotero login     once\n  biblio zotero plan      look at the plan\n"
    "  biblio zotero apply     apply it\n  biblio zotero undo      undo it",
)
def command() -> None:
    """Put the works of the notes into a Zotero library, in collections by tag, and pull what you change there.

    Nothing is deleted, only trashed, and every run can be undone.
    """
