"""Texts that are longer than Zotero accepts: shortened or left out, and said; never in the way of the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.zotero.object_content import Content, Creator
from biblio.zotero.planning.limits import fit_texts
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def test_long_texts_do_not_keep_a_work_out(place: Place) -> None:
    place.note(1, "NLP", "My comment. " * 25_000)
    place.note(2, "NLP")
    row = place.catalogue[0]
    row |= {"abstract": "葉の数を数える。" * 5_000, "authors": ["Ada Doe", f"The Collaboration of {'Many ' * 80}"]}
    text = "\n".join(map(json.dumps, place.catalogue))
    (place.folder / "works.jsonl").write_text(text, encoding="utf-8")
    place.ok("sync", "-q")
    done = place.ok("zotero", "apply")
    assert (
        "the abstract of 'A Study of Subject Number 1' is longer than Zotero accepts, and is shortened" in done.stderr
    )
    assert "the name of a person of 'A Study of Subject Number 1' is longer" in done.stderr
    assert "the comment of 'A Study of Subject Number 1' is longer than Zotero accepts (250,000" in done.stderr
    item = place.item(1)
    assert item["abstractNote"].endswith("…")
    assert 65_500 < len(item["abstractNote"].encode()) <= 65_535
    assert max(len(text) for person in item["creators"] for text in person.values()) == 255
    assert place.tree()["NLP"] == {"A Study of Subject Number 1", "A Study of Subject Number 2"}
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"


def test_what_fits_stays_as_it_is() -> None:
    content = Content("preprint", {"abstractNote": "é" * 32_767, "title": "T"}, (Creator("author", "D" * 255),))
    assert fit_texts(content) == (content, ())
    longer = content.with_fields({"abstractNote": "é" * 32_768})
    fitted, names = fit_texts(longer)
    assert names == ("abstractNote",)
    assert len(fitted.get("abstractNote").encode()) <= 65_535
    assert fitted.get("title") == "T"
