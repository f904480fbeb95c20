"""Layout "keypoint-html": the site "KeyPoint Notes" as HTML, in the three forms that it has had.

The pages are flat: a note is a run of elements, not one element. In 2023 and 2025::

    <a class="button">#Tag</a> … <span class="issue_date">Issue Date: 2025-08-17</span>
    <a class="title-link" href="…/issues/2459">Title line</a>
    <span class="snippet"><span>GPT Summary</span>- …</span> <span class="snippet"><span>Comment</span>…</span>

In 2023 the title's link has no class. Since 2026 an ``<article>`` begins with the title, followed by the links
"Paper/Blog Link" and "My Issue", then by tags, date and snippets. The headings above the notes are the tags of the page
or of that part of it, and the notes do not repeat them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from biblio.errors import Problem
from biblio.extract.title_line import parse_title_line, title_fields
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.keypoint.markup import Element, Markup, issue_number, parse_html, read_markup
from biblio.readers.keypoint.page_parts import is_tag
from biblio.readers.note_ids import note_id
from biblio.readers.note_text import distinct, find_date, merge_copies
from biblio.text import normalise_space

__all__ = ["READER", "KeypointHtmlReader"]

_MARK = re.compile(r"\bissue_date\b[^<>]{0,500}>\s*(?:<[^<>]{1,500}>\s*)?Issue\s+Date:")
_DATE = re.compile(r"Issue\s+Date:\s*(\S*)")
_SUMMARY = re.compile(r"(?:(?<!\s)\s+)?(?:GPT\s+)?Summary\s*[-–:]?\s*")
_COMMENT = re.compile(r"(?:(?<!\s)\s+)?Comment\s*:?\s*")
# "NLP (623)", "NLP (623) — 1/7"
_COUNT = re.compile(r"(?:(?<!\s)\s+)?\(\d+\)(?:\s*[—–-]\s*\d+\s*/\s*\d+)?\s*$")
_NO_TAGS = frozenset({"latest posts"})


@dataclass(slots=True)
class _Entry:
    """A note while its elements are being collected."""

    line: int
    end_line: int
    headings: tuple[str, ...]
    tags: list[str] = field(default_factory=list)
    date: str | None = None
    date_line: int = 0
    title: str | None = None
    own_link: Link | None = None
    page_link: Link | None = None
    summary: Markup | None = None
    comments: list[Markup] = field(default_factory=list)

    def is_over(self, kind: str) -> bool:
        """Return whether an element of `kind` can only belong to the next note."""
        has_text = self.summary is not None or bool(self.comments)
        if kind in ("tag", "date"):
            return self.date is not None
        if kind == "title":
            return self.title is not None or has_text
        if kind in ("own", "page"):
            return has_text or (self.date is not None and (self.own_link or self.page_link) is not None)
        return False


@dataclass(frozen=True, slots=True)
class KeypointHtmlReader:
    """Reads pages of all three forms, complete or partial."""

    layout: str = "keypoint-html"

    def recognises(self, document: Document) -> bool:
        """Return whether an element of the class ``issue_date`` contains an issue date."""
        return "issue_date" in document.text and _MARK.search(document.text) is not None

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the page's problems, then its notes; a note under several headings is yielded once, with all tags."""
        root = parse_html(document.text)
        notes: dict[str, Note] = {}
        last_line = document.text.count("\n") + 1
        for entry in _entries(root) if root is not None else ():
            entry.end_line = min(entry.end_line, last_line)
            date, problem = find_date(entry.date or "", document.path, entry.date_line)
            if not entry.date:
                problem = Problem(document.path, entry.line, "a note has no date", "the page may be cut off here")
            if problem:
                yield problem
            note = _note(entry, document.path).replace(date=date)
            notes[note.id] = merge_copies(notes[note.id], note) if note.id in notes else note
        yield from notes.values()


