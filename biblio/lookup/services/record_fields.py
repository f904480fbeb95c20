"""Values out of what services send, none of which can be trusted to have the type that their pages promise.

A field that is missing, null or of another type reads as empty; only an answer whose frame is not the service's
protocol is a `BadReply`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import BadReply
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, arxiv, doi, make
from biblio.model.people import Person, parse_person
from biblio.text import normalise_space

__all__ = [
    "clean_text",
    "clean_texts",
    "date_from_parts",
    "first_clean_text",
    "identifier_from",
    "load_json",
    "mapping",
    "one_or_many",
    "read_people",
    "read_person",
    "unique_identifiers",
]

Row = Mapping[str, Any]
_OTHERS = frozenset({"others", "et al", "et al."})


def load_json(service: str, body: bytes) -> Any:
    """Return the JSON value of `body`; raises `BadReply` where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadReply(service, "answered with broken JSON") from error


def clean_text(value: object) -> str:
    """Return a text without tags, LaTeX and needless space, mathematics kept; numbers as written; else empty."""
    if isinstance(value, str):
        return title_text(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def clean_texts(value: object) -> list[str]:
    """Return the texts in a list, or the one that stands where a list should; empty ones are left out."""
    values = value if isinstance(value, list) else [value]
    return [found for one in values if (found := clean_text(one))]


def first_clean_text(value: object) -> str:
    """Return the first text of a list, or the text itself."""
    return next(iter(clean_texts(value)), "")


def mapping(value: object) -> Row:
    """Return a JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def one_or_many(value: object) -> list[Row]:
    """Return the JSON objects in a list, or the one that stands where a list should."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def unique_identifiers(identifiers: Iterable[Identifier | None]) -> tuple[Identifier, ...]:
    """Return the identifiers that are there, each once, in order."""
    return tuple(dict.fromkeys(one for one in identifiers if one is not None))


def date_from_parts(parts: object) -> PartialDate | None:
    """Return the date in "date-parts" (``[[2020, 5, 17]]``, ``[["2020"]]``, ``[[null]]``) as far as it makes sense."""
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_whole(part) for part in first] if isinstance(first, list) else []
    year, month, day = ([*numbers, 0, 0, 0])[:3]
    for attempt in ((year, month, day), (year, month, 0), (year, 0, 0)):
        try:
            return PartialDate(*attempt)
        except ValueError:
            continue
    return None


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*\d{1,4}\s*", value, re.ASCII) else 0


def read_person(row: Row) -> Person | None:
    """Return the name in a Crossref or CSL name object, or None where there is none.

    ``name`` alone is a group (Crossref's schema: an organisation); a CSL ``literal`` may be either.
    """
    family = " ".join(
        filter(None, (clean_text(row.get(key)) for key in ("dropping-particle", "non-dropping-particle", "family")))
    )
    given, suffix = clean_text(row.get("given")), clean_text(row.get("suffix"))
    if not family:
        if name := clean_text(row.get("name")):
            return parse_person(name, group=True)
        literal = clean_text(row.get("literal")) or given
        return parse_person(literal) if literal else None
    family = family.replace(",", " ")
    found = parse_person(f"{family}, {given}") if given else parse_person(family)
    return replace(found, suffix=suffix) if suffix and not found.literal else found


def read_people(rows: object) -> tuple[tuple[Person, ...], bool]:
    """Return the names in a list of name objects, and whether it says that there are more ("et al.")."""
    found: list[Person] = []
    truncated = False
    for row in one_or_many(rows):
        one = read_person(row)
        if one is None:
            continue
        if str(one).casefold() in _OTHERS:
            truncated = True
        else:
            found.append(one)
    return tuple(found), truncated


_DOI_PREFIX = re.compile(r"(?i)^\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*")
_ARXIV_PREFIX = re.compile(r"(?i)^\s*(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)\s*")


def identifier_from(kind: str, value: object) -> Identifier | None:
    """Return the identifier of `kind` ("doi", "arxiv", any case; other schemes too) that `value` writes, or None."""
    written = normalise_space(value) if isinstance(value, str) else ""
    kind = kind.casefold()
    if kind == "doi" or (kind in ("uri", "url") and _DOI_PREFIX.match(written)):
        return doi(_DOI_PREFIX.sub("", written))
    if kind == "arxiv" or (kind in ("uri", "url") and _ARXIV_PREFIX.match(written)):
        return arxiv(_ARXIV_PREFIX.sub("", written).removesuffix(".pdf"))
    return make(kind, written) if kind in ("isbn", "pmid", "pmcid") else None
