"""Exporting entries of the user's own `.bib` files: as they were written, or completed by what services know better.

An entry whose work nobody knows stands for itself: its type, its fields and their TeX source stay. If the work is
known, its entry has the fields that services give, and every other field of the user's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from biblio.bibtex.date_fields import date_parts, iso_date
from biblio.bibtex.doi_field import read_doi_field
from biblio.bibtex.entry_table import TYPE_CODES, is_preprint_server
from biblio.bibtex.entry_text import is_field_name
from biblio.bibtex.field_names import DATE_FIELDS, PEOPLE_FIELDS, names_of_field, names_of_statement
from biblio.bibtex.latex_to_text import decode_latex, plain_address
from biblio.bibtex.names import names_with_others, with_braced_groups, without_empty_parts
from biblio.bibtex.note_entry import entry_of_note, may_have_macros
from biblio.bibtex.text_to_latex import Dialect
from biblio.errors import Problem
from biblio.export.exported_works import ExportWork
from biblio.export.own_spelling import with_own_spelling
from biblio.extract.identifiers_in_text import identifier_in_url
from biblio.model.entry import Entry
from biblio.model.note import Note
from biblio.text import fold_key

__all__ = [
    "complete_entry",
    "has_own_tags",
    "own_entries",
    "unchanged_entry",
    "unwritable_fields",
    "with_plain_addresses",
]

# What a preprint's entry says about its publication is not true of the published version.
_OF_THE_PUBLICATION = frozenset(
    "journal journaltitle booktitle volume number pages series publisher address location howpublished".split()
)
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?", re.ASCII)
_DATES = frozenset((*DATE_FIELDS, "urldate", "eventdate", "origdate"))
_SAYS_PREPRINT = re.compile(r"arxiv|\bcorr\b|preprint|submitted|in press|to appear|under review", re.IGNORECASE)


def own_entries(export: ExportWork) -> list[Entry]:
    """Return the entries of the user's `.bib` files that are about a work, in the order of its notes.

    Fields that no program but BibTeX reads are left out (see `unwritable_fields`), and empty parts of dates, at which
    Typst stops (0.15: "missing number"); so it does at macros that nothing defines, which become texts.
    """
    entries = [_with_texts(decided.note) for decided in export.notes]
    return [replace(entry, fields=tuple(filter(_is_written, entry.fields))) for entry in entries if entry is not None]


def _with_texts(note: Note) -> Entry | None:
    """Return the entry that a note is, with texts for macros that nothing defines."""
    entry = entry_of_note(note)
    if entry is None or not may_have_macros(note):
        return entry
    from biblio.bibtex.macros import with_macros_as_text  # few entries need it

    return with_macros_as_text(entry)


def _is_written(field: tuple[str, str]) -> bool:
    name, value = field
    return is_field_name(name) and bool(value.strip() or name not in _DATES)


def unwritable_fields(export: ExportWork) -> list[Problem]:
    """Return a problem for every field of the user's entries that cannot be exported for its name."""
    return [
        Problem(decided.note.source, decided.note.line, f"{entry.key}: the field {name!r} is left out", "rename it")
        for decided in export.notes
        if (entry := entry_of_note(decided.note)) is not None
        for name, _ in entry.fields
        if not is_field_name(name)
    ]


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
        entry = _with_files(_with_missing(entry, other, other.fields, names_of_field), other.get("file"))
        entry = _with_day(entry, other, keep_spelling=True)
    differing = [
        name
        for name in dict.fromkeys((*dict(written.fields), *dict(uncorrected.fields)))
        if written.get(name) != uncorrected.get(name) and name != "keywords"
    ]
    if iso_date(written) != iso_date(uncorrected):
        entry = _with_date_of(entry, written)
    for name in differing:
        if name not in DATE_FIELDS:
            entry = _with_field(entry, name, written.get(name), is_macro=name in written.macros)
    if written.type != uncorrected.type:
        entry = replace(entry, type=written.type)
        if entry.get("type") in TYPE_CODES:  # it would contradict the new type
            entry = _with_field(entry, "type", written.get("type"), is_macro=False)
    entry = _with_readable_names(entry)
    return entry if keep_keywords else _with_keywords(entry, written.get("keywords"))


def complete_entry(entry: Entry, own: Sequence[Entry], *, dialect: Dialect) -> Entry:
    """Return the entry of a known work with every field of the user's entries that it lacks.

    Where both say the same, the user's spelling stays (`own_spelling`). A date that the user knows to the day is kept
    in the dialect that has a field for it. What was true of the preprint only (a journal called arXiv, "to appear") is
    left out where the entry is that of the published version.
    """
    for user_entry in reversed(own):
        entry = with_own_spelling(entry, user_entry, dialect=dialect)
    for user_entry in own:
        entry = _with_missing(entry, user_entry, _lasting_fields(user_entry, entry), names_of_statement)
        if dialect == "biblatex":
            entry = _with_day(entry, user_entry)
    return entry


