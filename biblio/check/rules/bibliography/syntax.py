"""The rules about entries that BibTeX or biber cannot read, fields that are set twice, and misspelt entry types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from biblio.bibtex.keys_with_commas import key_with_commas
from biblio.bibtex.scanner import missing_commas
from biblio.bibtex.spaced_names import with_hyphenated_names
from biblio.bibtex.untyped_entries import UNREADABLE_TYPE
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.rules.entry_edits import removal
from biblio.check.source_text import BibEntry

__all__ = ["BIBER_READS_ON", "FIELD_TWICE", "SYNTAX", "SYNTAX_RULES", "TYPE_UNKNOWN"]

SYNTAX = Rule(
    "syntax",
    FindingKind.FILE,
    Severity.ERROR,
    "An entry that BibTeX cannot read.",
    """An entry is not closed, a field has no value, a comma is missing between two fields, or a quote is not closed.
BibTeX skips the rest of such an entry and biber stops; some programs read on and join two fields into one. The same
happens at a no-break space before a field (it looks like a blank). Fields behind the end of an entry, which has a brace
too many, are silently skipped by all programs; at an entry without a type that can be read ("@['JournalArticle']{…}",
"@{…}") biber, Typst and Pandoc stop.

What to do: fix it at the line and column given; `--fix` adds commas that are missing at the ends of lines. A missing
closing brace is usually above the place where it shows: look for a brace that is opened in a value and not closed, or
for "\\{", which BibTeX also counts as a brace.""",
)
FIELD_TWICE = Rule(
    "field-twice",
    FindingKind.FILE,
    Severity.WARNING,
    "A field that is set twice in one entry.",
    """BibTeX silently uses the first value, biber the last one: the same file gives two different bibliographies.

What to do: keep one of them. If both have the same value, `--fix` removes the second one.""",
)
TYPE_UNKNOWN = Rule(
    "type-unknown",
    FindingKind.FILE,
    Severity.WARNING,
    "An entry type that looks like a misspelt one.",
    """BibTeX only warns about "@artcle", and prints the entry like @misc, without journal, volume and pages. Types that
resemble no known one are not reported, because styles may define their own.

