"""The story of one note: what was read, what was asked, the candidates with their evidence, the decision and why."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import click

from biblio.cli.rendering import plural, status_word
from biblio.decisions.explain import Explanation
from biblio.matching.works.versions import notices_of
from biblio.model.decision import Candidate, DecidedBy, Query, Status
from biblio.model.note import Note
from biblio.model.record import Work
from biblio.project.json_views import candidate_object, note_object, notice_object
from biblio.text import shorten

__all__ = ["story", "story_object"]

_WIDE = 92


def story(told: Explanation) -> Iterator[str]:
    """Yield the lines of a note's story."""
    one = told.decided
    note, decision = one.note, one.decision
    yield f"{click.style(note.id, bold=True)}   {status_word(decision.status)}"
    yield f"  {note.source}:{note.line}-{note.end_line}  ({note.layout})"
    yield from _read(note)
    yield ""
    yield _head("What it says about its own work")
    yield from _says(one.query)
    yield ""
    yield _head("What was asked")
    yield from _asked(told)
    if told.said:
        yield ""
        yield _head("What you decided")
        yield from _said(told)
    yield ""
    yield _head("Decision")
    sure = decision.confidence if decision.by is not DecidedBy.PERSON else None
    chance = f", {sure:.1%} sure" if sure is not None else ""
    by = f" by {decision.by}" if decision.by else ""
    yield f"  {decision.status}{by}{chance}: {decision.reason}"
    if decision.margin is not None:
        yield f"  {decision.margin:.1f} bits before the next candidate"
    for missed in decision.unasked:
        if str(missed) not in decision.reason:
            yield f"  could not ask {missed}"
    if told.work is not None:
        yield from _work(told.work, told.citekey)
    if decision.candidates:
        yield ""
        yield _head("Candidates")
        for number, candidate in enumerate(decision.candidates, 1):
            yield from _candidate(number, candidate)


def story_object(told: Explanation) -> dict[str, Any]:
    """Return a story as JSON: what `biblio notes --json` has, all evidence, and all that was asked and decided."""
    one = told.decided
    data = note_object(one.note, one.decision, told.work, told.citekey)
    data["candidates"] = [candidate_object(candidate) for candidate in one.decision.candidates]
    data |= {"summary": one.note.summary, "comment": one.note.comment, "decided_by": one.decision.by.value}
    data |= {"margin": one.decision.margin, "unasked": list(map(str, one.decision.unasked))}
    claims = told.work.claims if told.work else ()
    data["claims"] = {claim.field: [claim.value, claim.source, claim.why] for claim in claims}
    data["notices"] = [notice_object(notice) for notice in notices_of(told.work)] if told.work else []
    data["asked"] = [
        {
            "service": asked.service,
            "what": asked.what,
            "at": asked.at,
            "found": [
                {"title": record.title, "identifiers": list(map(str, record.identifiers))} for record in asked.records
            ],
        }
        for asked in told.asked
    ]
    data["said"] = [
        {"verb": said.statement.verb, "value": said.statement.value, "line": said.statement.line,
         "at": said.entry.at if said.entry else None}
        for said in told.said
    ]  # fmt: skip
    data |= {"former_ids": list(told.former), "opposed": told.opposed or None}
    return data


def _head(text: str) -> str:
    return click.style(text, bold=True, fg="blue")


def _field(name: str, value: str) -> str:
    return f"  {name:<11} {value}"


def _read(note: Note) -> Iterator[str]:
    yield ""
    yield _head("What was read")
    if note.title:
        yield _field("title", note.title)
    for title in note.other_titles:
        yield _field("or", title)
    if note.authors:
        yield _field("authors", "; ".join(note.authors) + (" and others" if note.et_al else ""))
    for name, value in (("at", note.organisation), ("venue", note.venue), ("year", str(note.year or ""))):
        if value:
            yield _field(name, value)
    if note.date:
        yield _field("note of", str(note.date))
    if note.tags:
        yield _field("tags", ", ".join(note.tags))
    for link in note.links:
        yield _field(link.role.value, f"{link.url}  {click.style(f'line {link.line}', dim=True)}")
    for reference in note.references:
        yield _field("mentions", shorten(f"{reference.kind} {reference.target}", _WIDE - 14))
    for name, text in (("summary", note.summary), ("comment", note.comment)):
        if text.strip():
            yield _field(name, shorten(text, _WIDE - 14))