def _note(entry: _Entry, path: str) -> Note:
    title = parse_title_line(entry.title or "")
    number = issue_number(entry.page_link.url) if entry.page_link else ""
    texts = [entry.summary or Markup(""), *entry.comments]
    comment = "\n\n".join(markup.text for markup in entry.comments)
    natural = ("keypoint", number) if number else (entry.date or "", title.title or texts[0].text or comment[:200])
    return Note(
        id=note_id(*natural, title=title.title),
        source=path,
        line=entry.line,
        end_line=max(entry.line, entry.end_line),
        layout=READER.layout,
        marker=title.marker,
        **title_fields(title),
        tags=distinct([*entry.tags, *entry.headings]),
        summary=texts[0].text,
        comment=comment,
        links=(*filter(None, (entry.own_link, entry.page_link)), *(link for text in texts for link in text.links)),
        references=tuple(reference for text in texts for reference in text.references if reference.target != number),
    )


def _entries(root: Element) -> Iterator[_Entry]:
    """Yield the notes of a page, complete or not; elements before the first note are skipped."""
    entry: _Entry | None = None
    headings: dict[int, str] = {}
    for kind, element in _elements(root):
        line = element.sourceline or 1
        if kind == "heading":
            if entry and _is_note(entry):
                yield entry
            entry = None
            level = int(element.tag[1])
            words = _COUNT.sub("", normalise_space(element.text_content()))
            headings = {number: text for number, text in headings.items() if number < level}
            if level > 1 and is_tag(words) and words.casefold() not in _NO_TAGS:
                headings[level] = words
            continue
        if kind == "link":
            # If no class marks the title, a link to an issue is the title only directly after the date.
            if entry is None or entry.date is None or entry.title or entry.page_link or entry.comments or entry.summary:
                continue
            kind = "title"
        if entry is None or entry.is_over(kind):
            if entry and _is_note(entry):
                yield entry
            if kind == "snippet":
                continue
            entry = _Entry(line, line, tuple(headings.values()))
        entry.end_line = max(entry.end_line, line)
        _add(entry, kind, element)
    if entry and _is_note(entry):
        yield entry


def _is_note(entry: _Entry) -> bool:
    return entry.date is not None or bool(entry.title)


def _add(entry: _Entry, kind: str, element: Element) -> None:
    words, line = normalise_space(element.text_content()), element.sourceline or entry.line
    if kind == "tag":
        entry.tags.append(words.lstrip("#").strip())
    elif kind == "date":
        match = _DATE.search(words)
        entry.date, entry.date_line = (match[1] if match else words), line
    elif kind == "title":
        entry.title = words
        inner = element.find(".//a")
        url = element.get("href") or (inner.get("href") if inner is not None else "") or ""
        if entry.page_link is None and issue_number(url):
            entry.page_link = Link(url, LinkRole.PAGE, line=line)
    elif kind in ("own", "page"):
        link = Link((element.get("href") or "").strip(), LinkRole(kind), words, line)
        if link.url and kind == "own":
            entry.own_link = link
        elif link.url:
            entry.page_link = link
    else:
        is_summary = _SUMMARY.match(element.text_content()) is not None
        text = read_markup(element, label=_SUMMARY if is_summary else _COMMENT)
        entry.end_line = max(entry.end_line, text.end_line)
        if is_summary and entry.summary is None:
            entry.summary = text
        elif text.text:
            entry.comments.append(text)


def _elements(root: Element) -> Iterator[tuple[str, Element]]:
    """Yield the elements that make up notes, in the order of the page, each with its role in a note."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if kind := _kind(element):
            if kind != "nothing":
                yield kind, element
            walk.skip_subtree()


def _kind(element: Element) -> str:
    classes = (element.get("class") or "").split()
    if "issue_date" in classes:
        return "date"
    if "snippet" in classes:
        return "snippet"
    if "title-link" in classes:
        return "title"
    if element.tag == "a":
        words = normalise_space(element.text_content())
        if words.startswith("#"):
            return "tag"
        if words.casefold() in ("paper/blog link", "my issue"):
            return "own" if words[0] in "Pp" else "page"
        return "link" if issue_number(element.get("href") or "") else ""
    if element.tag in ("script", "style", "nav", "head"):
        return "nothing"
    return "heading" if re.fullmatch(r"h[1-6]", element.tag) else ""


READER = KeypointHtmlReader()
