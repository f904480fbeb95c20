"""What became of a work: published since, corrected, withdrawn, retracted."""

from __future__ import annotations

from collections.abc import Iterator

from biblio.check.finding import Attribution, Finding, Severity
from biblio.check.rules.reference import rule_pages as rules
from biblio.check.rules.reference.entry_edits import entry_text, renew_entry
from biblio.check.rules.reference.identity import Meant
from biblio.check.rules.reference.reference import ReferenceState
from biblio.check.rules.reference.venue_agreement import published_records
from biblio.errors import BibtexError
from biblio.extract.venue_names import is_workshop
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record

__all__ = ["life_findings"]

_RULES = {
    NoticeKind.RETRACTED: rules.RETRACTED,
    NoticeKind.CONCERN: rules.RETRACTED,
    NoticeKind.WITHDRAWN: rules.WITHDRAWN,
    NoticeKind.CORRECTED: rules.CORRECTED,
}
_PUBLISHED = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS})


def life_findings(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    """Yield what became of the work since the reference was written."""
    seen: set[NoticeKind] = set()
    for record in meant.work.records:
        for notice in record.notices:
            if notice.kind not in seen:
                seen.add(notice.kind)
                yield _notice(case, record, notice)
    if not {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN} & seen:
        yield from _published(case, meant)


def _notice(case: ReferenceState, record: Record, notice: Notice) -> Finding:
    rule = _RULES[notice.kind]
    words = "has an expression of concern" if notice.kind is NoticeKind.CONCERN else f"was {notice.kind}"
    what = f"it {words}{f' on {notice.date}' if notice.date else ''}{f': “{notice.words}”' if notice.words else ''}"
    source = case.describe(record)
    address = notice.identifier.address if notice.identifier else None
    told = Attribution(source.name, address or source.url, source.age_days)
    severity = Severity.WARNING if notice.kind is NoticeKind.CONCERN else None
    return rule.at(
        case.reference.place, what, key=case.reference.key, record=str(notice), sources=(told,), severity=severity
    )


def _published(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    reference, record = case.reference, case.reference.record
    is_preprint = record.medium is Medium.PREPRINT or (
        not record.venue and record.kind is Kind.PAPER and record.identifier("arxiv") and not record.identifier("doi")
    )
    if not is_preprint or meant.by == "near":
        return
    publications = [
        one for one in published_records(meant.work) if one.medium in _PUBLISHED and not is_workshop(one.venue)
    ]
    if not publications or meant.work.best.medium not in _PUBLISHED:
        return
    first = next((one for one in publications if one.identifier("doi")), publications[0])
    where = first.venue or first.venue_short
    if first.date and str(first.date.year) not in where:
        where = f"{where}, {first.date.year}"
    try:
        text = entry_text(meant.work, reference.key)
    except BibtexError:
        text = ""
    entry = reference.entry
    yield rules.PUBLISHED_SINCE.at(
        reference.place,
        f"it was published in {where}",
        key=reference.key,
        record=", ".join(map(str, meant.work.identifiers[:3])),
        sources=case.sources(first),
        fix=renew_entry(entry, meant.work) if entry and text else None,
        entry=text,
    )
