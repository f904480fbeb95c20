"""Make fixes in files, and take them back: what was there is kept first, then the file is replaced as a whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import msgspec

from biblio.check.edits import FixPlan, apply_edits, broken_by, diff_lines, plan_edits
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Finding
from biblio.errors import Problem, StoreError
from biblio.files import explain_os_error, write_bytes

__all__ = ["FileFixes", "UndoneFixes", "make_fixes", "plan_fixes", "undo_fixes"]

_MOST_KEPT = 50  # runs that can be taken back


@dataclass(frozen=True, slots=True)
class FileFixes:
    """What is to be fixed in one file, and the lines of a unified diff that shows it."""

    file: TextFile
    plan: FixPlan
    diff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoneFixes:
    """What taking the last fixes back did: files that are as they were, and those that changed since."""

    restored: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Saved:
    """One file of a run: where it is, and the digests of what it held before and after."""

    path: str
    before: str
    after: str


def plan_fixes(
    findings: Iterable[Finding], texts: Mapping[str, TextFile], *, wanted: Callable[[Finding], bool]
) -> list[FileFixes]:
    """Return what to do about the findings that are `wanted`, file by file."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None and wanted(finding) and finding.span.path in texts:
            by_file.setdefault(finding.span.path, []).append(finding)
    plans = []
    for path, some in by_file.items():
        made = plan_edits(some)
        text = texts[path].source.text
        plans.append(FileFixes(texts[path], made, tuple(diff_lines(path, text, made.edits))))
    return plans


def make_fixes(plans: Sequence[FileFixes], journal: Path) -> tuple[list[str], list[Problem]]:
    """Carry plans out; return the paths of the files that were written, and why others were not.

    A file that changed since it was read, that would not be sound afterwards, or whose encoding lacks a new letter is
    left alone. `journal` is the folder that keeps what was there. Raises `StoreError` where it cannot be written.
    """
    ready: list[tuple[FileFixes, bytes, bytes]] = []
    problems: list[Problem] = []
    for one in plans:
        path, before = one.file.path, one.file.source.text
        after = apply_edits(before, one.plan.edits)
        try:
            old, new = one.file.to_bytes(before), one.file.to_bytes(after)
            current = one.file.location.read_bytes()
        except UnicodeEncodeError:
            what = f"was not fixed: its encoding ({one.file.encoding}) lacks a letter"
            problems.append(Problem(path, 0, what, "convert it to UTF-8"))
            continue
        except OSError as error:
            problems.append(Problem(path, 0, f"was not fixed: {explain_os_error(error)[0]}"))
            continue
        if current != old:
            problems.append(Problem(path, 0, "was not fixed: it changed meanwhile", "run the command again"))
        elif why := broken_by(path, before, after):
            problems.append(Problem(path, 0, f"was not fixed: {why}"))
        elif old != new:
            ready.append((one, old, new))
    if ready:
        _keep(journal, ready)
    written = []
    for one, _, new in ready:
        write_bytes(one.file.location, new)
        written.append(one.file.path)
    return written, problems


def _keep(journal: Path, ready: Sequence[tuple[FileFixes, bytes, bytes]]) -> None:
    """Store what the files held, then the list of them: a run without a list was cut short before any file changed."""
    runs = _runs(journal)
    number = int(runs[-1].name) + 1 if runs else 1
    folder = journal / f"{number:06}"
    saved = []
    for index, (one, old, new) in enumerate(ready):
        write_bytes(folder / f"{index}.before", old)
        saved.append(_Saved(os.path.realpath(one.file.location), _digest(old), _digest(new)))
    body = {"time": int(time.time()), "files": saved}
    write_bytes(folder / "files.json", msgspec.json.encode(body))
    for old_run in runs[: max(0, len(runs) + 1 - _MOST_KEPT)]:
        _remove(old_run)


def undo_fixes(journal: Path) -> UndoneFixes | None:
    """Put back what the files held before the last fixes; None where there is nothing to take back.

    A file that was changed since is left alone, and its old content stays in the journal.
    """
    runs = _runs(journal)
    if not runs:
        return None
    folder = runs[-1]
    try:
        body = msgspec.json.decode((folder / "files.json").read_bytes(), type=dict[str, msgspec.Raw])
        saved = msgspec.json.decode(body["files"], type=list[_Saved])
    except (OSError, msgspec.DecodeError, KeyError) as error:
        raise StoreError(f"{folder}: cannot be read", hint="move the folder away") from error
    restored, problems = [], []
    for index, one in enumerate(saved):
        path = Path(one.path)
        kept = folder / f"{index}.before"
        try:
            current = _digest(path.read_bytes())
        except OSError:
            current = ""
        if current == one.before:
            continue
        if current != one.after:
            hint = f"its content before the fixes is in {kept}"
            problems.append(Problem(one.path, 0, "was changed since it was fixed, and is left alone", hint))
            continue
        write_bytes(path, kept.read_bytes())
        restored.append(one.path)
    if not problems:
        _remove(folder)
    return UndoneFixes(tuple(restored), tuple(problems))


def _runs(journal: Path) -> list[Path]:
    if not journal.is_dir():
        return []
    return sorted(one for one in journal.iterdir() if one.name.isdecimal() and (one / "files.json").is_file())


def _remove(folder: Path) -> None:
    for file in sorted(folder.iterdir(), reverse=True):  # the list goes last but its loss already ends the run
        file.unlink()
    folder.rmdir()


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
