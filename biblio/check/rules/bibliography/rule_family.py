"""The interface of a family of rules about a `.bib`.

A family sees every entry once, in order, so that memory does not grow with the file, and reports immediately or at the
end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from biblio.check.finding import Finding
from biblio.check.rule import Rule
from biblio.check.source_text import BibEntry, SourceText

__all__ = ["CheckContext", "FilePass", "RuleFamily", "entry_by_entry"]


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What rules can use besides the file: the date, and the macros (lower case) of the other files of the run.

    If there are `identities`, they get a number for everything by which an entry may be one work with another.
    """

    today: date
    macros: frozenset[str] = field(default_factory=frozenset)
    identities: set[int] | None = None


class FilePass(Protocol):
    """One pass over one file."""

    def see_entry(self, entry: BibEntry) -> Iterable[Finding]:
        """Examine an entry; return what to report now."""
        ...

    def finish(self) -> Iterable[Finding]:
        """Return what else to report, after all entries were seen."""
        ...


@dataclass(frozen=True, slots=True)
class RuleFamily:
    """Rules that examine the same things, and a function that starts a pass of them over a file."""

    rules: tuple[Rule, ...]
    start: Callable[[SourceText, CheckContext], FilePass]


@dataclass(frozen=True, slots=True)
class _EntryByEntry:
    check: Callable[[BibEntry, CheckContext], Iterator[Finding]]
    context: CheckContext

    def see_entry(self, entry: BibEntry) -> Iterable[Finding]:
        return self.check(entry, self.context)

    def finish(self) -> Iterable[Finding]:
        return ()


def entry_by_entry(
    check: Callable[[BibEntry, CheckContext], Iterator[Finding]],
) -> Callable[[SourceText, CheckContext], FilePass]:
    """Return a function that starts a pass in which every entry is checked by itself."""
    return lambda source, context: _EntryByEntry(check, context)
