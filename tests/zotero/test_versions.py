"""Objects whose version changed without a new version of the library: only reading them by their keys shows it."""

from __future__ import annotations

from tests.zotero.loopback import Desk
from tests.zotero.test_guards import the_other_end_of_a_relation_is_edited


def test_the_other_end_of_a_relation(desk: Desk) -> None:
    """A relation that is written at one end gives the other end a new version, and the library none beside it."""
    the_other_end_of_a_relation_is_edited(desk)
    assert desk.sync()[0].is_empty
