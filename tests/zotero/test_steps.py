"""Sequences of steps that a history once failed with, and what the histories themselves say."""

from __future__ import annotations

import pytest

from tests.zotero.histories import Histories
from tests.zotero.project_histories import ProjectHistories
from tests.zotero.test_source_histories import FiledSourceHistories, SourceHistories


def fail(self: Histories) -> None:
    raise AssertionError("what failed")


def test_a_history_says_what_failed_also_after_the_project_was_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    history = ProjectHistories()
    history.move_project()
    monkeypatch.setattr(ProjectHistories, "check_quiet", fail)
    with pytest.raises(AssertionError, match="what failed"):
        history.teardown()


def test_a_tag_that_the_person_undid_before_a_merge_may_go() -> None:
    history = ProjectHistories()
    history.merge_in_zotero(is_ours_kept=True, name="a")
    history.check_quiet()
    history.take_out_line(at=0)
    history.merge_in_zotero(is_ours_kept=False, name="a")
    history.teardown()


def test_an_edit_is_not_overwritten_because_the_same_request_relates_the_item_to_another_one() -> None:
    """The server then takes the item for changed by the request, and does not compare its version."""
    history = ProjectHistories()
    history.merge_in_zotero(is_ours_kept=False, name="c")
    history.run(accident="race tags", at=3, name="c", topic="ML")
    history.teardown()


def test_a_comment_below_an_item_in_the_trash_follows_its_note() -> None:
    """Else it stands twice once the note was taken for one about another work for a while."""
    history = ProjectHistories()
    history.trash_in_zotero(name="b")
    history.rename_note(name="b")
    history.two_works_turn_out_one(one="c", other="b")
    history.teardown()


@pytest.mark.parametrize("loses_memory", [False, True])
def test_a_work_in_the_trash_stays_there_although_its_note_was_taken_for_another_work(loses_memory: bool) -> None:
    history = ProjectHistories()
    history.trash_in_zotero(name="b")
    history.two_works_turn_out_one(one="c", other="b")
    if loses_memory:
        history.lose_memory()
    history.teardown()


def test_a_title_of_two_merged_items_outlasts_the_undo_of_the_run_that_read_it_from_the_first() -> None:
    history = FiledSourceHistories()
    history.sync()
    history.retitle(number=3, word="two")
    history.sync()
    history.retitle(number=2, word="two")
    history.merge_duplicates(name="a")
    history.sync_with_what_was_read()
    history.sync()
    history.undo(back=2)
    history.teardown()


def test_a_work_in_the_trash_stays_there_although_another_work_whose_item_is_there_is_taken_for_it() -> None:
    history = ProjectHistories()
    history.trash_in_zotero(name="a")
    history.two_works_turn_out_one(one="a", other="b")
    history.teardown()


@pytest.mark.parametrize("is_type", [True, False])
def test_what_one_item_of_a_work_says_changes_no_other_one(is_type: bool) -> None:
    """Nothing else says anything of the work: its type and title are those of the oldest item, which was thrown away."""
    history = SourceHistories()
    if is_type:
        history.retype(number=1)
    else:
        history.retitle(number=1, word="one")
    history.add_item(name="b", tag="NLP")
    history.throw_away(number=1)
    history.sync()
    history.restore(number=0)
    history.teardown()


def test_the_title_of_one_item_changes_no_other_one_although_the_services_know_the_work() -> None:
    history = SourceHistories()
    history.add_item(name="c", tag="NLP")
    history.retitle(number=1, word="one")
    history.add_item(name="c", tag="ML")
    history.throw_away(number=1)
    history.sync()
    history.restore(number=0)
    history.teardown()


def test_the_type_of_one_item_changes_no_other_one_although_there_is_a_note() -> None:
    history = SourceHistories()
    history.write_note(name="b", note_tags={"ML"}, comment="")
    history.add_item(name="b", tag="NLP")
    history.retype(number=1)
    history.throw_away(number=2)
    history.sync()
    history.restore(number=0)
    history.teardown()


@pytest.mark.parametrize("is_dropped", [True, False])
@pytest.mark.parametrize("kind", [SourceHistories, FiledSourceHistories])
def test_an_item_that_was_in_the_trash_when_the_notes_were_read_stays_as_it_is(
    kind: type[SourceHistories], is_dropped: bool
) -> None:
    """What the other note of its work says would otherwise count as newer than what the item says."""
    history = kind()
    history.write_note(name="b", note_tags={"CV"}, comment="My words.")
    history.sync()
    history.throw_away(number=1)
    if is_dropped:
        history.sync()
    else:
        history.read_notes()
    history.restore(number=0)
    assert not history.desk.plan().conflicts
    history.sync_with_what_was_read()
    history.check_mine()
    history.teardown()


@pytest.mark.parametrize("is_type", [True, False])
def test_runs_are_undone_in_any_order(is_type: bool) -> None:
    """What is remembered from before a run must not bring back what another undo has taken back."""
    history = SourceHistories()
    history.check_quiet()
    if is_type:
        history.retype(number=0)
    else:
        history.retitle(number=0, word="one")
    history.sync()
    history.retag(number=0, tag="NLP")
    history.sync()
    history.undo(back=1)
    history.undo(back=0)
    history.undo(back=0)
    history.teardown()


@pytest.mark.parametrize("is_read_without_memory", [False, True])
def test_an_item_that_biblio_made_and_forgot_is_used_before_one_of_the_user(is_read_without_memory: bool) -> None:
    """Else the item that biblio made counts as a note of its own, and the user's gets what that says."""
    history = FiledSourceHistories()
    history.write_note(name="c", note_tags={"CV"}, comment="My words.")
    history.sync()
    history.add_item(name="c", tag="NLP")
    history.sync()
    history.lose_memory()
    if is_read_without_memory:
        history.read_notes()
    history.sync_with_what_was_read()
    history.teardown()


def test_an_older_item_that_is_taken_out_of_the_trash_gives_another_one_no_other_type() -> None:
    history = SourceHistories()
    for _ in range(2):
        history.retype(number=1)
    history.throw_away(number=1)
    history.add_item(name="b", tag="ML")
    history.write_note(name="b", note_tags={"CV"}, comment="")
    history.sync()
    history.restore(number=0)
    history.teardown()


def test_a_work_stays_away_under_each_of_its_names_while_its_note_is_taken_for_another_work() -> None:
    history = ProjectHistories()
    history.trash_in_zotero(name="b")
    history.run(accident="", at=0, name="b", topic="ML")
    history.another_identity(kind="arxiv", name="b")
    history.two_works_turn_out_one(one="a", other="b")
    history.teardown()


def test_the_comment_of_a_work_in_the_trash_that_nobody_has_decided_about_is_known_again() -> None:
    history = ProjectHistories()
    history.another_identity(kind="url", name="c")
    history.trash_in_zotero(name="c")
    history.lose_memory()
    history.rename_note(name="c")
    history.another_identity(kind="doi", name="c")
    history.lose_memory()
    history.two_works_turn_out_one(one="b", other="c")
    history.teardown()


def test_a_comment_that_somebody_wrote_into_is_known_by_that_text_after_a_lost_memory() -> None:
    history = ProjectHistories()
    history.write_into_comment(name="a", word="four")
    history.run(accident="", at=0, name="a", topic="ML")
    history.rename_note(name="a")
    history.comment_in_notes(name="a", comment="two")
    history.lose_memory()
    history.teardown()
