"""How long the page of ten thousand works takes: to be written, to first use, per key stroke, per click.

    python -m benchmarks.page [WORKS]

A real Chromium (Debian's, driven by Playwright) opens it from the file system. First use is when the first works stand
there and the search takes letters, from the start of navigation; a key stroke is from the input to the new list and
its layout. Both are the browser's own clock, in milliseconds: the smallest, the middle and the largest of several.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.page.browser import Visit, started_browser, write_files
from tests.page.cards import files_of, many_works

WORDS = "sparse attention graph"
VISITS = 5
# Each returns the browser's milliseconds until the list and its layout are there.
STROKE = """(text) => {
    const input = document.getElementById('biblio-words');
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    document.getElementById('biblio-list').getBoundingClientRect();
    return performance.now() - start;
}"""
CLICK = """(selector) => {
    const start = performance.now();
    document.querySelector(selector).click();
    document.getElementById('biblio-list').getBoundingClientRect();
    return performance.now() - start;
}"""


class Clock:
    """Counts what the page's thread computes, in milliseconds: other programs on the machine do not count."""

    def __init__(self, page: Any) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def now(self) -> float:
        metrics = self.session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")) * 1000


FIRST, EARLY, STROKES, CLICKS = NAMES = (
    "to first use",
    "a letter at once after that",
    "a key stroke, notes searched too",
    "a click on a filter",
)


def row(name: str, values: list[float]) -> None:
    ordered = sorted(values)
    print(f"{name:<36}{ordered[0]:>8.1f}{statistics.median(ordered):>8.1f}{ordered[-1]:>8.1f}   of {len(ordered)}")


def main(count: int) -> None:
    entries = many_works(count)
    start = time.perf_counter()
    files = files_of(entries, style="APA")
    print(f"{count:,} works: {len(files)} files made in {time.perf_counter() - start:.2f} s")
    for name in ("works.js", "notes.js", "details-00.js"):
        print(f"    {name:<16}{len(files[name].encode()) / 1e6:>8.2f} MB")
    sizes = [len(text.encode()) for text in files.values()]
    print(f"    {'all files':<16}{sum(sizes) / 1e6:>8.2f} MB")
    with tempfile.TemporaryDirectory() as folder, started_browser() as browser:
        path = write_files(Path(folder), entries, style="APA")
        wall: dict[str, list[float]] = {name: [] for name in NAMES}
        computed: dict[str, list[float]] = {name: [] for name in NAMES}
        for _ in range(VISITS):
            page = Visit(browser, path)
            clock = Clock(page.page)
            wall[FIRST].append(page.page.evaluate("performance.getEntriesByName('biblio-ready')[0].startTime"))

            def measure(name: str, code: str, value: str, page: Visit = page, clock: Clock = clock) -> None:
                before = clock.now()
                wall[name].append(page.page.evaluate(code, value))
                computed[name].append(clock.now() - before)

            measure(EARLY, STROKE, "s")
            page.wait_for_notes()
            page.page.wait_for_timeout(1500)
            for length in (*range(1, len(WORDS) + 1), *range(len(WORDS) - 1, -1, -1)):
                measure(STROKES, STROKE, WORDS[:length])
            for _ in range(4):
                measure(CLICKS, CLICK, ".biblio-values input")
            page.close()
    print(f"{'milliseconds':<36}{'least':>8}{'middle':>8}{'most':>8}")
    for name in NAMES:
        row(name, wall[name])
        if computed[name]:
            row("    computed by the page", computed[name])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
