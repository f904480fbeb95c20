"""All rules about a `.bib` in one pass over its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from biblio.check.finding import Finding
from biblio.check.rules.bibliography import addresses, macros, syntax
from biblio.check.rules.bibliography import duplicates as works
from biblio.check.rules.bibliography import entry_dates as dates
from biblio.check.rules.bibliography import entry_keys as keys
from biblio.check.rules.bibliography import entry_names as names
from biblio.check.rules.bibliography import printed_fields as tex
from biblio.check.rules.bibliography.family import Context, Family
from biblio.check.source_text import SourceText, entries

__all__ = ["FAMILIES", "check_bibliography"]

FAMILIES: tuple[Family, ...] = (
    syntax.FAMILY, keys.FAMILY, works.FAMILY, macros.FAMILY, tex.FAMILY, names.FAMILY, addresses.FAMILY, dates.FAMILY,
)  # fmt: skip


def check_bibliography(
    source: SourceText, *, today: date, macros: Iterable[str] = (), off: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield what is wrong with a `.bib` as a file, asking nobody; in order of the entries.

    `macros` are defined in other files of the run (lower-case); `off` are rules that are not wanted: a family all of
    whose rules are off is not run. Any text gives findings or nothing; it never raises.
    """
    context = Context(today, frozenset(macros))
    passes = [family.begin(source, context) for family in FAMILIES if any(one.name not in off for one in family.rules)]
    for entry in entries(source):
        for one in passes:
            yield from (found for found in one.entry(entry) if found.rule not in off)
    for one in passes:
        yield from (found for found in one.end() if found.rule not in off)
