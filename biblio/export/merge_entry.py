"""Three-way merge of one entry, field by field, without touching any other byte.

The three texts are the entry in the file (`theirs`: the user's), the one we wrote last time (`base`) and the one we
would write now (`ours`). A field that only one side changed takes that side's value; if both changed it, the user's
value stays and is reported as a conflict. The names of one field (`year` and `date`) are merged as one; where ours only
spells it otherwise than the base (`same_meaning`), the user's spelling stays and there is no conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.bibtex.field_names import names_of_field
from biblio.bibtex.scanner import Block, BlockKind, FieldSpan, scan, scan_fields
from biblio.bibtex.tex_math import is_balanced
from biblio.errors import BibtexError
from biblio.export.same_meaning import is_type_respelt, say_the_same

__all__ = ["EntryConflict", "add_missing_fields", "merge_entry", "replace_key"]

_HEAD = re.compile(r"@\s*+(?P<type>[^\s{(]+)\s*+[{(]\s*+(?P<key>[^,{}\"=\r\n]*?)\s*+(?=[,})])")
_BLANKS = re.compile(r"(?:\r\n|\n|\r|^)([ \t]*)$")


@dataclass(frozen=True, slots=True)
class EntryConflict:
    """A field that the user and our data changed in different ways; the user's value stayed.

    Values are as in the text, with their braces; empty if a side removed the field.
    """

    key: str
    field: str
    theirs: str
    ours: str


def merge_entry(theirs: str, base: str, ours: str, *, key: str) -> tuple[str, tuple[EntryConflict, ...]]:
    """Return `theirs` with what changed from `base` to `ours`, and the conflicts (which name `key`).

    Values are compared as BibTeX reads them: different braces, quotes or line breaks do not count. Raises
    `BibtexError` if one of the texts, or the result, is not exactly one entry.
    """
    old, new, merged = _Entry(base), _Entry(ours), _Entry(theirs)
    conflicts: list[EntryConflict] = []
    kept = _fields_of_edited_type(merged, old, new)
    if new.type != old.type and merged.type != new.type and not kept:
        if merged.type == old.type:
            merged = merged.with_type(new.type)
        else:
            conflicts.append(EntryConflict(key, "entry type", merged.type, new.type))
    for names in _groups(old, new):
        if kept.intersection(names) or not any(old.canonical(name) != new.canonical(name) for name in names):
            continue
        if all(merged.canonical(name) == old.canonical(name) for name in names):
            for name in names:
                merged = merged.with_field_of(name, old, new)
        elif not _is_settled(names, merged, old, new):
            conflicts += _conflicts(key, names, merged, old, new)
    return merged.text, tuple(conflicts)


def _is_settled(names: tuple[str, ...], merged: _Entry, old: _Entry, new: _Entry) -> bool:
    """Return whether nothing contradicts the user's edit of a field: ours did not change, or changed to the same."""
    ours = new.texts(names)
    return say_the_same(old.texts(names), ours) or say_the_same(merged.texts(names), ours)


def _conflicts(key: str, names: tuple[str, ...], merged: _Entry, old: _Entry, new: _Entry) -> Iterator[EntryConflict]:
    differing = [name for name in names if new.canonical(name) not in (old.canonical(name), merged.canonical(name))]
    for name in [name for name in differing if name in new.values] or differing:
        edited = next((merged.values[other] for other in (name, *names) if other in merged.values), "")
        yield EntryConflict(key, name, edited, new.values.get(name, ""))


def _groups(old: _Entry, new: _Entry) -> Iterator[tuple[str, ...]]:
    """Yield the names of each field of two entries, in the order in which the entries have them."""
    seen: set[str] = set()
    ordered = (*old.values, *new.values)
    for name in ordered:
        if name not in seen:
            names = names_of_field(name)
            seen.update(names)
            yield tuple(sorted(names, key=lambda name: ordered.index(name) if name in ordered else len(ordered)))


def _fields_of_edited_type(theirs: _Entry, old: _Entry, new: _Entry) -> frozenset[str]:
    """Return the fields that stay because they belong to the entry type, which the user edited and we only respelt."""
    if not is_type_respelt(old.type, old.canonical("type") or "", new.type):
        return frozenset()
    if theirs.type == old.type and theirs.canonical("type") == old.canonical("type"):
        return frozenset()
    return frozenset({"type", *names_of_field("institution")})


