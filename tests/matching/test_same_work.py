"""Versions of one work are one; companions stay apart."""

from __future__ import annotations

import pytest

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.works.merge_records import merge_records
from biblio.matching.works.same_work import same_work
from biblio.model.record import Record

DOE, ROE = "Jane Doe", "John Roe"


def record(**row: object) -> Record:
    result = record_from_row(row)
    assert result is not None
    return result


def preprint(
    title: str = "Parsing Turkish with Grids", *authors: str, number: str = "2001.00001", **row: object
) -> Record:
    return record(id=number, title=title, authors=list(authors or (DOE, ROE)), published="2020-01-01", **row)


def article(title: str = "Parsing Turkish with Grids", *authors: str, **row: object) -> Record:
    fields = {"doi": "10.1000/a", "year": 2020, "venue": "Journal of Grids", "type": "article", **row}
    return record(title=title, authors=list(authors or (DOE, ROE)), **fields)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (article(), True),
        (article(year=2022), True),
        (article(year=2030), False),
        (article("Parsing Turkish With Grids (Extended Abstract)"), True),
        (article("RETRACTED: Parsing Turkish with Grids"), True),
        (article("Parsing Turkish by Grids"), True),  # a word without content, the same authors
        (article("Parsing Turkish by Grids", DOE, "Mary Moss"), False),
        (article("Parsing Turkish with Grid"), False),  # a plural: companions differ so
        (article("Parsing Turkish with Grids II"), False),
        (article("Parsing Turkish with Grids: A Demo"), False),
        (article("Erratum: Parsing Turkish with Grids"), False),
        (article("Parsing Turkish with Grids", "Mary Moss"), False),
        (article("Parsing Turkish with Grids", "Mary Moss", DOE), True),
        (article(type="book"), False),
        (preprint(number="2003.00003"), True),  # a repost
    ],
)
def test_a_preprint_and(other: Record, expected: bool) -> None:
    assert same_work(preprint(), other) is expected
    assert same_work(other, preprint()) is expected


def test_an_identifier_joins_what_titles_do_not() -> None:
    renamed = article("Quite Another Name", arxiv="2001.00001")
    assert same_work(preprint(), renamed)


@pytest.mark.parametrize(
    "other",
    [
        article("Erratum: Parsing Turkish with Grids", arxiv="2001.00001"),
        article("Parsing Turkish with Grids, Part 2", arxiv="2001.00001"),
        article("Feeding Cats at Night", "Mary Moss", arxiv="2001.00001"),
    ],
)
def test_an_identifier_does_not_join_what_contradicts(other: Record) -> None:
    assert not same_work(preprint(), other)


def test_a_dataset_is_not_its_paper() -> None:
    linked = preprint(doi="10.1000/data")
    assert not same_work(
        linked, record(title="Parsing Turkish with Grids", authors=[DOE], doi="10.1000/data", type="book")
    )


def test_columns_without_authors_return_every_year() -> None:
    columns = [
        record(title="The Finite String Newsletter", year=year, venue="CL", type="article", doi=f"10.1000/{year}")
        for year in range(1974, 1988)
    ]
    assert len(merge_records(columns)) == len(columns)


def test_editorials_of_one_editor_are_many() -> None:
    first = article("Editorial", DOE, year=2019, doi="10.1000/e1", volume="1", pages="1")
    second = article("Editorial", DOE, year=2020, doi="10.1000/e2", volume="2", pages="1")
    assert not same_work(first, second)


def test_a_generic_title_and_a_frequent_name_are_not_enough() -> None:
    first = article("Image Segmentation", "W. Wang", year=2019, doi="10.1000/w1")
    second = preprint("Image Segmentation", "Wei Wang", number="1901.00009")
    assert not same_work(first, second)
    assert same_work(article("Image Segmentation", "Wei Wang", year=2019), second)


def test_the_main_conference_goes_before_its_workshop() -> None:
    workshop = article(venue="ICLR 2019 Workshop on Grids", year=2019, doi="10.1000/0", type="inproceedings")
    main = article(venue="ICLR", venue_short="ICLR", year=2020, doi="10.1000/m", type="inproceedings")
    (work,) = merge_records([workshop, main])
    assert work.best.date is not None
    assert work.best.date.year == 2020
    (work,) = merge_records([workshop, main], prefer_venue="Workshop on Grids, ICLR 2019 Workshop on Grids")
    assert len(work.records) == 2
