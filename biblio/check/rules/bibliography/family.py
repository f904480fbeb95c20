"""What a family of rules about a `.bib` is: it sees every entry once, in order, and speaks at once or at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from biblio.check.finding import Finding
from biblio.check.rule import Rule
from biblio.check.source_text import BibEntry, SourceText

__all__ = ["Context", "Family", "Pass", "each_entry"]


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules may know beside the file: the day, and the macros that other files of the run define."""

    today: date
    macros: frozenset[str] = field(default_factory=frozenset)


class Pass(Protocol):
    """One pass over one file."""

    def entry(self, entry: BibEntry) -> Iterable[Finding]:
        """See an entry; return what is to be said about it."""
        ...

    def end(self) -> Iterable[Finding]:
        """All entries were seen; return what is left to say."""
        ...


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that look at the same things, and what begins a pass of them over a file."""

    rules: tuple[Rule, ...]
    begin: Callable[[SourceText, Context], Pass]


@dataclass(frozen=True, slots=True)
class _EachEntry:
    see: Callable[[BibEntry, Context], Iterator[Finding]]
    context: Context

    def entry(self, entry: BibEntry) -> Iterable[Finding]:
        return self.see(entry, self.context)

    def end(self) -> Iterable[Finding]:
        return ()


def each_entry(see: Callable[[BibEntry, Context], Iterator[Finding]]) -> Callable[[SourceText, Context], Pass]:
    """Return the beginning of a pass that looks at every entry by itself."""
    return lambda source, context: _EachEntry(see, context)
