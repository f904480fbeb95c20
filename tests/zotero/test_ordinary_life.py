"""What happens to a library in ordinary life: automatic tags, item types, lines that are taken out, things in the trash."""

from __future__ import annotations

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
