"""Read the values of exports: names, dates, identifiers, keywords and notes, in the notations that programs write."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url, joined_doi
from biblio.html_parts import without_comments
from biblio.lookup.json_values import clean_text
from biblio.lookup.services.record_fields import is_et_al
from biblio.model.dates import MONTH_NAMES, PartialDate, parse_date
from biblio.model.identifiers import Identifier, doi, isbn
from biblio.model.people import Person, parse_person
from biblio.text import normalise_space, whole_number

__all__ = [
    "arxiv_in",
    "html_to_text",
    "is_only_doi",
    "parse_date_of_year",
    "parse_written_date",
    "read_doi",
    "read_initialled_name",
    "read_isbn",
    "read_issn",
    "read_name",
    "read_names",
    "split_extra",
    "split_keywords",
]

_INITIALLED = re.compile(
    r"(?P<family>.{0,200}[^\W\d_]{2}.{0,200}?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|2nd|3rd|III?))?"
)
_SUFFIX = re.compile(r"(?:jr|sr)\.?|i{2,3}|iv|2nd|3rd", re.IGNORECASE)
_GIVEN_WITH_SUFFIX = re.compile(rf"(?P<given>\S.*) (?P<suffix>{_SUFFIX.pattern})", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"(?i)^(?:doi\s*+:?\s*+)?(?=10\.)")
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S*")
_ISSN = re.compile(r"\b\d{4}-?\d{3}[\dXx]\b")
_SLASHED = re.compile(r"(\d{4})/(\d{0,2})(?:/(\d{0,2}))?(?:/.*)?", re.ASCII | re.DOTALL)
_BLOCK_END = re.compile(r"(?i)(?:(?<!\s)\s+)?(?:<br\s*/?>|</(?:p|div|li|h[1-6]|tr|blockquote|ul|ol|pre|table)\s*>)\s*")
_ANCHOR = re.compile(
    r"(?is)<a\b[^<>]{0,2000}?\bhref\s*+=\s*+[\"'](https?://[^\"'<>]*+)[\"'][^<>]*+>([^<]*+(?:<(?!/?a\b)[^<]*+)*)</a\s*>"
)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HTML = re.compile(r"(?i)</?(?:p|div|br|li|ul|ol|h[1-6]|span|strong|em|b|i|a|blockquote)\b[^<>]*>|<!--")
_EXTRA_LINE = re.compile(r"\s*+(_?[A-Za-z][A-Za-z0-9 ._-]{0,40}?)\s*+[:=]\s*+(\S(?:.*\S)?)\s*+")
# Lines of Zotero's field "extra" (the note in CSL) that name a field: https://www.zotero.org/support/kb/item_types_and_fields
_EXTRA_NAMES = frozenset(
    "doi arxiv eprint pmid pmcid isbn issn citationkey bibtex openreview aclanthology originaldate originaltitle"
    " titletranslation type status publisher place eventplace eventtitle genre number version shorttitle issued kind"
    " submitted containertitle volume issue page pages language citationcount citations rating readstatus adsbibcode"
    " zsccc zsccnoclusters googlescholar googlebooksid openlibraryid oclc lccn mag s2id availabledate accepted"
    " collectiontitle".split()
)


# -- names ---------------------------------------------------------------------------------------------------------
def read_name(text: str) -> Person | None:
    """Return a name as reference managers write it, or None for an empty one.

    "Last, First" with a suffix in any place ("King, Martin, Jr.", "King, Martin Jr."), "Name," for an institution
    (EndNote's mark that a name must not be split), otherwise a name in natural order or of a group.
    """
    text = clean_text(text).strip(" ;")
    if not re.search(r"\w", text):
        return None
    if text.endswith(",") and text.count(",") == 1:
        return Person(literal=text[:-1].strip())
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and (suffixed := _GIVEN_WITH_SUFFIX.fullmatch(parts[1])):  # "King, Martin L Jr"
        parts = [parts[0], suffixed["given"], suffixed["suffix"]]
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[2]):
        return replace(parse_person(f"{parts[0]}, {parts[1]}"), suffix=parts[2])
    if len(parts) > 3:  # "University of Somewhere, Department, Town, Country"
        return Person(literal=text)
    return parse_person(text)


def read_initialled_name(text: str) -> Person:
    """Return a name as PubMed abbreviates it: "van der Berg JA", "Rossi B Jr", or a group."""
    text = normalise_space(text)
    match = _INITIALLED.fullmatch(text)
    if not match:
        return parse_person(text)
    person = parse_person(f"{match['family']}, {'. '.join(match['initials'])}.")
    return replace(person, suffix=match["suffix"] or "")


def read_names(texts: Iterable[str]) -> tuple[list[Person], bool]:
    """Return the names in texts, and whether "et al." follows them.

    A text has one name, or several with semicolons between them. Each name counts once.
    """
    people: dict[Person, None] = {}
    is_truncated = False
    for text in texts:
        for part in re.split(r"[;；]", text):
            name = re.sub(r"(?i)(?:(?<![,\s])[,\s]+)?\b(?:et al\.?|and others)\s*$", "", part)
            if name != part or is_et_al(part.strip()):
                is_truncated = True
            if not is_et_al(name.strip()) and (person := read_name(name)):
                people[person] = None
    return list(people), is_truncated


# -- dates ---------------------------------------------------------------------------------------------------------
def parse_written_date(text: str) -> PartialDate | None:
    """Return the date in a date field, in any common notation; None if the date is not certain.

    A number that may be a day or a month counts as neither: "03/04/2017" is 2017.
    """
    text = text.strip()
    if match := _SLASHED.fullmatch(text):  # RIS: year/month/day/other, each of which may be empty
        return _valid_date(*(int(part or 0) for part in match.groups()))
    try:
        date = parse_date(text) if text else None
    except ValueError:
        date = None
    has_more = date is not None and not date.month and re.search("[A-Za-z]{3}", text)  # "2018 Mar 14"
    if (date is not None and not has_more) or not text:
        return date
    year = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    if not year:
        return None
    words = re.findall(r"[a-z]{3,}", text.lower())
    month = next((number for word in words for number, name in enumerate(MONTH_NAMES, 1) if name.startswith(word)), 0)
    numbers = [whole_number(digits) or 0 for digits in re.findall(r"\d+", text.replace(year[0], " ", 1))]
    if not month and len(numbers) == 1 and 1 <= numbers[0] <= 12:
        return PartialDate(int(year[0]), numbers[0])
    return _valid_date(int(year[0]), month, numbers[0] if month and len(numbers) == 1 else 0)


def parse_date_of_year(written_date: str, written_year: str) -> PartialDate | None:
    """Return the date in one field ("March 14", "2018 Mar 3") if it is within the year in the other; else the year."""
    year, date = parse_written_date(written_year), parse_written_date(written_date)
    if date is None and year is not None and written_date:
        date = parse_written_date(f"{written_date} {year.year}")
    return date if date is not None and (year is None or date.year == year.year) else year


def _valid_date(year: int, month: int, day: int) -> PartialDate | None:
    """Return a date as far as it exists in the calendar."""
    for attempt in ((year, month, day), (year, month, 0), (year, 0, 0)):
        try:
            return PartialDate(*attempt)
        except ValueError:
            continue
    return None


# -- identifiers ---------------------------------------------------------------------------------------------------
def read_doi(text: str) -> Identifier | None:
    """Return the DOI that a field holds ("10.1000/x", "doi:10.1000/x", "10.1000/x [doi]", its address), or None."""
    text = text.strip()
    if re.match(r"(?i)https?:|(?:dx\.)?doi\.org/", text):
        url = text.split()[0]
        return identifier_in_url(url if "://" in url else f"https://{url}")
    text = _DOI_PREFIX.sub("", text)
    match = _DOI.match(text)
    return doi(joined_doi(text, 0, match.end())[0].rstrip(".,;")) if match else None


def is_only_doi(text: str) -> bool:
    """Whether a text is nothing but a DOI, as publishers write it among the notes."""
    return re.fullmatch(r"(?i)(?:doi:?\s*|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+", text) is not None


def read_isbn(text: str) -> Identifier | None:
    """Return the first valid ISBN in a field, which may hold several, with words between them."""
    candidates = (text, *re.findall(r"[\dXx][\dXx\u2010-\u2015 -]{8,16}[\dXx]", text), *re.split(r"[\s,;/()]+", text))
    return next(filter(None, map(isbn, candidates)), None)


def read_issn(text: str) -> str:
    """Return the first ISSN in a field, or an empty string."""
    match = _ISSN.search(text)
    return match[0].upper() if match else ""


# -- keywords and notes --------------------------------------------------------------------------------------------
def split_keywords(values: Iterable[str]) -> list[str]:
    """Return the keywords in values with one or several each.

    Semicolons and line ends always separate keywords. Commas do if there is one value with several of them: "deep
    learning, vision, robots" is a list, "Adorno, Theodor" is one keyword.
    """
    parts = [part.strip() for value in values for part in re.split(r"[;；\n|]|\\n", value) if part.strip()]
    if len(parts) == 1:
        commas = [part.strip() for part in re.split(r"[,，、]", parts[0]) if part.strip()]
        if len(commas) > 2 and all(len(part.split()) <= 4 for part in commas):
            return commas
    return parts


def html_to_text(text: str) -> str:
    """Return a note as plain text: a line for every paragraph, links with addresses; plain text is unchanged."""
    if not _HTML.search(text):
        return text.strip()
    text = _ANCHOR.sub(lambda match: _link_text(match[1], match[2]), without_comments(text))
    text = _ANY_TAG.sub("", _BLOCK_END.sub("\n", text))
    lines = [" ".join(line.split()) for line in html.unescape(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _link_text(url: str, label: str) -> str:
    words = _ANY_TAG.sub("", label).strip()
    return url if not words or words == url else f"[{words}]({url})"


def split_extra(text: str) -> tuple[dict[str, str], str]:
    """Split Zotero's field "extra" into its lines "Name: value", by name in lower case without spaces, and the rest.

    Only names of fields are taken; "Remember: ask Mia" is text.
    """
    values: dict[str, str] = {}
    rest: list[str] = []
    for line in text.splitlines():
        match = _EXTRA_LINE.fullmatch(line)
        name = re.sub(r"[^a-z0-9]", "", match[1].lower()) if match else ""
        if match and (name in _EXTRA_NAMES or name.startswith(("tex", "biblatex", "bibtex"))):
            values.setdefault(name, match[2])
        else:
            rest.append(line)
    return values, "\n".join(rest).strip()


def arxiv_in(texts: Iterable[str]) -> Iterator[Identifier]:
    """Yield the arXiv ids that texts name as such ("arXiv:2401.01234 [cs.CL]")."""
    for text in texts:
        if "arxiv" in text.casefold():
            for occurrence in find_identifiers(normalise_space(text)):
                if occurrence.identifier.scheme == "arxiv":
                    yield occurrence.identifier
