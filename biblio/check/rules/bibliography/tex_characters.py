"""The rules about what TeX stumbles over in a field: special characters, braces, invisible or garbled characters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from biblio.bibtex.html_markup import TAGGED, tagged_to_tex
from biblio.bibtex.latex_to_text import VERBATIM
from biblio.bibtex.tex_math import is_balanced, split_math
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry

__all__ = ["BRACES", "CONTROL_CHARACTER", "HTML_MARKUP", "PRINTED_FIELD_RULES", "TEXT_GARBLED", "TEX_CHARACTER"]

TEX_CHARACTER = Rule(
    "tex-character",
    FindingKind.FILE,
    Severity.ERROR,
    "A special character of TeX without its backslash.",
    """Outside formulas "&" ends a table cell, "%" hides the rest of the line, "#" is a macro argument, "_" and "^" are
allowed in formulas only, and a lone "$" begins a formula: TeX stops, or the rest of the reference vanishes. A backslash
at the end of a value escapes the brace after it. Only fields that styles print are checked. `url`, `doi` and the like
may hold such characters, and so may formulas and the arguments of \\url{…} and \\href{…}.

What to do: put a backslash in front. `--fix` does this, and turns "&amp;" into "\\&".""",
)
BRACES = Rule(
    "braces",
    FindingKind.FILE,
    Severity.ERROR,
    "Braces that do not balance in a value.",
    """In an entry in parentheses, `@article(…)`, a value in quotes may have a closing brace too many. BibTeX counts all
braces, escaped ones too, and skips the rest of the entry; biber stops. In an entry in braces such a brace ends the
entry, and one that is never closed hides where it ends: the rule `syntax` reports these. To TeX an escaped brace opens
and closes nothing: "A \\{b} c" balances for BibTeX, and TeX stops ("Too many }'s").

What to do: add the missing brace, or remove the extra one.""",
)
CONTROL_CHARACTER = Rule(
    "control-character",
    FindingKind.FILE,
    Severity.ERROR,
    "An invisible character that does harm.",
    """Control characters stop TeX ("Text line contains an invalid character"). Zero-width spaces, soft hyphens and byte
order marks, which are copied from PDFs and web pages, break searching and sorting. `--fix` removes them.""",
)
TEXT_GARBLED = Rule(
    "text-garbled",
    FindingKind.FILE,
    Severity.WARNING,
    "Text that was decoded with the wrong encoding.",
    """"GÃ¶del" is "Gödel" in UTF-8 decoded as Latin-1; "G�del" has lost its letter for good. Only sequences that give
valid UTF-8 when they are converted back are reported.

What to do: check the text that `--fix --review` suggests. It is never applied without asking.""",
)
HTML_MARKUP = Rule(
    "html-markup",
    FindingKind.FILE,
    Severity.WARNING,
    "Tags of HTML in a field that styles print.",
    """Exports of publishers and of Zotero's items keep "<i>Tilia</i>" and "CO<sub>2</sub>". TeX, Pandoc and Typst print
the tags as they are, or as "¡i¿".

