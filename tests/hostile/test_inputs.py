"""Hostile inputs: no command hangs, ends with a traceback, or writes what is obeyed; ``python -m tests.hostile`` tries all."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest

from biblio.lookup.http.reply import Reply
from biblio.unseen import may_have_halves, without_halves
from tests.faults.forked import Runner
from tests.hostile.inputs import INPUTS
from tests.hostile.tried import COMMANDS, try_input

QUICK = ("escapes", "bidi", "unseen", "tex", "formulas", "scripts", "addresses", "names", "no files", "manuscripts", "numbers", "laughs", "surrogates",
         "bad bytes", "utf-16", "python tags", "deep json", "deep yaml")  # fmt: skip


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with Runner(tmp_path_factory.mktemp("hostile"), {}) as runner:
        yield runner


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and reads /proc")
@pytest.mark.parametrize("name", QUICK)
def test_an_input_harms_nobody(name: str, runner: Runner) -> None:
    tried = try_input(runner.base / "project", INPUTS[name], runner, COMMANDS[1:10])
    assert tried.wrong == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"), ("x\ud800y", "x\ufffdy"), ("\ud83d\ude00", "😀"), ({"a\udc00": ["\udfff", 1, None]}, {"a\ufffd": ["\ufffd", 1, None]}),
        (("é", ("\ud83d",)), ("é", ("\ufffd",))),
    ],
)  # fmt: skip
def test_halves_of_characters_are_replaced(value: object, expected: object) -> None:
    assert without_halves(value) == expected


def test_where_halves_can_be() -> None:
    assert may_have_halves('"\\ud83d"')
    assert may_have_halves(b'"\\uD83D"')
    assert not may_have_halves("\\u00e9")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_halves_in_the_bytes_of_a_reply_are_replaced(encoding: str) -> None:
    body = json.dumps({"title": "x\ud800y 한"}, ensure_ascii=False).encode(encoding, "surrogatepass")
    assert Reply(200, {}, body, "").json == {"title": "x\ufffdy 한"}
