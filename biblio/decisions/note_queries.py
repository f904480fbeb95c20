"""From notes to queries: what each says about its work, with what the person decided put over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from biblio.decisions.decisions import Decisions
from biblio.extract.query import extract_query
from biblio.extract.title_line import title_fields
from biblio.extract.twins import find_titled_twins
from biblio.model.decision import Query
from biblio.model.note import Note
from biblio.model.record import Kind

__all__ = ["queries_for", "query_for"]


def queries_for(notes: Sequence[Note], decisions: Decisions, kind_tags: Mapping[str, Kind]) -> list[Query]:
    """Return the query of every note; a note that lost its title is given that of the same note elsewhere."""
    twins = find_titled_twins(notes)
    return [query_for(note, decisions, kind_tags, twins.get(note.id)) for note in notes]


def query_for(note: Note, decisions: Decisions, kind_tags: Mapping[str, Kind], twin: Note | None = None) -> Query:
    """Return what the note says about its work, with what the person decided put over it.

    `twin` is the same note with its title, where it stands elsewhere.
    """
    said = note
    if twin is not None:
        said = note.replace(**title_fields(twin))
    query = extract_query(said, kind_tags=kind_tags)
    if twin is not None:
        query = replace(query, grounds=(*query.grounds, f"its title stands at {twin.source}:{twin.line}"))
    if kind := decisions.kinds.get(note.id):
        query = replace(query, kind=kind, sure_kind=kind is not Kind.PAPER, grounds=("you said so",))
    if chosen := decisions.accepted.get(note.id):
        pinned = note.id in decisions.pinned
        query = replace(query, chosen=chosen, identifiers=(chosen,), sure_kind=False, pinned=pinned)
    if note.id in decisions.refused:
        query = replace(query, refused=True)
    if rejected := decisions.rejected.get(note.id):
        kept = tuple(one for one in query.identifiers if one not in rejected)
        query = replace(query, rejected=tuple(sorted(rejected)), identifiers=kept)
    return query
