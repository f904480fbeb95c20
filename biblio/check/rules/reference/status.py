"""The rules about what happened to a work later: published, corrected, withdrawn, retracted."""

from __future__ import annotations

from collections.abc import Iterator

from biblio.check.finding import Attribution, Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.entry_edits import entry_text, replace_preprint
from biblio.check.rules.reference.reference import IdentifiedBy, IdentifiedWork, ReferenceState
from biblio.check.rules.reference.venue_agreement import published_records
from biblio.errors import BibtexError
from biblio.extract.venue_names import is_workshop
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record

__all__ = ["CORRECTED", "PUBLISHED_SINCE", "RETRACTED", "WITHDRAWN", "status_findings"]

PUBLISHED_SINCE = Rule(
    "published-since",
    FindingKind.STATUS,
    Severity.INFO,
    "A preprint that has been published since.",
    """The entry cites a preprint, and the work has since appeared in a journal or in proceedings. The finding shows the
new entry, with both identifiers. `--fix --review` replaces the old fields with those of the publication and leaves
everything else in the entry alone.""",
)
RETRACTED = Rule(
    "retracted",
    FindingKind.STATUS,
    Severity.ERROR,
    "A work that has been retracted, or is under concern.",
    """Sources are the notices of Crossref, which include those of Retraction Watch, the mark in the publisher's title,
and OpenAlex if it is used. An expression of concern is only a warning. The finding names the notice and its date.

What to do: do not rely on the work. If you cite it because of the retraction, suppress the finding with a comment.""",
)
WITHDRAWN = Rule(
    "withdrawn",
    FindingKind.STATUS,
    Severity.ERROR,
    "A work that its authors or publisher have withdrawn.",
    """arXiv keeps withdrawn papers in its listings; only a comment says so, in the authors' own words. The finding
quotes it.

What to do: do not rely on the work, or cite the version that replaced it.""",
)
CORRECTED = Rule(
    "corrected",
    FindingKind.STATUS,
    Severity.INFO,
    "A work that has been corrected.",
    """The publisher has issued a correction or an erratum. Sources are those of `retracted`.

What to do: check whether the correction affects what you cite.""",
)
_RULES = {
    NoticeKind.RETRACTED: RETRACTED,
    NoticeKind.CONCERN: RETRACTED,
    NoticeKind.WITHDRAWN: WITHDRAWN,
    NoticeKind.CORRECTED: CORRECTED,
}
_PUBLISHED = frozenset({Medium.JOURNAL, Medium.PROCEEDINGS})


def status_findings(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    """Yield what has happened to the work since the reference was written."""
    reported: set[NoticeKind] = set()
    for record in identified.work.records:
        for notice in record.notices:
            if notice.kind not in reported:
                reported.add(notice.kind)
                yield _notice_finding(state, record, notice)
    if not {NoticeKind.RETRACTED, NoticeKind.WITHDRAWN} & reported:
        yield from _published_since(state, identified)


def _notice_finding(state: ReferenceState, record: Record, notice: Notice) -> Finding:
    is_concern = notice.kind is NoticeKind.CONCERN
    message = "the work has an expression of concern" if is_concern else f"the work was {notice.kind}"
    message += f"{f' on {notice.date}' if notice.date else ''}{f': “{notice.words}”' if notice.words else ''}"
    source = state.attribution(record)
    address = notice.identifier.address if notice.identifier else None
    return _RULES[notice.kind].finding(
        state.reference.key_span,
        message,
        key=state.reference.key,
        record=str(notice),
        sources=(Attribution(source.name, address or source.url, source.age_days),),
        severity=Severity.WARNING if is_concern else None,
    )


def _published_since(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference, record, work = state.reference, state.reference.record, identified.work
    is_preprint = record.medium is Medium.PREPRINT or (
        not record.venue and record.kind is Kind.PAPER and record.identifier("arxiv") and not record.identifier("doi")
    )
    if not is_preprint or identified.by is IdentifiedBy.NEAR_TITLE:
        return
    publications = [
        published
        for published in published_records(work)
        if published.medium in _PUBLISHED and not is_workshop(published.venue)
    ]
    if not publications or work.best.medium not in _PUBLISHED:
        return
    publication = next((published for published in publications if published.identifier("doi")), publications[0])
    venue = publication.venue or publication.venue_short
    if publication.date and str(publication.date.year) not in venue:
        venue = f"{venue}, {publication.date.year}"
    try:
        text = entry_text(work, reference.key)
    except BibtexError:
        text = ""
    entry = reference.entry
    yield PUBLISHED_SINCE.finding(
        reference.key_span,
        f"the work was published in {venue}",
        key=reference.key,
        record=", ".join(map(str, work.identifiers[:3])),
        sources=state.sources(publication),
        fix=replace_preprint(entry, work, publication) if entry and text else None,
        entry=text,
    )