What to do: write TeX's commands. `--fix` does this where a pair of tags has nothing but text between them.""",
)
# The fields that the standard styles, those of natbib and those of biblatex print.
_PRINTED_FIELDS = frozenset(
    """
    title subtitle titleaddon booktitle booksubtitle maintitle mainsubtitle shorttitle issuetitle eventtitle author
    editor translator journal journaltitle journalsubtitle series publisher organization institution school address
    location howpublished note addendum edition type volume number pages chapter venue version
    """.split()
)
# Text that TeX skips (an escaped character, an address in \url, what stands in \verb, the keys of a citation, the name
# of a label or a file), a special character, or a backslash at the end.
_ARGUMENT = r"(?:\s*\[[^][]*\])*\s*\{[^{}]*\}"
_NAMES_IN_TEX = (
    rf"\\[A-Za-z]*[Cc]ites\*?(?:{_ARGUMENT})+|\\(?:[A-Za-z]*[Cc]ite[a-z]*|[A-Za-z]*ref|label|hyperlink|includegraphics"
    rf"|input|detokenize|doi|gls[a-z]*)\*?{_ARGUMENT}"
)
_SPECIAL = re.compile(
    rf"{VERBATIM}|{_NAMES_IN_TEX}|"
    r"\\(?:url|path|nolinkurl|verb)\s*\{[^{}]*\}|\\href\s*\{[^{}]*\}|\\(?:ensuremath|textsuperscript|textsubscript|ce)"
    r"\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\\((?:[^\\]++|\\[^()])*\\\)|\\.|(?P<character>[&%#_^$])|(?P<end>\\$)",
    re.DOTALL,
)
_ESCAPED_PAIR = re.compile(r"\\[{}\\]")
_COMMENT = re.compile(r"(?<!\S)%[^\n]*\n")
_SWALLOWED = re.compile(r"\n[ \t]*@[A-Za-z]+\s*[{(]")
_ANY_SPECIAL = re.compile(r"[&%#_^$]|\\$")
_NOTEWORTHY = re.compile(r"[&%#_^${}\\<]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d?);")
_ESCAPED = {"&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "^": r"\textasciicircum{}"}
# Two or three characters that are one character of UTF-8 decoded as CP1252.
_MOJIBAKE = re.compile(r"[ÃÂÄÅ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf™œž˜“”¢¦]|\ufffd")


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    text = entry.source.text
    may_be_unbalanced = text[entry.block.end - 1] == ")"  # in an entry in braces, the extra brace is its end
    for field, is_plain, start, end in entry.contents():
        value = text[start:end]
        if may_be_unbalanced and not is_balanced(value):
            # A baseline knows the finding in an entry without a key by this message: do not reword it.
            message = f"the braces of {field.name} do not balance"
            yield BRACES.finding(entry.value_span(field), message, key=entry.key, field=field.name)
            is_plain = False  # where formulas begin and end is not known
        if not value.isprintable() and _INVISIBLE.search(value):
            yield from _invisible_characters(entry, field.name, value, start)
        if not is_plain or field.name not in _PRINTED_FIELDS:
            continue
        if value.isascii() and not _NOTEWORTHY.search(value):
            continue
        if ("\\{" in value or "\\}" in value) and not is_balanced(_ESCAPED_PAIR.sub("", value)):
            message = f"the braces of {field.name} do not balance for TeX, to which \\{{ and \\}} are only signs"
            yield BRACES.finding(entry.value_span(field), message, key=entry.key, field=field.name, written=value)
        if not value.isascii() and _MOJIBAKE.search(value):
            yield from _garbled(entry, field.name, value, start)
        if "</" in value and (tagged := list(TAGGED.finditer(value))):
            yield _html_markup(entry, field.name, tagged, start)
        if _ANY_SPECIAL.search(value):
            yield from _special_characters(entry, field.name, value, start)


def _invisible_characters(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    matches = list(_INVISIBLE.finditer(value))
    first = matches[0]
    code = f"U+{ord(first[0]):04X}"
    edits = tuple(Edit(start + match.start(), start + match.end(), "") for match in matches)
    yield CONTROL_CHARACTER.finding(
        entry.source.span(start + first.start(), start + first.end()),
        f"{field} contains an invisible character ({code}){f', {len(edits)} times' * (len(edits) > 1)}",
        key=entry.key,
        field=field,
        written=code,
        fix=Fix("remove it", edits, is_safe=True),
    )


def _garbled(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    match = _MOJIBAKE.search(value)
    assert match
    span = entry.source.span(start + match.start(), start + match.end())
    if match[0] == "\ufffd":
        yield TEXT_GARBLED.finding(span, f"{field} has lost a character", key=entry.key, field=field, written=value)
        return
    for encoding in ("cp1252", "latin-1"):
        try:
            decoded = value.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        fix = Fix("decode it as UTF-8", (Edit(start, start + len(value), decoded),), is_safe=False)
        message = f"{field} is UTF-8 that was decoded with another encoding"
        yield TEXT_GARBLED.finding(span, message, key=entry.key, field=field, written=value, record=decoded, fix=fix)
        return


def _html_markup(entry: BibEntry, field: str, tagged: list[re.Match[str]], start: int) -> Finding:
    edits = tuple(Edit(start + match.start(), start + match.end(), tagged_to_tex(match)) for match in tagged)
    first = tagged[0]
    return HTML_MARKUP.finding(
        entry.source.span(start + first.start(), start + first.end()),
        f"{field} has the tag <{first['name']}>, which is printed as it is",
        key=entry.key,
        field=field,
        written=first[0],
        record=edits[0].new,
        fix=Fix("write TeX's commands", edits, is_safe=True),
    )


def _special_characters(entry: BibEntry, field: str, value: str, start: int) -> Iterator[Finding]:
    offset = 0
    edits: list[Edit] = []
    characters: list[str] = []
    first = -1
    for piece, is_math in split_math(value):
        if is_math:
            # `split_math` gives formulas with dollar signs, however they are written.
            formula = piece[1:-1]
            offset = value.find(formula, offset) + len(formula)
            offset += 2 if value.startswith("\\)", offset) else 1
            continue
        piece_start = value.find(piece, offset)
        offset = piece_start + len(piece)
        for match in _SPECIAL.finditer(piece):
            place = start + piece_start + match.start()
            if character := match["character"]:
                entity = _ENTITY.match(piece, match.start()) if character == "&" else None
                if character == "#" and edits and place < edits[-1].end:
                    continue  # the "#" of an entity such as "&#233;"
                new, length = _ESCAPED[character], 1
                if entity and (decoded := html.unescape(entity[0])) != entity[0]:
                    new, length = _ESCAPED.get(decoded, decoded), len(entity[0])
                edits.append(Edit(place, place + length, new))
                characters.append(entity[0] if length > 1 and entity else character)
            elif match["end"] is not None:
                characters.append("\\ at the end")
            else:
                continue
            first = place if first < 0 else first
    if not characters:
        return
    is_safe = not {"\\ at the end", "$", "^"} & set(characters)
    fix = Fix("escape it" if len(edits) == 1 else "escape them", tuple(edits), is_safe=is_safe) if edits else None
    if "%" in characters and _COMMENT.search(value):
        fix = None  # with lines below it, it was meant as a comment, which neither BibTeX nor biber knows in a value
    if _SWALLOWED.search(value):
        fix = None  # a brace is missing somewhere, and these are the characters of other entries
    yield TEX_CHARACTER.finding(
        entry.source.span(first, first + 1),
        f"{field} has an unescaped {' '.join(dict.fromkeys(characters))}",
        key=entry.key,
        field=field,
        written=value,
        fix=fix,
    )


PRINTED_FIELD_RULES = RuleFamily(
    (TEX_CHARACTER, BRACES, CONTROL_CHARACTER, TEXT_GARBLED, HTML_MARKUP), entry_by_entry(_check)
)
