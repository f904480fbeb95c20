"""A work's tags from both sides: what the user did in Zotero is written down once, and taken back by doing the reverse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.zotero.loopback import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.note("a", "NLP")
    desk.note("b", "CV")
    desk.note("c")
    desk.sync()
    assert desk.members("c") == {"biblio"}
    return desk


def lines(desk: Desk) -> list[str]:
    return sorted(map(str, desk.overrides.lines))


def set_tags(desk: Desk, name: str, *tags: str) -> None:
    desk.edit(desk.item(name)["key"], tags=[{"tag": tag} for tag in tags])
    desk.sync()
    assert desk.sync()[0].is_empty


def file(desk: Desk, name: str, *collections: str) -> None:
    desk.edit(desk.item(name)["key"], collections=[desk.collection(other) for other in collections])
    desk.sync()
    assert desk.sync()[0].is_empty


def test_a_tag_taken_out_and_put_back_leaves_no_line(desk: Desk) -> None:
    set_tags(desk, "a")
    assert lines(desk) == ["remove doi:10.1000/a NLP"]
    assert (desk.tags("a"), desk.members("a")) == (set(), {"biblio"})
    set_tags(desk, "a", "NLP")
    assert lines(desk) == []
    assert (desk.tags("a"), desk.members("a")) == ({"NLP"}, {"NLP"})


def test_a_tag_put_in_and_taken_out_leaves_no_line(desk: Desk) -> None:
    set_tags(desk, "a", "NLP", "mine")
    assert lines(desk) == ["add doi:10.1000/a mine"]
    assert desk.members("a") == {"NLP", "mine"}
    set_tags(desk, "a", "NLP")
    assert lines(desk) == []
    assert desk.members("a") == {"NLP"}


def test_a_line_goes_when_the_notes_say_the_same(desk: Desk) -> None:
    set_tags(desk, "a", "mine")
    assert lines(desk) == ["add doi:10.1000/a mine", "remove doi:10.1000/a NLP"]
    desk.note("a", "mine")
    desk.sync()
    assert lines(desk) == []
    assert desk.tags("a") == {"mine"}


def test_a_work_that_the_user_files_in_the_root_too_stays_there(desk: Desk) -> None:
    file(desk, "a", "NLP", "biblio")
    assert lines(desk) == ['add doi:10.1000/a ""']
    assert desk.members("a") == {"NLP", "biblio"}
    desk.note("a", "NLP", title="Newer")
    desk.sync()
    assert desk.members("a") == {"NLP", "biblio"}
    file(desk, "a", "NLP")
    assert desk.members("a") == {"NLP"}
    assert 'add doi:10.1000/a ""' not in lines(desk)


def test_a_work_that_the_user_takes_out_of_the_root_stays_out(desk: Desk) -> None:
    file(desk, "c")
    assert lines(desk) == ['remove doi:10.1000/c ""']
    desk.note("c", title="Newer")
    desk.sync()
    assert desk.members("c") == set()
    file(desk, "c", "biblio")
    assert desk.members("c") == {"biblio"}
    assert 'remove doi:10.1000/c ""' not in lines(desk)


def test_a_work_moved_from_collection_to_collection_has_the_other_tag(desk: Desk) -> None:
    file(desk, "a", "CV")
    assert lines(desk) == ["add doi:10.1000/a CV", "remove doi:10.1000/a NLP"]
    assert (desk.tags("a"), desk.members("a")) == ({"CV"}, {"CV"})


def test_what_somebody_does_to_a_work_while_its_note_is_away_counts_when_it_is_back(desk: Desk) -> None:
    """Biblio took it out of its collections meanwhile: only that is not the person's doing."""
    note = desk.notes.pop("a")
    desk.sync()
    assert desk.members("a") == set()
    desk.edit(desk.item("a")["key"], tags=[{"tag": "CV"}])
    desk.sync()
    desk.notes["a"] = note
    desk.sync()
    assert lines(desk) == ["add doi:10.1000/a CV", "remove doi:10.1000/a NLP"]
    assert desk.members("a") == desk.tags("a") == {"CV"}
    assert desk.sync()[0].is_empty


def test_a_work_whose_note_was_away_is_where_it_was(desk: Desk) -> None:
    note = desk.notes.pop("a")
    desk.sync()
    desk.notes["a"] = note
    desk.sync()
    assert not lines(desk)
    assert desk.members("a") == desk.tags("a") == {"NLP"}
