"""Edits that set, add or remove fields of an entry and leave every other byte as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from biblio.bibtex.scanner import FieldSpan
from biblio.check.finding import Edit, Fix
from biblio.check.source_text import BibEntry
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry
from biblio.model.record import Work

__all__ = ["add_fields", "entry_text", "removal", "replace_preprint", "set_field"]

# Fields of the publication that replace those of the preprint; the other fields of an entry stay.
_PUBLICATION_FIELDS = frozenset(
    "journal journaltitle booktitle year date month volume number pages publisher doi".split()
)
_PREPRINT_FIELDS = frozenset("journal journaltitle booktitle volume number pages howpublished publisher".split())
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
    start, end = entry.content_range(field)
    return Fix(f"replace with {value}", (Edit(start, end, value),), is_safe=is_safe)


def add_fields(entry: BibEntry, fields: Mapping[str, str], *, is_safe: bool) -> Fix | None:
    """Return the fix that adds fields after the last one, in its layout; None if the entry has no fields."""
    edits = _insertion(entry, fields.items())
    added = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items())
    return Fix(f"add {added}", edits, is_safe=is_safe) if edits else None


def _insertion(entry: BibEntry, fields: Iterable[tuple[str, str]], *, replaces_last: bool = False) -> tuple[Edit, ...]:
    """Return the edit that adds fields after the last one, or in its place."""
    if not entry.fields:
        return ()
    text, last = entry.source.text, entry.fields[-1]
    line = max(text.rfind("\n", 0, last.start), text.rfind("\r", 0, last.start)) + 1
    indent = text[line : last.start] if not text[line : last.start].strip() else None
    newline = "\r\n" if text[line - 2 : line] == "\r\n" else "\n"
    equals = re.search(r"\s*=\s*$", text[last.start : last.value_start])
    sign = equals[0] if equals and "\n" not in equals[0] else " = "
    has_comma = last.end > last.value_end
    before = f"{newline}{indent}" if indent is not None else " "
    body = ",".join(f"{before}{name}{sign}{{{value}}}" for name, value in fields)
    if not body:
        return ()
    if replaces_last:
        return (Edit(last.start, last.value_end, body.removeprefix(before)),)
    return (Edit(last.end, last.end, f"{body}," if has_comma else f",{body}"),)


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


def replace_preprint(entry: BibEntry, work: Work) -> Fix:
    """Return the fix that turns a preprint's entry into the publication's: type, venue, year, pages, DOI.

    The fields of the preprint's venue go, its `eprint` stays or is added, and all other fields stay.
    """
    new = _biblatex_entry(work, entry.key)
    to_add = {name: value for name, value in new.fields if name in _PUBLICATION_FIELDS}
    if entry.field("date") is not None:
        to_add.pop("year", None)
        to_add.pop("month", None)
        if date := work.best.date:
            to_add["date"] = str(PartialDate(date.year, date.month))
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
        elif field.name in _PREPRINT_FIELDS:
            outdated.append(field)
    has_eprint = entry.field("eprinttype") is not None
    for name, value in new.fields:
        if name in ("eprint", "archiveprefix") and entry.field(name) is None and not has_eprint:
            to_add[name] = value
    order = {name: index for index, (name, _) in enumerate(new.fields)}
    rows = sorted(to_add.items(), key=lambda row: order[row[0]])
    # If the last field were removed and others added after it, two commas or an empty line would remain.
    is_last_outdated = bool(outdated) and outdated[-1] is entry.fields[-1]
    added = _insertion(
        entry, [(name, value) for name, value in rows if name not in new.macros], replaces_last=is_last_outdated
    )
    edits += added
    edits += [removal(entry, field) for field in (outdated[:-1] if added and is_last_outdated else outdated)]
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return Fix(f"replace with the published version (@{new.type})", tuple(edits), is_safe=False)
