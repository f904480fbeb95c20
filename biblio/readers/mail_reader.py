"""Layout "mail": messages (``.eml``) and mailboxes (``.mbox``) with digests of papers: arXiv's listings, alerts, lists.

Entries of arXiv's listings are notes, as in a file (`formats.arxiv_digest`), and so are articles in Google Scholar's
alerts (`formats.scholar_alert`); of any other message, its text is read like Markdown, or its HTML if it has no links
in its text. The day on which a message was sent is that of its notes.
https://www.rfc-editor.org/rfc/rfc5322, https://www.rfc-editor.org/rfc/rfc4155 (mailboxes)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from biblio.extract.identifiers_in_text import forwarded_url
from biblio.formats.arxiv_digest import is_arxiv_listing, read_arxiv_listing
from biblio.formats.library_entry import ExportPart, LibraryEntry
from biblio.formats.scholar_alert import is_scholar_alert, read_scholar_alert
from biblio.mail_dates import parse_mail_date
from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.entry_to_note import entry_to_note
from biblio.readers.html_parser import PageParser
from biblio.readers.note_ids import unique_id
from biblio.readers.other_markup.markdown_translation import UNTITLED, MarkdownTranslation, read_translation
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["MAIL_SUFFIXES", "READER", "MailReader"]

MAIL_SUFFIXES = frozenset({".eml", ".mbox"})
_HEADER = re.compile(r"\A(?:From \S.*\n)?(?:(?:[!-9;-~]+:.*|[ \t]+\S.*)\n){2,}")
_FIELD_OF_MAIL = re.compile(r"^(?:Message-ID|Received|From|Date|Subject|MIME-Version):", re.MULTILINE | re.IGNORECASE)
_START = re.compile(r"^From \S.*\d{4}(?: [+-]\d{4})?[ \t]*$", re.MULTILINE)
_BLOCKS = frozenset("p div tr td table br h1 h2 h3 h4 h5 h6 ul ol blockquote".split())
_HIDDEN = frozenset({"style", "script", "head", "title"})


@dataclass(frozen=True, slots=True)
class _Message:
    """A message: its text as plain text or Markdown, its HTML, its first and last line in the file (from 1), its day.

    `body_line` is the line of the first line of `text`, or 0 if the lines of `text` are not those of the file.
    """

    text: str
    page: str
    first: int
    last: int
    body_line: int
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class MailReader:
    """Reads messages as the module describes."""

    layout: str = "mail"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is named as a message or mailbox and begins with the fields of one."""
        head = document.text[:20_000].lstrip("\n")
        return document.suffix in MAIL_SUFFIXES and bool(_HEADER.match(head) and _FIELD_OF_MAIL.search(head))

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of every message, and the messages that have none."""
        used_ids: set[str] = set()
        for message in _messages(document.text):
            has_notes = False
            for item in _items(document, message, used_ids):
                if isinstance(item, Note):
                    item = item.replace(id=unique_id(item.id, used_ids), date=item.date or message.date)
                    used_ids.add(item.id)
                    has_notes = True
                    yield item
            if not has_notes:
                yield Skipped(document.path, SkipReason.NO_WORK, message.first, "a message")


READER = MailReader()


def _items(document: Document, message: _Message, used_ids: set[str]) -> Iterator[ReadItem]:
    entries: Iterator[ExportPart] | None = None
    if is_arxiv_listing(message.text):
        entries = read_arxiv_listing(message.text, document.path)
    elif is_scholar_alert(message.page):
        entries = read_scholar_alert(message.page, 1)
    if entries is not None:
        for entry in entries:
            if isinstance(entry, LibraryEntry):
                note = entry_to_note(entry, source=document.path, layout=READER.layout, used_ids=used_ids)
                yield _placed(note, message)
        return
    translation = MarkdownTranslation(message.first, message.last)
    translation.add_heading(UNTITLED, message.first)  # a message is a list, and the first work no title of it
    for number, row in enumerate(message.text.split("\n")):
        line = message.body_line + number if message.body_line else message.first
        translation.add_line(row, min(line, message.last))
    yield from read_translation(
        document, translation, READER.layout, page_name="message.md", needs_sign=True, is_topic=True
    )


def _placed(note: Note, message: _Message) -> Note:
    """Return a note with its lines in the file instead of those in the text of the message."""
    if message.body_line:
        first, last = note.line + message.body_line - 1, note.end_line + message.body_line - 1
    else:
        first = last = message.first
    links = tuple(type(link)(link.url, link.role, link.label, first) for link in note.links)
    return note.replace(line=first, end_line=min(last, message.last), links=links)


def _messages(text: str) -> Iterator[_Message]:
    """Yield the messages of a mailbox, or the only one of a file."""
    starts = [match.start() for match in _START.finditer(text) if match.start() < 2 or text[match.start() - 2] == "\n"]
    starts = starts if starts and not text[: starts[0]].strip() else [0]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(text)
        part = text[start:end]
        first = text.count("\n", 0, start) + 1
        last = first + part.rstrip().count("\n")
        body = part.partition("\n")[2] if part.startswith("From ") else part
        message = message_from_bytes(body.lstrip("\n").encode("utf-8", "replace"))
        content, page, is_plain = _content(message)
        lines = part.split("\n")
        blank = next((row for row, line in enumerate(lines) if row and not line.strip()), len(lines))
        is_as_written = is_plain and blank < len(lines) and not (message.is_multipart() or _is_encoded(message))
        body_line = first + blank + 1 if is_as_written else 0
        yield _Message(content, page, first, max(first, last), body_line, _day(message))


def _content(message: Message) -> tuple[str, str, bool]:
    """Return the text of a message, its HTML, and whether the text is as written, because not only HTML has links."""
    parts = [part for part in message.walk() if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = "\n".join(_decoded(part) for part in parts if part.get_content_subtype() == "plain")
    pages = [_decoded(part) for part in parts if part.get_content_subtype() == "html"]
    page = "\n".join(pages)
    if not pages or "http" in plain or is_arxiv_listing(plain):
        return plain, page, True
    return "\n".join(map(_markdown, pages)), page, False


def _is_encoded(message: Message) -> bool:
    return str(message.get("Content-Transfer-Encoding", "")).strip().lower() in ("base64", "quoted-printable")


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    # The file was decoded as a whole; only what is encoded within it has the character set of the part.
    charset = (part.get_content_charset() or "utf-8") if _is_encoded(part) else "utf-8"
    try:
        return payload.decode(charset, "replace").replace("\r\n", "\n")
    except LookupError:
        return payload.decode("utf-8", "replace").replace("\r\n", "\n")


def _day(message: Message) -> PartialDate | None:
    day = parse_mail_date(str(message.get("Date", "")))
    return PartialDate(day.year, day.month, day.day) if day else None


def _markdown(html: str) -> str:
    parser = _MarkdownMaker()
    parser.read(html)
    rows = (" ".join(row.split()) for row in "".join(parser.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip()


class _MarkdownMaker(PageParser):
    """Collects the text of a page with its links, headings and list items as Markdown."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._addresses: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._addresses.append(forwarded_url(address) if address.startswith("http") else "")
            self.parts.append("[")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("h1", "h2", "h3", "h4"):
            self.parts.append("\n\n### ")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "a" and self._addresses:
            self.parts.append(f"]({self._addresses.pop()})")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(" ".join(re.split(r"\s+", data)))
