"""Read and write our own files: they are replaced as a whole or not at all, and only if their content changes."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import stat
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from biblio.errors import StoreError

__all__ = [
    "ATTEMPTS_TO_CHANGE",
    "explain_os_error",
    "file_bytes",
    "folder_size",
    "keeps_changing",
    "lines_of_file",
    "make_private_folder",
    "name_that_is_no_text",
    "read_bytes",
    "read_text",
    "write_atomic",
    "write_bytes",
    "write_new",
]

ATTEMPTS_TO_CHANGE = 20
"""How often a file is read that an editor saves between being read and being written: editors know no lock of ours."""

logger = logging.getLogger(__name__)

_TEMPORARY = ".biblio-tmp"  # the end of the names of unfinished files
_LEFT = 3600.0  # seconds after which nobody is still writing one
_tidied: set[Path] = set()
"""The folders in which this process has looked for unfinished files of runs that were killed."""

_REASONS = {
    errno.ENOSPC: ("the disk is full", "free some space and run again; nothing was lost"),
    errno.EDQUOT: ("your disk quota is used up", "free some space and run again; nothing was lost"),
    errno.EROFS: ("the file system is read-only", "choose another folder in config.toml"),
    errno.EACCES: ("permission denied", "make it writable, or choose another folder in config.toml"),
    errno.EPERM: ("permission denied", "make it writable, or choose another folder in config.toml"),
    errno.ENOTDIR: (
        "there is a file where a folder is needed",
        "move it away, or choose another folder in config.toml",
    ),
    errno.EISDIR: ("there is a folder where a file is needed", "move it away, or choose another name in config.toml"),
    errno.ESPIPE: (
        "there is a pipe or a device where a file is needed",
        "move it away, or choose another name in config.toml",
    ),
    errno.ENAMETOOLONG: ("the name is too long for this file system", "choose a shorter folder in config.toml"),
}
# How file systems refuse to open or sync a folder (network shares, FUSE), or a folder that may be written but not read.
_CANNOT_SYNC = frozenset(
    {errno.EINVAL, errno.EBADF, errno.EROFS, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EACCES, errno.EPERM}
)


_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def explain_os_error(error: OSError) -> tuple[str, str]:
    """Return (what is wrong, what to do) for an error of the file system, in words; what to do may be empty."""
    return _REASONS.get(error.errno or 0, ((error.strerror or str(error)).lower(), ""))


def name_that_is_no_text(path: Path | str) -> str:
    """Return a path as it can be shown if it is not UTF-8, so that no file of ours can have it; else nothing."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("utf-8", "replace")
    return ""


def file_bytes(path: Path) -> bytes:
    """Return what is in a file.

    Raises `OSError` if it cannot be read, also for a pipe or a device, which may never end.
    """
    with _opened(path) as stream:
        return stream.read()


def _opened(path: Path) -> BinaryIO:
    stream = os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb")
    mode = os.fstat(stream.fileno()).st_mode
    if stat.S_ISREG(mode):
        return stream
    stream.close()
    kind = errno.EISDIR if stat.S_ISDIR(mode) else errno.ESPIPE
    raise OSError(kind, _REASONS[kind][0], str(path))


def _has(path: Path, parts: Sequence[bytes | memoryview]) -> bool:
    """Return whether a file has these bytes; raises what `file_bytes` does."""
    with _opened(path) as stream:
        if os.fstat(stream.fileno()).st_size != sum(map(len, parts)):
            return False
        return all(stream.read(len(part)) == part for part in parts)


