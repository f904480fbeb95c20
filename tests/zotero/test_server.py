"""The stand-in for Zotero's server and the real pyzotero: the library reads and writes it as it does the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.httpx_adapter import HttpxAdapter
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from tests.servers.base import Farm, status
from tests.servers.faketime import FakeTime
from tests.servers.zotero import FULL, READER, STRANGER, ZoteroServer


class World:
    def __init__(self, farm: Farm, server: ZoteroServer) -> None:
        self.farm, self.server = farm, server
        self.time = FakeTime()
        self.http = HttpClient(RateLimiter(clock=self.time.clock, sleep=self.time.sleep), clock=self.time.clock)
        self.policy = ServicePolicy("zotero", f"{farm.url}/zotero", interval=0.0)

    def pyzotero(self, key: str = FULL, library: tuple[str, str] = ("1", "user")):  # type: ignore[no-untyped-def]
        from pyzotero import Zotero

        zotero = Zotero(*library, key, client=HttpxAdapter(self.http, self.policy))  # type: ignore[arg-type]
        zotero.endpoint = self.policy.base_url
        return zotero


@pytest.fixture
def world() -> Iterator[World]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        world = World(farm, server)
        with world.http:
            yield world


def book(key: str = "", **fields: object) -> dict[str, object]:
    return {"itemType": "book", **({"key": key, "version": 0} if key else {}), **fields}


def test_items_are_created_under_the_keys_we_choose(world: World) -> None:
    zotero = world.pyzotero()
    reply = zotero.create_items([book("AAAA2222", title="One "), book("AAAA3333", title="Two")])
    assert reply["success"] == {"0": "AAAA2222", "1": "AAAA3333"}
    items = zotero.items()
    assert {item["data"]["title"] for item in items} == {"One", "Two"}
    assert [item["version"] for item in items] == [2, 1]
    assert items[0]["data"]["publisher"] == ""
    again = zotero.create_items([book("AAAA2222", title="One again")])
    assert again["failed"]["0"]["code"] == 412


def test_pages_versions_and_the_trash(world: World) -> None:
    zotero = world.pyzotero()
    for start in range(0, 120, 40):
        zotero.create_items([book(title=f"Book {number}") for number in range(start, start + 40)])
    assert len(zotero.items()) == 100
    assert len(zotero.items(start=100)) == 20
    assert zotero.request.headers["Total-Results"] == "120"
    assert len(zotero.item_versions(since=100)) == 20
    key = zotero.items(limit=1)[0]["key"]
    zotero.create_items([{"key": key, "version": 120, "deleted": 1}])
    assert zotero.count_items() == 119
    assert len(zotero.items(since=120, includeTrashed=1)) == 1


def test_a_partial_write_says_what_became_of_each(world: World) -> None:
    zotero = world.pyzotero()
    zotero.create_items([book("AAAA2222", title="One")])
    rows = [
        {"key": "AAAA2222", "version": 1, "title": "One"},
        {"key": "AAAA2222", "version": 0, "title": "Other"},
        book("AAAA3333", title="x", nonsense="y"),
        {"key": "AAAA4444", "title": "no version"},
        {"itemType": "note", "parentItem": "ZZZZ9999", "note": "orphan"},
        book(collections=["ZZZZ9999"]),
    ]
    reply = zotero.create_items(rows)
    assert reply["unchanged"] == {"0": "AAAA2222"}
    assert {index: failure["code"] for index, failure in reply["failed"].items()} == {
        "1": 412, "2": 400, "3": 428, "4": 409, "5": 409,
    }  # fmt: skip
    assert reply["successful"] == {}


def test_a_library_that_went_on_refuses_the_whole_write(world: World) -> None:
    from pyzotero.errors import PreConditionFailedError

    zotero = world.pyzotero()
    zotero.create_items([book(title="One")], last_modified=0)
    with pytest.raises(PreConditionFailedError):
        zotero.create_items([book(title="Two")], last_modified=0)
    assert len(world.server.library.items) == 1


def test_collections_parents_first(world: World) -> None:
    zotero = world.pyzotero()
    rows = [
        {"key": "CCCC2222", "version": 0, "name": "Papers"},
        {"key": "CCCC3333", "version": 0, "name": "NLP", "parentCollection": "CCCC2222"},
        {"key": "CCCC4444", "version": 0, "name": "CV", "parentCollection": "CCCC9999"},
    ]
    reply = zotero.create_collections(rows)
    assert reply["success"] == {"0": "CCCC2222", "1": "CCCC3333"}
    assert reply["failed"]["2"]["code"] == 409
    zotero.create_items([book("AAAA2222", title="One", collections=["CCCC3333"])])
    version = world.server.library.version
    zotero.delete_collection(zotero.collection("CCCC2222"), last_modified=version)
    assert "CCCC2222" in zotero.deleted(since=version)["collections"]
    assert zotero.collections() == []  # what stood below it went, too
    assert zotero.item("AAAA2222")["data"]["collections"] == []


def test_relations_are_seen_from_both_ends(world: World) -> None:
    zotero = world.pyzotero()
    zotero.create_items([book("AAAA2222", title="One"), book("AAAA3333", title="Two")])
    uri = "http://zotero.org/users/1/items/"
    zotero.create_items([{"key": "AAAA2222", "version": 1, "relations": {"dc:relation": [f"{uri}AAAA3333"]}}])
    assert zotero.item("AAAA3333")["data"]["relations"] == {"dc:relation": f"{uri}AAAA2222"}
    assert zotero.item("AAAA3333")["version"] == 3


def test_another_type_takes_what_fields_it_can(world: World) -> None:
    zotero = world.pyzotero()
    zotero.create_items([{"itemType": "conferencePaper", "key": "AAAA2222", "version": 0, "proceedingsTitle": "ICLR",
                          "conferenceName": "Vienna"}])  # fmt: skip
    zotero.create_items([{"itemType": "journalArticle", "key": "AAAA2222", "version": 1}])
    data = zotero.item("AAAA2222")["data"]
    assert data["publicationTitle"] == "ICLR"
    assert "conferenceName" not in data


def test_rights(world: World) -> None:
    from pyzotero.errors import UserNotAuthorisedError

    world.pyzotero().create_items([book("AAAA2222", title="One"), {"itemType": "note", "note": "mine"}])
    with pytest.raises(UserNotAuthorisedError):
        world.pyzotero(READER).create_items([book(title="Two")])
    with pytest.raises(UserNotAuthorisedError):
        world.pyzotero(library=("8", "group")).create_items([book(title="Two")])
    with pytest.raises(UserNotAuthorisedError):
        world.pyzotero("NoSuchKeyNoSuchKeyNoSuch").items()
    assert len(world.pyzotero(STRANGER).items()) == 1
    assert world.pyzotero(library=("7", "group")).create_items([book(title="Two")])["success"]


def test_more_than_fifty(world: World) -> None:
    from pyzotero.errors import RequestEntityTooLargeError

    world.server.most = 10
    with pytest.raises(RequestEntityTooLargeError):
        world.pyzotero().create_items([book(title=str(n)) for n in range(11)])


def test_waits_are_kept_by_our_client_and_not_twice(world: World) -> None:
    zotero = world.pyzotero()
    world.server.extra = {"Backoff": "9"}
    zotero.items()
    world.server.extra = {}
    world.farm.script("zotero", status(429, Retry_After="4"), status(503, Retry_After="5"))
    assert zotero.create_items([book(title="One")])["success"]
    assert [round(seconds) for seconds in world.time.sleeps] == [9, 4, 5]
    assert len(world.server.library.items) == 1


def test_the_key_travels_in_a_header_and_the_agent_is_ours(world: World) -> None:
    world.pyzotero().items()
    request = world.farm.log[0]
    assert FULL not in request.target
    assert request.headers["authorization"] == f"Bearer {FULL}"
    assert request.headers["user-agent"].startswith("biblio/")
