"""The rows of the catalogue: one work as a JSON object, in the form of arXiv or of a publisher.

A row with ``id`` is an arXiv paper: ``id, title, authors, abstract, categories, published, comment, doi, journal_ref``.
Any other is a published work: ``title, authors, doi, venue, venue_short, year, month, pages, publisher, volume, number,
url, type, anthology_id, openreview, abstract, arxiv``; and, if a source has more, ``editors, series, language, note,
dblp, pmid, pmcid, isbn, truncated`` (true: there are more authors), ``retracted`` (true) and ``related`` (a relation's
name → identifiers as ``scheme:value``). All but ``title`` may be absent. Names are "Given Family", "Family, Given",
"Family, Jr., Given" or, for a group, "{OpenAI}"; types are the words of `biblio.lookup.work_types`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from biblio.bibtex.latex_to_text import title_text
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.lookup.services.record_fields import join_arxiv_note, lenient_date
from biblio.lookup.work_types import ROW_TYPES
from biblio.model.dates import MONTHS, PartialDate
from biblio.model.identifiers import SCHEMES, Identifier, arxiv, make
from biblio.model.people import parse_person
from biblio.model.record import CATALOGUE, Kind, Medium, Record, Relation
from biblio.text import fold, search_text, whole_number

__all__ = ["IDENTIFIER_KEYS", "record_from_row", "row_identifiers", "row_month", "row_text", "searched_texts"]

IDENTIFIER_KEYS: Mapping[str, str] = {
    "doi": "doi", "acl": "anthology_id", "arxiv": "arxiv", "openreview": "openreview", "dblp": "dblp", "pmid": "pmid",
    "pmcid": "pmcid", "isbn": "isbn",
}  # fmt: skip
"""The key in a row for an identifier of each scheme; other identifiers are read from ``url``."""
# Addresses that add nothing to a given identifier.
_REDUNDANT = ("https://doi.org/", "https://aclanthology.org/")
_YEAR = re.compile(r"0*[1-9]\d{0,3}", re.ASCII)


def record_from_row(row: Mapping[str, object]) -> Record | None:
    """Return the record of one row, or None if it has no title."""
    title = title_text(row_text(row, "title"))
    if not title:
        return None
    return _arxiv_record(row, title) if row.get("id") else _published_record(row, title)


def _arxiv_record(row: Mapping[str, object], title: str) -> Record | None:
    identifier = arxiv(row_text(row, "id"))
    if identifier is None:
        return None
    doi = make("doi", row_text(row, "doi"))
    categories = row.get("categories")
    if isinstance(categories, list) and categories:
        primary_class = str(categories[0])
    else:
        primary_class = row_text(row, "categories").partition(" ")[0]
    return Record(
        source=CATALOGUE,
        title=title,
        medium=Medium.PREPRINT,
        identifiers=(identifier,),
        related=((Relation.PUBLISHED_AS, doi),) if doi else (),
        authors=tuple(map(parse_person, _texts(row, "authors"))),
        date=lenient_date(row_text(row, "published")),
        venue="arXiv",
        url=identifier.address or "",
        abstract=row_text(row, "abstract"),
        primary_class=primary_class,
        note=join_arxiv_note(row_text(row, "comment"), row_text(row, "journal_ref")),
    )


def _published_record(row: Mapping[str, object], title: str) -> Record:
    kind, medium = ROW_TYPES.get(row_text(row, "type").lower(), (Kind.PAPER, Medium.UNKNOWN))
    if row_text(row, "anthology_id") and medium is Medium.UNKNOWN:
        medium = Medium.PROCEEDINGS
    year = row_text(row, "year")
    notes = [row_text(row, "note"), "retracted" if row.get("retracted") is True else ""]
    return Record(
        source=CATALOGUE,
        title=title,
        kind=kind,
        medium=medium,
        identifiers=row_identifiers(row),
        related=tuple(_related(row.get("related"))),
        authors=tuple(map(parse_person, _texts(row, "authors"))),
        truncated=row.get("truncated") is True,
        editors=tuple(map(parse_person, _texts(row, "editors"))),
        date=PartialDate(int(year), _month(row_text(row, "month"))) if _YEAR.fullmatch(year) else None,
        venue=title_text(row_text(row, "venue")),
        venue_short=row_text(row, "venue_short"),
        series=title_text(row_text(row, "series")),
        volume=row_text(row, "volume"),
        number=row_text(row, "number"),
        pages=row_text(row, "pages"),
        publisher=row_text(row, "publisher"),
        url=row_text(row, "url"),
        abstract=row_text(row, "abstract"),
        language=row_text(row, "language"),
        note="; ".join(filter(None, notes)),
    )


def _related(value: object) -> Iterator[tuple[Relation, Identifier]]:
    for name, written in value.items() if isinstance(value, dict) else ():
        for text in written if isinstance(written, list) and name in set(Relation) else ():
            scheme, _, rest = str(text).partition(":")
            if scheme in SCHEMES and (identifier := make(scheme, rest)):
                yield Relation(name), identifier


def row_identifiers(row: Mapping[str, object]) -> tuple[Identifier, ...]:
    """Return the identifiers of a row's own work."""
    if number := row.get("id"):
        identifier = arxiv(str(number))
        return (identifier,) if identifier else ()
    identifiers = [make(scheme, str(row[key])) for scheme, key in IDENTIFIER_KEYS.items() if row.get(key)]
    url = row_text(row, "url")
    if url and not (identifiers and url.startswith(_REDUNDANT)):
        identifiers.append(identifier_in_url(url))
    return tuple(dict.fromkeys(identifier for identifier in identifiers if identifier is not None))


def row_month(row: Mapping[str, object]) -> int:
    """Return the month of a row's date, counted from year 0 (``12 * year + month - 1``), or 0 if it has no date.

    A year without a month counts as its January.
    """
    if (published := row_text(row, "published"))[:4].isdecimal():
        month = int(published[5:7]) if published[5:7].isdecimal() else 1
    elif _YEAR.fullmatch(published := row_text(row, "year")):
        month = _month(row_text(row, "month"))
    else:
        return 0
    return 12 * int(published[:4]) + min(11, max(0, month - 1))


def row_text(row: Mapping[str, object], key: str) -> str:
    """Return a value of a row as text; empty if there is none."""
    value = row.get(key)
    return "" if value is None else str(value)


def searched_texts(row: Mapping[str, object], title: str) -> dict[str, str]:
    """Return the texts of a row that are searched by their words, folded, by the names of fields; `title` is plain.

    ``title``, ``text`` (title and abstract: a clue may be in either, and a search in one field takes half the time of a
    search in two) and ``names`` (of the authors, if there are any).
    """
    folded = search_text(title)
    texts = {"title": folded, "text": f"{folded} {search_text(row_text(row, 'abstract'))}"}
    authors = row.get("authors")
    if isinstance(authors, list):
        names = " ".join(map(str, authors))
        texts["names"] = names if names.isascii() else fold(names)
    return texts


def _texts(row: Mapping[str, object], key: str) -> Sequence[str]:
    value = row.get(key)
    return [str(item) for item in value if item] if isinstance(value, list) else []


def _month(text: str) -> int:
    if 1 <= (number := whole_number(text) or 0) <= 12:
        return number
    names = re.findall(r"[a-z]{3}", text.lower())
    return next((MONTHS.index(name) + 1 for name in names if name in MONTHS), 0)
