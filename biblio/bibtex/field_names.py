"""Fields with several names, as one table: what biblatex renamed, and fields that say one thing in two ways.

https://ctan.org/pkg/biblatex, 2.2.5 (aliases of fields), 2.3.8 and 4.2.1 (`date` and its parts).
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BIBLATEX_NAMES", "DATE_FIELDS", "PEOPLE_FIELDS", "names_of_field", "names_of_statement", "one_name"]

BIBLATEX_NAMES: Mapping[str, str] = {
    "address": "location",
    "annote": "annotation",
    "archiveprefix": "eprinttype",
    "hyphenation": "langid",
    "journal": "journaltitle",
    "key": "sortkey",
    "keyword": "keywords",
    "pdf": "file",
    "primaryclass": "eprintclass",
    "school": "institution",
}
"""The names of biblatex for fields that classic BibTeX, or an earlier biblatex, calls otherwise."""

DATE_FIELDS = ("date", "year", "month", "day")
"""The fields of one date: biber reads the last three as the parts of the first."""

PEOPLE_FIELDS = frozenset("author editor editora editorb editorc translator annotator commentator bookauthor".split())
"""The fields that hold lists of names."""

_CLASSIC_NAMES = {biblatex: classic for classic, biblatex in BIBLATEX_NAMES.items()}
# Where a work appeared, and who stands behind it: an entry has one of the names, by its type.
_PLACES = (("journal", "journaltitle", "booktitle", "maintitle"), ("school", "institution", "organization"))
_STATEMENTS = {name: group for group in (*_PLACES, DATE_FIELDS) for name in group}


def one_name(name: str) -> str:
    """Return the one name of a field (biblatex's) for any of its names."""
    return BIBLATEX_NAMES.get(name, name)


def names_of_field(name: str) -> tuple[str, ...]:
    """Return the names of a field that say exactly the same, `name` first; the fields of a date are one."""
    if name in DATE_FIELDS:
        return DATE_FIELDS
    other = BIBLATEX_NAMES.get(name) or _CLASSIC_NAMES.get(name)
    return (name, other) if other else (name,)


def names_of_statement(name: str) -> tuple[str, ...]:
    """Return the fields that say what field `name` says in any type of entry: a second one would say it twice."""
    return _STATEMENTS.get(name) or names_of_field(name)
