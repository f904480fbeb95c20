"""Layout "reading-list": works to read, under headings, with marks that are explained in a legend at the top.

::

    Notes on this list
    - ★: must read
    - papers of ICLR 2024
    Architectures
    - A Title (oral) ★
    - what it does, said in a few words
    - 「と思った」

Such lists come from pages that lost their formatting: sub-points are on the same level as titles, and headings are not
marked.

**Titles.** A title is a point (``-``, ``*``, ``1.``) that has a mark of the legend, or states how the work was
presented ("(oral)"), at either end. A point without a mark is a title only where the list shows that marks are
optional: on the top level of a list with indented sub-points if half of that level is marked, or if it is in the script
of the marked titles and nearly all other points are in another. A remark in 「…」, a sentence, and a work cited in
passing, "… (Kobayashi et al., Findings 2023)", are never titles. They belong to the comment of the title above them;
the cited work also becomes a reference.

**Headings.** A heading is a short line that is neither a point nor a sentence, and that is followed by a title, by
another heading, or by nothing (the text under it then belongs to no note). Of two in a row, the second is a
sub-heading. A later one on its own is a sub-heading if it ends like the sub-headings ("…について"). In Markdown the
number of ``#`` gives the level.

A venue and year above the first title apply to all works, if there is only one there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from biblio import patterns as re
from biblio.extract.links import find_links, find_references
from biblio.extract.title_line import parse_title_line, title_fields
from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.readers.base import Document, ReadItem
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import distinct, is_marked_up, merge_copies
from biblio.text import is_han_or_kana

__all__ = ["READER", "_MARKDOWN_HEADING", "ReadingListReader", "_Headings", "_venue_in"]

_MARKDOWN_HEADING = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<text>\S.*?)(?!(?<=#)#|(?<=[ \t])[ \t])[ \t]*#*$")
_VENUE = re.compile(
    r"(?<![A-Za-z0-9-])(?P<venue>[A-Z](?=[A-Za-z]*[A-Z])[A-Za-z]+(?:-[A-Z]{2,})?)\s?"
    r"(?:['’](?P<short>\d\d)|(?P<year>(?:19|20)\d\d))(?!\d)"
)
_NO_HEADING = re.compile(r"[<>|`「」。]|https?://|[．.!！,、;；]$|^\s")
_CONTINUATION = re.compile(r"[がをはにのでともへやか、。,.)）\]]")
_ORNAMENT = "■◆●▼▲◇□◎○★☆【】《》:： \t　"
_MAX_HEADING, _MAX_HEADING_WORDS = 40, 8


def _venue_in(text: str) -> tuple[str, int] | None:
    """Return the venue and year that a text names; None if it names none or several."""
    venues = {(match["venue"], int(match["year"] or f"20{match['short']}")) for match in _VENUE.finditer(text)}
    return venues.pop() if len(venues) == 1 else None


class _Headings:
    """Tracks the headings that apply while the rows of the list are read in order."""

    def __init__(self, rows: Sequence[str]) -> None:
        self._rows = rows
        self._levels: dict[int, str] = {}
        self._tops: set[str] = set()
        self._subs: set[str] = set()
        self._first = next((number for number, row in enumerate(rows) if row.strip()), 0)
        self._main = sum(row.startswith("# ") for row in rows) == 1

    def headings(self) -> tuple[str, ...]:
        """Return the headings that apply now, outermost first."""
        return tuple(self._levels[level] for level in sorted(self._levels))

    def enter(self, start: int, stop: int, *, before_title: bool) -> int | None:
        """Read rows that are not points; return the first that is a heading, or None if they are running text."""
        lines = [number for number in range(start, stop) if self._rows[number].strip()]
        marked = [(number, match) for number in lines if (match := _MARKDOWN_HEADING.fullmatch(self._rows[number]))]
        if marked:
            for number, match in marked:
                # If the only "# …" opens the file, it is the file's title and not a section.
                if not (number == self._first and self._main and len(match["level"]) == 1):
                    self._set(len(match["level"]), match["text"])
            return marked[0][0]
        if not before_title:
            return None
        following = [*lines[1:], None]
        for number, after in zip(lines, following, strict=True):
            if self._is_heading(number) and (after is None or not _CONTINUATION.match(self._rows[after])):
                self._enter_plain([number for number in lines if number >= number])
                return number
        return None

    def _is_heading(self, number: int) -> bool:
        row = self._rows[number].rstrip()
        if len(row) > _MAX_HEADING or len(row.split()) > _MAX_HEADING_WORDS or _NO_HEADING.search(row):
            return False
        return is_han_or_kana(row) or not row[0].islower()

    def _enter_plain(self, lines: Sequence[int]) -> None:
        texts: list[str] = []
        for number in lines:
            if not self._is_heading(number):
                break
            text = self._rows[number].strip(_ORNAMENT)
            if text and not (number == self._first and _VENUE.search(text)):
                texts.append(text)
        texts = texts[-2:]
        if len(texts) == 1:
            ending = _ending(texts[0])
            self._set(2 if self._levels and ending in self._subs - self._tops else 1, texts[0])
        else:
            for level, text in enumerate(texts, 1):
                self._set(level, text)
                (self._tops if level == 1 else self._subs).add(_ending(text))

    def _set(self, level: int, text: str) -> None:
        self._levels = {above: words for above, words in self._levels.items() if above < level}
        self._levels[level] = text.strip(_ORNAMENT) or text


def _ending(text: str) -> str:
    """Return the ending that similar headings share: the last word; in a script without spaces, two characters."""
    text = text.rstrip("?？!！ ")
    return text[-2:] if is_han_or_kana(text) else text.split()[-1].casefold() if text else ""


_POINT = re.compile(r"(?P<indent>[ \t　]*)(?:[-*+•・‣]|\d{1,3}[.)])[ \t　]+(?P<text>\S.*)")
# A footnote of Markdown ("[^1]") is no mark.
_MARK = r"\[(?!\^)[^\[\]\s]{1,3}\]|\([^()\s\w]{1,3}\)|[^\w\s\[\](){}<>:：=「」『』“”\"'`#|/\\.,;、。…-]{1,6}"
_LEGEND = re.compile(rf"[ \t　]*(?:[-*+•・‣][ \t　]+)?(?P<mark>{_MARK})\s*[:：=]\s*(?P<meaning>\S.{{0,79}})")
_FEWEST_MARKED = 3
_HOW = (
    r"(?:oral|spotlight|poster|highlight|best paper(?: award)?|outstanding paper(?: award)?|award|notable"
    r"|(?:notable[- ])?top[- ]?\d+ ?%|workshop|long|short|demo|tutorial|keynote|invited|口頭|ポスター|招待講演)"
)
_PRESENTED = re.compile(rf"[(（\[](?P<how>{_HOW}(?:\s*[,/;&、・]\s*{_HOW})*)[)）\]]$", re.IGNORECASE)
# A name, then a year at the end: "(Kobayashi et al., Findings 2023)", "(Smith and Lee, 2020)", "(Smith+, ACL'23)".
_CITED = re.compile(
    r"[(（](?P<who>[^\W\d_][^()（）]{0,120}?(?:\s?\+|\set\sal\.?|(?=,\s))),?\s(?P<venue>[^()（）,]{0,80}?)[\s'’]*"
    r"(?P<year>(?:19|20)\d\d|(?<=['’])\d\d)[a-z]?[)）]$"
)
_TITLE_LINK = re.compile(r"\[(?P<title>[^\[\]]+)\]\((?P<url>https?://[^()\s]+)\)")
_COLOURED = "\ufe0f"  # this character requests the coloured form of an emoji; a mark is the same with and without it


@dataclass(frozen=True, slots=True)
class _Point:
    """One point: its row (from 0), indentation and text, the text without its marks, and the meanings of the marks."""

    row: int
    indent: int
    text: str
    bare: str
    tags: tuple[str, ...]

    @property
    def is_marked(self) -> bool:
        return bool(self.tags)


@dataclass(frozen=True, slots=True)
class ReadingListReader:
    """Reads reading lists as the module describes."""

    layout: str = "reading-list"

    def recognises(self, document: Document) -> bool:
        """Return whether two points have marks that are explained in a legend above, or three say "(oral)" or the like.

        Lists of links, and Markdown without a legend, are left to the Markdown reader.
        """
        if is_marked_up(document.text):
            return False
        rows = document.text.split("\n")
        legend = _legend(rows)
        if not legend and sum(map(_says_how_presented, rows)) < _FEWEST_MARKED:
            return False
        marked = [point for point in _points(rows, legend) if point.is_marked]
        if sum("](" in point.text for point in marked) * 2 > len(marked):
            return False
        if legend:
            return len(marked) >= 2
        return len(marked) >= _FEWEST_MARKED and not any(map(_MARKDOWN_HEADING.match, rows))

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield every work of the list once, with all headings above it as tags."""
        rows = document.text.split("\n")
        points = _points(rows, _legend(rows))
        titles = _titles(points)
        preamble = "\n".join(rows[: titles[0].row]) if titles else ""
        page_venue = _venue_in(preamble)
        notes: dict[str, Note] = {}
        point_rows = [point.row for point in points]
        for title, end, headings in _sections(rows, points, titles):
            venue = next(
                (heading_venue for text in reversed(headings) if (heading_venue := _venue_in(text))), page_venue
            )
            inside = points[bisect_right(point_rows, title.row) : bisect_left(point_rows, end)]
            note = _note(document.path, rows, title, end, inside, headings, venue)
            if first := notes.get(note.id):
                note = merge_copies(first, note).replace(comment=_join(first.comment, note.comment))
            notes[note.id] = note
        yield from notes.values()


