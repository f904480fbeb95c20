"""Read the line in which a database says where a work appeared: "Ecohydrology. 8(6):1048-1064, September 2015."

Ovid, Embase and the indexes that they carry write the venue, the volume, the issue, the pages and the date in one
field, each in an order of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from biblio.formats.export_values import parse_written_date
from biblio.model.dates import PartialDate
from biblio.text import normalise_space

__all__ = ["SourceLine", "read_source_line"]

_VENUE = r"(?P<venue>\S.{1,250}?)"
_VOLUME = r"(?P<volume>[A-Z]?\d{1,5}[A-Z]?)"
_NUMBER = r"(?:\s?\((?P<number>(?:[^()\n]|\([^()\n]*\)){1,40})\))?"
_PAGES = r"(?P<pages>[A-Z]{0,3}\d+[A-Za-z]?(?:\s?[-–]\s?[A-Z]{0,3}\d+[A-Za-z]?)?)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_MONTH = r"(?:[A-Z][a-z]{2,8}(?:\s?[/-]\s?[A-Z][a-z]{2,8})?)"
_DATE = rf"(?P<date>(?:{_MONTH}\.?\s)?(?:\d{{1,2}},?\s)?{_YEAR}(?:\s{_MONTH}\b\.?(?:\s\d{{1,2}})?)?)"
_FORMS = tuple(
    map(
        re.compile,
        (
            # A book that has the chapter: "Roe, Jane [Ed]. (2012). Lamps at sea. (pp. 11-31). xvii, 254 pp. Place."
            rf"(?:(?P<editors>.{{3,300}}?)\s?)?\((?P<date>{_YEAR})\)\.\s{_VENUE}\.?\s\(pp\.?\s{_PAGES}\)",
            # "Roe, Jane [Editor], Poe, Max [Editor]. Lamps at sea.:371-397, 2004."
            rf"(?P<editors>(?:[^\[\]\n]{{3,60}}\s\[Ed[^\[\]\n]*\][,;]?\s?){{1,20}})\.?\s?{_VENUE}\.?:\s?{_PAGES},\s{_DATE}",
            # Embase: "Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004"
            rf"{_VENUE}\s\((?P<date>{_YEAR})\)\s?(?:{_VOLUME}(?::(?P<number>[\w./-]+))?)?(?:\s?\((?:pp?\.?\s)?{_PAGES}\))?"
            r"(?=[\s.,;]|$)",
            # Journals@Ovid, PubMed: "Acta Moss August 2011;43(8):647-653", "Acta Moss. 2011 Aug;43(8):647-53. doi: …"
            rf"{_VENUE}[.,]?\s{_DATE};\s?{_VOLUME}{_NUMBER}(?::\s?{_PAGES})?(?=[\s.]|$)",
            # "Journal of Lamps 12, Winter 2007: 7-14."
            rf"{_VENUE}[.,]?\s{_VOLUME}{_NUMBER},\s(?:Spring|Summer|Autumn|Fall|Winter)\s(?P<date>{_YEAR}):\s?{_PAGES}[\s.]*$",
            # "Journal of Lamps, 2013(1): 3-28."
            rf"{_VENUE}[.,]?\s(?P<volume>(?P<date>{_YEAR})){_NUMBER}:\s?{_PAGES}[\s.]*$",
            # PsycINFO: "Lamps and Wicks. Vol.43(5), Sep 2015, pp. 623-634."
            rf"{_VENUE}[.,]\s?Vol\.?\s?{_VOLUME}{_NUMBER}(?:,?\s?{_DATE})?(?:,\s(?:pp?\.?\s)?{_PAGES})?(?=[\s.,]|$)",
            # Zoological Record: "Hydrobiologia. 2007 15 June; 433-441."
            rf"{_VENUE}\.\s(?P<date>{_YEAR})(?:\s[^;\n]{{1,20}})?;\s(?:{_PAGES}(?!\w)|\d+pp)",
            # MEDLINE, Journals@Ovid: "Ecohydrology. 8(6):1048-1064, September 2015."
            rf"{_VENUE}[.,]\s?{_VOLUME}{_NUMBER}(?::\s?{_PAGES}|\s?\(pp\.?\s{_PAGES.replace('pages', 'range')}\))?"
            rf"[,.;]\s?{_DATE}(?=[\s.,;]|$)",
        ),
    )
)
_PLAIN = re.compile(rf"{_VENUE}\.?\s*$")
_OF_PUBLICATION = re.compile(r"Date of Publication:\s*(.{4,40}?)\s*(?:\.|;|$)")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What a line says of where a work appeared; empty where it says nothing. `editors` are as written."""

    venue: str = ""
    date: PartialDate | None = None
    volume: str = ""
    number: str = ""
    pages: str = ""
    editors: str = ""

    @property
    def has_place(self) -> bool:
        """Whether the line names more than a venue."""
        return bool(self.venue and (self.volume or self.pages))


def read_source_line(text: str) -> SourceLine:
    """Return what a line says; one without a volume or pages is the name of a venue."""
    text = normalise_space(text)[:600]
    match = next(filter(None, (form.match(text) for form in _FORMS)), None)
    if match is None:
        plain = _PLAIN.match(text)
        return SourceLine(venue=plain["venue"].strip(" .,") if plain and len(text) < 200 else "")
    parts = match.groupdict()
    date = parse_written_date(parts.get("date") or "")
    if (stated := _OF_PUBLICATION.search(text)) and (exact := parse_written_date(stated[1])):
        date = exact if date is None or exact.year == date.year else date
    return SourceLine(
        venue=(parts["venue"] or "").strip(" .,"),
        date=date,
        volume=parts.get("volume") or "",
        number=parts.get("number") or "",
        pages=(parts.get("pages") or parts.get("range") or "").replace(" ", ""),
        editors=parts.get("editors") or "",
    )
