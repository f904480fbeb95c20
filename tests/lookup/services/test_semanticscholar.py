from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply, Unauthorised
from biblio.lookup.services.semanticscholar import parse_s2_paper
from biblio.lookup.services.service_registry import service_policy
from biblio.matching.works.merge_records import merge_records
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.record import Kind, Medium, Record, Relation
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, for_words
from tests.servers.base import Fault, Response, json_response, status
from tests.servers.semanticscholar import PUBMED
from tests.servers.world import World

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"


class TestContract(ServiceContract):
    name = "semanticscholar"
    known: ClassVar = {
        by_id("semanticscholar", "arxiv:2106.09685"): LORA,
        by_id("semanticscholar", "doi:10.1038/nature14539"): "Deep learning",
        by_id("semanticscholar", "acl:N19-1423"): (
            "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
        ),
        by_title("semanticscholar", "LoRA: low-rank adaptation of large language models"): LORA,
        for_words("semanticscholar", "Low-Rank", "LoRA"): LORA,
    }
    unknown = (
        by_id("semanticscholar", "doi:10.9999/nothing"),
        by_title("semanticscholar", "A Title That Nobody Gave"),
        by_title("semanticscholar", "—"),
        for_words("semanticscholar", "perovskite"),
        for_words("semanticscholar", "注意機構"),
    )


def test_many_identifiers_take_one_request(world: World) -> None:
    questions = [by_id("semanticscholar", f"doi:10.9999/x{n}") for n in range(500)]
    questions.append(by_id("semanticscholar", "arxiv:2106.09685"))
    answers = list(world.service("semanticscholar").ask(questions))
    assert [bool(answer.records) for answer in answers] == [False] * 500 + [True]
    first, second = world.farm.requests("semanticscholar")
    assert (first.method, first.path) == ("POST", "/graph/v1/paper/batch")
    assert (len(json.loads(first.body)["ids"]), json.loads(second.body)["ids"]) == (500, ["ARXIV:2106.09685"])


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("s2:" + "a" * 40, "a" * 40),
        ("s2:CorpusID1003", "CorpusId:1003"),
        ("pmid:26017442", "PMID:26017442"),
        ("pmcid:PMC123", "PMCID:123"),
    ],
)
def test_how_identifiers_are_written(world: World, written: str, sent: str) -> None:
    list(world.service("semanticscholar").ask([by_id("semanticscholar", written)]))
    assert json.loads(world.farm.log[0].body)["ids"] == [sent]


def test_hyphens_are_spaces_in_a_search(world: World) -> None:
    list(world.service("semanticscholar").ask([by_title("semanticscholar", LORA)]))
    assert world.farm.log[0].query["query"] == "LoRA Low Rank Adaptation of Large Language Models"


# -- keys


WORDS = (
    for_words("semanticscholar", "Low-Rank", "LoRA"),
    for_words("semanticscholar", "attention", before="2030-01-01"),
    for_words("semanticscholar", "perovskite"),
)


def test_the_words_of_several_notes_have_the_answers_that_each_has_alone(world: World) -> None:
    together = {answer.question: answer.records for answer in world.service("semanticscholar").ask(WORDS)}
    (request,) = world.farm.requests("semanticscholar")
    assert request.path == "/graph/v1/paper/search/bulk"
    assert request.query["query"] == "(low rank lora) | (attention) | (perovskite)"
    alone = {question: next(iter(world.service("semanticscholar").ask([question]))).records for question in WORDS}
    assert together == alone
    assert [bool(records) for records in together.values()] == [True, True, False]


def test_a_server_without_bulk_search_is_asked_for_each_and_only_once_for_all(world: World) -> None:
    world.farm.semanticscholar.has_bulk_search = False
    service = world.service("semanticscholar")
    for expected in (4, 3):
        before = world.tries()
        assert [bool(answer.records) for answer in service.ask(WORDS)] == [True, True, False]
        assert world.tries() - before == expected
    assert service.cost(WORDS) == 3


