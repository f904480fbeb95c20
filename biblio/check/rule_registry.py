"""All rules by name, in the order in which `biblio check --explain` lists them, and the names of plugins' rules.

Rules are loaded on demand: reading a configuration, which may name rules, does not load built-in ones.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

from biblio.check.rule import Rule
from biblio.errors import UsageError
from biblio.registry import Registry

__all__ = ["CHECK_RULES", "all_rules", "find_rule", "is_rule_name"]

_BIBLIOGRAPHY = "biblio.check.rules.bibliography"
_MANUSCRIPT = "biblio.check.rules.manuscript"
_REFERENCE = "biblio.check.rules.reference"
CHECK_RULES: Registry[Rule] = Registry(
    "rule",
    {
        "syntax": f"{_BIBLIOGRAPHY}.syntax:SYNTAX",
        "field-twice": f"{_BIBLIOGRAPHY}.syntax:FIELD_TWICE",
        "type-unknown": f"{_BIBLIOGRAPHY}.syntax:TYPE_UNKNOWN",
        "key-twice": f"{_BIBLIOGRAPHY}.entry_keys:KEY_TWICE",
        "key-invalid": f"{_BIBLIOGRAPHY}.entry_keys:KEY_INVALID",
        "parent-missing": f"{_BIBLIOGRAPHY}.entry_keys:PARENT_MISSING",
        "parent-before-child": f"{_BIBLIOGRAPHY}.entry_keys:PARENT_BEFORE_CHILD",
        "work-twice": f"{_BIBLIOGRAPHY}.duplicates:WORK_TWICE",
        "identifier-shared": f"{_BIBLIOGRAPHY}.duplicates:IDENTIFIER_SHARED",
        "string-undefined": f"{_BIBLIOGRAPHY}.string_macros:STRING_UNDEFINED",
        "string-twice": f"{_BIBLIOGRAPHY}.string_macros:STRING_TWICE",
        "tex-character": f"{_BIBLIOGRAPHY}.tex_characters:TEX_CHARACTER",
        "braces": f"{_BIBLIOGRAPHY}.tex_characters:BRACES",
        "control-character": f"{_BIBLIOGRAPHY}.tex_characters:CONTROL_CHARACTER",
        "text-garbled": f"{_BIBLIOGRAPHY}.tex_characters:TEXT_GARBLED",
        "html-markup": f"{_BIBLIOGRAPHY}.tex_characters:HTML_MARKUP",
        "name-misread": f"{_BIBLIOGRAPHY}.entry_names:NAME_MISREAD",
        "author-placeholder": f"{_BIBLIOGRAPHY}.entry_names:AUTHOR_PLACEHOLDER",
        "url-invalid": f"{_BIBLIOGRAPHY}.urls_and_identifiers:URL_INVALID",
        "identifier-invalid": f"{_BIBLIOGRAPHY}.urls_and_identifiers:IDENTIFIER_INVALID",
        "identifier-form": f"{_BIBLIOGRAPHY}.urls_and_identifiers:IDENTIFIER_FORM",
        "date-future": f"{_BIBLIOGRAPHY}.entry_dates:DATE_FUTURE",
        "date-invalid": f"{_BIBLIOGRAPHY}.entry_dates:DATE_INVALID",
        "pages-reversed": f"{_BIBLIOGRAPHY}.entry_pages:PAGES_REVERSED",
        "cite-missing": f"{_MANUSCRIPT}:CITE_MISSING",
        "cite-case": f"{_MANUSCRIPT}:CITE_CASE",
        "cite-example": f"{_MANUSCRIPT}:CITE_EXAMPLE",
        "cite-unfollowed": f"{_MANUSCRIPT}:CITE_UNFOLLOWED",
        "entry-uncited": f"{_MANUSCRIPT}:ENTRY_UNCITED",
        "work-cited-twice": f"{_MANUSCRIPT}:WORK_CITED_TWICE",
        "bibliography-missing": f"{_MANUSCRIPT}:BIBLIOGRAPHY_MISSING",
        "part-missing": f"{_MANUSCRIPT}:PART_MISSING",
        "identifier-of-another": f"{_REFERENCE}.identity:IDENTIFIER_OF_ANOTHER",
        "identifier-unknown": f"{_REFERENCE}.identity:IDENTIFIER_UNKNOWN",
        "authors-of-another": f"{_REFERENCE}.identity:AUTHORS_OF_ANOTHER",
        "venue-unknown": f"{_REFERENCE}.field_rules:VENUE_UNKNOWN",
        "work-not-found": f"{_REFERENCE}.judgement:NOT_FOUND",
        "could-not-check": f"{_REFERENCE}.judgement:COULD_NOT_CHECK",
        "title-differs": f"{_REFERENCE}.field_rules:TITLE_DIFFERS",
        "authors-differ": f"{_REFERENCE}.field_rules:AUTHORS_DIFFER",
        "year-differs": f"{_REFERENCE}.field_rules:YEAR_DIFFERS",
        "venue-differs": f"{_REFERENCE}.field_rules:VENUE_DIFFERS",
        "preprint-as-published": f"{_REFERENCE}.field_rules:PREPRINT_AS_PUBLISHED",
        "identifier-differs": f"{_REFERENCE}.field_rules:IDENTIFIER_DIFFERS",
        "volume-differs": f"{_REFERENCE}.field_rules:VOLUME_DIFFERS",
        "pages-differ": f"{_REFERENCE}.field_rules:PAGES_DIFFER",
        "type-differs": f"{_REFERENCE}.field_rules:TYPE_DIFFERS",
        "identifier-missing": f"{_REFERENCE}.field_rules:IDENTIFIER_MISSING",
        "version-differs": f"{_REFERENCE}.field_rules:VERSION_DIFFERS",
        "published-since": f"{_REFERENCE}.status:PUBLISHED_SINCE",
        "retracted": f"{_REFERENCE}.status:RETRACTED",
        "withdrawn": f"{_REFERENCE}.status:WITHDRAWN",
        "corrected": f"{_REFERENCE}.status:CORRECTED",
    },
)


def is_rule_name(name: str) -> bool:
    """Whether there is a rule called `name`, built in or from a plugin."""
    return name in CHECK_RULES or name in _plugin_rules()


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its name: the built-in ones, then those of plugins."""
    return {name: CHECK_RULES.load(name) for name in CHECK_RULES} | _plugin_rules()


def _plugin_rules() -> dict[str, Rule]:
    from biblio.check.rules.bibliography.rule_families import plugin_families

    return {rule.name: rule for family in plugin_families() for rule in family.rules}


def find_rule(name: str) -> Rule:
    """Return the rule called `name`. Raises `UsageError` if there is none."""
    if name in CHECK_RULES:
        return CHECK_RULES.load(name)
    rules = all_rules()
    if name not in rules:
        similar = get_close_matches(name, rules, n=1)
        hint = f"did you mean {similar[0]!r}?" if similar else "biblio check --explain lists all rules"
        raise UsageError(f"there is no rule called {name!r}", hint=hint)
    return rules[name]
