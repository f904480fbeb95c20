"""Find the works that lists of readings name by nothing but author and title: for exams, seminars, one's own studies.

    - Dickens, Charles, *Bleak House*
    - Julia Annas: *An Introduction to Plato's Republic*
    - **Textbook**: *Statistical Methods for Psychology* by Howell
    - Terence Irwin: *Plato's Ethics*, *Aristotle's First Principles*
    - For the Life of the World (Alexander Schmemann)
    - **Becker**, **Faulkner**. *Do You Know...?*

Pieces of music, films and games are listed in the same way. So the page, a heading or a label must say that there is
something to read, unless some lines begin with a family name, as only bibliographies do; what is below a heading about
other things does not count. Course plans with weeks are read by `assigned_readings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.assigned_readings import AssignedReading
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.markdown.outline_blocks import Heading, ListBlock, ListItem, OutlineBlock, Paragraph
from biblio.readers.markdown.property_values import plain_value

__all__ = [
    "NAMES",
    "find_authored_titles",
    "is_of_books",
    "is_of_other_things",
    "may_have_authored_titles",
    "names_of_authors",
    "names_readings",
]

_OF_READINGS = re.compile(
    r"\b(?:(?:to[\s_-])?read(?:ings?)?|exams?|comps|comprehensives?|orals|prelims?|qualifying|qualifiers?|syllab(?:us|i)"
    r"|curricul(?:um|a)|books?|bibliograph(?:y|ies?)|textbooks?"
    r"|(?:primary|secondary) (?:texts?|sources?|literature|works?|readings?)"
    r"|literature|monographs|canon|seminar|theory|philosophy|novels?|fiction|poetry|drama|essays|criticism|classics"
    r"|lektüre|leseliste|literatur|sekundärliteratur|primärtexte|bibliographie|ouvrages"
    r"|lectures? obligatoires?|littérature|lecturas?|libros|livres|livros|libri|bücher"
    r"|bibliografía|literatura|bibliografia|letteratura|leituras?)\b",
    re.IGNORECASE,
)
_OF_BOOKS = re.compile(
    r"\b(?:books?|bücher|buchliste|leseliste|livres|romans|libros|novelas|lecturas|libri|romanzi|letture|livros|leituras"
    r"|bibliograf[ií]as?|boeken|böcker|bøger|książki|knihy|könyvek|kitap(?:lar)?|книги)\b",
    re.IGNORECASE,
)
_OF_OTHER_THINGS = re.compile(
    r"\b(?:music(?:al)?|albums?|records|vinyl|songs?|playlists?|listening|concerts?|opera|composers?|films?|movies?"
    r"|documentar(?:y|ies)|cinema|watch(?:ed|ing|list)?|series|tv|shows?|anime|games?|podcasts?|paintings?|artists?|museums?|recipes?|plays\sseen"
    r"|musik|filme|spiele|musique|música|películas|musica|discos)\b",
    re.IGNORECASE,
)
# Labels before a title or an author: "**Textbook**: …", "Required: …"
_LABELLED = re.compile(
    r"[*_]{0,2}(?:(?:classic|key|main|core|supplementary)\s)?(?i:textbooks?|books?|primary|secondary|required|recommended"
    r"|optional|articles?|papers?|essays?|novels?|reference|texts?|readings?|monographs?|anthology|lehrbuch|manuel|manual)"
    r"(?:\s(?i:texts?|sources?|readings?|works?))?[*_]{0,2}:[*_]{0,2}\s+(?=\S)"
)
_WORD = r"(?:(?:[^\W\d_a-zß-öø-ÿ]|[dl])['’])?[^\W\d_a-zß-öø-ÿ][\w’'-]{0,60}\.?"
_PARTICLE = r"(?:v[ao]n(?:\sde[nr]?)?|de[nrl]?(?:\sla)?|d[aiou]s?|la|le|y|al|ibn|bin|of|ter|zu)"
_NAME = rf"(?:{_PARTICLE}\s)?{_WORD}(?:[\s.](?:{_PARTICLE}\s)?{_WORD}){{0,4}}"
_AND = r"(?:,\s(?:and\s|&\s)?|,?\s(?:and|&|und|et|y|e)\s)"
NAMES = rf"{_NAME}(?:{_AND}{_NAME}){{0,3}}(?:,?\s(?:et al\.?|eds?\.?(?:\sand\strans\.?)?|trans\.?))?"
_TITLE_SIGN = r"(?=[\"“„«*_])"
_INVERTED = re.compile(
    rf"(?P<who>(?:{_PARTICLE}\s)?{_WORD}(?:\s{_WORD})?,\s{_WORD}(?:\s(?:{_WORD}|{_PARTICLE}))*)[,.:]\s+{_TITLE_SIGN}"
)
_FIRST = re.compile(rf"(?P<mark>\*\*|__)?(?P<who>{NAMES})(?(mark)(?P=mark))(?:\s?[,:]|\s[–—-])?\s+{_TITLE_SIGN}")
# A family name alone stands for an author if every name is in bold type, and the title follows as in a reference.
_BOLD = rf"\*\*{_NAME}\*\*"
_ALL_BOLD = re.compile(rf"(?P<who>{_BOLD}(?:{_AND}{_BOLD}){{0,5}})(?:,?\set al)?[.,:]\s+(?P<rest>\S[^\n]{{3,300}})")
_BY = re.compile(
    rf"(?:\s\([^()]{{1,40}}\))?,?\s(?:(?:(?:edited|ed\.|trans(?:lated|\.)?(?:\sand\s(?:edited|ed\.))?)\s)?(?:by|von|par|de|por)\s(?P<who>{NAMES})(?=$|[\s,;.()—–])"
    rf"|[-–—]\s(?P<behind>{_NAME}(?:{_AND}{_NAME}){{0,3}})(?=$|\s?[,;(]))"
)
_FIELD = re.compile(r"[*_]{2}[^*_\n]{1,40}:[*_]{2}")
_TITLE = re.compile(
    r"(?:[\"“„](?P<quoted>[^\"“”„\n]{3,250})[\"”“]|«\s?(?P<guillemets>[^«»\n]{3,250}?)\s?»"
    r"|(?P<mark>\*{1,2}|_{1,2})(?=\S)(?P<marked>[^*_\n]{3,250}?)(?P=mark)(?!\w))"
)
# "A title (Jane Roe)": with full names, nothing marks the title but the brackets behind it.
_NAMED_BEHIND = re.compile(
    rf"(?P<mark>[*_]{{0,2}})(?P<title>[^\W\d_a-z][^()\n]{{3,150}}?(?:\s\(\d[^()\n]{{2,20}}\))?)(?P=mark)\s\((?P<who>{NAMES})\)\s*\.?"
)
# "A title, de Jane Roe +list", "A title de Jane Roe": words between title and author that no name begins with.
_BY_WORD = r"(?:de|von|par|por|di|av|af|van|od|tarafından|от)"
_NAMED_BY = re.compile(
    rf"(?P<title>[^\W_][^\n]{{1,150}}?)(?:,\s{_BY_WORD}\s(?P<who>{NAMES})|\s{_BY_WORD}\s(?P<full>{NAMES}))"
    r"(?:\s+[+@#][\w:/-]+)*\s*\.?"
)
_PUBLISHER = re.compile(r"(?:[EÉ]d|Editora?|Éditions?|Verlag)\b\.?\s")  # "A title (Ed. Faber)"
_BETWEEN = re.compile(r"(?:,|;|&|\band\b|\bund\b|\bet\b|\by\b|\(selections?\)|\s|[*_]{1,2}(?=\s|$)){1,8}")
_YEAR_BEHIND = re.compile(r",?\s[(\[]?(?P<year>(?:1[5-9]|20)\d\d)(?![\d+])")
_SPLIT = re.compile(_AND)
_WITH_PARTICLE = re.compile(rf"(?:v[ao]n|von|de|du|di|da|del|della)(?:\s(?:der|den|la))?\s{_WORD}")  # "de Certeau"
_MAY_BEGIN = re.compile(
    r"^[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+[^\n]{0,120}?[\"“„«*_]|\*\*)[^\W_]"
    r"|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+[^\n()]{4,150}[^\n]{0,20}\([^\W\d_][^()\n]{5,80}\)\s*\.?$"
    rf"|^[ \t]*(?:[-*+]|\d{{1,3}}[.)])[ \t]+[^\n]{{2,150}}\s{_BY_WORD}\s[^\W\d_a-z]",
    re.MULTILINE,
)
_BOLD_FIRST = re.compile(
    rf"^[ \t]*(?:[-*+]|\d{{1,3}}[.)])[ \t]+{_BOLD}[^\n«*_\"“„]{{0,20}}[.,:*][ \t]+[\"“„«*_]", re.MULTILINE
)
_FAMILY_FIRST = re.compile(
    r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+[^\W\d_][^\s,]+,\s[^\n\"“„«*_]{2,40}[,.:]\s+[\"“„«*_]", re.MULTILINE
)
_DIGIT = re.compile(r"\d")
_FEWEST, _FEWEST_FULL_NAMES, _SHARE, _MOSTLY, _ALL_BUT_FEW = 4, 3, 0.4, 0.6, 0.75
_LONGEST, _LONGEST_LABEL, _INITIALS, _OPENING = 700, 60, 2, 300  # characters


def is_of_books(name: str) -> bool:
    """Return whether the name of a page or section, or what introduces it, says that books are listed."""
    return _OF_BOOKS.search(name) is not None


@lru_cache(maxsize=256)  # every line below a heading asks, and it may be long
def is_of_other_things(name: str) -> bool:
    """Return whether the name of a page or section says that it is about music, films, games and the like."""
    return _OF_OTHER_THINGS.search(name) is not None


def names_readings(name: str) -> bool:
    """Return whether the name of a page or section, or what introduces it, says that there is something to read."""
    return _OF_READINGS.search(name) is not None


def may_have_authored_titles(body: str, names: Iterable[str]) -> bool:
    """Return whether a page may have such lines; `names` are those of the page and its headings. False is certain."""
    if len(_FAMILY_FIRST.findall(body)) >= _FEWEST or ("**" in body and len(_BOLD_FIRST.findall(body)) >= _FEWEST):
        return True
    is_named = any(map(_OF_READINGS.search, (*names, body[:_OPENING]))) or "extbook**" in body
    return is_named and len(_MAY_BEGIN.findall(body)) >= _FEWEST


def find_authored_titles(
    blocks: Sequence[OutlineBlock], names: Sequence[str]
) -> dict[int, tuple[AssignedReading, ...]]:
    """Return the works in the items of a page by the rows of the items; `names` are those of the page.

    On a page that is named so, paragraphs that begin with a title have works too: "**A primer** by Jane Roe".
    """
    if any(map(_OF_OTHER_THINGS.search, names)):
        return {}
    is_named = any(map(_OF_READINGS.search, names))
    by_row: dict[int, tuple[AssignedReading, ...]] = {}
    by_layout = _behind_bold_names(blocks)
    evident, mostly = set[int](by_layout), set[int]()
    inverted = 0
    above: list[Heading] = []
    introduction = ""  # "Published primary sources for your research:"
    for block in blocks:
        before, introduction = introduction, block.text if isinstance(block, Paragraph) else ""
        if isinstance(block, Heading):
            above = [*(heading for heading in above if heading.level < block.level), block]
        if isinstance(block, Paragraph):
            first = block.text.partition("\n")[0]
            if is_named and _TITLE.match(first) and (readings := tuple(_readings(first))):
                by_row[block.start] = readings
                evident.add(block.start)
        if not isinstance(block, ListBlock) or any(
            _OF_OTHER_THINGS.search(words) for words in (*(heading.text for heading in above), before[:_OPENING])
        ):
            continue
        said = [heading.text for heading in above] + ([before] if len(before) < _OPENING else [])
        below_name = is_named or any(map(_OF_READINGS.search, said))
        lines = [(item, label, text) for item, label, text in _lines(block.items) if len(text) <= _LONGEST]
        is_of_books = any(map(_OF_BOOKS.search, (*names, *(heading.text for heading in above))))
        read = {
            item.start: readings
            for item, _, text in lines
            if (readings := tuple(_readings(text, is_of_books=is_of_books)))
        }
        labelled = {item.start for item, label, text in lines if label or _LABELLED.match(text)}
        leaves = sum(not item.items for item, _, _ in lines)
        if len(read) < _SHARE * leaves:
            read = {row: readings for row, readings in read.items() if row in labelled}
        by_row |= read
        by_row |= {item.start: (by_layout[item.start],) for item, _, _ in lines if item.start in by_layout}
        inverted += sum(_INVERTED.match(text) is not None for _, _, text in lines)
        evident |= {row for row in read if below_name or row in labelled}
        if len(read) >= _MOSTLY * leaves:
            mostly |= set(read)
    if inverted >= _FEWEST:
        evident |= mostly
    by_row = {row: readings for row, readings in by_row.items() if row in evident}
    full = len(by_layout) + sum(any(" " in name for name in readings[0].authors) for readings in by_row.values())
    return by_row if len(by_row) >= _FEWEST and full >= _FEWEST_FULL_NAMES else {}


def _behind_bold_names(blocks: Sequence[OutlineBlock]) -> dict[int, AssignedReading]:
    """Return the works of a page on which most items begin with names in bold type, by the rows of the items.

    The titles are in italics or quotation marks, at least most of them: a term in bold type has a definition.
    """
    lines = [
        (item, text)
        for block in blocks
        if isinstance(block, ListBlock)
        for item, _, text in _lines(block.items)
        if not item.items and len(text) <= _LONGEST
    ]
    by_row: dict[int, AssignedReading] = {}
    names = list[str]()
    marked = 0
    for item, text in lines:
        match = _ALL_BOLD.fullmatch(text) if text.startswith("**") and "](" not in text else None
        authors = names_of_authors(match["who"].replace("**", "")) if match else ()
        if not match or not authors:
            continue
        rest = match["rest"]
        title = _TITLE.match(rest)
        behind = rest[title.end() :].strip(" .,") if title else ""
        if title and (not behind or title["marked"] or _DIGIT.search(behind)):
            words, year = _words(title), _year(rest, title.end())
        else:
            words, year = plain_value(rest).strip(" ,."), None
        if words and not words[0].islower():
            by_row[item.start] = AssignedReading(words, authors, year)
            names.append(match["who"])
            marked += title is not None
    is_style = len(by_row) >= max(_FEWEST, _ALL_BUT_FEW * len(lines)) and marked >= _MOSTLY * len(by_row)
    return by_row if is_style and len(set(names)) >= _MOSTLY * len(names) else {}


def _lines(items: Iterable[ListItem], *, is_labelled: bool = False) -> Iterator[tuple[ListItem, bool, str]]:
    """Yield the items of a list, whether an item above them says that they are to be read, and their first lines."""
    for item in items:
        text = item.paragraphs[0].text.strip() if item.paragraphs else ""
        if item.paragraphs:
            yield item, is_labelled, text
        is_label = bool(item.items) and len(text) < _LONGEST_LABEL and _OF_READINGS.search(text) is not None
        yield from _lines(item.items, is_labelled=is_labelled or is_label)


def _readings(line: str, *, is_of_books: bool = False) -> Iterator[AssignedReading]:
    """Yield the works of a line: each title in quotation marks or italics that stands beside the author.

    On a list of books (`is_of_books`) nothing marks the title but a word such as "de" before the author.
    """
    if "](" in line or "http" in line:
        return  # read as everywhere
    label = _LABELLED.match(line)
    if not label and _FIELD.match(line):
        return  # "- **Focus:** …" is about the work above
    text = line[label.end() :] if label else line
    if is_of_books and (named := _NAMED_BY.fullmatch(text.strip())) and not _TITLE.match(text.strip()):
        people = _full_names(named["full"]) if named["full"] else names_of_authors(named["who"])
        if people:
            yield AssignedReading(plain_value(named["title"]).strip(" ,.;"), people, None)
        return
    if behind := _NAMED_BEHIND.fullmatch(text.strip()):
        publisher, people = _PUBLISHER.match(behind["who"]), _full_names(behind["who"])
        if publisher or people:
            yield AssignedReading(plain_value(behind["title"]).strip(" ,.;"), () if publisher else people, None)
        return
    if match := _INVERTED.match(text):
        family, _, given = match["who"].partition(", ")
        authors: tuple[str, ...] = (f"{family}, {given}",)
        is_likely = True
    elif match := _FIRST.match(text):
        authors = names_of_authors(match["who"])
        is_likely = bool(authors)
    else:
        titles = list(_titles(text, 0))
        by = _BY.match(text, titles[-1].end()) if titles else None
        authors = names_of_authors(by["who"] or by["behind"]) if by else ()
        if by and by["behind"] and not all(" " in name for name in authors):
            authors = ()
        if authors or (label and len(titles) == 1 and not by):
            yield from (AssignedReading(_words(title), authors, _year(text, title.end())) for title in titles)
        return
    if is_likely:
        titles = list(_titles(text, match.end()))
        yield from (AssignedReading(_words(title), authors, _year(text, title.end())) for title in titles)


def _full_names(who: str) -> tuple[str, ...]:
    """Return the names in brackets behind a title if all are full names of people, and not words of a title."""
    names = names_of_authors(who)
    return names if all(map(is_person_name, names)) and not are_ordinary_words(names) else ()


def _titles(text: str, start: int) -> Iterator[re.Match[str]]:
    """Yield the titles that stand one behind the other from `start` on."""
    end = start
    for title in _TITLE.finditer(text, start):
        is_next = title.start() == start or _BETWEEN.fullmatch(text, end, title.start())
        if not is_next or not _words(title):
            return
        yield title
        end = title.end()


def _year(text: str, end: int) -> int | None:
    match = _YEAR_BEHIND.match(text, end)
    return int(match["year"]) if match else None


def _words(title: re.Match[str]) -> str:
    words = plain_value(title["quoted"] or title["guillemets"] or title["marked"]).strip(" ,.;")
    return words if len(words) > _INITIALS and not words[0].islower() else ""


def names_of_authors(who: str) -> tuple[str, ...]:
    """Return the names in words before a title; none if one of them is no name."""
    names = tuple(_SPLIT.split(re.sub(r",?\s(?:et al\.?|eds?\.?(?:\sand\strans\.?)?|trans\.?)$", "", who.strip(" ,"))))
    are_names = all(
        is_person_name(name) or (" " not in name and len(name) > _INITIALS) or _WITH_PARTICLE.fullmatch(name)
        for name in names
    )
    return names if are_names else ()
