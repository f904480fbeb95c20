"""Three-way merge of one entry, field by field, without touching any other byte.

The three texts are the entry in the file (`theirs`: the user's), the one we wrote last time (`base`) and the one we
would write now (`ours`). A field that only one side changed takes that side's value; if both changed it, the user's
value stays and is reported as a conflict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from biblio.bibtex.scanner import Block, BlockKind, FieldSpan, scan, scan_fields
from biblio.bibtex.tex_math import is_balanced
from biblio.errors import BibtexError

__all__ = ["EntryConflict", "add_missing_fields", "merge_entry", "replace_key"]

_HEAD = re.compile(r"@\s*(?P<type>[^\s{(]+)\s*[{(]\s*(?P<key>[^,{}\"=\r\n]*?)\s*(?=[,})])")
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
    if new.type != old.type and merged.type != new.type:
        if merged.type == old.type:
            merged = merged.with_type(new.type)
        else:
            conflicts.append(EntryConflict(key, "entry type", merged.type, new.type))
    for name in dict.fromkeys((*old.values, *new.values)):
        base_value, our_value, their_value = old.canonical(name), new.canonical(name), merged.canonical(name)
        if our_value in (base_value, their_value):
            continue
        if their_value != base_value:
            conflicts.append(EntryConflict(key, name, merged.values.get(name, ""), new.values.get(name, "")))
        elif our_value is None:
            merged = merged.without(name)
        elif their_value is None:
            merged = merged.with_field(name, new)
        else:
            merged = merged.with_value(name, new.values[name])
    return merged.text, tuple(conflicts)


def add_missing_fields(theirs: str, ours: str) -> str:
    """Return `theirs` with the fields of `ours` that it lacks, for entries whose base is not known.

    Raises `BibtexError` if one of the texts, or the result, is not exactly one entry.
    """
    new, merged = _Entry(ours), _Entry(theirs)
    for name in new.values:
        if name not in merged.values:
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

    def with_type(self, entry_type: str) -> _Entry:
        return self._with(self._head.start("type"), self._head.end("type"), entry_type)

    def with_value(self, name: str, value: str) -> _Entry:
        span = self._spans[name]
        return self._with(span.value_start, span.value_end, value)

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
