"""The command line and its list of commands. Each command is a module of its own, imported only when it is called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from biblio.cli.error_boundary import run
from biblio.cli.languages import translate, translated_command
from biblio.cli.output_encoding import set_encodings
from biblio.cli.stopping import ignore_signals, stop_on_signals
from biblio.cli.terminal import show_exception
from biblio.version import __version__

__all__ = ["cli", "main"]

# Name → (module, one line for the overview). Listed here so that `biblio --help` imports no command.
COMMANDS = {
    "sync": ("biblio.cli.commands.sync", "Read the notes, find their works, write BibTeX by tag."),
    "notes": ("biblio.cli.commands.notes", "List the notes and the work found for each."),
    "show": ("biblio.cli.commands.show", "Explain one note: what was read, asked and decided."),
    "add": ("biblio.cli.commands.add", "Write a note about a work that you name."),
    "find": ("biblio.cli.commands.find", "Search your notes and their works."),
    "review": ("biblio.cli.commands.review", "Decide the doubtful notes, one per screen."),
    "accept": ("biblio.cli.commands.accept", "Accept a work for a note."),
    "reject": ("biblio.cli.commands.reject", "Reject a work for a note, or mark the note as not a paper."),
    "pin": ("biblio.cli.commands.pin", "Pin a note's match and its citation key."),
    "undo": ("biblio.cli.commands.undo", "Undo decisions, step by step."),
    "resolve": ("biblio.cli.commands.resolve", "Find the works of the notes; do not write exports."),
    "check": ("biblio.cli.commands.check", "Check bibliographies and manuscripts."),
    "update": ("biblio.cli.commands.update", "Look for new versions, corrections and retractions."),
    "export": ("biblio.cli.commands.export", "Write the exports from cached results (no network)."),
    "cite": ("biblio.cli.commands.cite", "Format references in any citation style."),
    "lsp": ("biblio.cli.commands.lsp", "Serve an editor: complete and check citations."),
    "mcp": ("biblio.cli.commands.mcp", "Serve notes and works to agents (Model Context Protocol)."),
    "page": ("biblio.cli.commands.page", "Make a page of your works to search and look at."),
    "status": ("biblio.cli.commands.status", "Show what is done and what is left to do."),
    "catalogue": ("biblio.cli.commands.catalogue", "Build and search a local index of works."),
    "zotero": ("biblio.cli.commands.zotero.group", "Sync a Zotero library with the notes, both ways."),
    "init": ("biblio.cli.commands.init", "Create a project in a folder."),
    "plugins": ("biblio.cli.commands.plugins", "List readers, services, formats and rules, and where they come from."),
    "schema": ("biblio.cli.commands.schema", "Print the JSON Schema of a command's --json output."),
    "completion": ("biblio.cli.commands.completion", "Print a shell completion script."),
}


class _Commands(click.Group):
    """A group that knows its commands by name and imports one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = import_module(module).command
        return translated_command(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, translate(line)) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  biblio init my-notes       create a project\n  biblio sync                do everything"
    "\n  biblio show attention      why a note was matched with its work\n\n"
    "Exit codes: 0 success, 1 failure, 2 usage or configuration error, 3 something needs your decision, 4 a service"
    " could not be reached.",
)
@click.version_option(__version__, prog_name="biblio")
def cli() -> None:
    """Turn reading notes into BibTeX files by tag. Finds the work each note is about, and never the wrong one."""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(50_000, *gc.get_threshold()[1:])  # starting makes many objects and no garbage
    set_encodings(sys.stdout, sys.stderr)
    sys.excepthook = show_exception
    if os.environ.get("_BIBLIO_COMPLETE", "").startswith("powershell"):
        import biblio.cli.completions  # noqa: F401 - which Click does not know by itself
    translated_command(cli)
    stop_on_signals()
    code = run(lambda: cli.main(standalone_mode=False, complete_var="_BIBLIO_COMPLETE"))
    ignore_signals()  # an impatient second Ctrl-C must not end in a traceback
    sys.exit(code)
