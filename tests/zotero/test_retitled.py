"""A note that gets another title and another file at once: its work keeps the item, unless that may be another work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from biblio.model.people import parse_person
from biblio.zotero.note_html import note_html
from tests.zotero.loopback import Desk, desired_item

LONG = "What I thought about the leaves while I was reading it."


def write(
    desk: Desk, note: str, title: str, comment: str, *, author: str = "Jane Roe", name: str = "", former: str = ""
) -> None:
    """Let a note say something about a work that no service knows; `former` is the note that it was before."""
    item = desired_item("x", "NLP", title=title, comment=comment)
    best = replace(item.work.best, identifiers=(), authors=(parse_person(author),) if author else ())
    uid = name or f"{title.casefold()}|roe"
    (child,) = item.children
    content = child.content.with_fields({"note": note_html(comment, note=note, source=f"{note}.md")})
    desk.notes.pop(former, None)
    desk.notes[note] = replace(
        item, uid=uid, names=(uid,), work=replace(item.work, best=best), notes=(note,),
        children=(replace(child, uid=f"note:{note}", content=content),),
    )  # fmt: skip


def live(desk: Desk) -> set[str]:
    """Return the titles of our items that are in a collection."""
    return {data["title"] for data in desk.server.items.values() if data.get("collections") and "title" in data}


def items(desk: Desk) -> set[str]:
    return {data["title"] for data in desk.server.items.values() if "title" in data}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("comment", "title"), [(LONG, "Counting Leaves for Seven Days"), ("Good.", "A Month with a Leaf Counter")]
)
def test_it_keeps_its_item_and_its_comment(desk: Desk, comment: str, title: str) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", comment)
    write(desk, "other", "Roots Under Old Pavements", "Something else that I thought about roots and pavements.")
    desk.sync()
    keys = set(desk.server.items)
    write(desk, "read", title, comment, former="inbox")
    desk.sync()
    assert set(desk.server.items) == keys
    assert live(desk) == {title, "Roots Under Old Pavements"}
    notes = [str(data["note"]) for data in desk.server.items.values() if data["itemType"] == "note"]
    assert sorted("(read)" in note for note in notes) == [False, True]
    assert desk.sync()[0].is_empty


@pytest.mark.parametrize(
    ("comment", "author", "title"),
    [
        ("Good.", "Jane Roe", "Counting Leaves for Seven Days"),  # short, and the title is another one
        (LONG, "Max Moe", "A Month with a Leaf Counter"),  # other people
        (LONG, "", "Counting Leaves for Seven Days"),
        (f"{LONG} No.", "Jane Roe", "A Month with a Leaf Counter"),  # another comment
    ],
)
def test_what_may_be_another_work_gets_an_item_of_its_own(desk: Desk, comment: str, author: str, title: str) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", LONG if len(comment) > 20 else comment, author="Jane Roe")
    desk.sync()
    write(desk, "read", title, comment, author=author, former="inbox")
    desk.sync()
    assert items(desk) == {"A Week with a Leaf Counter", title}
    assert live(desk) == {title}


def test_two_different_identifiers_are_two_works(desk: Desk) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", LONG, name="doi:10.1000/a")
    desk.sync()
    write(desk, "read", "A Month with a Leaf Counter", LONG, name="doi:10.1000/b", former="inbox")
    desk.sync()
    assert items(desk) == {"A Week with a Leaf Counter", "A Month with a Leaf Counter"}


@pytest.mark.parametrize("is_complete", [True, False])
def test_while_the_former_note_may_exist_it_is_another_one(desk: Desk, is_complete: bool) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", LONG)
    desk.sync()
    write(desk, "read", "A Month with a Leaf Counter", LONG, former="" if is_complete else "inbox")
    desk.is_complete = is_complete
    desk.sync()
    assert items(desk) == {"A Week with a Leaf Counter", "A Month with a Leaf Counter"}


def test_a_title_that_was_corrected_in_zotero_is_compared_as_the_notes_said_it(desk: Desk) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", "Good.", name="url:https://example.org/inbox")
    desk.sync()
    (key,) = (key for key, data in desk.server.items.items() if "title" in data)
    desk.edit(key, title="Seven Days")
    desk.sync()
    write(desk, "read", "A Week with a Leaf Counter", "Good.", name="url:https://example.org/read", former="inbox")
    desk.sync()
    assert items(desk) == live(desk) == {"Seven Days"}
    assert desk.sync()[0].is_empty


def test_of_two_that_come_into_question_neither_is_taken(desk: Desk) -> None:
    write(desk, "one", "A Week with a Leaf Counter", LONG)
    write(desk, "two", "A Year with a Leaf Counter", LONG)
    desk.sync()
    write(desk, "read", "A Month with a Leaf Counter", LONG, former="one")
    del desk.notes["two"]
    desk.sync()
    assert live(desk) == {"A Month with a Leaf Counter"}
    assert len(items(desk)) == 3


@pytest.mark.parametrize("is_erased", [True, False])
def test_what_the_user_removed_stays_away_under_its_new_name(desk: Desk, is_erased: bool) -> None:
    write(desk, "inbox", "A Week with a Leaf Counter", LONG)
    desk.sync()
    key = next(key for key, data in desk.server.items.items() if "title" in data)
    if is_erased:
        desk.server.erase("item", key)
    else:
        desk.edit(key, deleted=1)
    desk.sync()
    write(desk, "read", "A Month with a Leaf Counter", LONG, former="inbox")
    desk.sync()
    assert not [data for data in desk.server.items.values() if "title" in data and not data.get("deleted")]
    assert "drop a month with a leaf counter|roe users/1" in {
        str(line).replace('"', "") for line in desk.overrides.lines
    }
    assert desk.sync()[0].is_empty
