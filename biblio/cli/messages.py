"""Short messages of any command: problems on stderr, and counted words. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Iterable

import click

from biblio.errors import Problem

__all__ = ["plural", "print_problems"]


def print_problems(problems: Iterable[Problem], *, word: str = "error", colour: str = "red") -> None:
    """Write problems to stderr, one per line."""
    for problem in problems:
        click.echo(f"{click.style(f'{word}:', fg=colour, bold=True)} {problem}", err=True)


def plural(count: int, word: str, words: str = "") -> str:
    """Return "1 note" or "3 notes"; `words` is the plural where it is irregular."""
    return f"{count:,} {word if count == 1 else words or f'{word}s'}"
