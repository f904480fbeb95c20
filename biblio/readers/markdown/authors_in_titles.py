"""Part the titles of a page's links from the authors that stand in them: "[Jane Roe, Lamps at sea](https://…)".

One such line may be a title with a comma ("San Francisco, a history"); a page on which most links are written in this
way is a list of authors and titles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.markdown.listed_works import ListedWork

__all__ = ["with_authors_from_titles"]

_BETWEEN = re.compile(r",\s+(?:and\s+|&\s+)?|\s+(?:and|&|und|et|y)\s+")
_ET_AL = re.compile(r"\s+(?:et\.? al\.?|and others)$")
_FAMILY = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+")
_FAMILY_FIRST = re.compile(rf"{_FAMILY.pattern}, {_FAMILY.pattern}(?: [^\W\d_]\.?)?")  # "Roe, Jane"
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,3}\s?[^\W\d_][\w'’-]+")
_BORDER = re.compile(r"[,:.]\s+|\s+[-–—|]\s+")
_MOST_NAMES = 6
_SHORTEST_TITLE = 4
# The links with authors in them, at least, and their share of those of a page.
_FEWEST, _SHARE = 3, 0.6


def with_authors_from_titles(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works of a page; authors that stand in the linked titles of most of them are no longer in these."""
    linked = [work for work in works if work.citation.title_url and not work.citation.byline.authors]
    if len(linked) < _FEWEST:
        return list(works)
    read = {id(work): parts for work in linked if (parts := _parts(work.title))}
    certain = sum(parts.is_certain for parts in read.values())
    if certain < _FEWEST or len(read) < _SHARE * len(linked) or certain * 2 < len(read):
        return list(works)
    return [_parted(work, read[id(work)]) if id(work) in read else work for work in works]


class _Parts(NamedTuple):
    """The authors and the title in the words of a link."""

    authors: tuple[str, ...]
    et_al: bool
    title: str

    @property
    def is_certain(self) -> bool:
        """Whether the authors can be nothing else: a single family name may be any word."""
        return self.et_al or len(self.authors) > 1 or " " in self.authors[0]


def _parts(text: str) -> _Parts | None:
    """Return the authors and the title if `text` begins with names and a comma, colon, full stop or dash, or None."""
    for border in _BORDER.finditer(text):
        head, title = text[: border.start()], text[border.end() :].strip()
        if len(title) < _SHORTEST_TITLE or len(head) > 100:
            return None
        names = _names(head)
        if not names:
            continue
        # "Jane Roe, Max Poe, Lamps at sea": the names go on behind the comma.
        following = _BORDER.search(title)
        if following and border[0].startswith(",") and _names(f"{head}, {title[: following.start()]}"):
            continue
        return _Parts(names, _ET_AL.search(head) is not None, title)
    return None


def _names(head: str) -> tuple[str, ...]:
    """Return the people that `head` names, or nothing: full names, family names with "&", one name, "Roe, Jane"."""
    bare = _ET_AL.sub("", head)
    names = tuple(_BETWEEN.split(bare))
    if len(names) > _MOST_NAMES:
        return ()
    if _FAMILY_FIRST.fullmatch(bare):
        return (bare,) if not are_ordinary_words([bare.replace(",", "")]) else ()
    if all(is_person_name(name) or _INITIALS.fullmatch(name) for name in names):
        return names if not are_ordinary_words(names) else ()
    is_families = all(_FAMILY.fullmatch(name) and name[0].isupper() and not name.isupper() for name in names)
    return names if is_families and not are_ordinary_words(names) and ", " not in bare else ()


def _parted(work: ListedWork, parts: _Parts) -> ListedWork:
    citation = work.citation
    byline = citation.byline._replace(authors=parts.authors, et_al=parts.et_al)
    return replace(work, citation=citation._replace(title=parts.title, byline=byline))
