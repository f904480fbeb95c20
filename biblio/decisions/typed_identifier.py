"""Read the identifier of a work that the user types. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from biblio.decisions.decision_text import read_identifier
from biblio.errors import UsageError
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate
from biblio.model.identifiers import Identifier, arxiv, doi

__all__ = ["identifier_from_input"]


def identifier_from_input(text: str, candidates: Sequence[Candidate] = ()) -> Identifier:
    """Return the identifier that the user typed: "arxiv:2304.02643", an address, a bare DOI or arXiv number.

    A number of one or two digits means one of `candidates`, from 1. Raises `UsageError` if `text` is none of these.
    """
    text = text.strip()
    if text.isdecimal() and len(text) < 3:
        if not 1 <= int(text) <= len(candidates):
            available = f"candidates 1 to {len(candidates)}" if candidates else "no candidates"
            raise UsageError(
                f"there is no candidate {text}: the note has {available}", hint="`biblio show` lists the candidates"
            )
        identifier = stable_identifier(candidates[int(text) - 1].work)
        if identifier is None:
            raise UsageError(
                f"candidate {text} has no identifier to write down", hint="type another identifier of the work"
            )
        return identifier
    if text.startswith(("http://", "https://")):
        identifier = identifier_in_url(text)
        if identifier is None:
            hint = "if the page is not a paper: biblio reject NOTE --kind webpage (or blogpost, software …)"
            raise UsageError(f"{text}: this address contains no identifier of a work", hint=hint)
        return identifier
    try:
        return read_identifier(text)
    except ValueError:
        in_text = (match.identifier for match in find_identifiers(text))
        identifier = arxiv(text) or doi(text) or next(in_text, None)
        if identifier is None:
            hint = "for example arxiv:2304.02643, doi:10.1038/nature14539, an address, or the number of a candidate"
            raise UsageError(f"{text!r} is not an identifier that biblio knows", hint=hint) from None
        return identifier
