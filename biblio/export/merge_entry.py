"""One entry merged with a newer version of itself, field by field, without touching any other byte.

Three texts: what stands in the file (`mine`), what we wrote last time (`base`) and what we would write now (`ours`).
A field that only one side changed takes that side's value; where both changed it the person's stays, as a conflict.
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
    """A field that both the person and our data changed, in different ways; the person's value stayed.

    Values are as they stand in the text, with their braces; empty where a side removed the field.
    """

    key: str
    field: str
    theirs: str
    ours: str


def merge_entry(mine: str, base: str, ours: str, *, key: str) -> tuple[str, tuple[EntryConflict, ...]]:
    """Return `mine` with what changed from `base` to `ours`, and the conflicts (reported under `key`).

    Values are compared as BibTeX reads them: other braces, quotes or line breaks are no change. Raises
    `BibtexError` where one of the texts is not one entry, or where the result would not be.
    """
    old, new, now = _Entry(base), _Entry(ours), _Entry(mine)
    conflicts: list[EntryConflict] = []
    if new.type != old.type and now.type != new.type:
        if now.type == old.type:
            now = now.with_type(new.type)
        else:
            conflicts.append(EntryConflict(key, "entry type", now.type, new.type))
    for name in dict.fromkeys((*old.values, *new.values)):
        before, after, here = old.meaning(name), new.meaning(name), now.meaning(name)
        if after in (before, here):
            continue
        if here != before:
            conflicts.append(EntryConflict(key, name, now.values.get(name, ""), new.values.get(name, "")))
        elif after is None:
            now = now.without(name)
        elif here is None:
            now = now.with_field(name, new)
        else:
            now = now.with_value(name, new.values[name])
    return now.text, tuple(conflicts)


def add_missing_fields(mine: str, ours: str) -> str:
    """Return `mine` with the fields of `ours` that it lacks; for when nobody knows what we wrote last time.

    Raises `BibtexError` where one of the texts is not one entry, or where the result would not be.
    """
    new, now = _Entry(ours), _Entry(mine)
    for name in new.values:
        if name not in now.values:
            now = now.with_field(name, new)
    return now.text


def replace_key(text: str, key: str) -> str:
    """Return the entry `text` under another citation key."""
    head = _HEAD.match(text)
    if not head:
        raise BibtexError("this is no entry")
    return text[: head.start("key")] + key + text[head.end("key") :]


class _Entry:
    """An entry's text with the values of its fields as they stand in it; changing it makes a new one."""

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

    def meaning(self, name: str) -> str | None:
        """Return a field's value in a form in which equal values are equal, None where there is no such field."""
        return _meaning(self.values[name]) if name in self.values else None

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
        """Return the entry with the field of `source`, behind the nearest field that goes before it there."""
        span = source._spans[name]
        spelling = source.text[span.start : span.start + len(name)]
        field = f"{spelling} = {source.values[name]}"
        if not self._spans:
            return self._with(self._head.end(), self._block.end - 1, f", {field} ")
        before = None
        for other in source._spans:
            if other == name:
                break
            before = self._spans.get(other, before)
        if before is None:
            first = next(iter(self._spans.values()))
            return self._with(first.start, first.start, f"{field},{self._break(first)}")
        if before.end > before.value_end:  # there is a comma
            return self._with(before.end, before.end, f"{self._break(before)}{field},")
        return self._with(before.end, before.end, f",{self._break(before)}{field}")

    def _break(self, beside: FieldSpan) -> str:
        """Return what parts a new field from `beside`: the line break and indentation that stand before that one."""
        found = _BLANKS.search(self.text, 0, beside.start)
        return found[0] if found else " "

    def _with(self, start: int, end: int, text: str) -> _Entry:
        return _Entry(self.text[:start] + text + self.text[end:])


def _meaning(value: str) -> str:
    value = " ".join(value.split())
    inner = value[1:-1].strip()
    if value[0] == "{" and value[-1] == "}" and is_balanced(inner):
        return inner
    if value[0] == '"' and value[-1] == '"' and '"' not in inner:
        return inner
    if value.isdecimal():
        return value
    return f"# {value.lower()}"  # a macro or a concatenation, never equal to a text
