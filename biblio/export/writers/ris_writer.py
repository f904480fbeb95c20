"""RIS, in the form on which Zotero, EndNote and Mendeley agree.

https://en.wikipedia.org/wiki/RIS_(file_format), https://github.com/zotero/translators (RIS.js: which tag is which field
of an item), https://support.clarivate.com/Endnote (reference types). Where the programs differ, a tag is chosen that
none of them takes for something else. A line is a tag and a value, so a value has no line ends; lines end in CR LF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item, PublicationType
from biblio.export.writers.item_date import ItemDate
from biblio.export.writers.reference_parts import year_text
from biblio.model.people import Person
from biblio.text import normalise_space

__all__ = ["EXPORTER"]

_TYPES = {
    PublicationType.ARTICLE: "JOUR",
    PublicationType.MAGAZINE_ARTICLE: "MGZN",
    PublicationType.NEWSPAPER_ARTICLE: "NEWS",
    PublicationType.CONFERENCE_PAPER: "CONF",
    PublicationType.CHAPTER: "CHAP",
    PublicationType.DICTIONARY_ENTRY: "ENCYC",
    PublicationType.PREPRINT: "MANSCPT",
    PublicationType.MANUSCRIPT: "MANSCPT",
    PublicationType.BOOK: "BOOK",
    PublicationType.COLLECTION: "BOOK",
    PublicationType.PROCEEDINGS: "BOOK",
    PublicationType.PERIODICAL: "SER",
    PublicationType.MANUAL: "RPRT",
    PublicationType.THESIS: "THES",
    PublicationType.REPORT: "RPRT",
    PublicationType.PATENT: "PAT",
    PublicationType.STANDARD: "STAND",
    PublicationType.LEGAL_CASE: "CASE",
    PublicationType.LEGISLATION: "STAT",
    PublicationType.BLOG_POST: "BLOG",
    PublicationType.WEB_PAGE: "ELEC",
    PublicationType.PRESENTATION: "SLIDE",
    PublicationType.SOFTWARE: "COMP",
    PublicationType.MODEL: "COMP",
    PublicationType.DATA_SET: "DATA",
    PublicationType.VIDEO: "VIDEO",
    PublicationType.AUDIO: "SOUND",
    PublicationType.ARTWORK: "ART",
    PublicationType.DOCUMENT: "GEN",
}
_BOOKS = frozenset(
    {PublicationType.BOOK, PublicationType.COLLECTION, PublicationType.PROCEEDINGS, PublicationType.PERIODICAL}
)
_SITES = frozenset({PublicationType.BLOG_POST, PublicationType.WEB_PAGE})
# Zotero takes the language of these for a programming language.
_CODE = frozenset({PublicationType.SOFTWARE, PublicationType.MODEL})
# Their number stands in SN, where other types have an ISBN.
_NUMBERED = frozenset({PublicationType.REPORT, PublicationType.MANUAL, PublicationType.PATENT})
_SEASONS = ("", "Spring", "Summer", "Autumn", "Winter")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_END = "\r\n"


class Ris(PiecewiseExporter):
    """The exporter of RIS: a record for each work, with a blank line between them."""

    name = "ris"
    suffix = ".ris"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as a record."""
        return _record(work.item)

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        return _END.join(pieces)


EXPORTER = Ris()


def _record(item: Item) -> str:
    lines = [("TY", _TYPES[item.type]), *_tags(item), ("ER", "")]
    texts = ((tag, normalise_space(_CONTROL.sub(" ", value))) for tag, value in lines)
    return "".join(f"{tag}  - {text}{_END}" for tag, text in texts if text or tag == "ER")


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "ID", item.key
    yield from _people(item)
    yield "TI", item.plain_title
    yield "ST", item.short_title
    yield from _places(item)
    yield "PY", _year(item.date)
    date = _date(item.date) or (f"///{item.status}" if item.status else "")
    yield "DA", date if not date.endswith("///") else ""  # the year alone
    yield "VL", item.volume
    yield from _numbers(item)
    yield "ET", item.edition or item.version
    yield "PB", _publisher(item)
    yield from _cities(item)
    yield "M3", "Preprint" if item.type is PublicationType.PREPRINT else item.genre
    yield "SN", item.isbn or item.issn if item.type not in _NUMBERED else item.number
    yield "N1", f"ISBN {item.isbn}" if item.isbn and item.type in _NUMBERED else ""
    yield "DO", item.doi
    yield "UR", item.url
    yield "Y2", _date(item.accessed)
    yield from _archive_numbers(item)
    yield "LA", item.language if item.type not in _CODE else ""
    for keyword in item.keywords:
        yield "KW", keyword
    yield "AB", item.abstract
    yield "N1", item.note
    yield "N1", item.annotation


