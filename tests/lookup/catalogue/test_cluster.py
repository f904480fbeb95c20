"""A catalogue on OpenSearch beyond what every catalogue does: what is refused, what is incomplete, who may ask, going live."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import BadReply, ServiceError, StoreError, Unauthorised, Unavailable, UsageError
from biblio.lookup.dispatcher import Dispatcher
from biblio.lookup.questions import clues_question, identifier_question, title_question
from biblio.model.clues import Clue, ClueForm, CluePlace
from biblio.model.decision import Query
from biblio.model.identifiers import arxiv
from biblio.model.record import CATALOGUE
from tests.lookup.catalogue.engines import ServerEngine, titles_in
from tests.lookup.catalogue.memory import BuildLog, KilledError, MemoryFormat, paper
from tests.servers.base import CUT, HTML_PAGE, LOST, Farm, status
from tests.servers.opensearch import OpenSearch

pytest.importorskip("opensearchpy", reason="needs the extra 'opensearch'")

from biblio.lookup.catalogue.cluster.cluster_build import BulkSizes, LoadOptions, load_cluster
from biblio.lookup.catalogue.cluster.cluster_builds import publish_index
from biblio.lookup.catalogue.cluster.cluster_catalogue import ClusterCatalogue
from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer, connect_cluster

ROWS = [paper(number) for number in range(1, 13)]
EVERY = range(1, 100)
FULL = (429, "rejected_execution_exception")
GONE = (503, "unavailable_shards_exception")
INCOMPLETE = [
    {"_shards": {"total": 2, "successful": 1, "failed": 1}},
    {"_shards": {"total": 2, "successful": 1, "failed": 0}},  # a shard without a node counts as neither
    {"_shards": {"total": 0, "successful": 0, "failed": 0}},
    {"timed_out": True},
    {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 503},
    {"error": {"type": "rejected_execution_exception", "reason": "queue"}, "status": 429},
]


@pytest.fixture
def service() -> OpenSearch:
    return OpenSearch()


@pytest.fixture
def farm(service: OpenSearch) -> Iterator[Farm]:
    with Farm([service]) as running:
        yield running


@pytest.fixture
def engine(farm: Farm) -> ServerEngine:
    return ServerEngine(f"{farm.url}/opensearch")


def rows(*numbers: int) -> MemoryFormat:
    return MemoryFormat({"a": [paper(number) for number in numbers]})


def load(engine: ServerEngine, source: MemoryFormat, **options: Any) -> int:
    connection = engine.connect()
    sizes = BulkSizes(rows=2, requests=2)
    built = load_cluster(connection, source.files(), LoadOptions(**options), progress=BuildLog(), sizes=sizes)
    connection.close()
    return built.added


def test_what_a_full_cluster_refuses_is_sent_again_alone(engine: ServerEngine, farm: Farm, service: OpenSearch) -> None:
    service.refuse(FULL, FULL, GONE)
    assert load(engine, rows(1, 2, 3, 4)) == 4
    assert titles_in(engine, EVERY) == {str(paper(number)["title"]) for number in (1, 2, 3, 4)}
    sizes = [len(request.body.splitlines()) // 2 for request in farm.requests("opensearch") if "_bulk" in request.path]
    assert sum(sizes) == 4 + 3
    assert len(engine.waits) >= 1
    assert all(wait > 0 for wait in engine.waits)


def test_a_cluster_that_stays_full_ends_the_build_and_the_next_one_goes_on(
    engine: ServerEngine, farm: Farm, service: OpenSearch
) -> None:
    service.refuse(*[FULL] * 500)
    with pytest.raises(Unavailable, match="works were not taken: rejected_execution_exception"):
        load(engine, rows(*range(1, 9)))
    service._refusals.clear()
    load(engine, rows(*range(1, 9)))
    assert len(titles_in(engine, EVERY)) == 8


@pytest.mark.parametrize("fault", [status(503), status(429), LOST, CUT], ids=["503", "429", "lost", "cut"])
def test_a_request_that_fails_is_sent_again(engine: ServerEngine, farm: Farm, fault: Any) -> None:
    load(engine, rows(1))
    farm.script("opensearch", *[fault, None] * 12)
    load(engine, rows(1, 2, 3, 4))
    assert len(titles_in(engine, EVERY)) == 4


def test_a_work_that_is_never_taken_is_a_problem(engine: ServerEngine, service: OpenSearch) -> None:
    service.refuse((400, "mapper_parsing_exception"))
    built = engine.build(rows(1, 2))
    assert built.added == 1
    assert ["mapper_parsing_exception" in str(problem) for problem in built.problems] == [True]


@pytest.mark.parametrize("change", INCOMPLETE, ids=["failed", "absent", "none", "late", "error", "full"])
def test_an_incomplete_answer_is_never_an_answer(engine: ServerEngine, service: OpenSearch, change: Any) -> None:
    engine.build(MemoryFormat({"a": list(ROWS)}))
    identifier = arxiv("2401.00001")
    assert identifier is not None
    questions = [
        identifier_question(CATALOGUE, identifier),
        title_question(CATALOGUE, Query("n", titles=("Paper number 2 on topic2",))),
        title_question(CATALOGUE, Query("m", titles=("Papre nubmer 3 on topik3",))),
        clues_question(Query("c", clues=(Clue("method4", (("method4",),), ClueForm.NAME, CluePlace.SUMMARY),))),
    ]
    catalogue = engine.open()
    whole = [answer.records for answer in catalogue.ask(questions)]
    assert all(whole)
    service.disturb(*[change, {}] * 5)
    assert [answer.records for answer in engine.open().ask(questions)] == whole
    service.disturb(*[change] * 10_000)
    with pytest.raises(Unavailable):
        list(engine.open().ask(questions))
    for ask in (lambda: catalogue.search("nothing", 3), lambda: catalogue.by_words(["nothing"], 3)):
        with pytest.raises(Unavailable):
            ask()


@pytest.mark.parametrize(
    ("fault", "error"),
    [(status(401), Unauthorised), (status(403), Unauthorised), (HTML_PAGE, BadReply), (status(500), Unavailable), (status(400), BadReply)],
)  # fmt: skip
def test_who_cannot_be_asked_is_down_and_says_why(engine: ServerEngine, farm: Farm, fault: Any, error: type) -> None:
    engine.build(rows(1))
    farm.always("opensearch", fault)
    identifier = arxiv("2401.00001")
    assert identifier is not None
    with pytest.raises(error):
        engine.open().by_identifier(identifier)
    dispatcher = Dispatcher({CATALOGUE: engine.open()}, intervals={}, offline=False, store=lambda answers: None)
    question = identifier_question(CATALOGUE, identifier)
    assert dispatcher.ask([question], lambda count: None) == {}
    assert CATALOGUE in dispatcher.down


def test_a_name_without_a_catalogue_is_no_empty_catalogue(engine: ServerEngine) -> None:
    with pytest.raises(ServiceError, match="there is no catalogue here"):
        engine.open().by_titles(("Anything at all",))


def test_a_build_aside_answers_nothing_until_it_is_published(engine: ServerEngine, service: OpenSearch) -> None:
    load(engine, rows(1, 2))
    load(engine, rows(2, 3, 4), aside=True)
    assert len(titles_in(engine, EVERY)) == 2
    connection = engine.connect()
    new, former = publish_index(connection, keep=False)
    assert former is not None
    assert (new.name[-4:], former.name[-4:]) == ("0002", "0001")
    assert {str(paper(number)["title"]) for number in (2, 3, 4)} == titles_in(engine, EVERY)
    assert former.name not in service.indexes
    with pytest.raises(StoreError, match="no new build"):
        publish_index(connection, keep=False)
    # What is loaded next is added to the index that is live now, which knows what it has read.
    assert load(engine, rows(2, 3, 4)) == 0


def published(engine: ServerEngine, *, stop_before: int) -> bool:
    """Publish a build, or be killed before a request (counted from 1); return whether it was done."""
    connection = engine.connect()
    ask, left = connection.request, iter(range(stop_before - 1))

    def request(*arguments: Any, **options: Any) -> Any:
        if next(left, None) is None:
            raise KilledError
        return ask(*arguments, **options)

    connection.request = request
    try:
        publish_index(connection, keep=False)
    except KilledError:
        return False
    finally:
        connection.close()
    return True


def test_a_publication_that_is_killed_leaves_one_whole_catalogue_and_can_be_done_again(farm: Farm) -> None:
    old, new = ({str(paper(number)["title"]) for number in numbers} for numbers in ((1, 2), (2, 3, 4)))
    seen = []
    for request in EVERY:
        engine = ServerEngine(f"{farm.url}/opensearch")
        load(engine, rows(1, 2))
        load(engine, rows(2, 3, 4), aside=True)
        if published(engine, stop_before=request):
            break
        titles = titles_in(engine, EVERY)
        assert titles in (old, new), request
        seen.append(titles == new)
        if titles == old:
            assert published(engine, stop_before=100)
        else:  # nothing older is published in its place
            with pytest.raises(StoreError, match="no new build"):
                published(engine, stop_before=100)
        assert titles_in(engine, EVERY) == new
    assert seen == sorted(seen)
    assert {*seen} == {False, True}


def test_half_a_build_is_not_published(engine: ServerEngine) -> None:
    load(engine, rows(1))
    connection = engine.connect()
    killed = MemoryFormat({"a": [paper(1), paper(2)]}, kill_at=1)
    with pytest.raises(KilledError):
        load_cluster(connection, killed.files(), LoadOptions(aside=True), progress=BuildLog())
    with pytest.raises(StoreError, match="not read to its end"):
        publish_index(connection, keep=False)
    assert len(titles_in(engine, EVERY)) == 1


def test_machines_that_load_parts_load_everything_once(engine: ServerEngine) -> None:
    files = {f"part{number}": [paper(number)] for number in range(1, 20)}
    added = [load(engine, MemoryFormat(dict(files)), part=part, parts=3) for part in (1, 2, 3)]
    assert sum(added) == 19
    assert all(added)
    assert len(titles_in(engine, EVERY)) == 19


def test_the_first_build_goes_live_when_the_last_machine_is_done(engine: ServerEngine, service: OpenSearch) -> None:
    with pytest.raises(KilledError):
        load(engine, MemoryFormat({"mine": [paper(1), paper(2)]}, kill_at=1))
    assert load(engine, MemoryFormat({"yours": [paper(3)]})) == 1
    assert not service.aliases, "half of it is missing"
    load(engine, MemoryFormat({"mine": [paper(1), paper(2)]}))
    assert len(titles_in(engine, EVERY)) == 3


def test_two_machines_that_load_the_same_double_nothing(engine: ServerEngine) -> None:
    load(engine, rows(1, 2, 3), aside=True)
    connection = engine.connect()
    files_index = f"{engine.server.index}-files"
    connection.request("DELETE", f"/{files_index}")  # the other one knows nothing of the first
    load(engine, rows(1, 2, 3, 4))
    assert len(titles_in(engine, EVERY)) == 4


def test_an_index_that_somebody_deleted_is_filled_anew(engine: ServerEngine, service: OpenSearch) -> None:
    load(engine, rows(1, 2))
    (name,) = [name for name in service.indexes if name.endswith("-0001")]
    del service.indexes[name], service.aliases[engine.server.index]
    assert load(engine, rows(1, 2)) == 2
    assert len(titles_in(engine, EVERY)) == 2


def test_the_form_of_an_index(engine: ServerEngine, service: OpenSearch) -> None:
    source = MemoryFormat({"a": [paper(1, "Über die Prüfung: 深層学習")]})
    load(engine, source, shards=5, replicas=2)
    load(engine, source, replicas=1)
    with pytest.raises(UsageError, match="has 5 shards"):
        load(engine, source, shards=3)
    (index,) = [index for name, index in service.indexes.items() if name.endswith("-0001")]
    assert (index.settings["number_of_shards"], index.settings["number_of_replicas"]) == (5, 1)
    document = next(document for document in index.documents.values() if "学" in document["title"])
    assert document["title"] == "uber die prufung 深層学習"
    assert document["titles"] == ["uberdieprufung深層学習", "uberdieprufung"]
    assert document["identifiers"] == ["arxiv:2401.00001"]
    assert document["row"]["title"] == "Über die Prüfung: 深層学習"


def test_the_login_is_sent_and_never_shown(farm: Farm, service: OpenSearch) -> None:
    server = CatalogueServer(f"{farm.url}/opensearch", "x", "ada:s3cret")
    assert "s3cret" not in repr(server)
    ClusterCatalogue(connect_cluster(server)).close()
    connection = connect_cluster(server, sleep=lambda seconds: None)
    connection.create_index("x-0001", {"settings": {}, "mappings": {}})
    token = connect_cluster(CatalogueServer(server.url, "x", "tok3n"))
    token.create_index("x-0002", {"settings": {}, "mappings": {}})
    sent = [request.headers["authorization"] for request in farm.requests("opensearch")]
    assert sent == ["Basic YWRhOnMzY3JldA==", "Bearer tok3n"]


@pytest.mark.parametrize(
    ("url", "login", "words"),
    [("http://search.example.org:9200", "ada:x", "without encryption"), ("https://ada:x@h:9200", "", "without a password"),
     ("search.example.org:9200", "", "not an http or https URL"), ("", "", "not an http or https URL"), ("http://[x", "", "not an http or https URL")],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(url: str, login: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        connect_cluster(CatalogueServer(url, "biblio", login))


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl")
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    with Farm([OpenSearch()]) as farm:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        farm.socket = context.wrap_socket(farm.socket, server_side=True)
        engine = ServerEngine(f"{farm.url.replace('http:', 'https:')}/opensearch")
        with pytest.raises(BadReply, match="its certificate is not trusted"):
            engine.open().by_titles(("Anything",))
        assert not farm.log
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert load(engine, rows(1)) == 1


def test_several_questions_travel_in_one_request(engine: ServerEngine, farm: Farm) -> None:
    engine.build(MemoryFormat({"a": list(ROWS)}))
    identifiers = [identifier for number in EVERY if (identifier := arxiv(f"2401.{number:05}"))]
    questions = [identifier_question(CATALOGUE, identifier) for identifier in identifiers]
    before = len(farm.log)
    dispatcher = Dispatcher({CATALOGUE: engine.open()}, intervals={}, offline=False, store=lambda answers: None)
    answers = dispatcher.ask(questions, lambda count: None)
    assert sum(map(bool, answers.values())) == len(ROWS)
    assert (len(answers), len(farm.log) - before) == (len(questions), 1)
    (searches,) = [json.loads(line) for line in farm.log[-1].body.splitlines()[1::2]][:1]
    assert len(searches["query"]["bool"]["filter"]["terms"]["identifiers"]) == 25


def test_rows_of_a_folder_are_read_from_it(tmp_path: Path, engine: ServerEngine) -> None:
    from biblio.lookup.catalogue.cluster.cluster_service import cluster_info, load_catalogue

    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(paper(50)) + "\nno JSON\n", encoding="utf-8")
    built = load_catalogue(engine.server, [tmp_path], LoadOptions(), progress=BuildLog())
    assert (built.added, len(built.problems)) == (13, 1)
    info = cluster_info(engine.server)
    assert (info.works, [part.works for part in info.parts]) == (13, [12, 1])
    with (tmp_path / "a.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(paper(60)) + "\n")
    built = load_catalogue(engine.server, [tmp_path], LoadOptions(), progress=BuildLog())
    assert (built.added, built.kept, built.unchanged) == (1, 0, 1)
