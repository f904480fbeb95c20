"""What a person's word makes of a decision: none of the works known is right, or this version and no other."""

from __future__ import annotations

from dataclasses import replace

from biblio.matching.works.merge_records import work_from
from biblio.matching.works.same_work import same_identifier
from biblio.model.decision import DecidedBy, Decision, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Notice, NoticeKind, Record, Work

__all__ = [
    "apply_user_decision",
    "contradiction",
    "identity_of",
    "is_complete",
    "notices_of",
    "stable_identifier",
    "version_of",
]

# How far on its way a version is; journal article and conference paper are two ends of it.
_STAGE = {Medium.PREPRINT: 0, Medium.UNKNOWN: 1, Medium.COLLECTION: 2, Medium.PROCEEDINGS: 3, Medium.JOURNAL: 3}
_SCHEMES = ("doi", "arxiv", "acl", "openreview")


def apply_user_decision(query: Query, decision: Decision) -> Decision:
    """Return `decision` as the person's word leaves it."""
    if query.refused and decision.status is not Status.NOT_A_PAPER and query.chosen is None:
        reason = "you said that none of the works known is right"
        unsettled = replace(decision, work=None, confidence=None, margin=None)
        return replace(unsettled, status=Status.UNRESOLVED, by=DecidedBy.PERSON, reason=reason)
    if query.chosen is not None and decision.status is Status.PENDING:
        return replace(decision, reason=f"you accepted {query.chosen}, which was not looked up yet")
    if query.pinned and query.chosen is not None and decision.work is not None:
        work = version_of(decision.work, query.chosen)
        reason = decision.reason.replace("you accepted", "you pinned", 1)
        return replace(decision, work=work, kind=work.best.kind, reason=reason)
    return decision


def notices_of(work: Work) -> tuple[Notice, ...]:
    """Return what was said about a work after it appeared, the gravest first."""
    found = dict.fromkeys(notice for record in work.records for notice in record.notices)
    return tuple(sorted(found, key=lambda notice: list(NoticeKind).index(notice.kind)))


def is_complete(query: Query, decision: Decision) -> bool:
    """Tell whether a pinned version is known by its own record: then nothing else is asked for."""
    if not query.pinned or query.chosen is None or decision.work is None:
        return False
    return any(_carries(record, query.chosen) for record in decision.work.records)


def version_of(work: Work, identifier: Identifier) -> Work:
    """Return `work` as the version with `identifier` has it: of other versions only earlier ones count.

    A preprint that was pinned stays one when it is published; an article that was pinned keeps its preprint's id.
    """
    own = [record for record in work.records if _carries(record, identifier)]
    if not own:
        return work
    stage = max(_STAGE[record.medium] for record in own)
    kept = [record for record in work.records if record in own or _STAGE[record.medium] < stage]
    return work if len(kept) == len(work.records) else work_from(kept)


def identity_of(work: Work) -> Identifier | None:
    """Return the identifier of the very version that a work is shown as, or None where it has none."""
    best = work.records[0]
    own = [found for scheme in _SCHEMES if (found := best.identifier(scheme))]
    return next(iter((*own, *best.identifiers, *work.identifiers)), None)


def stable_identifier(work: Work) -> Identifier | None:
    """Return the identifier that stands for a work whatever version of it is shown, or None where it has none."""
    own = [found for found in work.identifiers if str(found) == work.id]
    return next(iter((*own, *work.identifiers)), None)


def contradiction(query: Query, opinion: Decision) -> str:
    """Return what stands against a person's word about a note, or an empty string.

    `query` has the word; `opinion` is what the rules make of the note without it, though never of a work that the
    person rejected.
    """
    if opinion.status is not Status.ACCEPTED or opinion.work is None:
        return ""
    work = opinion.work
    if query.chosen is not None:
        if any(same_identifier(own, query.chosen) for own in work.identifiers):
            return ""
        said = f"you accepted {query.chosen}"
    elif query.refused:
        said = "you said that none of the works known is right"
    elif query.sure_kind and query.kind is not None:
        said = f"you said that it is a {query.kind}"
    else:
        return ""
    return f"{said}, yet the evidence is for {work.id} {work.best.title!r} ({opinion.reason})"


def _carries(record: Record, identifier: Identifier) -> bool:
    return any(same_identifier(own, identifier) for own in record.identifiers)
