"""A note moves between a file of its own and a file of several notes: its comment in Zotero moves with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import ExitCode
from biblio.zotero.note_html import note_source_in, plain_note
from tests.servers.base import Farm
from tests.servers.zotero import ZoteroServer
from tests.zotero.place import Place

WORDS = "What I think of counting the leaves of one street, part {}."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Farm([server := ZoteroServer()]) as farm:
        yield Place(tmp_path / "project", farm, server)


def comments(place: Place) -> list[dict[str, Any]]:
    items = place.server.library.items.values()
    return [data for data in items if data["itemType"] == "note" and not data.get("deleted")]


def write_digest(place: Place, *numbers: int) -> None:
    """Write a file of several notes; the last one's own words are those that it has in a file of its own."""
    sections = (
        f"## A Study of Subject Number {number}\n\n- arXiv: 2401.{number:05}\n- Tags: NLP\n\n{WORDS.format(number)}\n"
        for number in numbers
    )
    (place.folder / "notes" / "digest.md").write_text("# Week 1\n\n" + "\n".join(sections), encoding="utf-8")


@pytest.mark.parametrize("has_memory", [True, False])
@pytest.mark.parametrize("is_into_digest", [True, False])
def test_its_comment_is_there_once(place: Place, is_into_digest: bool, has_memory: bool) -> None:
    own = place.note(1, "NLP", WORDS.format(1))
    text = own.read_text(encoding="utf-8")
    place.note(2, "NLP").unlink()
    write_digest(place, 2)
    if not is_into_digest:
        own.unlink()
        write_digest(place, 2, 1)
    place.ok("sync", "--zotero", "--yes", "-q")
    keys = {data["key"] for data in comments(place)}
    assert len(keys) == 2
    if is_into_digest:
        own.unlink()
        write_digest(place, 2, 1)
    else:
        own.write_text(text, encoding="utf-8")
        write_digest(place, 2)
    if not has_memory:
        (place.folder / "zotero-memory.sqlite").unlink()
    done = place.run("sync", "--zotero", "--yes", "-q")
    assert {data["key"] for data in comments(place)} == keys
    if not has_memory:  # the other lines may be a person's
        assert done.returncode == ExitCode.NEEDS_PERSON
        return
    sources = {note_source_in(data["note"]) for data in comments(place)}
    assert sources == ({"digest.md"} if is_into_digest else {"digest.md", "n1.md"})


def test_what_somebody_wrote_into_its_comment_is_asked_about_if_the_note_got_other_lines(place: Place) -> None:
    own = place.note(1, "NLP", WORDS.format(1))
    place.note(2, "NLP").unlink()
    place.ok("sync", "--zotero", "--yes", "-q")
    (comment,) = comments(place)
    library = place.server.library
    library.write("item", {**comment, "note": comment["note"].replace("part 1.", "part 1. Read it again in spring.")})
    place.ok("sync", "--zotero", "--yes", "-q")
    own.unlink()
    write_digest(place, 1)
    assert place.run("sync", "--zotero", "--yes", "-q").returncode == ExitCode.NEEDS_PERSON
    (same,) = comments(place)
    assert same["key"] == comment["key"]
    assert "Read it again in spring." in plain_note(same["note"])
