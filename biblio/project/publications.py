"""Preprints that were published since: what is known of it without asking anybody.

A sync takes such a publication at once. It is known if the catalogue, which may be newer than the decision, or a stored
answer has a record of it. What an update found and the user has not applied yet is only counted.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from biblio.export.export_index import known_keys
from biblio.lookup.cache import AnswerCache, DecisionCache, digest_of
from biblio.lookup.question_planner import PRIMARY_SOURCES
from biblio.lookup.questions import AllowedServices, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.lookup.update_questions import follow_up_questions, refresh_questions
from biblio.matching.works.changes import refresh_work
from biblio.model.decision import DecidedNote, Query, Status
from biblio.model.record import CATALOGUE, Medium, Record, Work
from biblio.project.last_run import forget_last_run
from biblio.project.project import Project
from biblio.project.update import UpdateAnswers, updated_decision
from biblio.text import shorten

__all__ = ["PreprintCounts", "count_preprints", "take_publications"]

_CHECKED_FOR = 30.0  # days after which `biblio update` looks at a work again, its default
_ASKED_BY_UPDATES = "semanticscholar"  # who is asked for every preprint: one request for five hundred


@dataclass(frozen=True, slots=True)
class PreprintCounts:
    """How many works that are cited as preprints were published, as an update found, and how many it should look at."""

    published: int = 0
    unchecked: int = 0


def take_publications(
    project: Project, decided: Sequence[DecidedNote]
) -> tuple[tuple[DecidedNote, ...], tuple[str, ...]]:
    """Return the notes, those about preprints with the publication where it is known, and names of these works.

    Nobody is asked but the catalogue, and that only once after it has changed. A pinned preprint stays one. The new
    works are stored; their decisions keep their time, so that an update still asks when it is due.
    """
    notes = {digest_of(note.query): note for note in decided if _is_preprint(note) and not note.query.pinned}
    if not notes:
        return tuple(decided), ()
    cache = DecisionCache(project.state)
    stored = cache.contexts(notes)
    catalogues = _catalogues(project)
    news = {digest for digest, (_, context) in stored.items() if not context.issuperset(catalogues)}
    found, is_complete = _known_records(project, {digest: notes[digest] for digest in stored}, frozenset(news))
    if not is_complete:  # what could not be asked is asked in the next run
        news, catalogues = set(), frozenset()
    changed: dict[str, DecidedNote] = {}
    published: dict[str, Work] = {}
    for digest, (decided_at, context) in stored.items():
        if not found[digest] and digest not in news:
            continue
        (decision,) = (whole.decision for whole in cache.get([digest]).values())
        note = replace(notes[digest], decision=decision)  # with the reasons, which the notes of a sync come without
        old = _work(note)
        new, _ = refresh_work(old, found[digest], prefer_venue=note.query.venue, rejected=note.query.rejected)
        if new.best.medium is not Medium.PREPRINT:
            if not changed:  # before anything is stored: a later run would not find it new
                forget_last_run(project.state)
            changed[digest] = replace(note, decision=updated_decision(note.decision, old, new))
            published[digest] = old
        if digest in changed or digest in news:
            all_asked = tuple(sorted(context | catalogues))
            cache.put({digest: changed.get(digest, note).decision}, context=all_asked, now=decided_at)
    taken = tuple(
        replace(note, decision=replace(changed[digest].decision, note=note.note.id))
        if _is_preprint(note) and (digest := digest_of(note.query)) in changed
        else note
        for note in decided
    )
    if not changed:
        return taken, ()
    keys = known_keys(project.config.exports.path)
    names = (keys.key_of(old) or shorten(_work(changed[digest]).best.title, 40) for digest, old in published.items())
    return taken, tuple(dict.fromkeys(names))


def _is_preprint(note: DecidedNote) -> bool:
    decision = note.decision
    is_accepted = decision.status is Status.ACCEPTED and decision.work is not None
    return is_accepted and _work(note).best.medium is Medium.PREPRINT


def _work(note: DecidedNote) -> Work:
    assert note.decision.work is not None
    return note.decision.work


def _catalogues(project: Project) -> frozenset[str]:
    return frozenset(project.catalogue_fingerprints)


def _known_records(
    project: Project, notes: dict[str, DecidedNote], with_catalogue: frozenset[str]
) -> tuple[dict[str, list[Record]], bool]:
    """Return the records that stored answers, and for some digests the catalogue, have of the works of `notes`.

    The second value is false if the catalogue, which may be on a server, could not be asked.
    """
    is_complete = True
    stored = AnswerCache(project.state)
    keys = stored.keys()
    asked_of = {digest: note for digest, note in notes.items() if keys or digest in with_catalogue}
    questions = {digest: tuple(_questions(note, digest in with_catalogue)) for digest, note in asked_of.items()}
    every = {question.key: question for of_note in questions.values() for question in of_note}
    answers = stored.get(keys & every.keys(), now=0.0, found_for=math.inf, missing_for=math.inf)
    if with_catalogue:
        project.progress.stage("catalogue", len(with_catalogue))
        resolver = project.stored_resolver()
        asked = [question for question in every.values() if question.service == CATALOGUE]
        if CATALOGUE in resolver.dispatcher.services:
            answers |= resolver.answer(asked, project.progress)
            is_complete = CATALOGUE not in resolver.dispatcher.down
    records = {
        digest: [record for question in questions.get(digest, ()) for record in answers.get(question.key, ())]
        for digest in notes
    }
    return records, is_complete


def _questions(note: DecidedNote, with_catalogue: bool) -> Iterator[Question]:
    work = _work(note)
    by_title = Query("", titles=(work.best.title,), authors=work.best.authors[:1])
    if with_catalogue:
        yield from (identifier_question(CATALOGUE, identifier) for identifier in work.identifiers)
        yield title_question(CATALOGUE, by_title)
    for service in PRIMARY_SOURCES:
        yield title_question(service, by_title)
        if note.query.titles:
            yield title_question(service, note.query)


def count_preprints(project: Project, decided: Iterable[DecidedNote], *, now: float) -> PreprintCounts:
    """Return what an update knows about the preprints among the works of `decided`; `now` is in seconds since 1970."""
    works = {_work(note).id: note for note in decided if _is_preprint(note) and not note.query.pinned}
    if not works:
        return PreprintCounts()
    answers = UpdateAnswers(project, _CHECKED_FOR, now)
    allowed = AllowedServices(frozenset(project.services))
    published = unchecked = 0
    for note in works.values():
        work = _work(note)
        first = refresh_questions(work, allowed)
        known = answers.get(first)
        records = [record for of_question in known.values() for record in of_question]
        further = answers.get(follow_up_questions(work, records, allowed))
        records += (record for of_question in further.values() for record in of_question)
        new, _ = refresh_work(work, records, prefer_venue=note.query.venue, rejected=note.query.rejected)
        if new.best.medium is not Medium.PREPRINT:
            published += 1
        else:
            unchecked += any(question.service == _ASKED_BY_UPDATES and question.key not in known for question in first)
    return PreprintCounts(published, unchecked)
