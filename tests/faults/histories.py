"""Disturb one run of a command, look at what a person has then, run it again, and compare with an undisturbed run."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.faults.forked import Fault, Outcome, Runner
from tests.faults.scenarios import Scenario, persons_files

__all__ = ["Disturbed", "problems"]


class Disturbed:
    """A scenario that is run again and again from the same start."""

    def __init__(self, scenario: Scenario, base: Path, runner: Runner) -> None:
        self.scenario = scenario
        self.runner = runner
        self.folder = base / scenario.name
        self._start = base / f"{scenario.name}-start"
        scenario.prepare(self.folder, runner.run)
        shutil.copytree(self.folder, self._start)
        self.before = persons_files(self.folder)
        self.undisturbed = runner.run(self.folder, *scenario.arguments)
        self.after = persons_files(self.folder)

    @property
    def steps(self) -> int:
        """How many steps towards the disk an undisturbed run takes."""
        return len(self.undisturbed.steps)

    def run(self, fault: Fault) -> tuple[Outcome, list[str]]:
        """Run with `fault`, then without; return how the first ended, and all that is not as it should be."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._start, self.folder)
        outcome = self.runner.run(self.folder, *self.scenario.arguments, fault=fault)
        found = problems(outcome, killed=fault.kind in ("kill", "late"), expected=self.undisturbed.code)
        found += self._half_written(killed=fault.kind in ("kill", "late"))
        again = self.runner.run(self.folder, *self.scenario.arguments)
        now = persons_files(self.folder)
        names = sorted(name for name in {*now, *self.after} if not name.endswith(".biblio-tmp"))  # of a kill
        found += [f"afterwards: {name} differs" for name in names if now.get(name) != self.after.get(name)]
        if again.code not in (self.undisturbed.code, 0):
            found.append(f"the next run ends with {again.code}: {again.text}")
        return outcome, found

    def _half_written(self, *, killed: bool) -> list[str]:
        now = persons_files(self.folder)
        found = [f"{name} is gone" for name in self.before if name in self.after and name not in now]
        for name, data in now.items():
            if data not in (self.before.get(name), self.after.get(name)) and not (
                killed and name.endswith(".biblio-tmp")
            ):
                found.append(f"{name} is neither as before nor as after")
        return found


def problems(outcome: Outcome, *, killed: bool, expected: int) -> list[str]:
    """Return what is wrong with how a disturbed run ended."""
    if killed:
        return [] if outcome.code in (-9, expected) else [f"ended with {outcome.code}: {outcome.text}"]
    found = [word for word in ("Traceback", "Exception ignored", "Errno") if word in outcome.text]
    if outcome.code not in (expected, 1, 2):
        found.append(f"ended with {outcome.code}")
    if outcome.code and outcome.code != expected and outcome.text.count("error: ") != 1:
        found.append(f"{outcome.text.count('error: ')} errors")
    return [f"{one}: {outcome.text}" for one in found]
