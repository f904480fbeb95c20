"""Works and notes that get other names between edits in Zotero: two people with a library each, and one who is killed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from biblio.zotero.overrides import Override, Overrides
from tests.zotero.histories import Histories
from tests.zotero.loopback import Desk, write_overrides
from tests.zotero.shared_histories import TwoPeople

# (person 1 or 2 edits the title of "a", or the work gets another identifier, or somebody runs)
SKIPPED = "other four, runs, identity url, git, one runs, identity arxiv, git, runs, other one"
HISTORIES = (
    "other one, other two, identity arxiv, identity url, other three, identity arxiv, identity url, identity url",
    "other two, runs, git, other four, runs, other two, identity url",
    "other two, identity arxiv, quiet, other four, runs, other one, identity doi",
    "other two, quiet, other three, identity url, runs",
    "other one, runs, identity url, git, other four, runs",
    "one three, one runs, git, runs, identity url, runs, git, identity doi, runs, git, identity url, one runs, git, runs",
    # somebody does not run at one of the names that the work has
    SKIPPED,
    "other four, runs, git, one runs, one two, one runs, identity url, git, one runs, identity arxiv, git, runs, one three",
    "other three, identity url, quiet, identity doi, runs, one two, git, identity url",
)


@pytest.mark.parametrize("history", HISTORIES)
def test_an_edit_in_one_library_outlasts_new_names_of_the_work(history: str) -> None:
    people = TwoPeople()
    try:
        title = play(people, history)
        assert [desk.item("a")["title"] for desk in (people.desk, people.other)] == [title, title]
    finally:
        shutil.rmtree(people.folder)


def play(people: TwoPeople, history: str) -> str:
    """Play a history; return the last title that somebody gave."""
    title = ""
    for step in history.split(", "):
        what, _, word = step.partition(" ")
        match what:
            case "other":
                people.title_in_the_other_library("a", word)
                title = word
            case "identity":
                people.another_identity("a", word)
            case "runs":
                people.the_other_runs()
            case "one" if word == "runs":
                people.desk.sync()
            case "one":
                people.title_in_zotero("a", word)
                title = word
            case "git":
                people.through_git()
            case "quiet":
                people.check_quiet()
    people.check_quiet()
    return title


class WithoutLinks(TwoPeople):
    """The lines that lead from one name of a work to another get lost on the way."""

    def through_git(self) -> None:
        super().through_git()
        for desk in (self.desk, self.other):
            lines = desk.overrides.lines
            write_overrides(desk.folder / "zotero.txt", Overrides.of(line for line in lines if line.verb != "same"))


def test_who_skipped_a_name_of_a_work_needs_the_line_about_it() -> None:
    people = WithoutLinks()
    try:
        with pytest.raises(AssertionError):
            play(people, SKIPPED)
    finally:
        shutil.rmtree(people.folder)


def test_a_line_about_a_comment_finds_it_although_somebody_skipped_a_name_of_the_note() -> None:
    people = TwoPeople()
    try:
        people.write_into_comment("a", "two")
        people.desk.sync()
        people.through_git()
        people.the_other_runs()
        people.rename_note("a")
        people.desk.sync()
        people.through_git()
        people.rename_note("a")
        plan, _ = people.other.sync()
        assert not plan.conflicts
        comments = [str(data["note"]) for data in people.other.server.items.values() if data["itemType"] == "note"]
        assert sum("mine two" in comment for comment in comments) == 1
        (line,) = people.other.overrides.about("claim", ["note:note-a-2"])
        assert "mine two" in line.value
        people.check_quiet()
    finally:
        shutil.rmtree(people.folder)


def test_a_name_that_another_work_has_now_leads_nowhere(desk: Desk) -> None:
    """Two blog posts were taken for one work for a while: the title of the work is not that of the second post."""
    first, second = desk.note("a", title="One"), desk.note("b", title="Two")
    page = "url:https://example.org/b"
    work = replace(first, notes=("note-a", "note-b"))
    desk.notes = {"a": work}
    claim, link = Override("claim", first.uid, "title", '"Better"'), Override("same", first.uid, page)
    write_overrides(desk.folder / "zotero.txt", Overrides.of([claim, link]))
    desk.sync()
    assert desk.overrides.lines == {claim, link}
    desk.notes = {"a": replace(first, notes=("note-a",)), "b": replace(second, uid=page, names=(page,))}
    desk.sync()
    assert (desk.item("a")["title"], desk.item("b")["title"]) == ("Better", "Two")
    assert desk.overrides.lines == {claim}
    del desk.notes["a"]
    desk.sync()
    assert desk.item("b")["title"] == "Two"
    assert desk.overrides.lines == {claim}


def test_the_line_about_a_former_name_goes_with_the_last_line_about_the_work(desk: Desk) -> None:
    item = desk.note("a", "NLP")
    desk.sync()
    desk.edit(desk.item("a")["key"], tags=[{"tag": "NLP"}, {"tag": "new"}])
    desk.sync()
    url = "url:https://example.org/a"
    desk.notes["a"] = replace(item, uid=url, names=(url,))
    desk.sync()
    assert {str(line) for line in desk.overrides.lines} == {f"add {url} new", f"same {url} {item.uid}"}
    desk.notes["a"] = replace(item, uid=url, names=(url,), topics=frozenset({"NLP", "new"}))
    desk.sync()
    assert not desk.overrides.lines
    plan, _ = desk.sync()
    assert plan.is_empty


def test_a_line_under_a_former_name_does_not_replace_the_one_that_counts(desk: Desk) -> None:
    """Both people had to do with one field: one line has the work's former name, the other one its present name."""
    item = desk.note("a", title="One")
    desk.sync()
    url = "url:https://example.org/a"
    desk.notes["a"] = replace(item, uid=url, names=(url,))
    counts = Override("claim", url, "title", '"Two"')
    former = Override("claim", item.uid, "title", '"Four"')
    write_overrides(desk.folder / "zotero.txt", desk.overrides.changed([counts, former]))
    plan, _ = desk.sync()
    assert desk.item("a")["title"] == "Two"
    assert desk.overrides.lines == {counts, Override("same", url, item.uid)}
    assert any(str(former) in remark for remark in plan.remarks)
    desk.sync()
    assert desk.item("a")["title"] == "Two"


def test_a_history_whose_folder_is_taken_away_says_so() -> None:
    people = TwoPeople()
    people.title_in_the_other_library("a", "one")
    shutil.rmtree(people.folder)
    with pytest.raises(RuntimeError, match="removed the folder"):
        people.teardown()


def test_a_text_in_a_comment_outlasts_a_kill_between_two_names_of_its_note() -> None:
    one = Histories()
    try:
        one.write_into_comment("a", "two")
        one.run("", 0, "a", "ML")
        one.rename_note("a")
        one.run("kill before", 0, "a", "ML")
        one.rename_note("a")
        one.check_quiet()
        comment = one.comment_of("a")
        assert comment is not None
        assert "mine two" in comment["note"]
    finally:
        shutil.rmtree(one.folder)
