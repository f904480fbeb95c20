"""Find the works that one cell of a table lists, as the schedules of courses and reading groups have them.

They stand on lines of their own (``<br>``, ``<li>``), or beside each other with signs between them. Labels of a course
("Required:") are none of them, and a line that is no work goes on with the one above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from biblio import patterns as re
from biblio.model.note import LinkRole
from biblio.readers.markdown.byline import read_venue
from biblio.readers.markdown.citation import is_own_label, read_citation
from biblio.readers.markdown.citation_forms import are_people
from biblio.readers.markdown.citation_prefix import is_assignment
from biblio.readers.markdown.inline import identifier_of, role_of_label
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, may_lead_to_work

__all__ = ["LINKED_TITLE", "has_works", "linked_titles", "works_in_cell"]

_SEVERAL = 2
_SHORTEST_TITLE = 8  # characters, of a link that only its words say to be a work's
_WORDS = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff]")
_LINE_END = re.compile(r"</?(?:br|ul|ol|li|p|div)\b[^<>]*>", re.IGNORECASE)
_MARKER = re.compile(r"^(?:[-•*–]\s+|\d{1,2}[.)]\s+|\(\d{1,2}\)\s+)+")
_BETWEEN = tuple(map(re.compile, (r"(?<!\s)\s*;\s+(?=\W{0,9}\[|[^\W\d])", r"(?<!\s)\s*[·•]\s*", r"(?<=\)),\s+(?=\[)")))
_SEE_ALSO = re.compile(r"\W*(?:see also|slides|supplement\w*|cf\.)(?!\w)", re.IGNORECASE)
# "(optional)", "[required]" before a work
_SAID_OF_IT = re.compile(r"[(\[](?P<words>[a-z]{4,12}(?: readings?)?)[)\]]:?\s+", re.IGNORECASE)
# A link with the words of a title.
LINKED_TITLE = re.compile(r"\[(?P<words>[^\[\]]{8,})\]\((?P<url>[^()\s]+)\)")
_ANY_LINK = re.compile(r"(?:(?<!\[)\[++|(?:(?<!\[)\[++)?!\[)[^\[\]\n]*\]\([^()\s]*\)\]*")
# What may stand between linked titles: signs, numbers, "and", emphasis, and a few words in brackets.
_BETWEEN_TITLES = re.compile(
    r"(?:[\s,;:/&|+·•*_.\-–—()\[\]]|\d{1,2}[.)](?=\s)|\b(?:and|und|et|y|e|plus|vs\.?)\b|と|和|및"
    r"|[(（\[][^()（）\[\]]{1,60}[)）\]])*",
    re.IGNORECASE,
)
_END_OF_PART = re.compile(
    r"(?<![\s,;/&|+·•])(?:[\s,;/&|+·•]|(?<=\s)(?:\d{1,2}[.)]|and|und|et|y|e|plus))+$", re.IGNORECASE
)


def works_in_cell(cell: str, definitions: Mapping[str, str]) -> list[str]:
    """Return the parts of a cell that are works, or nothing if it is one work as it stands, or none.

    `definitions` are the link targets of the page. Labels of a course, and what is only to be seen also, are left out.
    """
    parts: list[str] = []
    others = False
    for line in _LINE_END.split(cell):
        line = _MARKER.sub("", line.strip(), count=1)
        if (said := _SAID_OF_IT.match(line)) and is_assignment(said["words"]):
            line = line[said.end() :]
        if not line or _SEE_ALSO.match(line) or is_assignment(line.strip("*_: ")):
            continue
        if works := _beside_each_other(line, definitions):
            parts += works
        elif parts:
            parts[-1] += f"<br>{line}"
        else:
            others = True
    is_as_it_stands = len(parts) == 1 and (others or parts[0] == _LINE_END.sub("<br>", cell.strip()))
    return [] if is_as_it_stands else parts


def has_works(cell: str, definitions: Mapping[str, str]) -> bool:
    """Return whether a cell has a work with its link, or a reference."""
    lines = (_MARKER.sub("", line.strip(), count=1) for line in _LINE_END.split(cell))
    return any(_beside_each_other(line, definitions) for line in lines)


def _beside_each_other(line: str, definitions: Mapping[str, str]) -> list[str]:
    """Return the works on a line, one or several; or nothing."""
    if titles := linked_titles(line):
        return titles
    for separator in _BETWEEN:
        parts = [part.strip() for part in separator.split(line) if part.strip()]
        if len(parts) > 1 and all(_is_work(part, definitions) for part in parts):
            return parts
    return [line] if _is_work(line, definitions) else []


def _is_work(text: str, definitions: Mapping[str, str]) -> bool:
    """Return whether a text is a title with the link of its work, or a reference."""
    citation = read_citation(text, definitions, line=1)
    title = citation.title
    if is_own_label(title) or role_of_label(title) or are_people(title):
        return False
    own = [link for link in citation.links if link.role is LinkRole.OWN]
    if citation.is_reference or any(identifier_of(link.url) for link in own):
        return True
    if not _WORDS.search(title):
        return False
    if citation.title_url:
        return len(title.split()) > 1 and len(title) >= _SHORTEST_TITLE and may_lead_to_work(citation.title_url)
    return any(is_own_label(link.label) or leads_to_pdf(link.url) or leads_to_item(link.url) for link in own)


def linked_titles(line: str) -> list[str]:
    """Return the parts of a line with several linked titles, each with the links behind it ("[code]"); or nothing.

    Between them is nothing but numbers, signs, "and", and what stands in brackets.
    """
    if line.count("](") < _SEVERAL:
        return []
    titles = [
        match
        for match in LINKED_TITLE.finditer(line)
        if may_lead_to_work(match["url"])
        and not (role_of_label(match["words"]) or is_own_label(match["words"]) or read_venue(match["words"]))
        and len(match["words"].split()) > 1
    ]
    if len(titles) < _SEVERAL:
        return []
    starts = [match.start() for match in titles]
    parts = [line[start:end] for start, end in pairwise([*starts, len(line)])]
    if not _BETWEEN_TITLES.fullmatch(line[: starts[0]]):
        return []
    works = []
    for match, part in zip(titles, parts, strict=True):
        behind = _ANY_LINK.sub("", part[len(match[0]) :])
        if not _BETWEEN_TITLES.fullmatch(behind):
            return []
        works.append(_END_OF_PART.sub("", part).strip())
    return works
