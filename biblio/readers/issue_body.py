"""Split the body of an issue into sections: the work's address, title, authors, date, abstract and summary.

Issues that are notes are often opened with a template that has such sections; everything outside them is the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from biblio.extract.identifiers_in_text import URL, trim_url
from biblio.extract.links import host_role, label_role
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import parse_property_date, plain_value
from biblio.readers.markdown.text_properties import is_metadata_heading
from biblio.readers.note_text import TextPiece, code_fences, cut_piece, distinct, is_inside
from biblio.text import normalise_space, without_signs_around

__all__ = ["IssueBody", "read_issue_body"]

_NEVER = re.compile(r"(?!)")
_SECTION = re.compile(
    r"^[ \t]*(?P<lead>#{1,4}|[-*+])[ \t]++\**(?P<label>[^\s:：*#][^\n:：*#]{0,60}?)\**+[ \t]*+"
    r"(?:[(（][^()（）\n]*[)）][ \t]*+)?"
    r"(?:[:：]\**[ \t]*(?=\S)|[:：]?\**[ \t]*$)",
    re.MULTILINE,
)
# "Link: https://…" on a line of its own; without a mark, only an address shows that the line is no sentence.
_LABELLED_ADDRESS = re.compile(
    r"^[ \t]*\**(?P<label>[^\s:：*#][^\n:：*#]{0,60}?)\**[ \t]*[:：]\**[ \t]*(?P<value><?https?://\S+|\[[^\[\]\n]+\]\(https?://[^()\s]+\))"
    r"[ \t]*$",
    re.MULTILINE,
)
# A first line that is nothing but an address, or a link.
_FIRST_ADDRESS = re.compile(r"\s*(?:[-*+][ \t]+)?(?:<?https?://\S+|\[[^\[\]\n]+\]\(https?://[^()\s]+\))[ \t]*(?:\n|$)")
_HEADING = re.compile(r"^[ \t]*#{1,4}[ \t]+(?P<text>\S.*)", re.MULTILINE)
_NEXT_BULLET = re.compile(r"^(?P<indent>[ \t]*)[-*+][ \t]+", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n(?=[^\s*+-])")
_BULLET = re.compile(r"^\s*(?:[-*+•・]|\d+[.)])\s+")
_ET_AL = re.compile(r"(?:\+|(?:,|(?<!\s))\s+et\s+al\.?|(?:,|(?<!\s))\s+and\s+others)\s*$", re.IGNORECASE)
_NO_ANSWER = re.compile(r"_?No response_?|n/?a|なし|無し|-+", re.IGNORECASE)
_LINK_WORDS = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)|https?://\S+|^[ \t]*(?:[-*+•・]|\d+[.)])[ \t]+", re.MULTILINE)
# Names of sections that only issues have, and those under which `property_names` knows something else.
_SECTIONS = {
    "affiliation": "affiliation",
    "affiliations": "affiliation",
    "translation": "translation",
    "abstract": "abstract",
    "summary": "summary",
    "要旨": "abstract",
    "アブストラクト": "abstract",
    "摘要": "abstract",
    "초록": "abstract",
}
_OF_KEYS = {
    "url": "url", "paper": "url", "arxiv": "url", "doi": "url", "openreview": "url", "acl": "url",
    "authors": "author", "title": "title", "venue": "venue", "year": "date", "published": "date",
}  # fmt: skip
_LONGEST_LABEL = 60  # characters beside an address that may say what it is
_NO_NAMES = frozenset({"", "et al", "n/a", "_no response_"})
_NOTHING = TextPiece("", 0)


@dataclass(frozen=True, slots=True)
class IssueBody:
    """What the sections of an issue's body say; all texts are verbatim, with their offsets in the body.

    `urls` are the addresses under "URL", or the one on the first line; the work's own is first. `date` is that of
    publication. `comments` are the parts outside the known sections.
    """

    comments: tuple[TextPiece, ...] = ()
    urls: tuple[TextPiece, ...] = ()
    title: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    venue: str = ""
    date: PartialDate | None = None
    summary: TextPiece = _NOTHING
    abstract: TextPiece = _NOTHING


class _Label(NamedTuple):
    """The label of a section: its name, where it starts, where the section's text starts and, if known, ends."""

    name: str
    start: int
    text: int
    end: int | None = None
    is_heading: bool = False


