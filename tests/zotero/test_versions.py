"""Objects whose version changed without a new version of the library: only reading them by their keys shows it."""

from __future__ import annotations

import pytest

from tests.zotero.loopback import Desk


def related_then_changed(desk: Desk) -> None:
    """A relation that is written at one end gives the other end a new version, and the library none beside it."""
    desk.note("a", "NLP")
    desk.note("b", "NLP")
    desk.sync()
    desk.note("a", "NLP", related=["b"])
    desk.sync()
    desk.note("b", "NLP", title="Newer")
    _, outcome = desk.sync()
    assert not outcome.left
    assert desk.item("b")["title"] == "Newer"
    assert desk.sync()[0].is_empty


def test_the_other_end_of_a_relation(desk: Desk) -> None:
    related_then_changed(desk)


@pytest.mark.parametrize("desk", ["memory", "web"], indirect=True)
def test_without_reading_it_again_it_would_be_left_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("biblio.zotero.engine.Engine._read_stale", lambda self, stale: None)
    with pytest.raises(AssertionError):
        related_then_changed(desk)
