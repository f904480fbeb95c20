"""Judge a reference that was looked up: its findings, or why nothing can be said about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from biblio.bibtex.entry_table import is_preprint_server
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.reference.coverage import has_english_words, is_indexed_venue, why_not_indexed
from biblio.check.rules.reference.field_rules import (
    IDENTIFIER_DIFFERS,
    IDENTIFIER_MISSING,
    TYPE_DIFFERS,
    VERSION_DIFFERS,
    field_findings,
    is_other_edition,
    missing_identifier,
    needs_venue_lookup,
)
from biblio.check.rules.reference.identity import AUTHORS_OF_ANOTHER, identity_findings
from biblio.check.rules.reference.reference import NOTE, IdentifiedWork, Reference, ReferenceState
from biblio.check.rules.reference.status import status_findings
from biblio.check.rules.reference.venue_agreement import VenueLevel, compare_venue_with_work, published_records
from biblio.model.decision import NO_NETWORK, OFFLINE
from biblio.model.record import CATALOGUE, Kind, Medium
from biblio.text import fold

__all__ = ["COULD_NOT_CHECK", "NOT_FOUND", "Judgement", "judge_reference", "unverified_names"]

NOT_FOUND = Rule(
    "work-not-found",
    FindingKind.NOT_FOUND,
    Severity.WARNING,
    "A work that cannot be found.",
    """Neither the catalogue nor any service has a work with this title, by these authors or any others. The finding
lists what was searched. It is only an info if the services may not have all papers of the venue.

Never reported: theses, reports, books, chapters, software, web pages, works in languages other than English, works
before 1995, workshop papers, and anything while a service that might know it could not be asked.

What to do: search for the title yourself. If you cannot find it either, the reference is probably made up.""",
)
COULD_NOT_CHECK = Rule(
    "could-not-check",
    FindingKind.COULD_NOT_CHECK,
    Severity.WARNING,
    "A reference that could not be looked up.",
    """A service that might know the work could not be asked: it did not answer, refused, or asked to come back later.
This says nothing about the reference. The run ends with exit code 4 unless there are other findings.

What to do: run the command again later. Answers that did arrive are stored.""",
)
_ABOUT_THE_WORK = (
    FindingKind.WRONG_IDENTITY,
    FindingKind.WRONG_FIELD,
    FindingKind.NOT_FOUND,
    FindingKind.COULD_NOT_CHECK,
)
_NO_DIFFERENCES = frozenset(rule.name for rule in (IDENTIFIER_MISSING, TYPE_DIFFERS, VERSION_DIFFERS))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one `reference`.

    `identified` is the work that it describes, if one was found; `skip_reason` says why nothing can be said about it,
    and is empty otherwise. `unverified` are parts about which no service could tell: "identifier", "edition", "venue".
    """

    reference: Reference
    findings: tuple[Finding, ...]
    identified: IdentifiedWork | None = None
    skip_reason: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether the reference describes a known work and has no finding."""
        return self.identified is not None and not any(
            finding.kind in _ABOUT_THE_WORK and finding.severity is not Severity.INFO for finding in self.findings
        )

    @property
    def is_confirmed(self) -> bool:
        """Whether title, names, year, venue and identifiers of the reference agree with the records of its work.

        What differs in a remark only (the year before that of a conference) does not agree; what the reference lacks is
        no difference, and neither is its type.
        """
        return (
            self.is_clean
            and not self.unverified
            and not any(
                finding.kind in _ABOUT_THE_WORK and finding.rule not in _NO_DIFFERENCES for finding in self.findings
            )
        )


def judge_reference(state: ReferenceState) -> Judgement:
    """Judge a reference that was looked up.

    Only what was found counts; an outage of a service never counts against a reference.
    """
    identified = state.identified
    findings = list(identity_findings(state))
    skip_reason = ""
    if identified is not None:
        if not any(finding.rule == AUTHORS_OF_ANOTHER.name for finding in findings):
            findings += field_findings(state, identified)
        findings += missing_identifier(state, identified, is_clean=not findings)
        findings += status_findings(state, identified)
    elif all(finding.kind is FindingKind.NOT_FOUND for finding in findings):
        skip_reason = _skip_reason(state)
        if not skip_reason:
            findings.append(_not_found(state))
        elif state.unasked and not why_not_indexed(state.reference) and not _has_no_network(state):
            findings.append(_could_not_check(state))
            skip_reason = ""
    if state.reference.type == NOTE:
        # A note is not a citation: it may be brief or word a title differently.
        findings = [
            finding
            for finding in findings
            if finding.kind is FindingKind.WRONG_IDENTITY or finding.rule == IDENTIFIER_DIFFERS.name
        ]
    unverified = tuple(_unverified_parts(state, identified, findings)) if identified is not None else ()
    return Judgement(state.reference, tuple(findings), identified, skip_reason, unverified)


def unverified_names(state: ReferenceState) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the DOI prefixes and the venues whose registration `judge_reference` needs to know."""
    prefixes = tuple(
        named.identifier.value.partition("/")[0]
        for named in state.named
        if named.work is None and named.is_certain and named.identifier.scheme == "doi"
    )
    needs_venue = state.identified is not None and needs_venue_lookup(state, state.identified)
    return prefixes, (state.reference.record.venue,) if needs_venue else ()


