"""The schema of ``config.toml``: every table and key with its type and the check of its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from biblio.addresses import split_address
from biblio.errors import BibtexError
from biblio.text import is_language_tag

__all__ = ["BACKSLASH_HINT", "TABLES", "SettingKey", "is_service", "no_path", "service_names"]

BACKSLASH_HINT = "in double quotes, a backslash begins an escape: write the path in single quotes or with slashes"
_CONTROL = re.compile(r"[\x00-\x1f]")


def service_names() -> tuple[str, ...]:
    """Return the built-in services that can have a table of their own: those asked for works, GitHub and Zotero."""
    from biblio.lookup.services.service_registry import SERVICES

    return (*SERVICES.built_in, "github", "zotero", "zotero-local")


def is_service(name: str) -> bool:
    """Return whether `name` may have a table ``[services.NAME]``: a built-in service, or a plugin's."""
    from biblio.lookup.services.service_registry import SERVICES

    return name in service_names() or name in SERVICES


@dataclass(frozen=True, slots=True)
class SettingKey:
    """One key: `type_name` is its type in words; `check` returns what is wrong with a value, or an empty string."""

    type_name: str
    check: Callable[[object], str] = lambda value: ""


def _url(value: object) -> str:
    parts = split_address(str(value))
    if not value:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is not an http or https URL"
    if parts.username or parts.password:
        return "contains a password; keep secrets out of URLs"
    return ""


def _urls(value: object) -> str:
    return next(filter(None, map(_url, str(value).replace(",", " ").split())), "")


def _index(value: object) -> str:
    # https://docs.opensearch.org/latest/api-reference/index-apis/create-index/#index-naming-restrictions
    is_name = re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,99}", str(value))
    return "" if is_name else "is not the name of an index: lower-case letters, digits, '-', '_' and '.'"