def read_issue_body(text: str) -> IssueBody:
    """Split an issue's body into sections: ``# URL``, ``# Authors``, ``### 論文リンク``, ``# Summary (by …)`` …

    If no heading opens such a section, bullets such as ``- Authors: …`` and lines such as ``Link: https://…`` do. A
    body without sections is a comment as a whole, except for an address on its first line.
    """
    fences = code_fences(text, _NEVER)
    labels = [label for label in _labels(text) if not is_inside(label.start, fences)]
    headings = [match for match in _HEADING.finditer(text) if not is_inside(match.start(), fences)]
    labels = _outside_other_sections(labels, headings)
    ends = [label.end for label in labels if label.end is not None]
    heading_starts = [match.start() for match in headings] if labels else []
    starts = sorted({0, *heading_starts, *(label.start for label in labels), *ends, len(text)})
    sections: dict[str, TextPiece] = {}
    comments: list[TextPiece] = []
    labels_by_start = {label.start: label for label in labels}
    for start, end in pairwise(starts):
        if label := labels_by_start.get(start):
            piece = cut_piece(text, label.text, end)
            if label.name in sections or not _is_used(label.name, piece):
                comments.append(cut_piece(text, start, end))
            else:
                sections[label.name] = piece
        else:
            comments.append(cut_piece(text, start, end))
    comments = [piece for piece in comments if piece.text]
    urls = _addresses(sections.get("url", _NOTHING))
    if (
        not urls
        and (match := _FIRST_ADDRESS.match(text))
        and (urls := _addresses(cut_piece(text, 0, match.end())))  # none where it only looks like an address
    ):
        if host_role(urls[0].text) is LinkRole.POST:
            urls = ()  # a post about the work
        elif comments and comments[0].at < match.end():
            end = comments[0].at + len(comments[0].text)
            comments[:1] = [piece for piece in [cut_piece(text, match.end(), max(match.end(), end))] if piece.text]
    authors, et_al = _names(sections)
    return IssueBody(
        comments=tuple(comments),
        urls=urls,
        title=_plain_line(sections.get("title", _NOTHING)),
        authors=authors,
        et_al=et_al,
        venue=_plain_line(sections.get("venue", _NOTHING)),
        date=_date(sections.get("date", _NOTHING)),
        summary=_unbulleted(sections.get("summary", _NOTHING)),
        abstract=_unbulleted(sections.get("abstract", _NOTHING)),
    )


def _labels(text: str) -> Iterator[_Label]:
    """Yield the labels of sections in order."""
    labels = {}
    for match in _LABELLED_ADDRESS.finditer(text):
        # `find_links` recognises "Paper: https://…" in a comment.
        if _section_name(match["label"]) == "url" and label_role(match["label"]) is None:
            labels[match.start()] = _Label("url", match.start(), match.start("value"), match.end())
    for match in _SECTION.finditer(text):
        if name := _section_name(match["label"]):
            is_heading = match["lead"][0] == "#"
            end = None if is_heading else _bullet_end(text, match)
            labels[match.start()] = _Label(name, match.start(), match.end(), end, is_heading)
    yield from (labels[start] for start in sorted(labels))


