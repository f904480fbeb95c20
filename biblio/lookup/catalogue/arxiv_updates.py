"""Keep a catalogue up to date with arXiv: add papers published since its newest paper, one week at a time.

Every week becomes a file of JSON lines in the catalogue's folder, written whole or not at all, and is read like any
other source. A run that is stopped loses only the week it was working on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import msgspec

from biblio.errors import UsageError
from biblio.files import write_atomic
from biblio.lookup.catalogue.build import NEWEST_KEY, BuildResult
from biblio.lookup.catalogue.catalogue_folders import build_catalogue
from biblio.lookup.catalogue.record_store import open_record_store
from biblio.lookup.progress import BuildProgress
from biblio.model.record import Record, Relation

__all__ = ["CatalogueUpdate", "PaperListing", "update_catalogue", "week_spans"]

_WEEK = timedelta(days=6)  # from the first day to the last


class PaperListing(Protocol):
    """Lists what was published in a span of days."""

    def pages(self, first: date, last: date, categories: Sequence[str]) -> Iterator[tuple[Record, ...]]:
        """Yield pages of records."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueUpdate:
    """What an update added: the papers published from `first` to `last` (whole days)."""

    first: date
    last: date
    papers: int
    built: BuildResult


def week_spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield spans of at most a week that cover the days from `first` to `last`."""
    while first <= last:
        end = min(first + _WEEK, last)
        yield first, end
        first = end + timedelta(days=1)


def update_catalogue(
    folder: Path,
    listing: PaperListing,
    *,
    since: date | None,
    today: date,
    categories: Sequence[str],
    progress: BuildProgress,
) -> CatalogueUpdate:
    """Add to the catalogue in `folder` what arXiv published in `categories`, up to the day before `today`.

    `since` is the first day to ask for (None: the day after the newest paper in the catalogue). Raises `UsageError` if
    the catalogue has no paper, `ServiceError` if arXiv cannot be asked (complete weeks before that stay).
    """
    last = today - timedelta(days=1)  # today is not over yet
    first = since or _day_after_newest(folder)
    papers, built = 0, BuildResult()
    for begin, end in week_spans(first, last):
        progress.stage(f"Asking arXiv for {begin} to {end}", 0)
        lines = []
        for page in listing.pages(begin, end, categories):
            lines += [msgspec.json.encode(_row(record)) for record in page]
            progress.step(len(page))
        path = folder / "news" / f"arxiv-{begin}-{end}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        if lines:
            write_atomic(path, b"\n".join(lines).decode() + "\n")
            built = build_catalogue(folder, [path], format_name="jsonlines", progress=progress)
        papers += len(lines)
    return CatalogueUpdate(first, last, papers, built)


def _day_after_newest(folder: Path) -> date:
    records = open_record_store(folder / "records.sqlite")
    try:
        newest_day = (records.recall(NEWEST_KEY) or b"").decode()
    finally:
        records.close()
    if not newest_day:
        hint = "give the first day: --since 2026-01-01"
        raise UsageError("the catalogue has no arXiv papers yet", hint=hint)
    # A month without a day ("2026-03") is asked for again from its first day: nothing is missed, and nothing is stored
    # twice, because equal works are merged.
    year, month, day = (int(part) for part in f"{newest_day}-00".split("-")[:3])
    return date(year, month, day) + timedelta(days=1) if day else date(year, month, 1)


def _row(record: Record) -> dict[str, object]:
    identifier = record.identifier("arxiv")
    dois = (doi.value for relation, doi in record.related if relation is Relation.PUBLISHED_AS)
    row: dict[str, object] = {
        "id": identifier.value if identifier else "",
        "title": record.title,
        "authors": [str(person) for person in record.authors],
        "abstract": record.abstract,
        "categories": [record.primary_class],
        "published": str(record.date) if record.date else "",
        "comment": record.note,
        "doi": next(dois, ""),
    }
    return {name: value for name, value in row.items() if value}