def _categories(value: object) -> str:
    # https://arxiv.org/category_taxonomy
    wrong = (
        [category for category in value if not re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", str(category))]
        if isinstance(value, list)
        else []
    )
    return f"{wrong[0]!r} is not an arXiv category" if wrong else ""


def no_path(value: object) -> str:
    """Return what is wrong with a path, if it has what no path has: control characters."""
    return f"is no path ({BACKSLASH_HINT})" if _CONTROL.search(str(value)) else ""


def _locale(value: object) -> str:
    return "" if not value or is_language_tag(str(value)) else 'is no language tag such as "de" or "pt-BR"'


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
    from biblio.lookup.services.service_registry import SERVICES

    assert isinstance(value, list)
    unknown = [name for name in value if name not in SERVICES]
    return f"names unknown services: {', '.join(unknown)}" if unknown else ""


def _formats(value: object) -> str:
    from biblio.export.export_formats import BIB, EXPORTERS

    assert isinstance(value, list)
    unknown = [name for name in value if name != BIB and name not in EXPORTERS]
    return (
        f"names unknown export formats: {', '.join(unknown)} (biblio plugins lists those installed)" if unknown else ""
    )


def _kinds(value: object) -> str:
    from biblio.model.record import Kind

    assert isinstance(value, dict)
    wrong = [f"{tag!r} = {kind!r}" for tag, kind in value.items() if kind not in list(Kind)]
    return f"names unknown kinds: {', '.join(wrong)} (known: {', '.join(Kind)})" if wrong else ""


def _rules(value: object) -> str:
    from biblio.check.rule_registry import is_rule_name

    assert isinstance(value, dict)
    if unknown := [name for name in value if not is_rule_name(name)]:
        return f"names unknown rules: {', '.join(unknown)} (biblio check --explain lists them)"
    wrong = [f"{name} = {word!r}" for name, word in value.items() if word not in ("error", "warning", "info", "off")]
    return f"has {', '.join(wrong)}: must be error, warning, info or off" if wrong else ""


def _template(value: object) -> str:
    from biblio.export.citation_keys import check_template

    try:
        check_template(str(value))
    except BibtexError as error:
        return f"is not a valid key template: {error} ({error.hint})"
    return ""


def _library(value: object) -> str:
    is_known = re.fullmatch(r"user|users/\d+|groups/[1-9]\d*", str(value))
    return "" if is_known else 'must be "user", "users/NUMBER" or "groups/NUMBER"'


def _share(value: object) -> str:
    return "" if isinstance(value, int | float) and 0 < value <= 1 else "must be above 0 and at most 1"


def _email(value: object) -> str:
    return "" if not value or "@" in str(value) else "is not an e-mail address"


PDF_CHOICE = '"off", "link" or "attach"'
"""The type of `zotero.pdf`, which was true or false in earlier versions."""
TABLES: Mapping[str, Mapping[str, SettingKey]] = {
    "notes": {"sources": SettingKey("a list of sources"), "kinds": SettingKey("a table of strings", _kinds)},
    "services": {
        "use": SettingKey("a list of strings", _services),
        "base_url": SettingKey("a string", _url),
        "email": SettingKey("a string", _email),
        "offline": SettingKey("true or false"),
        "found_days": SettingKey("a number", _not_negative),
        "missing_days": SettingKey("a number", _not_negative),
    },
    "catalogue": {
        "path": SettingKey("a string", no_path),
        "folder": SettingKey("a string", no_path),
        "url": SettingKey("a string", _urls),
        "index": SettingKey("a string", _index),
        "categories": SettingKey("a list of strings", _categories),
    },
    "exports": {
        "path": SettingKey("a string", no_path),
        "dialect": SettingKey("a string", _one_of("biblatex", "bibtex")),
        "venues": SettingKey("a string", _one_of("cited", "full", "short", "source")),
        "abstracts": SettingKey("true or false"),
        "keys": SettingKey("a string", _template),
        "unresolved": SettingKey("true or false"),
        "minimum": SettingKey("a whole number", _above(0)),
        "formats": SettingKey("a list of strings", _formats),
        "readings": SettingKey("a table of strings"),
    },
    "tags": {"rename": SettingKey("a table of strings"), "ignore": SettingKey("a list of strings")},
    "zotero": {
        "library": SettingKey("a string", _library),
        "api": SettingKey("a string", _one_of("web", "local")),
        "root": SettingKey("a string"),
        "tags": SettingKey("a list of strings"),
        "collections": SettingKey("a list of strings"),
        "only": SettingKey("a list of strings"),
        "minimum": SettingKey("a whole number", _above(0)),
        "separator": SettingKey("a string"),
        "parents": SettingKey("a table of strings"),
        "comments": SettingKey("true or false"),
        "pages": SettingKey("true or false"),
        "pdf": SettingKey(PDF_CHOICE),
        "pdf_folder": SettingKey("a string", no_path),
        "limit": SettingKey("a number", _share),
        "write_back": SettingKey("true or false"),
        "memory": SettingKey("a string", no_path),
    },
    "add": {
        "to": SettingKey("a string", no_path),
        "template": SettingKey("a string", no_path),
        "name": SettingKey("a string"),
        "heading": SettingKey("a string"),
        "tags": SettingKey("a list of strings"),
    },
    "state": {"path": SettingKey("a string", no_path)},
    "check": {"rules": SettingKey("a table of strings", _rules), "baseline": SettingKey("a string", no_path)},
    "cite": {
        "style": SettingKey("a string"),
        "locale": SettingKey("a string", _locale),
        "styles": SettingKey("a string", no_path),
    },
    "page": {
        "path": SettingKey("a string", no_path),
        "title": SettingKey("a string"),
        "notes": SettingKey("true or false"),
        "notes_at": SettingKey("a string", _url),
    },
}
SERVICE_KEYS: Mapping[str, SettingKey] = {
    "base_url": SettingKey("a string", _url),
    "interval": SettingKey("a number", _not_negative),
    "timeout": SettingKey("a number", _above(0)),
    "tries": SettingKey("a whole number", _above(0)),
    "searches": SettingKey("true or false"),
}


def has_type(value: object, type_name: str) -> bool:
    """Return whether a TOML value has the type that a key's `type_name` names."""
    if type_name == PDF_CHOICE:
        return value in ("off", "link", "attach") or isinstance(value, bool)
    if type_name == "a string":
        return isinstance(value, str)
    if type_name == "true or false":
        return isinstance(value, bool)
    if type_name == "a number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if type_name == "a whole number":
        return isinstance(value, int) and not isinstance(value, bool)
    if type_name == "a list of strings":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if type_name == "a table of strings":
        return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    return isinstance(value, list) and all(_is_source(item) for item in value)


_LISTS_OF_SOURCES = ("include", "exclude", "tags_from")


def _is_source(value: object) -> bool:
    if isinstance(value, str):
        return bool(value)
    return (
        isinstance(value, dict)
        and isinstance(value.get("path"), str)
        and isinstance(value.get("layout", ""), str)
        and all(has_type(value.get(name, []), "a list of strings") for name in _LISTS_OF_SOURCES)
        and value.keys() <= {"path", "layout", *_LISTS_OF_SOURCES}
    )
