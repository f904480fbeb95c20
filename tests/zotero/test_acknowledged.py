"""What is remembered of an object once it is written: the server's words, and nothing of what is in conflict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from biblio.zotero.library_snapshot import ObjectType
from biblio.zotero.merge import Base
from biblio.zotero.object_content import Content, Creator, Data
from biblio.zotero.sync_record import SyncRecord, acknowledged
from tests.zotero.loopback import Desk, Loopback

DOE, ROE = Creator("author", "Doe", "Ada"), Creator("author", "Roe", "Bo")


def row(creator: Creator) -> dict[str, str]:
    return {"creatorType": creator.role, "lastName": creator.last, "firstName": creator.first}


@pytest.mark.parametrize(
    ("base_fields", "target_fields", "written", "expected"),
    [
        ({"title": "A"}, {"title": "A"}, {"title": "a"}, {"title": "a"}),
        ({"title": "Base"}, {"title": "Theirs"}, {"title": "Theirs"}, {"title": "Base"}),
        ({}, {"title": "Theirs"}, {"title": "Theirs"}, {}),
        ({"title": "A", "volume": "1"}, {"title": "A"}, {"title": "A"}, {"title": "A", "volume": "1"}),
        ({"title": "A"}, {"title": "A"}, {"title": "A", "rights": "theirs"}, {"title": "A", "rights": "theirs"}),
    ],
)
def test_the_servers_words_are_remembered_where_both_sides_agree(
    base_fields: dict[str, str], target_fields: dict[str, str], written: dict[str, Any], expected: dict[str, str]
) -> None:
    ours = Content("book", {"title": "Ours"})
    base = Base(ours, Content("book", base_fields, (DOE,)), frozenset({"volume"}))
    record = SyncRecord("uid", ObjectType.ITEM, "KEY", base, names=("uid",))
    data = {"key": "KEY", "itemType": "book", "creators": [row(ROE)], **written}
    after = acknowledged(record, Content("book", target_fields, (DOE,)), data, "uri").base
    assert after is not None
    assert after.ours == ours
    assert dict(after.theirs.fields) == expected
    assert after.theirs.creators == (ROE,)
    assert after.open == {"volume"}
    in_conflict = acknowledged(record, Content("book", target_fields, (ROE,)), data, "uri").base
    assert in_conflict is not None
    assert in_conflict.theirs.creators == (DOE,)


class Rewording(Loopback):
    """A server that has its own way of writing titles."""

    def shown(self, kind: str, key: str) -> Data:
        data = super().shown(kind, key)
        return {**data, "title": data["title"].replace("...", "…")} if "title" in data else data


def test_the_servers_own_words_are_no_correction(tmp_path: Path) -> None:
    desk = Desk(tmp_path, remote_type=Rewording)
    for title in ("Wait...", "Wait... and see..."):
        desk.note("a", "NLP", title=title)
        desk.sync()
        assert desk.sync()[0].is_empty
        assert desk.item("a")["title"] == title
    assert not desk.overrides.lines
