"""The services against the mirror of the shared data: the same protocols, written by somebody else."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import BadReply, Unavailable
from biblio.lookup.service import Question, QuestionKind
from biblio.model.identifiers import Identifier, make
from tests.lookup.services.service_contract import by_id, by_title, for_words
from tests.servers.world import World

pytestmark = pytest.mark.mirror


def control(mirror: World, command: str, value: Any = None) -> Any:
    body = None if value is None else json.dumps(value).encode()
    with urllib.request.urlopen(f"{mirror.url}/__control__/{command}", body) as reply:
        return json.loads(reply.read())


@pytest.fixture(autouse=True)
def calm(mirror: World) -> Iterator[None]:
    control(mirror, "reset", {})
    yield
    control(mirror, "rates", {"strict": False})
    control(mirror, "reset", {})


@pytest.fixture
def gold(shared: Path) -> list[dict[str, Any]]:
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [row["work"] for row in map(json.loads, lines)]


def identified(gold: list[dict[str, Any]], service: str, scheme: str) -> list[Question]:
    ids = {text for work in gold for text in work["ids"] if text.startswith(f"{scheme}:")}
    return [by_id(service, text) for text in sorted(ids)]


def test_all_arxiv_ids_take_one_request(mirror: World, gold: list[dict[str, Any]]) -> None:
    questions = identified(gold, "arxiv", "arxiv")
    answers = list(mirror.service("arxiv").ask(questions))
    assert len(answers) == len(questions) > 80
    assert sum(bool(answer.records) for answer in answers) >= 60
    assert mirror.tries() == 1


def test_all_titles_take_few_requests_and_find_what_is_there(mirror: World, gold: list[dict[str, Any]]) -> None:
    service = mirror.service("arxiv")
    known = {answer.question.identifier for answer in service.ask(identified(gold, "arxiv", "arxiv")) if answer.records}
    before = mirror.tries()
    questions = [by_title("arxiv", work["title"]) for work in gold]
    missed = 0
    for work, answer in zip(gold, sorted_answers(service.ask(questions), questions), strict=True):
        expected = {
            make("arxiv", text.removeprefix("arxiv:")) for text in work["ids"] if text.startswith("arxiv:")
        } & known
        answered = {identifier for record in answer for identifier in record.identifiers}
        missed += bool(expected) and not expected & answered
    assert missed == 0
    assert mirror.tries() - before <= 8


def sorted_answers(answers: Iterator[Any], questions: list[Question]) -> list[Any]:
    records = {id(answer.question): answer.records for answer in answers}
    return [records[id(question)] for question in questions]


def test_strict_rates_are_kept(mirror: World, gold: list[dict[str, Any]]) -> None:
    """On the fake clock nothing is waited for, so the mirror's own clock runs a thousand times faster."""
    control(mirror, "rates", {"strict": True, "scale": 0.001})
    list(mirror.service("arxiv").ask([by_title("arxiv", work["title"]) for work in gold]))
    list(mirror.service("crossref").ask(identified(gold, "crossref", "doi")))
    statuses = {row["status"] for row in control(mirror, "requests")}
    assert statuses == {200}
    assert sum(mirror.time.sleeps) >= 3.0 * (len(control(mirror, "requests?service=arxiv")) - 1)


def test_an_empty_page_is_asked_for_again_or_reported(mirror: World) -> None:
    questions = [by_id("arxiv", "arxiv:1706.03762"), by_title("arxiv", "Attention is all you need")]
    control(mirror, "faults", [{"service": "arxiv", "kind": "empty_page", "first": 1}])
    assert all(answer.records for answer in mirror.service("arxiv").ask(questions))
    control(mirror, "faults", [{"service": "arxiv", "kind": "empty_page"}])
    with pytest.raises(BadReply):
        list(mirror.service("arxiv").ask(questions))


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 429, "retry_after": 5},
        {"kind": "status", "status": 503},
        {"kind": "cut"},
        {"kind": "reset"},
        {"kind": "reset_before"},
        {"kind": "lost"},
        {"kind": "truncate"},
    ],
    ids=lambda fault: fault["kind"],
)
def test_passing_faults_are_overcome(mirror: World, fault: dict[str, Any]) -> None:
    control(mirror, "faults", [fault | {"first": 1, "service": name} for name in ("arxiv", "crossref", "dblp")])
    for name, question in (
        ("arxiv", by_id("arxiv", "arxiv:1706.03762")),
        ("crossref", by_id("crossref", "doi:10.18653/v1/n19-1423")),
        ("dblp", by_title("dblp", "Attention is all you need")),
    ):
        (answer,) = mirror.service(name).ask([question])
        assert answer.records, name


def test_a_malformed_id_is_isolated(mirror: World) -> None:
    questions = [
        by_id("arxiv", "arxiv:1706.03762"),
        Question("arxiv", QuestionKind.IDENTIFIER, make("arxiv", "1810.04805"), key="b"),
    ]
    bad = Question("arxiv", QuestionKind.IDENTIFIER, Identifier("arxiv", "2401.999"), key="bad")
    answers = {answer.question.key: bool(answer.records) for answer in mirror.service("arxiv").ask([*questions, bad])}
    assert answers == {"arxiv|arxiv:1706.03762": True, "b": True, "bad": False}


def test_the_registries_and_indexes_agree(mirror: World) -> None:
    for name, question in (
        (
            "crossref",
            by_title("crossref", "BERT: Pre-training of Deep Bidirectional Transformers", author="Jacob Devlin"),
        ),
        ("datacite", by_id("datacite", "arxiv:1706.03762")),
        ("doi", by_id("doi", "doi:10.18653/v1/n19-1423")),
        ("openreview", by_title("openreview", "Self-Rewarding Language Models")),
        ("semanticscholar", by_id("semanticscholar", "arxiv:1706.03762")),
        ("semanticscholar", by_title("semanticscholar", "Atention is all you need")),
        ("openalex", by_id("openalex", "doi:10.18653/v1/n19-1423")),
        ("openalex", by_title("openalex", "Attention is all you need")),
        ("arxiv", for_words("arxiv", "28.4 BLEU", "WMT 2014", before="2018-01-01")),
    ):
        (answer,) = mirror.service(name).ask([question])
        assert answer.records, name
        assert answer.records[0].authors


def test_a_missing_mirror_is_unavailable(mirror: World) -> None:
    control(mirror, "faults", [{"service": "dblp", "kind": "reset_before"}])
    with pytest.raises(Unavailable):
        list(mirror.service("dblp").ask([by_title("dblp", "Attention is all you need")]))


def test_requests_name_the_client(mirror: World) -> None:
    list(mirror.service("crossref").ask([by_id("crossref", "doi:10.18653/v1/n19-1423")]))
    (row,) = control(mirror, "requests")
    assert row["user-agent"].startswith("biblio/")
    assert "mailto:test@example.org" in row["user-agent"]
    assert all(later["time"] >= earlier["time"] for earlier, later in pairwise(control(mirror, "requests")))
