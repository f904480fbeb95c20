"""Whether a page may list works at all, by signs that are quick to look for.

Most notes list none, and looking for works in them line by line takes longest. False is certain: without a link, an
address, an identifier, a field or a table, a work needs authors with a year or a venue, or a page or heading that says
that works are listed. Whatever makes a work of lines with less than that needs a sign here.
"""

from __future__ import annotations

from collections.abc import Iterator

from biblio import patterns as re
from biblio.extract.identifiers_in_text import may_have_identifier
from biblio.readers.markdown.assigned_readings import has_units
from biblio.readers.markdown.authored_titles import may_have_authored_titles
from biblio.readers.markdown.byline import may_name_venue, names_more_authors
from biblio.readers.markdown.kind_labels import kinds_listed
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.page_headings import works_noted_by_page, works_with_same_sections
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import text_values
from biblio.readers.markdown.section_names import is_chapter, names_list
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.readers.markdown.short_references import is_course_plan
from biblio.readers.markdown.titles_above_names import titles_above_names

__all__ = ["has_year_or_pages", "may_be_authored", "may_list_works"]

_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\((?:[^()\n]|\([^()\n]*\))*\)")
# Links, addresses, fields, labels of titles; comments may hide any of them.
_SIGNS = ("](", "][", "://", "http", "<a", "<A", "::", "<!--", "%%", "[J]")
_TITLE_LABEL = re.compile(r"[\[【](?:paper note|論文)", re.IGNORECASE)
_ENTRY = re.compile(r"@\w+\s*[{(]")
_KEYED = re.compile(r"^(?:#{1,6}[ \t]+|[ \t]*[-*+][ \t]+)\W{0,3}\[?@\w", re.MULTILINE)
_TABLE = re.compile(r"^(?=[^\n]*\|)(?:[ \t|:-]*+[>*+])*[ \t|:]*+-[ \t|:-]*+$", re.MULTILINE)
_UNDERLINED = re.compile(r"\S[ \t]*\n[ ]{0,3}-+[ \t]*(?:\n|$)")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]", re.MULTILINE)
_LABEL = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?P<words>\S+(?:[ \t]+\S+){0,30})[ \t]*$", re.MULTILINE)
_YEAR = re.compile(r"[(\s](?:1[5-9]|20)\d\d\b")
_YEAR_OR_PAGES = re.compile(r"\d(?:\d{3}|\s?[-–]{1,2}\s?\d)|['’‘]\d\d")
_CAPITAL = r"[^\W\d_a-z\u3040-\uffdc]"
# Two words with capitals, perhaps with a particle between them: "Jane Roe", "Roe J", "Ludwig van der Roe".
_NAME = re.compile(rf"{_CAPITAL}\S{{0,60}}\s+(?:[a-z'’]{{1,5}}\s+){{0,3}}{_CAPITAL}")
# A publisher in brackets at the end of a line; and initials, a given name in brackets or another name behind a family
# name, as references without a year have them.
_PUBLISHER = re.compile(r"[)）]\.?[ \t]*$", re.MULTILINE)
_INITIALS = re.compile(
    rf"\w,?\s(?:{_CAPITAL}\.|{_CAPITAL}{{1,3}}\b)\s?-?(?:[,;&.*_A-Z]|and\b|et\b)|[)）]\s?[:,;]|,\s[^\W\d_]+;\s"
)
# Titles in marks that only titles have, in several items.
_EAST_ASIAN_TITLE = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t][^\n《『]{0,60}[《『][^\n《『》』]{1,200}[》』]", re.MULTILINE
)
_FEWEST_TITLES = 3
_MARKS = ("**", "__", '"', "“", "”", "„", "「", "『", "《")


def may_list_works(page: MarkdownPage) -> bool:
    """Return whether a page may list works."""
    body = _IMAGE.sub("", page.read_body) if "![" in page.read_body else page.read_body
    if any(sign in body for sign in _SIGNS) or may_have_identifier(body) or _TITLE_LABEL.search(body):
        return True
    if (
        ("@" in body and (_ENTRY.search(body) or _KEYED.search(body)))
        or ("|" in body and _TABLE.search(body))
        or _UNDERLINED.search(body)
    ):
        return True
    if ("《" in body or "『" in body) and len(_EAST_ASIAN_TITLE.findall(body)) >= _FEWEST_TITLES:
        return True
    headings = [heading.text for heading in page.headings]
    if any(map(shelf_kind, (*_names(page), *headings))) or any(map(is_chapter, headings)) or has_units(headings):
        return True
    if is_course_plan(headings, _names(page)) and has_year_or_pages(body):
        return True
    lines = [Heading(heading.row, heading.row + 1, heading.level, heading.text) for heading in page.headings]
    if (
        works_noted_by_page(lines)
        or works_with_same_sections(lines)
        or page.may_have_properties()
        or may_have_authored_titles(body, (*_names(page), *headings))
        or titles_above_names(page)
    ):
        return True
    has_marks = False
    for part in body.split("\n\n"):
        if not _BULLET.search(part):
            if _YEAR.search(part):
                return True
            continue
        if has_year_or_pages(part) or names_more_authors(part) or any(map(may_be_authored, _BULLET.split(part))):
            return True
        has_marks = has_marks or any(mark in part for mark in _MARKS)
    return has_marks and any(map(names_list, (page.relative_path, *headings, *_labels(body))))


def has_year_or_pages(text: str) -> bool:
    """Return whether there is a year or a range of pages in `text`, or something like it."""
    return _YEAR_OR_PAGES.search(text) is not None


def may_be_authored(text: str) -> bool:
    """Return whether `text` may have a name, and with it a venue, a publisher or the initials of references."""
    is_published = _PUBLISHER.search(text) is not None
    if is_published and not text.isascii():
        return True  # East Asian names have no capitals
    return _NAME.search(text) is not None and (
        is_published or _INITIALS.search(text) is not None or may_name_venue(text)
    )


def _names(page: MarkdownPage) -> Iterator[str]:
    yield page.relative_path.rpartition("/")[2].rpartition(".")[0]
    for prop in page.front_matter.properties:
        if canonical_key(prop.key) == "title":
            yield from text_values(prop.value)
    yield from kinds_listed(page.body)


def _labels(body: str) -> Iterator[str]:
    """Yield the short items of lists with the lines below them, which may continue them."""
    for match in _LABEL.finditer(body):
        below = body[match.end() + 1 : match.end() + 200].partition("\n")[0]
        yield f"{match['words']} {below}"
