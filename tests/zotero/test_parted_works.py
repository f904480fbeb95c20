"""Works that were taken for one and parted again keep their items after a lost memory, whoever has whose key."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.model.identifiers import make
from biblio.model.record import Kind, Medium, Work
from biblio.zotero.object_content import Data
from biblio.zotero.planning.adoption import UntrackedItems
from biblio.zotero.planning.safeguards import Safeguards
from tests.zotero.loopback import Desk


class KeysAlone(UntrackedItems):
    """Takes every item for one that names the work."""

    def __init__(self, items: Mapping[str, Data], tracked: Container[str] = ()) -> None:
        super().__init__(items, tracked)
        self.keys = frozenset(items)

    def named_by(self, work: Work) -> frozenset[str]:
        return self.keys


def write(desk: Desk, name: str, *, has_doi: bool = True) -> None:
    """Write a note about a paper, or about a web page."""
    item = desk.note(name, "NLP", comment=f"my words on {name}")
    if not has_doi:
        address = f"https://example.org/{name}"
        url = make("url", address)
        assert url is not None
        page = replace(
            item.work.best, identifiers=(), url=address, medium=Medium.UNKNOWN, kind=Kind.WEBPAGE, venue=""
        )  # fmt: skip
        desk.notes[name] = replace(item, uid=str(url), names=(str(url),), work=Work(str(url), page, (page,)))


def lose_memory(desk: Desk) -> None:
    for path in desk.folder.glob("memory.sqlite*"):
        path.unlink()


def join(desk: Desk, one: str, other: str) -> None:
    """Take the note of `other` for one on `one`."""
    kept, gone = desk.notes[one], desk.notes.pop(other)
    desk.notes[one] = replace(
        kept, names=(*kept.names, *gone.names), notes=(*kept.notes, *gone.notes), children=(*kept.children, *gone.children)
    )  # fmt: skip


def live(desk: Desk) -> dict[str, list[str]]:
    """Return the titles of the items that are not in the trash, each with the comments below it."""
    items = {key: data for key, data in desk.server.items.items() if not data.get("deleted")}
    return {
        data["title"]: [
            child["note"].partition("</p>")[0] for child in items.values() if child.get("parentItem") == key
        ]
        for key, data in items.items()
        if "title" in data
    }


def parted(desk: Desk, one: str, other: str, *, has_doi: bool = True, is_lost_before: bool = False) -> None:
    """Let the item of `other` become that of `one`, which has none of its own; part the works and lose the memory."""
    write(desk, other, has_doi=has_doi)
    desk.sync()
    write(desk, one, has_doi=has_doi)
    join(desk, one, other)
    desk.sync()
    assert set(live(desk)) == {f"The Title of {one}"}  # under the key of the other one
    for name in (one, other):
        write(desk, name, has_doi=has_doi)
    if not is_lost_before:
        desk.sync()
    lose_memory(desk)


@pytest.mark.parametrize("is_lost_before", [False, True], ids=["after parting", "before parting"])
@pytest.mark.parametrize("has_doi", [True, False], ids=["papers", "pages"])
@pytest.mark.parametrize(("one", "other"), [("c", "a"), ("a", "c")])
def test_each_has_its_item_and_its_comment(
    desk: Desk, one: str, other: str, has_doi: bool, is_lost_before: bool
) -> None:
    parted(desk, one, other, has_doi=has_doi, is_lost_before=is_lost_before)
    plan, _ = desk.sync()
    assert not plan.conflicts
    assert live(desk) == {f"The Title of {name}": [f"<p>my words on {name}"] for name in (one, other)}
    items = [data for data in desk.server.items.values() if data.get("title") and not data.get("deleted")]
    assert len(items) == 2
    assert not desk.overrides.lines
    for _ in range(2):
        plan, _ = desk.sync()
        assert plan.is_empty


def test_the_key_alone_would_take_the_others_item(tmp_path: Path) -> None:
    desk = Desk(tmp_path, safeguards=Safeguards(untracked_items=KeysAlone))
    parted(desk, "c", "a")
    plan, _ = desk.sync()
    assert {"a:title", "a:DOI"} <= {conflict.name for conflict in plan.conflicts}
    for _ in range(2):
        desk.sync("notes")
    assert len(desk.items_of("a")) == 2


@pytest.mark.parametrize("doi", ["10.1000/b", "10.1000/of-nobody"], ids=["another work's", "no work's"])
def test_an_item_stays_its_works_when_somebody_gives_it_another_doi(desk: Desk, doi: str) -> None:
    desk.note("a", "NLP")
    desk.sync()
    key = desk.item("a")["key"]
    desk.edit(key, DOI=doi)
    desk.sync()
    lose_memory(desk)
    desk.note("b", "NLP")
    desk.sync()
    assert [str(line) for line in desk.overrides.lines] == [f'claim doi:10.1000/a DOI "{doi}"']
    assert desk.server.items[key]["title"] == "The Title of a"
    titles = [data["title"] for data in desk.server.items.values()]
    assert titles.count("The Title of a") == 1
    assert desk.sync()[0].is_empty


def test_a_work_whose_own_item_is_there_needs_no_other(desk: Desk) -> None:
    """Nothing is made anew for the work whose key the other item has: the person says what that is."""
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    key = desk.item("a")["key"]
    desk.edit(key, DOI="10.1000/b")
    lose_memory(desk)
    plan, _ = desk.sync()
    assert "a:DOI" in {conflict.name for conflict in plan.conflicts}
    desk.sync("notes")
    assert desk.item("a")["key"] == key
    assert desk.sync()[0].is_empty


def test_an_item_of_the_user_is_found_although_the_other_work_that_its_note_names_is_gone(tmp_path: Path) -> None:
    """Nothing is remembered, and the line about the other work says nothing of this one."""
    desk = Desk(tmp_path)
    desk.server.write("item", {"itemType": "journalArticle", "title": "The Title of a", "DOI": "10.1000/a"})
    write(desk, "b")
    desk.sync()
    desk.edit(desk.item("b")["key"], deleted=1)
    desk.sync()
    lose_memory(desk)
    write(desk, "a")
    join(desk, "a", "b")
    desk.sync()
    assert desk.members("a") == {"NLP"}
    write(desk, "b")
    write(desk, "a")
    desk.sync()
    assert not desk.items_of("b")


@pytest.mark.parametrize("is_erased", [False, True], ids=["in the trash", "erased"])
@pytest.mark.parametrize("is_renamed", [False, True], ids=["same file", "renamed"])
def test_what_the_user_removed_stays_away_after_a_lost_memory(
    tmp_path: Path, is_erased: bool, is_renamed: bool
) -> None:
    """Its note is taken for one about another work, and they part again; no comment stands twice."""
    desk = Desk(tmp_path)
    for name in ("a", "c"):
        write(desk, name)
    desk.sync()
    remove(desk, "a", is_erased=is_erased)
    desk.sync()
    lose_memory(desk)
    desk.sync()
    assert desk.sync()[0].is_empty  # which work the line is about is remembered once
    if is_renamed:
        rename(desk, "a")
        desk.sync()
    before = dict(desk.notes)
    join(desk, "c", "a")
    desk.sync()
    desk.notes = before
    for _ in range(2):
        plan, _ = desk.sync("notes")
    assert plan.is_empty
    assert [str(line) for line in desk.overrides.lines] == ["drop doi:10.1000/a users/1"]
    assert set(live(desk)) == {"The Title of c"}
    notes = [data["note"].partition("</p>")[0] for data in desk.server.items.values() if "note" in data]
    assert sorted(notes) == ["<p>my words on a", "<p>my words on c"]


def test_a_line_taken_out_makes_no_second_item_of_a_work_that_the_user_added_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.sync()
    remove(desk, "a", is_erased=True)
    desk.sync()
    desk.server.write("item", {"itemType": "journalArticle", "title": "The Title of a", "DOI": "10.1000/a"})
    desk.sync()
    assert desk.members("a") == set()  # as long as the line stands
    (tmp_path / "zotero.txt").write_text("")
    desk.sync()
    assert desk.members("a") == {"NLP"}
    assert desk.sync()[0].is_empty


def remove(desk: Desk, name: str, *, is_erased: bool) -> None:
    """Put the item of a work in the trash, or erase it."""
    key = desk.item(name)["key"]
    if is_erased:
        desk.server.erase("item", key)
    else:
        desk.edit(key, deleted=1)


def rename(desk: Desk, name: str) -> None:
    """Give the file of a note, and with it the note, another name."""
    item = desk.notes[name]
    (child,) = item.children
    html = child.content.get("note").replace(f"(note-{name})", f"(new-{name})")
    child = replace(child, uid=f"note:new-{name}", content=child.content.with_fields({"note": html}))
    desk.notes[name] = replace(item, notes=(f"new-{name}",), children=(child,))
