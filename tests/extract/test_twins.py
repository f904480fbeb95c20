"""A note that lost its title gets it back from a copy of the same day and words, and from nothing else."""

from __future__ import annotations

import pytest

from biblio.extract.note_copies import find_titled_twins
from biblio.model.dates import PartialDate
from biblio.model.note import Note

DAY = PartialDate(2024, 10, 21)
WORDS = "注意の重みの差をとることで雑音を打ち消し、長い文脈でも要る所だけを見るようにする手法を述べた論文の覚え書き。数式は三つ、実験は四つのモデルの大きさで行われ、文脈が長いほど差が出る。"


def note(name: str, title: str | None, **fields: object) -> Note:
    return Note(name, "notes.txt", 1, 9, "keypoint-text", title=title, date=DAY).replace(**fields)


def test_the_same_summary_on_the_same_day() -> None:
    twin = note("b", "Differential Transformer", summary=WORDS.replace("三つ", "3つ"))
    assert find_titled_twins([note("a", None, summary=WORDS), twin]) == {"a": twin}


def test_the_same_comment_where_the_summary_was_written_again() -> None:
    twin = note("b", "Differential Transformer", summary="別の要約" * 30, comment=WORDS)
    assert find_titled_twins([note("a", None, summary="ほかの言葉" * 30, comment=WORDS), twin]) == {"a": twin}


@pytest.mark.parametrize(
    "other",
    [
        note("b", "T", summary=WORDS, date=PartialDate(2024, 10, 22)),
        note("b", "T", summary="同じ日に書かれた、まったく別の論文についての覚え書き。" * 4),
        note("b", None, summary=WORDS),
        note("b", "T", summary=WORDS[:30]),
    ],
    ids=["another day", "other words", "no title either", "too short to tell"],
)
def test_other_notes_lend_nothing(other: Note) -> None:
    assert find_titled_twins([note("a", None, summary=WORDS), other]) == {}


def test_two_titles_for_the_same_words_lend_none() -> None:
    first, second = note("b", "One", summary=WORDS), note("c", "Two", summary=WORDS)
    assert find_titled_twins([note("a", None, summary=WORDS), first, second]) == {}
