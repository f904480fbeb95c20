"""All rules about a `.bib` in one pass over its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from biblio.check.finding import Finding
from biblio.check.rules.bibliography.addresses import ADDRESS_RULES
from biblio.check.rules.bibliography.duplicates import DUPLICATE_RULES
from biblio.check.rules.bibliography.entry_dates import DATE_RULES
from biblio.check.rules.bibliography.entry_keys import KEY_RULES
from biblio.check.rules.bibliography.entry_names import NAME_RULES
from biblio.check.rules.bibliography.printed_fields import PRINTED_FIELD_RULES
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily
from biblio.check.rules.bibliography.string_macros import MACRO_RULES
from biblio.check.rules.bibliography.syntax import SYNTAX_RULES
from biblio.check.source_text import SourceText, read_entries

__all__ = ["RULE_FAMILIES", "check_bibliography"]

RULE_FAMILIES: tuple[RuleFamily, ...] = (
    SYNTAX_RULES,
    KEY_RULES,
    DUPLICATE_RULES,
    MACRO_RULES,
    PRINTED_FIELD_RULES,
    NAME_RULES,
    ADDRESS_RULES,
    DATE_RULES,
)


def check_bibliography(
    source: SourceText, *, today: date, macros: Iterable[str] = (), off: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield what is wrong with a `.bib` as a file, in the order of its entries; nothing is looked up.

    `macros` are defined in other files of the run (lower case); `off` are rules that are turned off: a family with all
    its rules off is not run. Any text gives findings or none; it never raises.
    """
    context = CheckContext(today, frozenset(macros))
    families = [family for family in RULE_FAMILIES if any(rule.name not in off for rule in family.rules)]
    passes = [family.start(source, context) for family in families]
    for entry in read_entries(source):
        for file_pass in passes:
            yield from (finding for finding in file_pass.see_entry(entry) if finding.rule not in off)
    for file_pass in passes:
        yield from (finding for finding in file_pass.finish() if finding.rule not in off)
