"""What somebody threw away, took out of the trash, and threw away once more, perhaps while a run was stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from biblio.zotero.library_entries import item_digest
from biblio.zotero.sync_rules import SyncRules
from tests.zotero.loopback import Desk, Killed, desired_item, write_overrides


def stop_a_run(desk: Desk) -> None:
    """Let a run end before it writes anything to the library."""

    def kill(moment: str) -> None:
        raise Killed

    desk.remote.fault = kill
    with pytest.raises(Killed):
        desk.sync()
    desk.remote.fault = lambda moment: None


@pytest.mark.parametrize("what", ["item", "comment", "collection"])
def test_what_was_thrown_away_again_while_a_run_was_stopped_stays_away(tmp_path: Path, what: str) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP", comment="words")
    desk.sync()
    note = next(key for key, data in desk.server.items.items() if data["itemType"] == "note")
    key = {"item": desk.item("a")["key"], "comment": note, "collection": desk.collection("NLP")}[what]
    kind: Any = "collection" if what == "collection" else "item"
    desk.edit(key, kind, deleted=1)
    desk.sync()
    lines = desk.overrides.lines
    assert len(lines) == 1
    desk.edit(key, kind, deleted=0)
    desk.note("a", "NLP", "ML", title="Newer", comment="other words")
    desk.rules = SyncRules(parents={"NLP": "Language"})
    stop_a_run(desk)
    assert not desk.overrides.lines
    desk.edit(key, kind, deleted=1)
    for _ in range(2):
        desk.sync()
        assert desk.server.table(kind)[key]["deleted"]
        assert desk.overrides.lines == lines
    assert desk.plan().is_empty


# -- items that are notes themselves ---------------------------------------------------------------------------
def add_item(desk: Desk, title: str) -> str:
    before = set(desk.server.items)
    desk.server.write("item", {"itemType": "journalArticle", "DOI": "10.1000/a", "title": title})
    (key,) = set(desk.server.items) - before
    return key


def read(desk: Desk) -> None:
    """Read the work from its live items and a note of the person's, as ``biblio sync`` does."""
    items = {data["key"]: data for data in desk.items_of("a")}
    work = desired_item("a", title="The Published Title", is_own=False)
    desk.notes["a"] = replace(
        work, items=tuple(items), notes=("note-a", *(f"zotero-{key}" for key in items)), elsewhere=work.work,
        read_as={key: item_digest(data) for key, data in items.items()},
    )  # fmt: skip


def sync(desk: Desk) -> None:
    read(desk)
    desk.sync()


def test_nothing_comes_out_of_the_trash_because_a_newer_item_was_thrown_away_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    first = add_item(desk, "My title")
    sync(desk)
    desk.edit(first, deleted=1)
    sync(desk)
    assert [line.verb for line in desk.overrides.lines] == ["drop"]
    second = add_item(desk, "My second title")
    read(desk)
    stop_a_run(desk)
    desk.edit(second, deleted=1)
    for _ in range(2):
        sync(desk)
        assert not desk.items_of("a")
        assert [line.verb for line in desk.overrides.lines] == ["drop"]
    assert desk.plan().is_empty


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "My corrected title"),
        ("itemType", "report"),
        ("creators", [{"creatorType": "author", "firstName": "Bo", "lastName": "Roe"}]),
    ],
)
def test_a_line_that_is_taken_out_changes_no_item_that_never_said_it(tmp_path: Path, field: str, value: object) -> None:
    desk = Desk(tmp_path)
    first, second = add_item(desk, "My title"), add_item(desk, "My second title")
    sync(desk)
    desk.edit(first, **{field: value})
    sync(desk)
    assert [line.name for line in desk.overrides.lines] == [field]
    desk.edit(first, deleted=1)
    sync(desk)
    before = {name: desk.server.items[second].get(name) for name in ("title", "itemType", "creators")}
    assert before[field] != value
    write_overrides(tmp_path / "zotero.txt", desk.overrides.changed((), desk.overrides.lines))
    for _ in range(2):
        sync(desk)
    assert {name: desk.server.items[second].get(name) for name in before} == before
    assert desk.plan().is_empty
