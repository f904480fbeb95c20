"""CSL JSON: the items of a text with their places, why it cannot be read completely, and an item as a record.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and
https://docs.citationstyles.org/en/stable/specification.html (variables, types). A text is a list of items, an object of
items by their ids, or an object with the list under "items". Functions accept any text; none of them raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biblio.check.finding import Span
from biblio.check.source_text import SourceText
from biblio.errors import Problem
from biblio.lookup.json_values import clean_text
from biblio.lookup.services.record_fields import date_from_parts, read_people
from biblio.lookup.work_types import CSL_TYPES
from biblio.model.identifiers import Identifier, arxiv, doi, isbn
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record

__all__ = ["CslItem", "csl_problem", "csl_record", "is_csl", "read_csl_items"]

# What distinguishes the first item of CSL JSON from other objects: a CSL type, and names or a date in CSL's form.
_LIST_OF_ITEMS = re.compile(r'\s*(?:\[|\{\s*"items"\s*:\s*\[)\s*\{')
_CSL_TYPE = re.compile(
    r'"type"\s*:\s*"(?:article(?:-journal|-magazine|-newspaper)?|paper-conference|chapter|book|thesis|report|dataset'
    r'|software|webpage|manuscript|patent|entry-encyclopedia|entry-dictionary|legal_case|legislation|post-weblog)"'
)
_CSL_VALUE = re.compile(
    r'"(?:author|editor)"\s*:\s*\[\s*\{\s*"(?:family|given|literal)"|"issued"\s*:\s*\{\s*"(?:date-parts|raw|literal)"'
)
_ID = re.compile(r'"id"\s*:\s*')
_TYPES: Mapping[str, tuple[Kind, Medium]] = {**CSL_TYPES, "article": (Kind.PAPER, Medium.PREPRINT)}


@dataclass(frozen=True, slots=True)
class CslItem:
    """One item: its id as a citation key, the span of the id, and its variables as JSON values."""

    key: str
    span: Span
    variables: Mapping[str, Any]


def read_csl_items(source: SourceText) -> Iterator[CslItem]:
    """Yield the items that have an id, in order; for a broken list, those before the break."""
    content = source.text
    offset = _skip_separators(content, 0)
    if content.startswith("{", offset):
        yield from _items_of_object(source)
        return
    decoder = json.JSONDecoder()
    offset += 1
    while True:
        offset = _skip_separators(content, offset)
        if offset >= len(content) or content[offset] == "]":
            return
        try:
            item, end = decoder.raw_decode(content, offset)
        except (ValueError, RecursionError):
            return
        if isinstance(item, dict) and "id" in item:
            match = _ID.search(content, offset, end)
            start = match.end() if match else offset
            yield CslItem(str(item["id"]), source.span(start, start + len(json.dumps(item["id"]))), item)
        offset = end


def _items_of_object(source: SourceText) -> Iterator[CslItem]:
    try:
        whole = json.loads(source.text)
    except (ValueError, RecursionError):
        return
    for item in _list_items(whole):
        if isinstance(item, dict) and "id" in item:
            key = str(item["id"])
            start = max(0, source.text.find(f'"{key}"'))
            yield CslItem(key, source.span(start, start + len(key) + 2), item)


def _list_items(whole: dict[str, Any]) -> list[Any]:
    return whole["items"] if isinstance(whole.get("items"), list) else list(whole.values())


def _skip_separators(content: str, offset: int) -> int:
    while offset < len(content) and content[offset] in " \t\r\n,\ufeff":
        offset += 1
    return offset


def is_csl(beginning: str) -> bool:
    """Whether a text is CSL JSON, judging by its beginning, because most `.json` files are something else."""
    return bool(
        _LIST_OF_ITEMS.match(beginning.removeprefix("\ufeff"))
        and _CSL_TYPE.search(beginning)
        and _CSL_VALUE.search(beginning)
    )


def csl_problem(source: SourceText) -> Problem | None:
    """Return why a text cannot be read completely as CSL JSON, or None if it can."""
    hint = "CSL JSON is a list of items with an id"
    try:
        whole = json.loads(source.text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        return Problem(source.path, error.lineno, f"invalid JSON: {error.msg} at column {error.colno}", hint)
    except (ValueError, RecursionError):
        return Problem(source.path, 0, "unreadable JSON", hint)
    items = _list_items(whole) if isinstance(whole, dict) else whole
    if not isinstance(items, list):
        return Problem(source.path, 0, "not CSL JSON", hint)
    without_id = sum(not isinstance(item, dict) or "id" not in item for item in items)
    if not without_id:
        return None
    if without_id == len(items):
        return Problem(source.path, 0, "not CSL JSON", hint)
    return Problem(source.path, 0, f"{without_id} of {len(items)} items have no id and were skipped", hint)


def csl_record(variables: Mapping[str, Any]) -> Record:
    """Return what an item says about its work. A variable of an unexpected type reads as empty."""
    kind, medium = _TYPES.get(str(variables.get("type")), (Kind.PAPER, Medium.UNKNOWN))
    authors, truncated = read_people(variables.get("author"))
    editors, _ = read_people(variables.get("editor"))
    issued = variables.get("issued")
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
        date=date_from_parts(issued.get("date-parts")) if isinstance(issued, dict) else None,
        venue="" if medium is Medium.PREPRINT else clean_text(variables.get("container-title")),
        volume=clean_text(variables.get("volume")),
        number=clean_text(variables.get("issue")),
        pages=clean_text(variables.get("page")),
        publisher=clean_text(variables.get("publisher")),
        url=clean_text(variables.get("URL")),
        language=clean_text(variables.get("language")),
    )


def _arxiv_number(variables: Mapping[str, Any]) -> Identifier | None:
    number = clean_text(variables.get("number"))
    return arxiv(number.removeprefix("arXiv:")) if number.lower().startswith("arxiv:") else None


def _author_text(variables: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return the author of an item that has a text in place of CSL's list of names."""
    name = variables.get("author")
    return (parse_person(name),) if isinstance(name, str) and name else ()
