"""Every change of the decisions file can be undone; concurrent runs lose nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions import text_undo
from biblio.decisions.decision_file import DecisionFile, read_decisions
from biblio.decisions.decision_text import Statement
from biblio.decisions.journal import DecisionJournal, JournalEntry
from biblio.decisions.text_undo import Hunk, hunks_between, undo_hunks
from biblio.errors import DecisionsError, StoreError
from biblio.text import digest_of_text
from tests.decisions.killing import MOMENTS, run_killed


@pytest.fixture
def file(tmp_path: Path) -> DecisionFile:
    return DecisionFile(tmp_path / "decisions.txt", tmp_path / ".biblio", clock=lambda: 1000.0)


def record(file: DecisionFile, *words: str, step: int | None = None) -> JournalEntry:
    entry = file.record([Statement(*words)], command="accept", descriptions=[" ".join(words)], step=step)
    assert entry is not None
    return entry


def text_of(file: DecisionFile) -> str:
    return file.path.read_text(encoding="utf-8") if file.path.exists() else ""


def undo(file: DecisionFile) -> None:
    step = next(step for step in file.steps() if not step.undone)
    file.undo([entry.number for entry in step.entries])


def test_every_step_is_undone_byte_for_byte(file: DecisionFile) -> None:
    texts = [text_of(file)]
    for words in (
        ("accept", "n", "arxiv:1706.03762"),
        ("reject", "m", "*"),
        ("reject", "n", "arxiv:1706.03762"),
        ("kind", "a", "video"),
    ):
        record(file, *words)
        texts.append(text_of(file))
    for text in reversed(texts[:-1]):
        undo(file)
        assert text_of(file) == text
    assert not file.path.exists()
    assert all(step.undone for step in file.steps())


def test_a_step_may_have_several_entries(file: DecisionFile) -> None:
    step = record(file, "accept", "n", "arxiv:1706.03762").step
    assert record(file, "reject", "m", "*", step=step).step == step
    assert record(file, "kind", "o", "video").step == step + 1
    assert [step.said for step in file.steps()] == [("kind o video",), ("accept n arxiv:1706.03762", "reject m *")]
    assert file.journal.read()[2] == []  # each line of the journal can be read
    undo(file)
    (step_of_two,) = (step for step in file.steps() if not step.undone)
    result = file.undo([entry.number for entry in step_of_two.entries])
    assert sorted(result.undone) == ["accept n arxiv:1706.03762", "reject m *"]
    assert not file.path.exists()


def test_later_edits_of_the_user_stay(file: DecisionFile) -> None:
    record(file, "accept", "n", "arxiv:1706.03762")
    record(file, "reject", "n", "arxiv:1706.03762")
    edited = "# mine\n" + text_of(file) + "kind   z  video   # by hand\n"
    file.path.write_text(edited, encoding="utf-8")
    undo(file)
    assert "accept  n  arxiv:1706.03762\n" in text_of(file)
    assert text_of(file) == edited.replace("reject  n  arxiv:1706.03762\n", "accept  n  arxiv:1706.03762\n")
    undo(file)
    assert read_decisions(file.path).note_ids == {"z"}
    assert "# mine\n" in text_of(file)


def test_a_line_edited_since_is_left_alone_and_reported(file: DecisionFile) -> None:
    entry = record(file, "accept", "n", "arxiv:1706.03762")
    edited = text_of(file).replace("arxiv:1706.03762", "arxiv:2304.02643")
    file.path.write_text(edited, encoding="utf-8")
    done = file.undo([entry.number])
    assert done.missing == ("accept  n  arxiv:1706.03762",)
    assert text_of(file) == edited


def test_an_older_step_can_be_undone_unless_a_later_one_conflicts(file: DecisionFile) -> None:
    first = record(file, "accept", "a", "arxiv:1706.03762")
    record(file, "accept", "b", "arxiv:2304.02643")
    file.undo([first.number])
    assert read_decisions(file.path).note_ids == {"b"}
    pinned = record(file, "pin", "b", "arxiv:1706.03762")
    with file.path.open("a", encoding="utf-8") as stream:
        stream.write("accept b arxiv:1706.03762  # by hand\n")
    text = text_of(file)
    with pytest.raises(StoreError, match="b is accepted as two works"):
        file.undo([pinned.number])
    assert text_of(file) == text
    assert not file.steps()[0].undone


def test_a_file_with_a_bad_line_is_not_touched(file: DecisionFile) -> None:
    file.path.write_text("acept n arxiv:1706.03762\n", encoding="utf-8")
    with pytest.raises(DecisionsError):
        record(file, "kind", "n", "video")
    assert text_of(file) == "acept n arxiv:1706.03762\n"
    assert file.steps() == []


def test_a_decision_made_elsewhere_is_not_overwritten(file: DecisionFile) -> None:
    record(file, "accept", "n", "arxiv:1706.03762")
    with pytest.raises(StoreError, match=r"line 12: accept arxiv:1706\.03762"):
        file.record([Statement("kind", "n", "video")], command="review", descriptions=["x"], expected=())
    lines = read_decisions(file.path).statements_about("n")
    assert file.record([Statement("kind", "n", "video")], command="review", descriptions=["x"], expected=lines)
    for change, seen in (("line 12: kind video", lines), ("a decision was removed", (*lines, *file_lines(file, "n")))):
        with pytest.raises(StoreError, match=change):
            file.record([Statement("kind", "n", "book")], command="review", descriptions=["x"], expected=seen)
    assert "kind    n  video\n" in text_of(file)


def file_lines(file: DecisionFile, note_id: str) -> tuple[Statement, ...]:
    return read_decisions(file.path).statements_about(note_id)


def test_a_file_that_keeps_changing_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "decisions.txt"

    def save_and_tell_time() -> float:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{text}kind z{len(text)} video\n", encoding="utf-8")
        return 1000.0

    file = DecisionFile(path, tmp_path / ".biblio", clock=save_and_tell_time)
    with pytest.raises(StoreError, match=r"decisions\.txt: the file keeps changing") as caught:
        record(file, "accept", "n", "arxiv:1706.03762")
    assert caught.value.hint == "close the program that writes to it and try again"
    assert not file.steps()
    assert len(read_decisions(path).note_ids) == 20
    assert "n" not in read_decisions(path).note_ids


def test_what_cannot_be_read_or_written_is_said_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    file = DecisionFile(tmp_path / "decisions.txt", tmp_path / "taken")
    with pytest.raises(StoreError, match=r"decisions\.lock: cannot be written: "):
        record(file, "kind", "n", "video")
    (tmp_path / "state" / "deep" / "journal.jsonl").mkdir(parents=True)
    file = DecisionFile(tmp_path / "decisions.txt", tmp_path / "state" / "deep")
    with pytest.raises(StoreError, match=r"journal\.jsonl: cannot be read: "):
        record(file, "kind", "n", "video")
    with pytest.raises(StoreError, match=r"journal\.jsonl: cannot be written: "):
        file.journal.mark_undone([1], at=0.0)
    assert not file.path.exists()
    new = DecisionFile(tmp_path / "decisions.txt", tmp_path / "new" / "deep")
    record(new, "kind", "n", "video")
    new.path.write_text("kin n video\n", encoding="utf-8")
    with pytest.raises(DecisionsError) as caught:
        record(new, "kind", "m", "video")
    assert caught.value.problems[0].path == str(new.path)
    DecisionJournal(tmp_path / "other" / "deep" / "journal.jsonl").mark_undone([1], at=0.0)


def test_what_an_editor_saves_in_between_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "decisions.txt"
    calls = []

    def save_and_tell_time() -> float:
        """Called when an entry is made: after the file was read, before it is looked at once more."""
        calls.append(path.exists())
        if len(calls) == 1:
            path.write_text("kind z video\n", encoding="utf-8")
        return 1000.0

    file = DecisionFile(path, tmp_path / ".biblio", clock=save_and_tell_time)
    record(file, "accept", "n", "arxiv:1706.03762")
    assert calls == [False, True]
    assert read_decisions(file.path).note_ids == {"n", "z"}


def test_what_an_editor_saves_during_an_undo_is_kept(file: DecisionFile, monkeypatch: pytest.MonkeyPatch) -> None:
    record(file, "accept", "n", "arxiv:1706.03762")
    calls = []

    def save_and_undo(text: str, hunks: Sequence[Hunk], digest: str) -> tuple[str, tuple[str, ...]]:
        calls.append(text)
        if len(calls) == 1:
            file.path.write_text(f"{text}kind z video\n", encoding="utf-8")
        return undo_hunks(text, hunks, digest)

    monkeypatch.setattr(text_undo, "undo_hunks", save_and_undo)
    undo(file)
    assert len(calls) == 2
    assert read_decisions(file.path).note_ids == {"z"}
    assert file.steps()[0].undone


def test_concurrent_writers_lose_nothing(file: DecisionFile) -> None:
    def work(number: int) -> None:
        same_file = DecisionFile(file.path, file.journal.path.parent)
        for turn in range(6):
            record(same_file, "kind", f"note-{number}-{turn}", "video")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_decisions(file.path).note_ids) == 24
    steps = file.steps()
    assert [step.number for step in steps] == list(range(24, 0, -1))
    for _ in range(24):
        undo(file)
    assert not file.path.exists()


RECORD = """
from pathlib import Path
from biblio.decisions.decision_file import DecisionFile
from biblio.decisions.decision_text import Statement
folder = Path(sys.argv[1])
file = DecisionFile(folder / "decisions.txt", folder / ".biblio")
file.record([Statement("accept", "n", "arxiv:1706.03762")], command="accept", descriptions=["accept n"])
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_kill_at_any_moment_the_file_is_whole_and_undo_works(file: DecisionFile, moment: str) -> None:
    record(file, "kind", "z", "video")
    before = text_of(file)
    run_killed(RECORD, moment, str(file.path.parent), folder=file.path.parent)
    assert (text_of(file) != before) is (moment == "after the rename")
    record(file, "accept", "m", "arxiv:2304.02643")
    for _ in range(4):
        if any(not step.undone for step in file.steps()):
            undo(file)
    assert not file.path.exists()


