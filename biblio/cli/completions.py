"""What a shell completes beyond commands and options: notes, citation keys, tags, rules. Nothing is asked or written.

Click calls each function, https://click.palletsprojects.com/en/stable/shell-completion/. Whatever keeps a project
from being read gives nothing to complete: a shell has no place for messages.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class

from biblio.errors import BiblioError

if TYPE_CHECKING:
    from biblio.export.export_index import CitationKeys
    from biblio.project.note_library import NoteLibrary

__all__ = [
    "PowerShellComplete",
    "complete_files",
    "complete_formats",
    "complete_notes",
    "complete_rules",
    "complete_styles",
    "complete_tags",
]

_LONGEST_TITLE = 60


def complete_notes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the citation keys and ids of notes that begin with `incomplete`, with their titles."""
    from biblio.export.exported_works import work_of
    from biblio.text import shorten

    names: dict[str, str] = {}
    for library, keys in _libraries(ctx):
        for decided in library.decided:
            work = work_of(decided, unresolved=True, pending=True)
            title = (work.best.title if work else "") or decided.note.title or decided.note.summary
            for name in (*(keys.keys_of(work) if work is not None else ()), decided.note.id):
                names.setdefault(name, shorten(title, _LONGEST_TITLE))
    return [CompletionItem(name, help=title) for name, title in names.items() if name.startswith(incomplete)]


def complete_tags(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the tags of notes that begin with `incomplete`, the most frequent first."""
    counts = Counter(tag for library, _ in _libraries(ctx) for decided in library.decided for tag in decided.note.tags)
    tags = [tag for tag, _ in counts.most_common() if tag.casefold().startswith(incomplete.casefold())]
    return [CompletionItem(tag, help=f"{counts[tag]} notes") for tag in tags]


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of rules that begin with `incomplete`, with what they find."""
    from biblio.check.rule_registry import all_rules

    rules = all_rules().values()
    return [CompletionItem(rule.name, help=rule.summary) for rule in rules if rule.name.startswith(incomplete)]


def complete_formats(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of export formats that begin with `incomplete`."""
    from biblio.export.export_formats import BIB, EXPORTERS

    return [CompletionItem(name) for name in (BIB, *EXPORTERS) if name.startswith(incomplete)]


def complete_styles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the names of citation styles that begin with `incomplete`; of a path, let the shell complete it."""
    from biblio.cite.styles import list_styles
    from biblio.project.citing import style_folders
    from biblio.project.find_project import find_project
    from biblio.project.project import project_config

    if "/" in incomplete or incomplete.startswith((".", "~")):
        return [CompletionItem(incomplete, type="file")]
    try:
        config = project_config(Path(ctx.params.get("project") or find_project(Path())), offline=True)
        names = list_styles(style_folders(config.cite))
    except (BiblioError, OSError):
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete.casefold())]


def complete_files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file or folder."""
    return [CompletionItem(incomplete, type="file")]


def _libraries(ctx: click.Context) -> Iterator[tuple[NoteLibrary, CitationKeys]]:
    """Yield the notes and citation keys of the project that a command line means, if it can be read."""
    from biblio.export.export_index import known_keys
    from biblio.lookup.progress import SilentProgress
    from biblio.project.find_project import find_project
    from biblio.project.note_library import read_library
    from biblio.project.project import open_project, project_config

    folder = ctx.params.get("project") or find_project(Path())
    try:
        config = project_config(Path(folder), offline=True)
        if not config.state.path.exists():
            return  # reading all notes for the first time takes longer than a key may
        with open_project(config, progress=SilentProgress(), exclusive=False) as project:
            keys = known_keys(config.exports.path).with_decided(project.decisions.keys)
            yield read_library(project), keys
    except (BiblioError, OSError):
        return


class PowerShellComplete(ShellComplete):
    """Completion for PowerShell, 5.1 and later, by `Register-ArgumentCompleter`."""

    name = "powershell"
    # https://learn.microsoft.com/powershell/module/microsoft.powershell.core/register-argumentcompleter
    source_template = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | ForEach-Object { "$_" })
    $before = @($words | Select-Object -Skip 1 | Where-Object { $_ -ne $wordToComplete })
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = ($before -join "`n")
    $env:COMP_CWORD = $wordToComplete
    $encoding = [Console]::OutputEncoding
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    try {
        & %(prog_name)s | ForEach-Object {
            $type, $value, $help = $_ -split "`t", 3
            if ($type -eq "plain") {
                $text = if ($value -match "[\\s'\\"()$;]") { "'" + ($value -replace "'", "''") + "'" } else { $value }
                $tip = if ($help) { $help } else { $value }
                [System.Management.Automation.CompletionResult]::new($text, $value, "ParameterValue", $tip)
            } elseif ($type) {
                [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
            }
        }
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD -ErrorAction SilentlyContinue
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is completed, and that word."""
        return os.environ.get("COMP_WORDS", "").split("\n"), os.environ.get("COMP_CWORD", "")

    def format_completion(self, item: CompletionItem) -> str:
        """Return a completion as a line: its type, its value, and its help."""
        return "\t".join((item.type, item.value, " ".join((item.help or "").split())))


add_completion_class(PowerShellComplete)
