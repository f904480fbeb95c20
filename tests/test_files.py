"""Files are replaced as a whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path

import pytest

from biblio.errors import StoreError
from biblio.files import read_text, write_atomic


def test_writes_only_what_changes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.bib"
    assert write_atomic(path, "één\n")
    before = path.stat().st_mtime_ns
    assert not write_atomic(path, "één\n")
    assert path.stat().st_mtime_ns == before
    assert write_atomic(path, "two\n")
    assert read_text(path) == "two\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.bib"]


def test_what_a_killed_run_left_goes_an_hour_later(tmp_path: Path) -> None:
    names = [".a.bib.k1ll3d00.biblio-tmp", ".b.bib.b31ngwr1.biblio-tmp", ".a.bib.0th3rs00.tmp", "a.biblio-tmp.md"]
    for name in names:
        (tmp_path / name).write_text("@misc{")
        if "b31ng" not in name:
            os.utime(tmp_path / name, (time.time() - 4000,) * 2)
    write_atomic(tmp_path / "c.bib", "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["c.bib", *names[1:]])


def test_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    write_atomic(path, "a\r\nb\r\n")
    assert path.read_bytes() == b"a\r\nb\r\n"
    assert read_text(path) == "a\r\nb\r\n"


def test_permissions_and_symbolic_links_stay(tmp_path: Path) -> None:
    target = tmp_path / "target.bib"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.bib"
    link.symlink_to(target)
    write_atomic(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    path = tmp_path / "a.bib"
    write_atomic(path, "old")

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError, match=r"a\.bib: cannot be written") as caught:
        write_atomic(path, "new")
    assert caught.value.hint
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.bib"]


def fail_to_sync_folders(monkeypatch: pytest.MonkeyPatch, number: int) -> list[int]:
    """Have `os.fsync` refuse folders with the error `number`; return the list of refusals to come."""
    refused: list[int] = []
    fsync = os.fsync

    def refuse(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            refused.append(number)
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", refuse)
    return refused


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.EBADF])
def test_a_folder_that_cannot_be_synced_does_not_fail_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refused = fail_to_sync_folders(monkeypatch, number)
    assert write_atomic(tmp_path / "a.bib", "new")
    assert refused == [number]
    assert (tmp_path / "a.bib").read_text() == "new"


def test_a_disk_that_fails_while_the_folder_is_synced_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = fail_to_sync_folders(monkeypatch, errno.EIO)
    with pytest.raises(StoreError, match=r"a\.bib: written, but it may be lost"):
        write_atomic(tmp_path / "a.bib", "new")
    assert refused == [errno.EIO]


def test_missing_and_unreadable(tmp_path: Path) -> None:
    assert read_text(tmp_path / "none") is None
    bad = tmp_path / "bad"
    bad.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(StoreError, match="not UTF-8"):
        read_text(bad)
    with pytest.raises(StoreError, match="cannot be read"):
        read_text(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_no_run_waits_for_a_pipe_or_reads_a_device_to_its_end(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.bib")
    (tmp_path / "zero.bib").symlink_to("/dev/zero")
    for name in ("pipe.bib", "zero.bib"):
        with pytest.raises(StoreError, match="a pipe or a device where a file is needed"):
            read_text(tmp_path / name)
        with pytest.raises(StoreError, match="a pipe or a device where a file is needed"):
            write_atomic(tmp_path / name, "x")
    with pytest.raises(StoreError, match="a folder where a file is needed"):
        read_text(tmp_path)
