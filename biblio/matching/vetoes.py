"""Vetoes: contradictions that forbid accepting a work, whatever its evidence weighs.

They are deliberately separate from the weights. A veto is stored and shown with the candidate; what forbids acceptance
because too little agrees is in `caps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biblio.matching.authors import AGREE
from biblio.matching.titles.title_match import DAMAGED, TitleLevel, compare_titles
from biblio.matching.word_rarity import RARE_TITLE
from biblio.model.decision import Evidence

__all__ = ["find_vetoes"]

_OTHER_TITLES = {
    TitleLevel.WITHIN: "one title has more than the other",
    TitleLevel.NUMBER: "the titles differ in a number",
    TitleLevel.NOTICE: "one is a notice about the other",
    TitleLevel.NEAR: "the titles differ",
    TitleLevel.DIFFERENT: "the titles differ",
}
_AGREE = frozenset({TitleLevel.EXACT, *DAMAGED})
_CONTRADICTED = ("none", "namesake")


def find_vetoes(evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Return the vetoes against accepting a work, in words; `evidence` is by comparison.

    An identifier is believed unless something contradicts it. A different title is a contradiction if no author
    explains it: a paper renamed between two versions keeps its authors, a translated title is in another script, a
    nickname is short. A different number or a notice ("Erratum to …") is always a contradiction, because the authors
    are the same there.
    """
    return tuple(_vetoes(evidence))


def _vetoes(evidence: Mapping[str, Evidence]) -> Iterator[str]:
    identifier, title, authors = evidence["identifier"], evidence["title"], evidence["authors"]
    year, date = evidence["year"], evidence["date"]
    has_identifier = identifier.level == "same"
    has_title = title.level in _AGREE
    if identifier.level == "other":
        yield f"the note has {identifier.left}, the work is {identifier.right}"
    if title.level in _OTHER_TITLES and not (has_identifier and _is_explained(title, authors)):
        if has_identifier:
            yield f"{identifier.left} leads to another title: “{title.right}”"
        else:
            yield _OTHER_TITLES[TitleLevel(title.level)]
    if authors.level in _CONTRADICTED and not (has_identifier and has_title):
        yield f"no author in common ({authors.left}; {authors.right})"
    if year.level in ("some apart", "far apart") and not _may_be_older(evidence):
        yield f"the years are far apart ({year.left}, {year.right})"
    is_confirmed = has_title and (has_identifier or authors.level in AGREE)
    is_near = has_identifier or date.level == "after the note"
    if date.level.endswith("after the note") and not (is_confirmed and is_near):
        yield f"it appeared on {date.right}, the note is of {date.left}"


def _may_be_older(evidence: Mapping[str, Evidence]) -> bool:
    """Whether a work can have these years although the note names another: a reprint, or a preprint from long before.

    Without an identifier, up to four years may lie between a preprint and its publication, if the whole title and the
    first author's whole name agree.
    """
    title, authors = evidence["title"], evidence["authors"]
    if evidence["identifier"].level == "same":
        return authors.level not in _CONTRADICTED and title.level not in _OTHER_TITLES
    if evidence["year"].level == "far apart" or title.level != TitleLevel.EXACT:
        return False
    is_rare = compare_titles(title.left, title.right).information >= RARE_TITLE
    return is_rare and authors.level in ("several", "full name")


def _is_explained(title: Evidence, authors: Evidence) -> bool:
    """Whether a work can have this title although the note, which has its identifier, gives another one."""
    match title.level:
        case TitleLevel.WITHIN:
            return True  # other text was joined to one of them
        case TitleLevel.NEAR:
            return authors.level not in _CONTRADICTED
        case TitleLevel.DIFFERENT:
            return authors.level in AGREE
        case _:
            return False