def _bullet_end(text: str, label: re.Match[str]) -> int | None:
    """Return where a bullet with a label and a text on its line ends: at the next bullet of its level, or paragraph."""
    line_end = text.find("\n", label.end())
    if line_end < 0 or not text[label.end() : line_end].strip():
        return None
    indent = len(label[0]) - len(label[0].lstrip(" \t"))
    following = _NEXT_BULLET.finditer(text, line_end + 1)
    ends = [match.start() for match in following if len(match["indent"]) <= indent][:1]
    ends += [match.end() for match in [_PARAGRAPH.search(text, label.end())] if match]
    heading = _HEADING.search(text, label.end())
    end = min(ends, default=None)
    return None if end is None or (heading and heading.start() < end) else end


def _outside_other_sections(labels: list[_Label], headings: list[re.Match[str]]) -> list[_Label]:
    """Return the headings among `labels`, and others above all sections, below the title or below "Metadata".

    If no label is a heading, all count.
    """
    if not any(label.is_heading for label in labels):
        return labels
    kept = []
    for label in labels:
        above = [match["text"] for match in headings if match.start() < label.start]
        is_below_title = len(above) == 1 and headings[0].start() == 0 and not _section_name(above[0])
        if label.is_heading or not above or is_below_title or is_metadata_heading(plain_value(above[-1])):
            kept.append(label)
    return kept


def _section_name(label: str) -> str:
    """Return the name of the section that a label opens; empty if it opens none. "著者/所属機関" is about authors."""
    words = without_signs_around(label).casefold()
    for part in (words, re.split(r"[/／・,、&]", words)[0].strip()):
        if name := _SECTIONS.get(part) or _OF_KEYS.get(canonical_key(part)):
            return name
    return ""


def _is_used(name: str, section: TextPiece) -> bool:
    """Return whether a section's text says what its label promises, so that it is no comment."""
    text = section.text
    if not text or _NO_ANSWER.fullmatch(text):
        return True
    if name == "url":
        # A section about the paper has sentences, one with its address has not.
        addresses = len(URL.findall(text))
        words = _LINK_WORDS.sub(" ", text)
        return addresses > 0 and len(normalise_space(words)) < _LONGEST_LABEL * addresses
    if name in ("title", "venue"):
        return "\n" not in text
    return name != "date" or _date(section) is not None


def _plain_line(section: TextPiece) -> str:
    text = plain_value(_BULLET.sub("", section.text))
    return "" if "\n" in section.text or _NO_ANSWER.fullmatch(text) else text


def _date(section: TextPiece) -> PartialDate | None:
    try:
        return parse_property_date(_BULLET.sub("", section.text))
    except ValueError:
        return None


def _addresses(section: TextPiece) -> tuple[TextPiece, ...]:
    return tuple(TextPiece(trim_url(match[0]), section.at + match.start()) for match in URL.finditer(section.text))


def _unbulleted(section: TextPiece) -> TextPiece:
    """Return a section without its mark if it is a single bullet, else unchanged."""
    match = _BULLET.match(section.text)
    if match and not any(_BULLET.match(row) for row in section.text.split("\n")[1:]):
        return TextPiece(section.text[match.end() :], section.at + match.end())
    return section


def _names(sections: Mapping[str, TextPiece]) -> tuple[tuple[str, ...], bool]:
    """Return the authors under "Authors", else under "Affiliations" ("- Name, Place"), and whether "et al." follows."""
    for section in ("author", "affiliation"):
        rows = [row for row in sections.get(section, _NOTHING).text.split("\n") if row.strip()]
        if not rows:
            continue
        et_al = bool(_ET_AL.search(rows[-1]) or rows[-1].strip(" -*+.…").casefold() in ("", "et al"))
        names = [_ET_AL.sub("", _BULLET.sub("", row)).strip() for row in rows]
        if section == "affiliation":
            names = [name.partition(",")[0].strip() for name in names]
        elif len(rows) == 1 and not _BULLET.match(rows[0]):
            names = re.split(r"(?:(?<!\s)\s+)?[,;、，]\s*(?:and\s+)?|(?<!\s)\s+and\s+", names[0])
        return distinct(name for name in names if name.strip(".…").casefold() not in _NO_NAMES), et_al
    return (), False
