"""Part the titles of a page's links from the authors that stand in them: "[Jane Roe, Lamps at sea](https://…)".

One such line may be a title with a comma ("San Francisco, a history"); a page on which most links are written in this
way is a list of authors and titles.

In a list most of whose works are written as "Jane Roe and Max Poe. Lamps at sea", two words before a full stop are a
person as well: "Ada Moe. Fog in the north".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.markdown.listed_works import ListedWork
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value

__all__ = ["with_authors_from_titles"]

_BETWEEN = re.compile(r",\s+(?:and\s+|&\s+)?|(?<!\s)\s+(?:and|&|und|et|y)\s+")
_ET_AL = re.compile(r"(?<!\s)\s+(?:et\.? al\.?|and others)$")
_FAMILY = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))+")
_FAMILY_FIRST = re.compile(rf"{_FAMILY.pattern}, {_FAMILY.pattern}(?: [^\W\d_]\.?)?")  # "Roe, Jane"
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,3}\s?[^\W\d_][\w'’-]+")
_BORDER = re.compile(r"[,:.]\s+|(?<!\s)\s+[-–—|]\s+")
_SIGN_BETWEEN = re.compile(r"[\s*_\"“”]*([,:.|–—-])[\s*_\"“”]+")
# "Jane Roe «Lamps at sea» (translated)"
_QUOTED = re.compile(
    r"(?P<who>[^\"“”„«»]{3,100}?),?\s[\"“„«]\s?(?P<title>[^\"“”„«»]{2,200}?)[,.]?\s?[\"”“»](?:\s*[(\[][^()\[\]]*[)\]])?"
)
_MOST_NAMES = 6
_SHORTEST_TITLE = 4
# The links with authors in them, at least, and their share of those of a page.
_FEWEST, _SHARE = 3, 0.6


def with_authors_from_titles(works: Sequence[ListedWork], page: MarkdownPage) -> list[ListedWork]:
    """Return the works of a page; authors that stand in their titles, as those of others do, are no longer in these."""
    works = _written_alike(works, page)
    linked = [work for work in works if work.citation.title_url and not work.citation.byline.authors]
    if len(linked) < _FEWEST:
        return list(works)
    read = {id(work): parts for work in linked if (parts := _parts(work.title))}
    certain = sum(parts.is_certain for parts in read.values())
    if certain < _FEWEST or len(read) < _SHARE * len(linked) or certain * 2 < len(read):
        return list(works)
    return [_parted(work, read[id(work)]) if id(work) in read else work for work in works]


def _written_alike(works: Sequence[ListedWork], page: MarkdownPage) -> list[ListedWork]:
    """Return the works; one without authors is parted as most of its list are."""
    groups: dict[int, list[ListedWork]] = {}
    for work in works:
        groups.setdefault(work.group, []).append(work)
    parted: dict[int, ListedWork] = {}
    for group in groups.values():
        unnamed = [work for work in group if not work.citation.byline.authors and not work.citation.title_url]
        if not unnamed or len(group) - len(unnamed) < max(_FEWEST, _SHARE * len(group)):
            continue
        named = (work for work in group if work.citation.byline.authors)
        forms = Counter(filter(None, (_form(work, page) for work in named)))
        form, count = forms.most_common(1)[0] if forms else (None, 0)
        if form is None or count < max(_FEWEST, _SHARE * len(group)):
            continue
        for work in unnamed:
            if parts := _parts_as(work.title, form):
                parted[id(work)] = _parted(work, parts)
    return [parted.get(id(work), work) for work in works]


class _Form(NamedTuple):
    """How the title and the authors of a work are written: which is first, and the sign between them."""

    is_title_first: bool
    sign: str


def _form(work: ListedWork, page: MarkdownPage) -> _Form | None:
    """Return how a work is written on its line, or None if title and authors are not next to each other there."""
    line, names = plain_value(page.lines[work.start]), work.citation.byline.authors
    title, first, last = line.find(work.title), line.find(names[0]), line.find(names[-1])
    if title < 0 or first < 0 or last < 0:
        return None
    is_title_first = title < first
    between = line[title + len(work.title) : first] if is_title_first else line[last + len(names[-1]) : title]
    sign = _SIGN_BETWEEN.fullmatch(between)
    return _Form(is_title_first, sign[1]) if sign else None


def _parts_as(text: str, form: _Form) -> _Parts | None:
    """Return the authors and the title in a text that is written so, or None."""
    before, found, after = text.rpartition(f" {form.sign} ") if form.is_title_first else text.partition(f"{form.sign} ")
    who, title = (after, before) if form.is_title_first else (before, after)
    names = _names(who.strip()) if found else ()
    # "Roe, J, Poe, M, “Lamps at sea”": more names may follow a comma.
    is_title = len(title) >= _SHORTEST_TITLE and (form.sign != "," or len(title.partition(",")[0].split()) > 2)
    is_title = is_title and not any(mark in title for mark in '"“«')
    return _Parts(names, _ET_AL.search(who) is not None, title.strip()) if names and is_title else None


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
    """Return the authors and the title if `text` begins with names and a comma, colon, full stop or dash, or None.

    So it does if they stand before a quotation.
    """
    if (quoted := _QUOTED.fullmatch(text)) and (names := _names(quoted["who"])):
        return _Parts(names, _ET_AL.search(quoted["who"]) is not None, quoted["title"])
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
