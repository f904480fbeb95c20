"""The folder of the page on disk: what happens to each file, and how it is done.

`page.json` there remembers the digests of what was written. A file with other contents was changed by the user, or is
theirs, and stays as it is. Before files are replaced, the digests of both versions are remembered, so that a run that
is killed half-way never takes our own text for the user's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from biblio.errors import StoreError, UsageError
from biblio.export.format_files import text_digest
from biblio.files import explain_os_error, read_text, write_atomic
from biblio.page.page_files import EMBEDDED, INDEX

__all__ = ["FilePlan", "PagePlan", "plan_page", "write_page"]

MANIFEST = "page.json"


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One file of the page: its name, its new text (None: it goes), and what happens to it.

    `outcome` is "written", "unchanged", "removed", or "edited": the user changed the file, so that it stays.
    """

    name: str
    text: str | None
    outcome: str

    @property
    def size(self) -> int:
        """The size of the new file in bytes."""
        return len(self.text.encode()) if self.text is not None else 0


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What happens to the files of a folder, in the order of their names; `known` are the digests we remember."""

    folder: Path
    files: tuple[FilePlan, ...]
    known: Mapping[str, frozenset[str]]


def plan_page(folder: Path, files: Mapping[str, str]) -> PagePlan:
    """Return what it takes to have `files` in `folder`, which need not exist. Nothing is written.

    Raises `StoreError` if something there cannot be read, `UsageError` if the folder has a page that is not biblio's.
    """
    known = _read_manifest(folder / MANIFEST)
    foreign = [name for name in (INDEX, EMBEDDED) if name in files and (folder / name).exists()]
    if not known and foreign:
        raise UsageError(f"{folder / foreign[0]} is not a page of biblio's", hint="name another folder with -o FOLDER")
    plans = []
    for name in sorted({*files, *known}):
        text, old = files.get(name), read_text(folder / name)
        if old is not None and text is not None and text_digest(old) == text_digest(text):
            outcome = "unchanged"
        elif old is not None and text_digest(old) not in known.get(name, ()):
            outcome = "edited"
        elif text is None:
            outcome = "removed" if old is not None else "unchanged"
        else:
            outcome = "written"
        if text is not None or old is not None:
            plans.append(FilePlan(name, text, outcome))
    return PagePlan(folder, tuple(plans), known)


def write_page(plan: PagePlan) -> None:
    """Do what a plan says; each file is replaced at once or not at all. Raises `StoreError`."""
    digests = {file.name: text_digest(file.text) for file in plan.files if file.text is not None}
    edited = {file.name for file in plan.files if file.outcome == "edited"}
    after = {name: {digest} for name, digest in digests.items() if name not in edited}
    after |= {name: set(plan.known[name]) for name in edited if name in plan.known}
    changed = [file for file in plan.files if file.outcome in ("written", "removed")]
    if changed:
        between = {name: {*after.get(name, ()), *plan.known.get(name, ())} for name in {*after, *plan.known}}
        write_atomic(plan.folder / MANIFEST, _manifest_text(between))
    for file in changed:
        path = plan.folder / file.name
        if file.text is not None:
            write_atomic(path, file.text)
            continue
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            problem, hint = explain_os_error(error)
            raise StoreError(f"{path}: cannot be removed: {problem}", hint=hint) from error
    write_atomic(plan.folder / MANIFEST, _manifest_text(after))


def _manifest_text(digests: Mapping[str, set[str]]) -> str:
    content = {"version": 1, "files": {name: sorted(digests[name]) for name in sorted(digests)}}
    return msgspec.json.format(msgspec.json.encode(content), indent=1).decode() + "\n"


class _Manifest(msgspec.Struct):
    version: int
    files: dict[str, list[str]]


def _read_manifest(path: Path) -> dict[str, frozenset[str]]:
    text = read_text(path)
    if text is None:
        return {}
    try:
        manifest = msgspec.json.decode(text, type=_Manifest)
    except msgspec.MsgspecError as error:
        hint = "remove it with the folder, and the page is written anew"
        raise StoreError(f"{path}: not what biblio wrote: {error}", hint=hint) from error
    ours = (name for name in manifest.files if not {"/", "\\"}.intersection(name))
    return {name: frozenset(manifest.files[name]) for name in ours}
