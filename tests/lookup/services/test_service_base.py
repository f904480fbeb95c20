from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from biblio.errors import BadReply, Unavailable
from biblio.lookup.http.reply import Reply
from biblio.lookup.service import Answer, Question, QuestionKind
from biblio.lookup.services.service_base import make_batches, read_json, run_steps
from biblio.model.identifiers import Identifier


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_broken_json_is_not_an_answer(body: bytes) -> None:
    with pytest.raises(BadReply):
        read_json("x", Reply(404, {}, body, ""))


def question(name: str) -> Question:
    return Question("x", QuestionKind.IDENTIFIER, Identifier("doi", name), key=name)


def test_batches_keep_the_order_and_both_limits() -> None:
    questions = [question("d" * size) for size in (3, 3, 3, 9, 3)]

    def written(item: Question) -> str:
        assert item.identifier is not None
        return item.identifier.value

    assert [len(batch) for batch in make_batches(questions, 2, 8, written)] == [2, 1, 1, 1]
    assert [item for batch in make_batches(questions, 2, 8, written) for item in batch] == questions
    assert make_batches([], 2, 8, written) == []


def steps(*outcomes: str) -> list[Any]:
    def step(name: str) -> Any:
        if name.startswith("!"):
            raise Unavailable("x", name)
        yield Answer(question(name), ())

    return [lambda name=name: step(name) for name in outcomes]


@pytest.mark.parametrize(
    ("outcomes", "answered", "error"),
    [
        (("a", "b"), ["a", "b"], ""),
        (("a", "!1", "b", "!2", "c"), ["a", "b", "c"], "!1"),
        (("a", "!1", "!2", "b"), ["a"], "!1"),
        (("!1",), [], "!1"),
        ((), [], ""),
    ],
)
def test_two_failures_in_a_row_end_the_steps_and_one_does_not(
    outcomes: tuple[str, ...], answered: list[str], error: str
) -> None:
    keys: list[str] = []
    expected = pytest.raises(Unavailable, match=error) if error else nullcontext()
    with expected:
        keys.extend(answer.question.key for answer in run_steps(steps(*outcomes)))
    assert keys == answered
