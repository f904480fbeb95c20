"""Rules that forbid accepting a work, whatever its evidence weighs: vetoes and caps.

A veto is a contradiction; it is stored and shown with the candidate. A cap says that too little agrees, however much
that weighs (an idea from beets); it applies when a decision is made. Both are deliberately separate from the weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biblio.matching.authors import AGREE
from biblio.matching.titles.title_match import DAMAGED, TitleLevel, compare_titles, differ_in_inflection
from biblio.matching.word_rarity import RARE_TITLE, TELLING_TITLE
from biblio.model.decision import Candidate, Evidence

__all__ = ["find_cap", "find_vetoes", "translation_cap"]

_OTHER_TITLES = {
    TitleLevel.WITHIN: "one title has more than the other",
    TitleLevel.NUMBER: "the titles differ in a number",
    TitleLevel.NOTICE: "one is a notice about the other",
    TitleLevel.NEAR: "the titles differ",
    TitleLevel.DIFFERENT: "the titles differ",
}
_AGREE = frozenset({TitleLevel.EXACT, *DAMAGED})
_CONTRADICTED = ("none", "namesake")
_WEAK_AUTHORS = ("common surname", "given name", "spelling")


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


def find_cap(candidate: Candidate) -> str:
    """Return why a work may not be accepted whatever its weight, or an empty string.

    A title alone is never enough. A title that is not quite the note's needs an author; one with other words needs an
    author and the year or the venue; a short name ("PRISM") needs more of the author than a common family name.
    """
    evidence = {item.comparison: item for item in candidate.evidence}
    title, authors, year, venue = (evidence[name].level for name in ("title", "authors", "year", "venue"))
    if evidence["identifier"].level == "same":
        return ""
    titles = evidence["title"].left, evidence["title"].right
    information = compare_titles(*titles).information
    if title == TitleLevel.EXACT:
        if authors in (*AGREE, "not first"):
            return ""
        if information >= TELLING_TITLE and venue == "same" and year in ("same", "one apart"):
            return ""
        if information >= RARE_TITLE and (year == "same" or venue == "same"):
            return ""
        return "only the title agrees"
    if title == TitleLevel.TRANSLATED:
        return translation_cap(authors, year, venue)
    if title not in DAMAGED:
        return "nothing but names and dates agree"
    if authors not in AGREE:
        return "the title is not quite the same, and no author confirms it"
    if venue == "other":
        return "the title is not quite the same, and the venue is another one"
    has_other_words = title in (TitleLevel.CUT, TitleLevel.WORD) or (
        title == TitleLevel.CLOSE and differ_in_inflection(*titles)
    )
    if has_other_words and "same" not in (year, venue):
        return "the title has other words, and neither year nor venue confirms it"
    if information < TELLING_TITLE and authors in _WEAK_AUTHORS and venue != "same":
        return "too little of the title and the author's name agrees"
    return ""


def translation_cap(authors: str, year: str, venue: str) -> str:
    """Return why a translated title is not enough with these levels of evidence, or an empty string."""
    if authors not in AGREE:
        return "the title is in another language, and no author confirms it"
    if venue == "other" or "same" not in (year, venue):
        return "the title is in another language, and neither year nor venue confirms it"
    return ""
