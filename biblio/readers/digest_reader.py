"""Layout "digest": a weekly digest of papers, with the title, introduction, abstract and links of each work.

::

    [2024/03/11 ~ 03/17] Papers of the week
    Local title / English title
    論文紹介
    - what it is about, in both languages
    論文要旨(Abstract)
    the abstract, in both languages
    論文リンク
    https://arxiv.org/abs/…
    さらに読む
    https://…

Section labels have lines of their own, in Japanese, Korean or English; the line above a work's first label is its
title. The digest ends at the label of its source (原文). Text that a forum has below that, or below the last link of a
work, does not belong to a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.extract.identifiers_in_text import trim_url
from biblio.extract.links import find_links, find_references, host_role
from biblio.model.dates import PartialDate
from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import is_marked_up, merge_copies
from biblio.text import fold, is_han_or_kana, normalise_space, without_signs_around

__all__ = ["READER", "DigestReader"]

# The parts of a work, in their order on the page; "source" belongs to the digest.
_INTRODUCTION, _ABSTRACT, _LINK, _MORE, _SOURCE = range(5)
_LABELS = {
    _INTRODUCTION: (
        "論文紹介",
        "論文の紹介",
        "논문 소개",
        "논문소개",
        "paper introduction",
        "introduction",
        "about the paper",
    ),
    _ABSTRACT: ("論文要旨", "論文概要", "要旨", "논문 초록", "논문초록", "초록", "abstract", "paper abstract"),
    _LINK: ("論文リンク", "논문 링크", "논문링크", "paper link", "paper links", "paper"),
    _MORE: ("さらに読む", "もっと読む", "더 읽어보기", "더읽어보기", "read more", "further reading"),
    _SOURCE: ("原文", "원문", "original", "original article", "source"),
}
_PART = {name: part for part, names in _LABELS.items() for name in names}
# The English labels of links, in lower case, at the end of a line.
_PAPER_LABEL = re.compile(r"paper(?: links?)?[\W_]*(?:[(（]\s*abstract\s*[)）][\W_]*)?$", re.MULTILINE)
_ABSTRACT_IN_BRACKETS = re.compile(r"(?:(?<!\s)\s+)?[(（]\s*abstract\s*[)）]", re.IGNORECASE)
_MAX_LABEL, _MAX_TITLE = 40, 300
_WEEK = re.compile(
    r"(?P<y1>20\d\d)\s?[/.年-]\s?(?P<m1>\d{1,2})\s?[/.月-]\s?(?P<d1>\d{1,2})日?\s*(?:[~～〜–—-]|to|から)\s*"
    r"(?:(?P<y2>20\d\d)\s?[/.年-]\s?)?(?:(?P<m2>\d{1,2})\s?[/.月-]\s?)?(?P<d2>\d{1,2})日?"
)
_URL = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+", re.IGNORECASE | re.ASCII)
_HEADING = re.compile(r"^(?:#{1,6}\s+|\d{1,2}[.)]\s+|\*\*)|\*\*$")


@dataclass(slots=True)
class _Work:
    """The rows of one work, counted from 0: that of its title; of each part the first and the one after the last."""

    title: int
    parts: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return max((stop for _, stop in self.parts.values()), default=self.title + 1)


@dataclass(frozen=True, slots=True)
class DigestReader:
    """Reads one digest, or several in one file."""

    layout: str = "digest"

    def recognises(self, document: Document) -> bool:
        """Return whether the text has two works with introduction or abstract and a link, or one below a week."""
        if not _may_have_link_label(document.text) or is_marked_up(document.text):
            return False
        rows = document.text.split("\n")
        works = [work for work in _works(rows) if min(work.parts) < _LINK and work.parts.get(_LINK)]
        return len(works) > 1 or (len(works) == 1 and any(map(_WEEK.search, rows[: works[0].title])))

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield every work of the digest once; an impossible week is reported, and its notes have no date."""
        rows = document.text.split("\n")
        works = _works(rows)
        notes: dict[str, Note] = {}
        date: PartialDate | None = None
        row = 0
        for work in works:
            for number in range(row, work.title):
                if match := _WEEK.search(rows[number]):
                    date = _last_day(match)
                    if date is None:
                        yield Problem(
                            document.path, number + 1, f"the week {match[0]} does not exist", "correct the dates"
                        )
            row = work.end
            note = _note(document.path, rows, work).replace(date=date)
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


