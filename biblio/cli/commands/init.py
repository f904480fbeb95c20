"""``biblio init``: create a project."""

from __future__ import annotations

from pathlib import Path

import click

from biblio.errors import ExitCode, UsageError

__all__ = ["command", "toml_string"]

_CONFIG = """\
# biblio: which notes to read, which services to ask, what to write. The README explains every key.

[notes]
sources = [{sources}]

[services]
# Crossref answers faster if it knows whom to contact about problems.
# email = "you@example.org"
{catalogue}
[tags]
ignore = ["read-later", "toread"]
"""


@click.command(
    "init",
    short_help="Create a project in a folder.",
    epilog="\b\nExamples:\n  biblio init                           config.toml here, for notes/\n"
    "  biblio init --notes ~/vault/Papers    notes in another folder\n"
    "  biblio init demo --example            forty notes to try it with; no network needed",
)
@click.argument("folder", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--notes", multiple=True, metavar="PATH", help="Where the notes are. Can be repeated.")
@click.option("--example", is_flag=True, help="Copy the example notes and their small catalogue there.")
def command(folder: Path, notes: tuple[str, ...], example: bool) -> int:
    """Write a config.toml into FOLDER (default: the current folder), and say what to do next.

    Existing files are never overwritten.
    """
    from biblio.files import write_atomic

    config = folder / "config.toml"
    if config.exists():
        raise UsageError(f"{config} already exists", hint="edit it, or choose another folder")
    sources = list(notes) or ["notes"]
    catalogue = ""
    if example:
        _copy_example(folder)
        catalogue = '\n[catalogue]\npath = "catalogue.jsonl"\n'
    elif not notes:
        (folder / "notes").mkdir(parents=True, exist_ok=True)
    text = _CONFIG.format(sources=", ".join(map(toml_string, sources)), catalogue=catalogue)
    write_atomic(config, text)
    where = "" if folder == Path() else f" --project {folder}"
    click.echo(f"{config} written. Next: biblio sync{where}", err=True)
    return ExitCode.DONE


def toml_string(text: str) -> str:
    """Return `text` as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _copy_example(folder: Path) -> None:
    from importlib.resources import files

    from biblio.files import write_atomic

    def copy(source: object, target: Path) -> None:
        for item in sorted(source.iterdir(), key=lambda entry: entry.name):  # type: ignore[attr-defined]
            if item.is_dir():
                copy(item, target / item.name)
            elif not (target / item.name).exists():
                write_atomic(target / item.name, item.read_text(encoding="utf-8"))

    copy(files("biblio") / "example", folder)