def _legend(rows: Sequence[str]) -> dict[str, str]:
    """Return the meanings of the marks that are explained above the first marked point, longest marks first."""
    legend: dict[str, str] = {}
    for row in rows:
        if not legend and ":" not in row and "：" not in row and "=" not in row:
            continue
        plain = row.replace(_COLOURED, "")
        if match := _LEGEND.fullmatch(plain):
            legend[match["mark"]] = match["meaning"].strip(" 。.")
        elif legend and (point := _POINT.fullmatch(plain)) and _unmarked(point["text"], legend)[1]:
            break
    return dict(sorted(legend.items(), key=lambda item: -len(item[0])))


def _says_how_presented(row: str) -> bool:
    row = row.rstrip()
    if row[-1:] == _COLOURED:
        row = row.replace(_COLOURED, "").rstrip()
    return row.endswith((")", "）", "]")) and _PRESENTED.search(row.replace(_COLOURED, "")) is not None


def _points(rows: Sequence[str], legend: dict[str, str]) -> list[_Point]:
    points = []
    for number, row in enumerate(rows):
        match = _POINT.fullmatch(row)
        if _LEGEND.fullmatch(row.replace(_COLOURED, "")):
            points.append(_Point(number, 0, row.strip(), row.strip(), ()))
        elif match:
            bare, tags = _unmarked(match["text"], legend)
            points.append(_Point(number, len(match["indent"].expandtabs(4)), match["text"].strip(), bare, tags))
    return points


