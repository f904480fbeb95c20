"""Where git left a conflict in a file of notes."""

from __future__ import annotations

import pytest

from biblio.readers.unmerged import unmerged_line

LEFT = "<<<<<<< HEAD\n- ours\n||||||| 1a2b\n- before\n=======\n- theirs\n>>>>>>> 3c4d\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LEFT, 1),
        ("# List\n\n- one\n" + LEFT.replace("||||||| 1a2b\n- before\n", ""), 4),
        ("<<<<<<< HEAD\n", 0),
        ("Title\n=======\n\n>>>>>>> quoted seven times\n<<<<<<< HEAD\n", 0),
        (f"How to merge:\n```\n{LEFT}```\n", 0),
        (f"```\nls\n```\n{LEFT}", 4),
        (LEFT.replace("\n", "\r\n"), 1),
        (LEFT.replace("\n", "\n    "), 0),
    ],
)
def test_the_line_of_a_conflict(text: str, line: int) -> None:
    assert unmerged_line(text) == line
