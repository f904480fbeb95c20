"""Exporting entries of the user's own `.bib` files: as they were written, or completed by what services know better.

An entry whose work nobody knows stands for itself: its type, its fields and their TeX source stay. If the work is
known, its entry has the fields that services give, and every other field of the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from biblio.bibtex.entry_table import is_preprint_server
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import names_with_others
from biblio.bibtex.note_entry import entry_of_note
from biblio.bibtex.text_to_latex import Dialect
from biblio.export.exported_works import ExportWork
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.model.dates import MONTHS
from biblio.model.entry import Entry
from biblio.text import fold_key

__all__ = ["complete_entry", "has_own_tags", "own_entries", "unchanged_entry"]

# Names of one field: what biblatex renamed, and fields that say where a work appeared. Where the work's entry has one
# of them, the user's others would say it twice.
_GROUPS = (
    "author",
    "title",
    "journal journaltitle booktitle maintitle",
    "address location",
    "school institution organization",
    "annote annotation",
    "eprinttype archiveprefix",
    "eprintclass primaryclass",
    "year month day date",
    "langid hyphenation",
    "keywords keyword",
)
_GROUP_OF = {name: group.split() for group in _GROUPS for name in group.split()}
# What a preprint's entry says about its publication is not true of the published version.
_OF_THE_PUBLICATION = frozenset(
    "journal journaltitle booktitle volume number pages series publisher address location howpublished".split()
)
_OF_PEOPLE = frozenset("author editor editora editorb editorc translator annotator commentator bookauthor".split())
_OF_DATES = frozenset({"year", "month", "date"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SAYS_PREPRINT = re.compile(r"arxiv|\bcorr\b|preprint|submitted|in press|to appear|under review", re.IGNORECASE)


def own_entries(export: ExportWork) -> list[Entry]:
    """Return the entries of the user's `.bib` files that are about a work, in the order of its notes."""
    return [entry for decided in export.notes if (entry := entry_of_note(decided.note)) is not None]


def has_own_tags(export: ExportWork) -> bool:
    """Return whether the tags of a work are those that the user's entries give as keywords, no more and no fewer."""
    tags = [set(decided.note.tags) for decided in export.notes if entry_of_note(decided.note) is not None]
    return all(set(export.tags) == own for own in tags)


def unchanged_entry(own: Sequence[Entry], written: Entry, uncorrected: Entry, *, keep_keywords: bool) -> Entry:
    """Return the user's entry of a work that nobody else knows, under the key of `written`.

    `own` are the user's entries of it; what only a later one has is added to the first. `written` is the entry of the
    work as we would write it, `uncorrected` the same without the user's corrections in Zotero: fields in which they
    differ are taken from `written`, and the keywords unless `keep_keywords`.
    """
    first, *others = own
    entry = replace(first, key=written.key)
    for other in others:
        entry = _with_missing(entry, other, other.fields)
    differing = [
        name
        for name in dict.fromkeys((*dict(written.fields), *dict(uncorrected.fields)))
        if written.get(name) != uncorrected.get(name) and name != "keywords"
    ]
    if set(differing) & _OF_DATES:
        entry = _with_date_of(entry, written)
    for name in differing:
        if name not in _OF_DATES:
            entry = _with_field(entry, name, written.get(name), is_macro=name in written.macros)
    if written.type != uncorrected.type:
        entry = replace(entry, type=written.type)
    entry = _with_others(entry)
    return entry if keep_keywords else _with_keywords(entry, written.get("keywords"))


def complete_entry(entry: Entry, own: Sequence[Entry], *, dialect: Dialect) -> Entry:
    """Return the entry of a known work with every field of the user's entries that it lacks.

    A date that the user knows to the day is kept in the dialect that has a field for it. What was true of the preprint
    only (a journal called arXiv, "to appear") is left out where the entry is that of the published version.
    """
    for user_entry in own:
        entry = _with_missing(entry, user_entry, _lasting_fields(user_entry, entry))
        if dialect == "biblatex":
            entry = _with_day(entry, user_entry.get("date"))
    return entry


