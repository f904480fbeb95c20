"""The lines that differ from a git revision, on which `biblio check --changed` reports.

https://git-scm.com/docs/git-diff: the hunks of ``-U0`` name the new lines. Files that git does not track are entirely
new.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from biblio.errors import UsageError

__all__ = ["ChangedLines", "read_git_changes"]

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_FILE = re.compile(r"^\+\+\+ (?:\"?b/(.*?)\"?|/dev/null)\t?$", re.MULTILINE)

_SHALLOW_HINT = (
    "this clone is shallow, it has only the last commits: `git fetch --unshallow`, or `fetch-depth: 0` for"
    " actions/checkout"
)


class ChangedLines:
    """The ranges of lines that changed, by the real path of their file; None means all lines."""

    def __init__(self, lines: dict[str, list[tuple[int, int]] | None], base: Path) -> None:
        self._lines = lines
        self._base = base

    def overlap(self, path: str, first: int, last: int) -> bool:
        """Whether any line of a file (its path relative to the base) from `first` to `last` changed."""
        real_path = os.path.realpath(self._base / path)
        if real_path not in self._lines:
            return False
        ranges = self._lines[real_path]
        return ranges is None or any(low <= last and first <= high for low, high in ranges)


def read_git_changes(revision: str, *, base: Path) -> ChangedLines:
    """Return what differs between the files on disk and a revision ("HEAD", "origin/main").

    Raises `UsageError` if `base` is not in a git repository, git is missing, or there is no such revision.
    """
    top = Path(_git(base, "rev-parse", "--show-toplevel").strip())
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is not a revision")
    # Before the first commit there is nothing to compare with: everything is new.
    has_commit = _succeeds(base, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    lines: dict[str, list[tuple[int, int]] | None] = {}
    if has_commit:
        diff = _git(
            top, "-c", "core.quotePath=false", "diff", "--no-color", "--no-ext-diff", "--no-textconv",
            "--src-prefix=a/", "--dst-prefix=b/", "-U0", revision, "--",
        )  # fmt: skip
        lines.update(_changed_ranges(diff, top))
    elif revision != "HEAD":
        is_shallow = _git(base, "rev-parse", "--is-shallow-repository").strip() == "true"
        hint = _SHALLOW_HINT if is_shallow else "`git branch --all` and `git log` show those that it knows"
        raise UsageError(f"git does not know the revision {revision!r}", hint=hint)
    untracked = ["--others", "--exclude-standard"] if has_commit else ["--cached", "--others", "--exclude-standard"]
    for name in _git(top, "ls-files", "-z", *untracked).split("\0"):
        if name:
            lines[os.path.realpath(top / name)] = None
    return ChangedLines(lines, base)


def _changed_ranges(diff: str, top: Path) -> dict[str, list[tuple[int, int]] | None]:
    ranges_by_path: dict[str, list[tuple[int, int]] | None] = {}
    heads = [head for head in _FILE.finditer(diff) if diff[: head.start()].rpartition("\n--- ")[1]]
    for index, head in enumerate(heads):
        if head[1] is None:
            continue
        end = heads[index + 1].start() if index + 1 < len(heads) else len(diff)
        ranges = []
        for hunk in _HUNK.finditer(diff, head.end(), end):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            # If lines were only deleted, the two lines around them count.
            ranges.append((first, first + count - 1) if count else (first, first + 1))
        ranges_by_path[os.path.realpath(top / head[1])] = ranges
    return ranges_by_path


def _git(folder: Path, *arguments: str) -> str:
    try:
        process = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S607
    except FileNotFoundError as error:
        raise UsageError("git is not installed", hint="run the command without --changed and --since") from error
    if process.returncode:
        message = process.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise UsageError(f"git: {message}", hint="--changed and --since need a git repository")
    return process.stdout.decode("utf-8", "surrogateescape")


def _succeeds(folder: Path, *arguments: str) -> bool:
    process = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)  # noqa: S607
    return process.returncode == 0
