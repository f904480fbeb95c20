"""What forbids accepting a work by rule, whatever its evidence weighs. Apart from the weights, on purpose.

An identifier is believed as far as nothing contradicts it. A contradiction is a title that is another work's and no
author to explain it: a paper renamed between two versions keeps its authors, a translated title is in another script, a
nickname is short. A number that differs or a notice ("Erratum to …") is one even then, as its authors are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biblio.matching.authors import AGREE
from biblio.matching.titles.title_match import DAMAGED, TitleLevel, compare_titles
from biblio.model.decision import Evidence

__all__ = ["find_vetoes"]

_OTHER_TITLES = {
    TitleLevel.WITHIN: "one title has more than the other",
    TitleLevel.NUMBER: "the titles differ in a number",
    TitleLevel.NOTICE: "one is a notice about the other",
    TitleLevel.NEAR: "the titles differ",
    TitleLevel.DIFFERENT: "the titles differ",
}
_TELLING = 32.0  # bits of a title that few works share, see `words.information`
_AGREE = frozenset({TitleLevel.EXACT, *DAMAGED})


def find_vetoes(found: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return what speaks against accepting, each in words; `found` holds the evidence by comparison."""
    return tuple(_vetoes(found))


def _vetoes(found: Mapping[str, Evidence]) -> Iterator[str]:
    identifier, title, authors = found["identifier"], found["title"], found["authors"]
    year, date = found["year"], found["date"]
    is_named = identifier.level == "same"
    is_titled = title.level in _AGREE
    contradicted = authors.level in ("none", "namesake")
    if identifier.level == "other":
        yield f"the note has {identifier.left}, the work is {identifier.right}"
    if title.level in _OTHER_TITLES and not (is_named and _is_explained(title, authors)):
        if is_named:
            yield f"{identifier.left} leads to another title: “{title.right}”"
        else:
            yield _OTHER_TITLES[TitleLevel(title.level)]
    if contradicted and not (is_named and is_titled):
        yield f"no author in common ({authors.left}; {authors.right})"
    if year.level in ("some apart", "far apart") and not _may_be_older(found):
        yield f"the years are far apart ({year.left}, {year.right})"
    is_confirmed = is_titled and (is_named or authors.level in AGREE)
    if date.level.endswith("after the note") and not (is_confirmed and (is_named or date.level == "after the note")):
        yield f"it appeared on {date.right}, the note is of {date.left}"


def _may_be_older(found: Mapping[str, Evidence]) -> bool:
    """Tell whether a work may be of these years although the note names another: a reprint, a preprint long before.

    Some years (up to four) lie between a preprint and its publication; the whole title and the first author's whole
    name must agree then.
    """
    title, authors = found["title"], found["authors"]
    if found["identifier"].level == "same":
        return authors.level not in ("none", "namesake") and title.level not in _OTHER_TITLES
    if found["year"].level == "far apart" or title.level != TitleLevel.EXACT:
        return False
    is_telling = compare_titles(title.left, title.right).information >= _TELLING
    return is_telling and authors.level in ("several", "full name")


def _is_explained(title: Evidence, authors: Evidence) -> bool:
    """Tell whether a work may have this title although the note, which has its identifier, gives another one."""
    match title.level:
        case TitleLevel.WITHIN:
            return True  # text was glued to one of them
        case TitleLevel.NEAR:
            return authors.level not in ("none", "namesake")
        case TitleLevel.DIFFERENT:
            return authors.level in AGREE
        case _:
            return False
