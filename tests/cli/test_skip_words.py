"""Every reason why files gave no note has words that can be translated."""

from __future__ import annotations

import pytest

from biblio.cli import skip_words
from biblio.cli.rendering import _EXPECTED_SKIPS
from biblio.readers.skipped import SkipReason

_OF_PARTS = {SkipReason.CONTENTS, SkipReason.OTHER_WORKS, SkipReason.LEADS_TO_NOTE, SkipReason.NO_TITLE}


@pytest.mark.parametrize("reason", sorted(set(SkipReason) - _EXPECTED_SKIPS - _OF_PARTS), ids=str)
def test_the_reason_is_translated(reason: SkipReason, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skip_words, "translate_count", lambda one, several, count: f"translated: {one}")
    assert skip_words.counted_reason(reason, 2).startswith("translated: {count}")