def _last_day(week: re.Match[str]) -> PartialDate | None:
    """Return the last day of a range of dates, or None if it does not exist; it may lack parts of the first day."""
    month, day = int(week["m2"] or week["m1"]), int(week["d2"])
    crosses_year = (month, day) < (int(week["m1"]), int(week["d1"]))
    year = int(week["y2"] or int(week["y1"]) + crosses_year)
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _may_have_link_label(text: str) -> bool:
    """Return whether a line may be the label of a link, as every digest has; most texts have none."""
    if not text.isascii() and any(label in text for label in _LABELS[_LINK]):
        return True
    return _PAPER_LABEL.search(text.lower()) is not None


def _label(row: str) -> int | None:
    """Return the part whose label a row is; None for any other row."""
    if not row or len(row) > _MAX_LABEL:
        return None
    if "(" in row or "（" in row:
        row = _ABSTRACT_IN_BRACKETS.sub("", row)
    return _PART.get(without_signs_around(row).casefold())


def _works(rows: Sequence[str]) -> list[_Work]:
    labels = [(number, part) for number, row in enumerate(rows) if (part := _label(row)) is not None]
    stops = [*(number for number, _ in labels[1:]), len(rows)]
    works: list[_Work] = []
    current: _Work | None = None
    for (number, part), stop in zip(labels, stops, strict=False):
        if part == _SOURCE:
            current = None
            continue
        if current is None or part <= max(current.parts):
            title = _title_row(rows, number)
            if title is None:
                continue
            if current:
                last = max(current.parts)
                current.parts[last] = _trim(rows, last, current.parts[last][0], title)
            current = _Work(title)
            works.append(current)
        current.parts[part] = _trim(rows, part, number + 1, stop)
    return works


def _title_row(rows: Sequence[str], label: int) -> int | None:
    """Return the number of the row above a label if it can be a title, else None."""
    row = label - 1
    while row >= 0 and not rows[row].strip():
        row -= 1
    if row < 0 or len(rows[row]) > _MAX_TITLE or _URL.search(rows[row]) or _label(rows[row]) is not None:
        return None
    return row


def _trim(rows: Sequence[str], part: int, start: int, stop: int) -> tuple[int, int]:
    """Return a part's first row and the one after its last, without empty rows; links end with the last address."""
    if part in (_LINK, _MORE):
        end = start
        for number in range(start, stop):
            if _URL.search(rows[number]):
                end = number + 1
            elif rows[number].strip():
                break
        return start, end
    while stop > start and not rows[stop - 1].strip():
        stop -= 1
    return start, stop


def _note(path: str, rows: Sequence[str], work: _Work) -> Note:
    title, other_titles = _titles(normalise_space(_HEADING.sub("", rows[work.title].strip())))
    introduction, abstract = (
        "\n".join(rows[slice(*work.parts.get(part, (0, 0)))]).strip("\n") for part in (_INTRODUCTION, _ABSTRACT)
    )
    links: list[Link] = []
    references: list[NoteReference] = []
    for part, text in ((_INTRODUCTION, introduction), (_ABSTRACT, abstract)):
        line = work.parts.get(part, (0, 0))[0] + 1
        links += find_links(text, line=line)
        references += find_references(text, line=line)
    for part in (_LINK, _MORE):
        for number in range(*work.parts.get(part, (0, 0))):
            for match in _URL.finditer(rows[number]):
                # "https://example.org/pap…" was cut short by the page and leads nowhere.
                is_cut = rows[number][match.end() : match.end() + 1] == "…"
                is_own = part == _LINK and not is_cut and all(link.role is not LinkRole.OWN for link in links)
                url = trim_url(match[0])
                links.append(Link(url, LinkRole.OWN if is_own else host_role(url) or LinkRole.MENTION, "", number + 1))
    return Note(
        id=note_id(title, title=title),
        source=path,
        line=work.title + 1,
        end_line=max(work.end, work.title + 1),
        layout=READER.layout,
        title=title,
        other_titles=other_titles,
        summary=abstract,
        comment=introduction,
        links=tuple(links),
        references=tuple(references),
    )


def _titles(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the English title in "Local / English", and other readings of the line.

    The slash between two scripts counts. Of two titles in Latin script, the second is the English one; because this is
    less certain, the whole line is another reading.
    """
    parts = re.split(r"(?<!\s)\s+[/／]\s+", text)
    for number in range(1, len(parts)):
        first, second = " / ".join(parts[:number]), " / ".join(parts[number:])
        if is_han_or_kana(first) and not is_han_or_kana(second):
            return second, (first,)
        if is_han_or_kana(second) and not is_han_or_kana(first):
            return first, (second,)
    if len(parts) != 2 or is_han_or_kana(text):
        return text, ()
    return parts[1], () if fold(parts[0]) == fold(parts[1]) else (parts[0], text)


READER = DigestReader()
