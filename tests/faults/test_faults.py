"""No fault of the disk and no kill, at any step of a command that writes, loses or halves a file of a person's.

This is a sample; ``python -m tests.faults`` tries every step.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator

import pytest

from tests.faults.forked import Fault, Outcome
from tests.faults.histories import Disturbed, Workplace, problems, workplace
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.program import command_names

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and reads /proc"),
]


ONLY_READ = {
    "catalogue info", "catalogue search", "cite", "completion", "find", "notes", "plugins", "schema", "show", "status", "zotero log", "zotero status", "zotero verify",
}  # fmt: skip
UNTIL_STOPPED = {"lsp", "mcp", "zotero watch"}
ELSEWHERE = {"catalogue publish"}
"""What it writes to is on a server, and goes live in one request: see the tests of that catalogue."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    with workplace(tmp_path_factory.mktemp("faults")) as place:
        yield place


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_disturbed_run_loses_nothing(scenario: Scenario, place: Workplace) -> None:
    disturbed = Disturbed(scenario, place)
    assert disturbed.undisturbed.code == 0, disturbed.undisturbed.text
    assert disturbed.steps >= 5
    steps = [1 + part * disturbed.steps // 4 for part in range(1, 4)]
    faults = [Fault("error", steps[0]), Fault("from", steps[1]), *(Fault("kill", step) for step in steps[1:])]
    if scenario.name == "changed":
        faults += [Fault("error", steps[2], errno.EDQUOT), Fault("size", 5000)]
        faults += map(Fault, ("no-sync", "no-lock", "no-link"))
    for fault in faults:
        outcome, found = disturbed.run(fault)
        assert not found, (fault, disturbed.undisturbed.steps[: int(fault.at)][-1:], outcome.text)
        if fault.kind in ("error", "from"):
            said = "error" in outcome.text or (outcome.code == 4 and "could not ask" in outcome.text)
            assert said or outcome.code == 0, outcome.text


def test_every_command_that_writes_is_tried() -> None:
    tried = {
        name for name in command_names() for one in SCENARIOS if f"{' '.join(one.arguments)} ".startswith(f"{name} ")
    }
    assert command_names() - tried == ONLY_READ | UNTIL_STOPPED | ELSEWHERE


def test_what_is_a_problem() -> None:
    assert problems(Outcome(1, "error: the disk is full\n", ()), killed=False, expected=0) == []
    assert problems(Outcome(1, "error: x\nerror: y\n", ()), killed=False, expected=0)
    assert problems(Outcome(99, "Traceback …", ()), killed=False, expected=0)
    assert problems(Outcome(1, "", ()), killed=True, expected=0)
