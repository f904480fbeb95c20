"""CSL JSON, which citeproc-js (Zotero), citeproc-py, pandoc, Quarto and most web tools read.

https://docs.citationstyles.org/en/stable/specification.html (types and variables, appendices III and IV),
https://github.com/citation-style-language/schema (csl-data.json), and for mark-up in titles
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html. Names are given in the parts that we know, never as
one text to be taken apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item, PublicationType
from biblio.export.writers.item_date import DatePart, ItemDate
from biblio.export.writers.rich_text import RichText, Style, TextRun
from biblio.model.people import Person

__all__ = ["EXPORTER", "WORD_JOINER", "csl_item"]

_TYPES = {
    PublicationType.ARTICLE: "article-journal",
    PublicationType.MAGAZINE_ARTICLE: "article-magazine",
    PublicationType.NEWSPAPER_ARTICLE: "article-newspaper",
    PublicationType.CONFERENCE_PAPER: "paper-conference",
    PublicationType.CHAPTER: "chapter",
    PublicationType.DICTIONARY_ENTRY: "entry-encyclopedia",
    PublicationType.PREPRINT: "article",
    PublicationType.MANUSCRIPT: "manuscript",
    PublicationType.BOOK: "book",
    PublicationType.COLLECTION: "book",
    PublicationType.PROCEEDINGS: "book",
    PublicationType.PERIODICAL: "periodical",
    PublicationType.MANUAL: "report",
    PublicationType.THESIS: "thesis",
    PublicationType.REPORT: "report",
    PublicationType.PATENT: "patent",
    PublicationType.STANDARD: "standard",
    PublicationType.LEGAL_CASE: "legal_case",
    PublicationType.LEGISLATION: "legislation",
    PublicationType.BLOG_POST: "post-weblog",
    PublicationType.WEB_PAGE: "webpage",
    PublicationType.PRESENTATION: "speech",
    PublicationType.SOFTWARE: "software",
    PublicationType.MODEL: "software",
    PublicationType.DATA_SET: "dataset",
    PublicationType.VIDEO: "motion_picture",
    PublicationType.AUDIO: "song",
    PublicationType.ARTWORK: "graphic",
    PublicationType.DOCUMENT: "document",
}
# What people did, by the fields that biblatex has for them.
_ROLES = {
    "author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author",
    "director": "director", "compiler": "compiler", "organizer": "organizer", "holder": "author",
}  # fmt: skip
_ISSUES = frozenset({PublicationType.ARTICLE, PublicationType.MAGAZINE_ARTICLE, PublicationType.NEWSPAPER_ARTICLE})
_NUMBERS = frozenset(
    {
        PublicationType.REPORT, PublicationType.MANUAL, PublicationType.PATENT, PublicationType.THESIS,
        PublicationType.STANDARD, PublicationType.LEGAL_CASE, PublicationType.LEGISLATION,
    }
)  # fmt: skip
# The name of a site is what its pages appear in.
_SITES = frozenset({PublicationType.BLOG_POST, PublicationType.WEB_PAGE})
_NO_CASE = '<span class="nocase">{}</span>'
_TAGS = {
    Style.ITALIC: ("<i>", "</i>"),
    Style.BOLD: ("<b>", "</b>"),
    Style.SMALL_CAPS: ('<span style="font-variant:small-caps;">', "</span>"),
    Style.RAISED: ("<sup>", "</sup>"),
    Style.LOWERED: ("<sub>", "</sub>"),
}
_TAG = re.compile(r"<(?=/?(?:i|b|sup|sub|sc|span)\b)", re.IGNORECASE)
WORD_JOINER = "\u2060"
"""Invisible; between "<" and a name it makes a tag text."""


class CslJson(PiecewiseExporter):
    """The exporter of CSL JSON: a list of items, one after another by their keys."""

    name = "csl-json"
    suffix = ".csl.json"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as an item."""
        return _json(csl_item(work.item))

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        items = ",\n".join(pieces)
        return f"[\n{items}\n]\n" if items else "[]\n"


EXPORTER = CslJson()


def _json(item: dict[str, Any]) -> str:
    lines = (f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in item.items())
    return "  {\n" + ",\n".join(lines) + "\n  }"


