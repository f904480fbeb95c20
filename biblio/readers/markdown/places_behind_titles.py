"""Read the conferences and years behind the titles of a page that leaves out the century: "(CCS 23)", "[NDSS19]".

One such bracket may be anything ("(ResNet 50)", "(Week 12)"). Where several works have one, of several years or names,
it is where they appeared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from biblio import patterns as re
from biblio.readers.markdown.listed_works import ListedWork

__all__ = ["with_places_behind_titles"]

_PLACE = re.compile(
    r"\s*[(\[（](?P<venue>[A-Z][\w&+/.-]{0,20}(?:\s[\w&+/.-]{1,20}){0,3}?)[\s'’]?(?P<year>[0-3]\d|[89]\d)[)\]）](?=$|[\s.,;:])"
)
# Two capitals are in the name of nearly every conference; the first letter alone begins any word.
_NAME = re.compile(r"[A-Z].*[A-Z]|[A-Z][a-z]+(?:Sec|Com|Sys|Vis|Net)$")
_NUMBERED = re.compile(
    r"(?:week|day|part|chapter|ch|lecture|session|section|page|pp?|no|vol|level|top|grade|figure|table|version|v)\b",
    re.IGNORECASE,
)
_FEWEST, _SHARE, _SEVERAL = 4, 0.2, 2
_NEXT_CENTURY = 50


def with_places_behind_titles(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works of a page; the place and year behind many titles are theirs, and not in their comments."""
    places = {
        number: match
        for number, work in enumerate(works)
        if not (work.citation.byline.venue or work.citation.byline.year)
        and (match := _PLACE.match(work.comment))
        and _NAME.match(match["venue"])
        and not _NUMBERED.match(match["venue"])
    }
    years = {match["year"] for match in places.values()}
    names = {match["venue"] for match in places.values()}
    if len(places) < max(_FEWEST, _SHARE * len(works)) or min(len(years), len(names)) < _SEVERAL:
        return list(works)
    return [_placed(work, places[number]) if number in places else work for number, work in enumerate(works)]


def _placed(work: ListedWork, place: re.Match[str]) -> ListedWork:
    short = int(place["year"])
    year = short + (2000 if short < _NEXT_CENTURY else 1900)
    byline = work.citation.byline._replace(venue=place["venue"].strip(), year=year)
    comment = work.comment[place.end() :].lstrip(" .,;:")
    return replace(work, citation=work.citation._replace(byline=byline), comment=comment)
