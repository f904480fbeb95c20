"""The desktop app's local API: consent, the app's identity, its refusals, and what it does otherwise than the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from biblio.errors import BadReply, ServiceError, Unauthorised, Unavailable, WriteLost
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.zotero.api import ZoteroLibrary
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.remote_library import WriteOutcome
from tests.servers.base import LOST, Farm
from tests.servers.faketime import FakeTime
from tests.servers.zotero_app import ZoteroApp
from tests.servers.zotero_app_library import AppLibrary


class World:
    def __init__(self, farm: Farm, app: ZoteroApp, time: FakeTime) -> None:
        self.farm, self.app, self.time = farm, app, time
        self.http = HttpClient(RateLimiter(clock=time.clock, sleep=time.sleep), clock=time.clock)
        self.policy = ServicePolicy("zotero-local", f"{farm.url}/zotero-local", interval=0.0, timeout=2.0, max_tries=3)
        self.said: list[str] = []
        self.kept: list[str] = []

    def library(self, key: str = "", kind: str = "user", number: int = 0) -> ZoteroLibrary:
        return ZoteroLibrary(
            self.http, self.policy, kind=kind, number=number, key=key, local=True, announce=self.said.append,
            remember_key=self.kept.append,
        )  # fmt: skip

    def fill(self, count: int) -> None:
        for number in range(count):
            self.app.library.write("item", {"itemType": "book", "title": f"Book {number}"})

    def asked(self) -> list[str]:
        return [f"{request.method} {request.path.removeprefix('/api/users/0')}" for request in self.farm.log]


@pytest.fixture
def world() -> Iterator[World]:
    app, time = ZoteroApp(), FakeTime()
    with Farm([app], clock=time.clock) as farm:
        world = World(farm, app, time)
        with world.http:
            yield world


def row(key: str, **fields: object) -> dict[str, object]:
    return {"key": key, "version": 0, "itemType": "book", "title": key, **fields}


def test_a_whole_library_then_only_what_is_new(world: World) -> None:
    world.fill(230)
    world.app.library.write("collection", {"name": "A"})
    library = world.library()
    copy = library.read(None)
    assert (len(copy.items), len(copy.collections), copy.version) == (230, 1, 231)
    world.farm.log.clear()
    assert library.read(copy) is copy
    assert world.asked() == ["GET /items"]
    key = next(iter(world.app.library.items))
    world.fill(1)
    world.app.library.erase("item", key)
    world.farm.log.clear()
    again = library.read(copy)
    assert world.asked() == ["GET /items", "GET /collections", "GET /items"]
    assert len(again.items) == 230
    assert key not in again.items
    assert not world.app.dialogs  # reading asks nobody


def test_who_is_logged_in_is_known_before_anything_is_there(world: World) -> None:
    """Relations name the real number: one that says 0 would be nobody's."""
    assert world.library().read(None).uri == "http://zotero.org/users/1"


def test_writes_wait_for_a_consent_that_lasts(world: World) -> None:
    library = world.library()
    answer = library.write(ObjectType.ITEM, [row("AAAA2222")], 0)
    assert (answer.version, [result.outcome for result in answer.results]) == (1, [WriteOutcome.DONE])
    assert library.write(ObjectType.ITEM, [row("AAAA3333")], 1).version == 2
    assert world.app.dialogs == ["biblio"]
    assert len(world.said) == 1
    assert "Always Allow asks only once" in world.said[0]
    (key,) = world.kept
    assert world.library(key).write(ObjectType.ITEM, [row("AAAA4444")], 2).version == 3
    assert world.app.dialogs == ["biblio"]
    assert not [request for request in world.farm.log if key in request.target]  # it travels in a header
    world.app.keys.clear()  # "Clear" in Zotero's settings
    assert world.library(key).write(ObjectType.ITEM, [row("AAAA5555")], 3).version == 4
    assert world.app.dialogs == ["biblio", "biblio"]


def test_a_consent_for_once_is_asked_for_again(world: World) -> None:
    world.app.consent = "once"
    library = world.library()
    for version in range(3):
        assert library.write(ObjectType.ITEM, [row(f"AAAA222{version + 2}")], version).version == version + 1
    assert len(world.app.dialogs) == 3
    assert world.kept == []


def test_more_dialogs_than_the_app_shows_in_a_minute_are_waited_for(world: World) -> None:
    world.app.consent = "once"
    library = world.library()
    for version in range(6):
        assert (
            library.write(ObjectType.ITEM, [row(f"AAAA222{version + 2}")], version).results[0].outcome
            is WriteOutcome.DONE
        )
    assert len(world.app.dialogs) == 6
    assert sum(world.time.sleeps) >= 59


