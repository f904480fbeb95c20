"""What happens to a library in ordinary life: automatic tags, item types, lines that are taken out, things in the trash."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.zotero.merge import Side
from biblio.zotero.sync_library import Settlement
from tests.zotero.loopback import Desk


def quiet(desk: Desk) -> None:
    plan, _ = desk.sync()
    assert plan.is_empty, plan


# -- automatic tags --------------------------------------------------------------------------------------------
def test_an_automatic_tag_with_the_name_of_ours_becomes_ours(desk: Desk) -> None:
    rows = [{"tag": "NLP", "type": 1}, {"tag": "auto", "type": 1}]
    desk.server.write("item", {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a",
                               "title": "The Title of a", "tags": rows})  # fmt: skip
    desk.note("a", "NLP")
    desk.sync()
    assert sorted(map(str, desk.item("a")["tags"])) == ["{'tag': 'NLP'}", "{'tag': 'auto', 'type': 1}"]
    quiet(desk)
    desk.edit("AAAA2222", tags=rows)  # the app had written both, and keeps the automatic one
    plan, _ = desk.sync()
    assert not plan.overrides
    assert {"tag": "NLP"} in desk.item("a")["tags"]
    quiet(desk)
    desk.edit("AAAA2222", tags=[{"tag": "auto", "type": 1}])
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == ["remove doi:10.1000/a NLP"]


# -- undo ------------------------------------------------------------------------------------------------------
def test_an_undo_leaves_whatever_holds_something_that_stays(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.note("b", "CV")
    desk.sync()
    desk.server.write("collection", {"name": "Mine", "parentCollection": desk.collection("NLP")})
    desk.undo()
    state = {data["name"]: bool(data.get("deleted")) for data in desk.server.collections.values()}
    assert state == {"biblio": False, "NLP": False, "CV": True, "Mine": False}


def test_an_undo_leaves_a_collection_in_which_somebody_filed_something(desk: Desk) -> None:
    desk.note("a", "NLP")
    desk.sync()
    desk.server.write("item", {"itemType": "book", "title": "Mine", "collections": [desk.collection("NLP")]})
    desk.undo()
    state = {data["name"]: bool(data.get("deleted")) for data in desk.server.collections.values()}
    assert state == {"biblio": False, "NLP": False}
    assert not desk.items_of("a")


# -- item types ------------------------------------------------------------------------------------------------
def preprint_in_zotero(desk: Desk, name: str) -> str:
    key = f"AAAA{name.upper()}222"
    desk.server.write("item", {
        "itemType": "preprint", "key": key, "version": 0, "title": f"The Title of {name}", "DOI": "10.48550/arXiv.1901.00001",
        "repository": "arXiv", "archiveID": "arXiv:1901.00001", "date": "2020-01-05", "extra": f"DOI: 10.1000/{name}",
        "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Doe"}],
    })  # fmt: skip
    return key


@pytest.mark.parametrize("side", ["notes", "zotero"])
def test_a_preprint_that_was_published_is_one_question(tmp_path: Path, side: Side) -> None:
    desk = Desk(tmp_path)
    keys = [preprint_in_zotero(desk, name) for name in ("a", "b")]
    for name in ("a", "b"):
        desk.note(name, "NLP")
    for _ in range(3):
        plan, _ = desk.sync()
        assert [(conflict.label, conflict.field) for conflict in plan.conflicts] == [
            ("a", "itemType"),
            ("b", "itemType"),
        ]
        changed = {change.field for change in plan.conflicts[0].details}
        assert changed >= {"DOI", "date", "publicationTitle", "archiveID"}
        item = desk.server.items[keys[0]]
        assert (item["itemType"], item["date"], item["DOI"]) == ("preprint", "2020-01-05", "10.48550/arXiv.1901.00001")
        assert {"tag": "NLP"} in item["tags"]
    engine, memory = desk.open()
    try:
        engine.refresh()
        settle = Settlement(by_name={"*:itemType": side}).side
        plan = engine.plan(desk.desired(), desk.rules, settle)
        assert not plan.conflicts
        engine.apply(desk.desired(), plan, desk.rules, settle, force=True)
    finally:
        memory.close()
    quiet(desk)
    for key, name in zip(keys, ("a", "b"), strict=True):
        item = desk.server.items[key]
        found = item["itemType"], item["date"], item["DOI"], item.get("publicationTitle")
        if side == "notes":
            assert found == ("journalArticle", "2020", f"10.1000/{name}", "Journal of Tests")
            assert "archiveID: arXiv:1901.00001" in item["extra"]
        else:
            assert found == ("preprint", "2020-01-05", "10.48550/arXiv.1901.00001", None)
            assert desk.overrides.corrections([f"doi:10.1000/{name}"])["itemType"] == "preprint"
