"""The library over HTTP: what each answer of the server means, told apart, and how many requests things take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from biblio.errors import BadReply, Unauthorised, Unavailable, WriteLost
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.zotero.api import ZoteroLibrary
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.remote_library import WriteOutcome
from tests.servers.base import CUT, HALF, HTML_PAGE, LATE, LOST, Farm, Fault, Response, status
from tests.servers.faketime import FakeTime
from tests.servers.zotero import FULL, READER, ZoteroServer
from tests.servers.zotero_library import Library


class World:
    def __init__(self, farm: Farm, server: ZoteroServer) -> None:
        self.farm, self.server = farm, server
        self.time = FakeTime()
        self.http = HttpClient(RateLimiter(clock=self.time.clock, sleep=self.time.sleep), clock=self.time.clock)
        self.policy = ServicePolicy("zotero", f"{farm.url}/zotero", interval=0.0, timeout=0.5, max_tries=3)

    def library(self, key: str = FULL, kind: str = "user", number: int = 1) -> ZoteroLibrary:
        return ZoteroLibrary(self.http, self.policy, kind=kind, number=number, key=key)

    def fill(self, count: int) -> None:
        for number in range(count):
            self.server.library.write("item", {"itemType": "book", "title": f"Book {number}"})

    def asked(self) -> list[str]:
        return [f"{request.method} {request.path.partition('/1')[2] or request.path}" for request in self.farm.log]


@pytest.fixture
def world() -> Iterator[World]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        world = World(farm, server)
        with world.http:
            yield world


def row(key: str, **fields: object) -> dict[str, object]:
    return {"key": key, "version": 0, "itemType": "book", "title": key, **fields}


def test_a_whole_library_then_only_what_is_new(world: World) -> None:
    world.fill(230)
    world.server.library.write("collection", {"name": "A"})
    library = world.library()
    copy = library.read(None)
    assert (len(copy.items), len(copy.collections), copy.version) == (230, 1, 231)
    assert world.asked() == ["GET /items"] * 3 + ["GET /collections"]
    world.farm.log.clear()
    assert library.read(copy) is copy
    assert world.asked() == ["GET /items"]  # a run with nothing to do
    world.farm.log.clear()
    world.fill(1)
    key = next(iter(world.server.library.items))
    world.server.library.erase("item", key)
    again = library.read(copy)
    assert world.asked() == ["GET /items", "GET /collections", "GET /items"]
    assert len(again.items) == 230
    assert key not in again.items


def test_what_is_erased_takes_memberships_and_relations_with_it(world: World) -> None:
    server = world.server.library
    server.write("collection", {"key": "CCCC2222", "version": 0, "name": "A"})
    server.write("item", row("AAAA2222", collections=["CCCC2222"]))
    server.write("item", row("AAAA3333", relations={"dc:relation": [f"{server.uri}/items/AAAA2222"]}))
    library = world.library()
    copy = library.read(None)
    server.erase("collection", "CCCC2222")
    server.erase("item", "AAAA2222")
    after = library.read(copy)
    assert after.items == library.read(None).items
    assert after.collections == {}


def test_a_library_restored_from_a_backup_is_read_again(world: World) -> None:
    world.fill(20)
    library = world.library()
    copy = library.read(None)
    world.server.libraries["/users/1"] = Library("http://zotero.org/users/1")
    world.fill(3)
    assert len(library.read(copy).items) == 3


def test_a_library_that_was_cleared_or_put_back_from_the_app_is_no_surprise(world: World) -> None:
    """The server forgets what was in it (`Zotero_Libraries::clearAllData`): no list of what was deleted tells."""
    world.fill(20)
    library = world.library()
    copy = library.read(None)
    cleared = Library("http://zotero.org/users/1", version=30)
    world.server.libraries["/users/1"] = cleared
    assert library.read(copy).items == {}
    for key in list(copy.items)[:5]:
        cleared.write("item", {"key": key, "version": 0, "itemType": "book", "title": "Back again"})
    again = library.read(copy)
    assert [data["title"] for data in again.items.values()] == ["Back again"] * 5


def test_what_has_another_version_without_being_new_is_read_again(world: World) -> None:
    world.fill(8)
    library = world.library()
    copy = library.read(None)
    key = next(key for key, data in copy.items.items() if data["title"] == "Book 0")
    world.server.library.items[key] |= {"version": 8, "title": "From a backup"}
    world.fill(1)
    world.farm.log.clear()
    assert library.read(copy).items[key]["title"] == "From a backup"
    assert world.asked() == ["GET /items", "GET /collections", "GET /items", "GET /items"]


def test_of_many_collections_only_the_new_ones_are_read(world: World) -> None:
    for number in range(120):
        world.server.library.write("collection", {"name": f"C{number}"})
    library = world.library()
    copy = library.read(None)
    world.fill(1)
    world.farm.log.clear()
    copy = library.read(copy)
    assert world.asked() == ["GET /items", "GET /collections", "GET /items"]
    assert len(copy.collections) == 120
    first = next(iter(copy.collections))
    world.server.library.erase("collection", first)
    world.server.library.write("collection", {"name": "New"})
    after = library.read(copy)
    assert len(after.collections) == 120
    assert first not in after.collections
    assert after == library.read(None)


def test_a_library_that_changes_while_it_is_read(world: World) -> None:
    world.fill(150)
    library = world.library()
    change = Fault(change=lambda reply: (world.fill(1), reply)[1])
    world.farm.script("zotero", None, change)
    assert len(library.read(None).items) == 151
    world.farm.always("zotero", change)
    with pytest.raises(Unavailable, match="another client keeps changing"):
        library.read(None)


@pytest.mark.parametrize(
    "fault", [HALF, HTML_PAGE, CUT, LOST, status(500), status(503, Retry_After="2"), status(429, Retry_After="2")]
)
def test_reading_goes_on_after_passing_troubles(world: World, fault: Fault) -> None:
    world.fill(3)
    world.farm.script("zotero", fault)
    assert len(world.library().read(None).items) == 3


def test_a_page_that_lacks_something_is_no_page(world: World) -> None:
    world.fill(5)
    short = Fault(change=lambda reply: Response(200, b"[]", headers=reply.headers))
    world.farm.script("zotero", short)
    assert len(world.library().read(None).items) == 5  # asked again
    world.farm.always("zotero", short)
    with pytest.raises(Unavailable):
        world.library().read(None)


def test_every_object_of_a_reply_has_its_fate(world: World) -> None:
    library = world.library()
    library.write(ObjectType.ITEM, [row("AAAA2222")], 0)
    rows = [
        {"key": "AAAA2222", "version": 1, "title": "AAAA2222"},
        row("AAAA2222"),
        row("AAAA3333", nonsense="x"),
        row("AAAA4444", collections=["ZZZZ2222"]),
        row("AAAA5555", title="x" * 70_000),
        row("AAAA6666"),
    ]
    answer = library.write(ObjectType.ITEM, rows, 1)
    assert [result.outcome for result in answer.results] == [
        WriteOutcome.DONE,
        WriteOutcome.STALE,
        WriteOutcome.REFUSED,
        WriteOutcome.STALE,
        WriteOutcome.REFUSED,
        WriteOutcome.DONE,
    ]
    assert "413" in answer.results[4].message
    assert answer.version == 2
    assert library.write(ObjectType.ITEM, [row("AAAA7777")], 1).is_outdated


def test_an_answer_that_leaves_an_object_out(world: World) -> None:
    drop = Fault(
        change=lambda reply: Response(
            200, b'{"successful":{},"success":{"0":"AAAA2222"},"unchanged":{},"failed":{}}', headers=reply.headers
        )
    )
    world.farm.script("zotero", drop)
    answer = world.library().write(ObjectType.ITEM, [row("AAAA2222")], 0)
    assert [result.outcome for result in answer.results] == [WriteOutcome.UNKNOWN]


@pytest.mark.parametrize("fault", [CUT, LOST, HALF, HTML_PAGE, LATE, status(500), status(502)])
def test_a_write_without_an_answer_is_never_sent_twice(world: World, fault: Fault) -> None:
    library = world.library()
    world.farm.script("zotero", fault)
    with pytest.raises(WriteLost, match="may have been carried out"):
        library.write(ObjectType.ITEM, [row("AAAA2222")], 0)
    assert len(world.farm.log) == 1
    library.read(None)  # and then it can be looked at


@pytest.mark.parametrize("code", [429, 503])
def test_a_write_that_is_put_off_is_sent_again(world: World, code: int) -> None:
    world.farm.script("zotero", status(code, Retry_After="7"))
    assert world.library().write(ObjectType.ITEM, [row("AAAA2222")], 0).results[0].outcome is WriteOutcome.DONE
    assert world.time.sleeps == [7.0]
    world.farm.always("zotero", status(code, Retry_After="9999"))
    with pytest.raises(Unavailable, match="not to be contacted until"):
        world.library().write(ObjectType.ITEM, [row("AAAA3333")], 1)


def test_backoff_with_an_answer_is_kept(world: World) -> None:
    library = world.library()
    world.server.extra = {"Backoff": "11"}
    library.read(None)
    assert [round(seconds) for seconds in world.time.sleeps] == [11]


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        (400, BadReply, "did not accept the request"),
        (403, Unauthorised, "refused the request"),
        (404, Unauthorised, "there is no library users/1"),
        (409, Unavailable, "the library is locked"),
        (428, BadReply, "did not accept the request"),
    ],
)
def test_refusals_are_told_apart(world: World, code: int, error: type[Exception], words: str) -> None:
    world.farm.always("zotero", status(code, b"the reason"))
    with pytest.raises(error, match=words) as caught:
        world.library().write(ObjectType.ITEM, [row("AAAA2222")], 0)
    assert "the reason" in str(caught.value)
    assert FULL not in str(caught.value) + repr(caught.value.__dict__)


def test_what_is_too_large_goes_in_halves(world: World) -> None:
    world.server.most = 12
    answer = world.library().write(ObjectType.ITEM, [row(f"AAAA22{a}{b}") for a in "23456" for b in "23456789AB"], 0)
    assert all(result.outcome is WriteOutcome.DONE for result in answer.results)
    assert len(world.server.library.items) == 50
    world.farm.always("zotero", status(413))
    answer = world.library().write(ObjectType.ITEM, [row("AAAA3333")], 50)
    assert [result.outcome for result in answer.results] == [WriteOutcome.REFUSED]


def test_rights_are_looked_at_before_anything_is_sent(world: World) -> None:
    world.library().check_rights()
    world.library(kind="group", number=7).check_rights()
    for library in (world.library(READER), world.library(kind="group", number=8), world.library("no such key")):
        with pytest.raises(Unauthorised):
            library.check_rights()
    assert all(request.method == "GET" and FULL not in request.target for request in world.farm.log)


def test_where_zotero_is() -> None:
    from biblio.zotero.api import zotero_policy

    assert zotero_policy("zotero").base_url == "https://api.zotero.org"
    assert zotero_policy("zotero", shared_url="http://127.0.0.1:8900/").base_url == "http://127.0.0.1:8900/zotero"
    local = zotero_policy("zotero-local", shared_url="http://127.0.0.1:8900", own_url="http://localhost:1", tries=1)
    assert (local.base_url, local.max_tries, local.timeout) == ("http://localhost:1", 1, 300.0)
