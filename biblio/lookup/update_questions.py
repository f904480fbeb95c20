"""Plan what to ask again about a known work, in as few requests as possible. Pure: works in, questions out.

First the services that registered it are asked by identifier, with many identifiers per request; OpenAlex is asked for
retractions, and Semantic Scholar (five hundred per request) for the publication of a preprint. What Semantic Scholar
names only says where to ask next: the publication itself is looked up at its registrar, or in DBLP by its title if it
has no DOI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from biblio.lookup.authorities import authority_questions
from biblio.lookup.questions import AllowedServices, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.matching.works.changes import describes_work
from biblio.matching.works.merge_records import INDEXES
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Record, Relation, Work

__all__ = ["follow_up_questions", "refresh_questions"]

_PUBLISHED = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS, Medium.COLLECTION})


def refresh_questions(work: Work, allowed: AllowedServices) -> tuple[Question, ...]:
    """Return the first questions about `work`."""
    return _allowed_once(_registration_questions(work), allowed)


def _registration_questions(work: Work) -> Iterator[Question]:
    is_preprint = work.best.medium is Medium.PREPRINT
    has_doi = any(identifier.scheme == "doi" for identifier in work.identifiers)
    for identifier in work.identifiers:
        if identifier.scheme == "arxiv":
            yield identifier_question("arxiv", identifier)
            if is_preprint:
                yield identifier_question("semanticscholar", identifier)
        elif identifier.scheme == "doi":
            yield _registrar_question(work, identifier)
            yield identifier_question("openalex", identifier)
        elif (identifier.scheme == "openreview" and is_preprint) or (identifier.scheme == "acl" and not has_doi):
            yield next(authority_questions(identifier))


def _registrar_question(work: Work, doi: Identifier) -> Question:
    """Return the question to the agency that described the DOI before, or else to the likeliest one."""
    sources = {record.source for record in work.records if doi in record.identifiers}
    questions = list(authority_questions(doi))
    return next((question for question in questions if question.service in sources), questions[0])


def follow_up_questions(work: Work, records: Iterable[Record], allowed: AllowedServices) -> tuple[Question, ...]:
    """Return the questions that follow from the first answers (`records`) about `work`: its new publications."""
    own_records = (record for record in records if describes_work(record, work))
    questions = (question for record in own_records for question in _publication_questions(work, record))
    return _allowed_once(questions, allowed)


def _publication_questions(work: Work, record: Record) -> Iterator[Question]:
    new = [
        identifier
        for relation, identifier in record.related
        if relation in (Relation.INDEXED, Relation.PUBLISHED_AS)
        and identifier.scheme in ("doi", "acl")
        and identifier not in work.identifiers
    ]
    if new:
        yield next(authority_questions(new[0]))
        if new[0].scheme == "doi":
            yield identifier_question("openalex", new[0])
    elif record.source in INDEXES and record.medium in _PUBLISHED and work.best.medium is Medium.PREPRINT:
        authors = work.best.authors[:1]
        yield title_question("dblp", Query("", titles=(work.best.title,), authors=authors))


def _allowed_once(questions: Iterable[Question], allowed: AllowedServices) -> tuple[Question, ...]:
    return tuple(dict.fromkeys(question for question in questions if question.service in allowed.services))
