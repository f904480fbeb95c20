"""Labels that say what kind of thing each item of a list is: "- [Book] A title by Jane Roe".

One such label may be part of a title; where several items begin so, it says what is listed, and what is listed beside
works: "[Video]", "[Code]".
"""

from __future__ import annotations

from collections.abc import Iterator

from biblio import patterns as re
from biblio.model.record import Kind
from biblio.readers.markdown.kind_words import is_book_word, is_literature_word, kind_of_word

__all__ = ["is_labelled_otherwise", "kinds_listed", "without_kind_labels"]

_LABEL = re.compile(
    r"^(?P<lead>[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)(?P<mark>\*\*|__|`)?"
    r"[\[(【（](?P<kind>[^\W\d_](?:[^\W_]|[ -]){1,18}\??)[\])】）][:：]?(?(mark)(?P=mark))[:：]?[ \t]+(?=[^\s(])",
    re.MULTILINE,
)
_OPENING = re.compile(r"[\[(【（](?P<kind>[^\W\d_](?:[^\W_]|[ -]){1,18}\??)[\])】）](?!\()")
_OF_WORKS = frozenset({Kind.PAPER, Kind.BOOK, Kind.THESIS, Kind.REPORT})
_BEFORE_LABEL = ("[", "(", "【", "（")
_LEADS = ("](", "http")
_FEWEST, _HALF = 3, 0.5


def without_kind_labels(body: str) -> str:
    """Return a body without the labels of its items, if several say that these are works; other labels stay."""
    if not _labels_of_works(body):
        return body
    return _LABEL.sub(lambda match: match["lead"] if _may_be_work(match) else match[0], body)


def kinds_listed(body: str) -> Iterator[str]:
    """Yield what a page lists by the labels of its items, as a name of a list, if these items lead nowhere.

    Lists with links tell by these what they list.
    """
    labels = _labels_of_works(body)
    lines = [body[match.end() :].partition("\n")[0] for match in labels]
    if labels and sum(any(sign in line for sign in _LEADS) for line in lines) < _HALF * len(lines):
        books = sum(_kind(match) is Kind.BOOK for match in labels)
        yield "Books" if books >= _HALF * len(labels) else "Papers"


def is_labelled_otherwise(text: str) -> bool:
    """Return whether an item begins with a label of something that is no work: "[Video] A talk"."""
    match = _OPENING.match(text)
    kind = _kind(match) if match else None
    return kind is not None and kind not in _OF_WORKS


def _labels_of_works(body: str) -> list[re.Match[str]]:
    """Return the labels of the items of a page that say that these are works; none if there are too few."""
    labels = list(_LABEL.finditer(body)) if any(sign in body for sign in _BEFORE_LABEL) else []
    of_works = [match for match in labels if _kind(match) in _OF_WORKS]
    return of_works if len(of_works) >= max(_FEWEST, _HALF * len(labels)) else []


def _kind(label: re.Match[str]) -> Kind | None:
    word = label["kind"]
    return Kind.BOOK if is_book_word(word) else kind_of_word(word) or (Kind.PAPER if is_literature_word(word) else None)


def _may_be_work(label: re.Match[str]) -> bool:
    """Return whether a label is that of a work, or, among those of works, one that nobody knows: "[Notes]"."""
    kind = _kind(label)
    return kind is None or kind in _OF_WORKS
