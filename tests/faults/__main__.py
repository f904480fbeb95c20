"""``python -m tests.faults [KILLS] [SCENARIO…]``: every step of every command fails, and KILLS more are killed.

A step fails with a full disk, or with what ``--errors EDQUOT EROFS EIO`` names, each in turn. The kills come at random moments of a run, spread evenly over its time (300 for each command unless said otherwise), others for
another ``--seed``: a run that ends before its moment is not counted. With ``--only-kills`` there are no other faults. With ``--keep FILE`` each run
is a line of FILE as soon as it is over, and a later call leaves out what is there: use another file for another commit.
Prints what went wrong, and a line of figures for each command; ends with 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import errno
import json
import random
import statistics
import sys
import tempfile
from pathlib import Path

from tests.faults.forked import Fault
from tests.faults.histories import Disturbed, workplace
from tests.faults.scenarios import SCENARIOS, Scenario

_ERRORS = ("ENOSPC", "EDQUOT", "EROFS", "EIO", "EACCES", "EPERM", "EMFILE")
_SIZES = (0, 100, 1_000, 5_000, 20_000, 50_000)  # bytes above which no file may grow
_AT_RANDOM = "late"
_MEASURED, _UNTIL_MEASURED = 5, 10  # runs whose length counts, and how many faults later there is another


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Tried:
    """What was tried in one scenario: fault → whether it killed the run, and what was wrong; in `path`, if there is one."""

    def __init__(self, name: str, path: Path | None) -> None:
        self._name, self._path = name, path
        self._runs: dict[Fault, tuple[bool, list[str]]] = {}
        if path and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                scenario, kind, at, number, killed, found = json.loads(line)
                if scenario == name:
                    self._runs[Fault(kind, at, number)] = killed, found

    def __contains__(self, fault: Fault) -> bool:
        return fault in self._runs

    def add(self, fault: Fault, killed: bool, found: list[str]) -> None:
        self._runs[fault] = killed, found
        if self._path:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps([self._name, fault.kind, fault.at, fault.number, killed, found]) + "\n")
        for line in found:
            _say(f"{self._name}, {fault}: {line}")

    def killed(self, *, at_random: bool) -> int:
        return sum(killed for fault, (killed, _) in self._runs.items() if (fault.kind == _AT_RANDOM) == at_random)

    def count(self, *, at_random: bool) -> int:
        return sum((fault.kind == _AT_RANDOM) == at_random for fault in self._runs)

    @property
    def wrong(self) -> int:
        return sum(bool(found) for _, found in self._runs.values())


def _faults(disturbed: Disturbed, errors: list[str]) -> list[Fault]:
    steps = range(1, disturbed.steps + 1)
    numbers = [getattr(errno, name) for name in errors]
    every = [Fault(kind, step, number) for number in numbers for kind in ("error", "from") for step in steps]
    every += [Fault("kill", step) for step in steps]
    return [*every, *map(Fault, ("no-sync", "no-lock", "no-link")), *(Fault("size", size) for size in _SIZES)]


def _kill_at_random(disturbed: Disturbed, tried: _Tried, count: int, seed: int) -> None:
    """Kill at random moments until `count` runs were killed, or it does not succeed.

    How long a run takes is measured again and again: much else may go on on the machine.
    """
    lengths: list[float] = []
    while tried.killed(at_random=True) < count and (number := tried.count(at_random=True)) < 10 * count:
        if not number % _UNTIL_MEASURED or len(lengths) < _MEASURED:
            lengths.append(disturbed.run(Fault())[0].elapsed)
        moment = random.Random(f"{disturbed.scenario.name} {seed + number}").uniform(
            0, statistics.median(lengths[-_MEASURED:])
        )
        fault = Fault(_AT_RANDOM, moment * 1000)
        outcome, found = disturbed.run(fault)
        tried.add(fault, outcome.code == -9, found)


def _try(disturbed: Disturbed, tried: _Tried, arguments: argparse.Namespace) -> None:
    for fault in [] if arguments.only_kills else _faults(disturbed, arguments.errors):
        if fault not in tried:
            outcome, found = disturbed.run(fault)
            tried.add(fault, outcome.code == -9, found)
    if tried.killed(at_random=True) < arguments.kills:
        _kill_at_random(disturbed, tried, arguments.kills, arguments.seed)


def _chosen(names: list[str]) -> list[Scenario]:
    return [scenario for scenario in SCENARIOS if not names or scenario.name in names]


def main() -> int:
    """Return the exit code."""
    names = [scenario.name for scenario in SCENARIOS]
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("kills", nargs="?", type=int, default=300, help="kills at random moments, for each scenario")
    parser.add_argument("scenarios", nargs="*", choices=[[], *names], metavar="SCENARIO", help=", ".join(names))
    parser.add_argument(
        "--errors", nargs="+", choices=_ERRORS, default=["ENOSPC"], metavar="ERROR", help=", ".join(_ERRORS)
    )
    parser.add_argument("--seed", type=int, default=0, help="the number of the first kill")
    parser.add_argument("--only-kills", action="store_true", help="no faults but the kills at random moments")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="write down each run here, and leave out those that are"
    )
    arguments = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder, workplace(Path(folder)) as place:
        for scenario in _chosen(arguments.scenarios):
            tried = _Tried(scenario.name, arguments.keep)
            disturbed = Disturbed(scenario, place)
            _try(disturbed, tried, arguments)
            bad += tried.wrong
            faults = f"{tried.count(at_random=False)} faults, {tried.killed(at_random=False)} of them kills"
            at_random = f"{tried.killed(at_random=True)} kills at random moments"
            _say(f"{scenario.name}: {disturbed.steps} steps, {faults}; {at_random}; {tried.wrong} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
