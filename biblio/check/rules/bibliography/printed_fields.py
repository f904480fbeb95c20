"""Rules: what TeX would stumble over in a printed field: signs it acts on, braces, characters nobody can see."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from biblio.bibtex.tex_math import is_balanced, split_math
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family, each_entry
from biblio.check.source_text import BibEntry

__all__ = ["FAMILY", "PRINTED"]

CHARACTER = Rule(
    "tex-character",
    FindingKind.FILE,
    Severity.ERROR,
    "A sign that TeX acts on, without its backslash.",
    """Outside mathematics "&" ends a table's cell, "%" hides the rest of the line, "#" is a macro's argument, "_" and
"^" want mathematics, a lone "$" begins it: TeX stops, or the rest of the reference vanishes. A backslash at the end of
a value swallows the brace behind it.

Only fields that styles print are looked at; `url`, `doi` and the like are verbatim and may hold such signs, and so
may what stands in \\url{…}, \\href{…} or mathematics. `--fix` puts the backslash; "&amp;" becomes "\\&".""",
)
BRACES = Rule(
    "braces",
    FindingKind.FILE,
    Severity.ERROR,
    "Braces that do not balance in a value.",
    """BibTeX counts every brace, escaped ones too: the value would end elsewhere than it seems, or TeX would stop in
the bibliography.""",
)
CONTROL = Rule(
    "control-character",
    FindingKind.FILE,
    Severity.ERROR,
    "A character that nobody sees and that does harm.",
    """Control characters stop TeX ("Text line contains an invalid character"); zero-width spaces, soft hyphens and byte
order marks come with copying from PDFs and web pages and break searching and sorting. `--fix` takes them out.""",
)
GARBLED = Rule(
    "text-garbled",
    FindingKind.FILE,
    Severity.WARNING,
    "Text that was read in the wrong encoding.",
    """"GÃ¶del" is "Gödel" in UTF-8 read as Latin-1, "G�del" has lost its letter for good. Only sequences that are
whole UTF-8 when read back are reported. The fix reads them back; it is shown for review, never applied unasked.""",
)
# What the standard styles, natbib's, and biblatex's print. Abstracts, keywords and the programs' own fields are not.
PRINTED = frozenset(
    """
    title subtitle titleaddon booktitle booksubtitle maintitle mainsubtitle shorttitle issuetitle eventtitle author
    editor translator journal journaltitle journalsubtitle series publisher organization institution school address
    location howpublished note addendum edition type volume number pages chapter venue version
    """.split()
)
# What TeX skips (an escaped sign, an address in \url), or a sign that it would act on, or a backslash at the end.
_SIGN = re.compile(
    r"\\(?:url|path|nolinkurl|verb)\s*\{[^{}]*\}|\\href\s*\{[^{}]*\}|\\(?:ensuremath|textsuperscript|textsubscript|ce)"
    r"\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\\(.*?\\\)|\\.|(?P<sign>[&%#_^$])|(?P<end>\\$)",
    re.DOTALL,
)
_ANY = re.compile(r"[&%#_^$]|\\$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d?);")
_ESCAPED = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "^": r"\textasciicircum{}"}
# Two or three characters that are one of UTF-8 read as CP1252.
_MOJIBAKE = re.compile(r"[ÃÂÄÅ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œž˜“”¢¦]|\ufffd")


def _see(entry: BibEntry, context: Context) -> Iterator[Finding]:
    text = entry.source.text
    for span in entry.fields:
        start, end = entry.inner(span)
        value = text[start:end]
        if _CONTROL.search(value):
            yield from _controls(entry, span.name, value, start)
        if span.name not in PRINTED or (start == span.value_start and not entry.is_plain(span)):
            continue
        if not value.isascii() and _MOJIBAKE.search(value):
            yield from _garbled(entry, span.name, value, start)
        if not is_balanced(value):
            yield BRACES.at(
                entry.span_of(span), f"the braces of {span.name} do not balance", key=entry.key, field=span.name
            )
        elif _ANY.search(value):
            yield from _signs(entry, span.name, value, start)


def _controls(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    found = _CONTROL.search(value)
    assert found
    edits = tuple(Edit(start + one.start(), start + one.end(), "") for one in _CONTROL.finditer(value))
    yield CONTROL.at(
        entry.source.span(start + found.start(), start + found.end()),
        f"{field} has a character that nobody sees (U+{ord(found[0]):04X}){f', {len(edits)} times' * (len(edits) > 1)}",
        key=entry.key,
        field=field,
        there=f"U+{ord(found[0]):04X}",
        fix=Fix("take it out", edits, is_safe=True),
    )


def _garbled(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    found = _MOJIBAKE.search(value)
    assert found
    place = entry.source.span(start + found.start(), start + found.end())
    if found[0] == "\ufffd":
        yield GARBLED.at(place, f"{field} has lost a character", key=entry.key, field=field, there=value)
        return
    for encoding in ("cp1252", "latin-1"):
        try:
            meant = value.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        fix = Fix("read it as UTF-8", (Edit(start, start + len(value), meant),), is_safe=False)
        what = f"{field} is UTF-8 that was read as another encoding"
        yield GARBLED.at(place, what, key=entry.key, field=field, there=value, record=meant, fix=fix)
        return


def _signs(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    offset = 0
    edits: list[Edit] = []
    signs: list[str] = []
    first = -1
    for piece, is_math in split_math(value):
        # `split_math` gives mathematics back with dollar signs; only text between is looked at.
        at = value.find(piece, offset) if not is_math else offset
        if is_math:
            inner = piece[1:-1]
            offset = value.find(inner, offset) + len(inner)
            offset += 2 if value.startswith("\\)", offset) else 1
            continue
        offset = at + len(piece)
        for sign in _SIGN.finditer(piece):
            place = start + at + sign.start()
            if sign["sign"]:
                entity = _ENTITY.match(piece, sign.start()) if sign["sign"] == "&" else None
                if sign["sign"] == "#" and edits and place < edits[-1].end:
                    continue  # the one in an entity "&#233;"
                new, length = _ESCAPED[sign["sign"]], 1
                if entity and (meant := html.unescape(entity[0])) != entity[0]:
                    new, length = _ESCAPED.get(meant, meant), len(entity[0])
                edits.append(Edit(place, place + length, new))
                signs.append(entity[0] if length > 1 and entity else sign["sign"])
            elif sign["end"] is not None:
                signs.append("\\ at the end")
            else:
                continue
            first = place if first < 0 else first
    if not signs:
        return
    shown = " ".join(dict.fromkeys(signs))
    is_safe = "\\ at the end" not in signs and "$" not in signs and "^" not in signs
    fix = Fix("escape it" if len(edits) == 1 else "escape them", tuple(edits), is_safe=is_safe) if edits else None
    yield CHARACTER.at(
        entry.source.span(first, first + 1),
        f"{field} has a bare {shown}",
        key=entry.key,
        field=field,
        there=value,
        fix=fix,
    )


FAMILY = Family((CHARACTER, BRACES, CONTROL, GARBLED), each_entry(_see))
