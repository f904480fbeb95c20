"""Read KeyPoint pages of the 2026 form: every note opens with the line ``Paper/Blog Link My Issue``; titles are lost.

The next line has the tags and the date, followed by ``GPT Summary- …`` (if there is one) and ``Comment``; the comment
runs to the next opening. ``Loading…`` and ``image`` are remains of embedded posts and pictures, which are kept because
the user put something there. The line above the first note is not read as a tag.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from biblio.errors import Problem
from biblio.extract.links import find_links, find_references
from biblio.extract.title_line import parse_title_line, title_fields
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import LineNumbers, TextPiece, code_fences, cut_piece, distinct, find_date, is_inside
from biblio.text import fold

__all__ = ["OPENING", "read_2026_page"]

# The first of the two links is missing where the entry gives no address.
OPENING = re.compile(
    r"^[ \t]*(?:Paper/Blog Link[ \t]*+\n?[ \t]*+)?My Issue[ \t]*$(?=\s*(?:#[^\s#]|Issue Date:|\Z))", re.MULTILINE
)
_DATE = re.compile(r"Issue Date:[ \t]*(?P<date>\d[\d/.-]*)?")
_TAG_ROWS = re.compile(r"\s*+(?:#[^\s#][^\n]*+\s*+)*")
_TAG = re.compile(r"#([^#\n]+)")
_SUMMARY = re.compile(r"(?:^|(?<=\s))GPT Summary[ \t]*[-–]?[ \t]*", re.MULTILINE)
# "Comment" at the end of a line, or before something that does not continue an English sentence.
_COMMENTS = (
    re.compile(r"(?:^|(?<=\s))Comment[ \t]*$", re.MULTILINE),
    re.compile(r"(?:^|(?<=\s))Comment(?=[ \t]*(?:[^\x00-\x7f]|https?:))", re.MULTILINE),
)
_REMAINS = re.compile(r"\s*(?:Loading…|image|-|.{0,20}[:：])\s*\Z")
_KEY_LENGTH = 200


def read_2026_page(document: Document) -> Iterator[ReadItem]:
    """Yield the problems of a 2026 page, then its notes; a note that is repeated word for word is yielded once."""
    text = document.text
    lines = LineNumbers(text)
    fences = code_fences(text, OPENING)
    openings = [match for match in OPENING.finditer(text) if not is_inside(match.start(), fences)]
    ends = [*(match.start() for match in openings[1:]), len(text)]
    notes: dict[object, Note] = {}
    for opening, end in zip(openings, ends, strict=False):
        note, problem = _read_entry(document, opening, end, lines)
        if problem:
            yield problem
        content = (note.date, note.tags, note.title, note.summary, note.comment)
        if (first := notes.get(content)) and (note.summary or _prose(note.comment)):
            notes[content] = first.replace(copies=(*first.copies, (note.line, note.end_line)))
            continue
        notes[content if content not in notes else object()] = note
    yield from _with_ids(list(notes.values()))


def _with_ids(notes: Sequence[Note]) -> Iterator[Note]:
    """Yield the notes with ids made from their day and first words, so that additions at the end do not change an id.

    If two notes of a day have the same first row, more of their beginning is used; if that is the same too, their
    order.
    """
    short = [_natural_key(note, rows=1) for note in notes]
    alike = Counter(short)
    uses: Counter[str] = Counter()
    for note, key in zip(notes, short, strict=True):
        natural = key if alike[key] == 1 else _natural_key(note, rows=None)
        identifier = note_id(*natural, title=note.title or "")
        uses[identifier] += 1
        yield note.replace(id=identifier if uses[identifier] == 1 else f"{identifier}-{uses[identifier]}")


def _natural_key(note: Note, *, rows: int | None) -> tuple[str, ...]:
    words = note.title or note.summary or _prose(note.comment, rows=rows)
    return (str(note.date), words) if words else (str(note.date), *note.tags)


def _read_entry(
    document: Document, opening: re.Match[str], end: int, lines: LineNumbers
) -> tuple[Note, Problem | None]:
    """Return the note between `opening` and `end`, without its id, and the problem with its date."""
    text, path = document.text, document.path
    tags, body, written = _header(text, opening.end(), end)
    date, problem = find_date(written, path, lines.at(body))
    if not written:
        problem = Problem(path, lines.at(opening.start()), "an entry has no date", "the page may be cut off here")
    title_text, summary, comment = _split(text, body, end)
    title = parse_title_line(title_text)
    texts = [(part.text, lines.at(part.at)) for part in (summary, comment)]
    line, end_line = lines.span(opening.start(), end)
    note = Note(
        id="",
        source=path,
        line=line,
        end_line=end_line,
        layout="keypoint-text",
        marker=title.marker,
        **title_fields(title),
        date=date,
        tags=tags,
        summary=summary.text,
        comment=comment.text,
        links=tuple(link for part, at in texts for link in find_links(part, line=at)),
        references=tuple(find_references(comment.text, line=texts[1][1])),
    )
    return note, problem


def _header(text: str, start: int, end: int) -> tuple[tuple[str, ...], int, str]:
    """Return the tags of an entry, the offset of its text, and its date as written (empty if it has none)."""
    date = _DATE.search(text, start, end)
    rows = text[start : date.start()] if date else ""
    if date is None or not _TAG_ROWS.fullmatch(rows):
        date, first = None, _TAG_ROWS.match(text, start, end)
        rows = first[0].partition("\n\n")[0] if first else ""
    tags = distinct(tag.strip() for tag in _TAG.findall(rows))
    return tags, date.end() if date else start + len(rows), (date["date"] or "") if date else ""


def _split(text: str, start: int, end: int) -> tuple[str, TextPiece, TextPiece]:
    """Return the title line (nearly always empty), summary and comment that follow a date."""
    comment = _comment_marker(text, start, end)
    stop = comment.start() if comment else end
    nothing = TextPiece("", stop)
    if summary := _SUMMARY.search(text, start, stop):
        title, first = text[start : summary.start()].strip(), cut_piece(text, summary.end(), stop)
        return title, first, cut_piece(text, comment.end(), end) if comment else nothing
    if comment is None:
        return "", nothing, cut_piece(text, start, end)
    return text[start : comment.start()].strip(), nothing, cut_piece(text, comment.end(), end)


def _comment_marker(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the "Comment" that opens a comment: the one on the line of the header, or else the first one."""
    matches = [match for pattern in _COMMENTS if (match := pattern.search(text, start, end))]
    alone = next((match for match in matches if "\n" not in text[start : match.start()].strip("\n")), None)
    return alone or min(matches, key=re.Match.start, default=None)


def _prose(comment: str, *, rows: int | None = None) -> str:
    """Return the first words of a comment that are the user's, without labels and remains of embedded posts."""
    own_rows = [
        folded for row in comment[: 4 * _KEY_LENGTH].split("\n") if not _REMAINS.match(row) and (folded := fold(row))
    ]
    return " ".join(own_rows[:rows])[:_KEY_LENGTH]
