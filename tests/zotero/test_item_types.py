"""An item's type is one side's: which one is decided like the value of a field, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from biblio.model.record import Medium
from biblio.zotero.merge import Side
from biblio.zotero.sync_plan import SyncPlan
from tests.zotero.loopback import Desk, Killed


def in_notes(desk: Desk, medium: Medium, **fields: str) -> None:
    """Let the notes say that work "a" is of another medium."""
    item = desk.note("a", "NLP")
    desk.notes["a"] = replace(item, work=replace(item.work, best=replace(item.work.best, medium=medium, **fields)))


def kind(desk: Desk) -> str:
    return str(desk.item("a")["itemType"])


def conflicts(plan: SyncPlan) -> list[tuple[str, str, str, str]]:
    return [(conflict.field, conflict.base, conflict.ours, conflict.theirs) for conflict in plan.conflicts]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    in_notes(desk, Medium.JOURNAL, volume="7")
    desk.sync()
    assert kind(desk) == "journalArticle"
    return desk


def test_the_notes_change_it(desk: Desk) -> None:
    in_notes(desk, Medium.PROCEEDINGS, volume="7")
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert kind(desk) == "conferencePaper"
    item = desk.item("a")
    assert (item["proceedingsTitle"], item["volume"], item["citationKey"]) == ("Journal of Tests", "7", "doe2020a")
    assert desk.sync()[0].is_empty
    assert not desk.overrides.lines


def test_an_open_type_fills_no_empty_fields(tmp_path: Path) -> None:
    """Until the person says which type it is, an item gets nothing that belongs to the other one."""
    desk = Desk(tmp_path)
    mine = {
        "itemType": "conferencePaper",
        "key": "MMMM2222",
        "version": 0,
        "title": "The Title of a",
        "DOI": "10.1000/a",
    }
    desk.server.write("item", mine)
    in_notes(desk, Medium.JOURNAL, volume="7")
    for _ in range(2):
        plan, _ = desk.sync()
        assert [conflict.field for conflict in plan.conflicts] == ["itemType"]
        assert {change.field for change in plan.conflicts[0].details} >= {"publicationTitle", "volume", "creators"}
        item = desk.item("a")
        assert not item.keys() & {"volume", "proceedingsTitle", "publicationTitle", "creators", "date"}
        assert (item["citationKey"], desk.tags("a")) == ("doe2020a", {"NLP"})
    assert desk.sync()[0].is_empty
    desk.sync("notes")
    item = desk.item("a")
    assert (item["itemType"], item["publicationTitle"], item["volume"]) == ("journalArticle", "Journal of Tests", "7")
    assert [creator["lastName"] for creator in item["creators"]] == ["Doe"]
    assert desk.sync()[0].is_empty


def test_a_type_that_zotero_keeps_gets_what_it_has_a_place_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    mine = {
        "itemType": "conferencePaper",
        "key": "MMMM2222",
        "version": 0,
        "title": "The Title of a",
        "DOI": "10.1000/a",
    }
    desk.server.write("item", mine)
    in_notes(desk, Medium.JOURNAL, volume="7")
    desk.sync()
    desk.sync("zotero")
    item = desk.item("a")
    assert (item["itemType"], item["volume"]) == ("conferencePaper", "7")
    assert desk.sync()[0].is_empty


def test_the_user_changes_it_in_zotero(desk: Desk) -> None:
    desk.edit(desk.item("a")["key"], itemType="conferencePaper", proceedingsTitle="Journal of Tests")
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert desk.overrides.corrections(["doi:10.1000/a"])["itemType"] == "conferencePaper"
    desk.sync()
    in_notes(desk, Medium.JOURNAL, volume="8")
    desk.sync()
    item = desk.item("a")
    assert (item["itemType"], item["volume"], item["citationKey"]) == ("conferencePaper", "8", "doe2020a")
    assert desk.sync()[0].is_empty


@pytest.mark.parametrize(("side", "expected"), [("notes", "conferencePaper"), ("zotero", "bookSection")])
def test_both_change_it(desk: Desk, side: Side, expected: str) -> None:
    desk.edit(desk.item("a")["key"], itemType="bookSection")
    in_notes(desk, Medium.PROCEEDINGS, volume="8")
    for base in ("journalArticle", "", ""):
        plan, _ = desk.sync()
        assert conflicts(plan) == [("itemType", base, "conferencePaper", "bookSection")]
        assert kind(desk) == "bookSection"
        assert desk.item("a")["volume"] == "8", "other fields are in step meanwhile"
    desk.sync(side)
    assert kind(desk) == expected
    assert ("itemType" in desk.overrides.corrections(["doi:10.1000/a"])) == (side == "zotero")
    plan, _ = desk.sync()
    assert not [conflict for conflict in plan.conflicts if conflict.field == "itemType"]
    assert kind(desk) == expected


@pytest.mark.parametrize(("side", "expected"), [("notes", "journalArticle"), ("zotero", "bookSection")])
def test_an_adopted_item_has_another_one(tmp_path: Path, side: Side, expected: str) -> None:
    desk = Desk(tmp_path)
    row = {"itemType": "bookSection", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a"}
    desk.server.write("item", {**row, "extra": "DOI: 10.1000/a", "bookTitle": "Mine"})
    in_notes(desk, Medium.JOURNAL)
    for _ in range(3):
        plan, _ = desk.sync()
        assert ("itemType", "", "journalArticle", "bookSection") in conflicts(plan)
    assert desk.server.items["AAAA2222"]["itemType"] == "bookSection"
    desk.sync(side)
    assert desk.server.items["AAAA2222"]["itemType"] == expected
    assert len(desk.server.items) == 1
    assert not [conflict for conflict in desk.sync()[0].conflicts if conflict.field == "itemType"]


def test_a_conflict_that_both_sides_end_is_forgotten(desk: Desk) -> None:
    key = desk.item("a")["key"]
    desk.edit(key, itemType="bookSection")
    in_notes(desk, Medium.PROCEEDINGS, volume="7")
    assert desk.sync()[0].conflicts
    desk.edit(key, itemType="conferencePaper")
    assert not desk.sync()[0].conflicts
    desk.edit(key, itemType="bookSection")
    plan, _ = desk.sync()
    assert not plan.conflicts, "now only Zotero's side changed"
    assert desk.overrides.corrections(["doi:10.1000/a"])["itemType"] == "bookSection"


def test_a_conflict_lasts_if_the_run_that_showed_it_was_killed(desk: Desk) -> None:
    desk.edit(desk.item("a")["key"], itemType="bookSection", title="Mine")
    in_notes(desk, Medium.PROCEEDINGS, volume="8")

    def kill(moment: str) -> None:
        raise Killed

    desk.remote.fault = kill
    with pytest.raises(Killed):
        desk.sync()
    desk.remote.fault = lambda moment: None
    plan, _ = desk.sync()
    assert "itemType" in [conflict.field for conflict in plan.conflicts]
    assert kind(desk) == "bookSection"
    assert desk.item("a")["title"] == "Mine"


@pytest.mark.parametrize("field", ["journalAbbreviation", "section"])
def test_what_the_new_type_has_no_field_for_is_kept_in_extra(desk: Desk, field: str) -> None:
    """Whether biblio takes the field back as a correction or not."""
    desk.edit(desk.item("a")["key"], **{field: "J. Mine"}, extra="mine")
    desk.sync()
    in_notes(desk, Medium.PROCEEDINGS, volume="7")
    _, result = desk.sync()
    assert not result.refused
    assert kind(desk) == "conferencePaper"
    assert desk.item("a")["extra"] == f"mine\n{field}: J. Mine"
    assert desk.sync()[0].is_empty


def test_a_correction_outlasts_another_item_type(desk: Desk) -> None:
    desk.edit(
        desk.item("a")["key"], publicationTitle="A Better Name", creators=[{"creatorType": "author", "name": "OpenAI"}]
    )
    desk.sync()
    desk.edit(desk.item("a")["key"], itemType="conferencePaper")
    for _ in range(2):
        plan, result = desk.sync()
        assert not plan.conflicts
        assert not result.refused
        item = desk.item("a")
        assert (item["itemType"], item["proceedingsTitle"]) == ("conferencePaper", "A Better Name")
    in_notes(desk, Medium.PROCEEDINGS, volume="8")
    _, result = desk.sync()
    assert not result.refused
    item = desk.item("a")
    assert (item["volume"], item["proceedingsTitle"], item["creators"][0]["name"]) == ("8", "A Better Name", "OpenAI")
