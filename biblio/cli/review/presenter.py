"""What the review shows, as lines of styled text. Pure: it knows neither the terminal nor widgets.

Nothing is expressed by colour alone: the marked candidate has a mark, and evidence says "for" or "against". So the
screen says the same without colours, and when it is read aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from biblio.cli.cells import cell_len
from biblio.cli.languages import translate as _
from biblio.cli.languages import translate_count
from biblio.cli.rendering import fitted, wrapped
from biblio.cli.review.evidence_words import evidence_in_words
from biblio.cli.review.title_difference import TitlePart, compare_words
from biblio.decisions.alike_notes import AlikeNotes
from biblio.decisions.confidence import certainty_word, evidence_weight, reason_of, shown_evidence
from biblio.decisions.review_session import ReviewItem
from biblio.matching.works.versions import notices_of
from biblio.model.decision import Candidate, Evidence, Status
from biblio.model.note import Link, LinkRole
from biblio.text import normalise_space, shorten

__all__ = [
    "Line",
    "StyledText",
    "Tone",
    "candidate_facts",
    "candidate_lines",
    "candidate_title",
    "closing_lines",
    "footer_lines",
    "group_line",
    "group_lines",
    "header_line",
    "heading_lines",
    "help_lines",
    "note_lines",
    "review_keys",
]


class Tone(Enum):
    """The role of a part of a line, from which its style follows."""

    PLAIN = ""
    STRONG = "strong"
    DIM = "dim"
    GOOD = "good"
    BAD = "bad"
    KEY = "key"
    DIFFERS = "differs"


class StyledText(NamedTuple):
    """A piece of text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[StyledText, ...]
_INDENT = 5  # columns before a candidate's title
_LABEL = 14  # columns of a label and its indentation below a candidate


def review_keys() -> tuple[tuple[str, str, str], ...]:
    """Return every key, what it does, and its short name for the footer (empty: not shown there)."""
    return (
        ("1-9", _("accept this candidate"), _("accept")),
        ("enter", _("accept the marked candidate"), ""),
        ("up down", _("mark another candidate"), ""),
        ("n", _("none of these candidates is right"), _("none")),
        ("k", _("the note is not about a paper: choose what it is about"), _("not a paper")),
        ("a", _("accept all notes of a kind at once, after a look at them"), _("alike")),
        ("s", _("search with other words"), _("search")),
        ("i", _("type an identifier or an address; the work is shown first"), _("id")),
        ("o", _("open the page of the marked candidate (O: the note's own link)"), _("open")),
        ("space", _("leave the note for later"), _("skip")),
        ("left", _("go back to the previous note"), _("back")),
        ("u", _("undo the last decision"), _("undo")),
        ("b", _("show the whole abstract, or its beginning"), ""),
        ("d", _("show or hide the evidence in numbers"), ""),
        ("page up, down", _("scroll the note"), ""),
        ("?", _("show this help"), _("help")),
        ("q", _("quit; all decisions are already saved"), _("quit")),
    )


def _status_word(status: Status) -> str:
    return {
        Status.ACCEPTED: _("accepted"),
        Status.AMBIGUOUS: _("not accepted"),
        Status.UNRESOLVED: _("unresolved"),
        Status.NOT_A_PAPER: _("not a paper"),
        Status.PENDING: _("pending"),
    }[status]


_LINK_ROLES = (LinkRole.OWN, LinkRole.PAGE, LinkRole.CODE, LinkRole.PROJECT, LinkRole.SLIDES)
_MAX_LINKS = 6
_MAX_TEXT = 1500  # characters of a summary or a comment


def header_line(position: int, total: int, item: ReviewItem, width: int) -> Line:
    """Return the top line: position in the queue, status, and the note's place (its file name if the path is long)."""
    note = item.decided.note
    count = _("{number} of {total}").format(number=position + 1, total=total)
    done = _("done: {what}").format(what=item.outcome)
    state = f"  {done if item.outcome else item.decided.decision.status.value}  "
    columns = max(12, width - cell_len(count) - cell_len(state))
    place = f"{note.source}:{note.line}"
    if cell_len(place) > columns:
        place = fitted(f"{note.source.rpartition('/')[2]}:{note.line}", columns)
    return StyledText(count, Tone.STRONG), StyledText(state), StyledText(place, Tone.DIM)


