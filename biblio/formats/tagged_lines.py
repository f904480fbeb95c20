"""Split a text of tagged lines ("TY  - JOUR", "PMID- 1234", "%0 Journal Article") into entries, whatever is broken.

RIS, PubMed's NBIB, EndNote's tagged format and that of the Web of Science differ in how a tag is written and how an
entry begins and ends (`Dialect`). The libraries for these formats (rispy, nbib) drop an entry without its last line, or
give up at the first line that they do not understand, and do not say in which line that was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.formats.library_entry import ExportPart, LibraryEntry, PassedOver

__all__ = ["Dialect", "TaggedEntry", "TaggedValue", "export_parts", "has_tags", "read_tagged_entries"]

# Old programs end files with these: Ctrl+Z (DOS) and ETX.
_BEGINNING = 30_000  # characters that show what a text is
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")


@dataclass(frozen=True, slots=True)
class TaggedValue:
    """One value: its tag, its text (with the line ends of its continuation lines), and its line."""

    tag: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class TaggedEntry:
    """One entry: its values in order, and its first and last line.

    `is_closed` is false if the line that ends an entry is missing; `odd_lines` are lines that belong to no value.
    """

    values: tuple[TaggedValue, ...]
    line: int
    end_line: int
    is_closed: bool
    odd_lines: tuple[int, ...] = ()

    def first(self, *tags: str) -> str:
        """Return the first non-empty text, looking for the tags in the order given."""
        return next((text for tag in tags for text in self.all(tag)), "")

    def all(self, *tags: str) -> list[str]:
        """Return the non-empty texts with these tags, in the order of the entry."""
        return [value.text for value in self.values if value.tag in tags and value.text]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a format writes tags and entries.

    `tag` matches a tagged line, with the groups "tag" and "text". An entry begins with a tag in `starts` and ends with
    `end`, with a blank line (if `is_blank_end`), or where the next one begins: at any tag in `starts`, or only at one
    that it has already (if `is_start_repeated`: other tags may stand before it). A line without a tag continues the
    value before it if it matches `continuation` and the tag is not among `single_lines`.
    Lines with `ignored` tags are left out.
    """

    tag: re.Pattern[str]
    starts: frozenset[str]
    end: str = ""
    is_blank_end: bool = False
    is_start_repeated: bool = False
    continuation: re.Pattern[str] = re.compile(r".*\S.*")
    single_lines: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


def read_tagged_entries(text: str, dialect: Dialect) -> Iterator[TaggedEntry]:
    """Yield the entries of a text, in order; lines before the first one are ignored."""
    entry = _OpenEntry()
    number = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = _CONTROL.sub("", raw.replace("\u2028", " ").replace("\u2029", " ")).rstrip()
        match = dialect.tag.match(line)
        tag = match["tag"].strip() if match else ""
        if match is None:
            if not line.strip():
                entry.was_blank = True
                if dialect.is_blank_end and entry.values:
                    yield entry.finish(number - 1, is_closed=True)
                    entry = _OpenEntry()
            elif entry.values:
                entry.continue_value(line, number, dialect)
            continue
        if tag in dialect.ignored:
            continue
        if tag == dialect.end:
            if entry.values:
                yield entry.finish(number, is_closed=True)
            entry = _OpenEntry()
            continue
        if tag in dialect.starts and entry.values and (not dialect.is_start_repeated or entry.has(tag)):
            yield entry.finish(entry.last_line, is_closed=not dialect.end)
            entry = _OpenEntry()
        entry.add(tag, match["text"] or "", number)
    if entry.values:
        yield entry.finish(entry.last_line, is_closed=not dialect.end)


class _OpenEntry:
    """An entry that is being read."""

    def __init__(self) -> None:
        self.values: list[tuple[str, list[str], int]] = []
        self.odd_lines: list[int] = []
        self.last_line = 0
        self.was_blank = False

    def has(self, tag: str) -> bool:
        return any(tag == own_tag for own_tag, _, _ in self.values)

    def add(self, tag: str, text: str, number: int) -> None:
        self.values.append((tag, [text.strip()], number))
        self.last_line = number
        self.was_blank = False

    def continue_value(self, line: str, number: int, dialect: Dialect) -> None:
        tag, lines, _ = self.values[-1]
        if tag in dialect.single_lines or not dialect.continuation.fullmatch(line):
            self.odd_lines.append(number)
            return
        if self.was_blank:
            lines.append("")
        self.was_blank = False
        lines.append(line.strip())
        self.last_line = number

    def finish(self, end_line: int, *, is_closed: bool) -> TaggedEntry:
        values = tuple(TaggedValue(tag, "\n".join(lines).strip(), number) for tag, lines, number in self.values)
        return TaggedEntry(values, values[0].line, max(end_line, values[0].line), is_closed, tuple(self.odd_lines))


def export_parts(
    entries: Iterable[TaggedEntry],
    read_entry: Callable[[TaggedEntry], LibraryEntry | None],
    path: str,
    *,
    hint: str,
    last_line: str = "",
) -> Iterator[ExportPart]:
    """Yield what `read_entry` makes of each entry, and a warning about the lines that belong to none of its values.

    `hint` says what a line begins with, `last_line` what every entry of the format must end with, if anything.
    """
    for entry in entries:
        if problem := _odd_lines_problem(entry, path, hint):
            yield problem
        library_entry = read_entry(entry)
        if library_entry is not None and last_line and not entry.is_closed:
            cut = f'the file may be cut short; an entry ends with "{last_line}"'
            yield Problem(path, entry.line, "an entry is not closed", cut, is_warning=True)
        yield library_entry or PassedOver(entry.line)


def _odd_lines_problem(entry: TaggedEntry, path: str, hint: str) -> Problem | None:
    """Return a warning about the lines of an entry that belong to no value, or None if there are none."""
    if not entry.odd_lines:
        return None
    lines = len(entry.odd_lines)
    what = "a line has no tag and was left out" if lines == 1 else f"{lines} lines have no tag and were left out"
    return Problem(path, entry.odd_lines[0], what, hint, is_warning=True)


def has_tags(text: str, dialect: Dialect, tags: Iterable[str], *, lines: int = 200) -> bool:
    """Whether one of the first lines of a text has one of the tags."""
    wanted_tags = frozenset(tags)
    for line in text[:_BEGINNING].split("\n", lines)[:lines]:
        match = dialect.tag.match(_CONTROL.sub("", line))
        if match and match["tag"].strip() in wanted_tags:
            return True
    return False
