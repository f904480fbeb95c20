"""What the review shows, as lines of styled text. Pure: it knows neither the terminal nor widgets.

Nothing is expressed by colour alone: the marked candidate has a mark, and evidence says "for" or "against". So the
screen says the same without colours, and when it is read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from biblio.cli.cells import cell_len
from biblio.cli.confidence import certainty_word, evidence_weight, reason_of, shown_evidence
from biblio.cli.rendering import fitted, wrapped
from biblio.decisions.review_session import ReviewItem
from biblio.matching.works.versions import notices_of
from biblio.model.decision import Candidate, Evidence, Status
from biblio.model.note import Link, LinkRole
from biblio.text import shorten

__all__ = [
    "KEYS",
    "Line",
    "StyledText",
    "Tone",
    "candidate_facts",
    "candidate_lines",
    "candidate_title",
    "closing_lines",
    "footer_lines",
    "header_line",
    "heading_lines",
    "help_lines",
    "note_lines",
]


class Tone(Enum):
    """The role of a part of a line, from which its style follows."""

    PLAIN = ""
    STRONG = "strong"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"
    KEY = "key"


class StyledText(NamedTuple):
    """A piece of text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[StyledText, ...]
KEYS = (
    ("1-9", "accept this candidate", "accept"),
    ("enter", "accept the marked candidate", ""),
    ("up down", "mark another candidate", ""),
    ("n", "none of these candidates is right", "none"),
    ("k", "the note is not about a paper: choose what it is about", "not a paper"),
    ("s", "search with other words", "search"),
    ("i", "type an identifier or an address; the work is shown first", "id"),
    ("o", "open the page of the marked candidate (O: the note's own link)", "open"),
    ("space", "leave the note for later", "skip"),
    ("left", "go back to the previous note", "back"),
    ("u", "undo the last decision", "undo"),
    ("d", "show or hide the evidence in numbers", ""),
    ("page up, down", "scroll the note", ""),
    ("?", "show this help", "help"),
    ("q", "quit; all decisions are already saved", "quit"),
)
"""Key, what it does, and its short name for the footer (empty: not shown there)."""
_OUTCOMES = {
    Status.ACCEPTED: "accepted",
    Status.AMBIGUOUS: "not accepted",
    Status.UNRESOLVED: "unresolved",
    Status.NOT_A_PAPER: "not a paper",
    Status.PENDING: "pending",
}
_LINK_ROLES = (LinkRole.OWN, LinkRole.PAGE, LinkRole.CODE, LinkRole.PROJECT, LinkRole.SLIDES)
_MAX_LINKS = 6
_MAX_TEXT = 1500  # characters of a summary or a comment


def header_line(position: int, total: int, item: ReviewItem, width: int) -> Line:
    """Return the top line: position in the queue, status, and the note's place (its file name if the path is long)."""
    note = item.decided.note
    count = f"{position + 1} of {total}"
    state = f"  {f'done: {item.outcome}' if item.outcome else item.decided.decision.status.value}  "
    columns = max(12, width - len(count) - cell_len(state))
    place = f"{note.source}:{note.line}"
    if cell_len(place) > columns:
        place = fitted(f"{note.source.rpartition('/')[2]}:{note.line}", columns)
    return StyledText(count, Tone.STRONG), StyledText(state), StyledText(place, Tone.DIM)


def note_lines(item: ReviewItem, width: int) -> Iterator[Line]:
    """Yield the note in `width` columns: title, authors and venue, tags, links, the user's own text."""
    note = item.decided.note
    yield from _plain(note.title or "(no title)", width, Tone.STRONG)
    for title in note.other_titles:
        yield from _plain(f"or: {title}", width)
    people = "; ".join(note.authors) + (" and others" if note.et_al else "")
    published = " ".join(filter(None, (note.venue, str(note.year or ""))))
    yield from _plain(", ".join(filter(None, (people, note.organisation, published))), width)
    yield from _field("noted", str(note.date or ""), width)
    yield from _field("tags", ", ".join(note.tags), width)
    for link in _links(note.links):
        yield from _field(link.role.value, link.url, width)
    yield from _field("summary", shorten(note.summary, _MAX_TEXT), width)
    yield from _field("comment", shorten(note.comment, _MAX_TEXT), width)


def _plain(text: str, width: int, tone: Tone = Tone.PLAIN) -> Iterator[Line]:
    if text:
        yield from ((StyledText(line, tone),) for line in wrapped(text, width))


def _field(name: str, text: str, width: int, *, indent: int = 9, tone: Tone = Tone.DIM) -> Iterator[Line]:
    """Yield a name and its text, wrapped and indented by `indent` columns."""
    if text:
        for number, line in enumerate(wrapped(text, max(20, width - indent))):
            yield StyledText(("" if number else f"{name} ").ljust(indent), tone), StyledText(line)


def _links(links: Sequence[Link]) -> list[Link]:
    preferred = [link for role in _LINK_ROLES for link in links if link.role is role]
    return [*preferred, *(link for link in links if link not in preferred)][:_MAX_LINKS]


