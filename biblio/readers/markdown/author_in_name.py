"""Read the author in a heading such as "Ada Roe: Lamps at Sea" where the file's name has both, the author shortened.

People who read books call files "Roe – Lamps at Sea" or "Lamps at Sea_Roe", and spell the names out in the heading. So
the two tell which part of the heading is the author, and that the file is about a work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.readers.markdown.byline import Byline
from biblio.readers.markdown.shelf_lines import names_in_line
from biblio.readers.markdown.title_credits import TitleCredits
from biblio.text import tokens

__all__ = ["credits_by_name"]

_DIVISION = re.compile(r"(?:(?<!\s)\s+)?[:：]\s+|(?<!\s)\s+[-–—]+\s+|(?<!\s)\s+(?:by|von|par)\s+")
_MARK_IN_NAME = re.compile(r"\s[-–—]+\s|\s?[_,;]\s?|\s?--\s?|\s[(（]")
_NUMBER = re.compile(r"^\d{1,3}[\s._-]+")
_OTHER_SPELLING = re.compile(r"^(?P<name>[^()（）]+)[(（](?P<other>[^()（）]+)[)）]$")  # "村上 春樹 (Murakami, Haruki)"


def credits_by_name(heading: str, stem: str) -> TitleCredits | None:
    """Return the title and authors in `heading` if `stem`, the name of the file, has both and the author's family name.

    The name must not have more of the author: if it repeats the heading, it says nothing of which part is which.
    """
    if not _MARK_IN_NAME.search(stem) or not _DIVISION.search(heading):
        return None
    words = tokens(_NUMBER.sub("", stem))
    for who, title in _divisions(heading.strip()):
        of_title = tokens(title)
        match = _OTHER_SPELLING.match(who)
        credited = (names_in_line(match["name"]) or names_in_line(match["other"])) if match else names_in_line(who)
        if not of_title or credited is None or credited.year:
            continue
        for family in _families(match["other"] if match else credited.authors[0]):
            if len(family) < len(tokens(who)) and _is_named(words, family, of_title, set(tokens(who))):
                return TitleCredits(title, Byline(authors=credited.authors, et_al=credited.et_al))
    return None


def _divisions(heading: str) -> Iterator[tuple[str, str]]:
    """Yield the author and the title of each way to divide a heading."""
    for mark in _DIVISION.finditer(heading):
        before, after = heading[: mark.start()].strip(), heading[mark.end() :].strip()
        if before and after:
            yield before, after
            yield after, before


def _families(name: str) -> Iterator[list[str]]:
    """Yield the words of what may be the family name: the last one to three words, or what is before a comma."""
    family, comma, _ = name.partition(",")
    words = tokens(family if comma else name)
    yield from ([words] if comma else (words[-count:] for count in range(1, min(4, len(words)))))


def _is_named(words: list[str], family: list[str], title: list[str], names: set[str]) -> bool:
    """Return whether a name consists of a family name and a title, or the beginning of one, in either order.

    The name may have more of the title than the heading, but no more of the author.
    """
    count = len(family)
    rest = words[count:] if words[:count] == family else words[:-count] if words[-count:] == family else []
    is_longer = rest[: len(title)] == title and names.isdisjoint(rest[len(title) :])
    return bool(rest) and (title[: len(rest)] == rest or is_longer)