def _asked(told: Explanation) -> Iterator[str]:
    for asked in told.asked:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(asked.at)) if asked.at else "now"
        yield f"  {when:<16} {asked.service:<15} {shorten(asked.what, _WIDE - 34)}"
        shown = ", ".join(
            f"{shorten(one.title, 60)!r}{f' ({one.date.year})' if one.date else ''}" for one in asked.records[:3]
        )
        count = plural(len(asked.records), "record")
        more = " …" if len(asked.records) > 3 else ""
        yield click.style(f"{'':19}{f'{count}: {shown}{more}' if shown else 'nothing'}", dim=True)
    if not told.asked:
        status = told.decided.decision.status
        yield "  nothing" if status is not Status.PENDING else "  nothing yet: biblio sync asks"


def _said(told: Explanation) -> Iterator[str]:
    for said in told.said:
        line = said.statement
        yield f"  {line.verb} {line.value}  {click.style(f'decisions.txt:{line.line}', dim=True)}"
        if said.entry is not None:
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(said.entry.at))
            yield click.style(f"    {when} by biblio {said.entry.command} (step {said.entry.step})", dim=True)
    for name in told.former:
        yield f"  it was called {name} then"
    if told.opposed:
        yield f"  {click.style('note:', fg='yellow')} {told.opposed}"


def _says(query: Query) -> Iterator[str]:
    rows = [
        ("identifiers", ", ".join(map(str, query.identifiers))),
        ("titles", " | ".join(query.titles)),
        ("authors", "; ".join(map(str, query.authors))),
        ("venue", query.venue),
        ("year", str(query.year or "")),
        ("before", str(query.before or "")),
        (
            "kind",
            f"{query.kind}{'' if query.sure_kind else ' (perhaps)'}: {'; '.join(query.grounds)}" if query.kind else "",
        ),
        ("you said", str(query.chosen or "")),
        ("not", ", ".join(map(str, query.rejected))),
    ]
    found = [_field(name, value) for name, value in rows if value]
    yield from found or ["  nothing: neither title nor identifier"]


def _work(work: Work, citekey: str | None) -> Iterator[str]:
    yield ""
    yield _head("The work") + (f"   {citekey}" if citekey else "")
    for notice in notices_of(work):
        reason = f": {notice.words}" if notice.words else ""
        yield "  " + click.style(f"{notice}{reason}", fg="red", bold=True)
    for claim in work.claims:
        yield _field(claim.field, shorten(claim.value, 58)) + click.style(f"  {claim.source}: {claim.why}", dim=True)


def _candidate(number: int, candidate: Candidate) -> Iterator[str]:
    best = candidate.work.best
    year = f" ({best.date.year})" if best.date else ""
    yield f"  {number}. {shorten(best.title, _WIDE - 24)}{year}   {candidate.bits:+.1f} bits"
    people = "; ".join(map(str, best.authors[:3])) + (" …" if len(best.authors) > 3 else "")
    names = ", ".join(map(str, candidate.work.identifiers[:4]))
    for line in filter(None, (people, names)):
        yield click.style(f"     {shorten(line, _WIDE)}", dim=True)
    for one in candidate.evidence:
        if one.level != "unknown":
            sides = f"{shorten(one.left, 32)} / {shorten(one.right, 32)}" if one.left or one.right else ""
            yield f"     {one.bits:+6.1f}  {one.comparison:<11} {one.level:<18} {click.style(sides, dim=True)}"
    for veto in candidate.vetoes:
        yield f"     {click.style('veto', fg='red')}    {veto}"
