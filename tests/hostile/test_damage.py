"""Files of a project that were cut off, emptied or flipped, or have the marks of git: said, rebuilt or left, never lost."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from tests.hostile.project import make_project
from tests.program import Finished, run_program

_CONFLICT = b"<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other\n"
_EXPECTED = (0, 1, 2, 3, 4)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with decisions and exports, as its last run left it."""
    folder = tmp_path_factory.mktemp("whole") / "project"
    folder.mkdir()
    make_project(folder)
    for path in (folder / "notes").glob("c*.bib"):
        path.unlink()
    run_program(folder, "catalogue", "build", "works.jsonl")
    notes = [json.loads(line) for line in run_program(folder, "notes", "--json").stdout.splitlines()]
    assert run_program(folder, "accept", notes[-1]["id"], "arxiv:2101.00003").returncode == 0
    assert run_program(folder, "sync").returncode == 4
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "project")
    return tmp_path / "project"


def damage(path: Path, how: str, chance: random.Random) -> bytes:
    """Damage a file; return what it has now."""
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data) + 1)
    if how == "cut":
        del data[place:]
    elif how == "zeros":
        data[place : place + 512] = bytes(len(data[place : place + 512]))
    elif how == "flip" and data:
        data[min(place, len(data) - 1)] ^= 1 << chance.randrange(8)
    elif how == "conflict":
        data[place:place] = _CONFLICT
    elif how == "empty":
        data.clear()
    path.write_bytes(data)
    return bytes(data)


@pytest.mark.parametrize("how", ["cut", "zeros", "flip", "conflict", "empty"])
@pytest.mark.parametrize(
    "name",
    [
        "decisions.txt",
        ".biblio/journal.jsonl",
        ".biblio/state.sqlite",
        "exports/index.json",
        "exports/all.bib",
        "works/records.sqlite",
        "works/text/meta.json",
    ],
)
def test_damage_ends_no_run_badly(folder: Path, name: str, how: str) -> None:
    decisions = (folder / "decisions.txt").read_bytes()
    left = damage(folder / name, how, random.Random(f"{name} {how}"))
    for arguments in (["status"], ["sync"], ["notes"], ["undo", "--list"], ["catalogue", "search", "lamps"]):
        done = run_program(folder, *arguments)  # an exception that is none of ours would end the test
        assert done.returncode in _EXPECTED, done.stderr
    if name != "decisions.txt":
        assert (folder / "decisions.txt").read_bytes() == decisions
    if name.startswith((".biblio/journal", "decisions")):
        assert (folder / name).read_bytes() == left  # what a person may want to mend stays
    assert (folder / "exports" / "all.bib").exists()


def said(folder: Path, *arguments: str) -> Finished:
    return run_program(folder, *arguments)


def test_an_emptied_decisions_file_is_said(folder: Path) -> None:
    (folder / "decisions.txt").write_bytes(b"\0" * 300)
    assert "decisions.txt" in said(folder, "sync").stderr
    (folder / "decisions.txt").write_bytes(b"")
    assert "warning: decisions.txt is empty or cut off, but the journal" in said(folder, "sync").stderr
    (folder / "decisions.txt").unlink()  # who wants to begin anew removes it
    assert "decisions.txt" not in said(folder, "sync").stderr


def test_decisions_cut_off_in_what_biblio_writes_first_are_said(folder: Path) -> None:
    path = folder / "decisions.txt"
    path.write_bytes(path.read_bytes()[:300])
    assert "warning: decisions.txt is empty or cut off" in said(folder, "sync").stderr


def test_zeros_anywhere_in_the_state_are_found(folder: Path) -> None:
    before = said(folder, "notes").stdout
    path = folder / ".biblio" / "state.sqlite"
    whole = path.read_bytes()
    for place in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:place] + bytes(512) + whole[place + 512 :])
        done = said(folder, "notes")
        assert (done.returncode, done.stdout) == (0, before) or "will be rebuilt" in done.stderr, place


def test_a_page_of_the_state_that_seems_to_have_no_rows_is_found(folder: Path) -> None:
    """The number of cells is at offset 3 of a page, https://sqlite.org/fileformat.html#b_tree_pages."""
    before = said(folder, "notes").stdout
    path = folder / ".biblio" / "state.sqlite"
    whole = path.read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    for place in range(size + 3, len(whole), size):
        path.write_bytes(whole[:place] + bytes(2) + whole[place + 2 :])
        done = said(folder, "notes")
        assert (done.returncode, done.stdout) == (0, before) or "will be rebuilt" in done.stderr, place


def test_a_journal_that_is_gone_is_said(folder: Path) -> None:
    (folder / ".biblio" / "journal.jsonl").unlink()
    assert "cannot be undone from here" in said(folder, "undo", "--list").stderr


def test_a_full_text_that_is_gone_is_said(folder: Path) -> None:
    shutil.rmtree(folder / "works" / "text")
    (folder / "works" / "text").mkdir()
    done = said(folder, "catalogue", "search", "lamps")
    assert done.returncode == 1
    assert "its full text is gone" in done.stderr


def test_a_newer_state_is_left_alone(folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(folder / ".biblio" / "state.sqlite") as state:
        state.execute("PRAGMA user_version = 999")
    state.close()
    assert "newer version" in said(folder, "notes").stderr
    with sqlite3.connect(folder / ".biblio" / "state.sqlite") as state:
        assert state.execute("PRAGMA user_version").fetchone() == (999,)
    state.close()


@pytest.mark.parametrize("table", ["notes", "decisions", "answers"])
@pytest.mark.parametrize("body", [b'{"', b'{"title": "\xff"}', b"[1]"])
def test_a_state_with_broken_rows_is_rebuilt(folder: Path, table: str, body: bytes) -> None:
    import sqlite3

    column = "records" if table == "answers" else "body"
    before = said(folder, "notes").stdout
    with sqlite3.connect(folder / ".biblio" / "state.sqlite") as state:
        state.execute(f"UPDATE {table} SET {column} = ?", (body,))
    state.close()
    done = said(folder, "notes")
    # Rows of another shape are from another version, and are made again by the next sync.
    assert (done.returncode, done.stdout) == (0, before) or "will be rebuilt" in done.stderr or body == b"[1]"
    said(folder, "sync")
    again = said(folder, "notes")
    assert (again.returncode, again.stdout) == (0, before)
