"""Exports that two people commit: what git could not merge."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.errors import StoreError
from biblio.export.export_index import parse_index, read_index
from biblio.export.git_conflicts import conflict_sides
from biblio.settings import INDEX_NAME
from tests.export.test_bib_folder import Exports, entry


@pytest.fixture
def exports(tmp_path: Path) -> Exports:
    return Exports(tmp_path / "exports")


@pytest.mark.parametrize("ancestor", ["", "||||||| merged common ancestors\nwas\n"])
def test_both_sides(ancestor: str) -> None:
    text = f"a\n<<<<<<< HEAD\nours\n{ancestor}=======\ntheirs\n2\n>>>>>>> f00\nb\n"
    assert conflict_sides(text) == ("a\nours\nb\n", "a\ntheirs\n2\nb\n")
    assert conflict_sides(text + text) == ("a\nours\nb\n" * 2, "a\ntheirs\n2\nb\n" * 2)


@pytest.mark.parametrize(
    "text", ["", "a\n=======\nb\n", "<<<<<<< HEAD\nnever ended\n", "x <<<<<<< HEAD\n=======\n>>>>>>> y\n"]
)
def test_no_conflict(text: str) -> None:
    assert conflict_sides(text) is None


def conflict(ours: str, theirs: str) -> str:
    return f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> f00\n"


def two_indexes(exports: Exports) -> tuple[str, str]:
    """The indexes of two people who have a common entry, and one each of their own."""
    exports.update(entry("a", "x"), entry("c", "x"))
    ours = exports.read(INDEX_NAME)
    for path in exports.folder.rglob("*.*"):
        path.unlink()
    exports.update(entry("a", "x"), entry("b", "x", "y"))
    return ours, exports.read(INDEX_NAME)


def test_an_index_has_what_either_knows(exports: Exports) -> None:
    ours, theirs = two_indexes(exports)
    (exports.folder / "all.bib").write_text("".join(entry(key, "x").text for key in "abc"), encoding="utf-8")
    (exports.folder / INDEX_NAME).write_text(conflict(ours, theirs), encoding="utf-8")
    index = read_index(exports.folder)
    assert {file.file: file.keys for file in index.files} == {
        "all.bib": ("a", "b", "c"), "tags/x.bib": ("a", "b"), "tags/y.bib": ("b",),
    }  # fmt: skip
    assert list(index.keys) == ["a", "b", "c"]
    exports.update(entry("a", "x"), entry("b", "x", "y"), entry("c", "x"))
    assert [file.keys for file in parse_index(exports.read(INDEX_NAME)).files] == [
        ("a", "b", "c"),
        ("a", "b", "c"),
        ("b",),
    ]


def test_an_entry_lost_in_a_merge_is_not_one_that_was_deleted(exports: Exports) -> None:
    ours, theirs = two_indexes(exports)  # and all.bib is theirs, without "c"
    (exports.folder / INDEX_NAME).write_text(conflict(ours, theirs), encoding="utf-8")
    exports.update(entry("a", "x"), entry("b", "x", "y"), entry("c", "x"))
    for name in ("all.bib", "tags/x.bib"):
        assert "@misc{c," in exports.read(name)


def marked(exports: Exports, ours: str, theirs: str) -> None:
    (exports.folder / "all.bib").write_text(conflict(ours, theirs), encoding="utf-8")


def test_a_bibliography_has_what_either_added(exports: Exports) -> None:
    ours, theirs = two_indexes(exports)
    (exports.folder / INDEX_NAME).write_text(conflict(ours, theirs), encoding="utf-8")
    head = "% of a person\n\n"
    marked(exports, head + entry("a", "x").text + entry("c", "x").text,
           head + entry("a", "x").text + entry("b", "x", "y").text + "@misc{mine, title = {M}}\n")  # fmt: skip
    exports.update(entry("a", "x"), entry("b", "x", "y"), entry("c", "x"))
    text = exports.read("all.bib")
    assert [text.count(part) for part in ("@misc{a,", "@misc{b,", "@misc{c,", "@misc{mine,", head)] == [1] * 5
    assert "<<<<" not in text
    assert exports.update(entry("a", "x"), entry("b", "x", "y"), entry("c", "x")).reports[0].outcome == "unchanged"


@pytest.mark.parametrize("is_ours", [True, False])
def test_of_an_entry_the_side_counts_that_a_person_edited(exports: Exports, is_ours: bool) -> None:
    exports.update(entry("a", "x"))
    edited = entry("a", "x").text.replace("2020", "1999")
    sides = (edited, entry("a", "x").text)
    marked(exports, *(sides if is_ours else sides[::-1]))
    (report, *_) = exports.update(entry("a", "x")).reports
    assert "1999" in exports.read("all.bib")
    assert report.merge.edited == ("a",)


def test_an_entry_that_both_edited_is_for_people(exports: Exports) -> None:
    exports.update(entry("a", "x"))
    marked(exports, *(entry("a", "x").text.replace("2020", year) for year in ("1998", "1999")))
    before = exports.read("all.bib")
    with pytest.raises(StoreError, match=r"all\.bib: git left a conflict in it, and both sides edited an entry"):
        exports.update(entry("a", "x"))
    assert exports.read("all.bib") == before
