r"""Listings of new papers as arXiv sends them by e-mail, in the message or pasted into a file.

An entry stands between lines with two backslashes: its fields, each on a line that may be continued, then the abstract;
a replaced paper has no abstract. The last line has its address. https://info.arxiv.org/help/subscribe.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.formats.export_values import parse_written_date, read_doi, read_name
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.model.identifiers import make
from biblio.model.record import Kind, Medium

__all__ = ["is_arxiv_listing", "read_arxiv_listing"]

_NUMBER = re.compile(r"(?:arXiv|Paper): ?(?P<id>[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?")
_FIELD = re.compile(
    r"(?P<name>Date(?: \(v1\))?|Title|Authors?|Categories|Comments|Subj-class|MSC-class|ACM-class|Report-no|Journal-ref"
    r"|DOI|License):[ \t]*(?P<value>.*)"
)
_RULE = re.compile(r"\\\\(?:[ \t]*\(.*)?[ \t]*$")
_BORDER = re.compile(r"[-%]{20,}$")
_IN_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?\([^()]*(?:\([^()]*\)[^()]*)*\)")
_SUFFIX = re.compile(r",\s*((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
_AND = re.compile(r"(?:,|(?<!\s))\s+and\s+|,\s*")
_ET_AL = re.compile(
    r"(?:,\s*|(?<!\s)\s+)?(?:et\.? al\.?|\(\d{1,9} (?:additional|more) authors?[^)]{0,99}\))\s*$", re.IGNORECASE
)
_ENTRY = re.compile(
    r"^\\\\[ \t]*\n(?:arXiv|Paper): ?\S.*\n(?:.*\n){1,8}?Title: .*\n(?:.*\n){0,8}?Authors?: ", re.MULTILINE
)
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} (?:19|20)\d\d")
_HEAD = 60_000
_KEPT = {"Categories": "categories", "Comments": "comments", "Report-no": "report-number", "MSC-class": "msc-class",
         "ACM-class": "acm-class"}  # fmt: skip


def is_arxiv_listing(text: str) -> bool:
    """Whether a text has an entry of a listing: two backslashes, and below them a number, a title and authors."""
    return _ENTRY.search(text[:_HEAD]) is not None


def read_arxiv_listing(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a listing, each once; a paper that is listed under several subjects comes again."""
    lines = text.split("\n")
    numbers: set[str] = set()
    start = 0
    while start < len(lines):
        number = _NUMBER.match(lines[start]) if start and _RULE.match(lines[start - 1]) else None
        if number is None:
            start += 1
            continue
        end = next((row for row in range(start + 1, len(lines)) if _BORDER.match(lines[row])), len(lines))
        if number["id"] not in numbers:
            numbers.add(number["id"])
            yield _entry(number["id"], lines[start:end], start + 1)
        start = end


def _entry(number: str, lines: list[str], first: int) -> ExportPart:
    """Return the entry whose fields begin on the first of `lines`; `first` is that line in the text (from 1)."""
    rules = [row for row, line in enumerate(lines) if _RULE.match(line)]
    end_of_fields = rules[0] if rules else len(lines)
    last = max((row for row, line in enumerate(lines) if line.strip()), default=0)
    draft = EntryDraft("arxiv-listing", first, first + last, meaning=(Kind.PAPER, Medium.PREPRINT))
    draft.identifiers = [make("arxiv", number)]
    for name, value in _fields(lines[1:end_of_fields]):
        if name == "Title":
            draft.title = value
        elif name.startswith("Author"):
            bare = _IN_BRACKETS.sub("", value)
            names, count = _ET_AL.subn("", _SUFFIX.sub(r" \1", bare))
            draft.authors = [person for part in _AND.split(names) if (person := read_name(part))]
            draft.is_truncated = bool(count)
        elif name.startswith("Date") and (day := _DAY.search(value)):
            draft.date = parse_written_date(day[0])
        elif name == "DOI":
            draft.identifiers.append(read_doi(value.split()[0] if value else ""))
        elif name == "Journal-ref":
            draft.add_field("journal-ref", value)
        elif name in _KEPT:
            draft.add_field(_KEPT[name], value)
    if len(rules) > 1:
        draft.abstract = " ".join(" ".join(lines[rules[0] + 1 : rules[1]]).split())
    return draft.finish() or PassedOver(first)


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields as (name, value); a line that begins with blanks continues the one before it."""
    name, value = "", ""
    for line in [*lines, "License:"]:
        match = _FIELD.match(line)
        if match:
            if name:
                yield name, value
            name, value = match["name"], match["value"].strip()
        elif name and line[:1].isspace():
            value = f"{value} {line.strip()}"
