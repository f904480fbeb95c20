from __future__ import annotations

from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply
from biblio.lookup.services.datacite import parse_datacite_doi
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record, Relation
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title
from tests.servers.base import Fault, Response, status
from tests.servers.registries import PANDAS
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "datacite"
    known: ClassVar = {
        by_id("datacite", "doi:10.5281/zenodo.3509134"): "pandas-dev/pandas: Pandas",
        by_id("datacite", "arxiv:1706.03762"): "Attention Is All You Need",
        by_id("datacite", "arxiv:hep-th/9711200"): (
            "The Large N Limit of Superconformal Field Theories and Supergravity"
        ),
    }
    unknown = (by_id("datacite", "doi:10.5281/zenodo.1"), by_id("datacite", "arxiv:2401.99999"))


def record(**changes: Any) -> Record:
    item = {"doi": "10.5281/Zenodo.7", "titles": [{"title": "A title"}]} | changes
    parsed = parse_datacite_doi({"data": {"attributes": item}})
    assert parsed is not None
    return parsed


def test_a_server_without_lists_is_asked_for_each_doi_and_only_once_for_a_list(world: World) -> None:
    world.farm.datacite.has_lists = False
    service = world.service("datacite")
    questions = [*TestContract.known, *TestContract.unknown]
    for expected in (6, 5):
        before = world.tries()
        answers = list(service.ask(questions))
        assert [bool(answer.records) for answer in answers] == [True, True, True, False, False]
        assert world.tries() - before == expected
    assert service.cost(questions) == 5


def test_a_list_with_fewer_works_than_it_counts_is_not_an_answer(world: World) -> None:
    reply = Response(200, b'{"data": [], "meta": {"total": 2}}', "application/vnd.api+json")
    world.farm.always("datacite", Fault(instead=reply))
    with pytest.raises(BadReply, match="works are missing"):
        list(world.service("datacite").ask(list(TestContract.known)))


def test_a_doi_with_a_comma_is_asked_for_by_itself(world: World) -> None:
    odd = by_id("datacite", "doi:10.5281/a,b")
    assert world.service("datacite").cost([odd, *TestContract.known]) == 2
    assert len(list(world.service("datacite").ask([odd, *TestContract.known]))) == 4


def test_titles_are_not_asked_for(world: World) -> None:
    with pytest.raises(ValueError, match="titles"):
        list(world.service("datacite").ask([by_title("datacite", "A title")]))


def test_a_foreign_404_is_not_not_found(world: World) -> None:
    world.farm.always("datacite", status(404, b"No such service"))
    with pytest.raises(BadReply):
        list(world.service("datacite").ask([by_id("datacite", "doi:10.5281/zenodo.1")]))


def test_golden_preprint(world: World) -> None:
    (answer,) = world.service("datacite").ask([by_id("datacite", "arxiv:hep-th/9711200")])
    (preprint,) = answer.records
    assert preprint == Record(
        source="datacite",
        title="The Large N Limit of Superconformal Field Theories and Supergravity",
        medium=Medium.PREPRINT,
        identifiers=(Identifier("arxiv", "hep-th/9711200"),),
        related=((Relation.PUBLISHED_AS, Identifier("doi", "10.1023/a:1026654312961")),),
        authors=(Person(family="Maldacena", given="Juan M."),),
        date=PartialDate(1997, 11, 27),
        publisher="arXiv",
        url="https://arxiv.org/abs/hep-th/9711200",
        abstract="About The Large N Limit of Superconformal Field Theories and Supergravity.",
        language="en",
    )
    assert preprint.identifiers[0].version == 3


def test_golden_software(world: World) -> None:
    (answer,) = world.service("datacite").ask([by_id("datacite", f"doi:{PANDAS}")])
    (software,) = answer.records
    assert software == Record(
        source="datacite",
        title="pandas-dev/pandas: Pandas",
        kind=Kind.SOFTWARE,
        identifiers=(Identifier("doi", PANDAS),),
        authors=(Person(literal="The pandas development team"),),
        date=PartialDate(2020, 2, 5),
        series="Software releases",
        publisher="Zenodo",
        url="https://zenodo.org/record/3509134",
    )


