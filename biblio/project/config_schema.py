"""What may stand in ``config.toml``: every table and key, its type, and what makes a value wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from biblio.check.rule_registry import RULE_NAMES
from biblio.errors import BibtexError
from biblio.model.record import Kind
from biblio.settings import DEFAULT_SERVICES

__all__ = ["SERVICES", "TABLES", "Key"]

# Every service that can have a table of its own; a superset of what is asked for works.
SERVICES = (*DEFAULT_SERVICES, "github", "zotero", "zotero-local")


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `sort` names its type in words; `check` returns what is wrong with a value, or an empty string."""

    sort: str
    check: Callable[[object], str] = lambda value: ""


def _url(value: object) -> str:
    parts = urlsplit(str(value))
    if not value:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no http or https address"
    if parts.username or parts.password:
        return "has a password in it; keep secrets out of addresses"
    return ""


def _categories(value: object) -> str:
    # https://arxiv.org/category_taxonomy
    wrong = (
        [one for one in value if not re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", str(one))]
        if isinstance(value, list)
        else []
    )
    return f"{wrong[0]!r} is no category of arXiv" if wrong else ""


def _above(limit: float) -> Callable[[object], str]:
    def check(value: object) -> str:
        return "" if isinstance(value, int | float) and value > limit else f"must be greater than {limit:g}"

    return check


def _not_negative(value: object) -> str:
    return "" if isinstance(value, int | float) and value >= 0 else "must not be negative"


def _one_of(*choices: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        return "" if value in choices else f"must be one of {', '.join(choices)}"

    return check


def _services(value: object) -> str:
    assert isinstance(value, list)
    unknown = [name for name in value if name not in DEFAULT_SERVICES]
    return f"names services that do not exist: {', '.join(unknown)}" if unknown else ""


def _kinds(value: object) -> str:
    assert isinstance(value, dict)
    wrong = [f"{tag!r} = {kind!r}" for tag, kind in value.items() if kind not in list(Kind)]
    return f"gives kinds that do not exist: {', '.join(wrong)} (known: {', '.join(Kind)})" if wrong else ""


def _rules(value: object) -> str:
    assert isinstance(value, dict)
    if unknown := [name for name in value if name not in RULE_NAMES]:
        return f"names rules that do not exist: {', '.join(unknown)} (biblio check --explain lists them)"
    wrong = [f"{name} = {word!r}" for name, word in value.items() if word not in ("error", "warning", "info", "off")]
    return f"gives {', '.join(wrong)}: it must be error, warning, info or off" if wrong else ""


def _template(value: object) -> str:
    from biblio.export.citation_keys import check_template

    try:
        check_template(str(value))
    except BibtexError as error:
        return f"is no key template: {error} ({error.hint})"
    return ""


def _library(value: object) -> str:
    is_known = re.fullmatch(r"user|users/\d+|groups/[1-9]\d*", str(value))
    return "" if is_known else 'must be "user", "users/NUMBER" or "groups/NUMBER"'


def _share(value: object) -> str:
    return "" if isinstance(value, int | float) and 0 < value <= 1 else "must be above 0 and at most 1"


def _email(value: object) -> str:
    return "" if not value or "@" in str(value) else "is no e-mail address"


TABLES: Mapping[str, Mapping[str, Key]] = {
    "notes": {"sources": Key("list of sources"), "kinds": Key("table of texts", _kinds)},
    "services": {
        "use": Key("list of texts", _services),
        "base_url": Key("text", _url),
        "email": Key("text", _email),
        "offline": Key("true or false"),
        "found_days": Key("number", _not_negative),
        "missing_days": Key("number", _not_negative),
    },
    "catalogue": {"path": Key("text"), "folder": Key("text"), "categories": Key("list of texts", _categories)},
    "exports": {
        "path": Key("text"),
        "dialect": Key("text", _one_of("biblatex", "bibtex")),
        "abstracts": Key("true or false"),
        "keys": Key("text", _template),
        "unresolved": Key("true or false"),
        "minimum": Key("whole number", _above(0)),
        "readings": Key("table of texts"),
    },
    "tags": {"rename": Key("table of texts"), "ignore": Key("list of texts")},
    "zotero": {
        "library": Key("text", _library),
        "api": Key("text", _one_of("web", "local")),
        "root": Key("text"),
        "tags": Key("list of texts"),
        "collections": Key("list of texts"),
        "only": Key("list of texts"),
        "minimum": Key("whole number", _above(0)),
        "separator": Key("text"),
        "parents": Key("table of texts"),
        "comments": Key("true or false"),
        "pages": Key("true or false"),
        "pdf": Key("true or false"),
        "limit": Key("number", _share),
        "write_back": Key("true or false"),
        "memory": Key("text"),
    },
    "state": {"path": Key("text")},
    "check": {"rules": Key("table of texts", _rules), "baseline": Key("text")},
}
SERVICE_KEYS: Mapping[str, Key] = {
    "base_url": Key("text", _url),
    "interval": Key("number", _not_negative),
    "timeout": Key("number", _above(0)),
    "tries": Key("whole number", _above(0)),
    "searches": Key("true or false"),
}


def has_sort(value: object, sort: str) -> bool:
    """Tell whether a TOML value is of the type that a key's `sort` names."""
    if sort == "text":
        return isinstance(value, str)
    if sort == "true or false":
        return isinstance(value, bool)
    if sort == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if sort == "whole number":
        return isinstance(value, int) and not isinstance(value, bool)
    if sort == "list of texts":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if sort == "table of texts":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, list) and all(_is_source(one) for one in value)


def _is_source(value: object) -> bool:
    if isinstance(value, str):
        return bool(value)
    return (
        isinstance(value, dict)
        and isinstance(value.get("path"), str)
        and all(isinstance(one, str) for one in value.values())
        and value.keys() <= {"path", "layout"}
    )
