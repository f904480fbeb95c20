"""Tell what the columns of a table are by what is in them, where their headers do not say it.

"Study | By | When" are titles, authors and years. A column of titles is taken for one only beside authors and years, or
where the headers name the rest of a work: projects and talks have titles and people too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name, read_venue
from biblio.readers.markdown.inline import role_of_label
from biblio.readers.markdown.property_names import is_name_of_remarks
from biblio.readers.markdown.property_values import parse_property_date, plain_value
from biblio.readers.markdown.title_links import may_lead_to_work
from biblio.readers.markdown.title_shape import TitleShape, title_shape

__all__ = ["names_by_contents"]

_ROWS_TRIED = 60
_FEWEST_ROWS, _SEVERAL_ROWS = 2, 3  # where a header names titles or authors, and where none does
_MOSTLY, _NEARLY_ALL = 0.6, 0.8
_YEAR = re.compile(r"\W*(?:1[5-9]|20)\d\d[a-z]?\W*")
_ADDRESS = re.compile(r"\W*(?:\[[^\[\]\n]*\]\()?<?(?P<url>https?://[^\s<>()]+)>?\)?\W*")
_ANY_LINK = re.compile(
    r"!?\[(?P<label>(?:!\[[^\[\]\n]*\]\([^()\s]*\)|[^\[\]\n])*)\]\([^()\s]*\)|<?https?://[^\s<>()]+>?"
)
_PUBLICATION = re.compile(r"\W*(?:publications?|publicación|publicação|veröffentlichung)\W*", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-z]"
_INITIALS = re.compile(
    rf"{_CAPITAL}[\w'’-]+,?\s(?:{_CAPITAL}\.?[\s-]?){{1,3}}|(?:{_CAPITAL}\.\s?){{1,3}}{_CAPITAL}[\w'’-]+"
)
_TITLED = (TitleShape.WORK, TitleShape.SYSTEM, TitleShape.CONCEPT)
_FEWEST_WORDS = 3
# People who do something with the rows of a table, and years that are not a work's.
_OTHERS = re.compile(
    r".*\b(?:speakers?|presenters?|students?|supervis\w*|contacts?|leads?|owners?|assignees?|hosts?|discussants?|editors?"
    r"|read(?:ers?)?|start\w*|end\w*|founded|born|died|instructors?|teachers?|reviewers?|added|accessed|due)\b.*",
    re.IGNORECASE,
)
_OF_MEETINGS = re.compile(
    r"\W*(?:speaker|presenter|host|leader|discussant|moderator|room|time)s?\W*|発表者|担当者?|报告人|主讲人|발표자",
    re.IGNORECASE,
)
_OF_OTHER_PAGES = re.compile(
    r"note|blog|video|talk|slide|code|repo|project|page|comment|discussion|summar|site|data|review|author|event",
    re.IGNORECASE,
)
_TITLES = frozenset({"title", "paper"})
_YEARS = frozenset({"year", "published", "date"})
_OF_WORKS = frozenset({"authors", "venue", "doi", "arxiv", "pmid", "isbn"})
_PLACES = frozenset({"url", "source", "doi", "arxiv", "pmid"})


def names_by_contents(names: Sequence[str], headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the canonical names of columns with those that are only known by their cells; empty where neither tells.

    `names` are the canonical names that the `headers` give, or empty. What may be one of two things ("Publication",
    "Paper", "Data") is what its cells are. Nothing else is changed in a table without titles, or one whose other
    columns do not show that the titles are works'.
    """
    found = list(names)
    if len(rows) < (_FEWEST_ROWS if {*_TITLES, "authors"} & set(found) else _SEVERAL_ROWS):
        return tuple(found)
    columns = [
        [plain_value(row[number]).strip() if number < len(row) else "" for row in rows[:_ROWS_TRIED]]
        for number in range(len(found))
    ]
    _tell_ambiguous_names(found, headers, columns, rows)
    names = tuple(found)
    unknown = [number for number, name in enumerate(found) if not name and not _OTHERS.fullmatch(headers[number])]
    forms: list[tuple[str, frozenset[str], Callable[[str], bool]]] = [
        ("year", _YEARS, lambda cell: _YEAR.fullmatch(cell) is not None),
        ("url", _PLACES, _is_address),
        ("authors", frozenset({"authors"}), _are_people),
    ]
    for name, alike, fits in forms:
        if alike & set(found):
            continue
        cells_of = {number: _written(rows, number) if name == "url" else columns[number] for number in unknown}
        fitting = [number for number in unknown if _share(cells_of[number], fits) >= _NEARLY_ALL]
        if name == "authors":  # one person wrote or did it all
            fitting = [number for number in fitting if len(set(filter(None, cells_of[number]))) > 1]
        if name == "url":  # of several, who knows which is the work's
            fitting = fitting if len(fitting) == 1 and _may_be_of_work(headers[fitting[0]]) else []
        if fitting:
            found[fitting[0]] = name
            unknown.remove(fitting[0])
    if not _TITLES & set(found):
        called_names = [number for number, name in enumerate(found) if name == "name"]
        title = _column_of_titles(columns, called_names)
        title = _column_of_titles(columns, unknown) if title is None else title
        known = set(found)
        if title is None or "authors" not in known or not (_OF_WORKS | _YEARS | _PLACES) - {"authors"} & known:
            return names
        found[title] = "title"
    return tuple(found)