@pytest.mark.parametrize(
    ("types", "kind", "medium"),
    [
        ({"resourceTypeGeneral": "Dataset"}, Kind.DATASET, Medium.UNKNOWN),
        ({"resourceTypeGeneral": "Dissertation"}, Kind.THESIS, Medium.UNKNOWN),
        ({"resourceTypeGeneral": "ConferencePaper"}, Kind.PAPER, Medium.PROCEEDINGS),
        ({"resourceTypeGeneral": "Text", "citeproc": "article-journal"}, Kind.PAPER, Medium.JOURNAL),
        ({"resourceTypeGeneral": "Text", "citeproc": "thesis"}, Kind.THESIS, Medium.UNKNOWN),
        ({"resourceTypeGeneral": "Text"}, Kind.PAPER, Medium.UNKNOWN),
        ({"resourceTypeGeneral": "Award"}, Kind.PAPER, Medium.UNKNOWN),
        (None, Kind.PAPER, Medium.UNKNOWN),
    ],
)
def test_types(types: Any, kind: Kind, medium: Medium) -> None:
    date = record(types=types)
    assert (date.kind, date.medium) == (kind, medium)


@pytest.mark.parametrize(
    ("year", "dates", "expected"),
    [
        (2020, [("Issued", "2020")], PartialDate(2020)),
        (2020, [("Issued", "2020"), ("Available", "2020-03")], PartialDate(2020, 3)),
        (2020, [("Available", "2021-03-01"), ("Issued", "2020-12-31T00:00:00Z")], PartialDate(2020, 12, 31)),
        (2020, [("Submitted", "2019-05-05")], PartialDate(2020)),
        (2020, [("Issued", "2020-02/2020-04")], PartialDate(2020, 2)),
        (2020, [("Issued", "2020-02-31")], PartialDate(2020)),
        (None, [("Issued", "2018-07")], PartialDate(2018, 7)),
        (None, [], None),
        ("0000", [], None),
    ],
)
def test_dates(year: Any, dates: list[tuple[str, str]], expected: PartialDate | None) -> None:
    rows = [{"dateType": kind, "date": written} for kind, written in dates]
    assert record(publicationYear=year, dates=rows).date == expected


def test_a_subtitle_follows_and_translations_do_not() -> None:
    rows = [
        {"title": "Titel", "titleType": "TranslatedTitle"},
        {"title": "Title"},
        {"title": "a study", "titleType": "Subtitle"},
    ]
    assert record(titles=rows).title == "Title: a study"


def test_a_container_is_a_venue_or_a_series() -> None:
    container = {"title": "Journal of Things", "type": "Journal", "volume": "3", "firstPage": "1", "lastPage": "9"}
    article = record(types={"resourceTypeGeneral": "JournalArticle"}, container=container)
    assert (article.venue, article.volume, article.pages) == ("Journal of Things", "3", "1-9")
    report = record(types={"resourceTypeGeneral": "Report"}, container={"title": "Reports", "type": "Series"})
    assert (report.venue, report.series) == ("", "Reports")


def test_a_version_of_software_is_not_a_publication() -> None:
    rows = [{"relationType": "IsVersionOf", "relatedIdentifier": "10.5281/zenodo.6", "relatedIdentifierType": "DOI"}]
    assert record(types={"resourceTypeGeneral": "Software"}, relatedIdentifiers=rows).related == ()
    published = record(types={"resourceTypeGeneral": "Preprint"}, relatedIdentifiers=rows).related
    assert published == ((Relation.PUBLISHED_AS, Identifier("doi", "10.5281/zenodo.6")),)


def test_editors_are_among_the_contributors() -> None:
    rows = [
        {"name": "Lovelace, Ada", "contributorType": "Editor"},
        {"name": "Somebody", "contributorType": "HostingInstitution"},
    ]
    assert record(contributors=rows).editors == (Person(family="Lovelace", given="Ada"),)


@pytest.mark.parametrize("reply", [[], {}, {"data": None}, {"data": {"attributes": []}}, "x"])
def test_anything_but_metadata_is_not_an_answer(reply: Any) -> None:
    with pytest.raises(BadReply):
        parse_datacite_doi(reply)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], {"a": 1}, True, ["x", 1]])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = (
        "creators", "contributors", "publisher", "publicationYear", "dates", "types", "relatedIdentifiers", "container",
        "descriptions", "url", "version", "language",
    )  # fmt: skip
    assert record(**dict.fromkeys(names, junk)).title == "A title"
    rows = [{"relationType": junk, "relatedIdentifier": junk, "relatedIdentifierType": junk}]
    assert record(types={"resourceTypeGeneral": "Preprint"}, relatedIdentifiers=rows).related == ()
    assert parse_datacite_doi({"data": {"attributes": {"doi": junk, "titles": junk}}}) is None
