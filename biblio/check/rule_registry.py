"""All rules by name, in the order of the README; loaded when a rule is asked for."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from biblio.check.rule import Rule
from biblio.errors import UsageError

__all__ = ["RULE_NAMES", "all_rules", "find_rule"]

# Kept here so that reading a configuration loads no rule; a test compares it with the rules.
RULE_NAMES = (
    "syntax", "field-twice", "type-unknown", "key-twice", "key-invalid", "parent-missing", "parent-before-child",
    "work-twice", "identifier-shared", "string-undefined", "tex-character", "braces", "control-character",
    "text-garbled", "name-misread", "author-placeholder", "url-invalid", "identifier-invalid", "identifier-form",
    "date-future", "date-invalid",
    "cite-missing", "cite-case", "entry-uncited", "work-cited-twice", "bibliography-missing", "part-missing",
    "identifier-of-another", "identifier-unknown", "authors-of-another", "venue-unknown", "work-not-found",
    "could-not-check", "title-differs", "authors-differ", "year-differs", "venue-differs", "preprint-as-published",
    "identifier-differs", "volume-differs", "pages-differ", "type-differs", "identifier-missing", "version-differs",
    "published-since", "retracted", "withdrawn", "corrected",
)  # fmt: skip


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name."""
    from biblio.check.rules.bibliography.families import FAMILIES
    from biblio.check.rules.manuscript import RULES as MANUSCRIPT_RULES
    from biblio.check.rules.reference.rule_pages import RULES as REFERENCE_RULES

    rules = [rule for family in FAMILIES for rule in family.rules]
    return {rule.name: rule for rule in (*rules, *MANUSCRIPT_RULES, *REFERENCE_RULES)}


def find_rule(name: str) -> Rule:
    """Return the rule called `name`. Raises `UsageError` where there is none."""
    rules = all_rules()
    if name not in rules:
        near = get_close_matches(name, rules, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "biblio check --explain lists them"
        raise UsageError(f"there is no rule called {name!r}", hint=hint)
    return rules[name]
