"""A person's decision beside what the rules would say: at once from what is known, and never overturned by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from biblio.decisions.decisions import Decisions
from biblio.decisions.note_queries import query_for
from biblio.decisions.rebind import ReboundDecisions
from biblio.lookup.cache import DecisionCache, digest_of
from biblio.lookup.resolver import KnownRecords, Resolver
from biblio.matching.user_decision import contradiction
from biblio.model.decision import DecidedNote, Decision, Query
from biblio.model.note import Note
from biblio.model.record import Record
from biblio.project.project import Project

__all__ = [
    "decide_with_user",
    "decide_without_user",
    "find_conflicts",
    "known_conflicts",
    "known_records",
    "records_in_decision",
    "strip_user_decision",
]

_MEMORY = "opposed"


def strip_user_decision(query: Query, plain: Query) -> Query:
    """Return what a note says without the person's word, of which only what they rejected stays; `plain` has none."""
    kept = tuple(one for one in plain.identifiers if one not in query.rejected)
    return replace(plain, identifiers=kept, rejected=query.rejected)


def records_in_decision(decision: Decision) -> tuple[Record, ...]:
    """Return all records that a decision knows of."""
    works = [candidate.work for candidate in decision.candidates]
    if decision.work is not None:
        works.append(decision.work)
    return tuple(dict.fromkeys(record for work in works for record in work.records))


def known_records(project: Project, notes: Iterable[Note], followed: ReboundDecisions) -> KnownRecords:
    """Return, for every note that the person decided about, the records that earlier decisions about it knew of.

    The person chose among them: they need not be asked for again.
    """
    said = followed.decisions.notes
    pairs: dict[str, tuple[str, str]] = {}
    for note in notes:
        if note.id in said:
            query, plain = _queries(project, note, followed)
            pairs[digest_of(query)] = (digest_of(plain), digest_of(strip_user_decision(query, plain)))
    stored = DecisionCache(project.state).get(digest for pair in pairs.values() for digest in pair)
    found = {}
    for digest, pair in pairs.items():
        decisions = (stored[one].decision for one in dict.fromkeys(pair) if one in stored)
        records = dict.fromkeys(record for decision in decisions for record in records_in_decision(decision))
        if records:
            found[digest] = tuple(records)
    return found


def decide_with_user(
    project: Project,
    notes: Iterable[Note],
    followed: ReboundDecisions,
    known: Mapping[str, Decision],
    *,
    more: KnownRecords | None = None,
    recaller: Resolver | None = None,
) -> dict[str, Decision]:
    """Return the decisions, by digest, that follow from the person's word and from what is known; ask no service.

    Of the notes that nothing was decided about, and of those in `known`, nothing is said. `more` are further records
    by digest.
    """
    said = followed.decisions.notes
    told = [note for note in notes if note.id in said]
    queries = [_queries(project, note, followed)[0] for note in told]
    missing = {digest: query for query in queries if (digest := digest_of(query)) not in known}
    if not missing:
        return {}
    found = dict(known_records(project, told, followed))
    for digest, records in (more or {}).items():
        found[digest] = tuple(dict.fromkeys((*found.get(digest, ()), *records)))
    resolver = recaller or project.recaller()
    decisions = resolver.resolve(list(missing.values()), project.progress, known_records=found)
    return dict(zip(missing, decisions, strict=True))


def decide_without_user(
    project: Project, decided: Sequence[DecidedNote], followed: ReboundDecisions, *, recaller: Resolver | None = None
) -> dict[str, Decision]:
    """Return what the rules would decide without the person's word, by note, from what is known."""
    if not decided:
        return {}
    found = known_records(project, (one.note for one in decided), followed)
    queries: dict[str, Query] = {}
    grounds: dict[str, tuple[Record, ...]] = {}
    for one in decided:
        plain = query_for(one.note, Decisions(), project.kind_tags)
        query = strip_user_decision(one.query, plain)
        queries[one.note.id] = query
        known = (*found.get(digest_of(one.query), ()), *records_in_decision(one.decision))
        grounds[digest_of(query)] = tuple(dict.fromkeys(known))
    resolver = recaller or project.recaller()
    decisions = resolver.reconsider(list(queries.values()), project.progress, known_records=grounds)
    return dict(zip(queries, decisions, strict=True))


def find_conflicts(project: Project, decided: Sequence[DecidedNote], followed: ReboundDecisions) -> dict[str, str]:
    """Return what speaks against the person's decisions by now, by note, and remember it."""
    said = followed.decisions.notes
    told = list({one.note.id: one for one in decided if one.note.id in said}.values())
    opinions = decide_without_user(project, told, followed)
    found = {one.note.id: what for one in told if (what := contradiction(one.query, opinions[one.note.id]))}
    by_digest = {digest_of(one.query): found[one.note.id] for one in told if one.note.id in found}
    project.state.remember(_MEMORY, msgspec.json.encode(by_digest))
    return found


def known_conflicts(project: Project, decided: Sequence[DecidedNote]) -> dict[str, str]:
    """Return what the last run found to speak against decisions that still stand, by note."""
    stored = project.state.recall(_MEMORY)
    by_digest = msgspec.json.decode(stored, type=dict[str, str]) if stored else {}
    if not by_digest:
        return {}
    return {one.note.id: by_digest[digest] for one in decided if (digest := digest_of(one.query)) in by_digest}


def _queries(project: Project, note: Note, followed: ReboundDecisions) -> tuple[Query, Query]:
    """Return what a note says with the person's word, and without."""
    plain = query_for(note, Decisions(), project.kind_tags)
    return query_for(note, followed.decisions, project.kind_tags), plain
