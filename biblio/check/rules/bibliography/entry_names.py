"""The rules about names that BibTeX does not split as intended, and about placeholders for authors.

How BibTeX reads a list of names: btxdoc, "The structure of names", and "Tame the BeaST", section 11
(https://ctan.org/pkg/tamethebeast).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from biblio.bibtex.group_names import is_group_name, name_and_group
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import connected_names, may_be_two_people, whole_names
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import CheckContext, RuleFamily, entry_by_entry
from biblio.check.source_text import BibEntry
from biblio.text import fold, is_han_or_kana

__all__ = ["AUTHOR_PLACEHOLDER", "NAME_MISREAD", "NAME_RULES", "is_placeholder"]

NAME_MISREAD = Rule(
    "name-misread",
    FindingKind.FILE,
    Severity.WARNING,
    "A name that BibTeX does not split as intended.",
    """BibTeX separates names at " and ", and takes the last word as the family name unless a comma says otherwise:
  "Ada Lovelace, Alan Turing, Grace Hopper"   is one person
  "A. Lovelace, A. Turing"                    likewise, and so is "Lovelace A, Turing AM"
  "Ada Lovelace, Alan Turing and Grace Hopper"  is two persons
  "Smith & Jones", "Smith; Jones"             likewise, and so is "Smith, A., & Jones, B."
  "Vaswani, A. et al."                        has the given name "A. et al.": write "and others"
  "World Health Organization"                 has the family name "Organization": put it in braces
  "山田 太郎"                                  has the family name 太郎: write "山田, 太郎"
  "Martin Luther King, Jr."                   has the given name "Jr.": write "King, Jr., Martin Luther"
  "Martin Luther King Jr."                    has the family name "Jr."
  "King, Martin Luther, Jr."                  has the given name "Jr." too: the suffix stands in the middle
  "Ada Lovelace (Ed.)", "Ada Lovelace*"       have the family names "(Ed.)" and "Lovelace*"
  "Dr. Ada Lovelace", "Ada Lovelace, PhD"     carry a title or degree, which becomes a given name
  "Yu Sun 0020"                               carries DBLP's number for namesakes, which is not part of the name
  ", Ada", "Lovelace,, Ada"                   have no family name, or an empty part: biber crashes, or skips the entry

Names in braces are not reported, because the braces say how they are meant. "Ada Lovelace, Alan Turing" alone can be
one person with two family names and two given names: it is only an info.""",
)
AUTHOR_PLACEHOLDER = Rule(
    "author-placeholder",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "Placeholders instead of authors.",
    """"John Doe and Jane Doe", "First Author and Second Author", "A. Author", "Author Unknown", "TBD": a list that was
never filled in, or that a program made up. "Anonymous" and a single group name are real authors of some works and are
not reported.

