"""Read authors, venue and year that stand in bullets of their own below a title, without labels.

::

    # A title                          # A title
    - Jane Roe, Ada Poe                * Jane Roe
    - University of Lamps              * Ada Poe
    - LAMPS 2018                       * https://…

The first bullets count, up to one that is anything else: a remark, a topic, a section of the note.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from biblio import patterns as re
from biblio.extract.word_tables import is_known_word
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import NO_BYLINE, Byline, is_person_name, read_byline, read_venue
from biblio.readers.markdown.property_values import plain_value

__all__ = ["byline_of_bullets", "first_bullets"]

_BULLET = re.compile(r"(?P<indent>[ \t]*)(?:[-*+•]|\d{1,2}[.)])[ \t]+(?P<text>\S.*)")
_LINKS = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*\)|\[[^\[\]\n]*\]\[[^\[\]\n]*\]|<?https?://\S+>?")
_WORD = re.compile(r"[^\W\d_]{2}")
_LABEL = re.compile(r"(?:authors?|paper|pdf|arxiv|doi|link|code|url|project|slides|video|blog)s?\b", re.IGNORECASE)
_AFFILIATION = re.compile(
    r"\b(?:univ|institut|college|school|laborator|labs?\b|research\b|academy|department|dept|cent(?:er|re)|company|inc\b"
    r"|google|deepmind|microsoft|meta\b|facebook|nvidia|openai|amazon|apple|ibm\b|baidu|tencent|alibaba|huawei|mit\b"
    r"|(?-i:UC\s[A-Z]))",
    re.IGNORECASE,
)
_MOST_BULLETS, _LONGEST, _MOST_LINES_ABOVE = 8, 400, 12
_FEWEST_WORDS = 4  # of a sentence
_SMALL_WORDS = frozenset("of for and at in the de la di du der für und et".split())


def byline_of_bullets(items: Iterable[str]) -> Byline:
    """Return what the first of `items`, the texts of bullets in order, say about authors, venue and year.

    One name alone counts only beside a venue or year: it may be a topic in two words.
    """
    authors: tuple[str, ...] = ()
    singles: list[str] = []
    et_al, venue, year, month = False, "", None, None
    for number, item in enumerate(items):
        text = _bare(item)
        if number >= _MOST_BULLETS or len(text) > _LONGEST:
            break
        if (not _WORD.search(text) and not re.search(r"\d", text)) or _LABEL.fullmatch(text):
            continue  # links alone
        place = read_venue(text)
        byline = read_byline(text)
        is_whole = byline.end >= len(text)
        names_people = len(byline.authors) > 1 or byline.et_al or (byline.authors and byline.year)
        is_of_places = _AFFILIATION.search(text) is not None and not text.endswith((".", ":", "?"))
        if is_whole and names_people and not (authors or singles):
            authors, et_al = byline.authors, byline.et_al
            venue, year, month = byline.venue or venue, byline.year or year, byline.month or month
        elif is_person_name(text) and not authors and not (venue or year):
            singles.append(text)
        elif place and (place.venue or place.year) and not year:
            venue, year, month = place.venue or venue, place.year, place.month
        elif is_of_places and not (authors or singles) and (people := _people_with_places(text)):
            authors = people
        elif not (is_of_places and (authors or singles or _is_of_names(text))):
            break
    is_enough = len(singles) > 1 or (singles and (venue or year))
    if not authors and is_enough and not any(map(_is_of_known_words, singles)):
        authors = tuple(singles)
    if not authors and not (venue and year):
        return NO_BYLINE
    return Byline(authors, et_al, venue, year, month)


def _people_with_places(text: str) -> tuple[str, ...]:
    """Return the people of a bullet that names them with their affiliations, or nothing."""
    names, _ = split_authors(text)
    return names if names != (text,) and all(map(is_person_name, names)) else ()


def _is_of_names(text: str) -> bool:
    """Return whether a bullet is a list of proper names: "Institute of Light, Lamp University"."""
    return all(word[0].isupper() or word in _SMALL_WORDS for word in re.findall(r"[^\W\d_][\w'’.-]*", text))


def first_bullets(lines: Sequence[str]) -> Iterator[str]:
    """Yield the texts of the list that is the first thing below a title; `lines` begin with the line below it.

    Links, images, tags and properties may stand above the list, but no sentence.
    """
    indent: str | None = None
    for number, line in enumerate(lines):
        match = _BULLET.match(line)
        if match:
            if indent is None:
                indent = match["indent"]
            elif len(match["indent"]) < len(indent):
                return
            if len(match["indent"]) == len(indent):
                yield match["text"]
        elif line.strip():
            is_above = number <= _MOST_LINES_ABOVE and not _is_sentence(line)
            is_within = line.startswith((" ", "\t"))
            if not (is_above if indent is None else is_within):
                return


def _is_of_known_words(name: str) -> bool:
    """Return whether all words of a bullet are words of titles ("Key Idea"): names alone in bullets have others."""
    return all(is_known_word(word.casefold()) for word in re.findall(r"[^\W\d_]{2,}", name))


def _is_sentence(line: str) -> bool:
    text = line.strip()
    if text.startswith(("#", "|", ">", "!", "---", "***")) or re.match(r"[^\s:]{1,25}( [^\s:]{1,20})?::?\s", text):
        return text.startswith(("# ", "## ", "### ", "|", ">"))
    words = _WORD.finditer(_without_links(text))  # a line may be a whole book
    return next(islice(words, _FEWEST_WORDS - 1, None), None) is not None


def _without_links(text: str) -> str:
    return _LINKS.sub("", text) if "](" in text or "][" in text or "://" in text else text


def _bare(item: str) -> str:
    """Return the words of a bullet without links and marks of emphasis."""
    text = _without_links(item)
    return plain_value(re.sub(r"[\[(]\s*[\])]", "", text)).strip(" *_|,;:·-–—[]")
