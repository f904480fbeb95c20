from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.lookup.progress import SilentProgress
from biblio.readers.base import Document, ReadItem
from biblio.readers.discovery import list_files
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import MOST_TAGS, Reading, read_file, read_listing
from biblio.readers.skipped import Skipped, SkipReason
from biblio.settings import NoteSource
from biblio.state import open_state

SECOND = 1_000_000_000
NOTE = "---\ntitle: A Title\narxiv: 2401.01234\n---\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NoteStore]:
    state = open_state(tmp_path / "state.sqlite", lambda message: None)
    yield NoteStore(state)
    state.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("a.md", "b.md"):
        write(folder / name, NOTE.replace("A Title", name), seconds=1)
    return folder


def write(path: Path, text: str, *, seconds: int) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(seconds * SECOND, seconds * SECOND))


def read(store: NoteStore, base: Path, *sources: NoteSource, now: int = 100) -> Reading:
    listing = list_files(sources or (NoteSource("notes"),), base=base)
    return read_listing(listing, store=store, progress=SilentProgress(), clock=lambda: now * SECOND)


def test_only_changed_files_are_opened(store: NoteStore, folder: Path) -> None:
    first = read(store, folder.parent)
    assert [note.title for note in first.notes] == ["a.md", "b.md"]
    assert (first.files, first.opened, first.newest) == (2, 2, SECOND)
    assert first.places == {"notes/a.md": str(folder / "a.md"), "notes/b.md": str(folder / "b.md")}
    second = read(store, folder.parent)
    assert (second.notes, second.opened) == (first.notes, 0)
    write(folder / "b.md", NOTE, seconds=50)
    third = read(store, folder.parent)
    assert ([note.title for note in third.notes], third.opened) == (["a.md", "A Title"], 1)


class _Stopping(SilentProgress):
    """Stops the run after a number of files, as Ctrl-C does."""

    def __init__(self, after: int) -> None:
        self._left = after

    def step(self, count: int = 1) -> None:
        self._left -= count
        if self._left == 0:
            raise KeyboardInterrupt


def test_a_run_that_is_stopped_keeps_what_it_has_read(store: NoteStore, folder: Path) -> None:
    write(folder / "c.md", NOTE, seconds=1)
    listing = list_files([NoteSource("notes")], base=folder.parent)
    before = gc.get_threshold()
    with pytest.raises(KeyboardInterrupt):
        read_listing(listing, store=store, progress=_Stopping(after=2), clock=lambda: 100 * SECOND)
    assert gc.get_threshold() == before
    assert read(store, folder.parent).opened == 1


def test_a_file_changed_after_the_walk_is_read_again_by_the_next(store: NoteStore, folder: Path) -> None:
    listing = list_files([NoteSource("notes")], base=folder.parent)
    write(folder / "a.md", NOTE, seconds=60)
    read_listing(listing, store=store, progress=SilentProgress(), clock=lambda: 100 * SECOND)
    assert read(store, folder.parent).opened == 1


def test_a_file_just_written_is_read_again(store: NoteStore, folder: Path) -> None:
    read(store, folder.parent, now=2)
    assert read(store, folder.parent, now=4).opened == 2
    assert read(store, folder.parent, now=5).opened == 0


def test_the_problems_of_an_unchanged_file_are_reported_again(store: NoteStore, folder: Path) -> None:
    write(folder / "c.md", "---\ntitle: A: b\narxiv: 2401.01235\n---\n", seconds=1)
    write(folder / "odd.txt", "just a line\n", seconds=1)
    sources = (NoteSource("notes"), NoteSource("nowhere"))
    first = read(store, folder.parent, *sources)
    assert [problem.path for problem in first.problems] == ["nowhere"]
    assert [problem.path for problem in first.warnings] == ["notes/c.md"]
    assert first.skipped == (Skipped("notes/odd.txt", SkipReason.NO_WORK),)
    second = read(store, folder.parent, *sources)
    assert (second.problems, second.warnings, second.skipped) == (first.problems, first.warnings, first.skipped)


def test_every_file_is_accounted_for(store: NoteStore, folder: Path) -> None:
    write(folder / "empty.md", "\n", seconds=1)
    write(folder / "photo.png", "x", seconds=1)
    (folder / "binary.md").write_bytes(bytes(range(256)) * 9)
    reading = read(store, folder.parent)
    reasons = {item.path: item.reason for item in reading.skipped}
    assert reasons == {
        "notes/binary.md": SkipReason.UNREADABLE,
        "notes/empty.md": SkipReason.EMPTY,
        "notes/photo.png": SkipReason.UNKNOWN_FORMAT,
    }
    assert {note.source for note in reading.notes} | set(reasons) == {f"notes/{path.name}" for path in folder.iterdir()}


def test_a_source_without_a_note_is_an_error(store: NoteStore, folder: Path) -> None:
    for name in ("diary", "none"):
        (folder.parent / name).mkdir()
    for name in ("one", "two"):
        write(folder.parent / "diary" / f"{name}.txt", "went out\n", seconds=1)
    sources = [NoteSource(name) for name in ("notes", "diary", "none", "diary/one.txt", "notes/a.md")]
    assert [(problem.path, problem.what) for problem in read(store, folder.parent, *sources).problems] == [
        ("diary", "no notes in 2 files: no sign of a work"),
        ("none", "no files of notes in this folder"),
        ("diary/one.txt", "no note in this file: no sign of a work"),
    ]


def test_forcing_a_layout_reads_the_file_again(store: NoteStore, folder: Path) -> None:
    read(store, folder.parent)
    forced = read(store, folder.parent, NoteSource("notes", "reading-list"))
    assert (forced.opened, forced.notes) == (2, ())
    assert read(store, folder.parent).opened == 2


def test_more_tags_than_a_note_can_have_are_said(store: NoteStore, folder: Path) -> None:
    tags = ", ".join(f"t{number}" for number in range(MOST_TAGS + 1))
    write(folder / "a.md", NOTE.replace("title", f"tags: [{tags}]\ntitle"), seconds=1)
    reading = read(store, folder.parent)
    assert max(len(note.tags) for note in reading.notes) == MOST_TAGS
    assert "the note has 1,001 tags; only the first 1,000 are used" in str(reading.problems[0])


def test_a_reader_that_fails_costs_its_file_alone(store: NoteStore, folder: Path) -> None:
    class Failing:
        layout = "failing"

        def recognises(self, document: Document) -> bool:
            return True

        def read(self, document: Document) -> Iterator[ReadItem]:
            raise KeyError("a")

    file, source = list_files([NoteSource("notes")], base=folder.parent).files[0]
    known, notes = read_file("k", file, source, lambda: 100, lambda document, layout: Failing())
    assert not notes
    assert [(problem.path, problem.what) for problem in known.problems] == [
        (file.path, "biblio has a fault that this file shows (KeyError: 'a')")
    ]
    assert [item.reason for item in known.skipped] == [SkipReason.UNREADABLE]
