"""Is a service ever asked faster than its rule? ``python benchmarks/politeness.py [SPEED [SECONDS]]``

Four processes ask every service as fast as they may (`tests/lookup/http/asking.py`), for an hour of a clock that runs SPEED
times as fast as the real one (40 unless said otherwise). Neither two requests that arrive at a service nor two that are
sent to it may be closer than the service's interval, and none may come before a pause is over that it asked for.

Prints a row for each service, and ends with 1 if a request came too early.
"""

from __future__ import annotations

import sys

from biblio.lookup.services.service_registry import SERVICE_DEFAULTS
from tests.lookup.http.asking import ask_together

HOUR = 3600.0


def main(speed: float = 40.0, seconds: float = HOUR) -> int:
    """Return the exit code."""
    found: list[str] = []
    print("| service | rule, s | requests | of at most | shortest gap, s | between those sent | too early |")
    print("|---|---|---|---|---|---|---|")
    for asked in ask_together(list(SERVICE_DEFAULTS), seconds=seconds, speed=speed):
        early = list(asked.too_early())
        arrived, sent = asked.shortest_gaps
        print(
            f"| {asked.name} | {asked.interval:g} | {len(asked.arrived):,} | {asked.most(seconds):,} "
            f"| {arrived:.3f} | {sent:.3f} | {len(early)} |"
        )
        found += early
    print("\n".join(found))
    return min(1, len(found))


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
