"""A decision follows its note when that is reworded, and goes to no other."""

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


def decided(*notes: Note, others: tuple[Note, ...] = (), value: str = "arxiv:2304.02643") -> Decisions:
    lines = [Statement("accept", one.id, value, describe_note(one, [*notes, *others])) for one in notes]
    return parse_decisions(add_statements("", lines))


def test_by_id_as_long_as_it_is_there() -> None:
    decisions = decided(note("a-1"))
    found = rebind_decisions(decisions, [note("a-1", "Something Else Entirely"), note("a-2")])
    assert found.decisions is decisions
    assert not found.new_ids
    assert not found.lost


def test_to_the_reworded_note() -> None:
    found = rebind_decisions(
        decided(note("a-1")), [note("a-2", "Segment Anythin"), note("b-1", "Deep Learning", text="")]
    )
    assert found.new_ids == {"a-1": "a-2"}
    assert set(found.decisions.accepted) == {"a-2"}
    assert [one.subject for one in found.decisions.statements] == ["a-2"]
    assert not found.lost


@pytest.mark.parametrize(
    "present",
    [
        [],
        [note("a-2"), note("a-3")],
        [note("a-2", date="2024-02-14")],
        [note("a-2", "Segment Anything 2")],
        [note("a-2", date="", text="")],
    ],
    ids=["gone", "two could be meant", "another day", "a second part", "nothing speaks for it"],
)
def test_else_it_is_lost_and_said(present: list[Note]) -> None:
    found = rebind_decisions(decided(note("a-1")), present)
    assert not found.new_ids
    assert [one.subject for one in found.lost] == ["a-1"]
    assert set(found.decisions.accepted) == {"a-1"}


def test_two_decisions_never_meet_in_one_note() -> None:
    one, two = note("a-1"), note("a-2", "Segment Anything!", text=TEXT + " More.")
    decisions = parse_decisions(
        f"accept a-1 arxiv:2304.02643 # {describe_note(one, [])}\naccept a-2 arxiv:1706.03762 # {describe_note(two, [])}\n"
    )
    found = rebind_decisions(decisions, [note("a-3")])
    assert not found.new_ids
    assert len(found.lost) == 2


def test_a_note_with_a_decision_of_its_own_gets_no_other() -> None:
    present = note("a-2", "Segment Anythin")
    text = f"kind a-1 book # {describe_note(note('a-1'), [])}\nkind a-2 video # {describe_note(present, [])}\n"
    found = rebind_decisions(parse_decisions(text), [present])
    assert not found.new_ids
    assert [one.subject for one in found.lost] == ["a-1"]


def test_a_twin_that_stood_beside_it_never_inherits() -> None:
    """Two notes of one day with one title: when the decided one is deleted, the other stays undecided."""
    first, second = note("a-1"), note("a-2")
    decisions = decided(first, others=(second,))
    assert not rebind_decisions(decisions, [second]).new_ids


def test_a_line_written_by_hand_follows_its_id_alone() -> None:
    found = rebind_decisions(parse_decisions("accept a-1 arxiv:2304.02643  # the one of 2024\n"), [note("a-2")])
    assert not found.new_ids
    assert found.lost


def test_all_lines_about_a_note_follow_together() -> None:
    before = note("a-1")
    remark = describe_note(before, [])
    text = f"reject a-1 *\nreject a-1 arxiv:2304.02643 # {remark}\nreject a-1 doi:10.1000/x # {remark} # Bo says so\n"
    found = rebind_decisions(parse_decisions(text), [note("a-2", "Segment anything.")])
    assert found.decisions.refused == {"a-2"}
    assert len(found.decisions.rejected["a-2"]) == 2
