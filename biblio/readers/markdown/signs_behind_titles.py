"""Part the titles of a page from the signs that somebody marks many of them with: "Lamps at Sea+@", with a legend,
or "Phares (fr)".

One such title may be called so ("C++"); where many end in signs, these say that a work was read again, or heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.readers.markdown.listed_works import ListedWork

__all__ = ["without_signs_behind_titles"]

_SIGNS = re.compile(r"(?<=[\w)!?.'’])[+@^*†‡§#~=$°]+$|(?<=\S)\s\([a-z]{2}(?:\s[A-Z]{2})?\)$")  # "(fr)", "(en VO)"
_FEWEST, _SHARE = 4, 0.2


def without_signs_behind_titles(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works of a page; signs behind the titles of many of them are in their comments."""
    signed = {id(work): match for work in works if (match := _SIGNS.search(work.title))}
    if len(signed) < max(_FEWEST, _SHARE * len(works)):
        return list(works)
    return [_unsigned(work, signed[id(work)]) if id(work) in signed else work for work in works]


def _unsigned(work: ListedWork, signs: re.Match[str]) -> ListedWork:
    title = work.title[: signs.start()]
    comment = "\n".join(filter(None, (signs[0].strip(), work.comment)))
    metadata = replace(work.metadata, title=title) if work.metadata.title else work.metadata
    return replace(work, citation=work.citation._replace(title=title), metadata=metadata, comment=comment)
