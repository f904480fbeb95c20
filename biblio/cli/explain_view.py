"""`biblio show`: the explanation of one note as text."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from biblio.cli.rendering import plural, status_word
from biblio.cli.terminal import style
from biblio.decisions.confidence import certainty_word, describe_decision, evidence_weight, reason_of, shown_evidence
from biblio.decisions.explain import Explanation
from biblio.export.entry_claims import OWN_ENTRY, EntryClaim
from biblio.matching.works.versions import notices_of
from biblio.model.decision import Candidate, Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import Work
from biblio.text import shorten

__all__ = ["explanation_lines"]

_WIDTH = 92


def explanation_lines(explanation: Explanation, *, detailed: bool = False) -> Iterator[str]:
    """Yield the lines that explain a note; if `detailed`, with the weights of the evidence in bits."""
    note, decision = explanation.decided.note, explanation.decided.decision
    yield f"{style(note.id, bold=True)}   {status_word(decision.status)}"
    yield f"  {note.source}:{note.line}-{note.end_line}  ({note.layout})"
    yield from _note_lines(note)
    yield ""
    yield _heading("What the note says about its work")
    yield from _query_lines(explanation.decided.query)
    yield ""
    yield _heading("What was asked")
    yield from _question_lines(explanation)
    if explanation.decisions:
        yield ""
        yield _heading("What you decided")
        yield from _user_decision_lines(explanation)
    yield ""
    yield _heading("Decision")
    yield f"  {describe_decision(decision)}"
    if detailed and decision.margin is not None:
        yield f"  {decision.margin:.1f} bits ahead of the next candidate"
    for unasked in decision.unasked:
        if str(unasked) not in reason_of(decision):
            yield f"  no answer from {unasked}"
    if explanation.work is not None:
        yield from _work_lines(explanation.work, explanation.citekey)
        yield from _entry_lines(explanation.entry)
    if decision.candidates:
        yield ""
        yield _heading("Candidates")
        for number in range(1, len(decision.candidates) + 1):
            yield from _candidate_lines(number, decision, detailed=detailed)


def _heading(text: str) -> str:
    return style(text, bold=True, fg="blue")


def _field(name: str, value: str) -> str:
    return f"  {name:<11} {value}"


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _note_lines(note: Note) -> Iterator[str]:
    yield ""
    yield _heading("What was read")
    if note.title:
        yield _field("title", note.title)
    for title in note.other_titles:
        yield _field("also titled", title)
    if note.authors:
        yield _field("authors", "; ".join(note.authors) + (" and others" if note.et_al else ""))
    for name, value in (("affiliation", note.organisation), ("venue", note.venue), ("year", str(note.year or ""))):
        if value:
            yield _field(name, value)
    if note.date:
        yield _field("noted", str(note.date))
    if note.tags:
        yield _field("tags", ", ".join(note.tags))
    for link in note.links:
        yield _field(link.role.value, f"{link.url}  {style(f'line {link.line}', dim=True)}")
    for reference in note.references:
        yield _field("mentions", shorten(f"{reference.kind} {reference.target}", _WIDTH - 14))
    for name, text in (("summary", note.summary), ("comment", note.comment)):
        if text.strip():
            yield _field(name, shorten(text, _WIDTH - 14))


def _query_lines(query: Query) -> Iterator[str]:
    certainty = "" if query.sure_kind else " (perhaps)"
    rows = [
        ("identifiers", ", ".join(map(str, query.identifiers))),
        ("titles", " | ".join(query.titles)),
        ("authors", "; ".join(map(str, query.authors))),
        ("venue", query.venue),
        ("year", str(query.year or "")),
        ("existed by", str(query.before or "")),
        ("kind", f"{query.kind}{certainty}: {'; '.join(query.grounds)}" if query.kind else ""),
        ("you chose", str(query.chosen or "")),
        ("rejected", ", ".join(map(str, query.rejected))),
    ]
    lines = [_field(name, value) for name, value in rows if value]
    yield from lines or ["  nothing: neither a title nor an identifier"]


def _question_lines(explanation: Explanation) -> Iterator[str]:
    for question in explanation.questions:
        when = _time(question.asked_at) if question.asked_at else "now"
        yield f"  {when:<16} {question.service:<15} {shorten(question.description, _WIDTH - 34)}"
        titles = ", ".join(
            f"{shorten(record.title, 60)!r}{f' ({record.date.year})' if record.date else ''}"
            for record in question.records[:3]
        )
        count = plural(len(question.records), "record")
        more = " …" if len(question.records) > 3 else ""
        yield style(f"{'':19}{f'{count}: {titles}{more}' if titles else 'nothing'}", dim=True)
    if not explanation.questions:
        is_pending = explanation.decided.decision.status is Status.PENDING
        yield "  nothing yet: biblio sync will ask" if is_pending else "  nothing"


def _user_decision_lines(explanation: Explanation) -> Iterator[str]:
    for logged in explanation.decisions:
        statement, entry = logged.statement, logged.entry
        yield f"  {statement.verb} {statement.value}  {style(f'decisions.txt:{statement.line}', dim=True)}"
        if entry is not None:
            yield style(f"    {_time(entry.at)} by biblio {entry.command} (step {entry.step})", dim=True)
    for former_id in explanation.former_ids:
        yield f"  the note's id was then {former_id}"
    if explanation.conflict:
        yield f"  {style('note:', fg='yellow')} {explanation.conflict}"


def _work_lines(work: Work, citekey: str | None) -> Iterator[str]:
    yield ""
    yield _heading("The work") + (f"   {citekey}" if citekey else "")
    for notice in notices_of(work):
        reason = f": {notice.words}" if notice.words else ""
        yield "  " + style(f"{notice}{reason}", fg="red", bold=True)
    for claim in work.claims:
        yield _field(claim.field.replace("_", " "), shorten(claim.value, 58)) + style(
            f"  {claim.source}: {claim.why}", dim=True
        )


def _entry_lines(claims: Sequence[EntryClaim]) -> Iterator[str]:
    """Yield what the user's own entry gives to the exported one, and where the two differ."""
    shown = [claim for claim in claims if claim.source == OWN_ENTRY or claim.yours]
    if not shown:
        return
    yield ""
    yield _heading("Its entry in your .bib")
    for claim in shown:
        name = claim.field.replace("_", " ")
        if not claim.value:
            yield _field(name, shorten(claim.yours, 58)) + style(f"  left out: {claim.why}", dim=True)
        elif claim.yours:
            yield _field(name, shorten(claim.value, 58)) + style(f"  {claim.source}: {claim.why}", dim=True)
            yield _field("", style(f"yours: {shorten(claim.yours, 70)}", fg="yellow"))
        else:
            yield _field(name, shorten(claim.value, 58)) + style(f"  {claim.source}: {claim.why}", dim=True)


