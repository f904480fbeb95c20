"""Rules: what BibTeX and biber cannot read, each with line and column; fields that stand twice; misspelt types."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family, each_entry
from biblio.check.source_text import BibEntry

__all__ = ["FAMILY"]

SYNTAX = Rule(
    "syntax",
    FindingKind.FILE,
    Severity.ERROR,
    "An entry that BibTeX cannot read.",
    """An entry is not closed, a field has no value, a comma is missing between two fields, a quote is not closed.
BibTeX skips the rest of such an entry, biber stops; some programs read on and join two fields into one.

What to do: mend it at the line and column given. A missing closing brace is mostly above the place where it shows: look
for a brace that is opened in a value and not closed, or for "\\{", which BibTeX counts as a brace all the same.""",
)
FIELD_TWICE = Rule(
    "field-twice",
    FindingKind.FILE,
    Severity.WARNING,
    "A field that stands twice in one entry.",
    """BibTeX takes the first value and says nothing, biber takes the last one: the same file gives two bibliographies.

What to do: keep one of them. Two fields with the same value can go without loss; `--fix` takes the second one out.""",
)
TYPE_UNKNOWN = Rule(
    "type-unknown",
    FindingKind.FILE,
    Severity.WARNING,
    "An entry type that looks like a misspelt one.",
    """"@artcle" is no error for BibTeX: it warns and sets the entry as @misc, without journal, volume and pages.
Types that resemble no known one are left alone: styles may define their own.""",
)
# btxdoc, 3.1, and biblatex 2.1.1 to 2.1.3 (https://ctan.org/pkg/biblatex), with what widespread styles add.
TYPES = frozenset(
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
_KEEP_TWICE = frozenset({"keywords", "file", "url", "note", "annote", "abstract"})


def _see(entry: BibEntry, context: Context) -> Iterator[Finding]:
    if entry.error:
        yield _unreadable(entry)
        return
    seen: dict[str, int] = {}
    for index, span in enumerate(entry.fields):
        first = seen.setdefault(span.name, index)
        if first != index:
            yield _twice(entry, first, index)
    if entry.block.type not in TYPES and (near := get_close_matches(entry.block.type, TYPES, n=1, cutoff=0.82)):
        start = entry.source.text.index("@", entry.block.start) + 1
        place = entry.source.span(start, start + len(entry.block.type))
        yield TYPE_UNKNOWN.at(
            place,
            f"there is no entry type @{entry.block.type}: did you mean @{near[0]}?",
            key=entry.key,
            there=entry.block.type,
            record=near[0],
            fix=Fix(f"write @{near[0]}", (Edit(place.start, place.end, near[0]),), is_safe=False),
        )


def _unreadable(entry: BibEntry) -> Finding:
    text = entry.source.text
    end = text.find("\n", entry.place, entry.block.end)
    place = entry.source.span(entry.place, min(end if end > 0 else entry.block.end, entry.place + 60))
    hint = ""
    if entry.error == "the entry is not closed":
        escaped = (
            "\\{" in text[entry.block.start : entry.block.end] or "\\}" in text[entry.block.start : entry.block.end]
        )
        hint = "; BibTeX counts \\{ and \\} as braces" if escaped else "; a closing brace is missing"
    elif text.startswith("%", entry.place):
        hint = "; BibTeX knows no comments inside an entry (biber does)"
    return SYNTAX.at(place, f"{entry.error}{hint}", key=entry.key)


def _twice(entry: BibEntry, first: int, second: int) -> Finding:
    text = entry.source.text
    one, other = entry.fields[first], entry.fields[second]
    values = [text[slice(*entry.inner(span))].strip() for span in (one, other)]
    same = values[0] == values[1]
    fix = None
    if same and one.name not in _KEEP_TWICE and other.end > other.value_end:
        start = other.start
        while start > entry.block.start and text[start - 1] in " \t":
            start -= 1
        end = other.end
        while end < entry.block.end and text[end] in " \t":
            end += 1
        if text[start - 1] == "\n" and text.startswith(("\n", "\r\n"), end):
            end += 2 if text[end] == "\r" else 1
        else:
            start, end = other.start, other.end
        fix = Fix("take the second one out", (Edit(start, end, ""),), is_safe=True)
    where = entry.source.span(one.start, one.end).line
    what = "with the same value" if same else "with another value: BibTeX takes the first, biber the last"
    return FIELD_TWICE.at(
        entry.source.span(other.start, other.value_end),
        f"field {one.name} stands in line {where} already, {what}",
        key=entry.key,
        field=one.name,
        there=values[1],
        record=values[0],
        fix=fix,
    )


FAMILY = Family((SYNTAX, FIELD_TWICE, TYPE_UNKNOWN), each_entry(_see))