def csl_item(item: Item) -> dict[str, Any]:
    """Return an item as CSL variables, those without a value left out."""
    values: dict[str, Any] = {
        "id": item.key,
        "citation-key": item.key,
        "type": _TYPES[item.type],
        "title": csl_text(item.title),
        "title-short": _text(item.short_title),
        "original-title": _text(item.original_title),
        **_names(item),
        "issued": _date(item.date),
        "original-date": _date(item.original_date),
        "container-title": _text(item.container or (item.publisher if item.type in _SITES else "")),
        "container-title-short": _text(item.container_short),
        "collection-title": _text(item.series),
        "volume": item.volume,
        **_numbers(item),
        "page": item.pages,
        "number-of-pages": item.page_total,
        "number-of-volumes": item.volumes,
        "chapter-number": item.chapter,
        "edition": item.edition,
        "version": item.version,
        "genre": _text(item.genre),
        "publisher": _text(item.publisher if item.type not in _SITES else ""),
        "publisher-place": _text(item.place),
        "event-title": _text(item.event),
        "event": _text(item.event),  # the name of CSL 1.0.1, which citeproc-py and others know
        "event-place": _text(item.event_place),
        "event-date": _date(item.event_date),
        "status": _text(item.status),
        "language": item.language,
        "DOI": item.doi,
        "ISBN": item.isbn,
        "ISSN": item.issn,
        "PMID": item.pmid,
        "PMCID": item.pmcid,
        "URL": item.url,
        "accessed": _date(item.accessed),
        "keyword": ", ".join(item.keywords),
        "abstract": _text(item.abstract),
        **_archive(item),
        "annote": _text(item.annotation),
    }
    return {name: value for name, value in values.items() if value}


def csl_text(text: RichText) -> str:
    """Return a text with the tags that CSL has for its styles, each part in its own."""
    parts = []
    for keeps_case, group in groupby(text, key=lambda span: Style.KEEP_CASE in span.styles):
        inner = "".join(map(_tagged, group))
        parts.append(_NO_CASE.format(inner) if keeps_case and any(map(str.isalpha, inner)) else inner)
    return "".join(parts)


def _tagged(span: TextRun) -> str:
    tags = [_TAGS[style] for style in Style if style in span.styles and style in _TAGS]
    return "".join((*(tag for tag, _ in tags), _text(span.text), *(tag for _, tag in reversed(tags))))


def _text(text: str) -> str:
    """Return a text in which nothing is taken for a tag; CSL has no escapes."""
    return _TAG.sub(f"<{WORD_JOINER}", text) if "<" in text else text


def _names(item: Item) -> dict[str, Any]:
    names: dict[str, list[dict[str, str]]] = {}
    for role, people in item.people.items():
        if role == "holder" and "author" in item.people:
            continue  # there is no variable for it: as pandoc does
        if variable := _ROLES.get(role):
            names.setdefault(variable, []).extend(_people(people, has_dropping=item.has_dropping_particles))
    for role in item.open_lists & _ROLES.keys():
        # There is no variable for it; pandoc writes and reads this as "et al.", others print it as it is.
        names.setdefault(_ROLES[role], []).append({"literal": "others"})
    return {variable: names[variable] for variable in dict.fromkeys(_ROLES.values()) if variable in names}


def _people(people: Iterable[Person], *, has_dropping: bool) -> list[dict[str, str]]:
    particle = "dropping-particle" if has_dropping else "non-dropping-particle"
    names = []
    for person in people:
        parts = {
            "family": person.family,
            "given": person.given,
            particle: person.particle,
            "suffix": person.suffix,
        }
        if person.literal or not person.family:
            whole = person.literal or " ".join(filter(None, (person.given, person.particle)))
            parts = {"literal": ", ".join(filter(None, (whole, person.suffix)))}
        names.append({name: value for name, value in parts.items() if value})
    return names


def _date(date: ItemDate | None) -> dict[str, Any]:
    if date is None:
        return {}
    if date.first is None:
        return {"literal": date.text}
    parts = [_date_parts(part) for part in ((date.start, date.end) if date.is_range else (date.start,))]
    value: dict[str, Any] = {"date-parts": parts}
    if date.first.season:
        value["season"] = date.first.season
    if date.is_circa:
        value["circa"] = True
    return value


def _date_parts(part: DatePart | None) -> list[int]:
    if part is None:
        return [0]  # as pandoc writes an open end
    year = part.year if part.year > 0 else part.year - 1  # there is no year 0 in CSL
    return [number for number in (year, part.month, part.day) if number]


def _numbers(item: Item) -> dict[str, str]:
    if item.type in _ISSUES:
        return {"issue": item.number, "number": item.article_number}
    if item.type in _NUMBERS:
        return {"number": item.number or item.article_number}
    if item.series:
        return {"collection-number": item.number, "number": item.article_number}
    return {"issue": item.number, "number": item.article_number}


def _archive(item: Item) -> dict[str, str]:
    """Return where a preprint is kept: on arXiv under its number, as Zotero writes it.

    `archive` is left out: styles print it beside `publisher`, and of a published work after its pages. That has the
    number in a line of its note, as Zotero keeps what it has no field for.
    """
    note = _text(item.note)
    if not item.arxiv:
        return {"note": note}
    if item.type is PublicationType.PREPRINT:
        values = {"number": f"arXiv:{item.arxiv}", "archive_collection": item.archive_class, "note": note}
        return values | {"publisher": _text(item.publisher) or "arXiv"}
    line = f"arXiv: {item.arxiv} [{item.archive_class}]" if item.archive_class else f"arXiv: {item.arxiv}"
    return {"note": f"{note}\n{line}" if note else line}
