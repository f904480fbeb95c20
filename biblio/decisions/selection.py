"""Find the note that a person means by a few words, and the work that they mean by an identifier."""

from __future__ import annotations

from collections.abc import Sequence

from biblio.decisions.decision_text import read_identifier
from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys
from biblio.export.exported_works import work_of
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.matching.works.versions import stable_identifier
from biblio.model.decision import Candidate, DecidedNote
from biblio.model.identifiers import Identifier, arxiv, doi
from biblio.text import fold

__all__ = ["find_note", "find_notes", "given_identifier"]

_MOST_NAMED = 8


def find_notes(decided: Sequence[DecidedNote], wanted: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the notes that `wanted` names: by id, citation key, "path:line", beginning of an id, words of a title.

    The first of these that finds any counts. The same note standing in two files is found twice.
    """
    exact = [one for one in decided if one.note.id == wanted]
    exact = exact or [one for one in decided if (work := work_of(one)) is not None and keys.key_of(work) == wanted]
    if exact:
        return exact
    path, colon, line = wanted.rpartition(":")
    if colon and line.isdigit():
        number = int(line)
        there = [
            one
            for one in decided
            if (one.note.source == path or one.note.source.endswith(f"/{path}"))
            and any(first <= number <= last for first, last in ((one.note.line, one.note.end_line), *one.note.copies))
        ]
        if there:
            return there
    begins = [one for one in decided if one.note.id.startswith(wanted)]
    if begins:
        return begins
    words = set(fold(wanted).split())
    return [one for one in decided if words and words <= set(fold(one.note.title or "").split())]


def find_note(decided: Sequence[DecidedNote], wanted: str, keys: CitationKeys) -> list[DecidedNote]:
    """Return the one note that `wanted` names, at every place where it stands.

    Raises `UsageError` where there is none, or where several different ones are meant.
    """
    found = find_notes(decided, wanted, keys)
    if not found:
        raise UsageError(f"there is no note {wanted!r}", hint="biblio notes lists them with their ids")
    ids = list(dict.fromkeys(one.note.id for one in found))
    if len(ids) > 1:
        more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
        names = ", ".join(ids[:_MOST_NAMED])
        raise UsageError(f"{wanted!r} means several notes: {names}{more}", hint="give more of the id")
    return found


def given_identifier(text: str, candidates: Sequence[Candidate] = ()) -> Identifier:
    """Return the identifier that a person wrote: "arxiv:2304.02643", an address, a bare DOI or arXiv number.

    A number alone is that of one of `candidates`, from 1. Raises `UsageError`.
    """
    text = text.strip()
    if text.isdecimal() and len(text) < 3:
        if not 1 <= int(text) <= len(candidates):
            there = f"candidates 1 to {len(candidates)}" if candidates else "no candidates"
            raise UsageError(f"there is no candidate {text}: the note has {there}", hint="biblio show lists them")
        name = stable_identifier(candidates[int(text) - 1].work)
        if name is None:
            what = "has no identifier that could be written down"
            raise UsageError(f"candidate {text} {what}", hint="give an identifier of the work itself")
        return name
    if text.startswith(("http://", "https://")):
        found = identifier_in_url(text)
        if found is None:
            hint = "a page that is no paper: biblio reject NOTE --kind webpage (or blogpost, software …)"
            raise UsageError(f"{text}: this address shows no identifier of a work", hint=hint)
        return found
    try:
        return read_identifier(text)
    except ValueError:
        bare = arxiv(text) or doi(text) or next((one.identifier for one in find_identifiers(text)), None)
        if bare is None:
            hint = "for example arxiv:2304.02643, doi:10.1038/nature14539, an address, or the number of a candidate"
            raise UsageError(f"{text!r} is no identifier", hint=hint) from None
        return bare