def note_lines(item: ReviewItem, width: int) -> Iterator[Line]:
    """Yield the note in `width` columns: title, authors and venue, tags, links, the user's own text."""
    note = item.decided.note
    yield from _plain(note.title or _("(no title)"), width, Tone.STRONG)
    for title in note.other_titles:
        yield from _plain(_("or: {title}").format(title=title), width)
    people = "; ".join(note.authors)
    if note.et_al:
        people = _("{names} and others").format(names=people)
    published = " ".join(filter(None, (note.venue, str(note.year or ""))))
    yield from _plain(", ".join(filter(None, (people, note.organisation, published))), width)
    yield from _field(_("noted"), str(note.date or ""), width)
    yield from _field(_("tags"), ", ".join(note.tags), width)
    for link in _links(note.links):
        yield from _field(link.role.value, link.url, width)
    yield from _field(_("summary"), shorten(note.summary, _MAX_TEXT), width)
    yield from _field(_("comment"), shorten(note.comment, _MAX_TEXT), width)


def _plain(text: str, width: int, tone: Tone = Tone.PLAIN) -> Iterator[Line]:
    if text:
        yield from ((StyledText(line, tone),) for line in wrapped(text, width))


def _field(name: str, text: str, width: int, *, indent: int = 9, tone: Tone = Tone.DIM) -> Iterator[Line]:
    """Yield a name and its text, wrapped and indented by `indent` columns."""
    if text:
        for number, line in enumerate(wrapped(text, max(20, width - indent))):
            yield StyledText(_padded("" if number else f"{name} ", indent), tone), StyledText(line)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - cell_len(text))


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
    title = translate_count("{count} candidate", "{count} candidates", count) if count else _("no candidates")
    outcome = f"{_status_word(decision.status)}: {reason_of(decision)}"
    indent = cell_len(title) + 3
    for number, line in enumerate(wrapped(outcome, max(20, width - indent))):
        yield StyledText(_padded("" if number else title, indent), Tone.STRONG), StyledText(line, Tone.DIM)


def candidate_lines(
    item: ReviewItem,
    number: int,
    *,
    marked: bool,
    width: int,
    detailed: bool,
    is_wide: bool = False,
    abstract_lines: int | None = 0,
) -> Iterator[Line]:
    """Yield candidate `number` (from 1) in `width` columns: title, year, how likely it is; then people and venue.

    The `marked` candidate is shown with the note's title below its own, with all facts and evidence, and with the
    first `abstract_lines` of its abstract (None: all). The others take two lines, or as many as they need if the screen
    `is_wide`. `detailed` gives the weights of evidence in bits.
    """
    candidate = item.candidates[number - 1]
    title, year, chance = _title_and_chance(item, candidate, detailed=detailed)
    tone = Tone.GOOD if candidate.bits > 0 and not candidate.vetoes else Tone.BAD
    label = _padded(f"{_('note')} ", _INDENT)  # the titles begin in the same column
    indent = cell_len(label)
    columns = width - indent - 2 - cell_len(chance)
    prefix = StyledText(_padded(f"{'>' if marked else ' '} {number}  ", indent), Tone.KEY)
    note_title = normalise_space(item.decided.note.title or "")
    if marked or is_wide:
        parts, note_parts = compare_words(title, note_title) if note_title else ((TitlePart(title),), ())
        rows = list(_marked_rows((*parts, TitlePart(year)), columns, Tone.STRONG))
    else:
        note_parts, rows = (), [(StyledText(fitted(f"{title}{year}", columns), Tone.STRONG),)]
    for row_number, row in enumerate(rows):
        if row_number:
            yield StyledText(" " * indent), *row
        else:
            yield prefix, *row, StyledText(f"  {chance}", tone)
    if not marked:
        yield (StyledText(f"{' ' * indent}{fitted(_publication(candidate), width - indent)}", Tone.DIM),)
        if is_wide:
            yield from _short_evidence(candidate, width)
            yield ()
        return
    if note_parts:
        for row_number, row in enumerate(_marked_rows(note_parts, columns, Tone.PLAIN)):
            yield StyledText(label if row_number == 0 else " " * indent, Tone.DIM), *row
    yield from candidate_facts(candidate, width, detailed=detailed)
    yield from _abstract(candidate, width, abstract_lines)
    if is_wide:
        yield ()


