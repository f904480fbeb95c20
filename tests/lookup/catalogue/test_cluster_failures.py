"""Nodes of a real cluster are killed while works are loaded and while questions are asked: nothing is lost, and an answer
that would lack something is never given.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator, Sequence

import pytest

from biblio.errors import ServiceError
from biblio.lookup.questions import identifier_question, title_question
from biblio.lookup.service import Question
from biblio.model.decision import Query
from biblio.model.identifiers import arxiv
from biblio.model.record import CATALOGUE
from tests.lookup.catalogue.memory import BuildLog, MemoryFormat, paper
from tests.servers.opensearch_cluster import OpenSearchCluster, shared_cluster

pytest.importorskip("opensearchpy", reason="needs the extra 'opensearch'")

from biblio.lookup.catalogue.cluster.cluster_build import BulkSizes, LoadOptions, load_cluster
from biblio.lookup.catalogue.cluster.cluster_catalogue import ClusterCatalogue
from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer, connect_cluster

pytestmark = pytest.mark.slow

WORKS = 1600
SIZES = BulkSizes(rows=100, commit=500)


@pytest.fixture
def cluster() -> Iterator[OpenSearchCluster]:
    """Three nodes; those that a test killed are started again after it."""
    running = shared_cluster(3)
    yield running
    for node, process in enumerate(running.processes):
        if process.poll() is not None:
            running.restart(node)
    running.wait("green")


class KillingLog(BuildLog):
    """Kills a node once some rows were read."""

    def __init__(self, cluster: OpenSearchCluster, node: int, at: int) -> None:
        super().__init__()
        self._kill = lambda: cluster.kill(node)
        self._at = at

    def step(self, count: int = 1) -> None:
        super().step(count)
        if self._at and self.count >= self._at:
            self._at = 0
            self._kill()


def source(count: int = WORKS) -> MemoryFormat:
    return MemoryFormat({"a": [paper(number) for number in range(1, count + 1)]})


def questions(count: int = WORKS) -> Sequence[Question]:
    """Return two questions about every work: by identifier, and by title and author."""
    identifiers = [identifier for number in range(1, count + 1) if (identifier := arxiv(f"2401.{number:05}"))]
    titles = [
        title_question(CATALOGUE, Query(str(n), titles=(str(paper(n)["title"]),))) for n in range(1, 1 + count // 8)
    ]
    return [*(identifier_question(CATALOGUE, identifier) for identifier in identifiers), *titles]


def server(cluster: OpenSearchCluster) -> CatalogueServer:
    return CatalogueServer(cluster.url, f"test-{uuid.uuid4().hex[:8]}")


def test_a_node_is_killed_while_works_are_loaded(cluster: OpenSearchCluster) -> None:
    node = 0  # the one that is asked first
    connection = connect_cluster(server(cluster))
    log = KillingLog(cluster, node, WORKS // 3)
    built = load_cluster(connection, source().files(), LoadOptions(shards=3, replicas=1), progress=log, sizes=SIZES)
    assert cluster.processes[node].poll() is not None, "it was killed meanwhile"
    assert built.added + built.kept == WORKS
    catalogue = ClusterCatalogue(connection)
    assert catalogue.count == WORKS
    assert all(answer.records for answer in catalogue.ask(questions()))
    catalogue.close()


def test_a_node_is_killed_while_questions_are_asked(cluster: OpenSearchCluster) -> None:
    place = server(cluster)
    connection = connect_cluster(place)
    load_cluster(connection, source().files(), LoadOptions(shards=3, replicas=1), progress=BuildLog(), sizes=SIZES)
    connection.request("GET", f"/_cluster/health/{place.index}?wait_for_status=green&timeout=60s")
    killer = threading.Timer(0.3, lambda: cluster.kill(0))
    killer.start()
    answered = failures = 0
    for _ in range(6):
        try:
            for answer in ClusterCatalogue(connection).ask(questions(800)):
                assert answer.records, "what could not be asked is not what was not found"
                answered += 1
        except ServiceError:
            failures += 1
    killer.join()
    assert cluster.processes[0].poll() is not None
    assert answered >= 900 * 4, (answered, failures)
    connection.close()


def test_without_a_copy_a_lost_node_means_could_not_ask_until_it_is_back(cluster: OpenSearchCluster) -> None:
    place = server(cluster)
    connection = connect_cluster(place)
    load_cluster(connection, source(300).files(), LoadOptions(shards=6, replicas=0), progress=BuildLog(), sizes=SIZES)
    cluster.kill(2)
    impatient = ClusterCatalogue(connect_cluster(place, sleep=lambda seconds: None))
    for question in questions(300)[:40]:
        with pytest.raises(ServiceError):
            list(impatient.ask([question]))
    with pytest.raises(ServiceError):
        impatient.search("a work that nobody wrote", 5)
    cluster.restart(2)
    cluster.wait("green")
    assert all(answer.records for answer in ClusterCatalogue(connection).ask(questions(300)))
    connection.close()
