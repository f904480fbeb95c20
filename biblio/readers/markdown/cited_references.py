"""Recognise a page that is a text of its writer's own: a manuscript, or one that cites the references at its end.

The list at the end of a manuscript, a survey or a post says what the text refers to. Its entries are no notes, as
entries of a reading list are: the text above them cites most of them, by their numbers ("[1]", "[2, 3]") or by author
and year ("(Roe and Poe, 2018)", "Roe (2018)").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from biblio import patterns as re
from biblio.readers.markdown.front_matter import Value
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.reference_authors import authors_at_start

__all__ = ["has_affiliations", "has_sections_of_a_paper", "rows_of_cited_references"]

_ENTRY = re.compile(
    r"[ \t>]{0,6}(?:\\?\[(?P<signed>\d{1,3})\\?\]:?|\[\^(?P<note>[^\[\]\s]{1,30})\]:|(?P<number>\d{1,3})[.)]|[-*+•])"
    r"[ \t]+(?P<text>\S.*)"
)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_ADDRESS = re.compile(r"https?://|doi:|arxiv:", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\w\]])\\?\[{1,2}(?P<list>\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,12})\\?\]{1,2}(?!:)")
_RAISED = re.compile(r"<sup>\[?(?P<list>\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,12})\]?</sup>|\^\[?(?P<one>\d{1,3})\]?\^")
_FAMILY = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+")
_LONGEST_RANGE = 30
_FEWEST, _SHARE = 2, 0.5
_FEWEST_WORDS = 4  # of a reference
_FEWEST_WORDS_OF_TEXT, _FEWEST_WORDS_OF_LINE = 15, 6
_MOST_ENTRIES = 400
_FAR = 60  # characters between a name and its year: "Roe and her colleagues in Lampshire (2018)"

_NUMBERED_SECTION = re.compile(
    r"(?:section\s)?(?P<number>\d{1,2}|[IVX]{1,5})(?:[.:)]|\s)\s*(?P<words>\D.*)", re.IGNORECASE
)
_FIRST_SECTION = re.compile(
    r"(?:introduction|motivation|background|einleitung|introducción|引言|はじめに|序論|서론)\W*", re.IGNORECASE
)
_LATER_SECTIONS = re.compile(
    r"(?:(?:related|prior|previous) works?"
    r"|(?:(?:proposed|our|the|materials and) )?(?:methods?|methodology|approach|model)"
    r"|experiments?(?: and results)?|experimental .{3,20}|evaluation|results?(?: and discussion)?|discussions?"
    r"|(?:discussion and )?conclusions?(?: and .{3,30})?|limitations|future work|acknowledge?ments?|references"
    r"|関連研究|提案手法|手法|実験|結果|考察|結論|おわりに|相关工作|方法|实验|结论|관련 연구|방법|실험|결론)\W*",
    re.IGNORECASE,
)
_FEWEST_SECTIONS, _FEWEST_LATER = 3, 1


@dataclass(frozen=True, slots=True)
class _Reference:
    """An entry of a list: its lines in the body (from 0), its number or the name of its footnote, and its words."""

    start: int
    end: int
    name: str
    text: str


def rows_of_cited_references(page: MarkdownPage) -> range:
    """Return the rows of the references at the end of a page, if the text above cites most of them; else none.

    A list of which the text above cites only some is a reading list with an introduction.
    """
    references = _references_at_end(page)
    if len(references) < _FEWEST:
        return range(0)
    text = "\n".join(page.masked_lines[: references[0].start])
    if len(text.split()) < _FEWEST_WORDS_OF_TEXT or not _has_prose(text):
        return range(0)
    cited = _numbers_cited(text)
    count = sum(reference.name in cited or _is_named(reference, text) for reference in references)
    if count < max(_FEWEST, _SHARE * len(references)):
        return range(0)
    return range(references[0].start, len(page.lines))


def _references_at_end(page: MarkdownPage) -> list[_Reference]:
    """Return the entries of the list that ends a page, in order; nothing if anything else ends it."""
    lines = page.masked_lines
    ends = [row for row, line in enumerate(lines) if line.strip()]
    references: list[_Reference] = []
    end = ends[-1] + 1 if ends else 0
    for row in range(end - 1, -1, -1):
        line = lines[row]
        entry = _ENTRY.match(line)
        if entry is None:
            if not line.strip() or (not _HEADING.match(line) and _belongs_to_entry(lines, row)):
                continue
            break
        text = " ".join(" ".join(lines[row:end]).split())
        if not _is_reference(text) or len(references) > _MOST_ENTRIES:
            break
        references.append(_Reference(row, end, entry["signed"] or entry["number"] or entry["note"] or "", text))
        end = row
    return references[::-1]


def _belongs_to_entry(lines: list[str], row: int) -> bool:
    """Return whether an entry begins on one of the lines right above `row`."""
    for above in range(row - 1, max(row - 6, -1), -1):
        if not lines[above].strip():
            return False
        if _ENTRY.match(lines[above]):
            return True
    return False


def _is_reference(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and (_YEAR.search(text) or _ADDRESS.search(text)) is not None


def _has_prose(text: str) -> bool:
    """Return whether there is a paragraph of running text, and not only bullets, tables and addresses."""
    lines = (line for line in text.split("\n") if not line.lstrip().startswith(("#", "|", ">")))
    return any(len(line.split()) >= _FEWEST_WORDS_OF_LINE and not _ENTRY.match(line) for line in lines)


def _numbers_cited(text: str) -> set[str]:
    cited: set[str] = set(re.findall(r"\[\^([^\[\]\s]{1,30})\](?!:)", text))
    for pattern in (_NUMBERS, _RAISED):
        for match in pattern.finditer(text):
            for part in re.split(r"[,;]", match["list"] or match["one"]):
                first, _, last = re.sub(r"\s", "", part).replace("–", "-").partition("-")
                numbers = range(int(first), min(int(last or first), int(first) + _LONGEST_RANGE) + 1)
                cited.update(map(str, numbers))
    return cited


def _is_named(reference: _Reference, text: str) -> bool:
    """Return whether a text cites a reference by the family name of its first author and its year."""
    year = _YEAR.search(reference.text)
    if year is None:
        return False
    entry = _ENTRY.match(reference.text)
    words = plain_value(entry["text"] if entry else reference.text)
    cited = authors_at_start(words)
    families = [_family(cited.authors[0])] if cited and cited.authors else _FAMILY.findall(words)[:2]
    return any(
        re.search(rf"\b{re.escape(family)}\b[^\n]{{0,{_FAR}}}?\b{year[0]}", text) is not None
        for family in families
        if len(family) > 1 and family[0].isupper()
    )


def _family(name: str) -> str:
    family, comma, _ = name.partition(",")
    words: list[str] = _FAMILY.findall(family)
    if not words:
        return ""
    return words[0] if comma else max(words, key=lambda word: (len(word) > 1, words.index(word)))


def has_sections_of_a_paper(page: MarkdownPage) -> bool:
    """Return whether the sections of a page have numbers and names as those of a paper: "1. Introduction" and so on."""
    numbered = list(_numbered_sections(page))
    if len(numbered) < _FEWEST_SECTIONS:
        return False
    first = next((place for place, words in enumerate(numbered) if _FIRST_SECTION.fullmatch(words)), None)
    if first is None or first > 1:
        return False
    return sum(_LATER_SECTIONS.fullmatch(words) is not None for words in numbered[first + 1 :]) >= _FEWEST_LATER


def _numbered_sections(page: MarkdownPage) -> Iterator[str]:
    """Yield the words of the headings that count 1, 2, 3 … through the page, or I, II, III."""
    expected = 1
    for heading in page.headings:
        match = _NUMBERED_SECTION.fullmatch(plain_value(heading.text).strip())
        if match and _value(match["number"]) == expected:
            expected += 1
            yield match["words"].strip()


def _value(number: str) -> int:
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    return int(number) if number.isdigit() else romans.index(number.upper()) + 1 if number.upper() in romans else 0


def has_affiliations(page: MarkdownPage) -> bool:
    """Return whether the front matter gives the authors' affiliations or ORCIDs, as that of a manuscript does.

    https://joss.readthedocs.io/en/latest/paper.html, https://quarto.org/docs/authoring/front-matter.html
    """
    for prop in page.front_matter.properties:
        if prop.key.casefold() in ("affiliation", "affiliations"):
            return True
        if prop.key.casefold() in ("author", "authors") and _has_orcid(prop.value):
            return True
    return False


def _has_orcid(value: Value) -> bool:
    if isinstance(value, list):
        return any(map(_has_orcid, value))
    return isinstance(value, dict) and not {key.casefold() for key in value}.isdisjoint(
        ("orcid", "affiliation", "affiliations", "corresponding", "email")
    )
