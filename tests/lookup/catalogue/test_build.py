"""A build adds what is new, removes what is gone, and goes on where it was killed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import tantivy
from filelock import FileLock

from biblio.errors import CatalogueDamaged, Problem, StoreError
from biblio.lookup.catalogue.build import BuildSizes, build_index
from biblio.lookup.catalogue.catalogue_folders import open_project_catalogue
from biblio.lookup.catalogue.catalogue_service import open_catalogue
from biblio.lookup.catalogue.fulltext import open_fulltext
from biblio.lookup.catalogue.record_store import FileProgress, RecordStore, open_record_store
from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
from biblio.lookup.progress import SilentProgress
from tests.lookup.catalogue.engines import ENGINES, Engine, FolderEngine, opened_engine, titles_in
from tests.lookup.catalogue.memory import BuildLog, KilledError, MemoryFormat, paper

EVERY = range(1, 400)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with opened_engine(request.param, tmp_path) as opened:
        yield opened


def test_a_build_skips_what_has_not_changed(engine: Engine) -> None:
    source = MemoryFormat({"a": [paper(1), paper(2)], "b": [paper(3)]})
    assert engine.build(source).added == 3
    assert len(titles_in(engine, EVERY)) == 3
    again = MemoryFormat(source.rows_by_path)
    built = engine.build(again)
    assert (built.added, built.unchanged, again.read) == (0, 2, [])


def test_a_changed_file_adds_what_is_new_and_removes_what_is_gone(engine: Engine) -> None:
    engine.build(MemoryFormat({"a": [paper(1), paper(2), paper(3)], "b": [paper(9)]}))
    changed = MemoryFormat({"a": [paper(1), paper(2, "Another title altogether"), paper(4)], "b": [paper(9)]})
    built = engine.build(changed)
    assert (built.added, built.kept, built.removed, built.unchanged) == (2, 1, 2, 1)
    assert titles_in(engine, EVERY) == {
        "Paper number 1 on topic1", "Another title altogether", "Paper number 4 on topic4", "Paper number 9 on topic2",
    }  # fmt: skip
    catalogue = engine.open()
    found = catalogue.by_titles(("Paper number 3 on topic3",))
    assert all(record.title != "Paper number 3 on topic3" for record in found)
    catalogue.close()


@pytest.mark.parametrize("kill_at", [0, 3, 9, 18, 27])
def test_a_build_goes_on_where_it_was_killed(engine: Engine, kill_at: int) -> None:
    rows: list[Any] = [paper(number) for number in range(1, 30)]
    killed, log = MemoryFormat({"a": rows}, kill_at=kill_at), BuildLog()
    with pytest.raises(KilledError):
        engine.build(killed, log, chunk=2, commit=6)
    assert (log.stages, log.count) == (["Reading a"], kill_at // 2 * 2)
    resumed = MemoryFormat({"a": rows})
    engine.build(resumed, chunk=2, commit=6)
    assert len(titles_in(engine, EVERY)) == 29
    committed = kill_at // 6 * 6
    # A server saves what is certainly safe, which is some requests behind.
    assert committed - engine.behind < resumed.read[0][1] <= committed + 1


@pytest.mark.parametrize("kill_at", [0, 3, 7, 9])
def test_killed_while_a_changed_file_is_read_again(engine: Engine, kill_at: int) -> None:
    before: list[Any] = [paper(number) for number in range(1, 9)]
    engine.build(MemoryFormat({"a": before}), chunk=2)
    rows: list[Any] = [paper(number) for number in range(3, 13)]
    with pytest.raises(KilledError):
        engine.build(MemoryFormat({"a": rows}, kill_at=kill_at), chunk=2)
    assert len(titles_in(engine, EVERY)) >= 8, "what was there before is still there"
    engine.build(MemoryFormat({"a": rows}), chunk=2)
    assert titles_in(engine, EVERY) == {str(row["title"]) for row in rows}


class DyingStore(RecordStore):
    def save_progress(self, progress: FileProgress) -> None:
        raise KilledError


def test_killed_between_the_two_commits(tmp_path: Path) -> None:
    """The full text is committed before the records: what it has beyond them is removed again."""
    source = MemoryFormat({"a": [paper(n) for n in range(1, 9)]})

    def open_dying(path: Path) -> RecordStore:
        return DyingStore(open_record_store(path, create=True).connection, path)

    with pytest.raises(KilledError):
        build_index(tmp_path, source.files(), progress=BuildLog(), open_store=open_dying)
    assert open_fulltext(tmp_path / "text").count == 8
    build_index(tmp_path, MemoryFormat({"a": [paper(n) for n in range(20, 25)]}).files(), progress=BuildLog())
    assert len(titles_in(FolderEngine(tmp_path), EVERY)) == 5
    assert open_fulltext(tmp_path / "text").count == 5


def test_problems_and_rows_without_a_title_do_not_stop_a_build(engine: Engine) -> None:
    problem = Problem("a", 2, "is not a JSON object")
    built = engine.build(MemoryFormat({"a": [paper(1), problem, {"title": ""}, paper(2)]}))
    assert (built.added, built.untitled, built.problems) == (2, 1, (problem,))


def test_what_each_file_gave_is_remembered(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [paper(1), paper(2)], "b": [paper(3)]}).files(), progress=BuildLog())
    build_index(tmp_path, MemoryFormat({"a": [paper(2)], "c": [paper(4)]}).files(), progress=BuildLog())
    records = open_record_store(tmp_path / "records.sqlite", create=True)
    counted = dict(records.connection.execute("SELECT file, count(*) FROM records GROUP BY file"))
    assert records.counts_by_file() == counted == {1: 1, 2: 1, 3: 1}
    records.connection.execute("DELETE FROM memory WHERE name = 'works by file'")
    assert (records.counts_by_file(), records.count) == (counted, 3), "an earlier version did not remember it"
    records.close()


def test_the_dictionary_of_a_new_catalogue_is_made_from_rows_of_every_file(tmp_path: Path) -> None:
    rows: dict[str, list[Any]] = {"a": [paper(number) for number in range(9)], "b": [paper(99), paper(100)]}
    source = MemoryFormat(rows)
    build_index(tmp_path, source.files(), progress=BuildLog(), sizes=BuildSizes(samples=4))
    assert source.read[:5] == [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("a", 1)]
    again = MemoryFormat({**rows, "c": [paper(7)]})
    build_index(tmp_path, again.files(), progress=BuildLog(), sizes=BuildSizes(samples=4))
    assert again.read == [("c", 1)]


def test_one_build_at_a_time(tmp_path: Path) -> None:
    with FileLock(tmp_path / "build.lock"), pytest.raises(StoreError, match="another biblio process"):
        build_index(tmp_path, (), progress=BuildLog())


def test_a_half_built_catalogue_says_so(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        build_index(tmp_path, MemoryFormat({"a": [paper(1), paper(2)]}, kill_at=1).files(), progress=BuildLog())
    with pytest.raises(StoreError, match="half built"):
        open_catalogue(tmp_path)
    with pytest.raises(StoreError, match="there is no catalogue"):
        open_catalogue(tmp_path / "nowhere")


@pytest.mark.parametrize("size", [100, 5_000, 20_000])
def test_a_damaged_index_of_a_projects_own_source_is_built_again(tmp_path: Path, size: int) -> None:
    source, progress = tmp_path / "works.jsonl", SilentProgress()
    rows = (json.dumps({"id": f"2401.{number:05}", "title": f"Paper {number}"}) + "\n" for number in range(200))
    source.write_text("".join(rows), encoding="utf-8")

    def open_index() -> WorkCatalogue | None:
        return open_project_catalogue(source, None, index_folder=tmp_path / "index", progress=progress)

    for is_damaged in (False, True):
        catalogue = open_index()
        assert catalogue is not None
        assert catalogue.count == 200
        catalogue.close()
        assert len(progress.warnings) == is_damaged
        path = tmp_path / "index-small" / "records.sqlite"
        data = path.read_bytes()
        path.write_bytes(data[:size] + b"<<<<<<< HEAD" * 3_000 + data[size + 36_000 :])


def test_a_broken_file_of_the_full_text_is_said(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    build_index(whole, MemoryFormat({"a": [paper(number) for number in range(40)]}).files(), progress=BuildLog())
    said = set[str]()
    for path in sorted(path for path in (whole / "text").iterdir() if path.suffix not in (".json", ".lock")):
        data = path.read_bytes()
        for number, broken in enumerate((b"", bytes(len(data)), data[:-1], data[1:], data[:-9] + b"\xff" * 9)):
            folder = tmp_path / f"{path.suffix} {number}"  # what is mapped into memory may not change
            shutil.copytree(whole, folder)
            (folder / "text" / path.name).write_bytes(broken)
            try:
                with closing(open_catalogue(folder)) as catalogue:
                    catalogue.search("paper", 5)
            except CatalogueDamaged:
                said.add(path.suffix)
    assert said >= {".fast", ".idx", ".term"}


class FullDisk(RecordStore):
    def save_progress(self, progress: FileProgress) -> None:
        raise sqlite3.OperationalError("disk I/O error")


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def open_store(path: Path) -> RecordStore:
        store = open_record_store(path, create=True)
        return FullDisk(store.connection, store.path)

    source = MemoryFormat({"a": [paper(1)]})
    with pytest.raises(StoreError, match="the disk cannot be written to"):
        build_index(tmp_path, source.files(), progress=BuildLog(), open_store=open_store)
    assert build_index(tmp_path, source.files(), progress=BuildLog()).added == 1
    assert len(titles_in(FolderEngine(tmp_path), EVERY)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_a_full_disk_below_the_full_text_is_said(tmp_path: Path) -> None:
    import resource

    text = open_fulltext(tmp_path / "text")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        text.add(1, 24_000, {"title": " ".join(map(str, range(2_000)))})
        with pytest.raises(StoreError, match="the disk cannot be written to"):
            text.commit()
        text.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert open_fulltext(tmp_path / "text").count == 0


def test_another_version_is_refused(tmp_path: Path) -> None:
    records = open_record_store(tmp_path / "records.sqlite", create=True)
    records.connection.execute("PRAGMA user_version = 99")
    records.close()
    with pytest.raises(StoreError, match="another version"):
        open_record_store(tmp_path / "records.sqlite")


def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_record_store(tmp_path / "records.sqlite")


def test_a_database_that_cannot_be_opened_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def listed(*arguments: Any, **named: Any) -> sqlite3.Connection:
        opened.append(connect(*arguments, **named))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", listed)
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 500)
    with pytest.raises(StoreError):
        open_record_store(tmp_path / "records.sqlite")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_a_full_text_of_an_earlier_version_answers_and_grows(tmp_path: Path) -> None:
    """It has the abstract in a field of its own, and is not built anew: that may take hours."""
    builder = tantivy.SchemaBuilder()
    for name in ("number", "month"):
        builder.add_unsigned_field(name, indexed=name == "number", fast=True)
    for name, option in {"title": "freq", "abstract": "basic", "names": "basic"}.items():
        builder.add_text_field(name, index_option=option, tokenizer_name="words")
    index = tantivy.Index(builder.build(), path=str(tmp_path))
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
    index.register_tokenizer("words", analyzer)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    document = tantivy.Document()
    document.add_unsigned("number", 1)
    document.add_unsigned("month", 24_000)
    for name, words in {"title": "lamps of copper", "abstract": "we light wicks", "names": "Ann Roe"}.items():
        document.add_text(name, words)
    writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    text = open_fulltext(tmp_path)
    text.add(2, 24_000, {"title": "wicks of wool", "text": "wicks of wool we light copper", "names": "Bo Poe"})
    text.commit()
    for word, in_title in (("copper", [1]), ("wicks", [2])):
        assert sorted(text.by_clues([(((word,),), 2.0)], 5)) == [(1, 2.0), (2, 2.0)]
        assert [number for number, _ in text.by_title([word], 5)] == in_title
        assert {number for number, _ in text.by_words([word], 5)} == {1, 2}
    assert text.count_with_all(("light",)) == 2
    text.close()
    assert open_fulltext(tmp_path).count == 2


def test_a_damaged_row_is_said(tmp_path: Path) -> None:
    build_index(tmp_path, MemoryFormat({"a": [paper(1), paper(2)]}).files(), progress=BuildLog())
    records = open_record_store(tmp_path / "records.sqlite")
    with records.connection:
        records.connection.execute("UPDATE records SET body = X'28B52FFD00' WHERE number = 1")
        records.connection.execute("UPDATE records SET body = X'00010203' WHERE number = 2")
    records.close()
    catalogue = open_catalogue(tmp_path)
    for number in (1, 2):
        with pytest.raises(StoreError, match="damaged"):
            catalogue.records([number])
    catalogue.close()
