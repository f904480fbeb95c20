"""What Calibre writes beside each book of a library (``metadata.opf``): Dublin Core, its own series, ratings, columns.

An e-book has such a file too, with a list of its parts; that is no entry of a library.
https://manual.calibre-ebook.com, https://idpf.org/epub/20/spec/OPF_2.0.1_draft.htm
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from biblio.formats.export_values import html_to_text, parse_written_date, read_doi, read_isbn, read_names
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import Element, all_text, parse_xml
from biblio.model.identifiers import arxiv, make
from biblio.model.record import Kind, Medium

__all__ = ["is_calibre_opf", "read_calibre_opf"]

_EARLIEST = 1000  # Calibre writes the year 101 for a date that it does not know
_READ_META = frozenset(
    {"calibre:series", "calibre:timestamp", "calibre:title_sort", "calibre:author_link_map", "cover"}
)


def is_calibre_opf(text: str) -> bool:
    """Whether a text says what Calibre knows of a book, and is not the list of an e-book's parts."""
    head = text[:20_000]
    return (
        "<package" in head[:2_000] and "calibre" in head and re.search(r"<(?:\w+:)?(?:manifest|spine)\b", text) is None
    )


def read_calibre_opf(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entry of a text, and a `Problem` for what is broken in it."""
    root, problem = parse_xml(text, path, "what could be read was read; let Calibre write its metadata again")
    if problem is not None:
        yield problem
    metadata = root.find("{*}metadata") if root is not None else None
    if metadata is not None:
        yield _draft(metadata, text.rstrip().count("\n") + 1).finish() or PassedOver(1)


def _draft(metadata: Element, last_line: int) -> EntryDraft:
    draft = EntryDraft("calibre", 1, last_line, "book", (Kind.BOOK, Medium.UNKNOWN))
    draft.title = _text(metadata, "title")
    for name in ("creator", "contributor"):
        for element in metadata.iterfind(f"{{*}}{name}"):
            role = _attribute(element, "role") or ("aut" if name == "creator" else "")
            people, _ = read_names(re.split(r"\s&\s", all_text(element)))
            if role == "aut":
                draft.authors += people
            elif role == "edt":
                draft.editors += people
            elif role != "bkp":  # Calibre itself
                draft.add_field({"trl": "translator"}.get(role, "contributor"), " and ".join(map(str, people)))
    date = parse_written_date(_text(metadata, "date")[:10])
    draft.date = date if date and date.year >= _EARLIEST else None
    draft.publisher, draft.language = _text(metadata, "publisher"), _text(metadata, "language")
    draft.abstract = html_to_text(_text(metadata, "description"))
    draft.tags = [tag for element in metadata.iterfind("{*}subject") if (tag := all_text(element))]
    for element in metadata.iterfind("{*}identifier"):
        _set_identifier(draft, _attribute(element, "scheme").casefold(), all_text(element))
    values = {element.get("name", ""): element.get("content", "") for element in metadata.iterfind("{*}meta")}
    draft.series = values.get("calibre:series", "")
    draft.added = parse_written_date(values.get("calibre:timestamp", "")[:10])
    for name, value in values.items():
        if name.startswith("calibre:user_metadata:"):
            draft.add_field(name.rpartition(":")[2].lstrip("#"), _column(value))
        elif name.startswith("calibre:") and name not in _READ_META and value not in ("{}", "1.0"):
            draft.add_field(name.removeprefix("calibre:").replace("_", "-"), value)
    return draft


def _text(metadata: Element, name: str) -> str:
    return all_text(metadata.find(f"{{*}}{name}"))


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _set_identifier(draft: EntryDraft, scheme: str, value: str) -> None:
    if scheme == "uuid":
        draft.export_id = value
    elif scheme == "isbn":
        isbn = read_isbn(value)
        draft.add_field("isbn", isbn.value if isbn else value)
    elif scheme in ("doi", "arxiv", "pmid", "pmcid"):
        identifier = read_doi(value) if scheme == "doi" else arxiv(value) if scheme == "arxiv" else make(scheme, value)
        draft.identifiers.append(identifier)
    elif scheme in ("uri", "url") and "://" in value:
        draft.urls.append(value)
    elif scheme != "calibre":
        draft.add_field(scheme or "identifier", value)


def _column(text: str) -> str:
    """Return the value of a column that the user made, as Calibre keeps it in JSON."""
    try:
        column = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    value = column.get("#value#") if isinstance(column, dict) else None
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return html_to_text(value) if isinstance(value, str) else "" if value is None else str(value).lower()
