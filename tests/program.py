"""Run the `biblio` command inside this process, as the shell would, and see what it prints and returns.

Most tests of commands need no process of their own: starting one costs a third of a second. What only a process can
show (a kill, a closed pipe, a terminal) starts one with `start_program`.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import click

from biblio.cli.error_boundary import run
from biblio.cli.main import cli

__all__ = ["ROOT", "Finished", "command_names", "run_program", "start_program"]

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Finished:
    """A finished run of the program."""

    returncode: int
    stdout: str
    stderr: str


def run_program(
    folder: Path, *arguments: str, stdin: str = "", environment: Mapping[str, str] | None = None
) -> Finished:
    """Run ``biblio ARGUMENTS`` with `folder` as the working directory, and `environment` added to this process's."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    out, err = streams
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    with (
        _working_in(folder),
        mock.patch.dict(os.environ, environment or {}),
        mock.patch.multiple(sys, stdin=given, stdout=out, stderr=err),
    ):
        code = run(lambda: cli.main(args=list(arguments), prog_name="biblio", standalone_mode=False))
    stdout, stderr = (stream.buffer.getvalue().decode() for stream in streams)  # type: ignore[attr-defined]
    return Finished(code, stdout, stderr)


def start_program(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start ``biblio ARGUMENTS`` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "biblio", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@contextlib.contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def command_names(option: str = "") -> set[str]:
    """Return all commands as a person types them ("zotero plan"), or those that have an option ("--offline")."""
    return {
        " ".join(path)
        for path, command in _commands(cli, ())
        if not option or any(option in parameter.opts for parameter in command.params)
    }


def _commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from _commands(below, (*path, name))
