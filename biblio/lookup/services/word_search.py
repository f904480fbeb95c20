"""Words of a summary as search words, and which of the records that come back mention them.

Like `titles`, this is no matching: it keeps out what a search engine threw in, and puts what mentions most first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from biblio.model.decision import Query
from biblio.model.record import Record
from biblio.text import common_prefix_length, fold, is_han_or_kana

__all__ = [
    "MAX_HITS",
    "Terms",
    "latest_publication_year",
    "mentions_all",
    "rank_by_mentions",
    "search_terms",
    "title_terms",
]

MAX_HITS = 20  # records an answer holds
_STEM = 5  # letters that the forms of a word share at least, but for a plural
_ENDING = 4  # letters that they may differ in: "aligning", "alignment" and "align" are one word to a search engine
Terms = tuple[str, ...]
"""Each term folded; one of several words is a phrase."""


def search_terms(words: Iterable[str]) -> Terms:
    """Return the terms that services in English can be asked for, in order: folded, without signs or other scripts."""
    folded = (fold(word) for word in words)
    return tuple(dict.fromkeys(one for one in folded if len(one) > 1 and one.isascii() and not is_han_or_kana(one)))


def title_terms(words: Iterable[str]) -> Terms:
    """Return the terms that can stand in a title: names (with a capital or a digit in them) and phrases."""
    return search_terms(word for word in words if " " in word.strip() or word != word.lower())


def latest_publication_year(query: Query | None) -> int | None:
    """Return the last year in which a work that a note of `query` is about was published: the one after the note's."""
    return query.before.year + 1 if query and query.before else None


def rank_by_mentions(terms: Terms, records: Iterable[Record], *, most: int = MAX_HITS) -> tuple[Record, ...]:
    """Return up to `most` records that mention any of `terms`, with most of them first; else in the service's order."""
    ranked = []
    for record in dict.fromkeys(records):
        said = f" {fold(_text(record))} "
        if found := sum(f" {term} " in said for term in terms):
            ranked.append((found, record))
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(record for _, record in ranked[:most])


def mentions_all(terms: Terms, record: Record) -> bool:
    """Tell whether `record` mentions each of `terms` as a search engine does, to which the forms of a word are one."""
    said = fold(_text(record)).split()
    return all(_has_phrase(said, term.split()) for term in terms)


def _text(record: Record) -> str:
    names = " ".join(map(str, record.authors))
    return f"{record.title} {record.abstract} {record.note} {record.venue} {names}"


def _has_phrase(said: Sequence[str], phrase: Sequence[str]) -> bool:
    places = range(len(said) - len(phrase) + 1)
    return any(all(map(_is_same_word, said[at : at + len(phrase)], phrase)) for at in places)


def _is_same_word(left: str, right: str) -> bool:
    if left == right:
        return True
    if left.removesuffix("s") == right.removesuffix("s"):
        return True
    stem = common_prefix_length(left, right)
    return stem >= _STEM and max(len(left), len(right)) - stem <= _ENDING
