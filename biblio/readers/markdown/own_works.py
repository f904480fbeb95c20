"""Recognise a page on what its writer has published: a CV, or a list of publications that one person is an author of.

Such pages stand on sites of their own beside notes; they say what somebody wrote, not what somebody read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from biblio import patterns as re
from biblio.readers.markdown.listed_works import ListedWork
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.text import fold

__all__ = ["are_own_works", "lists_own_works"]

_CV = re.compile(
    r"(?:(?:short|full|academic|my)\s)?(?:c\.v\.|curriculum vit(?:ae|æ)|lebenslauf|履歴書|简历|簡歷|이력서|резюме)"
    r"|.{1,40}[-–—:,|(]\s?(?:curriculum vitae|lebenslauf)\)?",
    re.IGNORECASE,
)
# Sections of a life. "CV" is computer vision as well, and "Education" a topic, so that the works must agree.
_OF_A_LIFE = re.compile(
    r"(?:academic\s|work\s|professional\s|research\s|teaching\s)?"
    r"(?:education|experience|employment|appointments?|positions?)"
    r"|(?:honou?rs|awards)(?:\s(?:and|&)\s(?:honou?rs|awards|grants|fellowships))?|grants(?:\s(?:and|&)\s\w+)?"
    r"|(?:professional )?service|teaching|skills|ausbildung|berufserfahrung|formation|formación"
    r"|学歴|職歴|受賞歴?|教育(?:经历|背景)|工作经历|获奖|학력|경력|수상",
    re.IGNORECASE,
)
_PUBLICATIONS = re.compile(
    r"(?:(?:my|our|all|selected|recent|refereed|peer[- ]reviewed|list of|journal|conference|other)\s){0,3}"
    r"publications?(?:\s(?:list|and talks|& talks|by \w+))?|(?:publikations|publications?)liste?"
    r"|(?:(?:my|our|selected|refereed|peer[- ]reviewed|journal|conference)\s){1,3}(?:papers|articles)"
    r"|veröffentlichungen|publicaciones|publicações|pubblicazioni|業績|研究業績|発表論文|发表论文|论文发表|논문\s?실적|публикации",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,3}")
# Papers and articles may be anybody's; that they are the writer's must be said, or shown by the author.
_FEWEST, _SHARE, _SHARE_IN_CV = 3, 0.8, 0.5


def lists_own_works(page: MarkdownPage, works: Sequence[ListedWork]) -> bool:
    """Return whether a page that lists `works` is its writer's CV, or the list of what one person has published."""
    if not works:
        return False
    headings = [plain_value(heading.text).strip(" :#") for heading in page.headings]
    name = page.relative_path.rpartition("/")[2].rpartition(".")[0]
    titles = [
        plain_value(text)
        for prop in page.front_matter.properties
        if canonical_key(prop.key) == "title"
        for text in text_values(prop.value)
    ]
    names = [name, *titles, *headings[:1]]
    of_a_life = {fold(heading) for heading in headings if _OF_A_LIFE.fullmatch(heading)}
    if any(map(_CV.fullmatch, names)):
        return True
    has_publications = any(map(_PUBLICATIONS.fullmatch, [*names, *headings]))
    authors = [work.citation.byline.authors for work in works]
    if "cv" in map(fold, names) or (len(of_a_life) > 1 and has_publications):
        return _have_one_author(authors, _SHARE_IN_CV)
    return has_publications and _have_one_author(authors, _SHARE)


def are_own_works(names: Sequence[str], authors: Sequence[Sequence[str]]) -> bool:
    """Return whether a list called by `names` is what one person published; `authors` are those of each work."""
    return any(map(_PUBLICATIONS.fullmatch, names)) and _have_one_author(authors, _SHARE)


def _have_one_author(authors: Sequence[Sequence[str]], share: float) -> bool:
    """Return whether a share of several works has an author in common, who is not alone in all of them."""
    families = Counter(family for names in authors for family in set(map(_family, names)))
    if len(authors) < _FEWEST or not families:
        return False
    is_with_others = any(len(names) > 1 for names in authors)
    return is_with_others and families.most_common(1)[0][1] >= max(_FEWEST, share * len(authors))


def _family(name: str) -> str:
    """Return the folded family name of "Roe, J.", "Roe J" and "Jane Roe"."""
    family, comma, _ = name.partition(",")
    words = family.split() or [family]
    if comma:
        return fold(family)
    return fold(words[0] if _INITIALS.fullmatch(words[-1]) else words[-1])
