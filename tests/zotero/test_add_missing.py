"""Works of a Zotero collection or tag that have no note get one; the library is only read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.test_adopt_command import FullLibrary


@pytest.fixture
def place(tmp_path: Path) -> Iterator[FullLibrary]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        found = FullLibrary(tmp_path / "project", farm, server)
        (found.folder / "config.toml").write_text('[notes]\nsources = ["notes"]\n', encoding="utf-8")
        yield found


def test_works_of_a_tag_without_a_note_get_one(place: FullLibrary) -> None:
    place.study(1, tags=[{"tag": "to-read"}, {"tag": "NLP"}], citationKey="ownKey1")
    place.study(2, tags=[{"tag": "to-read"}])
    place.study(3)
    place.add(itemType="book", title="A Book That No Service Knows", date="1998", tags=[{"tag": "to-read"}])
    (place.folder / "notes" / "second.md").write_text("# Mine\n\nhttps://arxiv.org/abs/2401.00002\n", encoding="utf-8")
    done = place.ok("add", "--missing", "zotero:tag/to-read", "--json")
    outcomes = {row["request"]: row["outcome"] for row in map(json.loads, done.stdout.splitlines())}
    assert outcomes == {"A Study of Subject Number 1": "written", "A Book That No Service Knows": "written"}
    text = (place.folder / "notes" / "ownKey1.md").read_text(encoding="utf-8")
    assert "citekey: ownKey1\n" in text
    assert "NLP" in text
    assert all(request.startswith("GET") for request in place.requests())
    assert place.ok("add", "--missing", "zotero:tag/to-read", "--json").stdout == ""
    said = place.ok("add", "--missing", "zotero:tag/to-read").stderr
    assert re.search(r"nothing to write: \d+ works? of zotero:tag/to-read, all with notes", said)


def test_a_legal_key_of_zotero_stays_though_no_file_can_be_called_so(place: FullLibrary) -> None:
    place.study(4, tags=[{"tag": "to-read"}], citationKey="doe:2024")
    (row,) = map(json.loads, place.ok("add", "--missing", "zotero:tag/to-read", "--json").stdout.splitlines())
    assert row["citekey"] == "doe:2024"
    assert Path(row["path"]).name == "doe 2024.md"
    assert 'citekey: "doe:2024"\n' in row["text"]


def test_a_part_that_is_not_there_is_said(place: FullLibrary) -> None:
    refused = place.run("add", "--missing", "zotero:collection/Nowhere")
    assert refused.returncode in (1, 2)
    assert "Nowhere" in refused.stderr
    assert place.run("add").returncode == 2