What to do: look up who wrote the work.""",
)
_BRACE_OR_AND = re.compile(r"[{}]|(?<!\s)\s+and(?=\s)", re.IGNORECASE)
_ET_AL = re.compile(r"\s*,?\s*(?:\bet\.?\s+al(?:ii)?\b|\\etal\b)\.?(?:\{\})?,?\s*$", re.IGNORECASE)
_DOTS = re.compile(r"\.{2,}|…|\\l?dots\b\s*(?:\{\})?|\[\.{3}\]")
# The mark of a footnote or an affiliation behind a name that was copied from a page.
_MARK = re.compile(r"(?:\s*(?:\$\^(?:\{[^{}$]*\}|.)\$|\\textsuperscript\{[^{}]*\}|[*†‡§¹²³⁴]|(?<=[a-z])\d{1,2}))+$")
_LONGEST_MARKS = 200  # characters at the end of a name
_IN_PARENTHESES = re.compile(r"(?<!\s)\s+\([^()]*\)$")
_ROLE = re.compile(r"\s\((?:(?:co-?)?eds?|editors?|hrsg|hg|trans|comps?)\.?\)$", re.IGNORECASE)
_NUMBERED = re.compile(r"(?<![\s~])[\s~]+\d{4}$")
_ACCENTED = re.compile(r"\\.\{[^{}]*\}|\{\\[^{}]*\{[^{}]*\}\}")
_BRACED = re.compile(r"\{[^{}]*\}")
_AMPERSAND = re.compile(r"\s\\?&\s")
# Titles and degrees that are no initials ("MD" is): "Dr. Ada Lovelace", "Lovelace, Dr. Ada", "Ada Lovelace, PhD".
_TITLE = re.compile(
    r"(?:\A|(?<=, ))(?:(?:Prof|Dr)\.[\s~]*)+(?!Prof\.|Dr\.)(?=\w)|,\s?(?:Ph\.?\s?D|D\.?Phil|M\.?Sc)\.?\Z"
)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
_LOOKS_LIKE_SUFFIX = re.compile(r"(?i:jr|sr|dr|prof|ph|esq)\.?|[A-Z]{1,4}|(?:[A-Z][a-z]{0,2}\.)+[A-Z]?")
_PLACEHOLDER = re.compile(
    r"(?:john|jane|joe|jim|janet|jack|johnny|max|erika)\s+(?:q\s+)?(?:doe|public|mustermann)|(?:jane|john)\s+smith"
    r"|(?:first|second|third|fourth|last|lead|corresponding|another|other|unknown|some|test)\s+author|author"
    r"(?:\s+(?:one|two|three|four|name|unknown|[a-z0-9]))?|[a-z]\s+author|name\s+surname|firstname\s+lastname"
    r"|first\s+last|given\s+family|tbd|tba|todo|xxx+|foo\s+bar|lorem\s+ipsum|unknown(?:\s+unknown)?|your\s+name",
)
_SURE_PLACEHOLDER = re.compile(
    r"(?:john|jane|joe|jim|janet|jack|johnny)\s+doe|.*\bauthor\b.*|.*\b(?:sur|last)name\b.*|tb[da]|todo|xxx+"
)
# "Lovelace, Ada", "Smith, J. R.": most names; nothing about them can be misread.
_USUAL = r"[A-Z][a-z'-]++,\s(?:[A-Z][a-z]{3,}+|[A-Z]\.)(?:[ -](?:[A-Z][a-z]{3,}+|[A-Z]\.))*"
_USUAL_NAME = re.compile(_USUAL)
# "Ada Lovelace", "J. R. Smith", likewise, unless the last word is that of a group.
_NATURAL_NAME = re.compile(r"(?:[A-Z][a-z'-]++ |[A-Z]\.[ -])+((?!Al$)[A-Z][a-z'-]++)")
_USUAL_LIST = re.compile(rf"{_USUAL}(?:\s+and\s+{_USUAL})*(?:\s+and\s+others)?")
_HINT_OF_PLACEHOLDER = re.compile(
    r"\b(?:doe|public|mustermann|smith|author|(?:sur|last|first)?name|last|family|tb[da]|todo|bar|ipsum|unknown)\b|xxx",
    re.IGNORECASE,
)
_IN_NAMES_OF_GROUPS = frozenset({"for", "of", "on"})
_Report = Callable[..., Finding]


def is_placeholder(names: list[str]) -> bool:
    """Whether a list of names is a placeholder; a single doubtful name among others is not."""
    folded = [fold(name) for name in names]
    placeholders = [name for name in folded if _PLACEHOLDER.fullmatch(name)]
    if not placeholders:
        return False
    is_whole_list = len(placeholders) == len(folded) and len(placeholders) > 1
    return is_whole_list or any(_SURE_PLACEHOLDER.fullmatch(name) for name in placeholders)


def _placeholder_message(names: list[str]) -> str:
    placeholders = [name for name in names if _PLACEHOLDER.fullmatch(fold(name))]
    where = "instead of" if len(placeholders) == len(names) else "among the"
    return f"placeholders {where} authors: {' and '.join(placeholders)}"


# biblatex's extended format, "family=Berg, given=Bo, prefix=van der": commas part it; and an option of a whole list,
# "uniquenametemplatename=long", or a name of an entry of data, "xdata=names-author-2".
_EXTENDED = re.compile(r"(?:family|given|prefix|suffix)(?:-i)?\s*=|[a-z]+\s*=\s*[\w.:-]+\Z")


def _check(entry: BibEntry, context: CheckContext) -> Iterator[Finding]:
    text = entry.source.text
    for field_name in ("author", "editor", "translator"):
        field = entry.field(field_name)
        if field is None or not entry.is_plain(field):
            continue
        start, end = entry.content_range(field)
        may_be_placeholder = field_name == "author" and _HINT_OF_PLACEHOLDER.search(text, start, end)
        if not may_be_placeholder and _USUAL_LIST.fullmatch(text, start, end):
            continue
        ranges = _name_ranges(text, start, end)
        if may_be_placeholder and (names := _plain_names(text, ranges)) and is_placeholder(names):
            yield AUTHOR_PLACEHOLDER.finding(
                entry.value_span(field),
                _placeholder_message(names),
                key=entry.key,
                field=field_name,
                written=text[start:end].strip(),
            )
        for number, (name_start, name_end) in enumerate(ranges):
            if number + 1 < len(ranges) and text[name_start:name_end] == "others":
                message = "“and others” stands within the list: BibTeX reads “others” there as a name"
                span = entry.source.span(name_start, name_end)
                yield NAME_MISREAD.finding(span, message, key=entry.key, field=field_name, written="others")
                continue
            if _NATURAL_NAME.fullmatch(text, name_start, name_end) and not is_group_name(text[name_start:name_end]):
                continue
            has_comma = text.find(",", name_start, name_end) >= 0
            following = [text[slice(*others)] for others in ranges[number + 1 : number + 3]] if has_comma else ()
            is_only = len(ranges) == 1
            yield from _check_name(
                entry, field_name, name_start, name_end, following, is_first=number == 0, is_only=is_only
            )


def _name_ranges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets of the names of a list, without the space around them."""
    ranges, depth, name_start = [], 0, start
    for match in _BRACE_OR_AND.finditer(text, start, end):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            ranges.append((name_start, match.start()))
            name_start = match.end()
    ranges.append((name_start, end))
    return [_strip_range(text, *name_range) for name_range in ranges]


