"""Our own JSON lines: one work a line, as arXiv describes it or as a publisher does.

A line with ``id`` is an arXiv record: ``id, title, authors, abstract, categories, published, comment, doi,
journal_ref``. Any other is a published work: ``title, authors, doi, venue, venue_short, year, month, pages,
publisher, volume, number, url, type, anthology_id, openreview, abstract, arxiv``; and, where a source knows more,
``editors, series, language, note, dblp, pmid, pmcid, isbn, truncated`` (true: there are more authors),
``retracted`` (true) and ``related`` (a relation's name → identifiers as ``scheme:value``). All but ``title`` may be
absent. Names stand as "Given Family", "Family, Given", "Family, Jr., Given" or, a group, as "{OpenAI}"; types are the
words of `biblio.catalogue.types`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from biblio.bibtex.latex import title_text
from biblio.catalogue.types import TYPES
from biblio.evidence.finding import identifier_in_url
from biblio.model.dates import MONTHS, PartialDate, parse_date
from biblio.model.identifiers import SCHEMES, Identifier, arxiv, make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Record, Relation

__all__ = ["record_of"]

_IDENTIFIERS = {
    "doi": "doi", "anthology_id": "acl", "arxiv": "arxiv", "openreview": "openreview", "dblp": "dblp", "pmid": "pmid",
    "pmcid": "pmcid", "isbn": "isbn",
}  # fmt: skip
_YEAR = re.compile(r"0*[1-9]\d{0,3}", re.ASCII)


def record_of(row: Mapping[str, object]) -> Record | None:
    """Return the record of one line, or None where it has no title."""
    title = title_text(_text(row, "title"))
    if not title:
        return None
    return _preprint(row, title) if row.get("id") else _published(row, title)


def _preprint(row: Mapping[str, object], title: str) -> Record | None:
    identifier = arxiv(_text(row, "id"))
    if identifier is None:
        return None
    doi = make("doi", _text(row, "doi"))
    categories = row.get("categories")
    first = categories[0] if isinstance(categories, list) and categories else _text(row, "categories").partition(" ")[0]
    notes = [_text(row, "comment")]
    if reference := _text(row, "journal_ref"):
        notes.append(f"journal reference: {reference}")
    return Record(
        source="catalogue",
        title=title,
        medium=Medium.PREPRINT,
        identifiers=(identifier,),
        related=((Relation.PUBLISHED_AS, doi),) if doi else (),
        authors=tuple(parse_person(name) for name in _list(row, "authors")),
        date=_date(_text(row, "published")),
        venue="arXiv",
        url=identifier.address or "",
        abstract=_text(row, "abstract"),
        primary_class=str(first),
        note="; ".join(filter(None, notes)),
    )


def _published(row: Mapping[str, object], title: str) -> Record:
    kind, medium = TYPES.get(_text(row, "type").lower(), (Kind.PAPER, Medium.UNKNOWN))
    if _text(row, "anthology_id") and medium is Medium.UNKNOWN:
        medium = Medium.PROCEEDINGS
    url = _text(row, "url")
    found = [make(scheme, _text(row, key)) for key, scheme in _IDENTIFIERS.items() if row.get(key)]
    if url:
        found.append(identifier_in_url(url))
    year = _text(row, "year")
    notes = [_text(row, "note"), "retracted" if row.get("retracted") is True else ""]
    return Record(
        source="catalogue",
        title=title,
        kind=kind,
        medium=medium,
        identifiers=tuple(dict.fromkeys(one for one in found if one is not None)),
        related=tuple(_related(row.get("related"))),
        authors=tuple(parse_person(name) for name in _list(row, "authors")),
        truncated=row.get("truncated") is True,
        editors=tuple(parse_person(name) for name in _list(row, "editors")),
        date=PartialDate(int(year), _month(_text(row, "month"))) if _YEAR.fullmatch(year) else None,
        venue=title_text(_text(row, "venue")),
        venue_short=_text(row, "venue_short"),
        series=title_text(_text(row, "series")),
        volume=_text(row, "volume"),
        number=_text(row, "number"),
        pages=_text(row, "pages"),
        publisher=_text(row, "publisher"),
        url=url,
        abstract=_text(row, "abstract"),
        language=_text(row, "language"),
        note="; ".join(filter(None, notes)),
    )


def _related(value: object) -> Iterator[tuple[Relation, Identifier]]:
    for name, written in value.items() if isinstance(value, dict) else ():
        for one in written if isinstance(written, list) and name in set(Relation) else ():
            scheme, _, rest = str(one).partition(":")
            if scheme in SCHEMES and (found := make(scheme, rest)):
                yield Relation(name), found


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _list(row: Mapping[str, object], key: str) -> Sequence[str]:
    value = row.get(key)
    return [str(one) for one in value if one] if isinstance(value, list) else []


def _date(text: str) -> PartialDate | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None  # a date that the calendar lacks, in somebody's data: as good as none


def _month(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 12:
        return int(text)
    names = re.findall(r"[a-z]{3}", text.lower())
    return next((MONTHS.index(name) + 1 for name in names if name in MONTHS), 0)