def _unmarked(text: str, legend: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return `text` without the marks at its ends, and their meanings: how it was presented, then the legend's."""
    text = text.replace(_COLOURED, "").strip()
    presented: list[str] = []
    meanings: list[str] = []
    before = None
    while text != before:
        before = text
        if match := _PRESENTED.search(text):
            presented += re.split(r"(?:(?<!\s)\s+)?[,/;&、・]\s*", match["how"])
            text = text[: match.start()].rstrip()
        for mark, meaning in legend.items():
            # An ASCII mark must be separated by a space: the "!" in "Attention!" is not a mark.
            if text.endswith(mark) and (not mark.isascii() or text[: -len(mark)][-1:] in ("", " ", "\t")):
                text = text[: -len(mark)].rstrip()
                meanings.insert(0, meaning)
            elif text.startswith(mark) and (not mark.isascii() or text[len(mark) :][:1].isspace()):
                text = text[len(mark) :].lstrip()
                meanings.append(meaning)
    return text, distinct((*presented, *meanings)) if text else ()


def _titles(points: Sequence[_Point]) -> list[_Point]:
    """Return the points that are titles: the marked ones, and others if the list shows that marks are optional."""
    first = next((number for number, point in enumerate(points) if point.is_marked), len(points))
    points = points[first:]
    marked = [point for point in points if point.is_marked]
    unmarked = [point for point in points if not point.is_marked]
    if not marked or not unmarked:
        return marked
    top = min(point.indent for point in marked)
    unmarked_titles: list[_Point] = []
    if any(point.indent > top for point in points):
        level = [point for point in points if point.indent <= top]
        if 2 * sum(point.is_marked for point in level) >= len(level):
            unmarked_titles = [point for point in unmarked if point.indent <= top and _can_be_title(point.text)]
    else:
        in_title = 2 * sum(is_han_or_kana(point.bare) for point in marked) > len(marked)
        alike = [point for point in unmarked if is_han_or_kana(point.text) == in_title]
        alike = [point for point in alike if _can_be_title(point.text) and _is_phrase(point.text)]
        if 5 * len(alike) <= len(unmarked):
            unmarked_titles = alike
    return sorted([*marked, *unmarked_titles], key=lambda point: point.row)


def _can_be_title(text: str) -> bool:
    return not (text[0].islower() or re.search(r"^[「『“\"(（]|[。．.!！:：]$", text) or _CITED.search(text))


def _is_phrase(text: str) -> bool:
    return len(text) >= 6 if is_han_or_kana(text) else len(text.split()) >= 3


def _sections(
    rows: Sequence[str], points: Sequence[_Point], titles: Sequence[_Point]
) -> Iterator[tuple[_Point, int, tuple[str, ...]]]:
    """Yield every title, with the row after the last row of its note, and the headings above it."""
    point_at = {point.row: point for point in points}
    title_at = {point.row: point for point in titles}
    outline = _Headings(rows)
    current: tuple[_Point, tuple[str, ...]] | None = None
    row = 0
    while row < len(rows):
        if row in title_at:
            if current:
                yield current[0], row, current[1]
            current = (title_at[row], outline.headings())
        if row in point_at or not rows[row].strip():
            row += 1
            continue
        stop = next((number for number in range(row, len(rows)) if number in point_at), len(rows))
        heading = outline.enter(row, stop, before_title=stop == len(rows) or stop in title_at)
        if heading is not None and current:
            yield current[0], heading, current[1]
            current = None
        row = stop
    if current:
        yield current[0], len(rows), current[1]


def _note(
    path: str,
    rows: Sequence[str],
    title: _Point,
    end: int,
    inside: Sequence[_Point],
    headings: Sequence[str],
    venue: tuple[str, int] | None,
) -> Note:
    text, own_links = _without_addresses(title.bare, title.row + 1)
    cited = _CITED.search(text)
    line = parse_title_line(text[: cited.start()].rstrip() if cited else text)
    if cited:
        author = re.sub(r"\s?\+$|(?<!\s)\s+et al\.?$", "", cited["who"])
        line = replace(line, authors=(author,), et_al=cited["who"] != author or line.et_al)
        venue = (cited["venue"].strip(" '’"), _full_year(cited["year"]))
    if venue:
        line = replace(line, venue=line.venue or venue[0], year=line.year or venue[1])
    key = line.title or (own_links[0].url if own_links else title.text)
    comment = "\n".join(rows[title.row + 1 : end]).strip("\n").rstrip()
    first = title.row + 2 + next((n for n, row in enumerate(rows[title.row + 1 : end]) if row), 0)
    references = [NoteReference("work", point.bare, point.row + 1) for point in inside if _CITED.search(point.bare)]
    references += find_references(comment, line=first)
    last = max((n for n in range(title.row, end) if rows[n].strip()), default=title.row)
    return Note(
        id=note_id(key, title=line.title),
        source=path,
        line=title.row + 1,
        end_line=last + 1,
        layout=READER.layout,
        **title_fields(line),
        tags=distinct((*headings, *title.tags)),
        comment=comment,
        links=(*own_links, *find_links(comment, line=first)),
        references=tuple(sorted(references, key=lambda reference: reference.line)),
    )


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _without_addresses(text: str, line: int) -> tuple[str, list[Link]]:
    """Return a title without the addresses in it, and the addresses as links, the first of them as the work's own."""
    if match := _TITLE_LINK.search(text):
        text = f"{text[: match.start()]}{match['title']} {match['url']}{text[match.end() :]}"
    links: list[Link] = []
    for link in find_links(text, line=line):
        text = text.replace(link.url, " ", 1)
        links.append(link if links else Link(link.url, LinkRole.OWN, "", line))
    return (re.sub(r"(?:(?<!\s)\s+)?[(\[<]\s*[)\]>]", "", text).strip() if links else text), links


def _join(first: str, second: str) -> str:
    """Return two comments on one work as one; one that contains the other replaces both."""
    if second in first:
        return first
    return second if first in second else f"{first}\n\n{second}"


READER = ReadingListReader()
