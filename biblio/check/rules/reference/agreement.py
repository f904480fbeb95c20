"""How far a reference agrees with a work: title, authors, years.

A work has several records (preprint, proceedings, index), which may differ. Each of them counts as right: a reference
is wrong only if it agrees with none.
"""

from __future__ import annotations

import re

from biblio.bibtex.latex_to_text import decode_latex
from biblio.matching.author_list_diff import AuthorListDiff, AuthorListLevel, diff_author_lists
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.matching.word_rarity import information
from biblio.model.people import is_group
from biblio.model.record import Medium, Record, Work
from biblio.text import fold_key, tokens

__all__ = [
    "compare_authors_with_work",
    "compare_title_with_work",
    "known_years",
    "stands_for_people",
    "title_bits",
    "titles_agree",
]

_RANKS = {
    TitleLevel.EXACT: 5, TitleLevel.SUBTITLE: 4, TitleLevel.CLOSE: 3, TitleLevel.NEAR: 2, TitleLevel.DIFFERENT: 1,
    TitleLevel.UNKNOWN: 0,
}  # fmt: skip
# Matching has finer levels; for a check they are all titles that differ somehow.
_COARSE = dict.fromkeys(set(TitleLevel) - set(_RANKS), TitleLevel.NEAR)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_MATH = re.compile(r"\$([^$]*)\$")
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?|[{}\\^_]")


def compare_title_with_work(reference: Record, work: Work) -> tuple[TitleLevel, Record]:
    """Return the best agreement of a reference's title with that of one of a work's records, and that record."""
    best, best_record = TitleLevel.UNKNOWN, work.best
    spellings = (reference.title, _without_math_markup(reference.title))
    for record in work.records:
        recorded_spellings = (record.title, _without_math_markup(record.title))
        for title, recorded in dict.fromkeys(zip(spellings, recorded_spellings, strict=True)):
            level = compare_titles(title, recorded).level
            level = _COARSE.get(level, level)
            if _RANKS[level] > _RANKS[best]:
                best, best_record = level, record
        if best is TitleLevel.EXACT:
            break
    return best, best_record


def _without_math_markup(title: str) -> str:
    r"""Return a title with its formulas as plain letters, because some sources write "$\ell_1$" and others "l1"."""
    if "$" not in title and "\\" not in title:
        return title
    return _MATH.sub(lambda match: " " + _COMMAND.sub("", match[1]) + " ", decode_latex(title))


def titles_agree(level: TitleLevel) -> bool:
    """Whether a level means the same title, or the same title without its subtitle."""
    return level in (TitleLevel.EXACT, TitleLevel.SUBTITLE)


def title_bits(title: str) -> float:
    """Return how telling a title is, in bits. Below some 20 bits, other works may well have the same title."""
    return information(tuple(tokens(title)))


def compare_authors_with_work(reference: Record, work: Work) -> tuple[AuthorListDiff, Record]:
    """Return the best agreement of a reference's authors with those of one of a work's records, and that record."""
    best, best_record = AuthorListDiff(AuthorListLevel.UNKNOWN), work.best
    for record in work.records:
        diff = diff_author_lists(
            reference.authors or reference.editors,
            record.authors or record.editors,
            listed_is_truncated=reference.truncated,
            recorded_is_truncated=record.truncated,
        )
        if diff.level > best.level:
            best, best_record = diff, record
    return best, best_record


def stands_for_people(reference: Record) -> bool:
    """Whether the only author of a reference is a group in place of its people.

    That is a team ("Gemini Team"), or what the title is about by the same name ("Qwen2.5 Technical Report" by "Qwen").
    """
    if len(reference.authors) != 1:
        return False
    (author,) = reference.authors
    if is_group(author):
        return True
    name, first = fold_key(author.literal or author.family), fold_key(reference.title.split(maxsplit=1)[0])
    return not author.given and len(name) > 2 and first.startswith(name)


def known_years(work: Work) -> set[int]:
    """Return the years of a work's records, online and in print, and those in a comment ("Appears in UAI 2009")."""
    years = {record.date.year for record in work.records if record.date}
    years.update(year for record in work.records for year in record.other_years)
    for record in work.records:
        if record.medium is Medium.PREPRINT:
            years |= {int(year) for year in _YEAR.findall(record.note)}
    return years
