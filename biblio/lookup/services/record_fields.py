"""Read names, dates and identifiers in services' notations; unusable values read as None or as empty.

Name objects and "date-parts" are Crossref's (https://github.com/CrossRef/rest-api-doc), which CSL JSON shares
(https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from biblio.lookup.json_values import clean_text, one_or_many
from biblio.model.dates import PartialDate, parse_date
from biblio.model.identifiers import Identifier, arxiv, doi, make
from biblio.model.people import Person, parse_person
from biblio.text import normalise_space

__all__ = [
    "date_from_parts",
    "full_family_name",
    "identifier_from",
    "is_et_al",
    "join_arxiv_note",
    "lenient_date",
    "read_people",
    "read_person",
    "unique_identifiers",
    "year_date",
]

_ET_AL = frozenset({"others", "et al", "et al."})
_DOI_PREFIX = re.compile(r"(?i)^\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*")
_ARXIV_PREFIX = re.compile(r"(?i)^\s*(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv:)\s*")


def unique_identifiers(identifiers: Iterable[Identifier | None]) -> tuple[Identifier, ...]:
    """Return the identifiers that are not None, each once, in order."""
    return tuple(dict.fromkeys(identifier for identifier in identifiers if identifier is not None))


def identifier_from(kind: str, value: object) -> Identifier | None:
    """Return the identifier in `value`, or None.

    `kind` is the service's name for its type, in any case: "doi", "arxiv", "isbn", "pmid" or "pmcid"; "uri" and "url"
    may hold the address of a DOI or of an arXiv paper.
    """
    written = normalise_space(value) if isinstance(value, str) else ""
    kind = kind.casefold()
    if kind == "doi" or (kind in ("uri", "url") and _DOI_PREFIX.match(written)):
        return doi(_DOI_PREFIX.sub("", written))
    if kind == "arxiv" or (kind in ("uri", "url") and _ARXIV_PREFIX.match(written)):
        return arxiv(_ARXIV_PREFIX.sub("", written).removesuffix(".pdf"))
    return make(kind, written) if kind in ("isbn", "pmid", "pmcid") else None


# -- dates -------------------------------------------------------------------------------------------------
def date_from_parts(parts: object) -> PartialDate | None:
    """Return the date in "date-parts" (``[[2020, 5, 17]]``, ``[["2020"]]``, ``[[null]]``) as far as it is valid."""
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = [_whole_number(part) for part in first] if isinstance(first, list) else []
    year, month, day = ([*numbers, 0, 0, 0])[:3]
    for attempt in ((year, month, day), (year, month, 0), (year, 0, 0)):
        try:
            return PartialDate(*attempt)
        except ValueError:
            continue
    return None


def _whole_number(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*\d{1,4}\s*", value, re.ASCII) else 0


def lenient_date(text: str) -> PartialDate | None:
    """Return the date in `text`, or None if it is not a date or does not exist in the calendar."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def year_date(text: str) -> PartialDate | None:
    """Return the year in `text` (1000 to 2999) as a date, or None."""
    return PartialDate(int(text)) if re.fullmatch(r"[12]\d{3}", text) else None


# -- names -------------------------------------------------------------------------------------------------
def is_et_al(name: str) -> bool:
    """Whether an entry in a list of names says that there are more names."""
    return name.casefold() in _ET_AL


def full_family_name(row: Mapping[str, Any], read: Callable[[object], str]) -> str:
    """Return the family name in a name object with its particles ("van der Berg"), each part as `read` reads it."""
    parts = (read(row.get(key)) for key in ("dropping-particle", "non-dropping-particle", "family"))
    return " ".join(filter(None, parts))


def read_person(row: Mapping[str, Any]) -> Person | None:
    """Return the name in a Crossref or CSL name object, or None if it has none.

    ``name`` alone is a group (Crossref's schema: an organisation); a CSL ``literal`` may be a person or a group.
    """
    family = full_family_name(row, clean_text)
    given, suffix = clean_text(row.get("given")), clean_text(row.get("suffix"))
    if not family:
        if name := clean_text(row.get("name")):
            return parse_person(name, group=True)
        literal = clean_text(row.get("literal")) or given
        return parse_person(literal) if literal else None
    family = family.replace(",", " ")
    person = parse_person(f"{family}, {given}") if given else parse_person(family)
    return replace(person, suffix=suffix) if suffix and not person.literal else person


def read_people(rows: object) -> tuple[tuple[Person, ...], bool]:
    """Return the names in a list of name objects, and whether the list says that there are more ("et al.")."""
    people: list[Person] = []
    is_truncated = False
    for row in one_or_many(rows):
        person = read_person(row)
        if person is None:
            continue
        if is_et_al(str(person)):
            is_truncated = True
        else:
            people.append(person)
    return tuple(people), is_truncated


# -- notes -------------------------------------------------------------------------------------------------
def join_arxiv_note(comment: str, journal_reference: str) -> str:
    """Return the note of an arXiv paper: its comment and the journal reference given by its author."""
    reference = f"journal reference: {journal_reference}" if journal_reference else ""
    return "; ".join(filter(None, (comment, reference)))
