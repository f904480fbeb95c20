"""Show what grows faster than its length, over all units and many pairs: ``python -m tests.growth [PART OF A NAME]``."""

from __future__ import annotations

import sys

from tests.growth.measuring import grows
from tests.growth.targets import TARGETS
from tests.growth.units import NESTED, UNITS, pairs

_PAIRS = 150

for name, target in TARGETS.items():
    if any(part in name for part in sys.argv[1:] or [""]):
        for unit in (*UNITS, *NESTED, *pairs(_PAIRS, name)):
            if growth := grows(target, unit):
                print(f"{name}: {growth}", flush=True)  # noqa: T201
