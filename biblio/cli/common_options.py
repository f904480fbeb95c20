"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from biblio.cli.lazy_completion import completing
from biblio.cli.messages import show_warning
from biblio.errors import FailOn, UsageError
from biblio.logs import open_log
from biblio.project.find_project import find_project

__all__ = ["Common", "common_options", "fail_on_options", "paths_argument", "tags_option"]

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Common:
    """The shared options: the project folder, verbosity, and whether the network may be used."""

    project: Path
    quiet: bool
    verbose: int
    offline: bool | None


def common_options(function: F) -> F:
    """Add ``--project``, ``-q``, ``-v``, ``--offline`` and ``--log``; the command gets one argument `common`."""

    def gather(
        project: Path | None, quiet: bool, verbose: int, offline: bool, log: Path | None, **arguments: object
    ) -> object:
        common = Common(project or find_project(Path()), quiet, verbose, True if offline else None)
        with open_log(log, to_stderr=verbose > 1, show=show_warning):
            return function(common=common, **arguments)

    gather.__name__, gather.__doc__ = function.__name__, function.__doc__
    gather.__dict__.update(function.__dict__)
    for option in (
        click.option(
            "--log", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Append a log to FILE."
        ),
        click.option("--offline", is_flag=True, help="Do not use the network; use cached data."),
        click.option("-v", "--verbose", count=True, help="Show more detail; -vv shows the log with every request."),
        click.option("-q", "--quiet", is_flag=True, help="Show errors only."),
        click.option(
            "--project",
            metavar="DIR",
            type=click.Path(path_type=Path, file_okay=False),
            help="The folder with config.toml.  [default: the current folder, or the nearest one above with the file]",
        ),
    ):
        gather = option(gather)
    return gather  # type: ignore[return-value]


def fail_on_options(function: F) -> F:
    """Add ``--fail-on`` and ``--exit-zero``: the command gets one argument `fail_on`, a `FailOn`."""

    def gather(fail_on: str | None, exit_zero: bool, **arguments: object) -> object:
        if exit_zero and fail_on not in (None, FailOn.NEVER):
            raise UsageError(f"--exit-zero cannot be combined with --fail-on {fail_on}")
        level = FailOn.NEVER if exit_zero else FailOn(fail_on or FailOn.WARNING)
        return function(fail_on=level, **arguments)

    gather.__name__, gather.__doc__ = function.__name__, function.__doc__
    gather.__dict__.update(function.__dict__)
    for option in (
        click.option(
            "--exit-zero", is_flag=True, help="Same as --fail-on never: what is found does not stop a script."
        ),
        click.option(
            "--fail-on",
            type=click.Choice([level.value for level in reversed(FailOn)]),
            default=None,
            help="What gives the exit code 3: warnings and doubtful notes too, only conflicts and errors, only errors"
            " (and 4 for services that could not be asked), or nothing.  [default: warning]",
        ),
    ):
        gather = option(gather)
    return gather  # type: ignore[return-value]


def paths_argument(function: F) -> F:
    """Add the argument ``[PATHS]...``: sources to use instead of the configured ones."""
    return click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=completing("files"))(function)


def tags_option(help_text: str, *, short: str = "") -> Callable[[F], F]:
    """Add ``--tag``, which can be repeated, with another name of one letter (`short`): the command gets `tags`."""
    names = filter(None, (short, "--tag", "tags"))
    return click.option(*names, metavar="TAG", multiple=True, shell_complete=completing("tags"), help=help_text)
