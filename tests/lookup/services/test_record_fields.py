from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply, Unavailable
from biblio.lookup.service import Answer, Question, QuestionKind
from biblio.lookup.services.record_fields import clean_text, clean_texts, date_from_parts, identifier_from, load_json
from biblio.lookup.services.service_base import make_batches, run_steps
from biblio.model.identifiers import Identifier


@pytest.mark.parametrize(
    ("value", "read"),
    [("a  <i>b</i>\n c", "a b c"), (3, "3"), (3.5, "3.5"), (True, ""), (None, ""), ([], ""), ({}, "")],
)
def test_text(value: Any, read: str) -> None:
    assert clean_text(value) == read


def test_texts() -> None:
    assert clean_texts(["a", "", None, 1]) == ["a", "1"]
    assert clean_texts("a") == ["a"]
    assert clean_texts(None) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([[2020, 5, 17]], "2020-05-17"),
        ([["2020", " 5 "]], "2020-05"),
        ([[2020, 0]], "2020"),
        ([[2020, 2, 30]], "2020-02"),
        ([[2020, 5, 1, 9]], "2020-05-01"),
        ([[0]], "None"),
        ([[None]], "None"),
        ([[True]], "None"),
        ([["²"]], "None"),
        ([], "None"),
        (None, "None"),
        ([2020], "None"),
    ],
)
def test_partial_date(parts: Any, expected: str) -> None:
    assert str(date_from_parts(parts)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("DOI", "https://dx.doi.org/10.1000/ABC", Identifier("doi", "10.1000/abc")),
        ("doi", "doi:10.48550/arXiv.2401.01234v2", Identifier("arxiv", "2401.01234")),
        ("arXiv", "arXiv:2401.01234", Identifier("arxiv", "2401.01234")),
        ("URL", "https://doi.org/10.1000/abc", Identifier("doi", "10.1000/abc")),
        ("url", "http://arxiv.org/pdf/2401.01234v3.pdf", Identifier("arxiv", "2401.01234")),
        ("PMID", "123", Identifier("pmid", "123")),
        ("url", "https://example.org", None),
        ("issn", "1234-5678", None),
        ("doi", None, None),
    ],
)
def test_named_identifier(kind: str, value: Any, expected: Identifier | None) -> None:
    assert identifier_from(kind, value) == expected


def test_abstract_text() -> None:
    written = (
        "<jats:title>Abstract.</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>One.</jats:p></jats:sec>"
    )
    assert abstract_text(written + "<jats:p>Two.</jats:p>") == "Aims One. Two."
    assert abstract_text(None) == ""


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_broken_json_is_no_answer(body: bytes) -> None:
    with pytest.raises(BadReply):
        load_json("x", body)


# -- asking


def question(name: str) -> Question:
    return Question("x", QuestionKind.IDENTIFIER, Identifier("doi", name), key=name)


def test_batches_keep_the_order_and_both_bounds() -> None:
    questions = [question("d" * size) for size in (3, 3, 3, 9, 3)]

    def written(one: Question) -> str:
        assert one.identifier is not None
        return one.identifier.value

    assert [len(batch) for batch in make_batches(questions, 2, 8, written)] == [2, 1, 1, 1]
    assert [one for batch in make_batches(questions, 2, 8, written) for one in batch] == questions
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
def test_one_failure_is_walked_around_and_two_in_a_row_are_not(
    outcomes: tuple[str, ...], answered: list[str], error: str
) -> None:
    found: list[str] = []
    expected = pytest.raises(Unavailable, match=error) if error else nullcontext()
    with expected:
        found.extend(answer.question.key for answer in run_steps(steps(*outcomes)))
    assert found == answered