def test_a_truncated_line_in_the_journal_loses_only_itself(file: DecisionFile) -> None:
    record(file, "kind", "a", "video")
    with file.journal.path.open("ab") as stream:
        stream.write(b'{"entry":{"number":9,"st')
    record(file, "kind", "b", "video")
    assert [step.said for step in file.steps()] == [("kind b video",), ("kind a video",)]
    assert file.journal.read()[2] == [2]


def test_a_line_the_user_has_put_back_is_not_put_back_twice() -> None:
    before, after = "kind a video\nreject b *\n", "kind a software\n"
    edited = "kind a software\nreject b *\n"
    assert undo_hunks(edited, hunks_between(before, after), digest_of_text(after)) == (before, ())


def test_a_removed_line_comes_back_where_it_was() -> None:
    before, after = "accept a x\nreject b *\nkind c video\n", "accept a x\nkind c video\n"
    hunks, digest = hunks_between(before, after), digest_of_text(after)
    assert undo_hunks(after + "kind d video\n", hunks, digest) == (before + "kind d video\n", ())
    assert undo_hunks("kind c video\n", hunks, digest) == ("kind c video\nreject b *\n", ())  # and no other line


def test_digests_of_earlier_versions_are_still_recognised() -> None:
    assert digest_of_text("kind a video\n") == "ac5a553b1a8d8ee4e3b53da0"


lines = st.lists(st.sampled_from(["accept a x\n", "kind b video\n", "# words\n", "\n", "reject c *\n"]), max_size=8)


@given(lines, lines)
def test_any_change_is_undone_byte_for_byte(before: list[str], after: list[str]) -> None:
    old, new = "".join(before), "".join(after)
    assert undo_hunks(new, hunks_between(old, new), digest_of_text(new)) == (old, ())
