from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable
from biblio.lookup.service import Answer, Service
from biblio.lookup.services.doi_org import parse_csl_item
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, drain
from tests.servers.base import HTML, Farm, Fault, Request, Response, status
from tests.servers.registries import LANDING, NO_FORMAT, PANDAS
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "doi"
    known: ClassVar = {
        by_id("doi", f"doi:{PANDAS}"): "pandas-dev/pandas: Pandas",
        by_id("doi", "doi:10.1038/nature14539"): "Deep learning",
    }
    unknown = (by_id("doi", "doi:10.9999/nothing"), by_id("doi", f"doi:{NO_FORMAT}"))

    def test_the_cost_is_the_number_of_requests(self, world: World, service: Service) -> None:
        planned = service.cost(self.questions)
        list(service.ask(self.questions))
        assert world.tries() == planned - 1  # nobody is asked for the one that does not exist

    def test_answers_before_a_failure_are_valid(self, world: World, service: Service) -> None:
        world.farm.script("doi", None, None)
        world.farm.always("doi", status(503))
        answers: list[Answer] = []
        with pytest.raises(Unavailable):
            drain(service.ask(self.questions), answers)
        assert [answer.question for answer in answers] == [self.unknown[0], self.first_known]

    def test_one_failing_request_does_not_stop_the_others(self, world: World, service: Service) -> None:
        world.farm.script("doi", None, *[status(500)] * world.policy("doi").max_tries)
        answers: list[Answer] = []
        with pytest.raises(Unavailable):
            drain(service.ask(self.questions), answers)
        assert [answer.question for answer in answers] == [self.unknown[0], *list(self.known)[1:], self.unknown[1]]


def test_what_exists_is_asked_for_even_if_nobody_says_so(world: World) -> None:
    world.farm.script("doi", *[status(500)] * world.policy("doi").max_tries)
    answers = list(world.service("doi").ask([*TestContract.known, *TestContract.unknown]))
    assert [bool(answer.records) for answer in answers] == [True, True, False, False]


def test_a_server_without_agencies_is_asked_for_each_doi_and_only_once_for_them(world: World) -> None:
    world.farm.doi.tells_agencies = False
    service = world.service("doi")
    for expected in (5, 4):
        before = world.tries()
        answers = list(service.ask([*TestContract.known, *TestContract.unknown]))
        assert [bool(answer.records) for answer in answers] == [True, True, False, False]
        assert world.tries() - before == expected


def test_a_doi_with_a_comma_is_one_doi(world: World) -> None:
    odd = by_id("doi", "doi:10.9999/a,b(c)")
    answers = {
        answer.question: answer.records for answer in world.service("doi").ask([odd, by_id("doi", f"doi:{PANDAS}")])
    }
    assert len(answers) == 2
    assert answers[odd] == ()
    assert world.farm.requests("doi")[0].target == f"/doi/doiRA/10.9999/a%2Cb%28c%29,{PANDAS}"
    assert len(world.farm.requests("doi")) == 2


class Landing:
    """A publisher's site."""

    name = "page"

    def __init__(self, reply: Response) -> None:
        self.reply = reply

    def answer(self, request: Request) -> Response:
        return self.reply


def records(world: World, doi: str = LANDING, *, agency: str = "127.0.0.1") -> tuple[Record, ...]:
    """What doi.org answers if `agency` is a domain of those to which it may redirect."""
    (answer,) = world.service("doi", domains=(agency,)).ask([by_id("doi", f"doi:{doi}")])
    return answer.records


def test_a_host_that_is_no_agency_is_not_asked(world: World) -> None:
    with Farm([Landing(Response(200, HTML, "text/html"))]) as publisher:
        world.farm.doi.landing_url = f"{publisher.url}/page/x"
        assert records(world, agency="crossref.org") == ()
        assert not publisher.log


@pytest.mark.parametrize(
    "reply",
    [
        Response(200, HTML, "text/html"),
        Response(403, b"", "text/html"),
        Response(401, b"", "text/html"),
        Response(404, b"gone", "text/plain"),
        Response(406, b"", "text/plain"),
        Response(200, b"%PDF-1.7", "application/pdf"),
    ],
)
def test_a_landing_page_only_says_that_the_doi_exists(world: World, reply: Response) -> None:
    with Farm([Landing(reply)]) as publisher:
        world.farm.doi.landing_url = f"{publisher.url}/page/x"
        assert records(world) == ()
        assert len(publisher.log) == 1
    assert len(world.farm.requests("doi")) == 1


