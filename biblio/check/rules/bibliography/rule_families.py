"""All rules about a `.bib`, built in or of plugins (entry points), in one pass over its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from biblio.check.finding import Finding
from biblio.check.rule_registry import CHECK_RULES
from biblio.check.rules.bibliography.rule_family import CheckContext, FilePass, RuleFamily
from biblio.check.source_text import BibEntry, SourceText, read_entries
from biblio.errors import PluginError
from biblio.registry import Registry, failure_text

__all__ = ["RULE_FAMILIES", "check_bibliography", "plugin_families"]

_MODULES = "biblio.check.rules.bibliography"


def _problem_with(candidate: object) -> str:
    if not isinstance(candidate, RuleFamily):
        return "it is not a RuleFamily"
    taken = [rule.name for rule in candidate.rules if rule.name in CHECK_RULES]
    return f"its rules have the names of built-in rules: {', '.join(taken)}" if taken else ""


class _ShieldedPass:
    """A pass of a plugin's rules; an exception ends it with a finding that says so."""

    def __init__(self, name: str, start: Callable[[], FilePass], source: SourceText) -> None:
        self._name = name
        self._start = start
        self._source = source
        self._pass: FilePass | None = None
        self._has_failed = False

    def see_entry(self, entry: BibEntry) -> Iterable[Finding]:
        return self._findings(lambda file_pass: file_pass.see_entry(entry))

    def finish(self) -> Iterable[Finding]:
        return self._findings(lambda file_pass: file_pass.finish())

    def _findings(self, step: Callable[[FilePass], Iterable[Finding]]) -> list[Finding]:
        if self._has_failed:
            return []
        try:
            self._pass = self._pass or self._start()
            return list(step(self._pass))
        except Exception as error:  # noqa: BLE001 - whatever a stranger's plugin raises must not end the run
            from biblio.check.rules.reference.judgement import COULD_NOT_CHECK

            self._has_failed = True
            message = f"the plugin for rules {self._name!r} failed: {failure_text(error)}"
            return [COULD_NOT_CHECK.finding(self._source.span(0, 0), message, written=self._name)]


def _shield(name: str, family: RuleFamily) -> RuleFamily:
    def start(source: SourceText, context: CheckContext) -> FilePass:
        return _ShieldedPass(name, partial(family.start, source, context), source)

    return replace(family, start=start)


RULE_FAMILIES: Registry[RuleFamily] = Registry(
    "rule family",
    {
        "syntax": f"{_MODULES}.syntax:SYNTAX_RULES",
        "keys": f"{_MODULES}.entry_keys:KEY_RULES",
        "duplicates": f"{_MODULES}.duplicates:DUPLICATE_RULES",
        "macros": f"{_MODULES}.string_macros:MACRO_RULES",
        "printed-fields": f"{_MODULES}.tex_characters:PRINTED_FIELD_RULES",
        "names": f"{_MODULES}.entry_names:NAME_RULES",
        "addresses": f"{_MODULES}.urls_and_identifiers:ADDRESS_RULES",
        "pages": f"{_MODULES}.entry_pages:PAGES_RULES",
        "dates": f"{_MODULES}.entry_dates:DATE_RULES",
    },
    group="biblio.check_rules",
    check=_problem_with,
    shield=_shield,
)


def plugin_families() -> Iterator[RuleFamily]:
    """Yield the families of plugins that can be used."""
    for name in RULE_FAMILIES:
        if RULE_FAMILIES.is_plugin(name):
            try:
                yield RULE_FAMILIES.load(name)
            except PluginError:
                continue  # logged when it was first loaded


def check_bibliography(
    source: SourceText,
    *,
    today: date,
    macros: Iterable[str] = (),
    off: frozenset[str] = frozenset(),
    identities: set[int] | None = None,
) -> Iterator[Finding]:
    """Yield what is wrong with a `.bib` as a file, in the order of its entries; nothing is looked up.

    `macros` are those defined in other files of the run (lower case); `off` are rules that are turned off: a family
    whose rules are all off is not run. `identities` get a number for everything by which an entry may be one work with
    another: entries that have none in common say nothing about each other's works. Never raises, whatever the text.
    """
    context = CheckContext(today, frozenset(macros), identities)
    families = [family for _, family in RULE_FAMILIES.usable() if any(rule.name not in off for rule in family.rules)]
    passes = [family.start(source, context) for family in families]
    see_entries = [file_pass.see_entry for file_pass in passes]
    for entry in read_entries(source):
        for see_entry in see_entries:
            for finding in see_entry(entry):
                if finding.rule not in off:
                    yield finding
    for file_pass in passes:
        yield from (finding for finding in file_pass.finish() if finding.rule not in off)
