"""Turn words of a summary into search words, and keep the records of a search result that mention them.

Like `title_search`, this is not matching: it drops what a search engine added by itself, and ranks the rest by how many
of the words they mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from biblio.model.decision import Query
from biblio.model.record import Record
from biblio.text import common_prefix_length, fold, is_han_or_kana

__all__ = [
    "MAX_HITS",
    "Terms",
    "folded_words",
    "latest_publication_year",
    "mentions_all",
    "rank_by_mentions",
    "search_terms",
    "title_terms",
]

MAX_HITS = 20  # records in an answer
_MIN_STEM = 5  # letters that the forms of a word share, unless they differ by a plural "s"
_MAX_ENDING = 4  # letters in which they may differ: "aligning", "alignment" and "align" are one word to a search engine
Terms = tuple[str, ...]
"""Folded terms; a term of several words is a phrase."""


def search_terms(words: Iterable[str]) -> Terms:
    """Return the terms for English services, in order: folded, without punctuation and other scripts."""
    terms = dict.fromkeys(fold(word) for word in words)
    return tuple(term for term in terms if len(term) > 1 and term.isascii() and not is_han_or_kana(term))


def title_terms(words: Iterable[str]) -> Terms:
    """Return the terms that may be part of a title: names (with a capital or a digit in them) and phrases."""
    return search_terms(word for word in words if " " in word.strip() or word != word.lower())


def latest_publication_year(query: Query | None) -> int | None:
    """Return the last year in which a note's work can have been published: the year after the note's."""
    return query.before.year + 1 if query and query.before else None


def rank_by_mentions(terms: Terms, records: Iterable[Record], *, limit: int = MAX_HITS) -> tuple[Record, ...]:
    """Return up to `limit` records that mention any of `terms`, those that mention the most first.

    Records that mention equally many stay in the service's order.
    """
    ranked = []
    for record in dict.fromkeys(records):
        text = f" {fold(_text(record))} "
        if mentions := sum(f" {term} " in text for term in terms):
            ranked.append((mentions, record))
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(record for _, record in ranked[:limit])


def folded_words(record: Record) -> list[str]:
    """Return the words of a record, in order, as `mentions_all` compares them."""
    return fold(_text(record)).split()


def mentions_all(terms: Terms, words: Sequence[str]) -> bool:
    """Whether `words` have each of `terms`, with all forms of a word counting as one, as in a search engine."""
    return all(_has_phrase(words, term.split()) for term in terms)


def _text(record: Record) -> str:
    names = " ".join(map(str, record.authors))
    return f"{record.title} {record.abstract} {record.note} {record.venue} {names}"


def _has_phrase(words: Sequence[str], phrase: Sequence[str]) -> bool:
    starts = range(len(words) - len(phrase) + 1)
    return any(all(map(_is_same_word, words[start : start + len(phrase)], phrase)) for start in starts)


def _is_same_word(word: str, other: str) -> bool:
    if word == other:
        return True
    if word.removesuffix("s") == other.removesuffix("s"):
        return True
    stem = common_prefix_length(word, other)
    return stem >= _MIN_STEM and max(len(word), len(other)) - stem <= _MAX_ENDING