def _lasting_fields(own: Entry, known: Entry) -> Iterable[tuple[str, str]]:
    is_published = any(known.get(name) for name in ("journal", "booktitle"))
    venue = next((value for name in _GROUP_OF["journal"] if (value := own.get(name))), "")
    was_preprint = is_preprint_server(venue) or not (venue or own.get("publisher"))
    for name, value in own.fields:
        if is_published and was_preprint and name in _OF_THE_PUBLICATION:
            continue
        if is_published and name in ("note", "pubstate") and _SAYS_PREPRINT.search(value):
            continue
        if name == "subtitle" and fold_key(decode_latex(value)) in fold_key(decode_latex(known.get("title"))):
            continue
        if name == "url" and _leads_to_identifier(value, known):
            continue
        if name in ("eprinttype", "eprintclass", "archiveprefix", "primaryclass") and not own.get("eprint"):
            continue
        yield name, value


def _leads_to_identifier(url: str, entry: Entry) -> bool:
    """Return whether an address says no more than the identifiers of `entry`."""
    identifier = identifier_in_url(url)
    return identifier is not None and identifier.value.casefold() in (
        entry.get("doi").casefold(),
        entry.get("eprint").casefold(),
    )


def _with_missing(entry: Entry, other: Entry, fields: Iterable[tuple[str, str]]) -> Entry:
    present = {alias for name, _ in entry.fields for alias in _GROUP_OF.get(name, (name,))}
    missing = tuple((name, value) for name, value in fields if name not in present)
    macros = entry.macros | (other.macros & {name for name, _ in missing})
    return replace(entry, fields=(*entry.fields, *missing), macros=macros)


def _with_field(entry: Entry, name: str, value: str, *, is_macro: bool) -> Entry:
    """Return `entry` with another value in a field, under the name that it has there; an empty value removes it."""
    aliases = _GROUP_OF.get(name, [name]) if name not in _OF_DATES else [name]
    present = [field for field, _ in entry.fields if field in aliases]
    target = name if name in present or not present else present[0]
    fields = [(field, value if field == target else text) for field, text in entry.fields]
    if not present:
        fields.append((name, value))
    macros = (entry.macros - {target}) | ({target} if is_macro and value else frozenset())
    return replace(entry, fields=tuple(field for field in fields if field[1]), macros=macros)


def _with_date_of(entry: Entry, written: Entry) -> Entry:
    """Return `entry` with the date of `written`: in `date` if it has that, else in `year` and `month`."""
    if entry.get("date"):
        return _with_field(entry, "date", _iso_date(written), is_macro=False)
    for name in ("year", "month"):
        entry = _with_field(entry, name, written.get(name), is_macro=name in written.macros)
    return entry


def _iso_date(entry: Entry) -> str:
    """Return the date of an entry of ours, in ISO form."""
    if date := entry.get("date"):
        return date
    month = entry.get("month")
    return entry.get("year") + (f"-{MONTHS.index(month) + 1:02}" if month in MONTHS else "")


def _with_day(entry: Entry, date: str) -> Entry:
    """Return `entry` with the user's date in place of its own, if it agrees with that and says more."""
    known = _iso_date(entry)
    if not _DAY.fullmatch(date) or not known or not date.startswith(f"{known}-"):
        return entry
    fields = [("date", date) if name in ("year", "date") else (name, value) for name, value in entry.fields]
    return replace(
        entry, fields=tuple(field for field in fields if field[0] != "month"), macros=entry.macros - {"month"}
    )


def _with_others(entry: Entry) -> Entry:
    """Return `entry` with "and others" where a list of people ends in "et al.", which programs would read as a name."""
    fields = tuple(
        (name, names_with_others(value) if name in _OF_PEOPLE and name not in entry.macros else value)
        for name, value in entry.fields
    )
    return replace(entry, fields=fields)


def _with_keywords(entry: Entry, keywords: str) -> Entry:
    """Return `entry` with these keywords; its own text of them stays if it has the same ones."""
    name = next((name for name in ("keywords", "keyword") if entry.get(name)), "keywords")
    if _keyword_set(entry.get(name)) == _keyword_set(keywords):
        return entry
    return _with_field(entry, name, keywords, is_macro=False)


def _keyword_set(keywords: str) -> set[str]:
    return {keyword.strip() for keyword in re.split("[,;]", keywords)} - {""}
