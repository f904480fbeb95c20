"""Read names that begin with the kind of the work: "book - Ada Poe - Lanterns in the Fog", "paper - On Fog".

Vaults that keep everything in one folder name pages so, and often say nothing else about the work. The kind is a word
as in `kind_words`; who wrote it may stand before the title or behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from biblio.model.record import Kind
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import are_ordinary_words, is_person_name
from biblio.readers.markdown.kind_words import is_book_word, is_literature_word, kind_of_word
from biblio.readers.markdown.section_names import is_generic, is_list_title

__all__ = ["KindName", "read_kind_name"]

_FORM = re.compile(r"(?P<kind>[^\W\d_][^\W\d_ ]*(?: (?:notes?|review|summary))?)\s+[-–—]\s+(?P<rest>\S.*)")
_DASH = re.compile(r"(?<!\s)\s+[-–—]\s+")
# "Plato", "Poe & Roe", "Poe et al.": one word is a name only where a kind and a title are beside it.
_SURNAME = re.compile(r"[^\W\d_][^\W\d_'’-]+")
# Other words of literature ("reference - …", "reading - …") are used of other things too, and need an author.
_CERTAIN = frozenset("paper papers article articles thesis dissertation 論文 论文 논문".split())


@dataclass(frozen=True, slots=True)
class KindName:
    """A name that begins with a kind: the kind (may be empty for "reading - …"), the title, and the authors."""

    kind: str
    title: str
    authors: tuple[str, ...] = ()
    et_al: bool = False


@lru_cache(maxsize=4096)  # the name of a file, its title and its heading are often the same
def read_kind_name(text: str) -> KindName | None:
    """Return what a name in one of these forms says, or None if `text` is in no such form."""
    match = _FORM.fullmatch(text.strip())
    if not match:
        return None
    word = match["kind"].partition(" ")[0]
    is_certain = is_book_word(word) or word.casefold() in _CERTAIN
    if not is_certain and not is_literature_word(word):
        return None
    kind = Kind.BOOK if is_book_word(word) else kind_of_word(word)
    parts = _DASH.split(match["rest"].strip())
    name = kind.value if kind else ""
    if len(parts) == 1:
        is_title = re.search(r"[^\W\d_]", parts[0]) is not None and not (
            is_generic(parts[0]) or is_list_title(parts[0])
        )
        return KindName(name, parts[0]) if is_certain and is_title else None
    first, last = _authors(parts[0]), _authors(parts[-1])
    # "book - Deep Learning - Ada Poe": words of a title may look like a name, but those of a name are no words.
    if last and (not first or (are_ordinary_words(parts[:1]) and not are_ordinary_words(parts[-1:]))):
        return KindName(name, " - ".join(parts[:-1]), *last)
    if first:
        return KindName(name, " - ".join(parts[1:]), *first)
    if not is_certain:
        return None
    if _SURNAME.fullmatch(parts[0]) and parts[0][0].isupper():
        return KindName(name, " - ".join(parts[1:]), (parts[0],))
    return KindName(name, " - ".join(parts))


def _authors(text: str) -> tuple[tuple[str, ...], bool] | None:
    names, et_al = split_authors(text)
    if names and all(is_person_name(one) or (_is_several(names, et_al) and _SURNAME.fullmatch(one)) for one in names):
        return names, et_al
    return None


def _is_several(names: tuple[str, ...], et_al: bool) -> bool:
    return et_al or len(names) > 1
