"""Works and notes that get other names between edits in Zotero: two people with a library each, and one who is killed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from biblio.zotero.overrides import Override
from biblio.zotero.overrides_file import write_overrides
from tests.zotero.histories import Histories
from tests.zotero.loopback import Desk
from tests.zotero.shared_histories import TwoPeople

# (person 2 edits the title of "a", or the work gets another identifier, or somebody runs)
HISTORIES = (
    "other one, other two, identity arxiv, identity url, other three, identity arxiv, identity url, identity url",
    "other two, runs, git, other four, runs, other two, identity url",
    "other two, identity arxiv, quiet, other four, runs, other one, identity doi",
    "other two, quiet, other three, identity url, runs",
    "other one, runs, identity url, git, other four, runs",
)


@pytest.mark.parametrize("history", HISTORIES)
def test_an_edit_in_one_library_outlasts_new_names_of_the_work(history: str) -> None:
    people = TwoPeople()
    try:
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
                case "git":
                    people.through_git()
                case "quiet":
                    people.check_quiet()
        people.check_quiet()
        assert [desk.item("a")["title"] for desk in (people.desk, people.other)] == [title, title]
    finally:
        shutil.rmtree(people.folder)


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
    assert desk.overrides.lines == {counts}
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
