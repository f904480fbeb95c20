"""Combine the user's decisions with what the rules would decide.

A user's decision takes effect immediately, from stored data; the rules never overturn it. What contradicts it is
reported as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from biblio.lookup.cache import digest_of

if TYPE_CHECKING:
    from biblio.decisions.local_resolver import LocalResolver
    from biblio.lookup.resolver import KnownRecords
    from biblio.model.decision import DecidedNote, Decision, NoteQueries, Query
    from biblio.model.record import Record
    from biblio.state import State

__all__ = [
    "decide_from_stored",
    "decide_without_user",
    "find_conflicts",
    "known_records",
    "load_conflicts",
    "records_in_decision",
    "save_conflicts",
]

_CONFLICTS = "opposed"  # the name in the state


def records_in_decision(decision: Decision) -> tuple[Record, ...]:
    """Return all records of the works in a decision, each once."""
    works = [candidate.work for candidate in decision.candidates]
    if decision.work is not None:
        works.append(decision.work)
    return tuple(dict.fromkeys(record for work in works for record in work.records))


def known_records(queries: Iterable[NoteQueries], local: LocalResolver) -> KnownRecords:
    """Return the records in the earlier decisions about every note that the user decided, by digest of `with_user`.

    The user chose among these records, so they are not asked for again.
    """
    earlier_digests: dict[str, tuple[str, str]] = {}
    for note_queries in queries:
        if note_queries.has_user_decision:
            digest = digest_of(note_queries.with_user)
            earlier_digests[digest] = digest_of(note_queries.without_user), digest_of(note_queries.with_rejections)
    earlier = local.stored.earlier(digest for pair in earlier_digests.values() for digest in pair)
    records_by_digest = {}
    for digest, pair in earlier_digests.items():
        decisions = [earlier[former] for former in dict.fromkeys(pair) if former in earlier]
        records = dict.fromkeys(record for decision in decisions for record in records_in_decision(decision))
        if records:
            records_by_digest[digest] = tuple(records)
    return records_by_digest


def decide_from_stored(
    queries: Sequence[NoteQueries], local: LocalResolver, *, more: KnownRecords = MappingProxyType({})
) -> list[Decision]:
    """Return a decision for each note, in order, without asking a service.

    Earlier decisions are used as far as they are valid. If the user decided about a note and there is no valid decision
    yet, one is made from the known records, to which `more` (by digest of `with_user`) are added. All other notes are
    pending.
    """
    digests = [digest_of(note_queries.with_user) for note_queries in queries]
    decisions = local.stored.valid(digests)
    undecided = {digest: note for digest, note in zip(digests, queries, strict=True) if digest not in decisions}
    by_user = {digest: note.with_user for digest, note in undecided.items() if note.has_user_decision}
    if by_user:
        known = dict(known_records(queries, local))
        for digest, records in more.items():
            known[digest] = tuple(dict.fromkeys((*known.get(digest, ()), *records)))
        decisions |= zip(by_user, local.resolve(list(by_user.values()), known), strict=True)
    pending = {digest: note.with_user for digest, note in undecided.items() if digest not in by_user}
    decisions |= local.stored.pending(pending)
    return [decisions[digest] for digest in digests]


def decide_without_user(decided: Sequence[DecidedNote], local: LocalResolver) -> dict[str, Decision]:
    """Return what the rules would decide from stored data without the user's decision, by note id.

    Works that the user rejected stay rejected.
    """
    if not decided:
        return {}
    known = known_records((decided_note.queries for decided_note in decided), local)
    queries: dict[str, Query] = {}
    records: dict[str, tuple[Record, ...]] = {}
    for decided_note in decided:
        query = decided_note.queries.with_rejections
        queries[decided_note.note.id] = query
        earlier = known.get(digest_of(decided_note.query), ())
        records[digest_of(query)] = tuple(dict.fromkeys((*earlier, *records_in_decision(decided_note.decision))))
    return dict(zip(queries, local.reconsider(list(queries.values()), records), strict=True))


def find_conflicts(decided: Iterable[DecidedNote], local: LocalResolver) -> dict[str, str]:
    """Return what now contradicts the user's decisions, as sentences by note id."""
    from biblio.matching.chosen_work import contradiction

    by_note = {decided_note.note.id: decided_note for decided_note in decided if decided_note.queries.has_user_decision}
    by_rules = decide_without_user(list(by_note.values()), local)
    return {
        note_id: sentence
        for note_id, decided_note in by_note.items()
        if (sentence := contradiction(decided_note.query, by_rules[note_id]))
    }


def save_conflicts(state: State, decided: Iterable[DecidedNote], conflicts: Mapping[str, str]) -> None:
    """Remember `conflicts` (by note id) for the next run; each is valid as long as its decision stays the same."""
    by_note = {decided_note.note.id: decided_note for decided_note in decided if decided_note.note.id in conflicts}
    by_digest = {digest_of(decided_note.query): conflicts[note_id] for note_id, decided_note in by_note.items()}
    state.remember(_CONFLICTS, msgspec.json.encode(by_digest))


def load_conflicts(state: State, decided: Iterable[DecidedNote]) -> dict[str, str]:
    """Return the conflicts that the last run saved, if their decisions are still the same, by note id."""
    stored = state.recall(_CONFLICTS)
    by_digest = msgspec.json.decode(stored, type=dict[str, str]) if stored else {}
    if not by_digest:
        return {}
    return {
        decided_note.note.id: by_digest[digest]
        for decided_note in decided
        if decided_note.queries.has_user_decision and (digest := digest_of(decided_note.query)) in by_digest
    }