def test_a_server_that_refuses_a_bulk_search_is_asked_for_each(world: World) -> None:
    refusal = json_response({"error": "Unacceptable query params: [query=(low rank lora) | (attention)]"}, 400)
    world.farm.script("semanticscholar", Fault(instead=refusal))
    service = world.service("semanticscholar")
    assert [bool(answer.records) for answer in service.ask(WORDS)] == [True, True, False]
    assert (world.tries(), service.cost(WORDS)) == (4, 3)


def test_papers_beyond_the_page_are_asked_for_in_halves(world: World) -> None:
    def with_more(reply: Response) -> Response:
        return replace(reply, body=re.sub(rb'"total": \d+', b'"total": 1001', reply.body))

    world.farm.script("semanticscholar", Fault(change=with_more))
    assert [bool(answer.records) for answer in world.service("semanticscholar").ask(WORDS)] == [True, True, False]
    assert world.tries() == 3


def test_the_key_is_sent_only_in_the_header(world: World) -> None:
    policy = service_policy("semanticscholar", shared_url=world.url, key="s3cret-key")
    assert (policy.interval, policy.searches) == (1.0, True)
    service = world.service("semanticscholar", headers=policy.headers)
    list(service.ask([by_id("semanticscholar", "arxiv:2106.09685")]))
    (request,) = world.farm.log
    assert request.headers["x-api-key"] == "s3cret-key"
    assert "s3cret" not in request.target + str(world.events) + repr(policy)


def test_without_a_key_it_is_slow() -> None:
    policy = service_policy("semanticscholar")
    assert (policy.interval, policy.searches, policy.headers) == (3.0, True, ())
    assert not service_policy("semanticscholar", searches=False).searches


def test_a_key_that_lapsed_is_refused(world: World) -> None:
    world.farm.always("semanticscholar", status(403, b'{"message": "Forbidden"}'))
    with pytest.raises(Unauthorised):
        list(world.service("semanticscholar").ask([by_id("semanticscholar", "arxiv:2106.09685")]))


# -- replies that mislead


def test_a_list_of_another_length_is_not_an_answer(world: World) -> None:
    world.farm.always("semanticscholar", Fault(instead=json_response([None])))
    questions = [by_id("semanticscholar", f"doi:10.9999/{n}") for n in range(2)]
    with pytest.raises(BadReply, match="a different number"):
        list(world.service("semanticscholar").ask(questions))


def test_a_complaint_quotes_the_service(world: World) -> None:
    world.farm.always("semanticscholar", status(400, b'{"error": "Unrecognized or unsupported fields: [x]"}'))
    with pytest.raises(BadReply, match="unsupported fields"):
        list(world.service("semanticscholar").ask([by_id("semanticscholar", "arxiv:2106.09685")]))


def paper(requested: str = "", **changes: Any) -> Record | None:
    row = {"paperId": "b" * 40, "title": "A title", "externalIds": {}, "year": 2020} | changes
    identifier = make(*requested.split(":", 1)) if requested else None
    return parse_s2_paper(row, requested=identifier)


@pytest.mark.parametrize(
    ("requested", "external"),
    [
        ("arxiv:2106.09685", {"ArXiv": "1706.03762"}),
        ("doi:10.1234/x1", {"DOI": "10.1234/other"}),
        ("acl:N19-1423", {"ACL": "P19-1285"}),
        ("pmid:12", {"PubMed": "13"}),
        ("pmcid:PMC12", {"PubMedCentral": "13"}),
        ("s2:CorpusID12", {"CorpusId": 13}),
    ],
)
def test_a_different_paper_is_not_a_record(requested: str, external: dict[str, Any]) -> None:
    assert paper(requested, externalIds=external) is None
    assert paper(requested) is not None
    assert paper("doi:10.1234/x1", externalIds={"DOI": "10.48550/arXiv.2106.09685"}) is not None


