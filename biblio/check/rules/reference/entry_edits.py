"""Fields of an entry set and added: edits that leave every other byte of the entry as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from biblio.bibtex.codec import format_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.check.finding import Edit, Fix
from biblio.check.source_text import BibEntry
from biblio.model.entry import Entry
from biblio.model.record import Work

__all__ = ["add_fields", "entry_text", "renew_entry", "set_field"]

# What belongs to the publication and takes the place of the preprint's; everything else in an entry stays.
_RENEWED = (
    "journal",
    "journaltitle",
    "booktitle",
    "year",
    "date",
    "month",
    "volume",
    "number",
    "pages",
    "publisher",
    "doi",
)
_PREPRINT_ONLY = ("howpublished", "publisher")
_HEAD = re.compile(r"@\s*(\w+)")


def entry_text(work: Work, key: str) -> str:
    """Return the entry of a work as it should be, under a person's key."""
    return format_entry(_entry(work, key))


def _entry(work: Work, key: str) -> Entry:
    return to_entry(work, key=key, dialect="biblatex")


def set_field(entry: BibEntry, name: str, value: str, *, is_safe: bool = False) -> Fix | None:
    """Return the fix that gives a field another value in its own braces or quotes; None for a macro."""
    span = entry.field(name)
    if span is None or not entry.is_plain(span):
        return None
    start, end = entry.inner(span)
    return Fix(f"write {value}", (Edit(start, end, value),), is_safe=is_safe)


def add_fields(entry: BibEntry, fields: Mapping[str, str], *, is_safe: bool) -> Fix | None:
    """Return the fix that adds fields behind the last one, laid out as that one is; None where there is none."""
    edits = _added(entry, fields.items())
    shown = ", ".join(f"{name} = {{{value}}}" for name, value in fields.items())
    return Fix(f"add {shown}", edits, is_safe=is_safe) if edits else None


def _added(entry: BibEntry, fields: Iterable[tuple[str, str]]) -> tuple[Edit, ...]:
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
    place = last.end if has_comma else last.value_end
    return (Edit(place, place, f"{body}," if has_comma else f",{body}"),)


def renew_entry(entry: BibEntry, work: Work) -> Fix | None:
    """Return the fix that turns a preprint's entry into the publication's: type, venue, year, pages, DOI.

    The fields of the preprint's venue go, its `eprint` stays or is added, and everything that is the person's stays.
    """
    new = _entry(work, entry.key)
    wanted = {name: value for name, value in new.fields if name in _RENEWED}
    edits: list[Edit] = []
    text = entry.source.text
    head = _HEAD.match(text, entry.block.start)
    if head and head[1].lower() != new.type:
        edits.append(Edit(head.start(1), head.end(1), new.type))
    if "date" in {span.name for span in entry.fields}:
        wanted.pop("year", None)
        wanted.pop("month", None)
    added = dict(wanted)
    for span in entry.fields:
        if span.name in added:
            value = added.pop(span.name)
            written = value if span.name in new.macros else f"{{{value}}}"
            edits.append(Edit(span.value_start, span.value_end, written))
        elif span.name in ("journal", "journaltitle", "booktitle", "volume", "number", "pages", *_PREPRINT_ONLY):
            edits.append(_without(entry, span.start, span.end))
    for name, value in new.fields:
        if name in ("eprint", "archiveprefix") and entry.field(name) is None and entry.field("eprinttype") is None:
            added[name] = value
    order = {name: place for place, (name, _) in enumerate(new.fields)}
    rows = sorted(added.items(), key=lambda row: order[row[0]])
    edits += _added(entry, [(name, value) for name, value in rows if name not in new.macros])
    edits.sort(key=lambda edit: (edit.start, edit.end))
    return Fix(f"make it the entry of the publication (@{new.type})", tuple(edits), is_safe=False)


def _without(entry: BibEntry, start: int, end: int) -> Edit:
    """Return the edit that takes a field out, with its line where it has one of its own."""
    text = entry.source.text
    left = start
    while left > entry.block.start and text[left - 1] in " \t":
        left -= 1
    right = end
    while right < entry.block.end and text[right] in " \t":
        right += 1
    if left and text[left - 1] == "\n" and text.startswith(("\n", "\r\n"), right):
        return Edit(left, right + (2 if text[right] == "\r" else 1), "")
    return Edit(start, end, "")
