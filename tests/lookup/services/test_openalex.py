from __future__ import annotations

from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply
from biblio.lookup.services.openalex import parse_openalex_work
from biblio.lookup.services.service_registry import service_policy
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Notice, NoticeKind, Record, Relation
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, for_words
from tests.servers.base import status
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "openalex"
    known: ClassVar = {
        by_id("openalex", "doi:10.1038/nature14539"): "Deep learning",
        by_id("openalex", "pmid:26017442"): "Deep learning",
        by_id("openalex", "arxiv:1706.03762"): "Attention Is All You Need",
        by_title("openalex", "Array programming with numpy"): "Array programming with NumPy",
        for_words("openalex", "NumPy", "array programming"): "Array programming with NumPy",
    }
    unknown = (
        by_id("openalex", "doi:10.9999/nothing"),
        by_id("openalex", "doi:10.9999/odd|one,two"),
        by_id("openalex", "pmcid:PMC1"),
        by_title("openalex", "A Title That Nobody Gave"),
        by_title("openalex", "—"),
        for_words("openalex", "perovskite"),
        for_words("openalex", "注意機構"),
    )


def test_a_few_are_asked_for_free_and_many_for_one_credit(world: World) -> None:
    service = world.service("openalex")
    list(service.ask([by_id("openalex", f"doi:10.9999/x{n}") for n in range(3)]))
    assert [request.path for request in world.farm.log] == [f"/works/doi:10.9999/x{n}" for n in range(3)]
    world.farm.log.clear()
    questions = [by_id("openalex", f"doi:10.9999/x{n}") for n in range(140)]
    questions[7] = by_id("openalex", "doi:10.1038/nature14539")
    answers = list(service.ask(questions))
    assert [bool(doi.records) for doi in answers] == [n == 7 for n in range(140)]
    assert [len(request.query["filter"].split("|")) for request in world.farm.log] == [100, 40]
    assert all(len(request.target) < 4096 for request in world.farm.log)


def test_it_is_searched_only_if_configured() -> None:
    assert not service_policy("openalex").searches
    assert service_policy("openalex", searches=True).searches


def test_a_list_shorter_than_its_total_is_not_an_answer(world: World) -> None:
    world.farm.openalex.dropped_works = 1
    questions = [by_id("openalex", f"doi:10.9999/x{n}") for n in range(9)]
    with pytest.raises(BadReply, match="from which works are missing"):
        list(world.service("openalex").ask([*questions, by_id("openalex", "doi:10.1038/nature14539")]))


def test_a_foreign_404_is_not_not_found(world: World) -> None:
    world.farm.always("openalex", status(404, b"No such service on this mirror"))
    with pytest.raises(BadReply):
        list(world.service("openalex").ask([by_id("openalex", "doi:10.1038/nature14539")]))


def test_golden(world: World) -> None:
    (answer,) = world.service("openalex").ask([by_id("openalex", "doi:10.1038/nature14539")])
    assert answer.records == (
        Record(
            source="openalex",
            title="Deep learning",
            medium=Medium.JOURNAL,
            identifiers=(Identifier("doi", "10.1038/nature14539"),),
            related=((Relation.INDEXED, Identifier("pmid", "26017442")),),
            authors=(Person("LeCun", "Yann"), Person("Bengio", "Yoshua"), Person("Hinton", "Geoffrey")),
            date=PartialDate(2015),
            venue="Nature",
            volume="521",
            number="7553",
            pages="436-444",
            url="https://doi.org/10.1038/nature14539",
            abstract="About Deep learning",
            language="en",
        ),
    )


def work(requested: str = "", **changes: Any) -> Record | None:
    row = {"doi": "https://doi.org/10.1234/a", "title": "A title", "publication_year": 2020} | changes
    return parse_openalex_work(row, requested=make(*requested.split(":", 1)) if requested else None)


def test_a_record_found_by_title_has_no_identifiers() -> None:
    record = work()
    assert record is not None
    assert (record.identifiers, record.related) == ((), ((Relation.INDEXED, Identifier("doi", "10.1234/a")),))


def test_a_different_work_is_not_a_record() -> None:
    assert work("doi:10.1234/b") is None
    assert work("doi:10.1234/a") is not None
    places = [{"landing_page_url": "http://arxiv.org/abs/2106.09685v2"}, {"landing_page_url": None}]
    assert work("arxiv:2106.09685", locations=places) is not None


def test_a_retraction_is_a_notice() -> None:
    assert work(is_retracted=True).notices == (Notice(NoticeKind.RETRACTED, "openalex"),)  # type: ignore[union-attr]
    assert work(is_retracted=False).notices == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "kind", "medium"),
    [
        ({"type": "preprint"}, Kind.PAPER, Medium.PREPRINT),
        ({"type": "article", "primary_location": {"source": {"type": "journal"}}}, Kind.PAPER, Medium.JOURNAL),
        ({"type": "article", "primary_location": {"source": {"type": "repository"}}}, Kind.PAPER, Medium.PREPRINT),
        ({"type": "article", "primary_location": {"source": None}}, Kind.PAPER, Medium.UNKNOWN),
        ({"type": "dissertation"}, Kind.THESIS, Medium.UNKNOWN),
        ({"type": "dataset"}, Kind.DATASET, Medium.UNKNOWN),
        ({"type": "something new"}, Kind.PAPER, Medium.UNKNOWN),
    ],
)
def test_kinds(changes: dict[str, Any], kind: Kind, medium: Medium) -> None:
    record = work(**changes)
    assert record is not None
    assert (record.kind, record.medium) == (kind, medium)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], True, ["x", 1], {"a": ["b", None, 2]}])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = "ids publication_year type language primary_location locations biblio authorships abstract_inverted_index"
    record = work("doi:10.1234/a", **dict.fromkeys(names.split(), junk))
    assert record is not None
    assert record.title == "A title"
    assert work(title=junk, display_name=None) is None or isinstance(junk, str | int)
