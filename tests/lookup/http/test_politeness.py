"""However many processes ask, no service gets a request before its interval or a pause is over: with real connections.

`benchmarks/politeness.py` is the same for an hour.
"""

from __future__ import annotations

import pytest

from tests.lookup.http.asking import ask_together


@pytest.mark.slow
def test_four_processes_together_keep_every_limit() -> None:
    names = ("crossref", "doi", "openalex")
    for asked in ask_together(names, seconds=30, speed=15, requests=60):
        assert not list(asked.too_early())
        assert len(asked.sent) >= len(asked.arrived) >= 60
        assert asked.pauses
