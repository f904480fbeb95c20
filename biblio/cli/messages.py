"""Short messages of any command: problems on stderr, and counted words. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from biblio.cli.languages import translate as _
from biblio.cli.terminal import echo, say, style
from biblio.errors import Problem

__all__ = ["plural", "print_next_step", "print_problems", "print_unasked", "show_warning"]


def print_problems(problems: Iterable[Problem], *, word: str = "error", colour: str = "red") -> None:
    """Write problems to stderr, one per line."""
    for problem in problems:
        say(f"{style(f'{word}:', fg=colour, bold=True)} {problem}", err=True)


def plural(count: int, word: str, words: str = "") -> str:
    """Return "1 note" or "3 notes"; `words` is the plural where it is irregular."""
    return f"{count:,} {word if count == 1 else words or f'{word}s'}"


def print_next_step(step: str) -> None:
    """Write to stderr what to do next: a command, or words with one."""
    echo(f"{style(_('next:'), fg='cyan')} {step}", err=True)


def show_warning(message: str) -> None:
    """Write a warning to stderr."""
    say(f"{style('warning:', fg='yellow', bold=True)} {message}", err=True)


def print_unasked(unasked: Mapping[str, str]) -> None:
    """Warn about services that could not be asked (service → why), those with the same reason in one line."""
    if not unasked:
        return
    from biblio.lookup.http.retry import Failure
    from biblio.model.decision import NO_NETWORK

    services: dict[str, list[str]] = {}
    for service, why in unasked.items():
        is_cut_off = NO_NETWORK in unasked.values() and why.startswith(Failure.NO_ROUTE)
        services.setdefault(NO_NETWORK if is_cut_off else why, []).append(service.rstrip(":"))  # "zotero:"
    for why, names in services.items():
        show_warning(f"could not ask {', '.join(names)}: {why}")