def with_plain_addresses(entry: Entry) -> Entry:
    """Return `entry` with the DOI and address that biblatex and Typst take as they are.

    To both a backslash is part of either, and an address in front part of the DOI.
    """
    return replace(entry, fields=tuple((name, _plain_address(name, value)) for name, value in entry.fields))


def _plain_address(name: str, value: str) -> str:
    if name == "doi" and (doi := read_doi_field(value)) and doi.is_sure:
        return doi.bare
    return plain if name in ("doi", "url") and "\\" not in (plain := plain_address(value)) else value


def _lasting_fields(own: Entry, known: Entry) -> Iterable[tuple[str, str]]:
    is_published = any(known.get(name) for name in ("journal", "booktitle"))
    venue = next((value for name in names_of_statement("journal") if (value := own.get(name))), "")
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
        if name == "type" and TYPE_CODES.get(value) == known.type:
            continue
        yield name, value


def _leads_to_identifier(url: str, entry: Entry) -> bool:
    """Return whether an address says no more than the identifiers of `entry`."""
    identifier = identifier_in_url(url)
    return identifier is not None and identifier.value.casefold() in (
        entry.get("doi").casefold(),
        entry.get("eprint").casefold(),
    )


def _with_missing(
    entry: Entry, other: Entry, fields: Iterable[tuple[str, str]], names: Callable[[str], Iterable[str]]
) -> Entry:
    """Return `entry` with those of the `fields` of `other` that it lacks; `names` are all names that say the same."""
    present = {alias for name, _ in entry.fields for alias in names(name)}
    if not (entry.get("date") or entry.get("month")) and other.get("year") == entry.get("year"):
        present -= {"month", "day"}  # of the year that both have
    missing = tuple((name, value) for name, value in fields if name not in present)
    macros = entry.macros | (other.macros & {name for name, _ in missing})
    return replace(entry, fields=(*entry.fields, *missing), macros=macros)


def _with_files(entry: Entry, files: str) -> Entry:
    """Return `entry` with further `files`; reference managers separate those by semicolons."""
    known = entry.get("file")
    if not known or set(files.split(";")) <= set(known.split(";")):
        return entry
    return _with_field(entry, "file", f"{known};{files}", is_macro=False)


def _with_field(entry: Entry, name: str, value: str, *, is_macro: bool) -> Entry:
    """Return `entry` with another value in a field, under the name that it has there; an empty value removes it."""
    aliases = names_of_statement(name) if name not in DATE_FIELDS else (name,)
    present = [field for field, _ in entry.fields if field in aliases]
    target = name if name in present or not present else present[0]
    fields = [(field, value if field == target else text) for field, text in entry.fields]
    if not present:
        fields.append((name, value))
    macros = (entry.macros - {target}) | ({target} if is_macro and value else frozenset())
    return replace(entry, fields=tuple(field for field in fields if field[1]), macros=macros)


def _with_date_of(entry: Entry, written: Entry) -> Entry:
    """Return `entry` with the date of `written`, in the spelling that it has: `date`, or `year`, `month` and `day`."""
    date = iso_date(written)
    if entry.get("date") or not (entry.get("year") or written.get("year")):
        return _with_field(entry, "date", date, is_macro=False)
    parts = date_parts(date)
    for name in ("year", "month", "day"):
        if parts.get(name) or entry.get(name):
            entry = _with_field(entry, name, parts.get(name, ""), is_macro=name == "month")
    return entry


def _with_day(entry: Entry, own: Entry, *, keep_spelling: bool = False) -> Entry:
    """Return `entry` with the user's date in place of its own, if it agrees with that and says more.

    It stays in the user's spelling, or takes that of `entry` if that has `date` or with `keep_spelling`.
    """
    date, known = iso_date(own), iso_date(entry)
    if not _DATE.fullmatch(date) or not known or not date.startswith(f"{known}-"):
        return entry
    is_whole = entry.get("date") or (own.get("date") and not keep_spelling)
    parts = {"date": date} if is_whole else date_parts(date)
    first = next(name for name, _ in entry.fields if name in DATE_FIELDS)
    fields: list[tuple[str, str]] = []
    for name, value in entry.fields:
        if name == first:
            fields += parts.items()
        elif name not in DATE_FIELDS:
            fields.append((name, value))
    return replace(entry, fields=tuple(fields), macros=(entry.macros - {"month"}) | ({"month"} & parts.keys()))


def _with_readable_names(entry: Entry) -> Entry:
    """Return `entry` with what programs would read as the names of other people as it is meant.

    These are "et al." at the end of a list, groups without braces, and names with an empty part or no family name.
    """
    fields = tuple(
        (name, with_braced_groups(names_with_others(without_empty_parts(value))))
        if name in PEOPLE_FIELDS and name not in entry.macros
        else (name, value)
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