def _unverified_parts(state: ReferenceState, identified: IdentifiedWork, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the parts of a reference that are not in its work's records and that no service could tell about."""
    record = state.reference.record
    known = {*identified.work.identifiers, *(named.identifier for named in state.named)}
    is_reported = any(finding.rule == IDENTIFIER_DIFFERS.name for finding in findings)
    if not is_reported and any(
        identifier.scheme in ("doi", "arxiv") and identifier not in known for identifier in record.identifiers
    ):
        yield "identifier"
    if is_other_edition(state, identified):
        yield "edition"
    all_searched = not state.unasked and {"dblp", "crossref"} <= set(state.searched)
    if all_searched or not record.venue or record.kind is not Kind.PAPER or record.venue in state.registered_venues:
        return
    is_preprint = record.medium is Medium.PREPRINT or is_preprint_server(record.venue)
    level, _ = compare_venue_with_work(record.venue, identified.work)
    if not is_preprint and level == VenueLevel.UNKNOWN and not published_records(identified.work):
        yield "venue"


def _has_no_network(state: ReferenceState) -> bool:
    """Whether no service is asked in this run, which is said once for all entries."""
    return not {OFFLINE, NO_NETWORK}.isdisjoint(state.unasked.values())


def _skip_reason(state: ReferenceState) -> str:
    if reason := why_not_indexed(state.reference):
        return reason
    if _has_no_network(state):
        why = OFFLINE if OFFLINE in state.unasked.values() else NO_NETWORK
        return f"{why}, and not in the catalogue" if CATALOGUE in state.searched else why
    if state.unasked:
        return "; ".join(f"{name} ({reason})" for name, reason in state.unasked.items())
    return "" if state.searched else "no service to ask"


def _not_found(state: ReferenceState) -> Finding:
    reference = state.reference
    record = reference.record
    # A paper without a venue, on arXiv, or at a venue whose papers are all indexed, would be known if it is not old.
    if record.venue:
        is_sure = is_indexed_venue(record.venue) and record.date is not None
    else:
        is_sure = has_english_words(record.title) or ("arxiv" in state.searched and _names_arxiv(reference))
    return NOT_FOUND.finding(
        reference.span("title"),
        f"no work with this title was found (searched: {', '.join(state.searched)})",
        key=reference.key,
        field="title",
        written=record.title,
        severity=None if is_sure else Severity.INFO,
    )


def _names_arxiv(reference: Reference) -> bool:
    """Whether a reference says that its work is on arXiv."""
    written = reference.entry.value(reference.field_name("venue")) if reference.entry else ""
    return fold(written) in ("arxiv", "arxiv preprint", "corr")


def _could_not_check(state: ReferenceState) -> Finding:
    services: dict[str, list[str]] = {}
    for name, reason in state.unasked.items():
        services.setdefault(reason, []).append(name)
    reasons = "; ".join(f"{', '.join(names)}: {reason}" for reason, names in services.items())
    return COULD_NOT_CHECK.finding(
        state.reference.key_span,
        f"could not be looked up ({reasons})",
        key=state.reference.key,
        written=state.reference.record.title,
    )
