"""The catalogue is kept up to date with arXiv by whole days, a week at a time; nothing in it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Unavailable, UsageError
from biblio.lookup.catalogue.arxiv_updates import update_catalogue, week_spans
from biblio.lookup.catalogue.build import build_index
from biblio.lookup.catalogue.catalogue_service import open_catalogue
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.progress import SilentProgress
from biblio.model.record import Record
from tests.lookup.catalogue.memory import BuildLog, MemoryFormat, paper

TODAY = date(2024, 2, 1)


class News:
    """Lists one paper a day; cannot be asked from a day on."""

    def __init__(self, broken_from: date = date.max) -> None:
        self.asked: list[tuple[date, date]] = []
        self.broken_from = broken_from

    def pages(self, first: date, last: date, categories: Sequence[str]) -> Iterator[tuple[Record, ...]]:
        self.asked.append((first, last))
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(number)
            if day >= self.broken_from:
                raise Unavailable("arxiv", "is down")
            row = paper(number % 10000, f"What happened on {day}", published=str(day), categories=list(categories))
            record = record_from_row(row)
            assert record is not None
            yield (record,)


def update(folder: Path, news: News, since: date | None = None) -> int:
    return update_catalogue(
        folder, news, since=since, today=TODAY, categories=("cs.CL",), progress=SilentProgress()
    ).papers


def titles(folder: Path) -> list[str]:
    catalogue = open_catalogue(folder)
    try:
        return [record.title for record in catalogue.records(range(1, 200))]
    finally:
        catalogue.close()


def test_from_the_day_after_the_newest_to_yesterday(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [paper(1, published="2024-01-10")]}).files(), progress=BuildLog())
    news = News()
    assert update(tmp_path, news) == 21
    assert news.asked == [
        (date(2024, 1, 11), date(2024, 1, 17)), (date(2024, 1, 18), date(2024, 1, 24)),
        (date(2024, 1, 25), date(2024, 1, 31)),
    ]  # fmt: skip
    assert len(titles(tmp_path)) == 22
    assert update(tmp_path, news) == 0
    assert len(titles(tmp_path)) == 22


def test_a_month_without_a_day_is_asked_for_from_its_first(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [paper(1, published="2024-01")]}).files(), progress=BuildLog())
    news = News()
    update(tmp_path, news)
    assert news.asked[0][0] == date(2024, 1, 1)


def test_whole_weeks_before_an_outage_stay_and_the_rest_follows(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [paper(1, published="2024-01-10")]}).files(), progress=BuildLog())
    with pytest.raises(Unavailable):
        update(tmp_path, News(broken_from=date(2024, 1, 20)))
    assert len(titles(tmp_path)) == 8
    assert update(tmp_path, News()) == 14
    assert len(titles(tmp_path)) == 22


def test_without_a_paper_the_first_day_must_be_given(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [{"title": "A publication", "year": 2020}]}).files(), progress=BuildLog())
    with pytest.raises(UsageError, match="no arXiv papers yet"):
        update(tmp_path, News())
    assert update(tmp_path, News(), since=date(2024, 1, 30)) == 2


@given(st.dates(date(2020, 1, 1), date(2020, 3, 1)), st.integers(-3, 60))
def test_weeks_cover_every_day_once(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)
    spans = [range(begin.toordinal(), end.toordinal() + 1) for begin, end in week_spans(first, last)]
    assert [day for span in spans for day in span] == list(range(first.toordinal(), last.toordinal() + 1))
    assert all(0 < len(span) <= 7 for span in spans)
