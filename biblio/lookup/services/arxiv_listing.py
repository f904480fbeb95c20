"""List what arXiv published in a span of days, page by page, to keep a catalogue up to date.

https://info.arxiv.org/help/api/user-manual.html, 3.1.1.1 (paging) and 5.1 (submittedDate). By default the API sorts the
newest first; we ask for the oldest first, so that papers published in the meantime do not shift the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import arxiv

from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.services.arxiv_feed import fetch_feed_page, missing_entries_problem
from biblio.lookup.services.service_base import refusal_error
from biblio.model.record import Record

__all__ = ["ArXivListing"]

_PAGE_SIZE = 500  # entries: the API is slow with larger pages, and cuts them short more often


class ArXivListing:
    """arXiv's papers by the day on which they were first submitted."""

    name = "arxiv"

    def __init__(self, policy: ServicePolicy, http: HttpClient, *, page_size: int = _PAGE_SIZE) -> None:
        self._policy = policy
        self._http = http
        self._page_size = page_size

    def pages(self, first: date, last: date, categories: Sequence[str]) -> Iterator[tuple[Record, ...]]:
        """Yield the records of all papers in `categories` submitted from `first` to `last` (both whole days, GMT).

        Raises `ServiceError` if a page cannot be fetched; the pages before it are valid.
        """
        days = f"submittedDate:[{first:%Y%m%d}0000 TO {last:%Y%m%d}2359]"
        query = f"{days} AND ({' OR '.join(f'cat:{category}' for category in categories)})"
        start, total = 0, 1

        def get(text: str) -> Reply:
            return self._http.get(
                self._policy, f"/api/query?{text}", accept="application/atom+xml", check=missing_entries_problem
            )

        while start < total:
            search = arxiv.Search(
                query=query, sort_by=arxiv.SortCriterion.SubmittedDate, sort_order=arxiv.SortOrder.Ascending
            )
            page = fetch_feed_page(get, search, self._page_size, start=start)
            if page.error or page.reply.status != 200:
                raise refusal_error(self.name, page.reply, page.error or "")
            if page.total and not page.entries:
                raise BadReply(self.name, "returned an incomplete listing")
            total = page.total
            start += page.entries
            if page.records:
                yield page.records
