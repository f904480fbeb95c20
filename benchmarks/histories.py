"""Histories of notes and a Zotero library in large numbers: what a person made is there, nothing twice, then all is quiet.

python benchmarks/histories.py                    # 2,000 histories of every kind
python benchmarks/histories.py 5000 TwoPeople     # 5,000 of one
python benchmarks/histories.py 5000 NamesOfTwoPeople   # nothing but new names, edits, runs and git
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main(count: int, chosen: list[str]) -> None:
    """Run `count` histories of each kind; the first one that fails is made small, shown, and ends the run."""
    from hypothesis import HealthCheck, settings
    from hypothesis.stateful import run_state_machine_as_test

    from tests.zotero.histories import AppHistories, Histories
    from tests.zotero.project_histories import ProjectHistories
    from tests.zotero.shared_histories import NamesOfTwoPeople, TwoPeople, TwoProjects
    from tests.zotero.test_source_histories import FiledSourceHistories, SourceHistories

    kinds = {
        kind.__name__: kind
        for kind in (
            Histories, AppHistories, ProjectHistories, TwoProjects, TwoPeople, NamesOfTwoPeople, SourceHistories,
            FiledSourceHistories,
        )
    }  # fmt: skip
    for name in chosen or kinds:
        start = time.perf_counter()
        many = settings(
            max_examples=count, stateful_step_count=30, deadline=None, database=None, report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        run_state_machine_as_test(kinds[name], settings=many)  # type: ignore[no-untyped-call]
        print(f"{name:<18} {count:>7,} histories without a failure in {time.perf_counter() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, sys.argv[2:])
