from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from biblio.errors import BadReply, Unavailable
from biblio.lookup.service import Answer, Service
from biblio.lookup.services.dblp import joined_words, parse_dblp_hits, title_search_words
from biblio.model.dates import PartialDate
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, parse_person
from biblio.model.record import Kind, Medium, Record
from tests.lookup.services.service_contract import ServiceContract, by_id, by_title, drain, for_words
from tests.servers.base import Fault, Response, status
from tests.servers.world import World


class TestContract(ServiceContract):
    name = "dblp"
    known: ClassVar = {
        by_title("dblp", "LoRA: Low-Rank Adaptation of Large Language Models"): (
            "LoRA: Low-Rank Adaptation of Large Language Models"
        ),
        by_title("dblp", "Segment Anything", author="Alexander Kirillov"): "Segment Anything",
        for_words("dblp", "adaptation", "LoRA"): "LoRA: Low-Rank Adaptation of Large Language Models",
    }
    unknown = (
        by_title("dblp", "A Title That Nobody Has Given"),
        by_title("dblp", "Segment Anything", author="Ashish Vaswani"),
        by_title("dblp", "深層学習による画像認識"),
        for_words("dblp", "Perovskite"),
        for_words("dblp", "perovskite"),
    )

    def test_one_failing_request_does_not_stop_the_others(self, world: World, service: Service) -> None:
        """The joined search fails first, at once; then a title fails by itself."""
        questions = [by_title("dblp", title) for title in LONG]
        most = world.policy("dblp").max_tries
        world.farm.script("dblp", *[status(500)] * (1 + most))
        answers: list[Answer] = []
        with pytest.raises(Unavailable):
            drain(service.ask(questions), answers)
        assert [answer.question for answer in answers] == questions[1:]
        assert world.tries() == 1 + most + len(questions) - 1


def test_identifiers_are_not_asked_for(world: World) -> None:
    with pytest.raises(ValueError, match="identifier"):
        list(world.service("dblp").ask([by_id("dblp", "doi:10.1038/nature14539")]))


@pytest.mark.parametrize(
    ("title", "author", "words"),
    [
        (
            "BERT: Pre-training of Deep Bidirectional Transformers",
            "Jacob Devlin",
            "bert pre training deep bidirectional",
        ),
        ("Segment Anything", "Alexander Kirillov", "segment anything kirillov"),
        ("Segment Anything", "", "segment anything"),
        ("GPT-4 Technical Report", "OpenAI", "gpt 4 technical report"),
        ("What's in a Name?", "", "what name"),
        ("To Be or Not to Be", "", "be not"),
        ("On the To", "", "on the to"),
        ("Poincaré $Embeddings|Learning", "", "poincare embeddings learning"),
        ("深層学習", "", ""),
    ],
)
def test_search_words(title: str, author: str, words: str) -> None:
    authors = (parse_person(author),) if author else ()
    searched = title_search_words(Query(note="n", titles=(title,), authors=authors))
    assert searched.startswith(words)
    assert bool(searched) == bool(words)


LONG = (
    "LoRA: Low-Rank Adaptation of Large Language Models",
    "End-to-End Object Detection with Transformers",
    "The Large N Limit of Superconformal Field Theories and Supergravity",
    "Low-Rank Adaptation of Large Transformers with Object Detection",  # words of the others, and nobody's title
)


def test_titles_asked_together_have_the_answers_that_each_has_alone(world: World) -> None:
    questions = [by_title("dblp", title) for title in LONG]
    together = {answer.question: answer.records for answer in world.service("dblp").ask(questions)}
    assert world.tries() == 1
    alone = {question: next(iter(world.service("dblp").ask([question]))).records for question in questions}
    assert together == alone
    assert [bool(records) for records in together.values()] == [True, True, True, False]


def test_hits_of_several_titles_beyond_the_page_are_asked_for_in_halves(world: World) -> None:
    def with_more(reply: Response) -> Response:
        return replace(reply, body=re.sub(rb'"@total": "\d+"', b'"@total": "1001"', reply.body))

    world.farm.script("dblp", Fault(change=with_more))
    answers = list(world.service("dblp").ask([by_title("dblp", title) for title in LONG]))
    assert [bool(answer.records) for answer in answers] == [True, True, True, False]
    assert world.tries() == 3


@pytest.mark.parametrize("code", [414, 500, 504])
def test_a_server_that_cannot_answer_joined_searches_is_asked_for_titles_one_by_one(world: World, code: int) -> None:
    world.farm.script("dblp", status(code))
    service = world.service("dblp")
    answers = list(service.ask([by_title("dblp", title) for title in LONG]))
    assert [bool(answer.records) for answer in answers] == [True, True, True, False]
    assert world.tries() == 5
    list(service.ask([by_title("dblp", title) for title in LONG[:2]]))
    assert world.tries() == 7, "it is not tried again"


def test_what_has_all_words_of_one_title_matches_the_joined_search() -> None:
    searched = joined_words([["low", "rank", "adaptation", "models"], ["object", "perovskite"]])
    for title in (["low", "rank", "adaptation", "models"], ["object", "perovskite"]):
        assert all(set(part.split("|")) & set(title) for part in searched.split())
    assert "perovskite" in searched.split()[0]


