"""What is wrong with the disk below a database, in words, and what to do about it."""

from __future__ import annotations

__all__ = ["DISK_HINT", "disk_problem"]

DISK_HINT = "free some space and run again; nothing was lost"


def disk_problem(message: str) -> str:
    """Return in words what is wrong with the disk, empty if a database's `message` is about something else.

    SQLite: SQLITE_FULL is a disk without room; SQLITE_IOERR is also what a quota or a limit on the size of files gives
    (https://sqlite.org/rescode.html). tantivy raises `ValueError` for everything, with the system's own words.
    """
    if "is full" in message or "No space left" in message:
        return "the disk is full"
    return "the disk cannot be written to; it may be full" if "I/O error" in message else ""