def test_only_its_own_and_pubmeds_identifiers_are_identities(world: World) -> None:
    questions = [by_id("semanticscholar", f"pmid:{PUBMED}"), by_id("semanticscholar", "arxiv:2106.09685")]
    first, second = (answer.records[0] for answer in world.service("semanticscholar").ask(questions))
    assert [identifier.scheme for identifier in first.identifiers] == ["s2", "pmid"]
    assert first.related == ((Relation.INDEXED, Identifier("doi", "10.1038/nature14539")),)
    assert [identifier.scheme for identifier in second.identifiers] == ["s2"]
    assert second.related == ((Relation.INDEXED, Identifier("arxiv", "2106.09685")),)


def test_the_year_of_the_preprint_is_not_that_of_the_venue(world: World) -> None:
    (answer,) = world.service("semanticscholar").ask([by_id("semanticscholar", "arxiv:2106.09685")])
    (record,) = answer.records
    assert record.venue == "International Conference on Learning Representations"
    assert (record.medium, record.date) == (Medium.PROCEEDINGS, None)
    (answer,) = world.service("semanticscholar").ask([by_id("semanticscholar", "arxiv:2005.12872")])
    assert paper(externalIds={"ArXiv": "2106.09685"}, venue="ICLR", year=2022).date == PartialDate(2022)  # type: ignore[union-attr]
    preprint = paper(externalIds={"ArXiv": "2106.09685"}, venue="arXiv.org", year=2021)
    assert preprint is not None
    assert (preprint.date, preprint.venue, preprint.medium) == (PartialDate(2021), "", Medium.PREPRINT)


def test_a_wrong_title_under_a_right_id_joins_nothing() -> None:
    wrong = paper("arxiv:2106.09685", title="Another title", externalIds={"ArXiv": "2106.09685"})
    identifier = make("arxiv", "2106.09685")
    assert wrong is not None
    assert identifier is not None
    right = Record("arxiv", LORA, medium=Medium.PREPRINT, identifiers=(identifier,))
    works = merge_records([right, wrong])
    assert [work.best.title for work in works] == [LORA, "Another title"]
    assert identifier not in works[1].identifiers


def test_its_values_come_after_those_of_the_registry() -> None:
    registered = Record("crossref", "A title", identifiers=(Identifier("doi", "10.1234/a"),), date=PartialDate(2021))
    indexed = paper(venue="Some Conference", publicationVenue={"type": "conference"}, title="a title")
    assert indexed is not None
    (work,) = merge_records(
        [indexed, Record("arxiv", "A Title", medium=Medium.PREPRINT, identifiers=indexed.identifiers)]
    )
    assert (work.best.source, work.best.title, work.best.medium) == ("arxiv", "A Title", Medium.PREPRINT)
    (work, *_) = merge_records([indexed, registered])
    assert work.records[0].source == "semanticscholar"  # a short title without authors joins nothing


@pytest.mark.parametrize(
    ("changes", "kind", "medium"),
    [
        ({"venue": "Nature", "publicationVenue": {"type": "journal"}}, Kind.PAPER, Medium.JOURNAL),
        ({"venue": "X", "publicationTypes": ["Conference"]}, Kind.PAPER, Medium.PROCEEDINGS),
        ({"venue": "X", "publicationTypes": ["JournalArticle", "Conference"]}, Kind.PAPER, Medium.UNKNOWN),
        ({"venue": "X", "publicationTypes": ["Book"]}, Kind.BOOK, Medium.UNKNOWN),
        ({"venue": ""}, Kind.PAPER, Medium.UNKNOWN),
        ({"venue": "", "journal": {"name": "bioRxiv"}}, Kind.PAPER, Medium.PREPRINT),
        ({"venue": "", "externalIds": {"ArXiv": "2106.09685"}}, Kind.PAPER, Medium.PREPRINT),
    ],
)
def test_kinds(changes: dict[str, Any], kind: Kind, medium: Medium) -> None:
    record = paper(**changes)
    assert record is not None
    assert (record.kind, record.medium) == (kind, medium)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], True, ["x", 1], {"type": []}])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = "externalIds year venue publicationVenue publicationTypes journal authors abstract paperId".split()
    record = paper("doi:10.1234/x", **dict.fromkeys(names, junk))
    assert record is not None
    assert record.title == "A title"
    assert paper(title=junk) is None or isinstance(junk, str | int)
