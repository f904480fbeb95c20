"""Edits that set, add or remove fields of an entry and leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from biblio.bibtex.field_names import BIBLATEX_NAMES, names_of_field
from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Edit, Fix
from biblio.check.source_text import BibEntry
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry

if TYPE_CHECKING:
    from biblio.model.record import Record, Work

__all__ = ["add_fields", "entry_text", "removal", "replace_preprint", "set_field"]

# Fields of the publication that replace those of the preprint; the other fields of an entry stay.
_PUBLICATION_FIELDS = frozenset(
    "journal journaltitle booktitle year date month volume number pages publisher doi".split()
)
_PREPRINT_FIELDS = frozenset("journal journaltitle booktitle volume number pages howpublished publisher".split())
_BIBLATEX_FIELDS = frozenset(
    "date journaltitle location eprinttype eprintclass langid pubstate urldate subtitle maintitle eventtitle".split()
)
_ARXIV_ADDRESS = re.compile(r"https?://(?:[\w-]+\.)*(?:arxiv\.org|alphaxiv\.org)/|10\.48550/arxiv", re.IGNORECASE)
_PREPRINT_NOTE = re.compile(r"\W*(?:ar(?:x|\{?X\}?)iv|preprint|e-?print|submitted|under review)\b[^;]*", re.IGNORECASE)
_HEAD = re.compile(r"@\s*(\w+)")


def entry_text(work: Work, key: str) -> str:
    """Return the correct entry of a work, with the user's key. Raises `BibtexError`."""
    from biblio.bibtex.entry_text import format_entry

    return format_entry(_biblatex_entry(work, key))


def _biblatex_entry(work: Work, key: str) -> Entry:
    from biblio.bibtex.record_to_entry import to_entry  # takes long, and only fixes of looked-up entries need it

    return to_entry(work, key=key, dialect="biblatex")


def set_field(entry: BibEntry, name: str, value: str, *, is_safe: bool = False) -> Fix | None:
    """Return the fix that gives a field another value, in the same braces or quotes; None for a macro."""
    field = entry.field(name)
    if field is None or not entry.is_plain(field):
        return None
    return Fix(f"replace with {value}", (_new_value(entry, field, value),), is_safe=is_safe)


def _new_value(entry: BibEntry, field: FieldSpan, value: str) -> Edit:
    """Return the edit that gives a field a value, in its own delimiters if these can hold it."""
    text = entry.source.text
    if entry.is_plain(field):
        start, end = entry.content_range(field)
        first = text[field.value_start]
        if first == "{" or (first == '"' and '"' not in value) or (first not in '{"' and value.isdecimal()):
            return Edit(start, end, value)
    return Edit(field.value_start, field.value_end, f"{{{value}}}")


def add_fields(entry: BibEntry, fields: Mapping[str, str], *, is_safe: bool) -> Fix | None:
    """Return the fix that adds fields after the last one, in its layout; None if the entry has no fields.

    A field that is there already (empty, or with something that is no value) gets the value: two fields of one name are
    an error to many programs. An arXiv id is added in the words of the entry's dialect.
    """
    if not entry.fields or not fields:
        return None
    named = _in_words_of(entry, fields)
    edits = [_new_value(entry, field, named[field.name]) for field in _first_fields(entry) if field.name in named]
    present = {field.name for field in entry.fields}
    edits += _insertion(entry, [(name, value) for name, value in named.items() if name not in present])
    edits.sort(key=lambda edit: (edit.start, edit.end))
    added = ", ".join(f"{name} = {{{value}}}" for name, value in named.items())
    return Fix(f"add {added}", tuple(edits), is_safe=is_safe)


def _first_fields(entry: BibEntry) -> list[FieldSpan]:
    """Return the fields of an entry, of several with one name only the first, which counts."""
    return list({field.name: field for field in reversed(entry.fields)}.values())


def _in_words_of(entry: BibEntry, fields: Mapping[str, str]) -> dict[str, str]:
    """Return fields with the name of the archive that the entry has, so that it does not get two."""
    archive = "archiveprefix"
    if archive in fields and not entry.field(archive) and (entry.field(BIBLATEX_NAMES[archive]) or _is_biblatex(entry)):
        return {
            BIBLATEX_NAMES[archive] if name == archive else name: value.lower() if name == archive else value
            for name, value in fields.items()
        }
    return dict(fields)


def _is_biblatex(entry: BibEntry) -> bool:
    """Whether an entry has a field that only biblatex knows."""
    return any(field.name in _BIBLATEX_FIELDS for field in entry.fields)


def _insertion(entry: BibEntry, fields: Iterable[tuple[str, str]], *, replaces_last: bool = False) -> tuple[Edit, ...]:
    """Return the edit that adds fields after the last one, or in its place."""
    if not entry.fields:
        return ()
    text, last = entry.source.text, entry.fields[-1]
    line = max(text.rfind("\n", 0, last.start), text.rfind("\r", 0, last.start)) + 1
    indent = text[line : last.start] if not text[line : last.start].strip() else None
    newline = "\r\n" if text[line - 2 : line] == "\r\n" else "\n"
    equals = re.search(r"(?:(?<!\s)\s+)?=\s*$", text[last.start : last.value_start])
    sign = equals[0] if equals and "\n" not in equals[0] else " = "
    has_comma = last.end > last.value_end
    before = f"{newline}{indent}" if indent is not None else " "
    width = _common_width(entry)
    body = ",".join(f"{before}{_aligned(f'{name}{sign}', width)}{{{value}}}" for name, value in fields)
    if not body:
        return ()
    if replaces_last:
        return (Edit(last.start, last.value_end, body.removeprefix(before)),)
    return (Edit(last.end, last.end, f"{body}," if has_comma else f",{body}"),)


