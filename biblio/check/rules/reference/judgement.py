"""One looked-up reference, judged: what it means, what is wrong with it, or why nothing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from biblio.bibtex.entry_table import is_preprint_server
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rules.reference import rule_pages as rules
from biblio.check.rules.reference.coverage import has_english_words, is_indexed_venue, why_not_indexed
from biblio.check.rules.reference.field_rules import field_findings, missing_identifier, wants_venue
from biblio.check.rules.reference.identity import Meant, identity_findings
from biblio.check.rules.reference.reference import NOTE, Reference, ReferenceState
from biblio.check.rules.reference.status import life_findings
from biblio.check.rules.reference.venue_agreement import VenueLevel, compare_venues, published_records
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Kind, Medium

__all__ = ["Judgement", "judge_reference", "open_names"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be said about one `reference`.

    `meant` is the work it means, where one was found; `left` is why nothing can be said about it, empty where
    something can. `unseen` are parts of it that nobody could be asked about: "identifier", "venue".
    """

    reference: Reference
    findings: tuple[Finding, ...]
    meant: Meant | None = None
    left: str = ""
    unseen: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Tell whether the reference means a known work, and nothing is held against it."""
        wrong = (
            FindingKind.WRONG_IDENTITY,
            FindingKind.WRONG_FIELD,
            FindingKind.NOT_FOUND,
            FindingKind.COULD_NOT_CHECK,
        )
        return self.meant is not None and not any(
            one.outcome in wrong and one.severity is not Severity.INFO for one in self.findings
        )

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the reference is as its records have it, with all that it says."""
        return self.is_clean and not self.unseen


def judge_reference(case: ReferenceState, meant: Meant | None) -> Judgement:
    """Judge a reference that means a work (see `identify`), or none that was found.

    What was found decides, and what could not be asked is never held against it.
    """
    findings = list(identity_findings(case, meant))
    left = ""
    if meant is not None:
        if not any(one.rule == rules.AUTHORS_OF_ANOTHER.name for one in findings):
            findings += field_findings(case, meant)
        findings += missing_identifier(case, meant, is_clean=not findings)
        findings += life_findings(case, meant)
    elif not findings or all(one.outcome is FindingKind.NOT_FOUND for one in findings):
        left = _why_left(case)
        if not left:
            findings.append(_not_found(case))
        elif case.unasked and not why_not_indexed(case.reference) and OFFLINE not in case.unasked.values():
            findings.append(_could_not_check(case))
            left = ""
    if case.reference.type == NOTE:
        # A note is no citation: that it is short, or words a title otherwise, is nobody's business.
        findings = [one for one in findings if one.outcome is FindingKind.WRONG_IDENTITY]
    unseen = tuple(_unseen(case, meant, findings)) if meant is not None else ()
    return Judgement(case.reference, tuple(findings), meant, left, unseen)


def open_names(case: ReferenceState, meant: Meant | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the DOI prefixes and the venues of which it would have to be known whether there are such."""
    prefixes = tuple(
        named.identifier.value.partition("/")[0]
        for named in case.named
        if named.work is None and named.is_certain and named.identifier.scheme == "doi"
    )
    venues = (case.reference.record.venue,) if meant is not None and wants_venue(case, meant) else ()
    return prefixes, venues


def _unseen(case: ReferenceState, meant: Meant, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the parts of a reference that its work's records do not tell of, and nobody could be asked about."""
    record = case.reference.record
    known = {*meant.work.identifiers, *(named.identifier for named in case.named)}
    is_told = any(one.rule == rules.IDENTIFIER_DIFFERS.name for one in findings)
    if not is_told and any(one.scheme in ("doi", "arxiv") and one not in known for one in record.identifiers):
        yield "identifier"
    is_asked = not case.unasked and {"dblp", "crossref"} <= set(case.sought)
    if not is_asked and record.venue and record.kind is Kind.PAPER and record.venue not in case.venues:
        is_preprint = record.medium is Medium.PREPRINT or is_preprint_server(record.venue)
        level = compare_venues(record.venue, meant.work)[0]
        if not is_preprint and level == VenueLevel.UNKNOWN and not published_records(meant.work):
            yield "venue"


def _why_left(case: ReferenceState) -> str:
    if reason := why_not_indexed(case.reference):
        return reason
    if OFFLINE in case.unasked.values():
        return "offline, and not in the catalogue" if CATALOGUE in case.sought else OFFLINE
    if case.unasked:
        return "; ".join(f"{name} ({why})" for name, why in case.unasked.items())
    return "" if case.sought else "no service to ask"


def _not_found(case: ReferenceState) -> Finding:
    reference = case.reference
    record = reference.record
    asked = ", ".join(case.sought)
    # Without a venue, or in one whose papers are all indexed, somebody would know it.
    is_sure = has_english_words(record.title) if not record.venue else is_indexed_venue(record.venue)
    return rules.NOT_FOUND.at(
        reference.span("title"),
        f"nobody knows a work of this title (asked: {asked})",
        key=reference.key,
        field="title",
        there=record.title,
        severity=None if is_sure else Severity.INFO,
    )


def _could_not_check(case: ReferenceState) -> Finding:
    why = "; ".join(f"{name}: {reason}" for name, reason in case.unasked.items())
    return rules.COULD_NOT_CHECK.at(
        case.reference.place,
        f"could not be looked up ({why})",
        key=case.reference.key,
        there=case.reference.record.title,
    )
