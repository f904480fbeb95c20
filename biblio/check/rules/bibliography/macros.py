"""Rules: `@string` macros that are used and not defined, or defined twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family
from biblio.check.source_text import BibEntry, SourceText
from biblio.model.dates import MONTHS

__all__ = ["FAMILY"]

UNDEFINED = Rule(
    "string-undefined",
    FindingKind.FILE,
    Severity.ERROR,
    "A macro that no @string defines.",
    """A value that stands without braces or quotes is the name of a macro. Where nothing defines it, BibTeX warns and
prints nothing in its place, biber leaves the field out. Mostly the braces are missing: `journal = Nature`.

Known are the months, the macros of the standard styles (btxbst), those of IEEEtran's and AMS's lists, every @string
above the use, and those in the other files of the same run.""",
)
# The macros of plain.bst and its kin, https://ctan.org/pkg/bibtex (btxbst.doc).
_STANDARD = frozenset(
    """
    acmcs acta cacm ibmjrd ibmsj ieeese ieeetc ieeetcad ipl jacm jcss scp sicomp tocs tods tog toms toois toplas tcs
    """.split()
) | frozenset(MONTHS)
_LISTED = re.compile(r"(?:ieee_|acm_|amc_)\w+", re.IGNORECASE)
_PIECES = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}|\"[^\"]*\"|([^\s\"#%'(),={}]+)")


class _Macros:
    def __init__(self, source: SourceText, context: Context) -> None:
        self._known = _STANDARD | context.macros
        self._defined = source.macros()

    def entry(self, entry: BibEntry) -> Iterator[Finding]:
        text = entry.source.text
        for span in entry.fields:
            first = text[span.value_start]
            if first == "{" and text[span.value_end - 1] == "}" and "#" not in text[span.value_start : span.value_end]:
                continue
            if entry.is_plain(span):
                continue
            for piece in _PIECES.finditer(text, span.value_start, span.value_end):
                name = piece[1]
                if not name or name.isdecimal() or name.lower() in self._known or _LISTED.fullmatch(name):
                    continue
                defined = self._defined.get(name.lower())
                if defined is None:
                    what = f"the macro {name} is not defined: braces may be missing, {span.name} = {{{name}}}"
                elif defined > entry.block.start:
                    line = entry.source.span(defined, defined).line
                    what = f"the macro {name} is defined below, in line {line}: BibTeX wants it above its use"
                else:
                    continue
                place = entry.source.span(piece.start(1), piece.end(1))
                yield UNDEFINED.at(place, what, key=entry.key, field=span.name, there=name)

    def end(self) -> Iterable[Finding]:
        return ()


FAMILY = Family((UNDEFINED,), _Macros)
