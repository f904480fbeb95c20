"""Rules: names that BibTeX would take apart in another way than they are meant; author lists that name nobody.

How BibTeX reads a list of names: btxdoc, "The structure of names", and "Tame the BeaST", section 11
(https://ctan.org/pkg/tamethebeast).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from biblio.bibtex.latex_to_text import decode_latex
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Context, Family, each_entry
from biblio.check.source_text import BibEntry
from biblio.text import fold, is_han_or_kana

__all__ = ["FAMILY", "is_placeholder"]

MISREAD = Rule(
    "name-misread",
    FindingKind.FILE,
    Severity.WARNING,
    "A name that BibTeX takes apart in another way than it is meant.",
    """BibTeX parts names by " and ", and takes the last word for the family name unless a comma says otherwise:
  "Ada Lovelace, Alan Turing, Grace Hopper"   is one person to it
  "Smith & Jones", "Smith; Jones"             likewise
  "Vaswani, A. et al."                        has a given name "A. et al.": write "and others"
  "World Health Organization"                 has the family name "Organization": brace it
  "山田 太郎"                                  has the family name 太郎: write "山田, 太郎"
  "Martin Luther King, Jr."                   has the given name "Jr.": write "King, Jr., Martin Luther"
  "Yu Sun 0020"                               is DBLP's way to tell namesakes apart, not a part of the name

What is in braces is left alone: there you have said how it is meant.""",
)
PLACEHOLDER = Rule(
    "author-placeholder",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "Authors that stand for authors.",
    """"John Doe and Jane Doe", "First Author and Second Author", "A. Author", "Author Unknown", "TBD": a list that
nobody filled in, or that a program made up. "Anonymous" and a single group name are names that works do have, and are
left alone.""",
)
_TOP = re.compile(r"[{}]|\s+and(?=\s)", re.IGNORECASE)
_ET_AL = re.compile(r"\s*,?\s*\bet\.?\s+al\b\.?,?\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"[\s~]+\d{4}$")
_ACCENTED = re.compile(r"\\.\{[^{}]*\}|\{\\[^{}]*\{[^{}]*\}\}")
_BRACED = re.compile(r"\{[^{}]*\}")
_AMPERSAND = re.compile(r"\s\\?&\s")
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv", re.IGNORECASE)
# The last word of a group's name, which is no family name; or a word that only groups have, followed by "of".
_GROUP_LAST = re.compile(
    r"(?:organi[sz]ation|consortium|collaboration|committee|commission|foundation|association|initiative|ministry"
    r"|department|agency|council|corporation|institute|university|society|laboratory|bureau|taskforce|gmbh|inc\.?"
    r"|ltd\.?|llc|team|alliance|commonwealth|nations|parliament)",
    re.IGNORECASE,
)
_GROUP_OF = re.compile(
    r"\b(?:organi[sz]ation|ministry|department|institute|university|society|association|bureau|council|committee"
    r"|office|academy|board|government|republic|bank)\s+(?:of|for|on)\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:john|jane|joe|jim|janet|jack|johnny|max|erika)\s+(?:q\s+)?(?:doe|public|mustermann)|(?:jane|john)\s+smith"
    r"|(?:first|second|third|fourth|last|lead|corresponding|another|other|unknown|some|test)\s+author|author"
    r"(?:\s+(?:one|two|three|four|name|unknown|[a-z0-9]))?|[a-z]\s+author|name\s+surname|firstname\s+lastname"
    r"|first\s+last|given\s+family|tbd|tba|todo|xxx+|foo\s+bar|lorem\s+ipsum|unknown(?:\s+unknown)?|your\s+name",
)
_SURE = re.compile(
    r"(?:john|jane|joe|jim|janet|jack|johnny)\s+doe|.*\bauthor\b.*|.*\b(?:sur|last)name\b.*|tb[da]|todo|xxx+"
)
_Say = Callable[..., Finding]


def is_placeholder(names: list[str]) -> bool:
    """Tell whether a list of names stands for one that nobody filled in; one doubtful name among real ones does not."""
    folded = [fold(name) for name in names]
    hits = [name for name in folded if _PLACEHOLDER.fullmatch(name)]
    return bool(hits) and ((len(hits) == len(folded) and len(hits) > 1) or any(_SURE.fullmatch(name) for name in hits))


def _names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the names of a list stand, without the space around them."""
    places, depth, begin = [], 0, start
    for found in _TOP.finditer(text, start, end):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            places.append((begin, found.start()))
            begin = found.end()
    places.append((begin, end))
    trimmed = []
    for first, last in places:
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        trimmed.append((first, last))
    return trimmed


