"""No reply that is broken ends a run or leads to another work; ``python -m tests.hostile.broken_replies`` tries more."""

from __future__ import annotations

import pytest

from tests.hostile.broken_replies import WAYS, Replies


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> Replies:
    return Replies(tmp_path_factory.mktemp("replies"))


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_broken_replies(replies: Replies, way: str) -> None:
    assert len(replies.found) >= 3
    assert [line for number in range(1) for line in replies.try_number(number, way)] == []
