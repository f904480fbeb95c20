"""Read pages of arXiv's API as records: the package `arxiv` parses the Atom feeds, our client sends the requests.

https://info.arxiv.org/help/api/user-manual.html, section 3.3 (Atom results) and 3.4 (errors). The package hides what a
feed says about itself (totals, errors), so that is read from the parsed XML of the reply.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import arxiv
import requests
from requests.adapters import BaseAdapter

from biblio.bibtex.latex_to_text import title_text
from biblio.errors import BadReply
from biblio.lookup.http.reply import Reply
from biblio.lookup.services.notices import withdrawal_sentence
from biblio.lookup.services.record_fields import join_arxiv_note, unique_identifiers
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, doi
from biblio.model.identifiers import arxiv as arxiv_identifier
from biblio.model.people import parse_person
from biblio.model.record import Medium, Notice, NoticeKind, Record, Relation
from biblio.text import normalise_space, strip_markup, whole_number

__all__ = ["FeedPage", "fetch_feed_page", "missing_entries_problem", "parse_feed", "records_by_id"]

_ATOM = {"a": "http://www.w3.org/2005/Atom", "o": "http://a9.com/-/spec/opensearch/1.1/"}
_NEEDED = ("id", "published", "updated")  # the package skips entries without these elements
_ERROR_ID = re.compile(r"https?://arxiv\.org/api/errors#?(.*)")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a feed says about itself: the total, how many usable entries it has, and its error message."""

    total: int = 0
    entries: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page: its records, what it says about itself, and the reply in which it came.

    `total` counts the results of the whole search, `entries` those on this page. `error` is the API's complaint, or
    empty.
    """

    records: tuple[Record, ...]
    total: int
    entries: int
    error: str
    reply: Reply


def _read_frame(reply: Reply) -> _Frame:
    try:
        root = reply.xml
    except ValueError:
        return _Frame()
    entries = 0
    for entry in root.iterfind("a:entry", _ATOM):
        entry_id, published, updated = ((entry.findtext(f"a:{name}", "", _ATOM)).strip() for name in _NEEDED)
        if match := _ERROR_ID.match(entry_id):
            summary = normalise_space(entry.findtext("a:summary", "", _ATOM))
            return _Frame(error=summary or match[1] or "no reason given")
        entries += bool(entry_id and published and updated)
    return _Frame(whole_number(root.findtext("o:totalResults", "", _ATOM).strip()) or 0, entries)


class _ClientAdapter(BaseAdapter):
    """Passes the package's requests to our client, which alone decides when and how to ask."""

    def __init__(self, get: Callable[[str], Reply]) -> None:
        super().__init__()
        self._get = get
        self.reply = Reply(0, {}, b"", "")
        self.frame = _Frame()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Return our client's answer to the query of `request`."""
        self.reply = self._get(urlsplit(request.url or "").query)
        self.frame = _read_frame(self.reply)
        response = requests.Response()
        # An error in a feed is an error, whatever the status: older servers sent 200 with it.
        response.status_code = 400 if self.frame.error else self.reply.status
        response.url = request.url or ""
        response.request = request
        response.raw = io.BytesIO(self.reply.body)
        return response

    def close(self) -> None:
        """Do nothing: the adapter holds nothing open."""


def fetch_feed_page(get: Callable[[str], Reply], search: arxiv.Search, size: int, *, start: int = 0) -> FeedPage:
    """Let the package request the page of `search` that begins at entry `start`, and read it.

    `get` sends a query and returns the reply. Raises `BadReply` if the entries cannot be read.
    """
    adapter = _ClientAdapter(get)
    client = arxiv.Client(page_size=size, delay_seconds=0, num_retries=0)
    session: requests.Session = client._session  # the package has no public function for this
    session.mount("https://", adapter)
    search.max_results = None  # otherwise the package stops after 100
    records: list[Record] = []
    try:
        for result in client.results(search, offset=start):
            records.append(_record(result))
            if len(records) >= adapter.frame.entries:
                break  # asking for further pages is up to the caller
    except arxiv.HTTPError:
        pass  # the frame or the status says what is wrong
    except (arxiv.ArxivError, ValueError) as error:
        raise BadReply("arxiv", "answered with entries that cannot be read") from error
    finally:
        session.close()
    frame = adapter.frame
    return FeedPage(tuple(records), frame.total, frame.entries, frame.error, adapter.reply)


def parse_feed(body: bytes) -> tuple[Record, ...]:
    """Return the records of an Atom feed as the API sends it."""
    page = fetch_feed_page(lambda query: Reply(200, {}, body, ""), arxiv.Search(query="all"), 1000)
    return page.records


def missing_entries_problem(reply: Reply) -> str | None:
    """Return what is wrong with a reply that counts entries but has none (a temporary fault of the API), or None."""
    frame = _read_frame(reply)
    return "returned a page without its entries" if frame.total and not frame.entries else None


def records_by_id(records: Iterable[Record]) -> dict[Identifier, Record]:
    """Return records by their identifiers."""
    return {record.identifiers[0]: record for record in records if record.identifiers}


def _record(result: arxiv.Result) -> Record:
    # The version is that of the entry; "published" is the day of the first version, by which a paper is known.
    identifier = arxiv_identifier(result.get_short_id())
    published, updated = result.published, result.updated
    comment = strip_markup(result.comment or "")
    withdrawal = withdrawal_sentence(comment)
    withdrawn_on = PartialDate(updated.year, updated.month, updated.day)  # the last version is the withdrawal
    # An author may give several DOIs; the dump's reader (`arxiv_snapshot`) uses the first.
    dois = [journal_doi for written in (result.doi or "").split() if (journal_doi := doi(written))]
    return Record(
        source="arxiv",
        title=title_text(result.title),
        medium=Medium.PREPRINT,
        identifiers=unique_identifiers([identifier]),
        related=tuple((Relation.PUBLISHED_AS, journal_doi) for journal_doi in dois if journal_doi.scheme == "doi"),
        authors=tuple(parse_person(author.name) for author in result.authors if normalise_space(author.name)),
        date=PartialDate(published.year, published.month, published.day),
        url=(identifier.address if identifier else "") or "",
        abstract=title_text(result.summary),
        primary_class=result.primary_category or "",
        note=join_arxiv_note(comment, strip_markup(result.journal_ref) if result.journal_ref else ""),
        notices=(Notice(NoticeKind.WITHDRAWN, "arxiv", withdrawn_on, words=withdrawal),) if withdrawal else (),
    )