def test_a_short_title_gets_all_the_hits_there_are(world: World) -> None:
    list(world.service("dblp").ask([by_title("dblp", "Segment Anything")]))
    list(world.service("dblp").ask([by_title("dblp", "LoRA: Low-Rank Adaptation of Large Language Models")]))
    assert [request.query["h"] for request in world.farm.log] == ["1000", "100"]
    assert world.farm.log[0].query["format"] == "json"


# -- replies


def hit(**changes: Any) -> Record:
    info = {"title": "A title.", "year": "2020", "type": "Journal Articles", "key": "journals/x/Y20"} | changes
    (record,) = parse_dblp_hits({"result": {"hits": {"hit": [{"info": info}]}}})
    return record


def test_golden_conference_paper(world: World) -> None:
    (answer,) = world.service("dblp").ask([by_title("dblp", "End-to-End Object Detection with Transformers")])
    published = next(record for record in answer.records if record.medium is Medium.PROCEEDINGS)
    assert published == Record(
        source="dblp",
        title="End-to-End Object Detection with Transformers",
        medium=Medium.PROCEEDINGS,
        identifiers=(
            Identifier("doi", "10.1007/978-3-030-58452-8_13"),
            Identifier("dblp", "conf/eccv/Carion"),
        ),
        authors=published.authors,
        date=PartialDate(2020),
        venue="ECCV",
        venue_short="ECCV",
        pages="213-229",
        url="https://doi.org/10.1007/978-3-030-58452-8_13",
    )


def test_golden_preprint_of_one_author(world: World) -> None:
    query = "The Large N Limit of Superconformal Field Theories and Supergravity"
    (answer,) = world.service("dblp").ask([by_title("dblp", query)])
    preprint = next(record for record in answer.records if record.medium is Medium.PREPRINT)
    assert preprint.authors == (Person(family="Maldacena", given="Juan M."),)
    assert preprint.identifiers[0] == Identifier("arxiv", "hep-th/9711200")
    assert (preprint.venue, preprint.volume, preprint.date) == ("", "", PartialDate(1997))


def test_namesakes_lose_their_number(world: World) -> None:
    (answer,) = world.service("dblp").ask([by_title("dblp", "LoRA: Low-Rank Adaptation of Large Language Models")])
    assert Person(family="Wang", given="Lu") in answer.records[0].authors
    published = next(record for record in answer.records if record.medium is Medium.PROCEEDINGS)
    assert Identifier("openreview", "nZeVKeeFYf9") in published.identifiers


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Let&apos;s verify &amp; more.", "Let's verify & more"),
        ("Why?", "Why?"),
        ("Learning to learn...", "Learning to learn..."),
        ("A title.", "A title"),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert hit(title=written).title == title


@pytest.mark.parametrize(
    ("changes", "kind", "medium"),
    [
        ({}, Kind.PAPER, Medium.JOURNAL),
        ({"type": "Parts in Books or Collections"}, Kind.PAPER, Medium.COLLECTION),
        ({"type": "Books and Theses"}, Kind.BOOK, Medium.UNKNOWN),
        ({"type": "Books and Theses", "key": "phd/us/Knuth63"}, Kind.THESIS, Medium.UNKNOWN),
        ({"type": "Data and Artifacts"}, Kind.DATASET, Medium.UNKNOWN),
        ({"type": "Never Heard Of"}, Kind.PAPER, Medium.UNKNOWN),
    ],
)
def test_types(changes: dict[str, str], kind: Kind, medium: Medium) -> None:
    record = hit(**changes)
    assert (record.kind, record.medium) == (kind, medium)


def test_the_number_of_a_volume_is_not_part_of_the_venue() -> None:
    assert hit(venue="ECCV (3)").venue == "ECCV"
    assert hit(venue=["ECCV (XXI)", "LNCS"]).venue == "ECCV"
    assert hit(venue="NeurIPS (Datasets)").venue == "NeurIPS (Datasets)"


def test_editors_are_not_authors() -> None:
    record = hit(type="Editorship", authors={"author": {"text": "Ada Lovelace"}})
    assert record.authors == ()
    assert record.editors == (Person(family="Lovelace", given="Ada"),)


def test_no_hits_are_no_records() -> None:
    assert parse_dblp_hits({"result": {"hits": {"@total": "0"}}}) == ()


@pytest.mark.parametrize("reply", [[], {}, {"result": {}}, {"result": {"hits": []}}, "x"])
def test_anything_but_a_search_result_is_not_an_answer(reply: Any) -> None:
    with pytest.raises(BadReply):
        parse_dblp_hits(reply)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {}, [None], {"a": 1}, True, ["x", 1]])
def test_no_field_of_any_type_breaks_the_record(junk: Any) -> None:
    names = ("authors", "venue", "volume", "number", "pages", "year", "type", "key", "doi", "ee", "publisher")
    assert hit(**dict.fromkeys(names, junk)).title == "A title"
    assert hit(authors={"author": junk}).title == "A title"
