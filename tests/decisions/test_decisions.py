"""The decisions file."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.decisions.decision_file import read_decisions
from biblio.decisions.decisions import parse_decisions
from biblio.errors import DecisionsError, Problem
from biblio.model.identifiers import Identifier
from biblio.model.record import Kind

TEXT = """\
# biblio decisions
accept  segment-anything-1a2b3c4d  arxiv:2304.02643      # the first one
reject  deep-learning-00ff00ff     doi:10.1145/2623330.2630809
reject  deep-learning-00ff00ff     url:https://example.org/a#b
kind    some-blog-12345678         blogpost

key     doi:10.1038/nature14539    lecun2015deep
"""


def test_read() -> None:
    decisions = parse_decisions(TEXT)
    assert decisions.accepted == {"segment-anything-1a2b3c4d": Identifier("arxiv", "2304.02643")}
    assert decisions.rejected["deep-learning-00ff00ff"] == {
        Identifier("doi", "10.1145/2623330.2630809"),
        Identifier("url", "https://example.org/a#b"),
    }
    assert decisions.kinds == {"some-blog-12345678": Kind.BLOGPOST}
    assert decisions.keys == {Identifier("doi", "10.1038/nature14539"): "lecun2015deep"}


def test_order_and_repetition_do_not_matter() -> None:
    rows = TEXT.splitlines()
    assert parse_decisions("\n".join(reversed(rows + rows))) == parse_decisions(TEXT)


def test_every_bad_line_is_reported_at_once() -> None:
    text = "acept a arxiv:2304.02643\naccept a\nkind a novel\naccept b isbn:123\nreject b foo:1\n" + TEXT
    with pytest.raises(DecisionsError) as caught:
        parse_decisions(text, "decisions.txt")
    problems = caught.value.problems
    assert [(problem.path, problem.line) for problem in problems] == [("decisions.txt", line) for line in range(1, 6)]
    assert "did you mean 'accept'?" in str(problems[0])
    assert [problem.what for problem in problems[:2]] == [
        "unknown decision 'acept'",
        "a decision has three words, but this line has 2",
    ]
    assert problems[2].what.startswith("'novel' is not a kind: use one of paper, book, ")
    assert problems[3].what == "'123' is not a valid isbn identifier"
    assert problems[4].what.startswith("'foo:1' is not an identifier: it must begin with one of ")
    assert caught.value.hint == "fix these lines; nothing was changed"


@pytest.mark.parametrize(
    ("text", "line", "what", "hint"),
    [
        ("accept a arxiv:2304.02643\naccept a arxiv:2304.02644", 2, "a is accepted as two works: arxiv:2304.02643 and arxiv:2304.02644", ""),
        ("accept a arxiv:2304.02643\npin a arxiv:2304.02644", 2, "a is accepted as two works: arxiv:2304.02643 and arxiv:2304.02644", ""),
        ("accept a arxiv:2304.02643\nreject a arxiv:2304.02643", 2, "a is both accepted and rejected as arxiv:2304.02643", "see line 1"),
        ("reject a acl:P19-1285\npin a doi:10.18653/v1/p19-1285", 2, "a is both accepted and rejected as acl:P19-1285", "see line 1"),
        ("pin a arxiv:2304.02643\n\nreject a *", 3, "a is accepted as arxiv:2304.02643, but all known works are rejected too", "see line 1"),
        ("kind a blogpost\nkind a video", 2, "a has two kinds: blogpost and video", ""),
        ("key doi:10.1000/a x\nkey doi:10.1000/a y", 2, "doi:10.1000/a has two citation keys: x and y", ""),
    ],
)  # fmt: skip
def test_contradictions_are_reported(text: str, line: int, what: str, hint: str) -> None:
    with pytest.raises(DecisionsError) as caught:
        parse_decisions(text, "d.txt")
    assert caught.value.problems == (Problem("d.txt", line, what, hint),)


def test_a_line_that_cannot_be_read_hides_no_contradiction() -> None:
    with pytest.raises(DecisionsError) as caught:
        parse_decisions("accept a arxiv:2304.02643\nreject a nothing\nreject a arxiv:2304.02643\n")
    assert [problem.line for problem in caught.value.problems] == [2, 3]


def test_other_notes_keep_their_decisions_when_one_is_renamed() -> None:
    def text(first: str) -> str:
        return (
            "".join(
                f"pin {note}1 arxiv:2304.02643\nreject {note}2 doi:10.1000/x\nkind {note}3 video\nreject {note}4 *\n"
                for note in (first, "other")
            )
            + "key doi:10.1000/x k\n"
        )

    renamed = parse_decisions(text("was")).renamed({f"was{number}": f"is{number}" for number in range(1, 5)})
    assert renamed == parse_decisions(text("is"))
    assert renamed.statements == parse_decisions(text("is")).statements
    assert renamed.note_ids == {f"{note}{number}" for note in ("is", "other") for number in range(1, 5)}


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert not read_decisions(tmp_path / "decisions.txt").accepted
