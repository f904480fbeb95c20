"""Works as services and sites give them in JSON, with values within mappings and lists, as flat mappings.

OpenAlex, Crossref, DataCite and LibraryThing each have their own words for a title, a name and a date; what reads lists
of data knows those that front matter has. What a work cites is no work of the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from biblio.lookup.json_values import clean_text
from biblio.readers.markdown.front_matter import Value
from biblio.readers.markdown.property_values import text_values
from biblio.readers.tables.data_values import DataMapping

__all__ = ["flat_works", "publisher_of", "with_names_only"]

_NAMES_OF_TAGS = frozenset("display_name name label title tag keyword term subject value text".split())
_OF_OPENALEX = ("title", "doi", "publication_year", "type", "language", "keywords", "id")
# "Dover (1971), Edition: 1st, Paperback, 278 pages"
_HOUSE_AND_YEAR = re.compile(r"(?P<house>\S.*?)\s\((?P<year>\d{4})\)(?:,.*)?")
_MAX_DEPTH = 30


def flat_works(value: Value, depth: int = 0) -> Value:
    """Return a value with every work of a known service in it as a flat mapping; all else as it is."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [flat_works(item, depth + 1) for item in value]
    if not isinstance(value, DataMapping):
        return value
    inner = value.get("attributes")
    if isinstance(inner, DataMapping) and _is_datacite(inner):  # its API puts a work into another mapping
        value = inner
    for is_of_service, read in _SERVICES:
        if is_of_service(value):
            return _mapping(value, read(value))
    return _mapping(value, ((key, flat_works(item, depth + 1)) for key, item in value.items()))


def with_names_only(tags: Value) -> Value:
    """Return tags with the name of each that is a mapping, as services give them with numbers and addresses."""
    if isinstance(tags, dict):
        return next((value for key, value in tags.items() if key.casefold() in _NAMES_OF_TAGS), "")
    return [with_names_only(tag) for tag in tags] if isinstance(tags, list) else tags


def _mapping(like: DataMapping, items: Iterator[tuple[str, Value]]) -> DataMapping:
    mapping = DataMapping((key, value) for key, value in items if value)
    mapping.line, mapping.end_line = like.line, like.end_line
    return mapping


def _within(value: Value, *keys: str) -> str:
    for key in keys:
        value = value.get(key, "") if isinstance(value, dict) else ""
    return value if isinstance(value, str) else ""


def _first(value: Value) -> str:
    return next(iter(text_values(value)), "")


