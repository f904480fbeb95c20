"""The real command against the desktop app: consent, both directions, undo, and what it says when it may not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.base import Farm
from tests.servers.zotero_app import ZoteroApp
from tests.zotero.place import Place, shown

IN_STEP = "Both sides are in step.\n"


@pytest.fixture
def app() -> ZoteroApp:
    return ZoteroApp()


@pytest.fixture
def place(tmp_path: Path, app: ZoteroApp) -> Iterator[Place]:
    with Farm([app]) as farm:
        yield Place(tmp_path / "project", farm, app)


def test_both_directions(place: Place, app: ZoteroApp) -> None:
    for number in range(60):
        place.note(number, "NLP, ML" if number % 2 else "NLP", "words" if number else "words [[n1]]")
    place.ok("sync", "-q")
    place.requests()
    done = place.ok("zotero", "apply", ZOTERO_API_KEY="")
    assert done.stdout == "run 1: 123 created\n"
    assert "Zotero asks whether biblio may write" in done.stderr
    assert app.dialogs == ["biblio"]
    sent = place.requests()
    assert (sent.count("POST /api/users/0/items"), sent.count("POST /api/users/0/collections")) == (
        3,
        2,
    )  # one was refused
    related = place.item(0)["relations"]["dc:relation"]
    assert related == [f"http://zotero.org/users/1/items/{place.item(1)['key']}"]
    assert place.ok("zotero", "apply").stdout == IN_STEP
    assert len(place.requests()) <= 2
    item = place.item(2)
    app.library.write(
        "item", {"key": item["key"], "version": item["version"], "title": "Corrected", "tags": [{"tag": "New"}]}
    )
    key = next(key for key, data in app.library.collections.items() if data["name"] == "ML")
    app.library.write("collection", {"key": key, "version": app.library.collections[key]["version"], "deleted": True})
    app.library.erase("item", place.item(4)["key"])
    place.ok("zotero", "apply", "-q")
    assert place.tree()["New"] == {"Corrected"}
    lines = (place.folder / "zotero.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == [
        "add arxiv:2401.00002 New",
        'claim arxiv:2401.00002 title "Corrected"',
        "drop arxiv:2401.00004 users/1",
        "remove arxiv:2401.00002 NLP",
        "without ML users/1",
    ]
    assert place.ok("zotero", "apply").stdout == IN_STEP
    assert place.ok("zotero", "verify").stdout.endswith("no differences\n")


def test_apply_undo_apply(place: Place, app: ZoteroApp) -> None:
    """The app hides collections in its trash: they are taken out of it again, not made anew."""
    app.library.write("item", {
        "itemType": "preprint", "key": "AAAA2222", "version": 0, "title": "a study of subject number 0",
        "archiveID": "arXiv:2401.00000", "extra": "tex.ids: x", "tags": [{"tag": "own"}],
    })  # fmt: skip
    before = shown(app.library)
    for number in range(3):
        place.note(number, "NLP, ML" if number else "NLP", "words [[n1]]" if not number else "words")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    middle = shown(app.library)
    place.ok("zotero", "undo")
    assert shown(app.library) == before
    place.ok("zotero", "verify")  # reads everything: of an empty collection in the trash nothing tells
    place.ok("zotero", "apply", "-q")
    assert shown(app.library) == middle
    assert place.ok("zotero", "apply").stdout == IN_STEP
    place.ok("zotero", "undo")
    assert shown(app.library) == before


def test_a_no_is_a_no(place: Place, app: ZoteroApp) -> None:
    place.note(0, "NLP", "words")
    place.ok("sync", "-q")
    app.consent = "deny"
    done = place.run("zotero", "apply")
    assert done.returncode == 4
    assert "permission was declined in Zotero" in done.stderr
    assert "choose Allow or Always Allow" in done.stderr
    assert not app.library.version
    app.consent = "once"
    place.ok("zotero", "apply", "-q")
    assert len(app.dialogs) == 3  # one for the collections, one for the items
    assert place.ok("zotero", "apply").stdout == IN_STEP
    app.enabled = False
    done = place.run("zotero", "apply")
    assert done.returncode == 4
    assert "allow other applications on this computer to communicate with Zotero" in done.stderr


def test_there_is_no_key_to_log_in_with(place: Place) -> None:
    done = place.run("zotero", "login")
    assert done.returncode == 2
    assert "Zotero itself asks whether biblio may write" in done.stderr
    assert not place.farm.log


def test_another_installation_is_another_library(place: Place, app: ZoteroApp) -> None:
    """Versions are kept apart by the server's id: the same user's library elsewhere is united, not taken for changed."""
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    app.server_id = "another-installation"
    for data in [*app.library.items.values(), *app.library.collections.values()]:
        data["version"] += 40
    app.library.version += 40
    assert place.ok("zotero", "apply").stdout.startswith("run ")
    assert place.ok("zotero", "apply").stdout == IN_STEP
    assert not (place.folder / "zotero.txt").exists()
    assert place.ok("zotero", "status").stdout.count("(local ") == 2
