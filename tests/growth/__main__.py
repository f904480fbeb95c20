"""Show what grows faster than its length, over all units and many pairs: ``python -m tests.growth [PART OF A NAME…]``.

With ``patterns FOLDER…`` ("patterns readers.tables") the regular expressions of these folders, each on texts made of its parts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.growth.measuring import grows, repeated
from tests.growth.targets import TARGETS, catalogue_targets, size_of
from tests.growth.test_patterns import growing_patterns
from tests.growth.units import NESTED, UNITS, pairs

_PAIRS = 150


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Try what the arguments name, or everything."""
    if sys.argv[1:2] == ["patterns"]:
        for folder in sys.argv[2:] or [""]:
            for name, what in growing_patterns(f"biblio.{folder}" if folder else ""):
                _say(f"{name}: {what}")
        return
    tried = found = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, target in {**TARGETS, **catalogue_targets(Path(folder))}.items():
            if not any(part in name for part in sys.argv[1:] or [""]):
                continue
            target(repeated("a", 100))  # loads what the first call loads
            for unit in (*UNITS, *NESTED, *pairs(_PAIRS, name)):
                tried += 1
                if growth := grows(target, unit, size=size_of(name)):
                    found += 1
                    _say(f"{name}: {growth}")
    _say(f"{tried} inputs, {found} grow faster than their length")


main()
