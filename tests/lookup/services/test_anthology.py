from __future__ import annotations

from typing import ClassVar

import pytest

from biblio.errors import BadReply
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import Medium, Record
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title
from tests.servers.base import Fault, Response, status
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "anthology"
    known: ClassVar = {
        by_id("anthology", "acl:W05-1506"): "Better k-best Parsing",
        by_id("anthology", "acl:N19-1423"): (
            "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
        ),
    }
    unknown = (by_id("anthology", "acl:P99-9999"),)


def test_titles_are_not_asked_for(world: World) -> None:
    with pytest.raises(ValueError, match="titles"):
        list(world.service("anthology").ask([by_title("anthology", "Better k-best Parsing")]))


def test_golden(world: World) -> None:
    (answer,) = world.service("anthology").ask([by_id("anthology", "acl:W05-1506")])
    assert answer.records == (
        Record(
            source="anthology",
            title="Better k-best Parsing",
            medium=Medium.PROCEEDINGS,
            identifiers=(Identifier("acl", "W05-1506"),),
            authors=(Person("Huang", "Liang"), Person("Chiang", "David")),
            date=PartialDate(2005, 10),
            venue="Proceedings of the Ninth International Workshop on Parsing Technology",
            pages="53-64",
            publisher="Association for Computational Linguistics",
            url="https://aclanthology.org/W05-1506/",
            abstract="About Better k-best Parsing.",
        ),
    )
    assert world.farm.log[0].path == "/W05-1506.bib"


def test_the_doi_is_an_identity_too(world: World) -> None:
    (answer,) = world.service("anthology").ask([by_id("anthology", "acl:N19-1423")])
    assert answer.records[0].identifiers == (
        Identifier("acl", "N19-1423"),
        Identifier("doi", "10.18653/v1/n19-1423"),
    )


def test_only_its_own_page_says_that_a_paper_does_not_exist(world: World) -> None:
    world.farm.always("anthology", status(404, b"<html><title>404 Not Found</title></html>"))
    with pytest.raises(BadReply):
        list(world.service("anthology").ask([by_id("anthology", "acl:W05-1506")]))


@pytest.mark.parametrize("body", [b"", b"no entry", b"@inproceedings{x, title = {A}", b"@misc{x, year = 2020}"])
def test_anything_but_an_entry_is_not_an_answer(world: World, body: bytes) -> None:
    world.farm.always("anthology", Fault(instead=Response(200, body, "text/x-bibtex")))
    with pytest.raises(BadReply):
        list(world.service("anthology").ask([by_id("anthology", "acl:W05-1506")]))
