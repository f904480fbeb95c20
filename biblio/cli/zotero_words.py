"""A Zotero plan in words: its writes, what comes back from Zotero, where two values differ. Titles, not keys."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from biblio.cli.terminal import style
from biblio.text import normalise_space, shorten
from biblio.zotero.note_html import plain_note
from biblio.zotero.overrides import Override
from biblio.zotero.sync_plan import FieldConflict, Operation

if TYPE_CHECKING:
    from biblio.zotero.file_attacher import FileResult

__all__ = [
    "amount",
    "attached_files",
    "change_text",
    "comment_difference",
    "differing_parts",
    "missing_files",
    "operation_lines",
    "waiting_files",
    "what_comes_back",
]

_WIDTH = 60
_BEFORE = 15  # characters that are shown before the first difference


def what_comes_back(override: Override, titles: Mapping[str, str]) -> str:
    """Return a new line of ``zotero.txt`` in words: "tag 'nlp' added to 'A Title'"."""
    title = titles.get(override.subject, override.subject)
    named = title if override.subject.startswith(("note:", "link:")) else f"{shorten(title, _WIDTH)!r}"
    place = f"collection {override.subject!r}" if override.subject else "the root collection"
    match override.verb:
        case "add" | "remove":
            tag = f"tag {override.name!r}" if override.name else "the root collection"
            return f"{tag} {'added to' if override.verb == 'add' else 'removed from'} {named}"
        case "claim" if override.name == "note":
            return f"{named} was changed in Zotero: {shorten(plain_note(json.loads(override.value)), _WIDTH)}"
        case "claim":
            return f"{override.name} of {named}: {shorten(_value_words(json.loads(override.value)), _WIDTH) or '–'}"
        case "drop":
            return f"{named} was removed in Zotero and is not added again"
        case "same":
            return f"{named} was called {override.name} before"
        case "place":
            return f"{place} was renamed or moved, and stays so"
        case _:
            return f"{place} was removed in Zotero and is not made again"


def amount(count: int, noun: str) -> str:
    """Return a number with a noun: "2 notes"."""
    return f"{count:,} {noun}{'s' if count != 1 else ''}"


def attached_files(files: FileResult) -> str:
    """Return how many files were attached, in words."""
    return f"{amount(files.attached, 'PDF')} attached ({files.size / 2**20:.1f} MB)"


def missing_files(files: FileResult) -> Iterator[str]:
    """Yield in words which files do not exist, and how to ask for them once more."""
    for label, reason, uid in files.missing:
        yield f"{label}: {reason}; it is left out (to try again, delete the line 'drop {uid} …' of zotero.txt)"


def waiting_files(files: FileResult) -> Iterator[str]:
    """Yield in words which files the next run tries again, a line a reason."""
    for reason in dict.fromkeys(reason for _, reason in files.waiting):
        labels = [label for label, why in files.waiting if why == reason]
        more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
        yield f"{amount(len(labels), 'PDF')} left for the next run: {reason} ({', '.join(labels[:3])}{more})"


def _value_words(value: object) -> str:
    if isinstance(value, list):  # creators: role, last and first name, or name
        return "; ".join(row[3] or ", ".join(filter(None, row[1:3])) for row in value)
    return str(value)


def comment_difference(conflict: FieldConflict) -> Iterator[str]:
    """Yield the lines of both texts of a comment: those of the notes alone with "-", those of Zotero alone with "+"."""
    yield style("- only in the notes", fg="red") + ", " + style("+ only in Zotero", fg="green")
    colours = {"-": "red", "+": "green"}
    for line in difflib.ndiff(conflict.ours.splitlines(), conflict.theirs.splitlines()):
        if not line.startswith("?"):
            yield style(line.rstrip(), fg=colours.get(line[0]))


def operation_lines(operation: Operation, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a write: what it is about, by its title, and every change; see `SyncPlan.titles`."""
    title = operation.target.get("title") or titles.get(operation.record.uid, "")
    if operation.target.kind == "note":
        yield f"  {titles.get(operation.record.uid) or operation.label}"
    elif operation.verb == "create":
        value = next((change.after for change in operation.changes), "") or operation.target.get("name")
        is_known = not value or value in operation.label
        yield f"  {operation.label}" + ("" if is_known else f"  {style(shorten(value, _WIDTH), dim=True)}")
    else:
        is_known = not title or title in operation.label
        yield f"  {operation.label}" + ("" if is_known else f"  {style(shorten(title, _WIDTH), dim=True)}")
    for change in operation.changes if operation.verb != "create" else ():
        yield f"      {change.field}: {change_text(change.field, change.before, change.after)}"


def change_text(name: str, before: str, after: str) -> str:
    """Return a change of a field as text: what is added and removed, or where the values differ."""
    if name in ("tags", "collections", "related"):
        parts = [f"-{before}" if before else "", f"+{after}" if after else ""]
        return shorten("  ".join(filter(None, parts)), _WIDTH * 2)
    if name == "note":
        before, after = plain_note(before), plain_note(after)
    before, after = differing_parts(before, after, _WIDTH)
    return f"{before or '–'} → {after or '–'}"


def differing_parts(first: str, second: str, width: int) -> tuple[str, str]:
    """Return two texts in at most `width` characters each, without a common beginning that hides the difference."""
    first, second = normalise_space(first), normalise_space(second)
    pairs = enumerate(zip(first, second, strict=False))
    common = next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))
    if max(len(first), len(second)) <= width or common <= _BEFORE:
        return shorten(first, width), shorten(second, width)
    start = first.rfind(" ", 0, common - _BEFORE) + 1 or common - _BEFORE
    return tuple(shorten(f"…{text[start:]}", width) for text in (first, second))  # type: ignore[return-value]
