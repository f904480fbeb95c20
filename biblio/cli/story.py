"""The story of one note: what was read, what was asked, the candidates with their evidence, the decision and why."""

from __future__ import annotations

from collections.abc import Iterator

import click

from biblio.app.exporting import Decided
from biblio.cli.render import status_word
from biblio.model.match import Candidate, Query
from biblio.model.note import Note
from biblio.model.record import Work
from biblio.text import shorten

__all__ = ["story"]

_WIDE = 92


def story(one: Decided, work: Work | None, citekey: str | None) -> Iterator[str]:
    """Yield the lines of a note's story. `work` is what is exported for it, under `citekey`."""
    note, decision = one.note, one.decision
    yield f"{click.style(note.id, bold=True)}   {status_word(decision.status)}"
    yield f"  {note.source}:{note.line}-{note.end_line}  ({note.layout})"
    yield from _read(note)
    yield ""
    yield _head("What it says about its own work")
    yield from _says(one.query)
    yield ""
    yield _head("Decision")
    chance = f", {decision.confidence:.1%} sure" if decision.confidence is not None else ""
    by = f" by {decision.by}" if decision.by else ""
    yield f"  {decision.status}{by}{chance}: {decision.reason}"
    for missed in decision.unasked:
        yield f"  could not ask {missed}"
    if work is not None:
        yield from _work(work, citekey)
    if decision.candidates:
        yield ""
        yield _head("Candidates")
        for number, candidate in enumerate(decision.candidates, 1):
            yield from _candidate(number, candidate)


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
    for notice in work.best.notices:
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
