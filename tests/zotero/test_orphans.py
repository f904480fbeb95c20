"""Notes and links below an item that are no longer wanted: they stay, unless the trash is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.zotero.desired_state import DesiredChild
from biblio.zotero.object_content import Content
from biblio.zotero.sync_rules import SyncRules
from tests.zotero.loopback import Desk


def children(desk: Desk, kind: str) -> list[str]:
    return [data["key"] for data in desk.server.items.values() if data["itemType"] == kind and not data.get("deleted")]


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Two works with a comment each, one with a link, too; then the comments and the link are gone from the notes."""
    link = Content("attachment", {"linkMode": "linked_url", "title": "My note", "url": "https://example.org/n"})
    note = desk.note("a", "NLP", comment="words")
    desk.notes["a"] = replace(note, children=(*note.children, DesiredChild("https://example.org/n", link, "link")))
    desk.note("b", "NLP", comment="words")
    desk.sync()
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    return desk


def test_they_stay_until_the_trash_is_asked_for(two: Desk) -> None:
    plan, _ = two.sync()
    assert plan.is_empty
    assert (len(children(two, "note")), len(children(two, "attachment"))) == (2, 1)
    two.rules = SyncRules(trash=True)
    plan, outcome = two.sync()
    assert outcome.done == {"trash": 3}
    assert not children(two, "note") + children(two, "attachment")
    assert two.sync()[0].is_empty
    two.rules = SyncRules()
    assert two.sync()[0].is_empty
    assert not two.overrides.lines
    two.note("b", "NLP", comment="words again")
    two.sync()
    assert len(children(two, "note")) == 1  # out of the trash
    assert len([data for data in two.server.items.values() if data["itemType"] == "note"]) == 2


@pytest.mark.parametrize("syncs", [0, 1, 2])
def test_what_somebody_wrote_in_stays(two: Desk, syncs: int) -> None:
    mine = children(two, "note")[0]
    two.edit(mine, note="<p>my own words</p>")
    for _ in range(syncs):
        two.sync()
    two.rules = SyncRules(trash=True)
    two.sync()
    assert children(two, "note") == [mine]


def test_what_may_still_be_in_the_notes_stays(two: Desk) -> None:
    two.rules = SyncRules(trash=True)
    two.is_complete = False
    assert two.sync()[0].is_empty
    two.is_complete = True
    two.undecided = frozenset({"note-a"})
    _, outcome = two.sync()
    assert outcome.done == {"trash": 1}


def test_a_comment_that_was_changed_in_zotero_before_it_went_from_the_notes_stays(desk: Desk) -> None:
    desk.note("a", "NLP", comment="words")
    desk.sync()
    (mine,) = children(desk, "note")
    desk.edit(mine, note="<p>my own words</p>")
    desk.sync()
    desk.note("a", "NLP")
    desk.rules = SyncRules(trash=True)
    desk.sync()
    assert children(desk, "note") == [mine]
