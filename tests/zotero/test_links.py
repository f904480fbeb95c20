"""What stands below an item, as the notes have it: the comment, a link to the note's page, by option one to the PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def issue(number: int, body: str, comment: str = "") -> dict[str, Any]:
    return {
        "number": number, "title": f"A Study of Subject Number {number}, Ada Doe+, arXiv'24", "state": "open",
        "html_url": f"https://github.com/o/notes/issues/{number}", "labels": [{"name": "NLP"}],
        "body": f"# URL\n- https://arxiv.org/abs/2401.{number:05}\n\n{body}", "created_at": "2024-01-02T00:00:00Z",
        "comments_list": [{"body": comment}] if comment else [],
    }  # fmt: skip


def children(place: Place, number: int) -> dict[str, dict[str, Any]]:
    """Return what stands below the item of an issue, by its title, "note" for notes."""
    key = place.item(number)["key"]
    below = [data for data in place.server.library.items.values() if data.get("parentItem") == key]
    return {data.get("title", "note"): data for data in below if not data.get("deleted")}


def test_notes_that_are_issues(place: Place) -> None:
    for number in (1, 2):
        place.note(number, "")
        (place.folder / "notes" / f"n{number}.md").unlink()
    issues = [issue(1, "", "Good. See also #2 and <https://example.org/x?a=1&b=2>"), issue(2, "")]
    (place.folder / "notes" / "issues.json").write_text(json.dumps(issues), encoding="utf-8")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    below = children(place, 1)
    assert set(below) == {"note", "My note (github.com)"}
    link = below["My note (github.com)"]
    assert (link["linkMode"], link["url"]) == ("linked_url", "https://github.com/o/notes/issues/1")
    html = below["note"]["note"]
    assert '<a href="https://example.org/x?a=1&amp;b=2">' in html
    assert 'From my notes: issues.json (<a href="https://github.com/o/notes/issues/1">' in html
    uri = "http://zotero.org/users/1/items/"
    assert place.item(1)["relations"] == {"dc:relation": [uri + place.item(2)["key"]]}
    assert set(children(place, 2)) == {"My note (github.com)"}
    place.configure("pdf = true\npages = false\ncomments = false")
    place.ok("zotero", "apply", "-q")
    assert children(place, 2)["Full Text PDF"]["url"] == "https://arxiv.org/pdf/2401.00002"
    place.ok("zotero", "apply", "--trash", "-q")
    assert set(children(place, 1)) == set(children(place, 2)) == {"Full Text PDF"}
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
