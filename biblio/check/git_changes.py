"""Which lines of which files differ from git: what `biblio check --changed` reports on.

https://git-scm.com/docs/git-diff: hunks of ``-U0`` name the new lines; files that git does not know are new as a whole.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from biblio.errors import UsageError

__all__ = ["Changes", "read_changes"]

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_FILE = re.compile(r"^\+\+\+ (?:\"?b/(.*?)\"?|/dev/null)\t?$", re.MULTILINE)


class Changes:
    """The lines that changed, by the real path of their file; None: all of them."""

    def __init__(self, lines: dict[str, list[tuple[int, int]] | None], base: Path) -> None:
        self._lines = lines
        self._base = base

    def touch(self, path: str, first: int, last: int) -> bool:
        """Tell whether any line of a file, from the first to the last, changed."""
        place = self._place(path)
        if place not in self._lines:
            return False
        ranges = self._lines[place]
        return ranges is None or any(low <= last and first <= high for low, high in ranges)

    def _place(self, path: str) -> str:
        return os.path.realpath(self._base / path)


def read_changes(revision: str, *, base: Path) -> Changes:
    """Return what differs between the files on disk and a revision ("HEAD", "origin/main").

    Raises `UsageError` where `base` is in no git repository, git is missing, or there is no such revision.
    """
    top = Path(_git(base, "rev-parse", "--show-toplevel").strip())
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no revision")
    # Before the first commit there is nothing to differ from: everything is new.
    has_commit = _try(base, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    lines: dict[str, list[tuple[int, int]] | None] = {}
    if has_commit:
        out = _git(
            top, "-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff", "--no-textconv",
            "--src-prefix=a/", "--dst-prefix=b/", "-U0", revision, "--",
        )  # fmt: skip
        lines.update(_ranges(out, top))
    elif revision != "HEAD":
        raise UsageError(f"git knows no revision {revision!r}")
    listed = ["--others", "--exclude-standard"] if has_commit else ["--cached", "--others", "--exclude-standard"]
    for name in _git(top, "ls-files", "-z", *listed).split("\0"):
        if name:
            lines[os.path.realpath(top / name)] = None
    return Changes(lines, base)


def _ranges(diff: str, top: Path) -> dict[str, list[tuple[int, int]] | None]:
    found: dict[str, list[tuple[int, int]] | None] = {}
    heads = [one for one in _FILE.finditer(diff) if diff[: one.start()].rpartition("\n--- ")[1]]
    for index, head in enumerate(heads):
        if head[1] is None:
            continue
        stop = heads[index + 1].start() if index + 1 < len(heads) else len(diff)
        ranges = []
        for hunk in _HUNK.finditer(diff, head.end(), stop):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            # Of lines that were only deleted the two beside them count.
            ranges.append((first, first + count - 1) if count else (first, first + 1))
        found[os.path.realpath(top / head[1])] = ranges
    return found


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S607
    except FileNotFoundError as error:
        raise UsageError("git is not installed", hint="leave out --changed") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise UsageError(f"git says: {said}", hint="--changed needs a git repository")
    return done.stdout.decode("utf-8", "surrogateescape")


def _try(folder: Path, *arguments: str) -> bool:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S607
    return done.returncode == 0