def _items(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _is_openalex(value: DataMapping) -> bool:
    return isinstance(value.get("authorships"), list)


def _openalex(work: DataMapping) -> Iterator[tuple[str, Value]]:
    """Yield the values of a work of OpenAlex: https://docs.openalex.org/api-entities/works/work-object."""
    yield from ((key, work[key]) for key in _OF_OPENALEX if key in work)
    yield "authors", [_within(item, "author", "display_name") for item in _items(work["authorships"])]
    yield "venue", _within(work, "primary_location", "source", "display_name")
    yield from ((key, _within(work, "biblio", key)) for key in ("volume", "issue"))
    pages = (_within(work, "biblio", key) for key in ("first_page", "last_page"))
    yield "pages", "-".join(dict.fromkeys(filter(None, pages)))


def _is_crossref(value: DataMapping) -> bool:
    return isinstance(value.get("title"), list) and isinstance(value.get("DOI"), str) and "type" in value


def _crossref(work: DataMapping) -> Iterator[tuple[str, Value]]:
    """Yield the values of a work of Crossref: https://api.crossref.org/swagger-ui/index.html."""
    yield "title", ": ".join(filter(None, (_first(work["title"]), _first(work.get("subtitle", "")))))
    yield "authors", [item for item in _items(work.get("author", "")) if isinstance(item, dict)]
    yield "venue", _first(work.get("container-title", ""))
    for name in ("published", "issued", "published-print", "published-online"):
        dates = work.get(name, "")
        parts = _items(dates.get("date-parts", "")) if isinstance(dates, dict) else []
        if parts and (numbers := [part for part in _items(parts[0]) if isinstance(part, str) and part]):
            yield "published", "-".join([numbers[0], *(number.zfill(2) for number in numbers[1:3])])
            break
    yield "abstract", clean_text(work.get("abstract", ""))
    names = ("DOI", "volume", "issue", "page", "publisher", "subject", "language", "type", "URL")
    yield from (("pages" if name == "page" else name, work[name]) for name in names if name in work)


def _is_datacite(value: DataMapping) -> bool:
    return isinstance(value.get("titles"), list) and isinstance(value.get("creators"), list)


def _datacite(work: DataMapping) -> Iterator[tuple[str, Value]]:
    """Yield the values of a work of DataCite: https://support.datacite.org/docs/datacite-json."""
    yield "title", next((text for item in _items(work["titles"]) if (text := _within(item, "title"))), "")
    yield (
        "authors",
        [
            ", ".join(filter(None, (_within(item, "familyName"), _within(item, "givenName")))) or _within(item, "name")
            for item in _items(work["creators"])
        ],
    )
    whole = next(
        (
            item
            for item in _items(work.get("relatedItems", ""))
            if isinstance(item, dict) and item.get("relationType") in ("IsPublishedIn", "IsPartOf")
        ),
        DataMapping(),
    )
    titles = _items(whole.get("titles", "")) if isinstance(whole, dict) else []
    yield "venue", _within(work, "container", "title") or next(filter(None, (_within(i, "title") for i in titles)), "")
    yield "year", _first(work.get("publicationYear", ""))
    yield "publisher", _within(work, "publisher", "name") or _first(work.get("publisher", ""))
    place = whole if titles else work.get("container", "")
    yield from ((name, _within(place, name)) for name in ("volume", "issue"))
    pages = (_within(place, name) for name in ("firstPage", "lastPage"))
    yield "pages", "-".join(dict.fromkeys(filter(None, pages)))
    yield "keywords", [_within(item, "subject") for item in _items(work.get("subjects", ""))]
    yield (
        "abstract",
        next(
            (
                _within(item, "description")
                for item in _items(work.get("descriptions", ""))
                if _within(item, "descriptionType") == "Abstract"
            ),
            "",
        ),
    )
    yield "type", _within(work, "types", "resourceTypeGeneral")
    yield from ((name, work[name]) for name in ("doi", "url", "language") if name in work)


def _is_librarything(value: DataMapping) -> bool:
    return {"books_id", "title", "primaryauthor"} <= value.keys()


def publisher_of(publication: str) -> str:
    """Return the publisher in what LibraryThing says of an edition: "Lamp Press (1979), Paperback"."""
    printed = _HOUSE_AND_YEAR.fullmatch(publication)
    return printed["house"] if printed else publication


def _librarything(book: DataMapping) -> Iterator[tuple[str, Value]]:
    """Yield the values of a work of LibraryThing: https://www.librarything.com/more/import."""
    yield "authors", [_within(item, "fl") for item in _items(book.get("authors", ""))] or book["primaryauthor"]
    yield "publisher", publisher_of(_first(book.get("publication", "")))
    numbers = book.get("isbn", "")
    yield "isbn", [*numbers.values()] if isinstance(numbers, dict) else numbers
    yield "type", "book"
    for key, value in book.items():
        if key == "review":
            yield "my review", value
        elif key not in (
            "authors",
            "primaryauthor",
            "publication",
            "isbn",
            "summary",
            "subject",
            "ddc",
            "lcc",
            "source",
        ):
            yield key, value


_SERVICES: tuple[tuple[Callable[[DataMapping], bool], Callable[[DataMapping], Iterator[tuple[str, Value]]]], ...] = (
    (_is_openalex, _openalex),
    (_is_crossref, _crossref),
    (_is_datacite, _datacite),
    (_is_librarything, _librarything),
)
