"""The rules about macros that are used without an `@string` above that defines them, or have several texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from biblio.bibtex.bib_text import string_definitions
from biblio.bibtex.known_macros import is_known_macro
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily
from biblio.check.source_text import BibEntry, SourceText
from biblio.model.dates import month_macro

__all__ = ["MACRO_RULES", "STRING_TWICE", "STRING_UNDEFINED"]

STRING_UNDEFINED = Rule(
    "string-undefined",
    FindingKind.FILE,
    Severity.ERROR,
    "A macro that no @string defines.",
    """A value without braces or quotes is the name of a macro. If nothing defines it, BibTeX warns and prints nothing
in its place, biber drops the field, and Typst and bibtexparser 1 refuse the whole file. Most often the braces are
missing: `journal = Nature`. Known macros are the months, those of the standard styles (btxbst) and of the lists of
IEEEtran and AMS, every @string above the use, and every @string in the other files of the run.

What to do: put the value in braces, or define the macro above the entry.""",
)
STRING_TWICE = Rule(
    "string-twice",
    FindingKind.FILE,
    Severity.WARNING,
    "A macro that is defined again with another text.",
    """BibTeX, biber, Pandoc and pybtex use each definition from there on, so that entries above and below print
different texts. bibtexparser keeps the first one for all entries, and Typst (0.15) the last one.

What to do: give the second macro another name, or remove the definition that is not meant.""",
)
_PIECES = re.compile(r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}|\"[^\"]*\"|([^\s\"#%'(),={}]+)")


class _MacroPass:
    def __init__(self, source: SourceText, context: CheckContext) -> None:
        self._known = context.macros
        self._source = source
        self._definitions = source.macros()

    def see_entry(self, entry: BibEntry) -> Iterator[Finding]:
        text = entry.source.text
        for field, is_plain, _, _ in entry.contents():
            if is_plain:
                continue
            for piece in _PIECES.finditer(text, field.value_start, field.value_end):
                name = piece[1]
                if not name or name.isdecimal() or name.lower() in self._known or is_known_macro(name):
                    continue
                definition = self._definitions.get(name.lower())
                if definition is None:
                    message = f"the macro {name} is not defined: braces may be missing, {field.name} = {{{name}}}"
                elif definition > entry.block.start:
                    line = entry.source.span(definition, definition).line
                    message = f"the macro {name} is defined below, in line {line}: BibTeX needs it above its use"
                else:
                    continue
                span = entry.source.span(piece.start(1), piece.end(1))
                fix = None
                if definition is None and field.name == "month" and (macro := month_macro(name)):
                    fix = Fix(f"write {macro}", (Edit(piece.start(), piece.end(), macro),), is_safe=True)
                elif definition is None and (piece.start(), piece.end()) == (field.value_start, field.value_end):
                    edit = Edit(piece.start(), piece.end(), f"{{{name}}}")
                    fix = Fix("put it in braces", (edit,), is_safe=name[0].isdigit())  # no macro begins with a digit
                yield STRING_UNDEFINED.finding(span, message, key=entry.key, field=field.name, written=name, fix=fix)

    def finish(self) -> Iterable[Finding]:
        if not self._definitions:
            return
        for offset, name, text in string_definitions(self._source.text).redefined:
            start = self._source.text.index("@", offset)
            first = self._definitions[name]
            line = self._source.span(first, first).line
            span = self._source.span(start, self._source.text.index("=", start))
            message = f"the macro {name} is defined in line {line} with another text; programs differ in which they use"
            yield STRING_TWICE.finding(span, message, written=text)


MACRO_RULES = RuleFamily((STRING_UNDEFINED, STRING_TWICE), _MacroPass)