# -- people --------------------------------------------------------------------------------------------------------
def _people(item: Item) -> Iterator[tuple[str, str]]:
    editors = "A3" if item.type in _BOOKS else "A2"
    for role, tag in (("author", "AU"), ("editor", editors), ("translator", "A4")):
        for person in item.names(role):
            yield tag, _name(person)
        if role in item.open_lists:
            yield tag, "et al."
    if item.type is PublicationType.CHAPTER:
        for person in item.names("bookauthor"):
            yield "C2", _name(person)


def _name(person: Person) -> str:
    """Return a name with the family name first. What has no comma is taken for the name of a group."""
    if person.literal or not person.family:
        whole = person.literal or " ".join(filter(None, (person.given, person.particle)))
        return " ".join((whole + " " + person.suffix).replace(",", " ").split())
    return ", ".join(filter(None, (person.last, person.given, person.suffix)))


# -- places --------------------------------------------------------------------------------------------------------
def _places(item: Item) -> Iterator[tuple[str, str]]:
    """Yield where an item appeared.

    Of a paper, Zotero and EndNote read the proceedings in C3 and the conference in T2, others the proceedings in T2.
    """
    match item.type:
        case PublicationType.CONFERENCE_PAPER:
            yield "T2", item.event or item.container
            yield "C3", item.container
            yield "T3", item.series
        case PublicationType.PRESENTATION:
            yield "T2", item.event
        case _ if item.type in _BOOKS:
            yield "T2", item.series or item.container
            yield "N1", f"In: {item.container}" if item.series and item.container else ""
        case PublicationType.LEGAL_CASE:
            yield "A2", item.container  # the reporter
        case _ if item.type in _SITES:
            yield "T2", item.container or item.publisher
        case _ if item.container:
            yield "T2", item.container
            yield "T3", item.series
        case _:
            yield "T2", item.series
    yield "J2", item.container_short


def _publisher(item: Item) -> str:
    if item.type in _SITES:
        return ""
    holders = " and ".join(map(str, item.names("holder")))
    return item.publisher or holders or ("arXiv" if item.type is PublicationType.PREPRINT and item.arxiv else "")


def _cities(item: Item) -> Iterator[tuple[str, str]]:
    if item.type is PublicationType.CONFERENCE_PAPER:
        yield "C1", item.place
        yield "CY", item.event_place or item.place
    else:
        yield "CY", item.place or item.event_place


# -- numbers -------------------------------------------------------------------------------------------------------
def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    if item.type in _BOOKS:
        yield "M1", item.number
        yield "NV", item.volumes
        yield "SP", item.page_total
        return
    if item.type is PublicationType.CHAPTER or (item.type is PublicationType.CONFERENCE_PAPER and item.series):
        yield "SV", item.number  # Zotero takes IS of a chapter for the number of volumes
    elif item.type not in _NUMBERED:
        yield "IS", item.number
    first, last = _page_ends(item.pages)
    yield "SP", first or item.article_number
    yield "EP", last
    if first:
        yield "C7", item.article_number


def _page_ends(pages: str) -> tuple[str, str]:
    """Return the first and the last page of one range; anything else is one text."""
    ends = pages.split("-")
    return (ends[0], ends[1]) if len(ends) == 2 and "," not in pages else (pages, "")


def _archive_numbers(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the numbers in archives: a preprint under that of arXiv, others as PubMed Central writes them."""
    number = f"arXiv:{item.arxiv}" if item.arxiv else ""
    if number and item.archive_class:
        number += f" [{item.archive_class}]"
    if item.type is PublicationType.PREPRINT:
        yield "DB", "arXiv" if number else ""
        yield "AN", number
    else:
        yield "N1", number
    yield "U1", f"{item.pmid}[pmid]" if item.pmid else ""
    yield "U2", f"{item.pmcid}[pmcid]" if item.pmcid else ""


def _year(date: ItemDate | None) -> str:
    """Return the year in four digits, or as in "50 BC", where Zotero would take "-0049" for the year 49."""
    first = date.first if date else None
    return "" if first is None else first.iso_year if first.year > 0 else first.common_year


def _date(date: ItemDate | None) -> str:
    """Return a date as "2020/05/07/", with what the numbers do not say behind the last slash."""
    if date is None:
        return ""
    first = date.first
    if first is None:
        return f"///{date.text.replace('/', ' ')}"
    if first.year <= 0:
        return f"///{year_text(date)}" if date.is_range else "///"
    rest = [_SEASONS[first.season], "circa" if date.is_circa else ""]
    if date.is_range:
        rest.append(f"to {date.end.iso}" if date.start and date.end else "to today" if date.start else "or earlier")
    month, day = (f"{part:02}" if part else "" for part in (first.month, first.day))
    return f"{first.iso_year}/{month}/{day}/{' '.join(filter(None, rest))}"
