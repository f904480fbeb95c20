"""What a person wrote into biblio's note in Zotero stays: it comes back in a line, and is never replaced unasked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.zotero.merge import values_agree
from biblio.zotero.note_html import note_body, note_html, note_id_in, note_source_in, plain_note, with_origin_of
from biblio.zotero.planning.comment_merge import join_comments
from biblio.zotero.sync_rules import SyncRules
from tests.servers.base import Farm
from tests.servers.zotero import FULL, STRANGER, ZoteroServer
from tests.zotero.loopback import Desk, write_overrides
from tests.zotero.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def note_of(desk: Desk) -> str:
    (note,) = (data for data in desk.server.items.values() if data["itemType"] == "note" and not data.get("deleted"))
    return str(note["note"])


def write_there(desk: Desk, old: str, new: str) -> None:
    (key,) = (data["key"] for data in desk.server.items.values() if data["itemType"] == "note")
    assert old in note_of(desk)
    desk.edit(key, note=note_of(desk).replace(old, new))


def lines(desk: Desk) -> list[str]:
    return [json.loads(line.value) for line in desk.overrides.about("claim", ["note:note-a"])]


def quiet(desk: Desk) -> None:
    plan, _ = desk.sync()
    assert plan.is_empty, plan


@pytest.mark.parametrize("runs_between", [0, 1, 2])
@pytest.mark.parametrize("prefer", ["notes", "zotero", "both"])
def test_a_comment_written_in_zotero_is_a_conflict_as_soon_as_ours_changes(
    desk: Desk, runs_between: int, prefer: str
) -> None:
    desk.note("a", comment="Read chapter 2.")
    desk.sync()
    write_there(desk, "2.", "2. My own remarks.")
    for _ in range(runs_between):
        desk.sync()
        assert lines(desk) == ["<p>Read chapter 2. My own remarks.</p>"]
        quiet(desk)
    desk.note("a", comment="Read chapter 2.\n\nAnd chapter 3.")
    for _ in range(2):
        plan, _ = desk.sync()
        (conflict,) = plan.conflicts
        assert (conflict.ours, conflict.theirs.split("\n")[0]) == (
            "Read chapter 2.\nAnd chapter 3.\nFrom my notes: page.txt (note-a)", "Read chapter 2. My own remarks."
        )  # fmt: skip
        assert "My own remarks." in note_of(desk)
    desk.sync(prefer)  # type: ignore[arg-type]
    quiet(desk)
    text = note_of(desk)
    assert ("My own remarks" in text, "chapter 3" in text) == (prefer != "notes", prefer != "zotero")
    assert bool(lines(desk)) == (prefer != "notes")
    assert note_id_in(text) == "note-a"
    desk.note("a", comment="Something else altogether.")
    assert bool(desk.sync()[0].conflicts) == (prefer != "notes")


def test_a_line_that_is_taken_out_brings_the_comment_of_the_notes_back(desk: Desk) -> None:
    desk.note("a", comment="words")
    desk.sync()
    write_there(desk, "words", "mine")
    desk.sync()
    write_overrides(desk.folder / "zotero.txt", desk.overrides.changed((), desk.overrides.lines))
    desk.sync()
    assert "words" in note_of(desk)
    quiet(desk)
    assert not desk.overrides.lines


def test_without_a_memory_a_text_written_in_zotero_stays(desk: Desk) -> None:
    desk.note("a", comment="words")
    desk.sync()
    write_there(desk, "words", "words, and mine")
    desk.sync()
    (desk.folder / "memory.sqlite").unlink()
    assert not desk.sync()[0].conflicts
    quiet(desk)
    assert "words, and mine" in note_of(desk)
    desk.note("a", comment="other words")
    plan, _ = desk.sync()
    assert [conflict.field for conflict in plan.conflicts] == ["note"]
    assert "words, and mine" in note_of(desk)


def test_without_a_memory_a_comment_that_changed_since_is_a_conflict(desk: Desk) -> None:
    desk.note("a", comment="Read chapter 2.")
    desk.sync()
    write_there(desk, "chapter 2.", "chapter 2. Mine.")
    desk.sync()
    (desk.folder / "memory.sqlite").unlink()
    desk.note("a", comment="Read chapter 3.")
    for _ in range(2):
        plan, _ = desk.sync()
        assert [(one.field, one.ours, one.theirs) for one in plan.conflicts] == [
            ("note", plain_note(desk.notes["a"].children[0].content.get("note")), plain_note(note_of(desk)))
        ]
        assert "chapter 2. Mine." in note_of(desk)
    desk.sync("both")
    assert "Read chapter 3." in note_of(desk)
    assert "chapter 2. Mine." in note_of(desk)
    assert desk.plan().is_empty


def test_without_a_memory_and_a_line_texts_that_differ_are_a_conflict(desk: Desk) -> None:
    desk.note("a", comment="words")
    desk.sync()
    write_there(desk, "words", "words, and mine")
    (desk.folder / "memory.sqlite").unlink()
    for _ in range(2):
        plan, _ = desk.sync()
        assert [conflict.field for conflict in plan.conflicts] == ["note"]
    desk.sync("both")
    quiet(desk)
    assert note_of(desk).count("words") == 2
    assert "and mine" in note_of(desk)


def test_the_text_of_another_person_comes_with_the_line(desk: Desk, tmp_path: Path) -> None:
    """Two people share a project through git, each with a library of their own."""
    desk.note("a", comment="words")
    desk.sync()
    (tmp_path / "other").mkdir()
    other = Desk(tmp_path / "other")
    other.notes = desk.notes
    other.sync()
    write_there(desk, "words", "hers")
    desk.sync()
    shutil.copy(desk.folder / "zotero.txt", other.folder / "zotero.txt")
    other.sync()
    assert "hers" in note_of(other)
    quiet(other)
    quiet(desk)
    assert lines(desk) == lines(other) == ["<p>hers</p>"]


def test_opening_a_note_in_the_app_is_no_change(desk: Desk) -> None:
    desk.note("a", comment="**Good.**\nhttps://example.org/x & more\n\n- one")
    desk.sync()
    (key,) = (data["key"] for data in desk.server.items.values() if data["itemType"] == "note")
    text = note_of(desk).replace('">', '" rel="noopener noreferrer nofollow">').replace("<br />", "<br>")
    desk.edit(key, note=f'<div data-schema-version="9">{text}</div>')
    desk.sync()
    quiet(desk)
    assert not desk.overrides.lines
    desk.note("a", comment="Newer")
    assert not desk.sync()[0].conflicts
    assert "Newer" in note_of(desk)


@pytest.mark.parametrize("source", ["papers (old).md", "a (b) (c.md", "papers.md"])
@pytest.mark.parametrize("address", ["", "https://example.org/notes/(1)"])
def test_the_line_of_origin_is_read_back_whatever_the_file_is_called(source: str, address: str) -> None:
    text = note_html("*From my notes: x.md (y)*\n\nWords.", note="papers-12ab", source=source, address=address)
    for written in (text, f"<div>{text}</div>\n"):
        assert (note_id_in(written), note_source_in(written)) == ("papers-12ab", source)
        assert note_body(written) == "<p><em>From my notes: x.md (y)</em></p>\n<p>Words.</p>"


def test_comments_are_compared_by_what_they_say() -> None:
    text = note_html("a *b*\n\nc", note="n", source="s.md")
    assert values_agree("note", text, f'<div class="x">{text}</div>'.replace("<p>", '<p style="y">'))
    assert not values_agree("note", text, text.replace("<em>b</em>", "b"))
    assert not values_agree("note", '<a href="https://a.org">x</a>', '<a href="https://b.org">x</a>')
    assert plain_note(text) == "a b\nc\nFrom my notes: s.md (n)"
    assert note_body(text) == "<p>a <em>b</em></p>\n<p>c</p>"
    assert with_origin_of(note_body(text), text) == text
    assert join_comments("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>c</p>") == "<p>a</p>\n<p>b</p>\n<p>c</p>"


# -- keys that may not see notes -------------------------------------------------------------------------------
def notes_in(desk: Desk) -> list[str]:
    return sorted(
        key for key, data in desk.server.items.items() if data["itemType"] == "note" and not data.get("deleted")
    )


def test_notes_that_the_key_may_not_see_are_left_out_and_that_is_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.remote.hidden = frozenset({"note"})
    desk.note("a", "NLP", comment="words")
    plan, _ = desk.sync()
    assert "may not see notes" in plan.remarks[0]
    assert not notes_in(desk)
    plan, _ = desk.sync()
    assert plan.is_empty
    assert plan.remarks
    desk.remote.hidden = frozenset()
    plan, result = desk.sync()
    assert not plan.remarks
    assert result.done == {"create": 1}
    quiet(desk)


@pytest.mark.parametrize("is_changed", [True, False])
def test_another_key_that_sees_less_loses_nothing(tmp_path: Path, is_changed: bool) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP", comment="words")
    desk.sync()
    desk.server.write("item", {"itemType": "note", "parentItem": desk.item("a")["key"], "note": "theirs"})
    desk.sync()
    before = notes_in(desk)
    desk.remote.hidden = frozenset({"note"})
    if is_changed:
        desk.edit(desk.item("a")["key"], volume="5")
    desk.note("a", "NLP", "CV", comment="words, changed")
    desk.sync()
    desk.sync()
    del desk.notes["a"]
    desk.rules = SyncRules(trash=True)
    desk.sync()
    assert desk.item("a")  # not in the trash: perhaps somebody wrote a note below it
    desk.note("a", "NLP", "CV", comment="words, changed")
    desk.rules = SyncRules()
    desk.remote.hidden = frozenset()
    desk.sync()
    quiet(desk)
    assert notes_in(desk) == before
    assert "words, changed" in note_of_work(desk)
    assert not [line for line in desk.overrides.lines if line.verb == "drop"]


def test_an_undo_trashes_nothing_below_which_a_note_may_be_hidden(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.remote.hidden = frozenset({"note"})
    desk.sync()
    desk.server.write("item", {"itemType": "note", "parentItem": desk.item("a")["key"], "note": "theirs"})
    undo = desk.undo_and_tell()
    assert undo is not None
    assert any("may not see" in text for text in undo[0].impossible)
    assert desk.item("a")


def note_of_work(desk: Desk) -> str:
    (note,) = (str(data["note"]) for data in desk.server.items.values() if note_id_in(data.get("note", "")) == "note-a")
    return note


def test_a_key_that_may_not_see_notes_over_the_wire(place: Place) -> None:
    place.key = STRANGER
    place.note(1, "NLP", "My words.")
    place.ok("sync")
    assert "may not see notes" in place.ok("zotero", "login", "--no-keep").stdout
    assert "may not see notes" in place.ok("zotero", "plan").stderr
    assert "may not see notes" in place.ok("zotero", "apply").stderr
    place.key = FULL
    place.requests()
    assert "1 created" in place.ok("zotero", "apply").stdout
    place.ok("zotero", "apply")
    place.requests()
    assert "in step" in place.ok("zotero", "apply").stdout
    assert place.requests() == ["GET /items"]
    place.key = STRANGER
    item = place.item(1)
    place.server.library.write("item", {"key": item["key"], "version": item["version"], "abstractNote": "Longer."})
    assert "may not see notes" in place.ok("zotero", "apply").stderr
    assert "drop" not in (place.folder / "zotero.txt").read_text(encoding="utf-8")
    place.key = FULL
    place.ok("zotero", "apply")
    assert len([data for data in place.server.library.items.values() if data["itemType"] == "note"]) == 1


@pytest.mark.parametrize("is_there", [False, True])
def test_without_a_memory_a_comment_is_known_by_its_text_if_no_note_has_its_id(tmp_path: Path, is_there: bool) -> None:
    """The note got another name before its item was found again; another note that has the id has a comment of its own."""
    desk = Desk(tmp_path)
    desk.note("a", comment="my words")
    desk.sync()
    (tmp_path / "memory.sqlite").unlink()
    item = desk.note("a", comment="my words")
    (child,) = item.children
    html = child.content.get("note").replace("(note-a)", "(renamed)")
    renamed = replace(child, uid="note:renamed", content=child.content.with_fields({"note": html}))
    desk.notes["a"] = replace(item, notes=("renamed",), children=(renamed,))
    if is_there:
        desk.notes["b"] = replace(desk.note("b"), notes=("note-a",))
    desk.sync()
    notes = [data["note"] for data in desk.server.items.values() if data["itemType"] == "note"]
    assert len(notes) == 1 + is_there
    assert html in notes
    assert desk.plan().is_empty


def test_a_sign_that_opens_no_tag_stays_in_the_words_of_a_note() -> None:
    assert plain_note("<p>a < b <b>c</b></p><p>d</p>") == "a < b c\nd"
