"""CSL JSON: the items of a text, why it cannot be read completely, and an item as a record and as a library's entry.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and
https://docs.citationstyles.org/en/stable/specification.html (variables, types). A text is a list of items, an
object with the list under "items", an object of items by their ids, or one item. Functions accept any text; none
raises an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biblio.errors import Problem
from biblio.formats.export_values import (
    arxiv_in,
    html_to_text,
    parse_written_date,
    read_doi,
    split_extra,
    split_keywords,
)
from biblio.formats.item_types import csl_meaning
from biblio.formats.json_objects_in_text import BrokenJson, JsonObject, LineIndex, list_offset, read_json_list
from biblio.formats.library_entry import EntryDraft, ExportPart, LibraryEntry, PassedOver
from biblio.lookup.json_values import clean_text, stripped_text
from biblio.lookup.services.record_fields import date_from_parts, read_people
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, arxiv, doi, isbn, make
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record

__all__ = [
    "CSL_TYPE_NAMES",
    "CslItem",
    "csl_entry",
    "csl_problem",
    "csl_record",
    "is_csl",
    "is_csl_item",
    "read_csl",
    "read_csl_items",
]

# What distinguishes the first item of CSL JSON from other objects: a CSL type, and names, a date or a title.
_BEGINNING = re.compile(r'[\s\ufeff]*(?:\[|\{\s*"items"\s*:\s*\[|\{\s*"[^"\n]{1,80}"\s*:)\s*\{')
CSL_TYPE_NAMES = (
    "article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report|dataset|software|webpage"
    "|manuscript|patent|entry(?:-encyclopedia|-dictionary)?|legal_case|legislation|post(?:-weblog)?|document|speech"
    "|motion_picture|broadcast|standard|pamphlet|map|song|review(?:-book)?|interview"
)
"""Types of CSL that show that an object is an item of CSL, as a pattern."""
_CSL_TYPE = re.compile(rf'"type"\s*:\s*"(?:{CSL_TYPE_NAMES})"')
_CSL_VALUE = re.compile(
    r'"(?:author|editor)"\s*:\s*\[\s*\{\s*"(?:family|given|literal|non-dropping-particle|dropping-particle)"'
    r'|"issued"\s*:\s*\{\s*"(?:date-parts|raw|literal)"'
)
_CSL_TEXT = re.compile(
    r'"(?:container-title|citation-key|event-place|publisher-place|title-short|DOI|ISBN|URL)"\s*:\s*"'
)
_ITEM_KEYS = frozenset({"type", "title", "id"})
_ID = re.compile(r'"id"\s*:\s*')
_UUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\}?", re.IGNORECASE)
_ZOTERO_ITEM = re.compile(r"(?:.*/)?([A-Z0-9]{8})")
_NO_KEY = re.compile(r"(?i)(?:item|ref|id|temp_id|r)[-_]?\d+|.*[/\s].*")
# What Manubot writes into the note of an item that it made, and the identifiers by which it cites one.
_OF_MANUBOT = re.compile(
    r"^(?:This CSL (?:JSON )?Item was .*Manubot.*|Loaded from .* by Manubot\.|(?:standard_id|source_bibliography"
    r"|original_id|original_standard_id|manual_reference_filename|standard_citation): .*)$\n?",
    re.MULTILINE,
)
_CITED_BY = re.compile(r"(?P<scheme>doi|pmid|pubmed|pmcid|pmc|arxiv|isbn):(?P<value>\S+)", re.IGNORECASE)
_SCHEMES = {"pubmed": "pmid", "pmc": "pmcid"}
_READ = frozenset(
    "id type title author editor issued DOI ISBN container-title volume issue number page publisher URL language"
    " abstract note annote keyword categories accessed citation-key container-title-short collection-title PMID PMCID"
    " title-short journalAbbreviation original-title translated-title".split()
)


# -- items ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CslItem:
    """One item: its id as text, its variables as JSON values, and the offsets of the item and of its id."""

    key: str
    variables: Mapping[str, Any]
    start: int
    end: int
    key_start: int
    key_end: int

    @property
    def has_id(self) -> bool:
        """Whether the item has an id, and can be cited."""
        return "id" in self.variables


def read_csl_items(text: str) -> Iterator[CslItem]:
    """Yield the items of a text in order; what is broken is left out."""
    return (item for item in _items_and_breaks(text) if isinstance(item, CslItem))


def _items_and_breaks(text: str) -> Iterator[CslItem | BrokenJson]:
    offset = list_offset(text)
    if offset is None:
        yield from _items_by_id(text)
        return
    for item in read_json_list(text, offset, wanted_keys=_ITEM_KEYS):
        if isinstance(item, BrokenJson):
            yield item
            continue
        match = _ID.search(text, item.start, item.end) if "id" in item.value else None
        start = match.end() if match else item.start
        identifier = item.value.get("id", "")
        yield _item(item, str(identifier), start, start + len(json.dumps(identifier)) if match else start)


def _items_by_id(text: str) -> Iterator[CslItem]:
    """Yield the items of an object that has them by their ids, or the object itself if it is an item."""
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return
    if isinstance(whole, dict) and isinstance(whole.get("type"), str) and "title" in whole:
        yield CslItem(str(whole.get("id", "")), whole, 0, len(text.rstrip()), 0, 1)
        return
    offset = 0
    for name, value in whole.items() if isinstance(whole, dict) else ():
        if isinstance(value, dict):
            variables = value if "id" in value else {"id": name, **value}
            key = str(variables["id"])
            offset = max(offset, text.find(f'"{name}"', offset))
            start = max(0, text.find(f'"{key}"', offset))
            yield CslItem(key, variables, offset, offset, start, start + len(key) + 2)


def _item(item: JsonObject, key: str, key_start: int, key_end: int) -> CslItem:
    return CslItem(key, item.value, item.start, item.end, key_start, key_end)


def is_csl(beginning: str) -> bool:
    """Whether a text is a list of CSL JSON, judging by its beginning, because most `.json` files are something else."""
    return bool(
        _BEGINNING.match(beginning)
        and _CSL_TYPE.search(beginning)
        and (_CSL_VALUE.search(beginning) or _CSL_TEXT.search(beginning))
    )


def is_csl_item(text: str) -> bool:
    """Whether a text is one item of CSL JSON, as doi.org gives it."""
    start = text[:2000].lstrip("\ufeff \r\n\t")
    return start.startswith("{") and bool(_CSL_TYPE.search(text) and _CSL_VALUE.search(text) and '"title"' in text)


def csl_problem(text: str, path: str) -> Problem | None:
    """Return why a text cannot be read completely as CSL JSON, or None if it can."""
    hint = "CSL JSON is a list of items with an id"
    try:
        whole = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        return Problem(path, error.lineno, f"invalid JSON: {error.msg} at column {error.colno}", hint)
    except (ValueError, RecursionError):
        return Problem(path, 0, "unreadable JSON", hint)
    items = whole
    if isinstance(whole, dict):
        items = whole["items"] if isinstance(whole.get("items"), list) else list(whole.values())
    if not isinstance(items, list):
        return Problem(path, 0, "not CSL JSON", hint)
    without_id = sum(not isinstance(item, dict) or "id" not in item for item in items)
    if not without_id:
        return None
    if without_id == len(items):
        return Problem(path, 0, "not CSL JSON", hint)
    return Problem(path, 0, f"{without_id} of {len(items)} items have no id and were skipped", hint)


# -- an item as a record -------------------------------------------------------------------------------------------
def csl_record(variables: Mapping[str, Any]) -> Record:
    """Return what an item says about its work. A variable of an unexpected type reads as empty."""
    kind, medium = csl_meaning(str(variables.get("type"))) or (Kind.PAPER, Medium.UNKNOWN)
    authors, truncated = read_people(variables.get("author"))
    editors, _ = read_people(variables.get("editor"))
    identifiers = (
        doi(clean_text(variables.get("DOI"))),
        _arxiv_number(variables),
        isbn(clean_text(variables.get("ISBN")).split(" ")[0]),
    )
    return Record(
        source="csl",
        title=clean_text(variables.get("title")),
        kind=kind,
        medium=medium,
        identifiers=tuple(dict.fromkeys(identifier for identifier in identifiers if identifier is not None)),
        authors=authors or _author_text(variables),
        truncated=truncated,
        editors=editors,
        date=_date(variables.get("issued")),
        venue="" if medium is Medium.PREPRINT else clean_text(variables.get("container-title")),
        volume=clean_text(variables.get("volume")),
        number=clean_text(variables.get("issue")),
        pages=clean_text(variables.get("page")),
        publisher=clean_text(variables.get("publisher")),
        url=clean_text(variables.get("URL")),
        language=clean_text(variables.get("language")),
    )


def _date(value: object) -> PartialDate | None:
    """Return a date variable: CSL's object, a text, or pandoc's "year", "month" and "day", alone or in a list."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, dict):
        return parse_written_date(stripped_text(value))
    if "year" in value:
        return date_from_parts([[value.get(part) for part in ("year", "month", "day")]])
    written = next((text for name in ("raw", "literal") if (text := stripped_text(value.get(name)))), "")
    return date_from_parts(value.get("date-parts")) or parse_written_date(written)


