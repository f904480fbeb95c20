"""Keep a catalogue up to date with arXiv: what was published since its newest paper, a week at a time.

Every week becomes a file of JSON lines in the catalogue's folder, written whole or not at all, and is read like any
other source; a run that is stopped loses the week it was at.
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
from biblio.lookup.catalogue.management import build_catalogue
from biblio.lookup.catalogue.record_store import open_record_store
from biblio.lookup.progress import Progress
from biblio.model.record import Record, Relation

__all__ = ["CatalogueUpdate", "update_catalogue", "week_spans"]

_SPAN = timedelta(days=6)


class PaperListing(Protocol):
    """Lists what was published in a span of days."""

    def pages(self, first: date, last: date, categories: Sequence[str]) -> Iterator[tuple[Record, ...]]:
        """Yield pages of records."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueUpdate:
    """What an update brought: papers from `first` to `last` (whole days)."""

    first: date
    last: date
    papers: int
    built: BuildResult


def week_spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the spans of at most a week that make up the days from `first` to `last`."""
    while first <= last:
        end = min(first + _SPAN, last)
        yield first, end
        first = end + timedelta(days=1)


def update_catalogue(
    folder: Path,
    listing: PaperListing,
    *,
    since: date | None,
    today: date,
    categories: Sequence[str],
    progress: Progress,
) -> CatalogueUpdate:
    """Take into the catalogue in `folder` what arXiv published in `categories`, up to the day before `today`.

    `since` is the first day that is asked for; None: the day after the newest paper that is known. Raises
    `UsageError` where none is known, `ServiceError` where arXiv cannot be asked (whole weeks before stand).
    """
    last = today - timedelta(days=1)  # today is not over
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
        newest = (records.recall(NEWEST_KEY) or b"").decode()
    finally:
        records.close()
    if not newest:
        raise UsageError("the catalogue has no paper of arXiv yet", hint="say from which day on: --since 2026-01-01")
    # A month without a day ("2026-03") is asked for again from its first day: nothing is missed, nothing doubled,
    # for equal works are one.
    year, month, day = (int(part) for part in f"{newest}-00".split("-")[:3])
    return date(year, month, day) + timedelta(days=1) if day else date(year, month, 1)


def _row(record: Record) -> dict[str, object]:
    identifier = record.identifier("arxiv")
    published = next((one for relation, one in record.related if relation is Relation.PUBLISHED_AS), None)
    row: dict[str, object] = {
        "id": identifier.value if identifier else "",
        "title": record.title,
        "authors": [str(person) for person in record.authors],
        "abstract": record.abstract,
        "categories": [record.primary_class],
        "published": str(record.date) if record.date else "",
        "comment": record.note,
        "doi": published.value if published else "",
    }
    return {name: value for name, value in row.items() if value}
