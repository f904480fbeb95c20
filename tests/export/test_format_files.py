"""The files of other formats beside the `.bib` files: what is in them, when they are written, and when they are not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from biblio.export.export_formats import EXPORTERS, KeyedWork
from biblio.export.export_index import read_index
from biblio.export.export_store import ExportStore
from biblio.export.export_works import ExportResult
from biblio.export.format_files import text_digest
from biblio.state import open_state
from tests.export.test_exporter import DyingStore, Folder, Killed, paper

ALL_FORMATS = ("bib", *EXPORTERS.built_in)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    state = open_state(tmp_path / "state.sqlite", pytest.fail)
    folder = Folder(tmp_path / "exports", state)
    folder.config = replace(folder.config, formats=("bib", "csl-json", "ris"))
    yield folder
    state.close()


def items(folder: Folder, file: str = "all.csl.json") -> dict[str, dict[str, object]]:
    return {item["id"]: item for item in json.loads((folder.config.path / file).read_text(encoding="utf-8"))}


def written(result: ExportResult) -> set[str]:
    return {plan.file for plan in result.formats if plan.outcome == "written"}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


# -- which files there are -----------------------------------------------------------------------------------------
def test_there_is_a_file_of_all_works_and_one_for_each_tag_in_every_format(folder: Folder) -> None:
    folder.config = replace(folder.config, formats=ALL_FORMATS)
    folder.export(paper(1, tags=("NLP",)), paper(2))
    suffixes = [".bib", *(EXPORTERS.load(name).suffix for name in EXPORTERS.built_in)]
    files = {str(path.relative_to(folder.config.path)) for path in folder.config.path.rglob("*") if path.is_file()}
    assert files == {
        "index.json",
        *(f"all{suffix}" for suffix in suffixes),
        *(f"tags/nlp{suffix}" for suffix in suffixes),
    }
    assert len(items(folder)) == 2
    assert len(items(folder, "tags/nlp.csl.json")) == 1


def test_without_other_formats_nothing_is_remembered_of_them(folder: Folder) -> None:
    folder.config = replace(folder.config, formats=("bib",))
    folder.export(paper())
    assert '"formats"' not in (folder.config.path / "index.json").read_text(encoding="utf-8")


def test_the_files_of_a_tag_or_format_that_is_gone_go_too_but_not_with_edits_of_the_users(folder: Folder) -> None:
    folder.export(paper(1, tags=("NLP",)), paper(2))
    folder.export(paper(1), paper(2))
    assert not list((folder.config.path / "tags").glob("*"))
    edit(folder.config.path / "all.ris", "TY  - JOUR", "TY  - MGZN")
    folder.config = replace(folder.config, formats=("bib",))
    result = folder.export(paper(1), paper(2))
    assert not (folder.config.path / "all.csl.json").exists()
    assert "MGZN" in (folder.config.path / "all.ris").read_text(encoding="utf-8")
    assert [problem.path for problem in result.flaws] == [str(folder.config.path / "all.ris")]
    assert folder.export(paper(1), paper(2)).flaws == ()


# -- when they are written -----------------------------------------------------------------------------------------
def test_an_unchanged_file_is_not_touched(folder: Folder) -> None:
    folder.config = replace(folder.config, formats=ALL_FORMATS)
    assert len(written(folder.export(paper(1, tags=("NLP",)), paper(2)))) == 12
    before = {path: path.stat() for path in folder.config.path.rglob("*")}
    assert written(folder.export(paper(2), paper(1, tags=("NLP",)))) == set()
    for path, status in before.items():
        now = path.stat()
        assert (now.st_mtime_ns, now.st_ino) == (status.st_mtime_ns, status.st_ino), path


def test_only_the_files_with_a_changed_work_are_written(folder: Folder) -> None:
    folder.export(paper(1, tags=("NLP",)), paper(2, tags=("CV",)))
    changed = paper(2, tags=("CV",))
    changed = replace(changed, work=replace(changed.work, best=replace(changed.work.best, volume="7")))
    result = folder.export(paper(1, tags=("NLP",)), changed)
    assert written(result) == {"all.csl.json", "all.ris", "tags/cv.csl.json", "tags/cv.ris"}


def test_a_file_that_the_user_changed_stays_until_it_is_deleted(folder: Folder) -> None:
    folder.export(paper(1))
    path = folder.config.path / "all.ris"
    edit(path, "TY  - JOUR", "TY  - MGZN")
    text = path.read_bytes()
    for _ in range(2):
        result = folder.export(paper(1), paper(2))
        assert path.read_bytes() == text
        assert [(problem.path, problem.is_warning) for problem in result.flaws] == [(str(path), False)]
    assert len(items(folder)) == 2  # the other format goes on
    path.unlink()
    assert folder.export(paper(1), paper(2)).flaws == ()
    assert path.read_text(encoding="utf-8").count("TY  - ") == 2


def test_a_file_of_the_users_with_the_same_name_is_not_overwritten(folder: Folder) -> None:
    folder.config.path.mkdir()
    path = folder.config.path / "all.ris"
    path.write_text("my own\n", encoding="utf-8")
    result = folder.export(paper(1))
    assert path.read_text(encoding="utf-8") == "my own\n"
    assert len(result.flaws) == 1


def test_a_change_that_is_undone_is_no_change(folder: Folder) -> None:
    folder.export(paper(1))
    path = folder.config.path / "all.ris"
    edit(path, "TY  - JOUR", "TY  - MGZN")
    folder.export(paper(1))
    edit(path, "TY  - MGZN", "TY  - JOUR")
    assert folder.export(paper(1), paper(2)).flaws == ()
    assert path.read_text(encoding="utf-8").count("TY  - ") == 2


@pytest.mark.parametrize("has_state", [True, False])
def test_line_ends_that_git_changed_are_no_edit(folder: Folder, tmp_path: Path, has_state: bool) -> None:
    folder.export(paper(1))
    for name in ("all.ris", "all.csl.json"):
        path = folder.config.path / name
        data = path.read_bytes()
        path.write_bytes(data.replace(b"\r\n", b"\n") if b"\r\n" in data else data.replace(b"\n", b"\r\n"))
    other = open_state(tmp_path / "other.sqlite", pytest.fail)  # a clone has no state
    result = folder.export(paper(1), paper(2), store=None if has_state else ExportStore(other))
    other.close()
    assert result.flaws == ()
    assert len(items(folder)) == 2


def test_a_run_killed_after_its_last_file_does_not_take_its_own_work_for_an_edit(folder: Folder) -> None:
    folder.export(paper(1))
    index = (folder.config.path / "index.json").read_bytes()
    with pytest.raises(Killed):
        folder.export(paper(1), paper(2), store=DyingStore(folder.store._state))
    (folder.config.path / "index.json").write_bytes(index)  # it was not written either
    result = folder.export(paper(1), paper(2), paper(3))
    assert result.flaws == ()
    assert len(items(folder)) == 3


def test_without_writing_nothing_is_written(folder: Folder) -> None:
    folder.export(paper(1))
    result = folder.export(paper(1), paper(2), write=False)
    assert written(result) == {"all.csl.json", "all.ris"}
    assert len(items(folder)) == 1


# -- edits in the `.bib` -------------------------------------------------------------------------------------------
def test_what_the_user_changes_in_a_bib_is_in_every_format(folder: Folder) -> None:
    works = [paper(number, tags=("NLP",)) for number in (1, 2, 3)]
    folder.export(*works)
    first, second, third = items(folder)
    path = folder.config.path / "all.bib"
    edit(path, "Title 1", r"An \emph{Edited} Title")
    edit(path, second, "MyKey")
    text = path.read_text(encoding="utf-8")
    start = text.index("@article{" + third)
    path.write_text(text[:start] + "@book{own, title = {My Own}, author = {de la Roe, Jo}, year = 1999}\n", "utf-8")
    result = folder.export(*works)
    assert set(items(folder)) == {first, "MyKey", "own"}
    assert items(folder)[first]["title"] == "An <i>Edited</i> Title"
    assert items(folder)["own"]["author"] == [{"family": "Roe", "given": "Jo", "non-dropping-particle": "de la"}]
    assert len(items(folder, "tags/nlp.csl.json")) == 3  # that of the tag was not edited
    assert written(result) == {"all.csl.json", "all.ris"}


def test_an_entry_that_is_no_longer_valid_is_written_as_it_was(folder: Folder) -> None:
    folder.export(paper(1), paper(2))
    keys = set(items(folder))
    path = folder.config.path / "all.bib"
    edit(path, "title = {Title 2},", "title = {Title 2,")
    folder.export(paper(1), paper(2))
    assert set(items(folder)) == keys


def test_the_dialect_of_the_bib_does_not_matter(folder: Folder) -> None:
    work = paper(1)
    work = replace(work, work=replace(work.work, best=replace(work.work.best, title="Über Σ-Algebren & $O(n)$")))
    folder.export(work)
    before = (folder.config.path / "all.csl.json").read_text(encoding="utf-8")
    folder.config = replace(folder.config, dialect="bibtex")
    assert written(folder.export(work)) == set()
    assert (folder.config.path / "all.csl.json").read_text(encoding="utf-8") == before


# -- formats that fail ---------------------------------------------------------------------------------------------
class Failing:
    name, suffix = "failing", ".failing"

    def render(self, works: Sequence[KeyedWork]) -> str:
        raise ZeroDivisionError("no")


def test_a_format_that_fails_leaves_its_files_and_the_other_formats(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.export(paper(1))
    before = (folder.config.path / "all.ris").read_bytes()
    ris = EXPORTERS.load("ris")
    broken: Mapping[str, object] = {"ris": type("Broken", (Failing,), {"name": "ris", "suffix": ".ris"})()}
    monkeypatch.setattr(EXPORTERS, "_loaded", {**EXPORTERS._loaded, **broken})
    result = folder.export(paper(1), paper(2))
    assert [problem.what for problem in result.problems] == ["the plugin failed: ZeroDivisionError: no"]
    assert (folder.config.path / "all.ris").read_bytes() == before
    assert len(items(folder)) == 2
    monkeypatch.setattr(EXPORTERS, "_loaded", {**EXPORTERS._loaded, "ris": ris})
    assert folder.export(paper(1), paper(2)).flaws == ()
    assert read_index(folder.config.path).format_files["all.ris"].digest == text_digest(
        (folder.config.path / "all.ris").read_bytes().decode()
    )
