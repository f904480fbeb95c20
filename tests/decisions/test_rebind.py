"""A decision moves with its note when that is reworded, and never to another note."""

from __future__ import annotations

import pytest

from biblio.decisions.decision_text import Statement, add_statements
from biblio.decisions.decisions import Decisions, parse_decisions
from biblio.decisions.fingerprint import describe_note
from biblio.decisions.rebind import rebind_decisions
from biblio.model.dates import parse_date
from biblio.model.note import Note

TEXT = "Attention alone decides which words of a sentence belong together, and training it takes half a day."


def note(id: str, title: str | None = "Segment Anything", *, date: str = "2024-02-13", text: str = TEXT) -> Note:  # noqa: A002
    return Note(id, "a.md", 1, 2, "markdown", title=title, date=parse_date(date) if date else None, comment=text)


def decided(*notes: Note, all_notes: tuple[Note, ...] = (), value: str = "arxiv:2304.02643") -> Decisions:
    lines = [
        Statement("accept", decided_note.id, value, describe_note(decided_note, [*notes, *all_notes]))
        for decided_note in notes
    ]
    return parse_decisions(add_statements("", lines))


def test_a_decision_belongs_to_the_note_with_its_id() -> None:
    decisions = decided(note("a-1"))
    rebound = rebind_decisions(decisions, [note("a-1", "Something Else Entirely"), note("a-2")])
    assert rebound.decisions is decisions
    assert not rebound.new_ids
    assert not rebound.lost


def test_a_decision_moves_to_the_reworded_note() -> None:
    rebound = rebind_decisions(
        decided(note("a-1")), [note("a-2", "Segment Anythin"), note("b-1", "Deep Learning", text="")]
    )
    assert rebound.new_ids == {"a-1": "a-2"}
    assert set(rebound.decisions.accepted) == {"a-2"}
    assert [statement.subject for statement in rebound.decisions.statements] == ["a-2"]
    assert not rebound.lost


@pytest.mark.parametrize(
    "present",
    [
        [],
        [note("a-2"), note("a-3")],
        [note("a-2", date="2024-02-14")],
        [note("a-2", "Segment Anything 2")],
        [note("a-2", date="", text="")],
    ],
    ids=["gone", "two match", "another day", "a second part", "too little agrees"],
)
def test_otherwise_it_is_lost_and_reported(present: list[Note]) -> None:
    rebound = rebind_decisions(decided(note("a-1")), present)
    assert not rebound.new_ids
    assert [statement.subject for statement in rebound.lost] == ["a-1"]
    assert set(rebound.decisions.accepted) == {"a-1"}


def test_two_decisions_never_move_to_one_note() -> None:
    first, second = note("a-1"), note("a-2", "Segment Anything!", text=TEXT + " More.")
    decisions = parse_decisions(
        f"accept a-1 arxiv:2304.02643 # {describe_note(first, [])}\naccept a-2 arxiv:1706.03762 # {describe_note(second, [])}\n"
    )
    rebound = rebind_decisions(decisions, [note("a-3")])
    assert not rebound.new_ids
    assert len(rebound.lost) == 2


def test_a_note_with_its_own_decision_does_not_get_another() -> None:
    present = note("a-2", "Segment Anythin")
    text = f"kind a-1 book # {describe_note(note('a-1'), [])}\nkind a-2 video # {describe_note(present, [])}\n"
    rebound = rebind_decisions(parse_decisions(text), [present])
    assert not rebound.new_ids
    assert [statement.subject for statement in rebound.lost] == ["a-1"]


def test_a_twin_never_inherits_a_decision() -> None:
    """Two notes of one day with one title: when the decided one is deleted, the other stays undecided."""
    first, second = note("a-1"), note("a-2")
    decisions = decided(first, all_notes=(second,))
    assert not rebind_decisions(decisions, [second]).new_ids


def test_a_line_written_by_hand_belongs_to_its_id_only() -> None:
    rebound = rebind_decisions(parse_decisions("accept a-1 arxiv:2304.02643  # the one of 2024\n"), [note("a-2")])
    assert not rebound.new_ids
    assert rebound.lost


def test_a_citation_key_belongs_to_no_note() -> None:
    decisions = parse_decisions("key arxiv:2304.02643 sam\n")
    assert not rebind_decisions(decisions, [note("a-1")]).lost


def test_all_lines_about_a_note_move_together() -> None:
    before = note("a-1")
    remark = describe_note(before, [])
    text = f"reject a-1 *\nreject a-1 arxiv:2304.02643 # {remark}\nreject a-1 doi:10.1000/x # {remark} # Bo says so\n"
    rebound = rebind_decisions(parse_decisions(text), [note("a-2", "Segment anything.")])
    assert rebound.decisions.refused == {"a-2"}
    assert len(rebound.decisions.rejected["a-2"]) == 2
