"""Recognise the author of the notes: a person may write their own name into every file, which is no sign of a work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from biblio.model.note import LinkRole, Note
from biblio.readers.markdown.kind_words import is_literature_word
from biblio.text import fold

__all__ = ["has_only_an_author", "is_any_of", "own_authors"]

_LEAST = 4
_OWN_AUTHOR = 0.5
_ALIKE = 0.9
# Of a site with several writers, each of the others has so many pages, and such a share of them.
_LEAST_OF_OTHERS, _SHARE_OF_OTHERS = 8, 0.05


def own_authors(notes: Iterable[Note]) -> frozenset[str]:
    """Return the folded names that people write as the authors of all their notes.

    `notes` are those of one source. A name counts if it is the only author of at least half of the notes that show
    nothing but an author, and of four at least; then others that recur count too, because authors are writers there.
    """
    authors = Counter(fold(note.authors[0]) for note in notes if has_only_an_author(note))
    if not authors:
        return frozenset()
    name, number = authors.most_common(1)[0]
    number = sum(count for author, count in authors.items() if _is_same_person(author, name))
    if number < max(_LEAST, _OWN_AUTHOR * authors.total()):
        return frozenset()
    least = max(_LEAST_OF_OTHERS, _SHARE_OF_OTHERS * authors.total())
    return frozenset({name, *(other for other, count in authors.items() if count >= least)})


def is_any_of(author: str, owners: Collection[str]) -> bool:
    """Return whether a name is one of `owners`, maybe with a slip of the pen."""
    return bool(owners) and any(_is_same_person(fold(author), owner) for owner in owners)


def _is_same_person(author: str, owner: str) -> bool:
    return author == owner or SequenceMatcher(None, author, owner).ratio() > _ALIKE


def _leads_to_work(url: str) -> bool:
    # What reads files; a run that only asks for their stored notes does not need it.
    from biblio.readers.markdown.title_links import leads_to_known_work

    return leads_to_known_work(url)


def has_only_an_author(note: Note) -> bool:
    """Return whether one author is all that shows that a whole file in Markdown is about a work.

    A link to any page shows nothing, as posts have them all.
    """
    return (
        note.layout == "markdown"
        and note.line == 1
        and len(note.authors) == 1
        and not (note.et_al or note.year or note.venue or note.citekey or note.kind_hint)
        and not any(link.role is LinkRole.OWN and _leads_to_work(link.url) for link in note.links)
        and not any(map(is_literature_word, note.tags))
    )
