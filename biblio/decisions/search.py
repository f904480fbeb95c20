"""Ask for one note what a person wants to know: a work by an identifier they type, works by other words."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from biblio.lookup.questions import title_question
from biblio.matching.compare import compare
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Candidate, Query, Unasked
from biblio.model.identifiers import Identifier
from biblio.model.record import Record
from biblio.project.project import Project
from biblio.text import normalise_space

__all__ = ["SearchResult", "look_up_identifier", "search_works"]

_MOST = 9  # as many as have a key of their own
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Works that were found, compared with the note, the likeliest first; `unasked` says who could not be asked."""

    candidates: tuple[Candidate, ...] = ()
    unasked: tuple[Unasked, ...] = ()


def look_up_identifier(project: Project, query: Query, identifier: Identifier) -> SearchResult:
    """Return the work that `identifier` names, compared with what `query` says of the note."""
    wanted = replace(query, identifiers=(identifier,), chosen=identifier, rejected=(), sure_kind=False)
    (decision,) = project.resolver().resolve([wanted], project.progress)
    found = tuple(candidate for candidate in decision.candidates if decision.work is not None)
    return SearchResult(found, () if found else decision.unasked)


def search_works(project: Project, query: Query, words: str) -> SearchResult:
    """Return works whose titles have `words`, from the catalogue and every service that can be searched.

    They are compared with what `query` says of the note, not with the words.
    """
    resolver = project.resolver()
    asker, answers = resolver.dispatcher, resolver.answers
    asking = Query(note=query.note, titles=(normalise_space(words),))
    questions = {one.key: one for name in sorted(asker.searchable) if (one := title_question(name, asking))}
    ages = {"found_for": resolver.found_days * _DAY, "missing_for": resolver.missing_days * _DAY}
    given: dict[str, tuple[Record, ...]] = answers.get(questions, now=time.time(), **ages)
    left = [one for key, one in questions.items() if key not in given and one.service not in asker.down]
    given |= asker.ask(left, project.progress.step)
    works = merge_records((record for records in given.values() for record in records), prefer_venue=query.venue)
    ranked = sorted(
        (compare(query, work) for work in works),
        key=lambda one: (-one.bits, -compare(asking, one.work).bits, one.work.id),
    )
    unasked = tuple(Unasked(name, asker.down[name]) for name in sorted(asker.searchable) if name in asker.down)
    return SearchResult(tuple(ranked[:_MOST]), unasked)
