"""Addresses that open an item in the Zotero app: of works that were synced, and of notes read from a library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.zotero.item_links import item_address, item_addresses
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def test_the_address_of_an_item() -> None:
    assert item_address("user", "ABCD2345") == "zotero://select/library/items/ABCD2345"
    assert item_address("users/12", "ABCD2345") == "zotero://select/library/items/ABCD2345"
    assert item_address("groups/34", "ABCD2345") == "zotero://select/groups/34/items/ABCD2345"


def test_nothing_was_synced(tmp_path: Path) -> None:
    assert item_addresses(tmp_path / "memory.sqlite", "user") == {}
    assert not (tmp_path / "memory.sqlite").exists()


def test_the_page_leads_to_the_item(place: Place) -> None:
    place.note(0, "NLP")
    place.note(1, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    place.ok("page", "-q")
    text = (place.folder / "page/works.js").read_text(encoding="utf-8")
    literal = re.search(r"String\.raw`([^`]*)`", text)
    assert literal
    links = [dict(work["links"]).get("Zotero") for work in json.loads(literal[1])["works"]]
    assert sorted(links) == sorted(f"zotero://select/library/items/{place.item(number)['key']}" for number in (0, 1))
    assert item_addresses(place.folder / "zotero-memory.sqlite", "groups/9") == {}
