"""The decisions file."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.decisions.decision_file import read_decisions
from biblio.decisions.decisions import parse_decisions
from biblio.errors import DecisionsError
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
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5]
    assert "did you mean 'accept'?" in str(problems[0])


@pytest.mark.parametrize(
    "text",
    [
        "accept a arxiv:2304.02643\naccept a arxiv:2304.02644",
        "accept a arxiv:2304.02643\nreject a arxiv:2304.02643",
        "kind a blogpost\nkind a video",
    ],
)
def test_contradictions_are_reported(text: str) -> None:
    with pytest.raises(DecisionsError):
        parse_decisions(text)


def test_no_file_means_no_decisions(tmp_path: Path) -> None:
    assert not read_decisions(tmp_path / "decisions.txt").accepted
