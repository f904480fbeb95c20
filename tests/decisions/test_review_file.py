"""The edited review file: all of it is valid or nothing is applied, and blocks that are out of date are left out."""

from __future__ import annotations

import pytest

from biblio.cli.review.review_text import export_text
from biblio.decisions.review_file import ImportResult, apply_blocks, block_stamp, read_review_file
from biblio.decisions.review_session import ReviewFilter, ReviewItem, review_queue
from biblio.model.decision import Status
from tests.decisions.test_decision_session import DOUBTFUL, at, lines, steps
from tests.project.place import NOTES, Place


@pytest.fixture
def synced(place: Place) -> Place:
    place.note("two.txt", DOUBTFUL)
    place.sync()
    return place


def exported(place: Place) -> str:
    library = place.library()
    with at(place) as (session, _):
        queue = review_queue(library.decided, library.conflicts, ReviewFilter([Status.AMBIGUOUS, Status.UNRESOLVED]))
        return export_text([(ReviewItem(decided), block_stamp(session, decided)) for decided in queue])


def imported(place: Place, text: str) -> ImportResult:
    blocks, problems = read_review_file(text, "q.txt")
    assert not problems
    with at(place) as (session, _):
        return apply_blocks(session, place.library().decided, blocks, "q.txt")


def test_an_unedited_export_changes_nothing(synced: Place) -> None:
    text = exported(synced)
    assert "#accept doi:10.1038/nature14539  # Deep learning (2015)" in text
    assert "two.txt:1" in text
    assert "# noted    2024-02-16" in text
    done = imported(synced, text)
    assert (done.decided, done.unchanged, done.skipped, done.problems) == ((), 0, 2, ())
    assert not (synced.folder / "decisions.txt").exists()


def test_uncommented_lines_are_applied_in_one_step_and_only_once(synced: Place) -> None:
    text = exported(synced).replace("#accept doi:10.1038/nature14539", "accept doi:10.1038/nature14539")
    first, second = text.split("\nnote ", 1)[1].split("\nnote ", 1)
    first = first.replace("#kind blogpost", "kind video")
    text = f"note {first}\nnote {second}"
    done = imported(synced, text)
    assert sorted(decided.decision.status for decided in done.decided) == [Status.ACCEPTED, Status.NOT_A_PAPER]
    assert len(lines(synced)) == 2
    before = lines(synced)
    again = imported(synced, text)
    assert (again.decided, again.unchanged, again.problems) == ((), 2, ())
    assert lines(synced) == before
    assert len(steps(synced)) == 1


def test_every_invalid_line_is_reported(synced: Place) -> None:
    text = (
        "accept arxiv:1706.03762\nnote a 1\nacept x\naccept\naccept hello\nkind novel\nreject a b\nskip now\n"
        "accept 1\nkind video\nreject\nnote a 2\nnote b\n"
    )
    _, problems = read_review_file(text, "q.txt")
    assert [problem.line for problem in problems] == [1, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13]
    messages = "\n".join(map(str, problems))
    for words in (
        "before the first note",
        "'acept'",
        "accept ID",
        "'hello'",
        "'novel'",
        "have no numbers in this file",
    ):
        assert words in messages


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("accept", "this line must have the form: accept ID"),
        ("accept arxiv:1706.03762 arxiv:2304.02643", "this line must have the form: accept ID"),
        ("kind", "this line must have the form: kind KIND"),
        ("kind video book", "this line must have the form: kind KIND"),
        ("reject arxiv:1706.03762 arxiv:2304.02643", "this line must have the form: reject, or reject ID"),
        ("skip it", "this line must have the form: skip"),
        ("note b", "a block begins with: note ID STAMP"),
        ("note a 2", "a already has a block, at line 1"),
    ],
)
def test_a_line_of_another_form_says_which_it_must_have(line: str, message: str) -> None:
    (block,), (problem,) = read_review_file(f"note a 1\n{line}\n", "q.txt")
    assert (problem.path, problem.line, problem.what) == ("q.txt", 2, message)
    assert not block.choices


def test_a_file_may_begin_with_a_byte_order_mark_and_with_comments() -> None:
    blocks, problems = read_review_file("\ufeffnote a 1\naccept arxiv:1706.03762\n", "q.txt")
    assert not problems
    assert (blocks[0].note, blocks[0].stamp, blocks[0].line) == ("a", "1", 1)
    _, problems = read_review_file("# mine\nskip\nnote a 1\n", "q.txt")
    assert [str(problem) for problem in problems] == ["q.txt:2: 'skip' comes before the first note"]


def test_lines_that_can_be_combined(synced: Place) -> None:
    blocks, problems = read_review_file(
        "note a 1\nskip\nreject arxiv:1706.03762 # no\nreject 2304.02643\naccept 1810.04805\n", "q"
    )
    assert not problems
    assert [choice.verb for choice in blocks[0].choices] == ["reject", "reject", "accept"]
    _, problems = read_review_file("note a 1\nreject arxiv:1706.03762\naccept arxiv:1706.03762\n", "q")
    assert "both accepted and rejected" in str(problems[0])


@pytest.mark.parametrize("change", ["the note", "the decision", "gone"])
def test_a_block_whose_note_has_changed_is_not_applied(synced: Place, change: str) -> None:
    text = exported(synced).replace("#accept doi:10.1038/nature14539", "accept doi:10.1038/nature14539")
    if change == "the note":
        synced.note("two.txt", DOUBTFUL.replace("どの?", "論文: https://arxiv.org/abs/1512.03385"))
    elif change == "gone":
        synced.note("two.txt", NOTES.splitlines(keepends=True)[0])
    else:
        note = next(decided.note for decided in synced.library().decided if decided.note.title == "Deep Learning")
        (synced.folder / "decisions.txt").write_text(f"kind {note.id} book\n", encoding="utf-8")
    done = imported(synced, text)
    assert not done.decided
    (problem,) = done.problems
    assert (problem.path, bool(problem.hint)) == ("q.txt", change != "gone")
    assert ("no longer among the notes" if change == "gone" else "changed or decided after") in str(done.problems[0])
    assert done.problems[0].line == text[: text.index("note deep-learning")].count("\n") + 1