def test_every_object_of_a_reply_has_its_fate(world: World) -> None:
    library = world.library()
    library.write(ObjectType.ITEM, [row("AAAA2222")], 0)
    rows = [
        {"key": "AAAA2222", "version": 1, "title": "AAAA2222"},
        row("AAAA2222"),
        {"key": "AAAA2222", "version": 9, "title": "newer than there is"},
        {"key": "AAAA3333", "version": 4, "title": "never was"},
        row("AAAA4444", collections=["ZZZZ2222"]),
        {"key": "AAAA5555", "version": 0, "itemType": "note", "parentItem": "ZZZZ2222", "note": "x"},
        row("AAAA6666", creators=[{"creatorType": "inventor", "name": "x"}]),
        row("AAAA7777", nonsense="x"),
    ]
    answer = library.write(ObjectType.ITEM, rows, 1)
    stale = [WriteOutcome.STALE] * 5
    assert [result.outcome for result in answer.results] == [
        WriteOutcome.DONE,
        *stale,
        WriteOutcome.REFUSED,
        WriteOutcome.DONE,
    ]
    assert world.app.library.items["AAAA7777"]["extra"] == "nonsense: x"  # the app keeps what it has no field for
    assert library.write(ObjectType.ITEM, [row("AAAA8888")], 1).is_outdated


def test_a_write_without_an_answer_is_never_sent_twice(world: World) -> None:
    library = world.library()
    library.write(ObjectType.ITEM, [row("AAAA2222")], 0)
    world.farm.script("zotero-local", LOST)
    before = len(world.farm.log)
    with pytest.raises(WriteLost, match="may have been carried out"):
        library.write(ObjectType.ITEM, [row("AAAA3333")], 1)
    assert len(world.farm.log) == before + 1
    assert len(library.read(None).items) == 2


def test_a_collection_in_the_trash_keeps_its_members(world: World) -> None:
    """No list of the app names it; its members do, and keep it when they are written to."""
    app, library = world.app.library, world.library()
    app.write("collection", {"key": "CCCC2222", "version": 0, "name": "A"})
    app.write("collection", {"key": "CCCC3333", "version": 0, "name": "Empty"})
    app.write("item", row("AAAA2222", collections=["CCCC2222"]))
    copy = library.read(None)
    for key in ("CCCC2222", "CCCC3333"):
        app.write("collection", {"key": key, "version": app.collections[key]["version"], "deleted": True})
    copy = library.read(copy)
    assert all(data["deleted"] for data in copy.collections.values())
    assert copy.items["AAAA2222"]["collections"] == ["CCCC2222"]
    whole = library.read(None)
    assert whole.items == copy.items
    assert whole.collections == {"CCCC2222": copy.collections["CCCC2222"]}
    again = library.read_again(whole, ObjectType.COLLECTION, ["CCCC3333", "CCCC4444"])
    assert again.collections == copy.collections
    app.erase("collection", "CCCC2222")
    copy = library.read(copy)
    assert set(copy.collections) == {"CCCC3333"}
    assert copy.items["AAAA2222"]["collections"] == []


def refused(world: World, library: ZoteroLibrary) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        library.write(ObjectType.ITEM, [row("AAAA2222")], None)
    assert not any(library.items for library in world.app.libraries.values())
    return caught.value


def test_refusals_are_told_apart(world: World) -> None:
    world.app.consent = "deny"
    error = refused(world, world.library())
    assert isinstance(error, Unauthorised)
    assert "permission was declined in Zotero" in str(error)
    assert "Always Allow" in error.hint
    world.app.consent = "always"
    error = refused(world, world.library(kind="group", number=9))
    assert "groups/9 cannot be written: Write access denied" in str(error)
    error = refused(world, world.library(kind="group", number=10))
    assert "there is no library groups/10" in str(error)
    error = refused(world, world.library(number=5))
    assert 'library = "user"' in error.hint
    world.app.enabled = False
    error = refused(world, world.library())
    assert isinstance(error, Unauthorised)
    assert "under Advanced" in error.hint


def test_an_app_that_is_closed_or_too_old(world: World) -> None:
    world.app.writes = False
    with pytest.raises(BadReply, match="Zotero-Server-ID"):
        _ = world.library().realm
    closed = ServicePolicy("zotero-local", "http://127.0.0.1:9", interval=0.0, timeout=1.0, max_tries=1)
    with pytest.raises(Unavailable) as caught:
        _ = ZoteroLibrary(world.http, closed, kind="user", number=0, local=True).realm
    assert "start Zotero" in caught.value.hint


def test_another_installation_at_the_same_address_is_not_written_to(world: World) -> None:
    library = world.library()
    before = library.realm
    library.read(None)
    world.app.server_id = "another-installation"
    world.app.libraries["users/1"] = AppLibrary("http://zotero.org/users/1")
    with pytest.raises(Unavailable, match="not the Zotero that was asked before"):
        library.write(ObjectType.ITEM, [row("AAAA2222")], None)
    assert world.library().realm != before  # what is remembered of the one says nothing of the other
    assert not world.app.library.items
