"""Citation keys: those of a library that has its own win where biblio made the other one, and no work is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.zotero.sync_rules import SyncRules
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.loopback import Desk
from tests.zotero.place import Place


def own_item(desk: Desk, name: str, **fields: str) -> None:
    desk.server.write(
        "item", {"itemType": "journalArticle", "title": f"The Title of {name}", "DOI": f"10.1000/{name}", **fields}
    )


def quiet(desk: Desk) -> None:
    plan, _ = desk.sync()
    assert plan.is_empty, plan


def keys(desk: Desk) -> set[str]:
    return {str(line) for line in desk.overrides.lines}


@pytest.mark.parametrize("prefer", [None, "notes"])
@pytest.mark.parametrize("fields", [{"citationKey": "doeTitle2020"}, {"extra": "Citation Key: doeTitle2020\nmine: x"}])
def test_a_key_of_the_library_wins_over_one_that_biblio_made(desk: Desk, fields: dict[str, str], prefer: str) -> None:
    own_item(desk, "a", **fields)
    desk.note("a", "NLP")
    plan, _ = desk.sync(prefer)  # type: ignore[arg-type]
    assert not plan.conflicts
    assert keys(desk) == {'claim doi:10.1000/a citationKey "doeTitle2020"'}
    quiet(desk)
    item = desk.item("a")  # the app itself moves the line into its field
    assert item.get("citationKey") == "doeTitle2020" or item["extra"] == fields["extra"]
    assert ("extra" in fields) == ("mine: x" in item.get("extra", ""))
    desk.notes["a"] = replace(desk.notes["a"], citekey="doeTitle2020")  # as the next export writes it
    quiet(desk)
    desk.notes["a"] = replace(desk.notes["a"], citekey="Chosen20", has_chosen_key=True)
    desk.sync()
    assert desk.item("a")["citationKey"] == "Chosen20"
    assert "doeTitle2020" not in desk.item("a").get("extra", "")
    assert not keys(desk)
    quiet(desk)


def test_two_keys_that_people_chose_are_a_conflict(desk: Desk) -> None:
    own_item(desk, "a", citationKey="doeTitle2020")
    desk.notes["a"] = replace(desk.note("a", "NLP"), citekey="Chosen20", has_chosen_key=True)
    for _ in range(2):
        plan, _ = desk.sync()
        assert [conflict.name for conflict in plan.conflicts] == ["a:citationKey"]
    desk.sync("zotero")
    quiet(desk)
    assert keys(desk) == {'claim doi:10.1000/a citationKey "doeTitle2020"'}


def test_many_keys_are_no_alarm(desk: Desk) -> None:
    for number in range(12):
        desk.note(f"w{number}", "NLP")
    desk.sync()
    for number in range(12):
        desk.edit(desk.item(f"w{number}")["key"], citationKey=f"Other{number}")
    plan, _ = desk.sync(force=False)
    assert not plan.alarms
    assert len(keys(desk)) == 12


def test_a_key_that_another_work_has_is_said(desk: Desk) -> None:
    desk.rules = SyncRules(root="")
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    desk.edit(desk.item("b")["key"], citationKey="doe2020a")
    desk.sync()
    for _ in range(2):
        plan, _ = desk.sync()
        assert plan.is_empty
        assert "'The Title of b' has the key 'doe2020a' in Zotero, which 'The Title of a' has" in plan.remarks[0]


# -- with the real command -------------------------------------------------------------------------------------
@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def test_keys_go_both_ways(place: Place) -> None:
    place.server.library.write("item", {"itemType": "preprint", "title": "A Study of Subject Number 0", "repository": "arXiv",
                                        "archiveID": "arXiv:2401.00000", "citationKey": "doeStudy2024"})  # fmt: skip
    for number in range(2):
        place.note(number, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    place.ok("sync", "-q")
    assert "in step" in place.ok("zotero", "apply").stdout
    text = (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "{doeStudy2024," in text
    place.ok("pin", "n0", "--key", "Chosen24")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    assert place.item(0)["citationKey"] == "Chosen24"
    assert "in step" in place.ok("zotero", "apply").stdout
    item = place.item(1)
    place.server.library.write("item", {"key": item["key"], "version": item["version"], "citationKey": "Theirs24"})
    place.ok("zotero", "apply", "-q")
    place.ok("sync", "-q")
    text = (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "{Theirs24," in text
    assert "{Chosen24," in text
    assert "in step" in place.ok("zotero", "apply").stdout