def _arxiv_number(variables: Mapping[str, Any]) -> Identifier | None:
    number = clean_text(variables.get("number"))
    return arxiv(number.removeprefix("arXiv:")) if number.lower().startswith("arxiv:") else None


def _author_text(variables: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return the author of an item that has a text in place of CSL's list of names."""
    name = variables.get("author")
    return (parse_person(name),) if isinstance(name, str) and name else ()


# -- an item as an entry -------------------------------------------------------------------------------------------
def read_csl(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a CSL JSON text, and a `Problem` for what is broken in it."""
    lines = LineIndex(text)
    for item in _items_and_breaks(text):
        if isinstance(item, BrokenJson):
            hint = "the items before and behind it were read; export the file again"
            yield Problem(path, lines.line(min(item.offset, max(0, len(text) - 1))), f"invalid JSON: {item.what}", hint)
            continue
        end = max(item.start, item.end - 1)
        entry = csl_entry(item.variables, item.key, lines.line(item.start), lines.line(end))
        yield entry or PassedOver(lines.line(item.start))


def csl_entry(variables: Mapping[str, Any], key: str, line: int, end_line: int) -> LibraryEntry | None:
    """Return an item as an entry, given its id and its lines; None if it has neither a title nor an identifier."""
    record = csl_record(variables)
    type_name = stripped_text(variables.get("type"))
    draft = EntryDraft("csl", line, end_line, type_name, csl_meaning(type_name))
    draft.title, draft.date, draft.venue = record.title, record.date, clean_text(variables.get("container-title"))
    draft.authors, draft.is_truncated = list(record.authors), record.truncated
    draft.editors, draft.pages, draft.publisher = list(record.editors), record.pages, record.publisher
    draft.volume, draft.number = record.volume, record.number or stripped_text(variables.get("number"))
    draft.language, draft.series = record.language, clean_text(variables.get("collection-title"))
    draft.venue_short = clean_text(variables.get("container-title-short") or variables.get("journalAbbreviation"))
    draft.other_titles = [clean_text(variables.get(name)) for name in ("original-title", "translated-title")]
    draft.abstract, draft.urls = stripped_text(variables.get("abstract")), [record.url]
    draft.added = _date(variables.get("accessed"))
    draft.tags = split_keywords(_texts(variables.get("keyword")) + _texts(variables.get("categories")))
    extra, note = split_extra(_OF_MANUBOT.sub("", "\n".join(_texts(variables.get("note")))))
    draft.comments = [html_to_text(text) for text in (*_texts(variables.get("annote")), note)]
    _set_key(draft, variables, key, extra)
    _set_identifiers(draft, variables, extra)
    draft.add_field("short-title", clean_text(variables.get("title-short")))
    for name, value in variables.items():
        if name not in _READ:
            draft.add_field(name.lower(), _as_text(value))
    for name, text in extra.items():
        draft.add_field(f"extra-{name}", text)
    return draft.finish()


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for item in values if (text := stripped_text(item))]


def _as_text(value: object) -> str:
    if isinstance(value, dict) and (date := _date(value)):
        return str(date)
    people, _ = read_people(value) if isinstance(value, list) else ((), False)
    return " and ".join(map(str, people)) or "; ".join(_texts(value))


def _set_key(draft: EntryDraft, variables: Mapping[str, Any], key: str, extra: Mapping[str, str]) -> None:
    """Set the citation key: what says to be one, else the id if it is not a number that a program made."""
    stated = stripped_text(variables.get("citation-key")) or extra.get("citationkey", "")
    if match := _ZOTERO_ITEM.fullmatch(key):
        draft.export_id, draft.key = match[1], stated
    else:
        is_key = re.search(r"[^\W\d_]", key) and not _UUID.fullmatch(key) and not _NO_KEY.fullmatch(key)
        draft.export_id, draft.key = key, stated or (key if is_key else "")


def _set_identifiers(draft: EntryDraft, variables: Mapping[str, Any], extra: Mapping[str, str]) -> None:
    for name in ("DOI", "doi"):
        draft.identifiers.append(read_doi(stripped_text(variables.get(name)) or extra.get("doi", "")))
    draft.identifiers.append(_arxiv_number(variables))
    written = (stripped_text(variables.get(name)) for name in ("number", "archive_location", "source", "genre"))
    draft.identifiers += arxiv_in([*written, f"arXiv:{extra.get('arxiv', extra.get('eprint', ''))}"])
    for name in ("PMID", "PMCID"):
        written_number = stripped_text(variables.get(name)) or extra.get(name.lower(), "")
        draft.identifiers.append(make(name.lower(), written_number.upper()))
    draft.add_isbn_or_issn(stripped_text(variables.get("ISBN")))
    for name in ("id", "citation-key", "standard_citation"):
        if match := _CITED_BY.fullmatch(stripped_text(variables.get(name))):
            scheme = match["scheme"].casefold()
            draft.identifiers.append(make(_SCHEMES.get(scheme, scheme), match["value"]))
