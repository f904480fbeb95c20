"""A Zotero plan in words: titles instead of keys, and the place where two values differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.cli.zotero_words import change_text, differing_parts, operation_lines
from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.object_content import Content
from biblio.zotero.sync_plan import FieldChange, Operation
from biblio.zotero.sync_record import SyncRecord

LONG = "A study of the leaves of street trees and of the roots below them in towns by the sea"


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("Deep", "Shallow", ("Deep", "Shallow")),
        (f"{LONG}, part 1", f"{LONG}, part 2", ("…by the sea, part 1", "…by the sea, part 2")),
        (LONG, "", ("A study of the leaves of street trees a…", "")),
        (LONG, f"Another {LONG}", ("A study of the leaves of street trees a…", "Another A study of the leaves of street…")),
    ],
)  # fmt: skip
def test_where_two_values_differ(first: str, second: str, shown: tuple[str, str]) -> None:
    assert differing_parts(first, second, 40) == shown


def test_a_comment_is_shown_without_markup() -> None:
    assert change_text("note", "<p>Good.</p>", "<p>Very <b>good</b>.</p>") == "Good. → Very good."


def operation(verb: str, kind: str, label: str, *, title: str = "", uid: str = "x", **fields: str) -> Operation:
    target = Content(kind, {"title": title, **fields} if title else fields)
    record = SyncRecord(uid, ObjectType.ITEM, "ABCD2345")
    changes = (FieldChange("title", "Old", "New"),)
    return Operation(verb, ObjectType.ITEM, "ABCD2345", 1, {}, label, target, record, changes)


def test_a_write_is_shown_by_its_title() -> None:
    lines = list(operation_lines(operation("update", "preprint", "doe2024a", title="A Title"), {}))
    assert lines[0].startswith("  doe2024a  ")
    assert "A Title" in lines[0]
    assert lines[1] == "      title: Old → New"
    note = operation("create", "note", "note some-id-1234", uid="note:some-id-1234")
    assert list(operation_lines(note, {"note:some-id-1234": "the comment of 'A Title'"})) == [
        "  the comment of 'A Title'"
    ]
    root = replace(operation("create", "collection", "the root collection", name="papers"), changes=())
    assert "papers" in next(operation_lines(root, {}))
