"""Tell by what several lines have in common which part of them is a title and which are the authors.

A line is cut into slots by its typography: links, bold type, italics, quotation marks, brackets, and the words between
them. A slot that most lines have is a column, and what stands in a column tells what it is: names of people, titles
that are all different, years. No form of line is known beforehand, and no word of a language but those before names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.readers.markdown.arranged_line import ArrangedLine, Arrangement, are_different, are_quotations, is_title
from biblio.readers.markdown.byline import read_venue
from biblio.readers.markdown.divided_lines import by_separators
from biblio.readers.markdown.line_slots import (
    MARKS_OF_TITLES,
    Slot,
    is_said,
    slots_of,
    trimmed,
    trimmed_words,
    without_box,
)
from biblio.readers.markdown.named_people import (
    EXTENT_AT_END,
    FULL_NAMES,
    YEAR,
    YEAR_AT_END,
    names_before_place,
    people_in,
    score_of,
)
from biblio.readers.markdown.shelf_lines import without_house
from biblio.readers.plain_reference import names_publisher

__all__ = ["find_arrangement"]

_STOP = re.compile(r"(?<!\b[^\W\d_])(?<!\b[^\W\d_]{2})[.。]\s+")
_FEWEST, _MOSTLY, _NEARLY_ALL, _HALF, _TWO, _FACTS = 4, 0.6, 0.8, 0.5, 2, 3
_LINES_TRIED = 100
_WORTH_OF_MARKS = 0.1
_LONGEST_LINE, _LONGEST_PUBLISHER = 1_000, 80


class _Column(NamedTuple):
    """A slot that several lines have: how it is marked, and how many of its kind come before it."""

    kind: str
    number: int


def find_arrangement(lines: Sequence[str]) -> Arrangement | None:
    """Return how most of `lines` are arranged if they are titles beside names of people, or None."""
    lines = [line for line in lines if len(line) <= _LONGEST_LINE]
    lines = lines[:: 1 + len(lines) // _LINES_TRIED]
    if len(lines) < _FEWEST:
        return None
    columns = _by_columns(lines)
    if (
        columns is not None
        and columns.share >= _NEARLY_ALL
        and (not columns.is_behind or _told(columns, lines) >= _NEARLY_ALL)
    ):
        return columns
    arrangements = [*filter(None, (columns,)), *by_separators(lines)]
    if len(arrangements) < _TWO:
        return arrangements[0] if arrangements else None
    # Titles that are marked are worth more than some more lines that can be divided, but not than what these say.
    return max(
        arrangements,
        key=lambda arrangement: (
            arrangement.share + (_WORTH_OF_MARKS if arrangement.mark else 0) + _told(arrangement, lines)
        ),
    )


def _told(arrangement: Arrangement, lines: Sequence[str]) -> float:
    """Return how much of authors, venues and years an arrangement tells of `lines`, as a share (0..1)."""
    read = [arranged for line in lines if (arranged := arrangement.read(line)) is not None]
    facts = sum(bool(line.authors) + bool(line.venue or line.publisher) + (line.year is not None) for line in read)
    return facts / (_FACTS * len(lines))


def _columns(slots: Sequence[Slot]) -> dict[_Column, Slot]:
    """Return the slots by their columns; words between marks are counted before and behind the first mark."""
    columns: dict[_Column, Slot] = {}
    counts: Counter[str] = Counter()
    is_behind = False
    for slot in slots:
        is_behind = is_behind or slot.kind in MARKS_OF_TITLES
        kind = "behind" if slot.kind == "plain" and is_behind else slot.kind
        columns[_Column(kind, counts[kind])] = slot
        counts[kind] += 1
    return columns


def _by_columns(lines: Sequence[str]) -> Arrangement | None:
    rows = [_columns(slots_of(without_box(line))) for line in lines]
    several = [row for row in rows if len(row) > 1]
    if len(several) < max(_FEWEST, _HALF * len(rows)):
        return None
    filled = Counter(column for row in several for column in row)
    columns = [column for column, count in filled.items() if count >= _HALF * len(several)]
    scores = {
        column: [score_of(row[column]) for row in several if column in row]
        for column in columns
        if column.kind not in ("code", "series")
    }
    people = {column: sum(map(bool, found)) / len(found) for column, found in scores.items()}
    dated = [column for column in people if people[column] >= _MOSTLY and _are_dated(several, column)]
    title = _column_of_titles(several, columns, people, is_dated=bool(dated))
    if title is None:
        return None
    who = max(
        (column for column in people if column != title and people[column] >= _MOSTLY and _tells(several, column)),
        key=lambda column: (people[column] * filled[column], sum(scores[column])),
        default=None,
    )
    if who is None:
        return None

    def read(line: str) -> ArrangedLine | None:
        text = without_box(line)
        row = _columns(slots_of(text)) if len(text) <= _LONGEST_LINE else {}
        if title not in row or who not in row:
            return None
        others = [slot for key, slot in row.items() if key not in (title, who)]
        named = row[title]
        if title.kind == "behind" and dated and (stop := _STOP.search(text, named.start)) and stop.start() < named.end:
            words = trimmed_words(text[named.start : stop.start()])
            named = named._replace(words=words, end=stop.start())
        return _arranged(text, named, row[who], others)

    both = [row for row in several if title in row and who in row]
    named = [score_of(row[who]) for row in both]
    share = sum(map(bool, named)) / len(rows)
    full = sum(score >= FULL_NAMES for score in named) / max(1, sum(map(bool, named)))
    mark = title.kind if title.kind in MARKS_OF_TITLES else ""
    is_glossary = title.kind == "behind" and who.kind in MARKS_OF_TITLES and not dated
    return Arrangement(share, full, mark, is_glossary, are_quotations(lines), read, is_behind=who.kind == "behind")


def _tells(rows: Sequence[dict[_Column, Slot]], column: _Column) -> bool:
    """Return whether a column names several people, and not one who presents or recommends all that is listed."""
    return are_different([row[column].words for row in rows if column in row])


def _are_dated(rows: Sequence[dict[_Column, Slot]], column: _Column) -> bool:
    """Return whether years stand behind names, as in references: then what comes next is a title up to its stop."""
    words = [row[column].words for row in rows if column in row]
    return sum(YEAR_AT_END.search(text) is not None for text in words) >= _MOSTLY * len(words)


def _column_of_titles(
    rows: Sequence[dict[_Column, Slot]],
    columns: Sequence[_Column],
    people: dict[_Column, float],
    *,
    is_dated: bool,
) -> _Column | None:
    """Return the column that most lines have, nearly all different, and no names: a marked one before plain words."""
    found: list[tuple[bool, float, _Column]] = []
    for column in columns:
        words = [row[column].words for row in rows if column in row]
        if column.kind in ("code", "brackets", "series") or len(words) < _MOSTLY * len(rows):
            continue
        if len(set(words)) < _NEARLY_ALL * len(words) or people.get(column, 0.0) >= _rival(column, people):
            continue
        is_marked = column.kind in MARKS_OF_TITLES
        # Behind the first mark, a stop rather ends a sentence.
        if column.kind == "behind" and is_dated:
            words = [_STOP.split(text, maxsplit=1)[0] for text in words]
        is_strict = column.kind == "behind" and not is_dated
        titles = sum(is_title(text if is_strict else text.rstrip(".")) for text in words) / len(words)
        venues = sum(read_venue(text) is not None for text in words) / len(words)
        if titles >= _MOSTLY and venues < _HALF:
            length = sum(min(len(text), 80) for text in words) / len(words)
            found.append((is_marked, length, column))
    return max(found)[2] if found else None


def _rival(column: _Column, people: dict[_Column, float]) -> float:
    """Return the share of names from which a column is no title: short titles in Chinese look like names too."""
    others = [share for other, share in people.items() if other != column]
    return 2.0 if column.kind == "title" else max([_HALF, *(share for share in others if share >= _MOSTLY)])


def _arranged(text: str, title: Slot, who: Slot, others: Sequence[Slot]) -> ArrangedLine | None:
    score, names, et_al, year, venue = people_in(who.words)
    names, publisher = without_house(names) if score else names_before_place(who.words)
    used = [title, who]
    for slot in others:
        words = slot.words
        if year is None and YEAR.fullmatch(words) and _is_beside(text, slot, (title, who)):
            year = int(words)
            used.append(slot)
        elif not publisher and slot.kind in ("plain", "behind") and len(words) <= _LONGEST_PUBLISHER:
            if names_publisher(words):
                match = YEAR_AT_END.search(words)
                publisher, _, remark = trimmed(words[: match.start()] if match else words).rstrip(".").partition(". ")
                year = year or (int(match["year"]) if match else None)
                used += [] if remark else [slot]
        elif slot.kind == "code" and any(True for _ in find_identifiers(f"ISBN {words}")):
            used.append(slot)
    words = title.words.rstrip(" .,;") if title.words.count(".") < 2 else title.words.rstrip(" ,;")
    extent = EXTENT_AT_END.search(who.words)
    rest = tuple(filter(is_said, (*([extent[0].strip(" ,;|·")] if extent else []), *_between(text, used))))
    if not names:
        return None
    return ArrangedLine(words, names, et_al, year, venue, publisher, who.words, rest) if words else None


def _is_beside(text: str, slot: Slot, others: Sequence[Slot]) -> bool:
    """Return whether nothing but punctuation is between a slot and one of `others`.

    Behind stars, a year is rather that of reading.
    """
    gaps = (text[min(slot.end, other.end) : max(slot.start, other.start)] for other in others)
    return any(not is_said(gap) for gap in gaps)


def _between(text: str, used: Sequence[Slot]) -> Iterator[str]:
    end = 0
    for slot in sorted(used, key=lambda slot: slot.start):
        yield trimmed(text[end : slot.start])
        end = max(end, slot.end)
    yield trimmed(text[end:])
