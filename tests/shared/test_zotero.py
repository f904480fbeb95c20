"""Zotero against the mirror: another hand's idea of the same server, with its faults, and the desktop app's local API."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.zotero.place import Vault

pytestmark = pytest.mark.mirror

KEY, READER = "MirrorKeyUser1FullAccess", "MirrorKeyUser1ReadOnlyXX"


class Mirror(Vault):
    """A mirror of our own with an empty Zotero store, a project of notes, and another client of the library."""

    key = KEY

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        super().__init__(folder)

    def services(self) -> str:
        names = ("zotero", "zotero-local")
        return "".join(f'[services.{name}]\nbase_url = "{self.url}/{name}"\ninterval = 0\n' for name in names)

    def told(self, *arguments: str) -> str:
        """Run a command that must succeed; return what it prints."""
        return self.ok(*arguments).stdout

    def control(self, what: str, value: Any = None) -> Any:
        body = None if value is None else json.dumps(value).encode()
        with urllib.request.urlopen(f"{self.url}/__control__/{what}", body) as reply:
            return json.loads(reply.read())

    def faults(self, *rules: dict[str, Any]) -> None:
        self.control("faults", [{"service": "zotero", **rule} for rule in rules])

    def requests(self) -> list[str]:
        rows = self.control("requests?service=zotero")
        rows = rows["requests"] if isinstance(rows, dict) else rows
        return [f"{row['method']} {row['path'].partition('?')[0].rpartition('/users/1')[2]}" for row in rows]

    def ask(self, path: str, rows: Any = None) -> Any:
        """Read or write the library as another client does."""
        request = urllib.request.Request(
            f"{self.url}/zotero/users/1{path}", json.dumps(rows).encode() if rows is not None else None,
            {"Zotero-API-Key": KEY, "Zotero-API-Version": "3", "Content-Type": "application/json"},
        )  # fmt: skip
        with urllib.request.urlopen(request) as reply:
            return json.loads(reply.read())

    def items(self, **values: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        while len(page := self.ask(f"/items?limit=100&start={len(rows)}")) == 100:
            rows += page
        objects = [row["data"] for row in [*rows, *page]]
        return [data for data in objects if all(data.get(name) == value for name, value in values.items())]

    def item(self, number: int) -> dict[str, Any]:
        (item,) = self.items(archiveID=f"arXiv:2401.{number:05}")
        return item

    def edit(self, key: str, **fields: Any) -> None:
        version = self.ask(f"/items/{key}")["version"]
        reply = self.ask("/items", [{"key": key, "version": version, **fields}])
        assert not reply["failed"], reply

    def collections(self) -> dict[str, str]:
        """Return the names of all collections that are not in the trash, by key."""
        rows: list[dict[str, Any]] = []
        while len(page := self.ask(f"/collections?limit=100&start={len(rows)}")) == 100:
            rows += page
        return {row["key"]: row["data"]["name"] for row in [*rows, *page] if not row["data"].get("deleted")}

    def tree(self) -> dict[str, set[str]]:
        collections = self.collections()
        items = self.items()
        return {
            name: {data["title"] for data in items if key in data.get("collections", ())}
            for key, name in collections.items()
        }


@pytest.fixture(scope="module")
def small_mirror(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    serve = shared / "mirror" / "serve.py"
    if not serve.is_file():
        pytest.skip("needs the mirror beside the checkout")
    folder = tmp_path_factory.mktemp("mirror")
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    command = [
        sys.executable,
        str(serve),
        "--data",
        str(folder / "empty.jsonl"),
        "--state",
        str(folder / "state"),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("mirror ready: "):
                pytest.skip(f"the mirror did not start: {line}")
            yield line.split()[2].rstrip("/")
        finally:
            process.terminate()


@pytest.fixture
def mirror(small_mirror: str, tmp_path: Path) -> Iterator[Mirror]:
    mirror = Mirror(small_mirror, tmp_path / "project")
    mirror.control("reset?zotero=1", {})
    mirror.control("zotero", {"local_authorize": "always"})
    yield mirror
    mirror.control("faults", [])
    mirror.control("rates", {"strict": False})


IN_STEP = "Both sides are in step.\n"


def test_both_directions(mirror: Mirror) -> None:
    for number in range(60):
        mirror.note(number, "NLP, ML" if number % 2 else "NLP", "some words, https://example.org/a_(b) & <b>more</b>")
    mirror.told("sync", "-q")
    assert mirror.told("zotero", "apply") == "run 1: 123 created\n"
    sent = mirror.requests()
    assert (sent.count("POST /items"), sent.count("POST /collections")) == (3, 1)
    assert mirror.told("zotero", "apply") == IN_STEP
    assert len(mirror.requests()) == len(sent) + 1
    assert len(mirror.tree()["NLP"]) == 60
    item = mirror.item(1)
    mirror.edit(item["key"], title="A Corrected Title", date="June 2024", tags=[{"tag": "NLP"}, {"tag": "new"}])
    assert "to pull from Zotero" in mirror.told("zotero", "plan")
    mirror.told("zotero", "apply", "-q")
    mirror.told("sync", "-q")
    every = (mirror.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "Corrected Title" in every
    assert (mirror.folder / "exports" / "tags" / "new.bib").exists()
    assert mirror.tree()["new"] == {"A Corrected Title"}
    assert "A Corrected Title" not in mirror.tree()["ML"]
    mirror.edit(mirror.item(2)["key"], deleted=1)
    mirror.told("zotero", "apply", "-q")
    assert "drop arxiv:2401.00002" in (mirror.folder / "zotero.txt").read_text(encoding="utf-8")
    assert mirror.told("zotero", "apply") == IN_STEP
    assert mirror.told("zotero", "verify").endswith("no differences\n")


def test_undo(mirror: Mirror) -> None:
    mirror.ask("/items", [{"itemType": "preprint", "title": "A study of subject number 0", "archiveID": "arXiv:2401.00000",
                           "tags": [{"tag": "own"}], "extra": "tex.ids: x"}])  # fmt: skip
    mirror.ask("/collections", [{"name": "Mine"}])

    def shown() -> Any:
        skip = ("version", "dateModified")
        rows = [*self_items(), *(row["data"] for row in mirror.ask("/collections") if not row["data"].get("deleted"))]
        return sorted(({k: v for k, v in row.items() if k not in skip} for row in rows), key=lambda row: row["key"])

    def self_items() -> list[dict[str, Any]]:
        return mirror.items()

    before = shown()
    mirror.note(0, "NLP, ML", "words [[n1]]")
    mirror.note(1, "NLP", "words")
    mirror.told("sync", "-q")
    mirror.told("zotero", "apply", "-q")
    middle = shown()
    assert middle != before
    mirror.told("zotero", "undo")
    assert shown() == before
    mirror.told("zotero", "apply", "-q")
    assert shown() == middle
    assert mirror.told("zotero", "apply") == IN_STEP


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "lost", "method": "POST", "nth": 2},
        {"kind": "lost", "method": "POST", "nth": 1},
        {"kind": "cut", "method": "POST", "nth": 2},
        {"kind": "reset", "method": "POST", "nth": 2},
        {"kind": "reset_before", "method": "POST", "nth": 2},
        {"kind": "truncate", "method": "POST", "nth": 2},
        {"kind": "stale", "method": "POST", "nth": 2},
        {"kind": "stale", "method": "POST", "first": 3},
        {"kind": "status", "status": 429, "retry_after": 1, "method": "POST", "nth": 2},
        {"kind": "status", "status": 503, "retry_after": 1, "nth": [1, 3, 4]},
        {"kind": "status", "status": 500, "method": "POST", "nth": 2},
        {"kind": "header", "headers": {"Backoff": "1"}, "nth": [1, 3]},
        {"kind": "truncate", "method": "GET", "nth": [1, 2]},
        {"kind": "cut", "method": "GET", "nth": 1},
    ],
    ids=lambda fault: "-".join(str(fault.get(name, "")) for name in ("kind", "status", "method", "nth")),
)  # fmt: skip
def test_faults(mirror: Mirror, fault: dict[str, Any]) -> None:
    """Whatever happens once: the run ends well, or the next one does; nothing is doubled and nothing is left."""
    for number in range(60):
        mirror.note(number, f"t{number % 3}", "words")
    mirror.told("sync", "-q")
    mirror.faults(fault)
    done = mirror.run("zotero", "apply")
    assert done.returncode in (0, 4), done.stderr
    mirror.control("faults", [])
    if done.returncode:
        mirror.told("zotero", "apply", "-q")
    assert mirror.told("zotero", "apply") == IN_STEP
    assert len([data for data in mirror.items() if data["itemType"] == "preprint"]) == 60
    assert len(mirror.items(itemType="note")) == 60
    assert {name: len(titles) for name, titles in mirror.tree().items()} == {"biblio": 0, "t0": 20, "t1": 20, "t2": 20}
    assert not (mirror.folder / "zotero.txt").exists()


def test_a_stale_item_keeps_what_the_other_client_wrote(mirror: Mirror) -> None:
    for number in range(3):
        mirror.note(number, "NLP", "words")
    mirror.told("sync", "-q")
    mirror.told("zotero", "apply", "-q")
    for number in range(3):
        mirror.note(number, "CV", "words")
    mirror.told("sync", "-q")
    mirror.faults(
        {"kind": "stale", "method": "POST", "match": "/items", "nth": 1, "edit": {"extra": "theirs", "place": "Tokyo"}}
    )
    mirror.told("zotero", "apply", "-q")
    mirror.control("faults", [])
    assert mirror.told("zotero", "apply") == IN_STEP
    assert [data["extra"] for data in mirror.items(itemType="preprint")] == ["theirs"] * 3
    assert len(mirror.tree()["CV"]) == 3


def test_strict_rates_are_kept(mirror: Mirror) -> None:
    for number in range(3):
        mirror.note(number, "NLP", "words")
    mirror.told("sync", "-q")
    mirror.control("rates", {"strict": True})
    mirror.told("zotero", "apply", "-q")
    assert mirror.told("zotero", "apply") == IN_STEP


def test_the_desktop_app(mirror: Mirror) -> None:
    mirror.configure('api = "local"')
    for number in range(60):
        mirror.note(number, "NLP, ML" if number % 2 else "NLP", "words")
    mirror.note(0, "NLP", "words [[n1]]")
    mirror.told("sync", "-q")
    done = mirror.run("zotero", "apply")
    assert done.returncode == 0, done.stderr
    assert "Zotero asks whether biblio may write" in done.stderr
    assert mirror.told("zotero", "apply") == IN_STEP
    assert len(mirror.tree()["NLP"]) == 60
    item = mirror.item(1)
    mirror.edit(item["key"], title="Corrected in the app")
    mirror.ask("/collections", [{"name": "Mine"}])
    mirror.told("zotero", "apply", "-q")
    assert "Corrected in the app" in (mirror.folder / "zotero.txt").read_text(encoding="utf-8")
    request = urllib.request.Request(
        f"{mirror.url}/zotero/users/1/items/{mirror.item(2)['key']}", method="DELETE",
        headers={"Zotero-API-Key": KEY, "If-Unmodified-Since-Version": "9999"},
    )  # fmt: skip
    urllib.request.urlopen(request).close()
    mirror.told("zotero", "apply", "-q")
    assert "drop arxiv:2401.00002" in (mirror.folder / "zotero.txt").read_text(encoding="utf-8")
    assert mirror.told("zotero", "apply") == IN_STEP
    assert mirror.told("zotero", "verify").endswith("no differences\n")


def test_the_desktop_app_asks_for_every_write_or_says_no(mirror: Mirror) -> None:
    mirror.configure('api = "local"')
    mirror.note(0, "NLP", "words")
    mirror.told("sync", "-q")
    mirror.control("zotero", {"local_authorize": "deny"})
    done = mirror.run("zotero", "apply")
    assert done.returncode == 4
    assert "permission was declined in Zotero" in done.stderr
    assert not mirror.items()
    mirror.control("zotero", {"local_authorize": "allow"})
    assert mirror.run("zotero", "apply").returncode == 0
    assert mirror.told("zotero", "apply") == IN_STEP
    assert len(mirror.items()) == 2


@pytest.mark.slow
def test_the_collections_of_real_notes_have_the_members_of_the_exports(
    shared: Path, mirror_url: str, tmp_path: Path
) -> None:
    """Three pages of the seeds: a collection for every tag, with exactly the works that the tag's .bib has."""
    from biblio.settings import DEFAULT_SERVICES

    mirror = Mirror(mirror_url, tmp_path / "project")
    mirror.control("reset?zotero=1", {})
    tables = "".join(f"[services.{name}]\ninterval = 0\n" for name in (*DEFAULT_SERVICES, "zotero"))
    sources = [str(path) for path in sorted((shared / "seeds").iterdir())[1:4]]
    text = f'[notes]\nsources = {sources}\n[services]\nbase_url = "{mirror_url}"\nemail = "test@example.org"\n'
    (mirror.folder / "config.toml").write_text(text + tables, encoding="utf-8")
    assert mirror.run("sync", "-q").returncode in (0, 3)
    done = mirror.run("zotero", "apply")
    assert done.returncode in (0, 3), done.stderr
    sent = mirror.requests()
    items = mirror.items()
    collections = mirror.collections()
    assert sent.count("POST /items") <= len(items) / 50 + 5
    assert sent.count("POST /collections") <= len(collections) / 50 + 5
    index = json.loads((mirror.folder / "exports" / "index.json").read_text(encoding="utf-8"))
    expected = {entry["tag"]: set(entry["keys"]) for entry in index["files"] if entry["tag"] is not None}
    members = {
        name: {data["citationKey"] for data in items if key in data.get("collections", ())}
        for key, name in collections.items()
        if name != "biblio"
    }
    assert members == expected
    assert {data["citationKey"] for data in items if "citationKey" in data} == set(index["files"][0]["keys"])
    before = len(mirror.requests())
    assert mirror.run("zotero", "apply").stdout.startswith(IN_STEP)
    assert len(mirror.requests()) == before + 1
