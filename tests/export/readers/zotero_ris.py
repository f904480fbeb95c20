"""What Zotero's import makes of a RIS file, by the table in `zotero_ris.toml`; Zotero itself is not run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.bibtex.readers.facts import facts_of_csl

__all__ = ["VERSION", "read_zotero_ris"]

VERSION = "RIS translator 2026-06-26"
_LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
# Fields of items → variables of CSL, as Zotero exports them.
_VARIABLES = {
    "reporter": "container-title", "code": "container-title", "reporterVolume": "volume", "codeNumber": "volume",
    "firstPage": "page", "court": "publisher", "label": "publisher", "assignee": "publisher",
    "title": "title", "publicationTitle": "container-title", "bookTitle": "container-title",
    "proceedingsTitle": "container-title", "encyclopediaTitle": "container-title", "blogTitle": "publisher",
    "websiteTitle": "publisher", "series": "collection-title", "seriesTitle": "collection-title", "volume": "volume",
    "issue": "issue", "seriesNumber": "collection-number", "reportNumber": "number", "patentNumber": "number",
    "pages": "page", "publisher": "publisher", "institution": "publisher", "university": "publisher",
    "company": "publisher", "repository": "publisher", "studio": "publisher", "place": "publisher-place",
    "edition": "edition", "versionNumber": "version", "DOI": "DOI", "url": "URL", "ISBN": "ISBN", "language": "language",
    "date": "issued", "accessDate": "accessed", "archiveLocation": "archive_location", "manuscriptType": "genre",
    "reportType": "genre", "thesisType": "genre", "websiteType": "genre", "presentationType": "genre",
}  # fmt: skip
_TYPES = {"presentation": "speech", "encyclopediaArticle": "entry-encyclopedia"}
_AUTHORS = frozenset({"author", "director", "programmer", "inventor", "artist", "composer"})


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _field(tag: str, item_type: str) -> str:
    for field, types in _table()["fields"].get(tag, {}).items():
        if types[0] == "!" and item_type in types:
            continue
        if types[0] in ("*", "!") or item_type in types:
            return str(field)
    return ""


def read_zotero_ris(text: str) -> dict[str, dict[str, str]]:
    """Return the facts in the items that Zotero makes of a file, by what ID says, which it passes over."""
    items = {}
    for record in re.split(r"\r\nER  - ", text):
        pairs = [(match[1], match[2]) for line in record.split("\r\n") if (match := _LINE.fullmatch(line))]
        if pairs:
            values = dict(pairs)
            items[values["ID"]] = facts_of_csl(_item(values["TY"], pairs))
    return items


def _item(type_name: str, pairs: list[tuple[str, str]]) -> Mapping[str, object]:
    item_type = _table()["types"][type_name]
    item: dict[str, Any] = {"type": _TYPES.get(item_type, item_type), "author": [], "editor": [], "translator": []}
    notes, tags = [], []
    for tag, value in pairs:
        field = _field(tag, item_type)
        if tag in ("TY", "ID", "ER") or not value:
            continue
        if field in _AUTHORS:
            item["author"].append(_name(value))
        elif field in ("editor", "translator"):
            item[field].append(_name(value))
        elif field == "tags":
            tags.append(value)
        elif not field or field == "notes":
            notes.append(value if field else f"{tag}: {value}")
        elif tag == "EP" and item.get("page"):
            item["page"] = f"{item['page']}-{value}"
        elif tag == "PY":
            item.setdefault("issued", value)
        elif variable := _VARIABLES.get(field):
            value = "-".join(part for part in value.split("/") if part.isdigit()) if field.endswith(("ate",)) else value
            item[variable] = value if tag == "DA" else item.get(variable) or value
    item["note"] = "; ".join(notes)
    item["keyword"] = ", ".join(tags)
    item["PMID"] = next((note[4:-6] for note in notes if note.startswith("U1: ") and note.endswith("[pmid]")), "")
    if item.get("genre") == "Preprint":
        item["type"] = "preprint"
    return item


def _name(value: str) -> dict[str, str]:
    return {"literal": "others" if value == "et al." else value}
