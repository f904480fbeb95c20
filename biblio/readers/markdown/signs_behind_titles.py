"""Part the titles of a page from the signs that somebody marks many of them with: "Lamps at Sea+@", with a legend.

One such title may be called so ("C++"); where many end in signs, these say that a work was read again, or heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from biblio.readers.markdown.listed_works import ListedWork

__all__ = ["without_signs_behind_titles"]

_SIGNS = re.compile(r"(?<=[\w)!?.'’])[+@^*†‡§#~=$°]+$")
_FEWEST, _SHARE = 4, 0.2


def without_signs_behind_titles(works: Sequence[ListedWork]) -> list[ListedWork]:
    """Return the works of a page; signs behind the titles of many of them are in their comments."""
    signed = {id(work): match for work in works if (match := _SIGNS.search(work.citation.title))}
    if len(signed) < max(_FEWEST, _SHARE * len(works)):
        return list(works)
    return [_unsigned(work, signed[id(work)]) if id(work) in signed else work for work in works]


def _unsigned(work: ListedWork, signs: re.Match[str]) -> ListedWork:
    citation = work.citation
    comment = "\n".join(filter(None, (signs[0], work.comment)))
    return replace(work, citation=citation._replace(title=citation.title[: signs.start()]), comment=comment)
