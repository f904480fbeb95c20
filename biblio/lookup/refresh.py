"""What to ask again about a work that is known, in as few requests as possible. Pure: works in, questions out.

First everyone who registered it, by identifier, many in a request; OpenAlex about retractions; and of a preprint
Semantic Scholar, five hundred in a request, whether it was published. What that names is only where to ask: then the
publication itself is asked for, at its registrar, or by its title in DBLP where it has no DOI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from biblio.lookup.question_planner import authorities
from biblio.lookup.questions import AllowedServices, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.matching.works.changes import is_same_thing
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Record, Relation, Work

__all__ = ["first_questions", "further_questions"]

_PUBLISHED = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS, Medium.COLLECTION})


def first_questions(work: Work, limits: AllowedServices) -> tuple[Question, ...]:
    """Return what to ask about `work` first."""
    return tuple(dict.fromkeys(question for question in _first(work) if question.service in limits.services))


def _first(work: Work) -> Iterator[Question]:
    is_preprint = work.best.medium is Medium.PREPRINT
    dois = [one for one in work.identifiers if one.scheme == "doi"]
    for identifier in work.identifiers:
        if identifier.scheme == "arxiv":
            yield identifier_question("arxiv", identifier)
            if is_preprint:
                yield identifier_question("semanticscholar", identifier)
        elif identifier.scheme == "doi":
            yield _registrar(work, identifier)
            yield identifier_question("openalex", identifier)
        elif (identifier.scheme == "openreview" and is_preprint) or (identifier.scheme == "acl" and not dois):
            yield next(authorities(identifier))


def _registrar(work: Work, identifier: Identifier) -> Question:
    """Return the question to whoever described the DOI before, else to the likeliest agency."""
    known = {record.source for record in work.records if identifier in record.identifiers}
    questions = list(authorities(identifier))
    return next((one for one in questions if one.service in known), questions[0])


def further_questions(work: Work, found: Iterable[Record], limits: AllowedServices) -> tuple[Question, ...]:
    """Return what the first answers about `work` lead to: publications that it is not known by yet."""
    questions = (question for record in found if is_same_thing(record, work) for question in _further(work, record))
    return tuple(dict.fromkeys(one for one in questions if one.service in limits.services))


def _further(work: Work, record: Record) -> Iterator[Question]:
    named = [
        identifier
        for relation, identifier in record.related
        if relation in (Relation.INDEXED, Relation.PUBLISHED_AS)
        and identifier.scheme in ("doi", "acl")
        and identifier not in work.identifiers
    ]
    if named:
        yield next(authorities(named[0]))
        if named[0].scheme == "doi":
            yield identifier_question("openalex", named[0])
    elif record.source in INDEXES and record.medium in _PUBLISHED and work.best.medium is Medium.PREPRINT:
        authors = work.best.authors[:1]
        yield title_question("dblp", Query("", titles=(work.best.title,), authors=authors))