What to do: correct the type.""",
)
# btxdoc, 3.1, and biblatex 2.1.1 to 2.1.3 (https://ctan.org/pkg/biblatex), with those of widespread styles.
_TYPES = frozenset(
    """
    article book booklet conference inbook incollection inproceedings manual mastersthesis misc phdthesis proceedings
    techreport unpublished mvbook bookinbook suppbook collection mvcollection suppcollection dataset online patent
    periodical suppperiodical mvproceedings reference mvreference inreference report set software thesis xdata artwork
    audio bibnote commentary image jurisdiction legislation legal letter movie music performance review standard video
    electronic www phdthesis bachelorsthesis control customa customb customc customd custome customf string preamble
    comment ieeetranbstctl webpage preprint presentation talk lecture model blog tech data datamisc hardware newspaper
    magazine interview map broadcast chapter entry
    """.split()
)
_MAY_BE_REPEATED = frozenset({"keywords", "file", "url", "note", "annote", "abstract"})
_OF_NO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
# A field of the entry that ended with a brace too many.
_FIELD_BEHIND = re.compile(r"\s*+,?\s*+(?P<name>[A-Za-z][\w-]*+)\s*+=\s*+(?=[{\"])")
BIBER_READS_ON = "(biber does)"
"""The end of the message about what stops BibTeX and not biber."""


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    if entry.error:
        yield _syntax_error(entry)
        return
    text = entry.source.text
    if not text[entry.block.start : entry.block.end].isascii():
        yield from _strange_blanks(entry)
    if behind := _FIELD_BEHIND.match(text, entry.block.end):
        message = f"the entry ends here, above its field {behind['name']}: a closing brace is too many"
        yield SYNTAX.finding(entry.source.span(entry.block.end - 1, entry.block.end), message, key=entry.key)
    first_index: dict[str, int] = {}
    for index, field in enumerate(entry.fields):
        first = first_index.setdefault(field.name, index)
        if first != index:
            yield _field_twice(entry, first, index)
    entry_type = entry.block.type
    if entry_type not in _TYPES and (similar := get_close_matches(entry_type, _TYPES, n=1, cutoff=0.82)):
        start = entry.source.text.index("@", entry.block.start) + 1
        span = entry.source.span(start, start + len(entry_type))
        yield TYPE_UNKNOWN.finding(
            span,
            f"unknown entry type @{entry_type}: did you mean @{similar[0]}?",
            key=entry.key,
            written=entry_type,
            record=similar[0],
            fix=Fix(f"replace with @{similar[0]}", (Edit(span.start, span.end, similar[0]),), is_safe=False),
        )


def _strange_blanks(entry: BibEntry) -> Iterator[Finding]:
    """Report what is no blank to BibTeX and biber, but looks like one, where a blank may stand between fields."""
    text, position = entry.source.text, entry.block.start
    edits: list[Edit] = []
    for field in entry.fields:
        for start, end in ((position, field.start + len(field.name)), (field.start, field.value_start)):
            if start == entry.block.start:  # the head of the entry and its key; key-invalid reports what is in that
                start = text.find(",", start, end)
            edits += (
                Edit(start + index, start + index + 1, "" if char in _OF_NO_WIDTH else " ")
                for index, char in enumerate(text[start:end])
                if not char.isascii() and (char.isspace() or char in _OF_NO_WIDTH)
            )
        position = field.value_end
    edits = sorted(dict.fromkeys(edits), key=lambda edit: edit.start)
    if edits:
        start = edits[0].start
        message = f"U+{ord(text[start]):04X} looks like a blank or nothing, but BibTeX and biber cannot read on there"
        fix = Fix("write blanks", tuple(edits), is_safe=True)
        yield SYNTAX.finding(entry.source.span(start, start + 1), message, key=entry.key, fix=fix)


def _syntax_error(entry: BibEntry) -> Finding:
    text = entry.source.text
    end = text.find("\n", entry.error_offset, entry.block.end)
    span = entry.source.span(entry.error_offset, min(end if end > 0 else entry.block.end, entry.error_offset + 60))
    # An entry without a key is known to a baseline by this message: rewording it would report the finding again.
    hint = ""
    if entry.error == "the entry is not closed":
        body = text[entry.block.start : entry.block.end]
        has_escaped_brace = "\\{" in body or "\\}" in body
        hint = "; BibTeX counts \\{ and \\} as braces" if has_escaped_brace else "; a closing brace is missing"
    elif entry.error == UNREADABLE_TYPE:
        hint = ": BibTeX skips it, other programs stop there"
    elif text.startswith("%", entry.error_offset):
        hint = f"; BibTeX knows no comments inside an entry {BIBER_READS_ON}"
    fix = None
    if commas := missing_commas(text, entry.block):
        description = "add the comma" if len(commas) == 1 else f"add {len(commas)} commas"
        fix = Fix(description, tuple(Edit(place, place, ",") for place in commas), is_safe=True)
    elif hyphenated := with_hyphenated_names(text[entry.block.start : entry.block.end]):
        start = entry.block.start
        edits = tuple(
            Edit(start + offset, start + offset + 1, "-")
            for offset, (written, new) in enumerate(zip(text[start : entry.block.end], hyphenated, strict=True))
            if written != new
        )
        fix = Fix("write hyphens in the names of fields", edits, is_safe=True)
    elif key_with_commas(text[entry.block.start : entry.block.end]):
        hint = "; a comma ends the key"
    return SYNTAX.finding(span, f"{entry.error}{hint}", key=entry.key, fix=fix)


def _field_twice(entry: BibEntry, first_index: int, second_index: int) -> Finding:
    text = entry.source.text
    first, second = entry.fields[first_index], entry.fields[second_index]
    first_value, second_value = (text[slice(*entry.content_range(field))].strip() for field in (first, second))
    is_same = first_value == second_value
    fix = None
    if is_same and first.name not in _MAY_BE_REPEATED and second.end > second.value_end:
        fix = Fix("remove the second one", (removal(entry, second),), is_safe=True)
    line = entry.source.span(first.start, first.end).line
    outcome = "to the same value" if is_same else "to another value: BibTeX uses the first, biber the last"
    return FIELD_TWICE.finding(
        entry.source.span(second.start, second.value_end),
        f"field {first.name} is already set in line {line}, {outcome}",
        key=entry.key,
        field=first.name,
        written=second_value,
        record=first_value,
        fix=fix,
    )


SYNTAX_RULES = RuleFamily((SYNTAX, FIELD_TWICE, TYPE_UNKNOWN), entry_by_entry(_check))