def _strip_range(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _plain_names(text: str, ranges: list[tuple[int, int]]) -> list[str]:
    """Return the names with the given name first, without "others"."""
    names = []
    for start, end in ranges:
        written = text[start:end].strip("{}")
        family, comma, given = written.partition(",")
        names.append(f"{given.strip()} {family}" if comma and "," not in given else written)
    return [name for name in names if name and name != "others"]


def _check_name(
    entry: BibEntry,
    field_name: str,
    start: int,
    end: int,
    following: Sequence[str],
    *,
    is_first: bool,
    is_only: bool,
) -> Iterator[Finding]:
    """Check one name of a list; `following` are up to two names after one that has a comma."""
    written = entry.source.text[start:end]

    def report(
        message: str, new: str | None = None, *, is_safe: bool = False, severity: Severity | None = None
    ) -> Finding:
        fix = Fix(f"replace with {new}", (Edit(start, end, new),), is_safe=is_safe) if new is not None else None
        span = entry.source.span(start, max(end, start + 1))
        return NAME_MISREAD.finding(
            span, message, key=entry.key, field=field_name, written=written, record=new or "", fix=fix,
            severity=severity,
        )  # fmt: skip

    if not written:
        if not is_only:
            yield report(f"{field_name} has an empty name: there is one “and” too many")
        return
    if (written[0] == "{" and written[-1] == "}") or _USUAL_NAME.fullmatch(written) or _EXTENDED.match(written):
        return
    if "behalf" in written and (apart := name_and_group(written)) and apart[0]:
        yield report("“on behalf of” becomes part of a name", f"{apart[0]} and {{{apart[1]}}}")
        return
    if written[0] in ".…\\[" and _DOTS.fullmatch(written):
        yield report("dots become a name: write “others”", None if is_only else "others", is_safe=not is_only)
        return
    if "al" in written and (et_al := _ET_AL.search(written)):
        rest = written[: et_al.start()].rstrip(" ,")
        yield report("“et al.” becomes part of a name", f"{rest} and others" if rest else "others", is_safe=bool(rest))
        return
    if written[-4:].lower() == " and":
        last, _, rest = written.partition(", ")
        if _IN_NAMES_OF_GROUPS & set(rest.split()):  # "Research, Center for Drug Evaluation and"
            yield report(f"BibTeX reads a group as a person called “{last}”", f"{{{rest} {last}}}")
            return
        yield report("“and” at the end becomes part of a name", written[:-4].rstrip(), is_safe=True)
        return
    if (
        not written[-1].isalpha()
        and written[-1] != "."
        and (mark := _MARK.search(written, max(0, len(written) - _LONGEST_MARKS)))
    ):
        yield report(f"{mark[0].strip()} becomes part of the name", written[: mark.start()].rstrip() or None)
        return
    if title := _TITLE.search(written):
        yield report(f"“{title[0].strip(' ,~')}” becomes part of the name", _TITLE.sub("", written))
        return
    if is_first and written[:4].lower() == "and " and written[4:].strip():
        yield report("“and” in front becomes part of the name", written[4:].lstrip(), is_safe=True)
        return
    plain = _BRACED.sub("x", _ACCENTED.sub("x", written)) if "{" in written else written
    parts = [part.strip() for part in plain.split(",")]
    if not all(parts[:-1]) and parts[-1]:
        message = "a part between commas is empty: biber skips the entry"
        if not parts[0]:
            message = "the name has no family name: biber crashes at it"
        new = (
            re.sub(r"(?:(?<!\s)\s+)?,(?:\s*,)+", ",", written)
            if len(parts) == 3 and parts[0] and "{" not in written
            else None
        )
        yield report(message, new, is_safe=new is not None)
    elif ";" in plain and all(part.strip() for part in plain.split(";")):
        new = None
        if plain.count(";") == written.count(";"):
            new = " and ".join(part.strip() for part in written.split(";"))
        yield report("semicolons do not separate names: BibTeX reads them as one name", new)
    elif "&" in plain and _AMPERSAND.search(plain) and "," not in plain and not is_group_name(plain):
        new = re.sub(r"(?<!\s)\s+\\?&\s+", " and ", written)
        yield report("“&” does not separate names: BibTeX reads them as one name", new)
    elif len(parts) > 2 and (names := connected_names(written)):
        yield report("commas, “&” and “/” do not separate names: BibTeX reads them as one", " and ".join(names) or None)
    elif len(parts) > 3 or _are_several(parts, following, is_first=is_first):
        yield _report_commas(written, parts, following, report, is_first=is_first)
    elif len(parts) == 2 and is_only and may_be_two_people(*parts):
        message = f"BibTeX reads one person, with the family name “{decode_latex(written.partition(',')[0])}”"
        new = " and ".join(piece.strip() for piece in written.split(",")) if written.count(",") == 1 else None
        yield report(message, new, severity=Severity.INFO)
    elif len(parts) == 2 and _SUFFIX.fullmatch(parts[1]) and len(parts[0].split()) > 1:
        words = written.split(",")
        *given, family = words[0].split()
        new = f"{family}, {words[1].strip()}, {' '.join(given)}"
        yield report(f"BibTeX reads “{parts[1]}” as the given name", new)
    elif len(parts) == 1:
        yield from _check_name_without_comma(written, plain, report)
    elif _NUMBERED.search(parts[-1]) and parts[0]:
        yield report("the number is DBLP's, not part of the name", _NUMBERED.sub("", written), is_safe=True)
    elif len(parts) == 3 and not parts[2] and parts[1] and not _SUFFIX.fullmatch(parts[1]):
        message = f"with a comma at the end, BibTeX reads “{parts[1]}” as a suffix such as “Jr.”"
        yield report(message, written.rstrip(" ,"), is_safe=True)
    elif len(parts) == 3 and _SUFFIX.fullmatch(parts[2]) and parts[1] and not _SUFFIX.fullmatch(parts[1]):
        new = ", ".join(written.rsplit(", ", 2)[place] for place in (0, 2, 1)) if written.count(", ") == 2 else None
        message = f"BibTeX reads “{parts[1]}” as a suffix, and “{parts[2]}” as the given name"
        yield report(message, new, is_safe=new is not None)
    elif len(parts) == 2 and (role := _ROLE.search(parts[1])):
        yield report(f"“{role[0].strip()}” becomes part of the name", written[: -len(role[0])] or None)
    elif len(parts) == 3 and _is_given_name(parts[1]) and parts[2]:
        yield report(f"BibTeX reads “{parts[1]}” as a suffix such as “Jr.”: a comma or an “and” is wrong")
    elif written.count(",") > 2:
        yield report("biber counts the commas in braces too, and skips the entry")


def _is_given_name(part: str) -> bool:
    """Whether the middle one of three parts of a name cannot be a suffix ("Jr.", "III", "MD", "père")."""
    words = part.split()
    return len(words) > 1 and words[0][:1].isupper() and not any(map(_LOOKS_LIKE_SUFFIX.fullmatch, words))


def _are_several(parts: list[str], following: Sequence[str], *, is_first: bool) -> list[str]:
    """Return the names that commas separate by mistake; see `whole_names`."""
    if len(parts) == 2 and not all(" " in part or "~" in part for part in parts):
        return []
    has_no_comma = len(following) > 0 and "," not in following[0]
    is_first_of_two = is_first and len(following) == 1 and has_no_comma and len(following[0].split()) > 1
    return whole_names(parts, is_list=not parts[-1] and has_no_comma, is_first_of_two=is_first_of_two)


def _report_commas(
    written: str, parts: list[str], following: Sequence[str], report: _Report, *, is_first: bool
) -> Finding:
    pieces = [piece.strip() for piece in written.split(",")]
    new = None
    if len(pieces) == len(parts) and (names := _are_several(pieces, following, is_first=is_first)):
        new = " and ".join(names)
    what = "" if len(parts) < 4 else ", and biber skips the entry"
    return report(f"commas do not separate names: BibTeX reads them as one person{what}", new)


def _check_name_without_comma(written: str, plain: str, report: _Report) -> Iterator[Finding]:
    """Check a name whose last word is the family name."""
    words = written.split()
    if len(words) < 2:
        return
    if is_group_name(written):
        yield report(f"BibTeX reads “{words[-1]}” as a family name", f"{{{written}}}", is_safe=True)
        return
    if "{" in written:
        return
    if len(words) > 2 and words[-1] != "IV" and _SUFFIX.fullmatch(words[-1]):
        new = f"{words[-2]}, {words[-1]}, {' '.join(words[:-2])}"
        yield report(f"BibTeX reads “{words[-1]}” as the family name", new)
        return
    if _NUMBERED.search(written):
        yield report("the number is DBLP's, not part of the name", _NUMBERED.sub("", written), is_safe=True)
    elif written[-1] == ")" and (in_parentheses := _IN_PARENTHESES.search(written)):
        message = f"BibTeX reads “{in_parentheses[0].strip()}” as the family name"
        yield report(message, written[: in_parentheses.start()])
    elif len(words) == 2 and len(words[1]) > 1 and all(is_han_or_kana(decode_latex(word)) for word in words):
        # "国江 周" is a Chinese name in western order, "田中 実" a Japanese one in its own: no rule can tell.
        yield report(f"BibTeX reads {words[1]} as the family name", f"{words[0]}, {words[1]}", is_safe=True)


NAME_RULES = RuleFamily((NAME_MISREAD, AUTHOR_PLACEHOLDER), entry_by_entry(_check))
