"""``python -m tests.faults [KILLS] [SCENARIO…]``: every step of every command fails, and KILLS more are killed.

The kills come at random moments of a run, spread evenly over its time (300 for each command unless said otherwise).
Prints what went wrong, and a line of figures for each command; ends with 1 if anything went wrong.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.forked import Fault
from tests.faults.histories import Disturbed, workplace
from tests.faults.scenarios import SCENARIOS

_SIZES = (0, 100, 1_000, 5_000, 20_000, 50_000)  # bytes above which no file may grow


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Return the exit code."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chosen = [scenario for scenario in SCENARIOS if not sys.argv[2:] or scenario.name in sys.argv[2:]]
    seeded = random.Random(1)
    bad = 0
    with tempfile.TemporaryDirectory() as folder, workplace(Path(folder)) as place:
        for scenario in chosen:
            disturbed = Disturbed(scenario, place)
            begun = time.monotonic()
            disturbed.run(Fault())
            milliseconds = (time.monotonic() - begun) * 1000 / 2  # it runs twice
            steps = range(1, disturbed.steps + 1)
            faults = [Fault(kind, step) for kind in ("error", "from", "kill") for step in steps]
            faults += [*map(Fault, ("no-sync", "no-lock", "no-link")), *(Fault("size", size) for size in _SIZES)]
            faults += [Fault("late", seeded.uniform(0, milliseconds)) for _ in range(kills)]
            killed = wrong = 0
            for fault in faults:
                outcome, found = disturbed.run(fault)
                killed += outcome.code == -9
                wrong += bool(found)
                for line in found:
                    _say(f"{scenario.name}, {fault}: {line}")
            bad += wrong
            counts = f"{disturbed.steps} steps, {len(faults)} faults, {killed} of them kills; {wrong} wrong"
            _say(f"{scenario.name}: {counts}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
