"""Versions of one work are one; companions stay apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.works.merge_records import merge_records
from biblio.matching.works.same_work import same_work, share_authors
from biblio.model.identifiers import Identifier, same_identifier
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
        (article(year=None), True),
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


def test_an_identifier_joins_what_does_not_contradict() -> None:
    """One record names nobody, or the same title has other authors: nothing says that it is another work."""
    assert same_work(preprint(), replace(article("Feeding Cats at Night", arxiv="2001.00001"), authors=()))
    assert same_work(preprint(), article("Parsing Turkish with Grids", "Mary Moss", arxiv="2001.00001"))


@pytest.mark.parametrize(
    ("identifier", "other", "expected"),
    [
        ("acl:P19-1285", "doi:10.18653/v1/p19-1285", True),
        ("acl:D15-1166", "doi:10.3115/v1/d15-1166", True),
        ("acl:P19-1285", "doi:10.18653/v1/p19-1286", False),
        ("acl:P19-1285", "doi:10.1000/v1/p19-1285", False),
        ("doi:10.18653/v1/p19-1285", "doi:10.3115/v1/p19-1285", False),
        ("openreview:YicbFdNTTy", "openreview:YicbFdNTTyViT", True),
        ("openreview:YicbFdNTTy", "openreview:YicbFdNTTz", False),
        ("openreview:YicbFdNTT", "openreview:YicbFdNTTy", False),
        ("arxiv:2001.00001", "arxiv:2001.000011", False),
        ("arxiv:2001.00001", "openreview:2001.00001", False),
    ],
)
def test_two_identifiers_of_one_thing(identifier: str, other: str, expected: bool) -> None:
    first, second = (Identifier(*text.split(":", 1)) for text in (identifier, other))
    assert same_identifier(first, second) is expected
    assert same_identifier(second, first) is expected


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
    assert not same_work(first, replace(second, date=first.date))
    for again in (replace(second, date=first.date, volume="1"), replace(second, date=None, volume="")):
        assert same_work(first, again)  # as another source knows it


@pytest.mark.parametrize(
    ("authors", "others", "expected"),
    [
        ((DOE, "Ann Berg"), (DOE, "Cy Ek"), True),
        (("Ann Berg", DOE), (DOE, "Cy Ek"), True),
        (("Ann Berg", "Bo Dahl", DOE), (DOE, "Cy Ek"), False),
        (("Ann Berg", "Bo Dahl", "Cy Ek"), ("Di Falk", "Ed Gran", "Bo Dahl", "Ann Berg"), True),  # two of three
        (("Ann Berg", "Bo Dahl", "Cy Ek", "Flo Hede"), ("Di Falk", "Ed Gran", "Bo Dahl", "Ann Berg"), True),  # half
        (("Ann Berg", "Bo Dahl", "Cy Ek", "Flo Hede", "Gus Ives"), ("Di Falk", "Ed Gran", "Bo Dahl", "Ann Berg", "Hy Juul"), False),
        (("Ann Berg", "Bo Dahl"), ("Di Falk", "Ed Gran", "Ann Berg"), False),  # one alone
        (("W. Wang",), ("Wei Wang",), True),
    ],
)  # fmt: skip
def test_people_who_wrote_a_work(authors: tuple[str, ...], others: tuple[str, ...], expected: bool) -> None:
    assert share_authors(article("T", *authors), article("T", *others)) is expected
    assert share_authors(article("T", *others), article("T", *authors)) is expected


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
    assert work.best.venue == "ICLR 2019 Workshop on Grids"
    (work,) = merge_records([workshop, main], prefer_venue="NeurIPS")
    assert work.best.venue_short == "ICLR"
