"""The command line: which commands there are. Each stands in a module of its own and is loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from biblio import __version__
from biblio.cli.error_boundary import run

__all__ = ["cli", "main"]

# Name → (module, one line for the overview). Kept here so that `biblio --help` imports no command.
COMMANDS = {
    "sync": ("biblio.cli.commands.sync", "Read the notes, find their works, write BibTeX by tag."),
    "notes": ("biblio.cli.commands.notes", "List the notes and what is known about each."),
    "show": ("biblio.cli.commands.show", "Tell everything about one note, and why."),
    "review": ("biblio.cli.commands.review", "Go through what needs a person, one note a screen."),
    "accept": ("biblio.cli.commands.accept", "Say which work a note is about."),
    "reject": ("biblio.cli.commands.reject", "Say that a work is not a note's, or that it is no paper."),
    "pin": ("biblio.cli.commands.pin", "Fix what a note is matched with, or a citation key."),
    "undo": ("biblio.cli.commands.undo", "Take decisions back, step by step."),
    "resolve": ("biblio.cli.commands.resolve", "Find the works of the notes; write no exports."),
    "check": ("biblio.cli.commands.check", "Find what is wrong in bibliographies and manuscripts."),
    "update": ("biblio.cli.commands.update", "Ask what became of the works since they were found."),
    "export": ("biblio.cli.commands.export", "Write the exports from what is known; ask nothing."),
    "status": ("biblio.cli.commands.status", "Tell what is done and what is left to do."),
    "catalogue": ("biblio.cli.commands.catalogue", "Build and search a local index of works."),
    "zotero": ("biblio.cli.commands.zotero.group", "Keep a Zotero library in step with the notes, both ways."),
    "init": ("biblio.cli.commands.init", "Begin a project in a folder."),
    "completion": ("biblio.cli.commands.completion", "Print the shell's completion script."),
}


class _Commands(click.Group):
    """A group that knows its commands' names and loads one only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = import_module(module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  biblio init my-notes       begin a project\n  biblio sync                do everything"
    "\n  biblio show attention      why a note has its work\n\n"
    "Exit codes: 0 all done, 1 failed, 2 usage or config, 3 something needs a person, 4 some service could not be"
    " asked.",
)
@click.version_option(__version__, prog_name="biblio")
def cli() -> None:
    """From reading notes to BibTeX by tag: finds the work each note is about, and never the wrong one."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(lambda: cli.main(standalone_mode=False)))
