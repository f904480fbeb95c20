"""Search for the work of one note during a review: by an identifier the user types, or by other words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from biblio.lookup.progress import Progress
from biblio.lookup.questions import title_question
from biblio.lookup.resolver import Resolver
from biblio.matching.compare import compare
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Candidate, Query, Unasked
from biblio.model.identifiers import Identifier
from biblio.text import normalise_space

__all__ = ["SearchResult", "look_up_identifier", "search_works"]

_MAX_RESULTS = 9  # one digit key each


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Works compared with the note, the most likely first; `unasked` are services that could not be asked."""

    candidates: tuple[Candidate, ...] = ()
    unasked: tuple[Unasked, ...] = ()


def look_up_identifier(resolver: Resolver, query: Query, identifier: Identifier, progress: Progress) -> SearchResult:
    """Return the work with `identifier`, compared with what the note says (`query`)."""
    lookup = replace(query, identifiers=(identifier,), chosen=identifier, rejected=(), sure_kind=False)
    (decision,) = resolver.resolve([lookup], progress)
    candidates = decision.candidates if decision.work is not None else ()
    return SearchResult(candidates, () if candidates else decision.unasked)


def search_works(resolver: Resolver, query: Query, words: str, progress: Progress) -> SearchResult:
    """Return works whose titles have `words`, from the catalogue and every service that can be searched.

    They are compared with what the note says (`query`), and ranked by that first, then by `words`.
    """
    searchable, down = sorted(resolver.dispatcher.searchable), resolver.dispatcher.down
    search = Query(note=query.note, titles=(normalise_space(words),))
    answers = resolver.answer([title_question(service, search) for service in searchable], progress)
    works = merge_records((record for records in answers.values() for record in records), prefer_venue=query.venue)
    ranked = sorted(
        (compare(query, work) for work in works),
        key=lambda candidate: (-candidate.bits, -compare(search, candidate.work).bits, candidate.work.id),
    )
    unasked = tuple(Unasked(service, down[service]) for service in searchable if service in down)
    return SearchResult(tuple(ranked[:_MAX_RESULTS]), unasked)