def _marked_rows(parts: Sequence[TitlePart], columns: int, tone: Tone) -> Iterator[Line]:
    """Yield the parts of a title in rows of `columns`, those that differ in a tone of their own."""
    text = "".join(part.text for part in parts)
    edges = [0]
    for part in parts:
        edges.append(edges[-1] + len(part.text))
    start = 0
    for row in wrapped(text, max(20, columns)):
        start = text.index(row, start)
        end = start + len(row)
        yield tuple(
            StyledText(text[max(first, start) : min(last, end)], Tone.DIFFERS if part.differs else tone)
            for part, first, last in zip(parts, edges, edges[1:], strict=False)
            if first < end and last > start
        )
        start = end


def candidate_title(item: ReviewItem, candidate: Candidate, *, detailed: bool) -> tuple[str, str]:
    """Return a candidate's title with its year, and how likely it is."""
    title, year, chance = _title_and_chance(item, candidate, detailed=detailed)
    return f"{title}{year}", chance


def _title_and_chance(item: ReviewItem, candidate: Candidate, *, detailed: bool) -> tuple[str, str, str]:
    record = candidate.work.best
    year = f" ({record.date.year})" if record.date else ""
    chance = _(certainty_word(candidate, item.candidates, item.decided.decision))
    bits = f", {candidate.bits:+.1f} bits" if detailed else ""
    return normalise_space(record.title), year, f"{chance}{bits}"


def candidate_facts(candidate: Candidate, width: int, *, detailed: bool) -> Iterator[Line]:
    """Yield people and venue, identifiers, notices, vetoes and evidence: in words, or `detailed` in numbers."""
    yield from _field("", _publication(candidate), width, indent=5)
    yield from _field("", "  ".join(map(str, candidate.work.identifiers[:4])), width, indent=5)
    for notice in notices_of(candidate.work):
        yield from _field(f"     {_('notice')}", str(notice), width, indent=_LABEL, tone=Tone.BAD)
    label = "veto" if detailed else _("problem")
    for veto in candidate.vetoes:
        yield from _field(f"     {label}", veto, width, indent=_LABEL, tone=Tone.BAD)
    for evidence in shown_evidence(candidate, detailed=detailed):
        if detailed:
            yield _evidence_line(evidence, width)
        else:
            is_for = evidence.bits > 0
            label, tone = (_("for"), Tone.GOOD) if is_for else (_("against"), Tone.BAD)
            yield from _field(f"     {label}", evidence_in_words(evidence), width, indent=_LABEL, tone=tone)


def _short_evidence(candidate: Candidate, width: int) -> Iterator[Line]:
    """Yield what speaks for and against a candidate that is not marked, in a line for each side."""
    shown = shown_evidence(candidate, detailed=False)
    # A veto about the titles says what their comparison says.
    weighing = [
        evidence
        for evidence in shown
        if evidence.bits < 0 and not (candidate.vetoes and evidence.comparison == "title")
    ]
    against = [*candidate.vetoes, *map(evidence_in_words, weighing)]
    sides = (
        (_("for"), Tone.GOOD, [evidence_in_words(evidence) for evidence in shown if evidence.bits > 0]),
        (_("against"), Tone.BAD, against),
    )
    for label, tone, phrases in sides:
        yield from _field(f"     {label}", "; ".join(phrases), width, indent=_LABEL, tone=tone)


def _abstract(candidate: Candidate, width: int, lines: int | None) -> Iterator[Line]:
    work = candidate.work
    text = next((record.abstract for record in (work.best, *work.records) if record.abstract), "")
    rows = list(_field(f"     {_('abstract')}", normalise_space(text), width, indent=_LABEL))
    if lines is not None and len(rows) > lines:
        *rows, last = rows[:lines] or [()]
        rows += [(*last[:-1], StyledText(f"{fitted(last[-1].text, width - 16)} …"))] if last else []
    yield from rows