def _tell_ambiguous_names(
    found: list[str], headers: Sequence[str], columns: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]
) -> None:
    """Change in `found` what a header may mean otherwise: "Publication" over titles, "Paper" over links, "Data"."""
    is_of_meetings = any(map(_OF_MEETINGS.fullmatch, headers))
    for number, name in enumerate(found):
        if (name == "data" or headers[number].casefold() == "data") and not _YEARS & set(found):
            found[number] = "date" if _share(columns[number], _is_date) >= _NEARLY_ALL else name
        elif name == "venue" and is_of_meetings and _share(columns[number], _is_venue) < _MOSTLY:
            found[number] = ""  # the room
        elif name in ("source", "paper") and _share(_written(rows, number), _is_venue) >= _NEARLY_ALL:
            found[number] = "venue" if "venue" not in found else ""
        elif name == "paper" and _share(_written(rows, number), _are_links) >= _NEARLY_ALL:
            others = [
                other
                for other, named in enumerate(found)
                if other != number and (named in (*_TITLES, "name") or _PUBLICATION.fullmatch(headers[other]))
            ]
            if any(_share(columns[other], _has_words) >= _NEARLY_ALL for other in others):
                found[number] = "url"
    if not {*_TITLES, "name"} & set(found):
        publications = [number for number, header in enumerate(headers) if _PUBLICATION.fullmatch(header)]
        if (title := _column_of_titles(columns, publications)) is not None:
            found[title] = "title"


def _is_venue(cell: str) -> bool:
    return "](" not in cell and read_venue(plain_value(cell)) is not None


def _is_date(cell: str) -> bool:
    try:
        return parse_property_date(cell) is not None
    except ValueError:
        return False


def _are_links(cell: str) -> bool:
    """Return whether a cell has nothing but links, none of which is called as works are."""
    labels = [match["label"] or "" for match in _ANY_LINK.finditer(cell)]
    return bool(labels) and not _has_words(_ANY_LINK.sub("", cell)) and not any(map(_is_title, labels))


def _has_words(cell: str) -> bool:
    return re.search(r"[^\W\d_]{2}|[\u3040-\u9fff]", cell) is not None


def _may_be_of_work(header: str) -> bool:
    return role_of_label(header) is None and not is_name_of_remarks(header) and not _OF_OTHER_PAGES.search(header)


def _written(rows: Sequence[Sequence[str]], number: int) -> list[str]:
    return [row[number].strip() if number < len(row) else "" for row in rows[:_ROWS_TRIED]]


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    """Return the share (0..1) of the cells with something in them that fit; 0 if most have nothing."""
    filled = [cell for cell in cells if cell]
    return sum(map(fits, filled)) / len(filled) if len(filled) >= max(2, len(cells) / 2) else 0.0


# Why somebody got a prize: '"for his discovery of …"'; no quoted title begins with a small letter.
_WORDS_OF_A_PRIZE = re.compile(r"[\"“„«](?-i:[a-z])")


def _column_of_titles(columns: Sequence[Sequence[str]], numbers: Sequence[int]) -> int | None:
    """Return the column of mostly titles, no two alike, and the longest words of them; or None."""
    titled = [
        number
        for number in numbers
        if _share(columns[number], _is_title) >= _MOSTLY
        and len(set(columns[number])) >= _NEARLY_ALL * len(columns[number])
    ]
    return max(titled, key=lambda number: sum(map(len, columns[number])), default=None)


def _is_title(cell: str) -> bool:
    if _WORDS_OF_A_PRIZE.match(cell):
        return False
    return len(cell.split()) >= _FEWEST_WORDS and title_shape(cell) in _TITLED and not is_person_name(cell)


def _are_people(cell: str) -> bool:
    names, _ = split_authors(cell)
    people = [name for name in names if is_person_name(name.replace(",", "")) or _INITIALS.fullmatch(name)]
    return bool(names) and len(people) == len(names) and not are_ordinary_words(names)


def _is_address(cell: str) -> bool:
    match = _ADDRESS.fullmatch(cell)
    return match is not None and may_lead_to_work(match["url"])