def test_an_agency_on_another_host_may_answer(world: World) -> None:
    item = {"DOI": LANDING, "title": "A study", "type": "article-journal"}
    reply = Response(200, json.dumps(item).encode(), "application/vnd.citationstyles.csl+json;charset=UTF-8")
    with Farm([Landing(reply)]) as agency:
        world.farm.doi.landing_url = f"{agency.url}/page/x"
        assert [record.title for record in records(world)] == ["A study"]


def test_a_publisher_that_is_down_does_not_affect_the_others(world: World) -> None:
    with Farm([]) as publisher:
        world.farm.doi.landing_url = f"{publisher.url}/page"
    with pytest.raises(Unavailable):
        records(world)
    assert records(world, PANDAS)


def test_half_an_item_is_not_an_answer(world: World) -> None:
    reply = Response(200, b'{"DOI": "10.', "application/json")
    with Farm([Landing(reply)]) as agency:
        world.farm.doi.landing_url = f"{agency.url}/page/x"
        with pytest.raises(BadReply):
            records(world)


@pytest.mark.parametrize(
    ("fault", "error"),
    [(status(403), Unauthorised), (status(404, b"nothing here"), BadReply), (status(400), BadReply)],
)
def test_what_doi_org_itself_refuses_is_not_an_answer(world: World, fault: Fault, error: type[ServiceError]) -> None:
    world.farm.always("doi", fault)
    with pytest.raises(error):
        records(world)


def test_titles_are_not_asked_for(world: World) -> None:
    with pytest.raises(ValueError, match="titles"):
        list(world.service("doi").ask([by_title("doi", "A title")]))


def test_csl_is_what_we_ask_for(world: World) -> None:
    records(world, PANDAS)
    assert world.farm.log[0].headers["accept"] == "application/vnd.citationstyles.csl+json"


def csl(**changes: Any) -> Record:
    parsed = parse_csl_item({"DOI": "10.1000/X", "title": "A title"} | changes)
    assert parsed is not None
    return parsed


def test_golden_software(world: World) -> None:
    (software,) = records(world, PANDAS)
    assert software == Record(
        source="doi",
        title="pandas-dev/pandas: Pandas",
        kind=Kind.SOFTWARE,
        identifiers=(Identifier("doi", PANDAS),),
        authors=(Person(literal="The pandas development team"),),
        date=PartialDate(2020, 2, 5),
        publisher="Zenodo",
    )


def test_golden_chapter_as_crossref_negotiates_it(world: World) -> None:
    (chapter,) = records(world, "10.1007/978-3-030-58452-8_13")
    assert chapter.medium is Medium.COLLECTION
    assert (chapter.venue, chapter.series) == ("", "Lecture Notes in Computer Science")
    assert chapter.date == PartialDate(2020)
    assert chapter.pages == "213-229"


@pytest.mark.parametrize(
    ("changes", "medium"),
    [
        ({"type": "article-journal"}, Medium.JOURNAL),
        ({"type": "paper-conference"}, Medium.PROCEEDINGS),
        ({"type": "article", "publisher": "arXiv"}, Medium.PREPRINT),
        ({"type": "article", "DOI": "10.48550/ARXIV.2401.01234"}, Medium.PREPRINT),
        ({"type": "article"}, Medium.UNKNOWN),
        ({"type": "never-heard-of"}, Medium.UNKNOWN),
    ],
)
def test_types(changes: dict[str, Any], medium: Medium) -> None:
    assert csl(**changes).medium is medium


def test_names_and_dates() -> None:
    book = csl(
        author=[
            {"family": "Oord", "non-dropping-particle": "van den", "given": "Aäron"},
            {"literal": "山田 太郎"},
            {"family": "山田", "given": "花子"},
        ],
        issued={"raw": "2014-05"},
    )
    assert book.authors == (
        Person(family="Oord", given="Aäron", particle="van den"),
        Person(family="山田", given="太郎"),
        Person(family="山田", given="花子"),
    )
    assert book.date == PartialDate(2014, 5)


@pytest.mark.parametrize("item", [[], 3, None, "x"])
def test_anything_but_an_item_is_not_an_answer(item: Any) -> None:
    with pytest.raises(BadReply):
        parse_csl_item(item)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], {"a": 1}, True, ["x", 1]])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = (
        "type", "author", "editor", "issued", "container-title", "event", "collection-title", "volume", "issue", "page",
        "publisher", "URL", "abstract", "language", "ISBN", "subtitle",
    )  # fmt: skip
    assert csl(**dict.fromkeys(names, junk)).title.startswith("A title")
    assert parse_csl_item({"DOI": junk, "title": junk}) is None
