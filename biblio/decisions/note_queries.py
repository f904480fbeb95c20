"""Build the queries of notes: what each note says about its work, without and with the user's decisions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from biblio.extract.note_copies import find_titled_twins
from biblio.model.decision import NoteQueries, Query
from biblio.model.record import Kind

if TYPE_CHECKING:
    from biblio.decisions.decisions import Decisions
    from biblio.model.identifiers import Identifier
    from biblio.model.note import Note

__all__ = ["KnownQueries", "apply_decisions", "build_queries"]


class KnownQueries(Protocol):
    """The queries of notes that were read before, with the same `kind_tags`."""

    def get(self, note: Note) -> Query | None:
        """Return the query of a note, if it is known."""
        ...

    def put(self, note: Note, query: Query) -> None:
        """Take the query of a note that was just read."""
        ...


def build_queries(
    notes: Sequence[Note], decisions: Decisions, kind_tags: Mapping[str, Kind], known: KnownQueries | None = None
) -> list[NoteQueries]:
    """Return the queries of every note, in order; what is not among the `known` ones is put there.

    A note that lost its title takes the title of another copy of the same note. `kind_tags` maps folded tags to kinds.
    """
    twins = find_titled_twins(notes)
    return [apply_decisions(_read_query(note, twins.get(note.id), kind_tags, known), decisions) for note in notes]


def apply_decisions(query: Query, decisions: Decisions) -> NoteQueries:
    """Return `query`, which has none of the user's decisions, together with its forms that have them."""
    note = query.note
    with_user = query
    if kind := decisions.kinds.get(note):
        # The reason is part of the digest under which decisions are stored.
        is_other = kind is not Kind.PAPER
        with_user = replace(with_user, kind=kind, sure_kind=is_other, kind_so_far=kind, grounds=("you said so",))
    if chosen := decisions.accepted.get(note):
        pinned = note in decisions.pinned
        with_user = replace(with_user, chosen=chosen, identifiers=(chosen,), sure_kind=False, pinned=pinned)
    if note in decisions.refused:
        with_user = replace(with_user, refused=True)
    with_rejections = query
    if rejected := decisions.rejected.get(note):
        with_user = _without_works(with_user, tuple(sorted(rejected)))
        with_rejections = _without_works(query, with_user.rejected)
    return NoteQueries(with_user, query, with_rejections)


def _without_works(query: Query, rejected: tuple[Identifier, ...]) -> Query:
    identifiers = tuple(identifier for identifier in query.identifiers if identifier not in rejected)
    return replace(query, rejected=rejected, identifiers=identifiers)


def _read_query(note: Note, twin: Note | None, kind_tags: Mapping[str, Kind], known: KnownQueries | None) -> Query:
    """Return what `note` says about its work; `twin` is a copy of it that kept its title."""
    titled = note
    if twin is not None:
        from biblio.extract.title_line import title_fields

        titled = note.replace(**title_fields(twin))
    query = known.get(titled) if known is not None else None
    if query is None:
        from biblio.extract.query import extract_query

        query = extract_query(titled, kind_tags=kind_tags)
        if known is not None:
            known.put(titled, query)
    if twin is None:
        return query
    return replace(query, grounds=(*query.grounds, f"its title stands at {twin.source}:{twin.line}"))
