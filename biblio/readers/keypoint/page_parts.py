"""Split the text of a 2025 KeyPoint page: where its notes begin, and the tags, title, summary and comment of each.

The text has lost its formatting: ``…らしい #ComputerVision #Pocket Issue Date: 2025-08-17 Title line SummaryText
CommentText #NLP``, each part on a line of its own or after a space, with no mark where a note ends. The one fixed
point is ``Issue Date:``. Tags are found by walking back from it, the title by walking forward.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from biblio.readers.note_text import TextPiece, code_fences, cut_piece, is_inside

__all__ = ["NoteParts", "NoteStart", "find_note_starts", "is_tag", "page_tag", "split_parts", "tags_before"]

_DATE = re.compile(r"Issue Date:\s{0,3}(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))?")
_FENCED_HEADER = re.compile(r"#[^\s#][^\n]{0,300}\s{1,2}Issue Date:\s*\d{4}-")
_LINE_START = re.compile(r"(?:\A|\n)[ \t]*\Z")
# A tag begins with "#" at the start of a line, after white space, or after a character of a script without spaces
# (where the space was lost). A "#" within an address or in "C#" does not begin one.
_HASH = re.compile(r"(?:^|(?<=[\s\u0080-\U0010ffff]))#(?=[^\s#])", re.MULTILINE)
_NOT_IN_TAGS = re.compile(r"[:;=<>\"`|\\{}\[\]!?。、，．；：！？「」『』…\n]|//")
_MAX_TAG_WORDS, _MAX_TAG_LENGTH, _MAX_BLOCK = 5, 50, 5000
_MARKER = re.compile(r"(?:^|(?<=\s))(?P<word>Summary|Comment)", re.MULTILINE)
# The end of a title line: ", ICLR'25", ", ACL'22, 2022.05", ", Neurocomputing, 2024", ", Alibaba, 2025.08".
_TITLE_END = re.compile(
    r",\s(?:[^,\n]{1,60}['’‘`´′]\d\d(?:\s[\w ()-]{1,30})?(?:,\s(?:19|20)\d\d(?:[./-]\d\d?)?)?"
    r"|(?:19|20)\d\d(?:[./-]\d\d?)?)\s*\Z"
)
_MAX_TITLE_END = 120
# Text that directly follows a marker but never a word of a title: "SummaryこのXX", "Comment>", "Comment(あとで".
_NO_WORD = re.compile(r"(?![\s,.:;)'’\-–—/&+?!])\W|(?![a-zA-Z0-9_])\w")
# Text that makes it an ordinary word: "Comment-aware", "Summary: …", "Comments", "Commentary".
_WORD = re.compile(r"[,.:;)'’?!/&]|[-–—]\w|_|(?:s|ed|ing|ary|aries|ator\w*|ers?)(?![A-Za-z])")
_SENTENCE_END = re.compile(r"[。．.!?！？）)」』】\]]\s*\Z")


@dataclass(frozen=True, slots=True)
class NoteStart:
    """The header of a note: its offsets (the note's text begins at `end`), its date as written, and its tags."""

    start: int
    end: int
    date: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoteParts:
    """The parts of a note's text: the title line, and the summary and comment verbatim."""

    title: str
    summary: TextPiece
    comment: TextPiece


def find_note_starts(text: str) -> list[NoteStart]:
    """Return the header of every note on the page, in order."""
    fences = code_fences(text, _FENCED_HEADER)
    headers: list[NoteStart] = []
    floor = 0
    for match in _DATE.finditer(text):
        if is_inside(match.start(), fences):
            continue
        start, tags = tags_before(text, match.start(), floor)
        # Without tags, only a date at the start of a line begins a note: the words may be part of a sentence.
        if tags or (match["date"] and _LINE_START.search(text[max(0, match.start() - 9) : match.start()])):
            headers.append(NoteStart(start, match.end(), match["date"] or "", tags))
            floor = match.end()
    return headers


def tags_before(text: str, end: int, floor: int = 0) -> tuple[int, tuple[str, ...]]:
    """Return the start of the block of tags that ends before `end`, and the tags; (end, ()) if there is none.

    The block is made of the lines directly above that have nothing but tags, and the tags at the end of the line above
    those. Text before `floor` is ignored.
    """
    tags: list[str] = []
    floor = max(floor, end - _MAX_BLOCK)
    start = end
    while start > floor and text[start - 1].isspace():
        start -= 1
    row_end = start
    if text.rfind("#", max(floor, start - _MAX_TAG_LENGTH - 1), start) < 0:
        return end, ()
    while row_end > floor:
        row_start = max(text.rfind("\n", floor, row_end) + 1, floor)
        before = len(tags)
        for match in reversed(list(_HASH.finditer(text, row_start, row_end))):
            tag = text[match.end() : row_end].strip()
            if not is_tag(tag):
                break
            tags.append(tag)
            start = row_end = match.start()
        if len(tags) == before or text[row_start:row_end].strip():
            break
        row_end = row_start - 1
    return (start, tuple(reversed(tags))) if tags else (end, ())


def is_tag(text: str) -> bool:
    """Return whether a few words can be a tag: short, and not a sentence, an address or the number of another note."""
    return (
        0 < len(text) <= _MAX_TAG_LENGTH
        and len(text.split()) <= _MAX_TAG_WORDS
        and not text.isdigit()
        and not _NOT_IN_TAGS.search(text)
    )


def page_tag(text: str, headers: list[NoteStart]) -> str:
    """Return the tag of the page: the single short line above its first note; empty if there is none."""
    if not headers:
        return ""
    heading = text[: headers[0].start].strip()
    return heading if is_tag(heading) and "#" not in heading else ""


def split_parts(text: str) -> NoteParts:
    """Split the text that follows the date of a note."""
    title_at = len(text) - len(text.lstrip())
    title_end = _line_end(text, title_at)
    marker = _end_of_title(text, title_at, title_end)
    if marker is None:
        return NoteParts(
            text[title_at:title_end].strip(), cut_piece(text, title_end, title_end), cut_piece(text, title_end)
        )
    title = text[title_at : marker.start()].strip()
    if marker["word"] == "Comment":
        return NoteParts(title, cut_piece(text, marker.end(), marker.end()), cut_piece(text, marker.end()))
    comment = _end_of_summary(text, marker.end())
    if comment is None:
        return NoteParts(title, cut_piece(text, marker.end()), cut_piece(text, len(text)))
    return NoteParts(title, cut_piece(text, marker.end(), comment.start()), cut_piece(text, comment.end()))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _end_of_title(text: str, start: int, line_end: int) -> re.Match[str] | None:
    """Return the "Summary" or "Comment" that ends the title line, or None.

    Titles contain these words too. The first of these rules that finds a marker decides:

    1. directly after a venue and year or a release date; a line that ends with these is a title as a whole, and then
       only the second line can begin with a marker;
    2. followed without a space by something that never follows a word of a title: "SummaryこのXX", "Comment>";
    3. at the start of the second line, where the parts have lines of their own;
    4. followed without a space by another word ("CommentLLaMA"), or at the end of the line;
    5. at the very beginning, followed without a space by another script: the note has no title.

    Markers after the full stop of a Japanese sentence are ignored if there is one before it.
    """
    markers = [match for match in _MARKER.finditer(text, start, line_end) if match.start() > start]
    sentence_end = text.find("。", start, line_end)
    markers = [match for match in markers if match.start() < sentence_end] or markers
    for marker in markers:
        if _ends_title(text, start, marker.start()):
            return marker
    second_line = _MARKER.match(text, line_end + 1)
    if sentence_end < 0 and _ends_title(text, start, line_end):
        return second_line
    if glued := next((marker for marker in markers if _NO_WORD.match(text, marker.end())), None):
        return glued
    if second_line or (glued := next((marker for marker in markers if _is_marker(text, marker.end())), None)):
        return second_line or glued
    alone = _MARKER.match(text, start)
    return alone if alone and (_NO_WORD.match(text, alone.end()) or alone.end() == line_end) else None


def _ends_title(text: str, start: int, end: int) -> bool:
    return _TITLE_END.search(text[max(start, end - _MAX_TITLE_END) : end]) is not None


def _end_of_summary(text: str, start: int) -> re.Match[str] | None:
    """Return the "Comment" that ends a summary: one at the start of a line or after a sentence, or else the first."""
    markers = [match for match in _MARKER.finditer(text, start) if match["word"] == "Comment"]
    for marker in markers:
        before = text[max(start, marker.start() - 5) : marker.start()]
        if before.endswith("\n") or before.rstrip().endswith("。"):
            if not _WORD.match(text, marker.end()):
                return marker
        elif _SENTENCE_END.search(before) and _is_marker(text, marker.end()):
            return marker
    return next((marker for marker in markers if _is_marker(text, marker.end())), None)


def _is_marker(text: str, end: int) -> bool:
    """Return whether "Summary" or "Comment" is a marker and not a word of a sentence, judged by what follows it."""
    following = text[end : _line_end(text, end)][:40]
    if not following.strip():
        return True
    if following[0].isspace():
        return not re.match(r"\s+(?!https?:)[!-~]", following)
    return not _WORD.match(following)
