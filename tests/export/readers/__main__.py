"""Write the table of what arrives in other programs anew: `python -m tests.export.readers`.

Needs every reader; see `.ci/readers`. Look at the difference before you commit it.
"""

from __future__ import annotations

import sys

from tests.export.readers.table import GOLDEN, compute, reason, to_text

table = compute()
if table.missing:
    sys.exit("\n".join(table.missing.values()))
GOLDEN.write_text(to_text(table), encoding="utf-8")
for place in table.losses:
    if not reason(place):
        sys.stderr.write(f"no reason: {' '.join(place)}: {table.losses[place]}\n")
