"""Read KeyPoint pages of the 2025 form: the notes with one tag, many of them two or three times on the page.

A page opens with its tag, on a line of its own, and its notes do not repeat it: a note on two such pages lists, on each
of them, only the tag of the other page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from biblio.errors import Problem
from biblio.extract.links import find_links, find_references
from biblio.extract.title_line import parse_title_line, title_fields
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.keypoint.page_parts import NoteParts, NoteStart, find_note_starts, page_tag, split_parts
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.note_text import LineNumbers, TextPiece, distinct, find_date
from biblio.text import fold

__all__ = ["read_2025_page"]

_Key = tuple[str, str]  # date and title


@dataclass(frozen=True, slots=True)
class _Copy:
    """One occurrence of a note on the page: its start, its parts, the offset of their text, first and last line."""

    header: NoteStart
    parts: NoteParts
    at: int
    lines: tuple[int, int]


def read_2025_page(document: Document) -> Iterator[ReadItem]:
    """Yield the notes of a 2025 page, each once; copies have the same date and title."""
    text, path = document.text, document.path
    lines = LineNumbers(text)
    headers = find_note_starts(text)
    made_for = page_tag(text, headers)
    groups = _group(text, headers, lines)
    owners = _notes_by_row(groups)
    used_ids: set[str] = set()
    for key, copies in groups.items():
        first = copies[0]
        line, end_line = first.lines
        date, problem = find_date(first.header.date, path, lines.at(first.header.end))
        if not first.header.date:
            problem = Problem(path, lines.at(first.header.end), 'a note has no date after "Issue Date:"', "add it")
        if problem:
            yield problem
        title = parse_title_line(first.parts.title)
        identifier = unique_id(note_id(*key, title=title.title), used_ids)
        used_ids.add(identifier)
        summary = _fullest([TextPiece(copy.parts.summary.text, copy.at + copy.parts.summary.at) for copy in copies])
        comment = _fullest(_without_leftovers(key, copies, owners))
        texts = [(part.text, lines.at(part.at)) for part in (summary, comment)]
        yield Note(
            id=identifier,
            source=path,
            line=line,
            end_line=end_line,
            layout="keypoint-text",
            marker=title.marker,
            **title_fields(title),
            date=date,
            tags=distinct([*(tag for copy in copies for tag in copy.header.tags), made_for]),
            summary=summary.text,
            comment=comment.text,
            links=tuple(link for part, at in texts for link in find_links(part, line=at)),
            references=tuple(find_references(comment.text, line=texts[1][1])),
            copies=tuple(copy.lines for copy in copies[1:]),
        )


def _group(text: str, headers: Sequence[NoteStart], lines: LineNumbers) -> dict[_Key, list[_Copy]]:
    groups: dict[_Key, list[_Copy]] = {}
    ends = [*(header.start for header in headers[1:]), len(text)]
    for header, end in zip(headers, ends, strict=False):
        parts = split_parts(text[header.end : end])
        # Without a title, only the text distinguishes two notes of one day.
        words = fold(parts.title) or fold(parts.summary.text + " " + parts.comment.text)[:200]
        copy = _Copy(header, parts, header.end, lines.span(header.start, end))
        groups.setdefault((header.date, words), []).append(copy)
    return groups


def _fullest(pieces: Sequence[TextPiece]) -> TextPiece:
    """Return the longest piece, not counting white space; the first of several."""
    return max(pieces, key=lambda piece: len("".join(piece.text.split())))


def _notes_by_row(groups: Mapping[_Key, Sequence[_Copy]]) -> dict[str, set[_Key]]:
    """Return, for each row of a comment, the notes in which it occurs, looking at the first copy of each note."""
    owners: dict[str, set[_Key]] = {}
    for key, copies in groups.items():
        for row in copies[0].parts.comment.text.split("\n"):
            owners.setdefault(row.strip(), set()).add(key)
    return owners


def _without_leftovers(key: _Key, copies: Sequence[_Copy], owners: Mapping[str, set[_Key]]) -> list[TextPiece]:
    """Return the comments of the copies without leftovers of other notes at their ends.

    If a page repeats a run of its notes, some are lost except for rows of their comments, which end up at the end of
    the preceding note. Such a row is missing from another copy of that note, and occurs in the note to which it
    belongs.
    """
    comments = [copy.parts.comment.text.split("\n") for copy in copies]
    copy_counts = Counter(row for rows in comments for row in {row.strip() for row in rows})
    cleaned = []
    for copy, rows in zip(copies, comments, strict=True):
        while rows and (
            not rows[-1].strip()
            or (copy_counts[rows[-1].strip()] < len(copies) and owners.get(rows[-1].strip(), set()) - {key})
        ):
            rows.pop()
        cleaned.append(TextPiece("\n".join(rows).rstrip(), copy.at + copy.parts.comment.at))
    return cleaned
