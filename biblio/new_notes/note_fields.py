"""What a template can say about a work. Pure."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Mapping, Sequence

from biblio.model.record import Work
from biblio.text import normalise_space, strip_markup
from biblio.unseen import without_unseen

__all__ = ["FIELD_MEANINGS", "NoteFields", "note_fields"]

NoteFields = Mapping[str, object]
"""The values of a template's variables by name; texts are one line, but for `abstract` and `comment`."""

FIELD_MEANINGS: Mapping[str, str] = {
    "title": "the title, without markup",
    "authors": "a list of names, as they are shown (of more than 25, the first 25)",
    "more_authors": "whether there are more authors than that",
    "family": "the family name of the first author",
    "year": "the year, or empty",
    "date": "the date as far as it is known: 2017-06-12, 2017-06, 2017",
    "venue": "the journal or conference",
    "volume": "the volume, or empty",
    "pages": "the pages, or empty",
    "kind": "paper, book, thesis, report, software …",
    "key": "the citation key, the one of the exports",
    "identifier": 'the leading identifier with its kind: "arxiv:1706.03762"',
    "doi": "the DOI, or empty; likewise `arxiv`, `acl`, `openreview`, `isbn`, `pmid`",
    "url": "the address of the work's page",
    "abstract": "the abstract, or empty",
    "tags": "a list of tags",
    "comment": "what --comment says, or empty",
    "today": "the day as 2026-11-30",
    "uuid": "an id that is always the same for the same work, for org-roam",
}
_SCHEMES = ("doi", "arxiv", "acl", "openreview", "isbn", "pmid")
_MOST_AUTHORS = 25
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\[\]]+", re.IGNORECASE)
# https://www.rfc-editor.org/rfc/rfc9562#section-5.5: the name space is that of URLs.
_NAMESPACE = uuid.NAMESPACE_URL


def note_fields(
    work: Work, key: str, *, tags: Sequence[str] = (), comment: str = "", today: datetime.date
) -> NoteFields:
    """Return the values of `FIELD_MEANINGS` for a work with the citation key `key`. Texts are empty if unknown."""
    record = work.best
    leading = next(iter(work.identifiers), None)
    identifiers = {
        scheme: next((identifier.value for identifier in work.identifiers if identifier.scheme == scheme), "")
        for scheme in _SCHEMES
    }
    address = next((identifier.address for identifier in work.identifiers if identifier.address), None)
    return {
        "title": _line(strip_markup(record.title)),
        "authors": [_line(str(person)) for person in record.authors[:_MOST_AUTHORS]],
        "more_authors": len(record.authors) > _MOST_AUTHORS or record.truncated,
        "family": _line(record.authors[0].last) if record.authors else "",
        "year": str(record.date.year) if record.date else "",
        "date": str(record.date) if record.date else "",
        "venue": _line(strip_markup(record.venue)),
        "volume": _line(record.volume),
        "pages": _line(record.pages),
        "kind": str(record.kind),
        "key": key,
        "identifier": str(leading or ""),
        **identifiers,
        "url": address or (record.url if _ADDRESS.fullmatch(record.url) else ""),
        "abstract": _without_commands(strip_markup(record.abstract).strip()),
        "tags": [_line(tag) for tag in tags],
        "comment": comment.strip(),
        "today": today.isoformat(),
        "uuid": str(uuid.uuid5(_NAMESPACE, str(leading or work.id))),
    }


def _line(text: str) -> str:
    return _without_commands(without_unseen(normalise_space(text)))


def _without_commands(text: str) -> str:
    """Return a text in which Obsidian's plugin Templater, which can run commands in every new note, finds none."""
    return text.replace("<%", "< %")
