"""Layout "keypoint-xml": the machine-readable lists of the site "KeyPoint Notes".

A ``<paper-list>`` has a ``<paper-entry>`` for every issue. The lists look like XML but are not: texts are as they are
in the issue tracker, with bare ``&``, ``<`` and Markdown, and comments have the markup of the site's pages. An XML
parser cannot read them, so this reader ends an element at its end tag or where the next known element begins. Missing
values are the word ``None``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from biblio.errors import Problem
from biblio.extract.links import find_links, find_references
from biblio.extract.title_line import parse_title_line, title_fields
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.issue_body import read_issue_body
from biblio.readers.keypoint.markup import Markup, issue_number, parse_html, read_markup
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import (
    LineNumbers,
    TextPiece,
    cut_piece,
    distinct,
    find_date,
    merge_copies,
)

__all__ = ["READER", "KeypointXmlReader"]

_LIST = re.compile(r"<paper-(?:list\b[^<>]*>\s*(?:<paper-entry\b|</paper-list>|\Z)|entry\b[^<>]*>\s*(?:<[a-z]|\Z))")
_ENTRY = re.compile(r"<paper-entry\b[^<>]*>")
_FIELD = re.compile(
    r"<(?P<name>title|original-paper-blog-link|repo-issue-link|tags|repo-issue-date|issue-body|maintainer-comment-text)"
    r"\b[^<>]*>"
)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARKUP = re.compile(r"<(?:p|br|a|div|img|strong|blockquote)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: its texts by element name (there may be several comments), its lines, and whether it was cut off."""

    texts: dict[str, list[TextPiece]]
    line: int
    end_line: int
    is_cut: bool

    def text(self, name: str) -> TextPiece:
        """Return the first text of element `name`; empty if it is missing or is "None"."""
        piece = self.texts.get(name, [TextPiece("", 0)])[0]
        return TextPiece("", piece.at) if piece.text == "None" else piece


@dataclass(frozen=True, slots=True)
class KeypointXmlReader:
    """Reads such lists; a file may have several of them, and other text around them."""

    layout: str = "keypoint-xml"

    def recognises(self, document: Document) -> bool:
        """Return whether the text has an entry, or a list that is empty or cut off."""
        return "<paper-" in document.text and _LIST.search(document.text) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the problems of the lists, then their notes; a note in several lists is yielded once."""
        lines = LineNumbers(document.text)
        notes: dict[str, Note] = {}
        for entry in _entries(document.text, lines):
            if entry.is_cut:
                yield Problem(document.path, entry.line, "an entry is cut off", "fetch or save the file again")
            date_text = entry.text("repo-issue-date")
            date, problem = find_date(date_text.text, document.path, lines.at(date_text.at))
            if problem:
                yield problem
            if not entry.text("title").text and not entry.text("issue-body").text:
                if not entry.is_cut:
                    yield Problem(document.path, entry.line, "an entry has neither title nor text", "add one of them")
                continue
            note = _note(entry, document.path, lines).replace(date=date)
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


def _entries(text: str, lines: LineNumbers) -> Iterator[_Entry]:
    openings = list(_ENTRY.finditer(text))
    stops = [*(match.start() for match in openings[1:]), len(text)]
    for opening, stop in zip(openings, stops, strict=False):
        end = text.find("</paper-entry>", opening.end(), stop)
        is_cut = end < 0
        texts: dict[str, list[TextPiece]] = {}
        unclosed: set[str] = set()
        position, limit = opening.end(), stop if is_cut else end
        while field := _FIELD.search(text, position, limit):
            name = field["name"]
            position = -1 if name in unclosed else text.find(f"</{name}>", field.end(), limit)
            if position < 0:
                is_cut = True
                unclosed.add(name)
                following = _FIELD.search(text, field.end(), limit)
                position = following.start() if following else limit
            texts.setdefault(name, []).append(_without_cdata(cut_piece(text, field.end(), position)))
        last = limit + len("</paper-entry>") if end >= 0 else limit
        yield _Entry(texts, *lines.span(opening.start(), last), is_cut)


def _without_cdata(piece: TextPiece) -> TextPiece:
    """Return a text without the CDATA section that a tool may have put around it."""
    if piece.text.startswith("<![CDATA[") and piece.text.endswith("]]>"):
        return cut_piece(piece.text[9:-3], 0)._replace(at=piece.at + 9)
    return piece


def _note(entry: _Entry, path: str, lines: LineNumbers) -> Note:
    title = parse_title_line(_decode(entry.text("title").text))
    body_text = entry.text("issue-body")
    body = read_issue_body(body_text.text)
    if body.authors:
        title = replace(title, authors=body.authors, et_al=body.et_al)
    links = [
        Link(_decode(piece.text), role, label, lines.at(piece.at))
        for piece, role, label in (
            (entry.text("original-paper-blog-link"), LinkRole.OWN, "URL"),
            (entry.text("repo-issue-link"), LinkRole.PAGE, "issue"),
        )
        if piece.text
    ]
    number = issue_number(_decode(entry.text("repo-issue-link").text))
    texts = [_plain(piece, body_text.at, lines) for piece in body.comments]
    texts += [
        _comment(piece, lines) for piece in entry.texts.get("maintainer-comment-text", []) if piece.text != "None"
    ]
    texts = [markup for markup in texts if markup.text]
    known_urls = {link.url for link in links}
    links += [
        Link(piece.text, LinkRole.OWN, "URL", lines.at(body_text.at + piece.at))
        for piece in body.urls
        if piece.text not in known_urls
    ]
    natural = ("keypoint", number) if number else (entry.text("repo-issue-date").text, title.title)
    return Note(
        id=note_id(*natural, title=title.title),
        source=path,
        line=entry.line,
        end_line=entry.end_line,
        layout=READER.layout,
        marker=title.marker,
        **title_fields(title),
        tags=distinct(tag.strip() for tag in _decode(entry.text("tags").text).split(",")),
        summary=body.summary.text,
        comment="\n\n".join(markup.text for markup in texts),
        links=(*links, *(link for markup in texts for link in markup.links)),
        references=tuple(reference for text in texts for reference in text.references if reference.target != number),
        fields=(("abstract", body.abstract.text),) if body.abstract.text else (),
    )


def _comment(piece: TextPiece, lines: LineNumbers) -> Markup:
    """Return a comment as text, without the site's markup if it has any."""
    if _MARKUP.search(piece.text) and (root := parse_html(piece.text)) is not None:
        return read_markup(root, line=lines.at(piece.at) - 1)
    return _plain(piece, 0, lines)


def _plain(piece: TextPiece, offset: int, lines: LineNumbers) -> Markup:
    line = lines.at(offset + piece.at)
    return Markup(piece.text, tuple(find_links(piece.text, line=line)), tuple(find_references(piece.text, line=line)))


def _decode(text: str) -> str:
    """Return `text` with the predefined entities of XML decoded; a bare ampersand is left as it is."""
    return _ENTITY.sub(lambda match: _CHARACTERS[match[1]], text)


READER = KeypointXmlReader()
