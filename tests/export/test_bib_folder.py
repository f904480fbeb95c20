"""The exports' folder: what the user did to it stays, and a kill at any moment costs nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biblio.export.bib_folder import DesiredEntry, ExportJournal, FolderUpdate, foreign_entries, update_folder
from biblio.export.export_index import ExportIndex, FileEntry, FormatEntry, KeyEntry, parse_index, read_index
from biblio.files import write_bytes


@dataclass
class Exports:
    """A folder with what is remembered of it, as the state and the index have it."""

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    journal: ExportJournal = field(default_factory=dict)

    def update(
        self,
        *entries: DesiredEntry,
        minimum: int = 1,
        write: bool = True,
        protected: Collection[str] = frozenset(),
        write_file: Callable[..., bool] = write_bytes,
    ) -> FolderUpdate:
        def begin(journal: ExportJournal, texts: Mapping[str, str]) -> None:
            self.journal = journal
            self.texts |= texts

        update = update_folder(
            self.folder,
            entries,
            index=read_index(self.folder),
            texts=self.texts,
            identify=lambda text: next((f"work:{key}" for key in "abcde" if f"title = {{{key}" in text), None),
            journal=self.journal,
            begin=begin,
            minimum=minimum,
            write=write,
            protected=protected,
            write_file=write_file,
        )
        if write:
            self.texts, self.journal = dict(update.texts), {}
        return update

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.folder)): path.read_text(encoding="utf-8") for path in self.folder.rglob("*.*")
        }


def entry(key: str, *tags: str, year: int = 2020) -> DesiredEntry:
    text = f"@misc{{{key},\n  title = {{{key} title}},\n  year = {{{year}}},\n  keywords = {{{', '.join(tags)}}},\n}}\n"
    return DesiredEntry(key, text, (f"work:{key}",), tags)


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(tmp_path / "exports")


def test_files_and_index(exports: Exports) -> None:
    exports.update(entry("b", "x", "y"), entry("a", "x"))
    assert sorted(exports.files()) == ["all.bib", "index.json", "tags/x.bib", "tags/y.bib"]
    text = exports.read("tags/x.bib")
    assert text.index("@misc{a,") < text.index("@misc{b,")
    index = read_index(exports.folder)
    assert [(file.tag, file.count) for file in index.files] == [(None, 2), ("x", 2), ("y", 1)]
    assert parse_index(b"".join(index.to_bytes())) == index


@pytest.mark.parametrize("count", [0, 1, 2, 5_000, 10_001])
def test_the_index_is_one_text_with_a_value_on_each_line(count: int) -> None:
    keys = {f"key{number}": KeyEntry((f"doi:10.1/{number}",), "d") for number in range(count)}
    keys = dict(sorted(keys.items()))
    odd = FileEntry('a "keys": {},', "tags/a.bib", 1, ("key0",), {"key0": "e"})
    index = ExportIndex(files=(odd,), keys=keys).with_formats({"all.md": FormatEntry("markdown", "f")})
    text = b"".join(index.to_bytes())
    assert text.decode() == json.dumps(msgspec.to_builtins(index), indent=1) + "\n"
    assert list(parse_index(text).keys) == sorted(keys)


def test_nothing_new_writes_nothing(exports: Exports) -> None:
    exports.update(entry("a", "x"))
    update = exports.update(entry("a", "x"))
    assert {report.outcome for report in update.reports} == {"unchanged"}
    assert not update.index_written


def test_edits_comments_and_entries_of_the_user_stay(exports: Exports) -> None:
    exports.update(entry("a", "x"), entry("b", "x"))
    path = exports.folder / "tags" / "x.bib"
    text = path.read_text().replace("year = {2020}", "year = {1999}", 1)
    edited = text + "\n% my own words\n@book{mine, title = {Mine}}\n"
    path.write_text(edited)
    update = exports.update(entry("a", "x"), entry("b", "x", year=2021))
    after = path.read_text()
    assert "year = {1999}" in after
    assert "year = {2021}" in after
    assert after.endswith("\n% my own words\n@book{mine, title = {Mine}}\n")
    report = next(report for report in update.reports if report.tag == "x")
    assert report.merge.edited == ("a",)
    assert [key for key, _ in foreign_entries(exports.folder, read_index(exports.folder).keys)] == ["mine"]


def test_what_the_user_deleted_stays_deleted_even_without_the_state(exports: Exports) -> None:
    exports.update(entry("a", "x"), entry("b", "x"))
    path = exports.folder / "tags" / "x.bib"
    text = path.read_text()
    path.write_text(text[: text.index("@misc{b,")])
    exports.texts = {}
    for year in (2020, 2021, 2022):
        exports.update(entry("a", "x"), entry("b", "x", year=year))
        assert "@misc{b," not in path.read_text()
    assert "@misc{b," in exports.read("all.bib")


def test_an_edited_entry_stays_when_its_tag_goes(exports: Exports) -> None:
    exports.update(entry("a", "x"), entry("b", "x"))
    path = exports.folder / "tags" / "x.bib"
    path.write_text(path.read_text().replace("a title", "my title"))
    update = exports.update(entry("a", "y"), entry("b", "y"))
    assert "my title" in path.read_text()
    assert "@misc{b," not in path.read_text()
    assert next(report for report in update.reports if report.tag == "x").merge.kept == ("a",)


def test_a_tag_that_is_gone_takes_its_untouched_file_along(exports: Exports) -> None:
    exports.update(entry("a", "x"))
    update = exports.update(entry("a", "y"))
    assert not (exports.folder / "tags" / "x.bib").exists()
    assert [(report.tag, report.outcome) for report in update.reports] == [
        (None, "written"),
        ("x", "removed"),
        ("y", "written"),
    ]


def test_tags_with_too_few_works_get_no_file(exports: Exports) -> None:
    exports.update(entry("a", "x", "y"), entry("b", "x"), minimum=2)
    assert sorted(exports.files()) == ["all.bib", "index.json", "tags/x.bib"]


def test_a_tag_with_an_at_sign_makes_no_entry_of_the_header(exports: Exports) -> None:
    exports.update(entry("a", "@todo{x,"))
    (name,) = [file for file in exports.files() if file.startswith("tags")]
    assert exports.read(name).partition("@misc")[0].count("@") == 0


def test_a_look_without_writing(exports: Exports) -> None:
    update = exports.update(entry("a", "x"), write=False)
    assert {report.outcome for report in update.reports} == {"written"}
    assert not exports.folder.exists()


@pytest.mark.parametrize("position", range(4))
def test_killed_between_any_two_writes(exports: Exports, position: int) -> None:
    exports.update(entry("a", "x"), entry("b", "y"))
    path = exports.folder / "tags" / "x.bib"
    path.write_text(path.read_text().replace("a title", "my title"))
    new = (entry("a", "x", year=2021), entry("b", "y", year=2021))
    writes = 0

    def write_until_killed(target: Path, *parts: bytes) -> bool:
        nonlocal writes
        if writes == position:
            raise KeyboardInterrupt
        writes += 1
        return write_bytes(target, *parts)

    with pytest.raises(KeyboardInterrupt):
        exports.update(*new, write_file=write_until_killed)
    newer = (entry("a", "x", year=2022), entry("b", "y", year=2022))
    update = exports.update(*newer)
    assert "my title" in path.read_text()
    assert "year = {2022}" in path.read_text()
    assert "year = {2022}" in exports.read("tags/y.bib")
    edited = {(report.file, key) for report in update.reports for key in report.merge.edited}
    assert edited == {("tags/x.bib", "a")}


KEYS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sets(st.sampled_from("xyz")), st.integers(2000, 2003)), max_size=5
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(KEYS, min_size=1, max_size=4), lost=st.booleans())
def test_untouched_files_follow_every_run(
    tmp_path_factory: pytest.TempPathFactory, runs: Sequence[Sequence[tuple[str, set[str], int]]], lost: bool
) -> None:
    """Whatever went before, untouched files are in the end what a fresh folder would have."""
    exports = Exports(tmp_path_factory.mktemp("a"))
    desired: list[DesiredEntry] = []
    for run in runs:
        desired = [entry(key, *sorted(tags), year=year) for key, tags, year in {row[0]: row for row in run}.values()]
        if lost:
            exports.texts = {}
        exports.update(*desired)
    fresh = Exports(tmp_path_factory.mktemp("b"))
    fresh.update(*desired)
    assert with_entries(exports) == with_entries(fresh)


def with_entries(exports: Exports) -> dict[str, str]:
    return {name: text for name, text in exports.files().items() if name.endswith(".bib") and "\n@" in text}


def test_entries_of_notes_that_may_still_be_there_are_kept(exports: Exports) -> None:
    exports.update(entry("a", "x"), entry("b", "x"))
    before = exports.files()
    exports.update(entry("a", "x"), protected={"b"})
    assert exports.files()["tags/x.bib"] == before["tags/x.bib"]
    exports.update(entry("a", "x"))
    assert "@misc{b," not in exports.read("tags/x.bib")


def test_without_anything_to_write_nothing_is_made(exports: Exports) -> None:
    exports.update()
    assert not exports.folder.exists()


def test_an_index_of_a_newer_version_is_not_read(exports: Exports) -> None:
    with pytest.raises(ValueError, match="newer"):
        parse_index(b"".join(ExportIndex(version=99).to_bytes()))