def _see(entry: BibEntry, context: Context) -> Iterator[Finding]:
    text = entry.source.text
    for name in ("author", "editor", "translator"):
        span = entry.field(name)
        if span is None or not entry.is_plain(span):
            continue
        start, end = entry.inner(span)
        places = _names(text, start, end)
        if name == "author" and (shown := _listed(text, places)) and is_placeholder(shown):
            what = f"the authors stand for authors: {' and '.join(shown)}"
            yield PLACEHOLDER.at(entry.span_of(span), what, key=entry.key, field=name, there=text[start:end].strip())
        for place in places:
            yield from _one(entry, name, place, is_only=len(places) == 1)


def _listed(text: str, places: list[tuple[int, int]]) -> list[str]:
    listed = []
    for first, last in places:
        written = text[first:last].strip("{}")
        family, comma, given = written.partition(",")
        listed.append(f"{given.strip()} {family}" if comma and "," not in given else written)
    return [name for name in listed if name and name != "others"]


def _one(entry: BibEntry, field: str, place: tuple[int, int], *, is_only: bool) -> Iterator[Finding]:
    start, end = place
    written = entry.source.text[start:end]

    def say(what: str, new: str | None = None, *, is_safe: bool = False) -> Finding:
        fix = Fix(f"write {new}", (Edit(start, end, new),), is_safe=is_safe) if new is not None else None
        span = entry.source.span(start, max(end, start + 1))
        return MISREAD.at(span, what, key=entry.key, field=field, there=written, record=new or "", fix=fix)

    if not written:
        if not is_only:
            yield say(f"{field} has an empty name: an “and” too many")
        return
    if written[0] == "{" and written[-1] == "}":
        return
    if "al" in written and (found := _ET_AL.search(written)):
        rest = written[: found.start()].rstrip(" ,")
        yield say("“et al.” becomes part of a name", f"{rest} and others" if rest else "others", is_safe=bool(rest))
        return
    plain = _BRACED.sub("x", _ACCENTED.sub("x", written)) if "{" in written else written
    parts = [part.strip() for part in plain.split(",")]
    if ";" in plain and all(part.strip() for part in plain.split(";")):
        new = (
            " and ".join(part.strip() for part in written.split(";"))
            if plain.count(";") == written.count(";")
            else None
        )
        yield say("names are parted by semicolons: BibTeX takes them for one", new)
    elif "&" in plain and _AMPERSAND.search(plain) and "," not in plain and not _is_group(plain):
        yield say("“&” does not part names: BibTeX takes them for one", re.sub(r"\s+\\?&\s+", " and ", written))
    elif len(parts) > 3 or (len(parts) > 2 and all(len(part.split()) > 1 for part in parts)):
        yield from _commas(written, plain, parts, say)
    elif len(parts) == 2 and _SUFFIX.fullmatch(parts[1]) and len(parts[0].split()) > 1:
        words = written.split(",")
        *given, family = words[0].split()
        yield say(f"“{parts[1]}” becomes the given name", f"{family}, {words[1].strip()}, {' '.join(given)}")
    elif len(parts) == 1:
        yield from _single(written, plain, say)
    elif _NUMBERED.search(parts[-1]) and parts[0]:
        yield say("the number is DBLP's, not the name's", _NUMBERED.sub("", written), is_safe=True)


def _commas(written: str, plain: str, parts: list[str], say: _Say) -> Iterator[Finding]:
    pieces = [piece.strip() for piece in written.split(",")]
    new = None
    if len(pieces) == len(parts):
        if all(len(part.split()) > 1 for part in parts):
            new = " and ".join(pieces)
        elif len(parts) % 2 == 0 and all(_is_given(part) for part in parts[1::2]):
            new = " and ".join(f"{pieces[i]}, {pieces[i + 1]}" for i in range(0, len(pieces), 2))
    yield say("commas part no names: BibTeX takes them for one person", new)


def _is_given(part: str) -> bool:
    """Tell whether a part is initials."""
    return bool(re.fullmatch(r"(?:[A-Z]\.?[\s~-]*){1,4}", part))


def _is_group(plain: str) -> bool:
    last = plain.split()[-1] if plain.split() else ""
    return bool(_GROUP_LAST.fullmatch(last) or _GROUP_OF.search(plain))


def _single(written: str, plain: str, say: _Say) -> Iterator[Finding]:
    """A name without a comma: its last word is the family name."""
    words = written.split()
    if len(words) < 2 or "{" in written:
        return
    if _NUMBERED.search(written):
        yield say("the number is DBLP's, not the name's", _NUMBERED.sub("", written), is_safe=True)
    elif len(words) == 2 and all(is_han_or_kana(decode_latex(word)) for word in words):
        # "国江 周" is a Chinese name in the western order, "田中 実" a Japanese one in its own: nobody can tell.
        if len(words[1]) > 1:
            yield say(f"BibTeX takes {words[1]} for the family name", f"{words[0]}, {words[1]}", is_safe=True)
    elif _is_group(plain):
        yield say(f"BibTeX takes “{words[-1]}” for a family name", f"{{{written}}}", is_safe=True)


FAMILY = Family((MISREAD, PLACEHOLDER), each_entry(_see))
