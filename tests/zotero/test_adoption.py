"""What stands in a library already is found, wherever people put what it can be recognised by."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from biblio.model.record import Kind, Medium, Record, Work
from biblio.zotero.desired_state import DesiredChild, DesiredItem
from biblio.zotero.note_html import note_html
from biblio.zotero.object_content import Content
from biblio.zotero.planning.adoption import UntrackedItems
from biblio.zotero.sync_rules import SyncRules
from tests.zotero.loopback import Desk


def paper(title: str = "A Title of Its Own", year: int = 2024, kind: Kind = Kind.PAPER) -> Work:
    names = (("doi", "10.1000/abc"), ("arxiv", "2401.01234"), ("isbn", "9780262035613"))
    identifiers = tuple(identifier for name in names if (identifier := make(*name)))
    record = Record("test", title, kind=kind, medium=Medium.PREPRINT, identifiers=identifiers,
                    authors=(parse_person("Ada Lovelace"), parse_person("Bo Roe")), date=PartialDate(year))  # fmt: skip
    return Work(str(identifiers[0]), record, (record,))


def index(**fields: Any) -> UntrackedItems:
    return UntrackedItems(
        {"AAAA2222": {"key": "AAAA2222", "itemType": "preprint", "title": "Something", "creators": [], **fields}}
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"DOI": "https://doi.org/10.1000/ABC"},
        {"DOI": "10.48550/arXiv.2401.01234"},
        {"url": "https://arxiv.org/pdf/2401.01234v3.pdf"},
        {"url": "https://dx.doi.org/10.1000/abc"},
        {"extra": "Citation Key: x\narXiv:2401.01234 [cs.LG]"},
        {"extra": "DOI: 10.1000/abc\ntex.ids: y"},
        {"archiveID": "arXiv:2401.01234"},
        {"archiveLocation": "arXiv:2401.01234v1"},
        {"itemType": "journalArticle", "publicationTitle": "arXiv preprint arXiv:2401.01234"},
        {"itemType": "report", "reportNumber": "arXiv:2401.01234"},
        {"callNumber": "arXiv:2401.01234 [cs]"},
        {"title": "A title of its own.", "date": "2024", "creators": [{"creatorType": "author", "lastName": "Lovelace", "firstName": "A."}]},
        {"itemType": "webpage", "title": "A Title of its Own", "date": "May 2024",
         "creators": [{"creatorType": "author", "name": "Ada Lovelace"}]},
    ],
)  # fmt: skip
def test_it_is_adopted(fields: dict[str, Any]) -> None:
    adopted = index(**fields).adopt(paper())
    assert adopted is not None
    assert adopted.key == "AAAA2222"


@pytest.mark.parametrize(
    "fields",
    [
        {"DOI": "10.1000/abcd"},
        {"ISBN": "978-0-262-03561-3", "itemType": "conferencePaper"},  # all papers of a volume share it
        {"title": "A Title of Its Own", "date": "2024", "creators": [{"creatorType": "author", "lastName": "Curie", "firstName": "M."}]},
        {"title": "A Title of Its Own", "date": "2011", "creators": [{"creatorType": "author", "lastName": "Lovelace", "firstName": "A."}]},
        {"title": "A Title of Its Own", "date": "2024", "DOI": "10.1000/other",
         "creators": [{"creatorType": "author", "lastName": "Lovelace", "firstName": "Ada"}]},
        {"itemType": "book", "title": "A Title of Its Own", "date": "2024",
         "creators": [{"creatorType": "author", "lastName": "Lovelace", "firstName": "Ada"}]},
        {"parentItem": "BBBB2222", "DOI": "10.1000/abc"},
        {"ISBN": "978-0-262-03561-3", "itemType": "book"},  # the volume that the paper is in
    ],
)  # fmt: skip
def test_another_work_is_not_taken_for_it(fields: dict[str, Any]) -> None:
    assert index(**fields).adopt(paper()) is None


def test_a_book_is_found_by_its_isbn() -> None:
    book = paper(kind=Kind.BOOK)
    assert index(itemType="book", ISBN="0-262-03561-8").adopt(book) is not None
    chapter = {
        "title": "A Title of Its Own",
        "date": "2024",
        "creators": [{"creatorType": "author", "name": "Ada Lovelace"}],
    }
    assert index(itemType="conferencePaper", **chapter).adopt(book) is None
    assert index(itemType="bookSection", ISBN="0-262-03561-8").adopt(book) is None


def test_an_item_is_found_once_and_the_oldest_of_several() -> None:
    items = {
        key: {"key": key, "itemType": "preprint", "title": "x", "creators": [], "archiveID": "arXiv:2401.01234", "dateAdded": day}
        for key, day in (("AAAA2222", "2024-02-02"), ("BBBB2222", "2024-01-01"))
    }  # fmt: skip
    adopted = UntrackedItems(items).adopt(paper())
    assert adopted is not None
    assert (adopted.key, adopted.duplicates) == ("BBBB2222", ("AAAA2222",))
    untracked = index(DOI="10.1000/abc")
    assert untracked.adopt(paper()) is not None
    assert untracked.adopt(paper()) is None


def test_what_biblio_made_and_forgot_is_found_by_its_key(desk: Desk) -> None:
    """On another machine, or without the memory: a page without names and identifiers could be told by nothing else."""
    record = Record("note", "Some Page", kind=Kind.WEBPAGE)
    page = DesiredItem(
        "note:page", ("note:page",), Work("note:page", record, (record,)), "page", topics=frozenset({"NLP"})
    )
    for item in (page, replace(page, uid="note:other", names=("note:other",), label="other")):
        desk.notes[item.uid] = item
    desk.sync()
    for path in desk.folder.glob("memory*"):
        path.unlink()
    _, outcome = desk.sync()
    assert not outcome.done
    assert len(desk.server.items) == 2
    for path in desk.folder.glob("memory*"):
        path.unlink()
    for key in desk.server.items:
        desk.edit(key, deleted=1)
    desk.sync()
    assert all(data.get("deleted") for data in desk.server.items.values())
    assert len(desk.server.items) == 2


LINK = "https://example.org/n"


def child(key: str, kind: str, **fields: object) -> dict[str, object]:
    return {"itemType": kind, "key": key, "version": 0, "parentItem": "AAAA2222", **fields}


@pytest.mark.parametrize(
    ("children", "made"),
    [
        ([child("CHAT2222", "attachment", linkMode="linked_url", url=LINK)], ["note"]),
        ([child("CHAT2222", "attachment", linkMode="linked_url", url=LINK, deleted=1)], ["attachment", "note"]),
        ([child("CHAT2222", "attachment", linkMode="linked_url", url=f"{LINK}/2")], ["attachment", "note"]),
        ([child("CHAT2222", "note", note="<p>my own words</p>")], ["attachment", "note"]),
        (
            [child("CHAT2222", "note", note=note_html("words", note="note-b", source="other.txt"))],
            ["attachment", "note"],
        ),
        ([child("CHAT2222", "note", note=note_html("words", note="note-a", source="page.txt"))], ["attachment"]),
    ],
)
def test_what_is_below_an_item_is_not_doubled(desk: Desk, children: list[dict[str, object]], made: list[str]) -> None:
    item = {
        "itemType": "journalArticle",
        "key": "AAAA2222",
        "version": 0,
        "DOI": "10.1000/a",
        "title": "The Title of a",
    }
    for row in [item, *children]:
        desk.server.write("item", row)
    note = desk.note("a", "NLP", comment="words")
    link = Content("attachment", {"linkMode": "linked_url", "title": "My note", "url": LINK})
    desk.notes["a"] = replace(note, children=(*note.children, DesiredChild(LINK, link, "link")))
    for _ in range(2):
        desk.sync()
        new = [data for key, data in desk.server.items.items() if key not in ("AAAA2222", "CHAT2222")]
        assert sorted(data["itemType"] for data in new) == made
        assert {data["parentItem"] for data in new} == {"AAAA2222"}


@pytest.mark.parametrize(("theirs", "expected"), [("", "Our words."), ("My words.", "My words.")])
def test_an_empty_abstract_gets_ours(desk: Desk, theirs: str, expected: str) -> None:
    desk.server.write(
        "item",
        {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a",
         "abstractNote": theirs},
    )  # fmt: skip
    note = desk.note("a", "NLP")
    desk.notes["a"] = replace(note, work=replace(note.work, best=replace(note.work.best, abstract="Our words.")))
    desk.sync()
    assert desk.item("a")["abstractNote"] == expected
    assert desk.sync()[0].is_empty
    desk.edit("AAAA2222", abstractNote="")  # taken out by the person: it stays out
    for _ in range(2):
        desk.sync()
        assert not desk.item("a").get("abstractNote")
    assert desk.sync()[0].is_empty


def test_a_memory_of_an_earlier_version_does_not_keep_it_empty(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    row = {"itemType": "journalArticle", "key": "AAAA2222", "version": 0, "DOI": "10.1000/a", "title": "The Title of a"}
    desk.server.write("item", row)
    note = desk.note("a", "NLP")
    desk.sync()
    _, memory = desk.open()
    record = next(record for record in memory.records().values() if record.names)
    assert record.base is not None
    ours = record.base.ours.with_fields({"abstractNote": "Our words."})  # and Zotero's side is empty
    memory.save_records([replace(record, base=replace(record.base, ours=ours))])
    memory.close()
    desk.notes["a"] = replace(note, work=replace(note.work, best=replace(note.work.best, abstract="Our words.")))
    desk.sync()
    assert desk.item("a")["abstractNote"] == "Our words."
    assert desk.sync()[0].is_empty


def test_what_biblio_made_is_its_own_after_a_lost_memory_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.rules = SyncRules(ignored=("mine",), trash=True)
    desk.note("a", "NLP", "CV")
    desk.note("b", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], tags=[{"tag": "NLP"}, {"tag": "CV"}, {"tag": "mine"}])
    desk.sync()
    for path in tmp_path.glob("memory.sqlite*"):
        path.unlink()
    plan, _ = desk.sync()
    assert plan.adopted == 0
    desk.note("a", "NLP")
    desk.sync()
    assert desk.tags("a") == {"NLP", "mine"}  # "CV" was the notes'
    assert desk.members("a") == {"NLP"}
    del desk.notes["a"], desk.notes["b"]
    desk.sync()
    assert desk.item("a")["tags"]  # somebody has tagged it
    assert not desk.items_of("b")
