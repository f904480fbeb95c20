"""What the review shows, as lines of text with a tone for every part. Pure: no terminal, no widgets.

Nothing is said by colour alone: the chosen candidate has a mark, a veto its word, numbers their sign, so that it reads
the same in one colour and aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from rich.cells import cell_len

from biblio.cli.rendering import fitted, wrapped
from biblio.decisions.review import ReviewItem
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
    "closing",
    "footer",
    "header",
    "heading",
    "help_lines",
    "note_lines",
]


class Tone(Enum):
    """What a part of a line is, which decides its style."""

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
    ("1-9", "accept that one", "accept"),
    ("enter", "accept the marked one", ""),
    ("up down", "mark another one", ""),
    ("n", "none of these is the note's work", "none"),
    ("k", "it is no paper: choose what it is", "no paper"),
    ("s", "search again, with other words", "search"),
    ("i", "type an identifier or an address; it is looked up and shown first", "id"),
    ("o", "open the marked one's page in the browser (O: the note's own link)", "open"),
    ("space", "leave it for later", "skip"),
    ("left", "go back to the note before", "back"),
    ("u", "take the last decision back", "undo"),
    ("page up, down", "scroll the note", ""),
    ("?", "this help", "help"),
    ("q", "leave; everything decided is written already", "quit"),
)
"""Key, what it does, and its short name for the footer (empty: not shown there)."""
_LINKS = (LinkRole.OWN, LinkRole.PAGE, LinkRole.CODE, LinkRole.PROJECT, LinkRole.SLIDES)
_MOST_LINKS = 6
_MOST_TEXT = 1500  # characters of a summary or a comment


def header(position: int, total: int, item: ReviewItem, width: int) -> Line:
    """Return the line at the top: how far, what state, where the note stands (its file's name where that is long)."""
    note = item.decided.note
    count = f"{position + 1} of {total}"
    state = f"  {f'done: {item.done}' if item.done else item.decided.decision.status.value}  "
    room = max(12, width - len(count) - cell_len(state))
    place = f"{note.source}:{note.line}"
    if cell_len(place) > room:
        place = fitted(f"{note.source.rpartition('/')[2]}:{note.line}", room)
    return StyledText(count, Tone.STRONG), StyledText(state), StyledText(place, Tone.DIM)


def note_lines(item: ReviewItem, width: int) -> Iterator[Line]:
    """Yield the note in `width` columns: its title, what else it says, its links, the person's words."""
    note = item.decided.note
    yield from _plain(note.title or "(no title)", width, Tone.STRONG)
    for title in note.other_titles:
        yield from _plain(f"or: {title}", width)
    people = "; ".join(note.authors) + (" and others" if note.et_al else "")
    published = " ".join(filter(None, (note.venue, str(note.year or ""))))
    yield from _plain(", ".join(filter(None, (people, note.organisation, published))), width)
    yield from _field("note of", str(note.date or ""), width)
    yield from _field("tags", ", ".join(note.tags), width)
    for link in _links(note.links):
        yield from _field(link.role.value, link.url, width)
    yield from _field("summary", shorten(note.summary, _MOST_TEXT), width)
    yield from _field("comment", shorten(note.comment, _MOST_TEXT), width)


def _plain(text: str, width: int, tone: Tone = Tone.PLAIN) -> Iterator[Line]:
    if text:
        yield from ((StyledText(line, tone),) for line in wrapped(text, width))


def _field(name: str, text: str, width: int, *, room: int = 9, tone: Tone = Tone.DIM) -> Iterator[Line]:
    """Yield a name and its text, the further lines under the first."""
    if text:
        for number, line in enumerate(wrapped(text, max(20, width - room))):
            yield StyledText(("" if number else name).ljust(room), tone), StyledText(line)


def _links(links: Sequence[Link]) -> list[Link]:
    known = [link for role in _LINKS for link in links if link.role is role]
    return [*known, *(link for link in links if link not in known)][:_MOST_LINKS]


def heading(item: ReviewItem, width: int) -> Iterator[Line]:
    """Yield what stands over the candidates: where they are from, and why none is taken."""
    decision = item.decided.decision
    if item.opposed and not item.heading:
        yield from _plain(item.opposed, width, Tone.BAD)
        return
    if item.heading:
        yield from _plain(item.heading, width, Tone.STRONG)
        return
    count = len(item.candidates)
    what = "1 candidate" if count == 1 else f"{count} candidates" if count else "no candidates"
    why = {Status.ACCEPTED: "accepted by", Status.PENDING: "waiting:"}.get(decision.status, "not accepted:")
    room = len(what) + 3
    for number, row in enumerate(wrapped(f"{why} {decision.reason}", max(20, width - room))):
        yield StyledText(("" if number else what).ljust(room), Tone.STRONG), StyledText(row, Tone.DIM)


def candidate_lines(number: int, candidate: Candidate, *, marked: bool, width: int) -> Iterator[Line]:
    """Yield a candidate in `width` columns: title, year and bits, then who and where; of the marked one all facts."""
    title, bits = candidate_title(candidate)
    tone = Tone.GOOD if candidate.bits > 0 and not candidate.vetoes else Tone.BAD
    room = width - 7 - len(bits)
    for row, text in enumerate(wrapped(title, room) if marked else [fitted(title, room)]):
        mark = f"{'>' if marked else ' '} {number}  " if row == 0 else " " * 5
        yield (
            StyledText(mark, Tone.KEY),
            StyledText(text, Tone.STRONG),
            *([StyledText(f"  {bits}", tone)] if row == 0 else []),
        )
    if marked:
        yield from candidate_facts(candidate, width)
    else:
        yield (StyledText(f"     {fitted(_published(candidate), width - 5)}", Tone.DIM),)


def candidate_title(candidate: Candidate) -> tuple[str, str]:
    """Return a candidate's title with its year, and its bits with the word "veto" where it has one."""
    best = candidate.work.best
    year = f" ({best.date.year})" if best.date else ""
    return f"{best.title}{year}", f"{candidate.bits:+.1f} bits{', veto' if candidate.vetoes else ''}"


def candidate_facts(candidate: Candidate, width: int) -> Iterator[Line]:
    """Yield all that is known of a candidate: people and venue, identifiers, vetoes, the evidence."""
    yield from _field("", _published(candidate), width, room=5)
    yield from _field("", "  ".join(map(str, candidate.work.identifiers[:4])), width, room=5)
    for notice in notices_of(candidate.work):
        yield from _field("     notice", str(notice), width, room=13, tone=Tone.BAD)
    for veto in candidate.vetoes:
        yield from _field("     veto", veto, width, room=11, tone=Tone.BAD)
    for one in candidate.evidence:
        if one.level != "unknown":
            yield _evidence(one, width)


def _published(candidate: Candidate) -> str:
    best = candidate.work.best
    people = "; ".join(map(str, best.authors[:3])) + (" and others" if len(best.authors) > 3 else "")
    return ", ".join(filter(None, (people, best.venue_short or best.venue)))


def _evidence(one: Evidence, width: int) -> Line:
    room = max(10, (width - 44) // 2)
    sides = f"{shorten(one.left, room)} / {shorten(one.right, room)}" if one.left or one.right else ""
    tone = Tone.GOOD if one.bits > 0 else Tone.BAD if one.bits < 0 and one.comparison != "prior" else Tone.PLAIN
    return (
        StyledText(f"     {one.bits:+6.1f}  ", tone),
        StyledText(f"{one.comparison:<11}{one.level:<15} "),
        StyledText(sides, Tone.DIM),
    )


def footer(width: int) -> list[Line]:
    """Return the keys in as many lines of at most `width` columns as they take."""
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
    """Yield every key with what it does, in `width` columns."""
    for key, what, _ in KEYS:
        for number, row in enumerate(wrapped(what, width - 14)):
            yield StyledText(f"{'' if number else key:<14}", Tone.KEY), StyledText(row)


def closing(items: Sequence[ReviewItem], width: int) -> Iterator[Line]:
    """Yield what is shown behind the last note: what was decided."""
    done = [item for item in items if item.done]
    left = len(items) - len(done)
    yield from _plain(f"{len(done)} decided, {left} left for later.", width, Tone.STRONG)
    yield from _plain("q leaves, u takes the last decision back, left goes back through the notes.", width)
    yield ()
    for item in done:
        title = item.decided.note.title or item.decided.note.id
        yield (StyledText(fitted(title, width)),)
        yield from _field("", item.done, width, room=2)
