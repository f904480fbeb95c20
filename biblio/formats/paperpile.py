"""Paperpile's exports, whose rows (CSV) and objects (JSON) become items as Zotero's Web API gives them.

https://paperpile.com/h/export-data/. The CSV has "Smith J,Jones A" under "Authors" and labels that semicolons separate;
the JSON has names in parts under "author", the date in parts under "published", and labels under "labelsNamed".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from biblio.lookup.json_values import mapping, stripped_text
from biblio.text import whole_number

__all__ = ["is_paperpile_json", "is_paperpile_object", "is_paperpile_row", "item_of_object", "item_of_row"]

_BEGINNING = 64 * 1024
_OWN_KEY = re.compile(r'"(?:labelsNamed|foldersNamed)"\s*:\s*\[')
_ROW_COLUMNS = frozenset({"labels filed in", "folders filed in"})
_TYPES = {
    "journal article": "journalArticle", "article": "journalArticle", "pp_article": "journalArticle",
    "preprint manuscript": "preprint", "preprint": "preprint", "conference paper": "conferencePaper",
    "inproceedings": "conferencePaper", "book": "book", "book chapter": "bookSection", "incollection": "bookSection",
    "thesis": "thesis", "phdthesis": "thesis", "report": "report", "techreport": "report", "website": "webpage",
    "newspaper article": "newspaperArticle", "magazine article": "magazineArticle", "patent": "patent",
    "dataset": "dataset", "misc": "document",
}  # fmt: skip
# Columns of the CSV and keys of the JSON, and the fields of Zotero; the first of several that has a value counts.
_FIELDS = {
    "title": "title", "full journal": "publicationTitle", "journalfull": "publicationTitle",
    "journal": "publicationTitle", "proceedings title": "proceedingsTitle", "book title": "bookTitle",
    "booktitle": "bookTitle", "volume": "volume", "issue": "issue", "pages": "pages", "publisher": "publisher",
    "date published": "date", "publication date": "date", "publication year": "date", "doi": "DOI", "isbn": "ISBN",
    "issn": "ISSN", "pmid": "PMID", "pmc id": "PMCID", "pmc": "PMCID", "abstract": "abstractNote",
    "citekey": "citationKey", "citation key": "citationKey",
}  # fmt: skip
_INITIALS = re.compile(r"(?P<last>.+)\s(?P<first>[^\W\d_a-z]{1,4})$")


def is_paperpile_row(row: Mapping[str, str]) -> bool:
    """Whether a row, by its columns in lower case, is from Paperpile's CSV."""
    return bool(row.keys() & _ROW_COLUMNS)


def is_paperpile_json(text: str) -> bool:
    """Whether a list of JSON objects is Paperpile's, judging by its beginning."""
    return _OWN_KEY.search(text, 0, _BEGINNING) is not None


def is_paperpile_object(value: Mapping[str, Any]) -> bool:
    """Whether an object is an item of Paperpile's JSON."""
    return "itemType" not in value and ("labelsNamed" in value or "foldersNamed" in value or "pubtype" in value)


def item_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of the CSV, by its columns in lower case, as an item."""
    item = _item(row, row.get("item type", ""))
    item["creators"] = [
        {"creatorType": role, **_name(name)}
        for column, role in (("authors", "author"), ("editors", "editor"))
        for name in _parts(row.get(column, ""), r"[,;]")
    ]
    labels = (*_parts(row.get("labels filed in", "")), *_parts(row.get("folders filed in", "")))
    item["tags"] = [{"tag": label} for label in labels]
    item["tags"] += [{"tag": word, "type": 1} for word in _parts(row.get("keywords", ""))]
    item["notes"] = [{"note": row["notes"].strip()}] if row.get("notes", "").strip() else []
    if url := next(_parts(row.get("urls", "")), ""):
        item["url"] = url
    if number := row.get("arxiv id", "").strip():
        item["extra"] = f"arXiv: {number}"
    return item


def item_of_object(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of the JSON as an item."""
    item = _item(value, stripped_text(value.get("pubtype")) or stripped_text(value.get("kind")))
    if identity := stripped_text(value.get("_id")):
        item["key"] = identity
    people = [(role, person) for role in ("author", "editor") for person in _list(value.get(role))]
    item["creators"] = [
        {"creatorType": role, **_person(mapping(person))} for role, person in people if _person(mapping(person))
    ]
    labels = (*_list(value.get("labelsNamed")), *_list(value.get("foldersNamed")))
    item["tags"] = [{"tag": label.strip()} for label in labels if isinstance(label, str) and label.strip()]
    item["tags"] += [{"tag": word, "type": 1} for word in _parts(stripped_text(value.get("keywords")))]
    note = stripped_text(value.get("note")) or stripped_text(value.get("notes"))
    item["notes"] = [{"note": note}] if note else []
    published = mapping(value.get("published"))
    date = [str(published.get(part) or "").strip().zfill(2) for part in ("year", "month", "day")]
    given = [part for part in date if whole_number(part)]
    if given == date[: len(given)] and given:
        item["date"] = "-".join(given)
    addresses = [address for address in _list(value.get("url")) if isinstance(address, str)]
    if url := next(iter(addresses), stripped_text(value.get("url"))):
        item["url"] = url
    if number := stripped_text(value.get("arxivid")):
        item["extra"] = f"arXiv: {number}"
    return item


def _item(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    item: dict[str, Any] = {"itemType": _TYPES.get(kind.strip().casefold(), "document")}
    for name, field in _FIELDS.items():
        if (value := row.get(name)) and isinstance(value, str | int) and str(value).strip():
            item.setdefault(field, str(value).strip())
    return item


def _parts(text: str, separator: str = ";") -> Iterator[str]:
    return (part.strip() for part in re.split(separator, text) if part.strip())


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _name(text: str) -> dict[str, str]:
    match = _INITIALS.fullmatch(text)
    return {"lastName": match["last"], "firstName": match["first"]} if match else {"name": text}


def _person(person: Mapping[str, Any]) -> dict[str, str]:
    last, first = stripped_text(person.get("last")), stripped_text(person.get("first"))
    if last and first:
        return {"lastName": last, "firstName": first}
    name = last or stripped_text(person.get("collective")) or stripped_text(person.get("formatted")) or first
    return {"name": name} if name else {}
