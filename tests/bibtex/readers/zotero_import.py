"""What Zotero's own import would make of a `.bib`, by the rules in `zotero_import.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from biblio.bibtex.bib_text import parse_bibtex
from biblio.bibtex.latex_table import MATH_SYMBOLS
from biblio.bibtex.latex_to_text import decode_latex
from biblio.model.dates import MONTHS
from biblio.model.entry import Entry
from biblio.zotero.schema import item_type
from tests.bibtex.readers.facts import facts_of_csl

__all__ = ["VERSION", "read_zotero"]

_RULES = tomllib.loads((Path(__file__).parent / "zotero_import.toml").read_text(encoding="utf-8"))
VERSION: str = _RULES["version"]
_TYPES = {name: item for item, names in _RULES["types"].items() for name in names.split()}
_KEPT = "\ue000"  # stands for the backslash of a command that stays
_UNREAD = re.compile(rf"\\(?={'|'.join(_RULES['text']['unread'])})")
_PEOPLE = ("author", "editor", "translator")


def read_zotero(text: str) -> dict[str, dict[str, str]]:
    """Return the facts that Zotero has of every entry that it does not drop; those in Extra are marked "Extra: …"."""
    items = {}
    for entry in parse_bibtex(text, strings={}):
        assert isinstance(entry, Entry)
        if kind := _TYPES.get(entry.type):
            items[entry.key] = _facts(entry, kind)
    return items


def _facts(entry: Entry, kind: str) -> dict[str, str]:
    item, extra = _item(entry, kind)
    zotero_type = item_type(kind)
    fitting = {base: value for base, value in item.items() if zotero_type.field(base)}
    for base, value in item.items():
        if base not in fitting:
            extra[base] = value
    get = lambda *names: next((fitting[name] for name in names if fitting.get(name)), "")  # noqa: E731
    date = get("date")
    csl: dict[str, object] = {
        "type": kind,
        "genre": get("type") or extra.get("Published", ""),
        "title": get("title"),
        "container-title": get("publicationTitle"),
        "collection-title": get("series"),
        "volume": get("volume"),
        "number": get("issue", "number", "reportNumber", "seriesNumber"),
        "page": get("pages", "numPages"),
        "publisher": get("publisher"),
        "publisher-place": get("place"),
        "edition": get("edition"),
        "version": get("versionNumber"),
        "DOI": get("DOI"),
        "URL": get("url"),
        "ISBN": get("ISBN"),
        "language": get("language"),
        "accessed": get("accessDate"),
        "issued": date,
        "keyword": decode_latex(entry.get("keywords")),
        "note": decode_latex(entry.get("note")),
        **{name: _people(entry, name) for name in _PEOPLE if name == "author" or name in zotero_type.creators},
    }
    facts = facts_of_csl(csl)
    labels = {"arXiv": "arxiv", "PMID": "pmid", "DOI": "doi", "publicationTitle": "venue", "issue": "number"}
    for label, value in extra.items():
        fact = labels.get(label, label)
        facts.setdefault(fact, value if label in ("arXiv", "PMID", "DOI") else f"Extra: {value}")
    return facts


def _item(entry: Entry, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the base fields of the item that an entry becomes, and the labelled lines of its Extra."""
    item: dict[str, str] = {}
    extra: dict[str, str] = {}
    if thesis_type := _RULES["thesis_types"].get(entry.type):
        item["type"] = thesis_type
    for name, source in entry.fields:
        value = source if name == "url" else _text(source)
        if name in _RULES["fields"]:
            item[_RULES["fields"][name]] = value
        elif name in ("number", "pages"):
            item[_RULES[name].get(kind, {"number": "issue", "pages": "pages"}[name])] = value
        elif name in _RULES["extra"]:
            extra[_RULES["extra"][name]] = value
        elif name == "howpublished" and value.startswith(("http://", "https:/", "mailto:")):
            item["url"] = value
        elif name == "howpublished" and len(value) >= _RULES["howpublished"]["shortest"]:
            extra[_RULES["howpublished"]["label"]] = value
        elif name == "subtitle":
            item["title"] = f"{item.get('title', '')}: {value}"
    if label := _RULES["eprinttypes"].get(entry.get("eprinttype").casefold()):
        extra[label] = entry.get("eprint")
    for name, base in _RULES["fallback"].items():
        if value := _text(entry.get(name)):
            item.setdefault(base, value)
    item["date"] = entry.get("date") or _date(entry)
    return {base: value for base, value in item.items() if value}, extra


def _text(tex: str) -> str:
    """Return what Zotero makes of a text in TeX."""

    def formula(match: re.Match[str]) -> str:
        content: str = match[1]
        if content[:1] == "\\" and content[1:] in MATH_SYMBOLS:
            return MATH_SYMBOLS[content[1:]]
        for command, letter in _RULES["text"]["letters"].items():
            content = content.replace(f"\\{command}", letter)
        return content.replace("\\", _KEPT).replace("_", r"\_").replace("^", r"\^{}")

    tex = re.sub(r"\$([^$]+)\$", formula, tex)
    return decode_latex(_UNREAD.sub(_KEPT, tex)).replace(_KEPT, "\\")


def _date(entry: Entry) -> str:
    month = entry.get("month").casefold()
    number = f"{MONTHS.index(month[:3]) + 1:02}" if month[:3] in MONTHS else month
    return "-".join(filter(None, (entry.get("year"), number, entry.get("day").zfill(2) if entry.get("day") else "")))


def _people(entry: Entry, name: str) -> list[dict[str, str]]:
    """Return names as Zotero splits them: at commas, or before the last word; it knows no particles and no suffixes."""
    people = []
    for text in _split(entry.get(name)):
        parts = [part.strip() for part in text.split(",")]
        if text.startswith("{") and text.endswith("}") and "}" not in text[1:-1]:
            people.append({"literal": _text(text)})
        elif len(parts) > 1:
            given = ", ".join((parts[-1], *parts[1:-1]))
            people.append({"family": _text(parts[0]), "given": _text(given)})
        else:
            *given_names, family = text.split()
            people.append({"family": _text(family), "given": _text(" ".join(given_names))})
    return people


def _split(names: str) -> list[str]:
    depth, words, people = 0, list[str](), list[str]()
    for word in names.split():
        if word.casefold() == "and" and depth == 0:
            people.append(" ".join(words))
            words = []
        else:
            words.append(word)
        depth += word.count("{") - word.count("}")
    return [name for name in (*people, " ".join(words)) if name]