def heading_lines(item: ReviewItem, width: int) -> Iterator[Line]:
    """Yield the lines above the candidates: where they come from, and why none was accepted."""
    decision = item.decided.decision
    if item.conflict and not item.heading:
        yield from _plain(item.conflict, width, Tone.BAD)
        return
    if item.heading:
        yield from _plain(item.heading, width, Tone.STRONG)
        return
    count = len(item.candidates)
    title = "1 candidate" if count == 1 else f"{count} candidates" if count else "no candidates"
    outcome = _OUTCOMES[decision.status]
    indent = len(title) + 3
    for number, line in enumerate(wrapped(f"{outcome}: {reason_of(decision)}", max(20, width - indent))):
        yield StyledText(("" if number else title).ljust(indent), Tone.STRONG), StyledText(line, Tone.DIM)


def candidate_lines(item: ReviewItem, number: int, *, marked: bool, width: int, detailed: bool) -> Iterator[Line]:
    """Yield candidate `number` (from 1) in `width` columns: title, year, how likely it is; then people and venue.

    The `marked` candidate is shown with all facts and evidence, `detailed` gives their weights in bits.
    """
    candidate = item.candidates[number - 1]
    title, chance = candidate_title(item, candidate, detailed=detailed)
    tone = Tone.GOOD if candidate.bits > 0 and not candidate.vetoes else Tone.BAD
    columns = width - 7 - len(chance)
    for row, text in enumerate(wrapped(title, columns) if marked else [fitted(title, columns)]):
        prefix = f"{'>' if marked else ' '} {number}  " if row == 0 else " " * 5
        yield (
            StyledText(prefix, Tone.KEY),
            StyledText(text, Tone.STRONG),
            *([StyledText(f"  {chance}", tone)] if row == 0 else []),
        )
    if marked:
        yield from candidate_facts(candidate, width, detailed=detailed)
    else:
        yield (StyledText(f"     {fitted(_publication(candidate), width - 5)}", Tone.DIM),)


def candidate_title(item: ReviewItem, candidate: Candidate, *, detailed: bool) -> tuple[str, str]:
    """Return a candidate's title with its year, and how likely it is."""
    record = candidate.work.best
    year = f" ({record.date.year})" if record.date else ""
    chance = certainty_word(candidate, item.candidates, item.decided.decision)
    bits = f", {candidate.bits:+.1f} bits" if detailed else ""
    return f"{record.title}{year}", f"{chance}{bits}"


def candidate_facts(candidate: Candidate, width: int, *, detailed: bool) -> Iterator[Line]:
    """Yield people and venue, identifiers, notices, vetoes and evidence; `detailed` gives weights in bits."""
    yield from _field("", _publication(candidate), width, indent=5)
    yield from _field("", "  ".join(map(str, candidate.work.identifiers[:4])), width, indent=5)
    for notice in notices_of(candidate.work):
        yield from _field("     notice", str(notice), width, indent=13, tone=Tone.BAD)
    label = "veto" if detailed else "problem"
    for veto in candidate.vetoes:
        yield from _field(f"     {label}", veto, width, indent=13, tone=Tone.BAD)
    for evidence in shown_evidence(candidate, detailed=detailed):
        yield _evidence_line(evidence, width, detailed=detailed)


def _publication(candidate: Candidate) -> str:
    record = candidate.work.best
    people = "; ".join(map(str, record.authors[:3])) + (" and others" if len(record.authors) > 3 else "")
    return ", ".join(filter(None, (people, record.venue_short or record.venue)))


def _evidence_line(evidence: Evidence, width: int, *, detailed: bool) -> Line:
    columns = max(10, (width - 44) // 2)
    values = ""
    if evidence.left or evidence.right:
        values = f"{shorten(evidence.left, columns)} / {shorten(evidence.right, columns)}"
    is_against = evidence.bits < 0 and evidence.comparison != "prior"
    tone = Tone.GOOD if evidence.bits > 0 else Tone.BAD if is_against else Tone.PLAIN
    return (
        StyledText(f"     {evidence_weight(evidence, detailed=detailed)} ", tone),
        StyledText(f"{evidence.comparison:<11}{evidence.level:<15} "),
        StyledText(values, Tone.DIM),
    )


def footer_lines(width: int) -> list[Line]:
    """Return the keys in lines of at most `width` columns."""
    lines: list[list[StyledText]] = [[]]
    used = 0
    for key, _, name in KEYS:
        if not name:
            continue
        size = len(key) + 1 + len(name)
        if used and used + 2 + size > width:
            lines.append([])
            used = 0
        if used:
            lines[-1].append(StyledText("  "))
            used += 2
        lines[-1] += [StyledText(key, Tone.KEY), StyledText(f" {name}", Tone.DIM)]
        used += size
    return [tuple(line) for line in lines]


def help_lines(width: int) -> Iterator[Line]:
    """Yield all keys and what they do, in `width` columns."""
    for key, description, _ in KEYS:
        for number, line in enumerate(wrapped(description, width - 14)):
            yield StyledText(f"{'' if number else key:<14}", Tone.KEY), StyledText(line)


def closing_lines(items: Sequence[ReviewItem], width: int) -> Iterator[Line]:
    """Yield what is shown after the last note: the decisions that were made."""
    decided = [item for item in items if item.outcome]
    skipped = len(items) - len(decided)
    yield from _plain(f"{len(decided)} decided, {skipped} left for later.", width, Tone.STRONG)
    yield from _plain("q quits, u undoes the last decision, the left arrow goes back through the notes.", width)
    yield ()
    for item in decided:
        title = item.decided.note.title or item.decided.note.id
        yield (StyledText(fitted(title, width)),)
        yield from _field("", item.outcome, width, indent=2)