def add_missing_fields(theirs: str, ours: str) -> str:
    """Return `theirs` with the fields of `ours` that it lacks, for entries whose base is not known.

    Raises `BibtexError` if one of the texts, or the result, is not exactly one entry.
    """
    new, merged = _Entry(ours), _Entry(theirs)
    for name in new.values:
        if not any(other in merged.values for other in names_of_field(name)):
            merged = merged.with_field(name, new)
    return merged.text


def replace_key(text: str, key: str) -> str:
    """Return the entry `text` under another citation key."""
    head = _HEAD.match(text)
    if not head:
        raise BibtexError("this is not an entry")
    return text[: head.start("key")] + key + text[head.end("key") :]


class _Entry:
    """An entry's text with the source of its fields' values. Immutable: a change returns a new entry."""

    def __init__(self, text: str) -> None:
        blocks = list(scan(text))
        head = _HEAD.match(text)
        if len(blocks) != 1 or blocks[0].kind is not BlockKind.ENTRY or not head:
            raise BibtexError("this is not one complete entry")
        self.text = text
        self._head = head
        self._block: Block = blocks[0]
        self.type = self._block.type
        self._spans: dict[str, FieldSpan] = {}
        for span in scan_fields(text, self._block):
            self._spans.setdefault(span.name, span)
        self.values = {name: text[span.value_start : span.value_end] for name, span in self._spans.items()}

    def canonical(self, name: str) -> str | None:
        """Return a field's value normalised, so that equivalent values are equal; None if there is no such field."""
        return _canonical_value(self.values[name]) if name in self.values else None

    def texts(self, names: tuple[str, ...]) -> dict[str, str]:
        """Return those of the fields `names` that there are, without their delimiters."""
        return {name: (self.canonical(name) or "").removeprefix("# ") for name in names if name in self.values}

    def with_type(self, entry_type: str) -> _Entry:
        return self._with(self._head.start("type"), self._head.end("type"), entry_type)

    def with_value(self, name: str, value: str) -> _Entry:
        span = self._spans[name]
        return self._with(span.value_start, span.value_end, value)

    def with_field_of(self, name: str, old: _Entry, new: _Entry) -> _Entry:
        """Return the entry with what changed in a field from `old` to `new`."""
        if old.canonical(name) == new.canonical(name):
            return self
        if name not in new.values:
            return self.without(name)
        return self.with_field(name, new) if name not in self.values else self.with_value(name, new.values[name])

    def without(self, name: str) -> _Entry:
        span = self._spans[name]
        start, end = span.start, span.end
        if own_line := _BLANKS.search(self.text, 0, start):
            start = own_line.start()
        else:
            end += len(self.text[end:]) - len(self.text[end:].lstrip(" \t"))
        return self._with(start, end, "")

    def with_field(self, name: str, source: _Entry) -> _Entry:
        """Return the entry with a field of `source`, after the nearest field that precedes it there."""
        span = source._spans[name]
        spelling = source.text[span.start : span.start + len(name)]
        field = f"{spelling} = {source.values[name]}"
        if not self._spans:
            return self._with(self._head.end(), self._block.end - 1, f", {field} ")
        previous = None
        for other in source._spans:
            if other == name:
                break
            previous = self._spans.get(other, previous)
        if previous is None:
            first = next(iter(self._spans.values()))
            return self._with(first.start, first.start, f"{field},{self._separator(first)}")
        if previous.end > previous.value_end:  # there is a comma
            return self._with(previous.end, previous.end, f"{self._separator(previous)}{field},")
        return self._with(previous.end, previous.end, f",{self._separator(previous)}{field}")

    def _separator(self, neighbour: FieldSpan) -> str:
        """Return the text between `neighbour` and a new field: the line break and indentation before `neighbour`."""
        match = _BLANKS.search(self.text, 0, neighbour.start)
        return match[0] if match else " "

    def _with(self, start: int, end: int, text: str) -> _Entry:
        return _Entry(self.text[:start] + text + self.text[end:])


def _canonical_value(value: str) -> str:
    value = " ".join(value.split())
    content = value[1:-1].strip()
    if value[0] == "{" and value[-1] == "}" and is_balanced(content):
        return content
    if value[0] == '"' and value[-1] == '"' and '"' not in content:
        return content
    if value.isdecimal():
        return value
    return f"# {value.lower()}"  # a macro or a concatenation, never equal to a text
