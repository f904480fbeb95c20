"""What our stand-in for Zotero's server is tested for, against the mirror: two hands' ideas of the same rules values_agree."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.httpx_adapter import HttpxAdapter
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.rate_limit import RateLimiter
from tests.servers.zotero import FULL, READER, STRANGER
from tests.shared.test_zotero import small_mirror
from tests.zotero.test_server import (
    test_a_library_that_went_on_refuses_the_whole_write,
    test_a_partial_write_says_what_became_of_each,
    test_another_type_takes_what_fields_it_can,
    test_collections_parents_first,
    test_items_are_created_under_the_keys_we_choose,
    test_pages_versions_and_the_trash,
    test_relations_are_seen_from_both_ends,
    test_rights,
)

__all__ = [
    "small_mirror",
    "test_a_library_that_went_on_refuses_the_whole_write",
    "test_a_partial_write_says_what_became_of_each",
    "test_another_type_takes_what_fields_it_can",
    "test_collections_parents_first",
    "test_items_are_created_under_the_keys_we_choose",
    "test_pages_versions_and_the_trash",
    "test_relations_are_seen_from_both_ends",
    "test_rights",
]

pytestmark = pytest.mark.mirror

KEYS = {FULL: "MirrorKeyUser1FullAccess", READER: "MirrorKeyUser1ReadOnlyXX", STRANGER: "MirrorKeyUser1NoNotesXXX"}
GROUPS = {"7": "101", "8": "102"}


class World:
    """The mirror in the place of our own server; `server` tells how its library stands."""

    def __init__(self, http: HttpClient, url: str) -> None:
        self.http = http
        self.policy = ServicePolicy("zotero", f"{url}/zotero", interval=0.0)
        self.server = SimpleNamespace(library=self)

    def pyzotero(self, key: str = FULL, library: tuple[str, str] = ("1", "user")) -> Any:
        from pyzotero import Zotero

        client: Any = HttpxAdapter(self.http, self.policy)
        own_key = (
            "MirrorKeyUser2FullAccess" if library[0] == "8" else KEYS.get(key, key)
        )  # user 1 owns both groups there
        zotero = Zotero(GROUPS.get(library[0], library[0]), library[1], own_key, client=client)
        zotero.endpoint = self.policy.base_url
        return zotero

    @property
    def items(self) -> list[Any]:
        rows: list[Any] = self.pyzotero().items()
        return rows

    @property
    def version(self) -> int:
        return int(self.pyzotero().last_modified_version())


@pytest.fixture
def world(small_mirror: str, tmp_path: Path) -> Iterator[World]:
    request = urllib.request.Request(f"{small_mirror}/__control__/reset?zotero=1", json.dumps({}).encode())
    urllib.request.urlopen(request).close()
    with HttpClient(RateLimiter()) as http:
        yield World(http, small_mirror)
