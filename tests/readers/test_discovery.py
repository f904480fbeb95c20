"""Finding note files: what counts as one, in what order, and what happens where something cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from biblio.errors import Problem, SourceError
from biblio.readers.discovery import FoundFile, list_files, read_document, walk
from biblio.readers.skipped import Skipped, SkipReason
from biblio.settings import NoteSource


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    for name in (
        "vault/b.md",
        "vault/A.markdown",
        "vault/papers/one.md",
        "vault/papers/deep/two.txt",
        "vault/refs.bib",
        "vault/photo.png",
        "vault/note.md~",
        "vault/.hidden.md",
        "vault/.obsidian/workspace.json",
        "vault/.trash/old.md",
        "vault/node_modules/x/README.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")
    return tmp_path


def names(source: str, base: Path, **choice: tuple[str, ...]) -> list[str]:
    return [item.name for item in walk(source, base=base, **choice) if isinstance(item, FoundFile)]


def skipped(source: str, base: Path, *, own: tuple[Path, ...] = (), **choice: tuple[str, ...]) -> dict[str, SkipReason]:
    items = walk(source, base=base, own=own, **choice)
    return {item.path: item.reason for item in items if isinstance(item, Skipped)}


def test_a_folder_is_searched_in_order_without_hidden_parts(vault: Path) -> None:
    assert names("vault", vault) == ["A.markdown", "b.md", "papers/deep/two.txt", "papers/one.md", "refs.bib"]


def test_everything_else_is_skipped_with_its_reason(vault: Path) -> None:
    (vault / "vault/logseq/bak").mkdir(parents=True)
    (vault / "vault/exports").mkdir()
    own = (vault / "vault/exports", vault / "vault/refs.bib")
    assert skipped("vault", vault, own=own) == {
        "vault/.hidden.md": SkipReason.HIDDEN,
        "vault/.obsidian/": SkipReason.HIDDEN,
        "vault/.trash/": SkipReason.HIDDEN,
        "vault/exports/": SkipReason.OWN,
        "vault/logseq/bak/": SkipReason.BACKUP,
        "vault/node_modules/": SkipReason.PROGRAM,
        "vault/note.md~": SkipReason.UNKNOWN_FORMAT,
        "vault/photo.png": SkipReason.UNKNOWN_FORMAT,
        "vault/refs.bib": SkipReason.OWN,
    }
    assert skipped("vault/*.png", vault) == {}, "what a pattern names is read, whatever its suffix"
    assert skipped("vault/*.md", vault) == {"vault/.hidden.md": SkipReason.HIDDEN}


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (("*.md",), (), ["b.md", "papers/one.md"]),
        (("/*.md",), (), ["b.md"]),
        (("*.png", "note.md~"), (), ["note.md~", "photo.png"]),
        ((), ("papers/",), ["A.markdown", "b.md", "refs.bib"]),
        ((), ("papers/*", "!papers/one.md"), ["A.markdown", "b.md", "papers/one.md", "refs.bib"]),
        (("*.md",), ("b*",), ["papers/one.md"]),
    ],
)
def test_include_and_exclude(
    vault: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]
) -> None:
    assert names("vault", vault, include=include, exclude=exclude) == expected
    reasons = skipped("vault", vault, include=include, exclude=exclude)
    assert SkipReason.EXCLUDED in reasons.values()
    assert "vault/.obsidian/" in reasons


@pytest.mark.parametrize(
    ("source", "first"),
    [("vault", "vault/A.markdown"), ("vault/", "vault/A.markdown"), ("./vault", "./vault/A.markdown")],
)
def test_paths_begin_as_they_were_given(vault: Path, source: str, first: str) -> None:
    file = next(item for item in walk(source, base=vault) if isinstance(item, FoundFile))
    assert file == FoundFile(first, "A.markdown", str(vault / "vault/A.markdown"), 4, file.mtime_ns)


def test_the_current_folder_and_absolute_ones(vault: Path) -> None:
    assert [item.path for item in walk(".", base=vault / "vault/papers")] == ["deep/two.txt", "one.md"]  # type: ignore[union-attr]
    absolute = (vault / "vault/papers").as_posix()
    assert [item.path for item in walk(absolute, base=Path("/"))][-1] == f"{absolute}/one.md"  # type: ignore[union-attr]


def test_a_file_is_taken_whatever_its_suffix(vault: Path) -> None:
    (file,) = walk("vault/note.md~", base=vault)
    assert isinstance(file, FoundFile)
    assert (file.path, file.name, file.size) == ("vault/note.md~", "note.md~", 4)
    assert file.mtime_ns == (vault / "vault/note.md~").stat().st_mtime_ns


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("vault/*.md", ["b.md"]),
        ("vault/**/*.md", ["b.md", "papers/one.md"]),
        ("vault/*/*", ["papers/one.md"]),
        ("vault/**", ["A.markdown", "b.md", "papers/deep/two.txt", "papers/one.md", "refs.bib"]),
        ("vault/[ab].md", ["b.md"]),
        ("vault/?.md", ["b.md"]),
        ("vault/papers/**/*.txt", ["deep/two.txt"]),
        ("vault/*.png", ["photo.png"]),
        ("*/refs.bib", ["vault/refs.bib"]),
    ],
)
def test_patterns(vault: Path, pattern: str, expected: list[str]) -> None:
    assert names(pattern, vault) == expected


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "notes [old]").mkdir()
    (tmp_path / "notes [old]/a.md").write_text("x", encoding="utf-8")
    assert names("notes [old]", tmp_path) == ["a.md"]


@pytest.mark.parametrize("source", ["missing", "missing.md", "vault/missing", "nowhere/*.md", "vault/*.rst", "a\0b"])
def test_a_missing_source_is_one_clear_error(vault: Path, source: str) -> None:
    with pytest.raises(SourceError) as caught:
        list(walk(source, base=vault))
    assert caught.value.path == source
    assert "\n" not in caught.value.message


def test_links_are_followed_and_loops_end(vault: Path) -> None:
    (vault / "vault/papers/loop").symlink_to(vault / "vault", target_is_directory=True)
    (vault / "vault/papers/again.md").symlink_to(vault / "vault/b.md")
    (vault / "vault/zz-linked").symlink_to(vault / "vault/papers/deep", target_is_directory=True)
    assert names("vault", vault) == [
        "A.markdown",
        "b.md",
        "papers/again.md",
        "papers/deep/two.txt",
        "papers/one.md",
        "refs.bib",
    ]


def test_a_link_to_nothing_is_a_problem_and_the_rest_goes_on(vault: Path) -> None:
    (vault / "vault/broken.md").symlink_to(vault / "gone.md")
    items = list(walk("vault", base=vault))
    (problem,) = [item for item in items if isinstance(item, Problem)]
    assert (problem.path, problem.what) == ("vault/broken.md", "cannot be read: no such file or directory")
    assert sum(isinstance(item, FoundFile) for item in items) == 5


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_folder_without_permission_is_a_problem(vault: Path) -> None:
    (vault / "vault/papers").chmod(0)
    try:
        items = list(walk("vault", base=vault))
    finally:
        (vault / "vault/papers").chmod(0o755)
    assert [item.path for item in items if isinstance(item, Problem)] == ["vault/papers"]
    assert sum(isinstance(item, FoundFile) for item in items) == 3


@pytest.mark.skipif(os.name != "posix", reason="names are bytes there")
def test_a_name_that_is_not_utf_8_is_a_problem(vault: Path) -> None:
    try:
        (vault / os.fsdecode(b"vault/caf\xe9.md")).write_text("x", encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    problems = [item for item in walk("vault", base=vault) if isinstance(item, Problem)]
    assert [str(problem) for problem in problems] == ["vault/caf�.md: has a name that is not UTF-8 (rename the file)"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_are_not_notes(vault: Path) -> None:
    os.mkfifo(vault / "vault/pipe.md")
    assert "pipe.md" not in names("vault", vault)
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        list(walk("vault/pipe.md", base=vault))


def test_very_deep_folders(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    for _ in range(200):
        folder /= "d"
    folder.mkdir(parents=True)
    (folder / "n.md").write_text("x", encoding="utf-8")
    assert names("v", tmp_path) == ["d/" * 200 + "n.md"]


def test_documents_are_decoded_and_errors_name_the_path_as_given(vault: Path) -> None:
    (vault / "vault/b.md").write_bytes("\ufeff論文\r\nメモ".encode())
    file = next(item for item in walk("vault", base=vault) if item.path == "vault/b.md")
    assert isinstance(file, FoundFile)
    document, problem = read_document(file)
    assert (document.path, document.name, document.text, problem) == ("vault/b.md", "b.md", "論文\nメモ", None)
    (vault / "vault/b.md").unlink()
    with pytest.raises(SourceError, match=r"^vault/b\.md: cannot be read: no such file"):
        read_document(file)


def test_a_file_that_is_larger_than_notes_can_be_is_not_read(vault: Path) -> None:
    with (vault / "vault/b.md").open("wb") as file:
        file.truncate(3_000_000_000)  # a file with a hole: it takes no room
    found = next(item for item in walk("vault", base=vault) if item.path == "vault/b.md")
    assert isinstance(found, FoundFile)
    with pytest.raises(SourceError, match=r"^vault/b\.md: is too large for notes: 3\.0 GB, of 1 GB at most"):
        read_document(found)


def test_a_listing_has_every_file_once_with_its_first_source(vault: Path) -> None:
    (vault / "empty").mkdir()
    sources = [NoteSource("vault/papers", "markdown"), NoteSource("vault"), NoteSource("empty"), NoteSource("nowhere")]
    listing = list_files(sources, base=vault)
    assert [(file.path, source.layout) for file, source in listing.files] == [
        ("vault/papers/deep/two.txt", "markdown"), ("vault/papers/one.md", "markdown"), ("vault/A.markdown", None),
        ("vault/b.md", None), ("vault/refs.bib", None),
    ]  # fmt: skip
    assert listing.roots == (str(vault / "vault/papers"), str(vault / "vault"))
    assert [str(problem) for problem in listing.problems] == [f"nowhere: does not exist (looked in {vault})"]
    assert not listing.is_complete
    assert list_files(sources[:3], base=vault).is_complete


def test_the_root_of_a_pattern_is_the_folder_above_its_wildcard(vault: Path) -> None:
    assert list_files([NoteSource("vault/pap*/*.md")], base=vault).roots == (str(vault / "vault"),)
