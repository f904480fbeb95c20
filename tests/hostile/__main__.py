"""Give every hostile input to every command: ``python -m tests.hostile [INPUT…]``; ends with 1 if anything is wrong."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.faults.forked import Runner
from tests.hostile.inputs import INPUTS
from tests.hostile.tried import COMMANDS, Tried, try_input


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Return the exit code."""
    chosen = {name: write for name, write in INPUTS.items() if not sys.argv[1:] or name in sys.argv[1:]}
    every: dict[str, Tried] = {}
    with tempfile.TemporaryDirectory() as folder, Runner(Path(folder), {}) as runner:
        for name, write in chosen.items():
            tried = every[name] = try_input(Path(folder) / "project", write, runner)
            for line in tried.wrong:
                _say(f"{name}: {line}")
            _say(f"{name}: at most {tried.seconds:.1f} s ({tried.slowest}), {tried.megabytes:.0f} MB")
    hung, escaped = (sum(getattr(tried, what) for tried in every.values()) for what in ("hung", "escaped"))
    longest = max(every, key=lambda name: every[name].seconds)
    largest = max(every, key=lambda name: every[name].megabytes)
    wrong = sum(bool(tried.wrong) for tried in every.values())
    _say(f"inputs tried {len(every)}, each by {len(COMMANDS)} commands: {wrong} wrong, hung {hung}, escaped {escaped}; "
         f"longest {every[longest].seconds:.1f} s ({longest}), largest {every[largest].megabytes:.0f} MB ({largest})")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
