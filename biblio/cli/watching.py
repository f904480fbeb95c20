"""``biblio sync --watch`` and ``biblio zotero watch``: keep notes, exports and Zotero in step until Ctrl-C."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common
from biblio.cli.messages import plural
from biblio.cli.open_session import session
from biblio.cli.terminal import echo, style
from biblio.errors import ExitCode, UnsafePlan
from biblio.extras import Extra, require

if TYPE_CHECKING:
    from biblio.project.note_library import NoteLibrary
    from biblio.project.summary import Summary
__all__ = ["watch_filter", "watch_project"]

_BESIDE_A_DATABASE = re.compile(r"(?<=.)-(?:wal|shm|journal)\Z")
_STEP = 60  # milliseconds without a change after which changes count as one
_MOST_TAGS = 8  # files of tags that are named one by one
_TICK = 250  # milliseconds between two looks at the clock


def watch_project(common: Common, paths: tuple[str, ...], *, zotero: bool, poll: float) -> ExitCode:
    """Sync at every change of the notes, and with `zotero` of the library, which is asked every `poll` seconds.

    Ends at Ctrl-C or SIGTERM. Raises `MissingExtra` if the package that watches files is missing.
    """
    require(Extra.WATCH, "watching files")
    import watchfiles

    from biblio.project.watch import Watch, WatchTimes

    is_online = common.offline is None
    runs = _Runs(common, paths, with_zotero=zotero and is_online)
    watch = Watch(
        runs, clock=time.monotonic, report=lambda text: _say("", text, quiet=False), times=WatchTimes(poll=poll),
        polls=zotero and is_online,
    )  # fmt: skip
    try:
        with session(common, paths, exclusive=False) as opened:
            roots = [Path(source.path) for source in opened.sources if not source.is_remote]
            roots = [path if path.is_absolute() else opened.base / path for path in roots]
            own = tuple(map(_real, opened.project.own_paths))
            sources = [path if path.is_dir() else _folder_above(path) for path in map(_real, roots)]
            is_watched = watch_filter(own, sources, _real(opened.project.config.folder))
        folders = _folders(list(map(_real, [*roots, common.project])))
        is_started = False
        for changes in watchfiles.watch(
            *folders, watch_filter=lambda change, path: is_watched(Path(path)), debounce=600, step=_STEP,
            rust_timeout=_TICK, yield_on_timeout=True, ignore_permission_denied=True,
        ):  # fmt: skip
            if not is_started:  # the files are watched from here on, so no change during the first run is missed
                is_started = True
                watch.start()
                _say("", f"watching {', '.join(map(_shown, roots)) or 'Zotero'}; Ctrl-C stops", quiet=common.quiet)
            if changes:
                watch.files_changed([Path(path) for _, path in changes])
            watch.step()
    except KeyboardInterrupt:
        _say("", "stopped", quiet=common.quiet)
    return ExitCode.DONE


def _real(path: Path) -> Path:
    """Return a path as changes name it, without ".." and symbolic links."""
    return Path(os.path.realpath(path))


def _folders(paths: list[Path]) -> list[Path]:
    """Return the folders to watch: those of files and patterns, without those below another one."""
    folders = {path if path.is_dir() else _folder_above(path) for path in paths}
    return sorted(folder for folder in folders if not folders & set(folder.parents))


def _folder_above(path: Path) -> Path:
    return next(above for above in path.parents if above.is_dir())


def watch_filter(own: Sequence[Path], folders: Sequence[Path], project: Path) -> Callable[[Path], bool]:
    """Return whether a path matters: it is below a source and not biblio's own, or the person's decision or setting.

    What is hidden below a source is not read, and does not matter; nor do the files that SQLite keeps beside its own.
    """
    inputs = {project / name for name in ("config.toml", "decisions.txt", "zotero.txt")}
    watched, own_files = {*folders}, {*own} - inputs

    def is_watched(path: Path) -> bool:
        if path in inputs:
            return True
        above = {path.with_name(_BESIDE_A_DATABASE.sub("", path.name)), *path.parents}
        return not above & own_files and any(
            not any(part.startswith(".") for part in path.relative_to(root).parts) for root in above & watched
        )

    return is_watched


class _Runs:
    """The runs of a watch: each opens the project, says what changed, one line a change, and closes it again."""

    def __init__(self, common: Common, paths: tuple[str, ...], *, with_zotero: bool) -> None:
        self._common, self._paths, self._with_zotero = common, paths, with_zotero
        self._told: set[str] = set()
        self._steps: list[str] | None = None  # what is to be done next, as told last; None before the first run

    def sync(self, *, asks: bool) -> bool:
        from biblio.model.decision import Status
        from biblio.project.note_library import read_library
        from biblio.project.sync import sync

        is_offline = self._common.offline is True
        common = self._common if asks or is_offline else replace(self._common, offline=True, quiet=True)
        with session(common, self._paths) as opened:  # asking can take minutes, and shows how far it is
            result = sync(opened.project, opened.sources, base=opened.base, with_candidates=False)
            library = result.library
            if library is None and self._with_zotero:
                library = read_library(opened.project, opened.sources, base=opened.base, listing=result.listing)
        is_waiting = not is_offline and bool(result.summary.count(Status.PENDING))
        self._tell_summary(result.summary, is_asked_later=is_waiting and not asks)
        if self._with_zotero and library is not None:
            self._apply(library)
        return is_waiting

    def has_zotero_changed(self) -> bool:
        from biblio.project.zotero_sync import has_library_changed

        with session(replace(self._common, quiet=True), self._paths) as opened:
            return has_library_changed(opened.project)

    def _apply(self, library: NoteLibrary) -> None:
        from biblio.cli.zotero_words import (
            attached_files,
            missing_files,
            operation_lines,
            waiting_files,
            what_comes_back,
        )
        from biblio.project.note_library import read_library
        from biblio.project.zotero_sync import apply_zotero

        with session(replace(self._common, quiet=True), self._paths) as opened:
            try:
                planned, result = apply_zotero(
                    opened.project, library,
                    reread=lambda: read_library(opened.project, opened.sources, base=opened.base),
                )  # fmt: skip
            except UnsafePlan as error:
                self._tell_once(f"Zotero: not applied: {error}; look at it: biblio zotero plan")
                return
        plan = planned.plan
        for conflict in plan.conflicts:
            self._tell_once(f"conflict {conflict.name}: biblio zotero plan shows it")
        if result is None:
            return
        for operation in plan.operations:
            if operation.file:
                continue  # what became of the files is said below
            lines = [click.unstyle(line).strip() for line in operation_lines(operation, plan.titles)]
            self._say("→ Zotero", f"{operation.verb} {'; '.join(lines)}")
        for override in plan.overrides:
            self._say("← Zotero", what_comes_back(override, plan.titles))
        if result.files.attached:
            self._say("→ Zotero", attached_files(result.files))
        for text in (*missing_files(result.files), *waiting_files(result.files)):
            self._tell_once(text)
        for label, reason in result.refused:
            self._tell_once(f"{label}: refused by Zotero: {reason}")
        for file in result.exports:
            self._say("exports", file)

    def _tell_summary(self, summary: Summary, *, is_asked_later: bool) -> None:
        """Say what a run did; a line also for a change that reached no file, so that a person sees it was noticed."""
        from biblio.cli.next_steps import next_steps
        from biblio.model.decision import Status

        for problem in summary.problems:
            self._tell_once(f"{problem}")
        changed = [change for change in summary.exports if change.outcome != "unchanged"]
        of_tags = [change for change in changed if change.file.startswith("tags/")]
        if len(of_tags) <= _MOST_TAGS:
            of_tags = []
        for change in changed:
            if change not in of_tags:
                counts = (("+", change.added), ("~", change.changed), ("-", change.removed))
                numbers = " ".join(f"{sign}{count}" for sign, count in counts if count)
                self._say("exports", f"{change.file} {numbers or change.outcome}")
        if of_tags:
            self._say("exports", f"{len(of_tags)} files of tags")
        if is_asked_later:
            self._say("notes", f"{plural(summary.count(Status.PENDING), 'note')} to look up, when you pause")
            return
        if self._steps is not None and not changed and not summary.up_to_date:
            read = f"{plural(summary.opened, 'file')} read again; " if summary.opened else ""
            self._say("notes", f"{read}no file in {summary.folder} changes")
        steps = [str(step) for step in next_steps(summary)]
        for step in steps:
            if step not in (self._steps or ()):
                self._say("next", step)
        self._steps = steps

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            _say("", text, quiet=False)

    def _say(self, what: str, text: str) -> None:
        _say(what, text, quiet=self._common.quiet)


def _say(what: str, text: str, *, quiet: bool) -> None:
    if not quiet:
        now = style(time.strftime("%H:%M:%S"), dim=True)
        echo(f"{now} {what + ': ' if what else ''}{text}")


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
