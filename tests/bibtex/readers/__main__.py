"""Write the tables of what arrives in other programs anew: `python -m tests.bibtex.readers`.

Needs every reader; see `.ci/readers`. Look at the difference before you commit it.
"""

from __future__ import annotations

import sys

from tests.bibtex.readers.matrix import compute, golden_file, to_text, unexplained

for dialect in ("biblatex", "bibtex"):
    matrix = compute(dialect)  # type: ignore[arg-type]
    if matrix.missing:
        sys.exit("\n".join(matrix.missing.values()))
    golden_file(dialect).write_text(to_text(matrix), encoding="utf-8")  # type: ignore[arg-type]
    for line in unexplained(dialect, matrix.cells)[0]:
        sys.stderr.write(f"no reason: {line}\n")
