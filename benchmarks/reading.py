"""How fast a folder of notes is read: files and notes per processor second, beside other checkouts of biblio.

    python benchmarks/reading.py FOLDER [CHECKOUT...] [--runs N]

Every run is a process of its own that reads the whole folder with nothing remembered, the checkouts in turn, because
the speed of a machine drifts. Processor time (user and system) includes what reading loads, not the start of Python.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent.parent
_READ = """
import time
start = time.process_time()
import biblio
reading = biblio.read_notes(".")
seconds = time.process_time() - start
print(len(reading.notes), len({*(note.source for note in reading.notes), *(item.path for item in reading.skipped)}), seconds)
"""


def read_once(checkout: Path, folder: Path) -> tuple[int, int, float]:
    """Return the notes and files that a checkout found in `folder`, and the processor seconds that it took."""
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", _READ]
    output = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout
    notes, files, seconds = output.split()
    return int(notes), int(files), float(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("checkouts", type=Path, nargs="*", help="other checkouts, to compare with")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    checkouts = [_HERE, *(path.resolve() for path in options.checkouts)]
    results: dict[Path, list[tuple[int, int, float]]] = {checkout: [] for checkout in checkouts}
    for _ in range(options.runs):
        for checkout in checkouts:
            results[checkout].append(read_once(checkout, options.folder))
    own = statistics.median(seconds for _, _, seconds in results[_HERE])
    own_notes = results[_HERE][0][0]
    print(f"{'checkout':40}{'notes':>8}{'files':>8}{'seconds':>9}{'files/s':>9}{'notes/s':>9}  this one is")
    for checkout, runs in results.items():
        notes, files, _ = runs[0]
        seconds = statistics.median(seconds for _, _, seconds in runs)
        ratios = f"{seconds / own:.2f} x in seconds, {own_notes / own / (notes / seconds):.2f} x in notes/s"
        print(
            f"{str(checkout)[-39:]:40}{notes:8,}{files:8,}{seconds:9.2f}{files / seconds:9.0f}{notes / seconds:9.0f}"
            f"  {'' if checkout == _HERE else ratios}"
        )


if __name__ == "__main__":
    main()