def folder_size(folder: Path) -> int:
    """Return the total size in bytes of the files in `folder` and below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def make_private_folder(folder: Path) -> None:
    """Create a folder for what belongs to this machine only, with a ``.gitignore`` in it so that git ignores all of it.

    A folder that is not hidden may be the user's, and gets none. Raises `StoreError`.
    """
    ignore = folder / ".gitignore"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.name.startswith(".") and not ignore.exists():
            with contextlib.suppress(PermissionError):  # whoever needs the folder says that it cannot be written
                ignore.write_text("# What biblio remembers on this machine.\n*\n", encoding="utf-8")
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{folder}: cannot be created: {problem}", hint=hint) from error


def read_text(path: Path) -> str | None:
    """Return the text of one of our UTF-8 files with its line ends as they are, or None if there is no file.

    Raises `StoreError` if it cannot be read.
    """
    data = read_bytes(path)
    try:
        return data.decode("utf-8") if data is not None else None
    except UnicodeDecodeError as error:
        hint = "convert it to UTF-8 or move it away"
        raise StoreError(f"{path}: not UTF-8 (byte {error.start})", hint=hint) from error


def read_bytes(path: Path) -> bytes | None:
    """Return the bytes of one of our files, or None if there is no file. Raises `StoreError` if it cannot be read."""
    try:
        return file_bytes(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be read: {problem}", hint=hint) from error


def keeps_changing(path: Path) -> StoreError:
    """Return the error of a file that was saved by another program at each of `ATTEMPTS_TO_CHANGE`."""
    return StoreError(f"{path}: the file keeps changing", hint="close the program that writes to it and try again")


def lines_of_file(path: Path) -> Iterator[bytes]:
    """Yield the lines of one of our files, none if there is no file. Raises `StoreError` if it cannot be read."""
    try:
        with _opened(path) as stream:
            yield from stream
    except FileNotFoundError:
        return
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be read: {problem}", hint=hint) from error


def write_atomic(path: Path, text: str) -> bool:
    """Write `text` as UTF-8; see `write_bytes`."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, *parts: bytes | memoryview) -> bool:
    """Write `parts`, unless the file already has them; return whether they were written.

    The new content is completely on disk before it replaces the old content (write, fsync, rename; POSIX rename is
    atomic), so a crash at any moment leaves either the old or the new file. The old file's permissions are kept, and a
    symbolic link stays one. Raises `StoreError` with the reason in words; the old file is then unchanged, unless the
    disk failed while the rename was being made durable.
    """
    target = Path(os.path.realpath(path))
    temporary: str | None = None
    try:
        mode = None
        try:
            if _has(target, parts):
                return False
            mode = target.stat().st_mode
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = _open_temporary(target)
        with os.fdopen(handle, "wb") as stream:
            for part in parts:
                stream.write(part)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode & 0o7777 if mode is not None else 0o666 & ~_umask())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        problem, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be written: {problem}", hint=hint) from error
    try:
        _sync_folder(target.parent)
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(
            f"{path}: written, but it may be lost if the machine stops now: {problem}", hint=hint
        ) from error
    logger.debug("wrote %s, %d bytes", path, sum(map(len, parts)))
    return True


def write_new(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to a file that is not there yet; folders on the way are made.

    The whole file appears at once (a link to a finished temporary file, which no file system makes over another; where
    there are no links, the name is taken first). Raises `StoreError`, also if a file is there.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = _open_temporary(path)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            Path(temporary).replace(path)
            temporary = None
        _sync_folder(path.parent)
    except FileExistsError as error:
        raise StoreError(f"{path}: there is a file already", hint="nothing was written to it") from error
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{path}: cannot be written: {problem}", hint=hint) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _open_temporary(target: Path) -> tuple[int, str]:
    """Return an open file beside `target`, and its path; what killed runs left in this folder goes."""
    import tempfile  # takes longer to import than a run without changes may

    if target.parent not in _tidied:
        _tidied.add(target.parent)
        _remove_leftovers(target.parent)
    return tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=_TEMPORARY, dir=target.parent)


def _remove_leftovers(folder: Path) -> None:
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_TEMPORARY) and now - entry.stat(follow_symlinks=False).st_mtime > _LEFT:
                with contextlib.suppress(OSError):
                    Path(entry.path).unlink()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, if the platform and the file system can; raise `OSError` if the disk fails."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
