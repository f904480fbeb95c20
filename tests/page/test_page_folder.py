"""The folder of the page: unchanged files stay, and nothing that a person wrote is ever replaced."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from biblio.errors import StoreError, UsageError
from biblio.page.page_folder import plan_page, write_page

FILES = {"index.html": "<p>one</p>\n", "works.js": "1\n", "details-00.js": "2\n"}


def outcomes(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    return {file.name: file.outcome for file in plan_page(folder, files).files}


def write(folder: Path, files: Mapping[str, str]) -> None:
    write_page(plan_page(folder, files))


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != "page.json"}


def test_what_is_new_changed_and_gone(tmp_path: Path) -> None:
    folder = tmp_path / "site" / "page"
    assert outcomes(folder, FILES) == dict.fromkeys(FILES, "written")
    assert not folder.exists()
    write(folder, FILES)
    assert texts(folder) == FILES
    later = {"index.html": FILES["index.html"], "works.js": "3\n"}
    assert outcomes(folder, later) == {"index.html": "unchanged", "works.js": "written", "details-00.js": "removed"}
    write(folder, later)
    assert texts(folder) == later
    assert outcomes(folder, later) == {"index.html": "unchanged", "works.js": "unchanged"}


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))
    write(tmp_path, FILES)
    assert {path.stat().st_mtime for path in tmp_path.iterdir()} == {1}


def test_a_file_that_the_user_changed_stays(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "index.html").write_text("<p>mine</p>\n")
    later = {**FILES, "index.html": "<p>two</p>\n"}
    for _ in range(2):
        assert outcomes(tmp_path, later)["index.html"] == "edited"
        write(tmp_path, later)
        assert texts(tmp_path)["index.html"] == "<p>mine</p>\n"
    (tmp_path / "index.html").unlink()
    assert outcomes(tmp_path, later)["index.html"] == "written"
    write(tmp_path, later)
    assert texts(tmp_path) == later


def test_a_changed_file_that_the_page_no_longer_needs_stays_too(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "details-00.js").write_text("mine")
    write(tmp_path, {"index.html": "a", "works.js": "b"})
    assert texts(tmp_path)["details-00.js"] == "mine"


def test_line_ends_that_git_changed_are_no_edit(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "works.js").write_bytes(b"1\r\n")
    assert outcomes(tmp_path, FILES)["works.js"] == "unchanged"


def test_a_page_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my site")
    with pytest.raises(UsageError, match="not a page of biblio's"):
        plan_page(tmp_path, FILES)


def test_other_files_of_the_user_stay(tmp_path: Path) -> None:
    (tmp_path / "works.js").write_text("my own")
    (tmp_path / "cat.png").write_bytes(b"png")
    write(tmp_path, FILES)
    assert (tmp_path / "works.js").read_text() == "my own"
    assert (tmp_path / "cat.png").exists()


def test_a_run_that_was_stopped_half_way_is_no_edit(tmp_path: Path) -> None:
    """The digests of both versions are on disk before the first file is replaced."""
    write(tmp_path, FILES)
    later = {"index.html": "<p>two</p>\n", "works.js": "3\n", "details-00.js": "4\n"}
    plan = plan_page(tmp_path, later)
    (tmp_path / "works.js").unlink()
    (tmp_path / "works.js").mkdir()  # which cannot be replaced by a file: the run ends there
    with pytest.raises(StoreError):
        write_page(plan)
    (tmp_path / "works.js").rmdir()
    (tmp_path / "works.js").write_text("1\n")
    assert "edited" not in outcomes(tmp_path, later).values()
    assert "edited" not in outcomes(tmp_path, FILES).values()
    write(tmp_path, later)
    assert texts(tmp_path) == later


def test_a_manifest_leads_nowhere_else(tmp_path: Path) -> None:
    """It may come from another person's repository."""
    folder = tmp_path / "page"
    write(folder, FILES)
    outside = tmp_path / "outside.txt"
    outside.write_text("1\n")
    manifest = (folder / "page.json").read_text()
    (folder / "page.json").write_text(manifest.replace('"works.js"', '"../outside.txt"'))
    write(folder, {"index.html": "x"})
    assert outside.read_text() == "1\n"


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_damaged_manifest_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.json").write_text(text)
    with pytest.raises(StoreError, match="not what biblio wrote"):
        plan_page(tmp_path, FILES)
