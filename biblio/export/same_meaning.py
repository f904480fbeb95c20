"""Whether two versions of a field say the same: an earlier biblio spelt it otherwise, our data did not change.

What changed its spelling only is neither a change of ours nor a conflict where the user has edited it.
"""

from __future__ import annotations

from collections.abc import Mapping

from biblio.bibtex.date_fields import iso_date
from biblio.bibtex.entry_table import TYPE_CODES, kind_of_words
from biblio.bibtex.field_names import DATE_FIELDS
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.venue_forms import venue_form
from biblio.model.entry import Entry
from biblio.text import fold, normalise_space

__all__ = ["is_type_respelt", "say_the_same"]


def say_the_same(fields: Mapping[str, str], others: Mapping[str, str]) -> bool:
    """Return whether the names of one field have one meaning in two entries: name → value, without delimiters.

    A date that only says more (the month, the day) has the same meaning.
    """
    if not fields or not others:
        return False
    if DATE_FIELDS[0] in (*fields, *others) or DATE_FIELDS[1] in (*fields, *others):
        dates = sorted((_date(fields), _date(others)), key=len)
        return bool(dates[0]) and f"{dates[1]}-".startswith(f"{dates[0]}-")
    texts, other_texts = _texts(fields), _texts(others)
    if set(map(fold, texts)) == set(map(fold, other_texts)):
        return True
    if "booktitle" in fields:
        return not set(map(_forms, texts)).isdisjoint(map(_forms, other_texts))
    if {"entrysubtype", "howpublished"} & fields.keys():
        kinds = {kind_of_words(text) or text for text in (*texts, *other_texts)}
        return len(kinds) == 1
    return False


def _date(fields: Mapping[str, str]) -> str:
    return iso_date(Entry("", "", tuple(fields.items())))


def _texts(fields: Mapping[str, str]) -> list[str]:
    return [normalise_space(decode_latex(value)) for value in fields.values()]


def _forms(venue: str) -> str:
    return fold(venue_form(venue).name)


def is_type_respelt(old_type: str, old_code: str, new_type: str) -> bool:
    """Return whether an entry type says what the field `type` said under another type: @thesis, phdthesis."""
    return old_type in ("thesis", "report") and TYPE_CODES.get(old_code) == new_type
