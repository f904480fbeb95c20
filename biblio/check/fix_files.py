"""Apply fixes to files and undo them: the file's content is stored first, then the file is replaced as a whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from biblio.check.edits import FixPlan, apply_edits, diff_lines, plan_edits, why_unsound
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Finding
from biblio.errors import Problem, StoreError
from biblio.files import explain_os_error, file_bytes, name_that_is_no_text, write_bytes

__all__ = ["FileFixes", "UndoneFixes", "apply_fixes", "fixed_content", "plan_fixes", "undo_fixes"]

_MOST_UNDOABLE_RUNS = 50


@dataclass(frozen=True, slots=True)
class FileFixes:
    """What to fix in one file."""

    file: TextFile
    plan: FixPlan

    def diff(self) -> Iterator[str]:
        """Yield the lines of a unified diff."""
        return diff_lines(self.file.path, self.file.source.text, self.plan.edits)


@dataclass(frozen=True, slots=True)
class UndoneFixes:
    """The result of undoing the last fixes: the restored files, and problems with those that changed since."""

    restored: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Saved:
    """One file of a run: where it is, and the digests of its content before and after."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Replacement:
    file: TextFile
    before: bytes
    after: bytes


def plan_fixes(
    findings: Iterable[Finding], texts: Mapping[str, TextFile], *, is_chosen: Callable[[Finding], bool]
) -> list[FileFixes]:
    """Return how to fix the chosen findings, file by file. `texts` are the files by their paths."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None and is_chosen(finding) and finding.span.path in texts:
            by_file.setdefault(finding.span.path, []).append(finding)
    return [FileFixes(texts[path], plan_edits(file_findings)) for path, file_findings in by_file.items()]


def apply_fixes(
    plans: Sequence[FileFixes], journal: Path, *, write: Callable[[Path, bytes], object] = write_bytes
) -> tuple[list[str], list[Problem]]:
    """Fix files; return the paths of those that were written, and problems with the others.

    A file is left alone if it changed since it was read, if the result would not be sound, or if its encoding lacks a
    new character. `journal` is the folder in which its old content is stored, and `write` replaces a file as a whole.
    Raises `StoreError` if a file cannot be written.
    """
    replacements: list[_Replacement] = []
    problems: list[Problem] = []
    for fixes in plans:
        replacement = _prepare(fixes)
        if isinstance(replacement, Problem):
            problems.append(replacement)
        elif replacement.before != replacement.after:
            replacements.append(replacement)
    if replacements:
        _store(journal, replacements, write)
    for replacement in replacements:
        write(replacement.file.location, replacement.after)
    return [replacement.file.path for replacement in replacements], problems


def fixed_content(fixes: FileFixes) -> bytes | Problem:
    """Return the bytes of a file with its fixes, or why it cannot be fixed."""
    file = fixes.file
    fixed = apply_edits(file.source.text, fixes.plan.edits)
    if reason := why_unsound(file.path, file.source.text, fixed):
        return Problem(file.path, 0, f"was not fixed: {reason}")
    try:
        return file.to_bytes(fixed)
    except UnicodeEncodeError:
        message = f"was not fixed: its encoding ({file.encoding}) lacks a character"
        return Problem(file.path, 0, message, "convert the file to UTF-8")


def _prepare(fixes: FileFixes) -> _Replacement | Problem:
    """Return the bytes of a file before and after, or why it cannot be fixed."""
    file = fixes.file
    if name := name_that_is_no_text(os.path.realpath(file.location)):  # what was there could not be kept under it
        return Problem(name, 0, "was not fixed: it has a name that is not UTF-8", "rename the file or folder")
    after = fixed_content(fixes)
    if isinstance(after, Problem):
        return after
    try:
        before = file.location.read_bytes()
    except OSError as error:
        return Problem(file.path, 0, f"was not fixed: {explain_os_error(error)[0]}")
    if before != file.to_bytes(file.source.text):
        return Problem(file.path, 0, "was not fixed: it has changed since it was read", "run the command again")
    return _Replacement(file, before, after)


def _store(journal: Path, replacements: Sequence[_Replacement], write: Callable[[Path, bytes], object]) -> None:
    """Store the files' contents, then the list of them: without the list, a run was killed before any file changed."""
    runs = _runs(journal)
    number = int(runs[-1].name) + 1 if runs else 1
    folder = journal / f"{number:06}"
    saved = []
    for index, replacement in enumerate(replacements):
        write(folder / f"{index}.before", replacement.before)
        path = os.path.realpath(replacement.file.location)
        saved.append(_Saved(path, _digest(replacement.before), _digest(replacement.after)))
    body = {"time": int(time.time()), "files": saved}
    write(folder / "files.json", msgspec.json.encode(body))
    for old_run in runs[: max(0, len(runs) + 1 - _MOST_UNDOABLE_RUNS)]:
        _remove(old_run)


def undo_fixes(journal: Path) -> UndoneFixes | None:
    """Restore the files' contents from before the last fixes; return None if there is nothing to undo.

    A file that has changed since is left alone, and its old content stays in the journal. Raises `StoreError`.
    """
    runs = _runs(journal)
    if not runs:
        return None
    folder = runs[-1]
    try:
        body = msgspec.json.decode(file_bytes(folder / "files.json"), type=dict[str, msgspec.Raw])
        files = msgspec.json.decode(body["files"], type=list[_Saved])
    except (OSError, msgspec.DecodeError, KeyError) as error:
        raise StoreError(f"{folder}: cannot be read", hint="move the folder away") from error
    restored, problems = [], []
    for index, saved in enumerate(files):
        path = Path(saved.path)
        old_content = folder / f"{index}.before"
        try:
            current = _digest(path.read_bytes())
        except OSError:
            current = ""
        if current == saved.before:
            continue
        if current != saved.after:
            hint = f"its content before the fixes is in {old_content}"
            problems.append(Problem(saved.path, 0, "was not restored: it has changed since it was fixed", hint))
            continue
        write_bytes(path, old_content.read_bytes())
        restored.append(saved.path)
    if not problems:
        _remove(folder)
    return UndoneFixes(tuple(restored), tuple(problems))


def _runs(journal: Path) -> list[Path]:
    if not journal.is_dir():
        return []
    return sorted(path for path in journal.iterdir() if path.name.isdecimal() and (path / "files.json").is_file())


def _remove(folder: Path) -> None:
    for file in sorted(folder.iterdir(), reverse=True):  # "files.json" first: without it the run does not exist
        file.unlink()
    folder.rmdir()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
