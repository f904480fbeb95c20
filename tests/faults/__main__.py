"""``python -m tests.faults [KILLS] [SCENARIO…]``: every step of every command fails, and KILLS more are killed.

The kills come at random moments of a run, spread evenly over its time (300 for each command unless said otherwise): a run
that ends before its moment is not counted.
Prints what went wrong, and a line of figures for each command; ends with 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.forked import Fault
from tests.faults.histories import Disturbed, workplace
from tests.faults.scenarios import SCENARIOS

_SIZES = (0, 100, 1_000, 5_000, 20_000, 50_000)  # bytes above which no file may grow


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tell(name: str, fault: Fault, found: list[str]) -> bool:
    for line in found:
        _say(f"{name}, {fault}: {line}")
    return bool(found)


def _faults(disturbed: Disturbed) -> list[Fault]:
    steps = range(1, disturbed.steps + 1)
    every = [Fault(kind, step) for kind in ("error", "from", "kill") for step in steps]
    return [*every, *map(Fault, ("no-sync", "no-lock", "no-link")), *(Fault("size", size) for size in _SIZES)]


def _random_kills(disturbed: Disturbed, count: int, seeded: random.Random) -> Iterator[tuple[Fault, bool, list[str]]]:
    """Kill at random moments until `count` runs were killed; yield the fault, whether it was, and what was wrong."""
    longest = max(disturbed.run(Fault())[0].elapsed for _ in range(3))
    for _ in range(10 * count):
        if count <= 0:
            return
        fault = Fault("late", seeded.uniform(0, longest * 1000))
        outcome, found = disturbed.run(fault)
        count -= outcome.code == -9
        yield fault, outcome.code == -9, found


def main() -> int:
    """Return the exit code."""
    names = [scenario.name for scenario in SCENARIOS]
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("kills", nargs="?", type=int, default=300, help="kills at random moments, for each scenario")
    parser.add_argument("scenarios", nargs="*", choices=[[], *names], metavar="SCENARIO", help=", ".join(names))
    arguments = parser.parse_args()
    kills = arguments.kills
    chosen = [scenario for scenario in SCENARIOS if not arguments.scenarios or scenario.name in arguments.scenarios]
    seeded = random.Random(1)
    bad = 0
    with tempfile.TemporaryDirectory() as folder, workplace(Path(folder)) as place:
        for scenario in chosen:
            disturbed = Disturbed(scenario, place)
            wrong = count = killed = 0
            for fault in _faults(disturbed):
                outcome, found = disturbed.run(fault)
                count += 1
                killed += outcome.code == -9
                wrong += _tell(scenario.name, fault, found)
            at_random = 0
            for fault, was_killed, found in _random_kills(disturbed, kills, seeded):
                at_random += was_killed
                wrong += _tell(scenario.name, fault, found)
            bad += wrong
            counts = f"{count} faults, {killed} of them kills; {at_random} kills at random moments; {wrong} wrong"
            _say(f"{scenario.name}: {disturbed.steps} steps, {counts}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
