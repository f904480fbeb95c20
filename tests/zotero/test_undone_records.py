"""What is remembered after an undo: what the run changed goes back, part by part; what has changed since stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content, Creator
from biblio.zotero.planning.undone_records import undone_record
from biblio.zotero.sync_record import SyncRecord, SyncState


def record(title: str, *tags: str, kind: str = "report", **more: str) -> SyncRecord:
    content = Content(kind, {"title": title, **more}, tags=frozenset(tags))
    return SyncRecord("doi:10.1/a", ObjectType.ITEM, "ABCD2345", Base(content, content), names=("doi:10.1/a",))


BEFORE, AFTER = record("One", "NLP", kind="book"), record("Two", "CV", volume="7")


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        (AFTER, BEFORE),
        (BEFORE, BEFORE),  # it was undone already
        (record("Three", "CV", volume="7"), record("Three", "NLP", kind="book")),
        (record("Two", "CV", "ML", volume="8"), record("One", "ML", "NLP", kind="book", volume="8")),
        (replace(AFTER, state=SyncState.LEFT), replace(BEFORE, state=SyncState.LEFT)),
        (replace(AFTER, base=None), replace(BEFORE, base=None)),
    ],
)
def test_what_has_changed_since_stays(present: SyncRecord, expected: SyncRecord) -> None:
    assert undone_record(BEFORE, AFTER, present) == expected


def test_what_was_not_known_before_the_run_is_not_known_again() -> None:
    unknown, since = replace(BEFORE, base=None), record("Two", "CV", "ML", volume="7")
    assert undone_record(unknown, AFTER, since) == unknown
    assert undone_record(unknown, unknown, since) == since


def test_nothing_is_remembered_of_what_the_run_made_and_what_was_forgotten_since() -> None:
    assert undone_record(None, AFTER, AFTER) is None
    assert undone_record(BEFORE, AFTER, None) is None


def test_a_record_of_another_item_is_never_mixed_with_this_one() -> None:
    moved = replace(record("Three"), key="MINE2345")
    assert undone_record(BEFORE, AFTER, moved) == moved
    assert undone_record(replace(BEFORE, key="MINE2345"), AFTER, record("Three")) == replace(BEFORE, key="MINE2345")


def test_lines_that_a_run_drew_from_an_item_go_from_the_record_of_the_one_that_took_its_place() -> None:
    """Else it looks as if somebody had taken them out, so that the other item is to say what the notes say."""
    roe = (Creator("author", "Roe", "Bo"),)
    noted = Content("report", {"title": "One", "date": "1999", "place": "Here"})
    corrected = replace(noted.with_fields({"title": "Mine", "date": "2001"}), creators=roe)
    before = replace(BEFORE, base=Base(noted, noted), overruled={"date": "1998"})
    after = replace(
        AFTER,
        base=Base(corrected, corrected),
        overruled={"date": "1998", "title": "One", "creators": "", "place": "Here"},
    )
    present = replace(after, key="MINE2345", overruled={**after.overruled, "place": "There"})
    ours = replace(corrected.with_fields({"title": "One"}), creators=())
    expected = replace(present, base=Base(ours, corrected), overruled={"date": "1998", "place": "There"})
    assert undone_record(before, after, present) == expected
