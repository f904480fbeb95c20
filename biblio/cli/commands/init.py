"""``biblio init``: create a project, after a look at what is there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.terminal import echo
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.project.project_setup import Discoveries

__all__ = ["command"]


@click.command(
    "init",
    short_help="Create a project in a folder.",
    epilog="\b\nExamples:\n  biblio init                           look around here, ask, write config.toml\n"
    "  biblio init --yes                     take the notes found here, ask nothing\n"
    "  biblio init --notes ~/vault/Papers    notes in another folder\n"
    "  biblio init demo --example            forty notes to try it with; no network needed",
)
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--notes", multiple=True, metavar="PATH", help="Where the notes are. Can be repeated.")
@click.option("--email", metavar="ADDRESS", default="", help="Your address, for services that ask whom to contact.")
@click.option("--yes", is_flag=True, help="Ask nothing: take all notes found in FOLDER.")
@click.option("--example", is_flag=True, help="Copy the example notes and their small catalogue there.")
@click.option("--json", "as_json", is_flag=True, help="Ask nothing; print what was found and written as JSON.")
def command(folder: Path, notes: tuple[str, ...], email: str, yes: bool, example: bool, as_json: bool) -> int:
    """Look around in FOLDER (default: the current folder), say what is there, and write a config.toml for it.

    Vaults, .bib files, saved issues, exports of reference managers and other notes are found and counted, and so is a
    Zotero library on this machine. On a terminal you are asked which of them to use; without one, all notes in FOLDER
    are. What git should leave alone is added to .gitignore and .gitattributes. Other files are never changed.
    """
    from biblio.cli.init_view import ask_for_email, ask_for_places, discoveries_object, print_discoveries, print_next
    from biblio.cli.progress_display import Bar
    from biblio.cli.rendering import print_json
    from biblio.project.project_setup import copy_example, discover, write_project

    _check_is_new(folder / "config.toml")
    if example:
        copy_example(folder)
        written = write_project(folder, sources=notes or ("notes",), catalogue="catalogue.jsonl", git=False)
        echo(f"{written[0]} written. Next: biblio sync{_where(folder)}", err=True)
        return ExitCode.DONE
    with Bar(quiet=as_json) as bar:
        found = discover(folder, notes, progress=bar)
    is_asked = not (yes or as_json) and sys.stdin.isatty() and sys.stdout.isatty()
    if not as_json:
        print_discoveries(found, folder)
    if is_asked:
        found = found if notes else ask_for_places(found, folder)
        email = email or ask_for_email(folder)
    sources = _sources(found, folder)
    written = write_project(folder, sources=sources, found=found, email=email)
    if as_json:
        print_json(discoveries_object(found, sources, written))
    else:
        echo(f"written: {', '.join(map(str, written))}", err=True)
        print_next(found, sources, _where(folder))
    return ExitCode.DONE


def _check_is_new(config: Path) -> None:
    from biblio.project.find_project import is_ours

    if not config.exists():
        return
    if is_ours(config):
        raise UsageError(f"{config} already exists", hint="edit it, or choose another folder: biblio init FOLDER")
    hint = f"make the project in a folder of its own: biblio init {config.parent / 'bib'} --notes .."
    raise UsageError(f"{config} already exists, and is another program's", hint=hint)


def _sources(found: Discoveries, folder: Path) -> tuple[str, ...]:
    """Return the sources of the project; without any, a new folder for notes."""
    if found.places:
        return tuple(place.path for place in found.places)
    (folder / "notes").mkdir(parents=True, exist_ok=True)
    return ("notes",)


def _where(folder: Path) -> str:
    return "" if folder == Path() else f" --project {folder}"
