"""Where each field of an exported entry comes from, if the user's own `.bib` has an entry of the work too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biblio.bibtex.date_fields import iso_date
from biblio.bibtex.field_names import DATE_FIELDS, names_of_statement
from biblio.export.same_meaning import say_the_same
from biblio.model.entry import Entry
from biblio.model.record import Claim, Work

__all__ = ["OWN_ENTRY", "EntryClaim", "entry_claims"]

OWN_ENTRY = "your entry"
"""The source of fields that the user's entry gives."""

# The field of a record from which a field of an entry is made, where it has another name.
_RECORD_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(DATE_FIELDS, "date"),
    **dict.fromkeys(("journal", "journaltitle", "booktitle", "howpublished"), "venue"),
    **dict.fromkeys(("doi", "isbn", "pmid", "eprint", "eprinttype", "archiveprefix"), "identifiers"),
    **dict.fromkeys(("school", "institution", "organization"), "publisher"),
    **dict.fromkeys(("eprintclass", "primaryclass"), "primary_class"),
    "author": "authors",
    "editor": "editors",
    "langid": "language",
}


@dataclass(frozen=True, slots=True)
class EntryClaim:
    """A field of an entry: its `value` (TeX source), its `source`, why that was chosen, and what the user's entry says.

    `value` is empty for a field of the user's that the entry does without; `yours` is empty if the user's entry has no
    such field, or says the same.
    """

    field: str
    value: str
    source: str
    why: str
    yours: str = ""


def entry_claims(work: Work, known: Entry, own: Sequence[Entry], final: Entry) -> tuple[EntryClaim, ...]:
    """Return a claim for every field of `final`, and for every field of the user's entries that it does without.

    `known` is the entry of the work as services know it, `own` are the user's, `final` is both merged.
    """
    claims = {claim.field: claim for claim in work.claims}
    return (
        *(_claim(name, value, claims, known, own) for name, value in final.fields),
        *(
            EntryClaim(name, "", OWN_ENTRY, "the entry says it already, or it was true of the preprint only", value)
            for entry in own
            for name, value in entry.fields
            if not any(final.get(other) for other in names_of_statement(name))
        ),
    )


def _claim(name: str, value: str, claims: Mapping[str, Claim], known: Entry, own: Sequence[Entry]) -> EntryClaim:
    names = names_of_statement(name)
    if known.get(name) != value:
        earlier = _fields(known, names)
        is_spelling = name not in DATE_FIELDS and say_the_same({name: value}, earlier)
        why = "your spelling" if is_spelling else "it says more" if earlier else "no service gives it"
        return EntryClaim(name, value, OWN_ENTRY, why)
    claim = claims.get(_RECORD_FIELDS.get(name, name))
    source, why = (claim.source, claim.why) if claim else ("biblio", "made from the work and its notes")
    others = next((found for entry in own if (found := _fields(entry, names))), {})
    is_first = name == next(field for field, _ in known.fields if field in names)  # of the fields of a date
    is_same = not others or not is_first or say_the_same(others, _fields(known, names))
    yours = iso_date(Entry("", "", tuple(others.items()))) if name in DATE_FIELDS else next(iter(others.values()), "")
    return EntryClaim(name, value, source, why, "" if is_same else yours)


def _fields(entry: Entry, names: Sequence[str]) -> dict[str, str]:
    return {name: text for name in names if (text := entry.get(name))}