def _candidate_lines(number: int, decision: Decision, *, detailed: bool) -> Iterator[str]:
    candidate = decision.candidates[number - 1]
    record = candidate.work.best
    year = f" ({record.date.year})" if record.date else ""
    chance = certainty_word(candidate, decision.candidates, decision)
    bits = f", {candidate.bits:+.1f} bits" if detailed else ""
    yield f"  {number}. {shorten(record.title, _WIDTH - 24)}{year}   {chance}{bits}"
    people = "; ".join(map(str, record.authors[:3])) + (" …" if len(record.authors) > 3 else "")
    identifiers = ", ".join(map(str, candidate.work.identifiers[:4]))
    for line in filter(None, (people, identifiers)):
        yield style(f"     {shorten(line, _WIDTH)}", dim=True)
    yield from _evidence_lines(candidate, detailed=detailed)
    label = "veto" if detailed else "problem"
    for veto in candidate.vetoes:
        yield f"     {style(label, fg='red')}{'':{8 - len(label)}}{veto}"


def _evidence_lines(candidate: Candidate, *, detailed: bool) -> Iterator[str]:
    for evidence in shown_evidence(candidate, detailed=detailed):
        values = ""
        if evidence.left or evidence.right:
            values = f"{shorten(evidence.left, 32)} / {shorten(evidence.right, 32)}"
        weight = evidence_weight(evidence, detailed=detailed)
        yield f"     {weight} {evidence.comparison:<11} {evidence.level:<18} {style(values, dim=True)}"