def _common_width(entry: BibEntry) -> int:
    """Return how many characters stand before the sign "=" of each field, if that aligns names of several lengths."""
    text = entry.source.text
    widths = {text.find("=", field.start) - field.start for field in entry.fields}
    is_aligned = len(widths) == 1 and len({len(field.name) for field in entry.fields}) > 1
    return widths.pop() if is_aligned else 0


def _aligned(head: str, width: int) -> str:
    """Return the name of a field and what is between it and its value, with the sign "=" in a column if it can be."""
    name, equals, after = head.partition("=")
    name = name.rstrip() if width else name
    return f"{name.ljust(width) if len(name) < width or not width else f'{name} '}{equals}{after}"


def removal(entry: BibEntry, field: FieldSpan) -> Edit:
    """Return the edit that removes a field, together with its line if it has one of its own."""
    text = entry.source.text
    start, end = field.start, field.end
    while start > entry.block.start and text[start - 1] in " \t":
        start -= 1
    while end < entry.block.end and text[end] in " \t":
        end += 1
    if text[start - 1] == "\n" and text.startswith(("\n", "\r\n"), end):
        return Edit(start, end + (2 if text[end] == "\r" else 1), "")
    return Edit(field.start, field.end, "")


def replace_preprint(entry: BibEntry, work: Work, publication: Record | None = None) -> Fix:
    """Return the fix that turns a preprint's entry into the publication's: type, venue, year, pages, DOI.

    `publication` is the record whose date counts (None: the work's own). The fields of the preprint's venue go, its
    state (`pubstate`), its address on arXiv and a note that it is a preprint too; its `eprint` stays or is added, and
    so do all other fields.
    """
    new = _biblatex_entry(work, entry.key)
    to_add = _publication_fields(entry, work, new, publication)
    edits: list[Edit] = []
    outdated: list[FieldSpan] = []
    head = _HEAD.match(entry.source.text, entry.block.start)
    if head and head[1].lower() != new.type:
        edits.append(Edit(head.start(1), head.end(1), new.type))
    for field in entry.fields:
        if field.name in to_add:
            value = to_add.pop(field.name)
            written = value if field.name in new.macros else f"{{{value}}}"
            edits.append(Edit(field.value_start, field.value_end, written))
        elif _is_outdated(entry, field):
            outdated.append(field)
    order = {other: index for index, (name, _) in enumerate(new.fields) for other in names_of_field(name)}
    rows = sorted(to_add.items(), key=lambda row: order.get(row[0], len(order)))
    # If the last field were removed and others added after it, two commas or an empty line would remain.
    is_last_outdated = bool(outdated) and outdated[-1] is entry.fields[-1]
    added = _insertion(
        entry, [(name, value) for name, value in rows if name not in new.macros], replaces_last=is_last_outdated
    )
    edits += added
    edits += [removal(entry, field) for field in (outdated[:-1] if added and is_last_outdated else outdated)]
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return Fix(f"replace with the published version (@{new.type})", tuple(edits), is_safe=False)


def _publication_fields(entry: BibEntry, work: Work, new: Entry, publication: Record | None) -> dict[str, str]:
    """Return the fields of the publication, by the names that the entry has or that its dialect uses."""
    fields = {name: value for name, value in new.fields if name in _PUBLICATION_FIELDS}
    if journal := fields.pop("journal", ""):
        uses_title = entry.field("journal") is None and (entry.field("journaltitle") or _is_biblatex(entry))
        fields["journaltitle" if uses_title else "journal"] = journal
    date = publication.date if publication and publication.date else work.best.date
    if entry.field("date") is not None:
        fields.pop("year", None)
        fields.pop("month", None)
        if date:
            fields["date"] = str(PartialDate(date.year, date.month))
    elif date:
        fields.pop("date", None)
        fields["year"] = str(date.year)
    if new.get("eprinttype") == "arxiv" and entry.field("eprinttype") is None:
        archive = {"eprint": new.get("eprint"), "archiveprefix": "arXiv"}
        fields |= _in_words_of(entry, {name: value for name, value in archive.items() if entry.field(name) is None})
    return fields


def _is_outdated(entry: BibEntry, field: FieldSpan) -> bool:
    """Whether a field says something about the preprint that is not so of the publication."""
    value = entry.value(field.name)
    if field.name in ("url", "doi"):
        return bool(_ARXIV_ADDRESS.search(value))
    if field.name in ("month", "day"):
        return True  # the publication has another date
    if field.name == "urldate":
        return bool(_ARXIV_ADDRESS.search(entry.value("url")))
    if field.name == "note":
        return bool(_PREPRINT_NOTE.fullmatch(value))
    if field.name in ("institution", "organization"):
        return value.strip("{} ").casefold() == "arxiv"
    return field.name in _PREPRINT_FIELDS or field.name == "pubstate"