def _publication(candidate: Candidate) -> str:
    record = candidate.work.best
    people = "; ".join(map(str, record.authors[:3]))
    if len(record.authors) > 3:
        people = _("{names} and others").format(names=people)
    return ", ".join(filter(None, (people, record.venue_short or record.venue)))


def _evidence_line(evidence: Evidence, width: int) -> Line:
    columns = max(10, (width - 44) // 2)
    values = ""
    if evidence.left or evidence.right:
        values = f"{shorten(evidence.left, columns)} / {shorten(evidence.right, columns)}"
    is_against = evidence.bits < 0 and evidence.comparison != "prior"
    tone = Tone.GOOD if evidence.bits > 0 else Tone.BAD if is_against else Tone.PLAIN
    return (
        StyledText(f"     {evidence_weight(evidence, detailed=True)} ", tone),
        StyledText(f"{evidence.comparison:<11}{evidence.level:<15} "),
        StyledText(values, Tone.DIM),
    )


def group_line(group: AlikeNotes) -> str:
    """Return what the notes of a group have in common: "12 notes whose title and year agree"."""
    names = {
        "title": _("title"),
        "subtitle": _("title without its subtitle"),
        "beginning": _("title (its beginning)"),
        "authors": _("author"),
        "year": _("year"),
        "venue": _("venue"),
        "pages": _("pages"),
        "identifier": _("identifier"),
    }
    *others, last = (names[name] for name in group.agreeing)
    what = _("{things} and {thing}").format(things=", ".join(others), thing=last) if others else last
    # The singular is never needed in English: "whose title agrees" and "whose title and year agree" differ otherwise.
    count = len(group.positions)
    if others:
        text = translate_count("{count} note whose {{what}} agree", "{count} notes whose {{what}} agree", count)
    else:
        text = translate_count("{count} note whose {{what}} agrees", "{count} notes whose {{what}} agrees", count)
    return text.format(what=what)


def group_lines(items: Sequence[ReviewItem], group: AlikeNotes, width: int) -> Iterator[Line]:
    """Yield the notes of a group, each with its first candidate below it and the words marked that differ."""
    for position in group.positions:
        item = items[position]
        candidate = item.decided.decision.candidates[0]
        title, year, _chance = _title_and_chance(item, candidate, detailed=False)
        note = item.decided.note
        parts, work_parts = compare_words(normalise_space(note.title or ""), title)
        known = ", ".join(filter(None, ("; ".join(note.authors[:3]), note.venue, str(note.year or ""))))
        for prefix, row_parts, further in (
            (_("note"), parts, f"  {known}" if known else ""),
            (_("work"), work_parts, f"{year}  {_publication(candidate)}"),
        ):
            rows = list(_marked_rows((*row_parts, TitlePart(further)), width - 7, Tone.PLAIN))
            for number, row in enumerate(rows):
                yield StyledText(f"{'' if number else prefix:<6} ", Tone.DIM), *row
        yield ()


def footer_lines(width: int) -> list[Line]:
    """Return the keys in lines of at most `width` columns."""
    lines: list[list[StyledText]] = [[]]
    used = 0
    for key, _description, name in review_keys():
        if not name:
            continue
        size = len(key) + 1 + cell_len(name)
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
    for key, description, _name in review_keys():
        for number, line in enumerate(wrapped(description, width - 14)):
            yield StyledText(f"{'' if number else key:<14}", Tone.KEY), StyledText(line)


def closing_lines(items: Sequence[ReviewItem], width: int) -> Iterator[Line]:
    """Yield what is shown after the last note: the decisions that were made."""
    decided = [item for item in items if item.outcome]
    skipped = len(items) - len(decided)
    yield from _plain(
        _("{decided} decided, {left} left for later.").format(decided=len(decided), left=skipped), width, Tone.STRONG
    )
    yield from _plain(_("q quits, u undoes the last decision, the left arrow goes back through the notes."), width)
    yield ()
    for item in decided:
        title = item.decided.note.title or item.decided.note.id
        yield (StyledText(fitted(title, width)),)
        yield from _field("", item.outcome, width, indent=2)
