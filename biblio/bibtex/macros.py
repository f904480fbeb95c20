"""Macros in the fields of an entry, values without braces: the texts that they stand for, or stand in their place.

``journal = nature`` is most often a text without its braces, or the name of one that another file defines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from biblio.bibtex.entry_table import VERBATIM_FIELDS
from biblio.bibtex.entry_text import evaluate_value
from biblio.bibtex.field_names import PEOPLE_FIELDS
from biblio.bibtex.known_macros import is_known_macro
from biblio.bibtex.scanner import split_value
from biblio.bibtex.text_to_latex import escape_tex
from biblio.errors import BibtexError
from biblio.model.dates import MONTHS
from biblio.model.entry import Entry

__all__ = ["undefined_macros", "with_definitions", "with_macros_as_text"]

_PLAIN = VERBATIM_FIELDS | {"xdata"}


def undefined_macros(entry: Entry) -> tuple[str, ...]:
    """Return the macros in the fields of `entry`, as they are written, that are not known everywhere."""
    return tuple(dict.fromkeys(name for value in _macros(entry).values() for name in _undefined(value)))


def with_definitions(entry: Entry, definitions: Mapping[str, str]) -> Entry:
    """Return `entry` with the texts of those of its macros that are in `definitions`, by their names in lower case."""
    return _with_values(entry, {name: _evaluated(name, value, definitions) for name, value in _macros(entry).items()})


def with_macros_as_text(entry: Entry) -> Entry:
    """Return `entry` with the name of every macro that nothing defines as a text.

    As macros, BibTeX and biber print nothing in their place, Typst and bibtexparser 1 refuse the whole file, and the
    other programs take them for their names. Those of lists that documents load by themselves stay macros.
    """
    values: dict[str, tuple[str, bool]] = {}
    for name, value in _macros(entry).items():
        texts = {macro.lower(): macro if name in _PLAIN else escape_tex(macro) for macro in _undefined(value)}
        if texts:
            values[name] = _evaluated(name, value, texts)
    return _with_values(entry, values)


def _macros(entry: Entry) -> dict[str, str]:
    """Return those fields of `entry` that have macros besides months."""
    return {name: value for name, value in entry.fields if name in entry.macros and value not in MONTHS}


def _undefined(value: str) -> Iterator[str]:
    for part in split_value(value) or ():
        if not (part[0] in '{"' or part.isdecimal() or is_known_macro(part)):
            yield part


def _evaluated(name: str, value: str, texts: Mapping[str, str]) -> tuple[str, bool]:
    """Return a field's value with these texts for its macros, and whether it still has one.

    Blanks stand between the parts of a list of names ("{Roe, Jane and} # doe"). A value that would be too long stays.
    """
    parts = split_value(value)
    try:
        text, is_macro = evaluate_value(" # { } # ".join(parts) if name in PEOPLE_FIELDS else value, texts)
    except BibtexError:
        return value, True
    return (text if is_macro else " ".join(text.split())), is_macro


def _with_values(entry: Entry, values: Mapping[str, tuple[str, bool]]) -> Entry:
    if not values:
        return entry
    fields = tuple((name, values[name][0] if name in values else value) for name, value in entry.fields)
    texts = {name for name, (_, is_macro) in values.items() if not is_macro}
    return replace(entry, fields=fields, macros=entry.macros - texts)
