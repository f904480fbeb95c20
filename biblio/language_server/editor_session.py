"""One editor's session: its open texts, the projects around them, and the checks that run while one types.

Everything that takes time runs in threads, on values that were taken before; the answers come back to the one thread
that has the session, and are dropped if the text has changed meanwhile. Knows nothing of the protocol.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from biblio.check.files_to_check import FileReader, TextFile
from biblio.check.finding import Finding
from biblio.check.source_text import SourceText
from biblio.errors import BiblioError, Problem
from biblio.files import explain_os_error
from biblio.language_server.document_check import CheckedDocument, LookedUp, check_document, look_up_entries
from biblio.language_server.file_memory import FileMemory
from biblio.language_server.key_at_cursor import BIB_SUFFIX, manuscript_format
from biblio.language_server.lookup_memory import LookupMemory
from biblio.language_server.project_view import ProjectView, project_folder, project_stamp, read_project_view
from biblio.language_server.reference_index import SearchableReference, read_references
from biblio.language_server.text_positions import CodeUnit, PositionedText
from biblio.settings import Config

__all__ = ["EditorSession", "OpenText", "SessionTimes"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """How long things wait, in seconds.

    `quiet` is how long nobody types before a text is checked (twice as long as its last check took, if that is more,
    but at most `longest_quiet`); `look` how often the files of a project are looked at; `patience` how long an answer
    waits for a project that is read for the first time, `hurry` for a bibliography that is read anew.
    """

    quiet: float = 0.3
    longest_quiet: float = 2.0
    hurry: float = 0.3
    look: float = 2.0
    patience: float = 3.0


@dataclass(slots=True)
class OpenText:
    """A text that the editor has open, as it stands there. `location` is None for one that is no file."""

    uri: str
    location: Path | None
    content: PositionedText
    version: int | None
    lookups: LookupMemory = field(default_factory=LookupMemory)
    checked: CheckedDocument | None = None
    checked_version: int | None = None
    cost: float = 0.0
    timer: asyncio.TimerHandle | None = None
    check: asyncio.Task[None] | None = None
    encoded: tuple[PositionedText, bytes] | None = None

    @property
    def data(self) -> bytes:
        """The text as a file has it; the same value until the text changes."""
        if self.encoded is None or self.encoded[0] is not self.content:
            self.encoded = self.content, self.content.text.encode("utf-8", "replace")
        return self.encoded[1]

    @property
    def is_bib(self) -> bool:
        """Whether the text is a `.bib`."""
        return self.location is not None and self.location.suffix.lower() == BIB_SUFFIX

    @property
    def is_checked(self) -> bool:
        """Whether a check knows this kind of file."""
        return self.is_bib or (self.location is not None and bool(manuscript_format(self.location.name)))

    @property
    def source(self) -> SourceText:
        """The text under the name of its file."""
        return SourceText(str(self.location or self.uri), self.content.text)


class EditorSession:
    """The session. `publish` is called with a file and what is wrong there, `tell` with a message for people.

    `announce` is entered while something lasts, with words for it.

    `project` is the folder of the project if there is only one; without it every text has that of its own folder, or of
    the nearest one above. With `is_offline` no service is ever asked. All methods belong to one thread with a running
    loop.
    """

    def __init__(
        self,
        *,
        publish: Callable[[Path, Mapping[Finding, TextFile], Sequence[Problem]], None],
        tell: Callable[[str], None],
        announce: Callable[[str], AbstractAsyncContextManager[None]],
        project: Path | None = None,
        is_offline: bool = False,
        times: SessionTimes = SessionTimes(),
        today: Callable[[], date] = date.today,
    ) -> None:
        self.unit = CodeUnit.UTF16
        self.roots: list[Path] = []
        self.texts: dict[str, OpenText] = {}
        self.asks_on_save = True
        self._publish, self._tell, self._announce = publish, tell, announce
        self._project, self._is_offline = project.absolute() if project else None, is_offline
        self._times, self._today = times, today
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="biblio")
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="biblio-services")
        self._views: dict[Path, ProjectView] = {}
        self._reading: dict[Path, asyncio.Task[None]] = {}
        self._looked_at: dict[Path, float] = {}
        self._stale: set[Path] = set()
        self._folders: dict[Path, Path | None] = {}
        self._told: set[str] = set()
        self._files = FileMemory()
        self._references: dict[str, tuple[SourceText, tuple[SearchableReference, ...]]] = {}
        self._reading_references: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    # -- texts -----------------------------------------------------------------------------------------------------
    def open(self, uri: str, location: Path | None, text: str, version: int | None) -> None:
        """Take a text that the editor opened, and check it."""
        opened = OpenText(uri, location, PositionedText(text, self.unit), version)
        self.texts[uri] = opened
        if opened.is_checked:
            self._check_soon(opened, 0.0)
        if opened.is_bib:
            opened.lookups.know(opened.source)
            self._start(self._recall_answers(opened))
        if location is not None:
            self._start(self._read_first(location))

    def change(
        self, uri: str, changes: Iterable[tuple[tuple[int, int, int, int] | None, str]], version: int | None
    ) -> None:
        """Make changes, each to the result of the one before; a range is (line, column, last line, last column).

        Without a range, the whole text is replaced.
        """
        opened = self.texts.get(uri)
        if opened is None:
            return
        for place, new in changes:
            content = opened.content
            if place is None:
                opened.content = PositionedText(new, self.unit)
            else:
                start, end = content.offset(place[0], place[1]), content.offset(place[2], place[3])
                opened.content = content.replaced(start, end, new)
        opened.version = version
        for other in [*self.texts.values()]:
            if other is opened or self._depends(other, opened):
                self._check_soon(other, min(max(self._times.quiet, 2 * other.cost), self._times.longest_quiet))

    def close(self, uri: str) -> None:
        """Forget a text; from now on the file counts."""
        closed = self.texts.pop(uri, None)
        if closed is None:
            return
        if closed.timer is not None:
            closed.timer.cancel()
        if closed.location is not None:
            self._publish_file(closed.location)

    def save(self, uri: str) -> None:
        """Look at what the saved file may have changed: the project's notes and settings, and what services say."""
        saved = self.texts.get(uri)
        if saved is None or saved.location is None:
            return
        self.files_changed([saved.location])
        if self.asks_on_save and saved.is_bib:
            self._start(self.look_up(saved, everything=False))

    def files_changed(self, locations: Iterable[Path]) -> None:
        """Read projects anew whose files changed on the disk, and check again what depends on these."""
        self._folders.clear()
        changed = {os.path.realpath(location) for location in locations}
        for folder in {self._folder_of(Path(path)) for path in changed} - {None}:
            assert folder is not None
            self._read_anew(folder)
        open_paths = {os.path.realpath(text.location) for text in self.texts.values() if text.location}
        for text in self.texts.values():
            if text.checked is not None and self._files_of(text) & (changed - open_paths):
                self._check_soon(text, self._times.quiet)

    def reader(self) -> FileReader:
        """Return what reads files as they are now: the texts that are open, the others from the disk."""
        texts = (text for text in self.texts.values() if text.location is not None)
        return self._files.reader({os.path.realpath(text.location or ""): text.data for text in texts})

    def text_at(self, location: Path) -> OpenText | None:
        """Return the open text of a file."""
        real_path = os.path.realpath(location)
        texts = (text for text in self.texts.values() if text.location is not None)
        return next((text for text in texts if os.path.realpath(text.location or "") == real_path), None)

    def _depends(self, text: OpenText, on: OpenText) -> bool:
        return on.location is not None and os.path.realpath(on.location) in self._files_of(text)

    def _files_of(self, text: OpenText) -> set[str]:
        files = text.checked.files.values() if text.checked else ()
        return {os.path.realpath(file.location) for file in files}

    # -- projects --------------------------------------------------------------------------------------------------
    async def view_of(self, location: Path) -> ProjectView | None:
        """Return the project of a file as it was last read; None if there is none, or it still takes long."""
        folder = self._folder_of(location)
        if folder is None:
            return None
        await self._read_first(location)
        return self._views.get(folder)

    async def config_of(self, location: Path) -> Config:
        """Return the settings that hold for a file; the defaults outside of projects."""
        view = await self.view_of(location)
        return view.config if view else Config(self._root_of(location))

    def _root_of(self, location: Path) -> Path:
        return next((root for root in self.roots if root in location.parents), location.parent)

    def _folder_of(self, location: Path) -> Path | None:
        if self._project is not None:
            return self._project
        parent = location.parent
        if parent not in self._folders:
            self._folders[parent] = project_folder(parent)
        return self._folders[parent]

    async def _read_first(self, location: Path) -> None:
        folder = self._folder_of(location)
        if folder is None:
            return
        now = asyncio.get_running_loop().time()
        if folder not in self._views:
            await asyncio.wait({self._read_anew(folder)}, timeout=self._times.patience)
        elif now - self._looked_at.get(folder, 0.0) > self._times.look:
            self._looked_at[folder] = now
            self._start(self._look_again(folder))

    async def _look_again(self, folder: Path) -> None:
        view = self._views[folder]
        if await self.in_thread(project_stamp, view.config) != view.stamp:
            self._read_anew(folder)

    def _read_anew(self, folder: Path) -> asyncio.Task[None]:
        """Read a project; one that is being read already is read once more behind that, not twice at a time."""
        running = self._reading.get(folder)
        if running is not None and not running.done():
            if folder in self._views:
                self._stale.add(folder)
            return running
        self._reading[folder] = task = self._start(self._read_until_fresh(folder))
        return task

    async def _read_until_fresh(self, folder: Path) -> None:
        await self._read_view(folder)
        while folder in self._stale:
            self._stale.discard(folder)
            await self._read_view(folder)

    async def _read_view(self, folder: Path) -> None:
        before = self._views.get(folder)
        view = await self.in_thread(partial(read_project_view, folder, before=before))
        self._views[folder] = view
        self._looked_at[folder] = asyncio.get_running_loop().time()
        for failure in view.failures:
            self._tell_once(failure)
        errors = [problem for problem in view.problems if not problem.is_warning]
        if errors and (before is None or errors[0] not in before.problems):
            self._tell(f"{errors[0]}" + (f"; and {len(errors) - 1} more" if len(errors) > 1 else ""))
        of_before = before.problems if before else ()
        for path in {Path(problem.path) for problem in (*view.problems, *of_before)}:
            self._publish_file(path)
        if before is not None and before.config.check != view.config.check:
            for text in self.texts.values():
                self._check_soon(text, 0.0)

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._tell(message)

    # -- references ------------------------------------------------------------------------------------------------
    async def references_for(self, text: OpenText) -> list[SearchableReference]:
        """Return what can be cited in a text: its own bibliographies, then the project's works that these lack."""
        if text.location is None:
            return []
        view = await self.view_of(text.location)
        checked = await self.current_check(text, must_be_current=False)
        known: dict[str, SearchableReference] = {}
        for file in checked.bibliographies if checked else ():
            for found in await self.references_in(self.newest(file)):
                known.setdefault(found.key, found)
        for found in view.references if view else ():
            known.setdefault(found.key, found)
        return list(known.values())

    def newest(self, file: TextFile) -> TextFile:
        """Return a file with the text that the editor has of it now."""
        opened = self.text_at(file.location)
        if opened is None or opened.content.text == file.source.text:
            return file
        return TextFile(SourceText(file.path, opened.content.text), file.location)

    async def references_in(self, file: TextFile) -> tuple[SearchableReference, ...]:
        """Return the references of a bibliography; of one that is read anew and takes long, those before."""
        real_path = os.path.realpath(file.location)
        stored = self._references.get(real_path)
        if stored is not None and stored[0].text == file.source.text:
            return stored[1]
        reading = self._reading_references.get(real_path)
        if reading is None or reading.done():
            reading = self._start(self._read_references(real_path, file))
            self._reading_references[real_path] = reading
        await asyncio.wait({reading}, timeout=self._times.hurry if stored else None)
        return self._references[real_path][1] if real_path in self._references else ()

    async def _read_references(self, real_path: str, file: TextFile) -> None:
        read = await self.in_thread(lambda: tuple(read_references(file)))
        self._references[real_path] = file.source, read

    # -- checks ----------------------------------------------------------------------------------------------------
    async def current_check(self, text: OpenText, *, must_be_current: bool = True) -> CheckedDocument | None:
        """Return the check of a text as it is now; without `must_be_current` also the one before, if there is one."""
        if not text.is_checked:
            return None
        if text.checked is not None and (not must_be_current or text.checked_version == text.version):
            return text.checked
        await self._check(text)
        return text.checked

    def _check_soon(self, text: OpenText, delay: float) -> None:
        if not text.is_checked:
            return
        if text.timer is not None:
            text.timer.cancel()
        loop = asyncio.get_running_loop()
        text.timer = loop.call_later(delay, self._start_check, text)

    def _start_check(self, text: OpenText) -> None:
        self._start(self._check(text))

    async def _check(self, text: OpenText) -> None:
        """Check a text and publish the result; a check that runs already is waited for first."""
        while text.check is not None and not text.check.done():
            await asyncio.wait({text.check})
            if text.checked_version == text.version and text.checked is not None:
                return
        text.check = self._start(self._check_now(text))
        await asyncio.wait({text.check})

    async def _check_now(self, text: OpenText) -> None:
        location = text.location
        if location is None or self.texts.get(text.uri) is not text:
            return
        config = await self.config_of(location)
        loop = asyncio.get_running_loop()
        version, started = text.version, loop.time()
        try:
            checked = await self.in_thread(
                partial(check_document, location, config, self.reader(), today=self._today())
            )
        except BiblioError as error:
            self._tell_once(str(error))
            return
        text.cost = loop.time() - started
        before = self._locations(text.checked)
        text.checked, text.checked_version = checked, version
        if self.texts.get(text.uri) is not text:
            return
        for path in {*before, *self._locations(checked)}:
            if self.text_at(path) is not None:
                self._publish_file(path)

    def _locations(self, checked: CheckedDocument | None) -> set[Path]:
        return {file.location for file in checked.files.values()} if checked else set()

    def findings_in(self, location: Path) -> dict[Finding, TextFile]:
        """Return what the last checks found in a file, each finding once, with the text that they saw.

        Of an open text only what was found in it as it is now: the rest is about to be checked again.
        """
        findings: dict[Finding, TextFile] = {}
        for checked in [text.checked for text in self.texts.values() if text.checked is not None]:
            for finding in checked.findings_in(location):
                findings.setdefault(finding, checked.files[finding.span.path])
        opened = self.text_at(location)
        if opened is None:
            return findings
        if opened.checked is not None and (file := opened.checked.files.get(opened.checked.path)) is not None:
            findings.update(dict.fromkeys(opened.lookups.recall(file.source), file))
        return {finding: file for finding, file in findings.items() if file.source.text == opened.content.text}

    def _publish_file(self, location: Path) -> None:
        opened = self.text_at(location)
        if opened is not None and opened.is_checked and opened.checked_version != opened.version:
            return  # its check is still to come
        real_path = os.path.realpath(location)
        problems = [
            problem
            for view in self._views.values()
            for problem in view.problems
            if os.path.realpath(problem.path) == real_path
        ]
        findings = self.findings_in(location) if opened is not None else {}
        self._publish(location, findings, problems)

    def has_checked(self, location: Path) -> bool:
        """Return whether a check of one of the open texts saw a file."""
        return any(text.checked.paths_of(location) for text in self.texts.values() if text.checked is not None)

    # -- lookups ---------------------------------------------------------------------------------------------------
    async def look_up(self, text: OpenText, *, everything: bool) -> None:
        """Ask the project's services about the entries of a `.bib` that changed, or about all; publish the result."""
        source = text.source
        lines = text.lookups.unknown_lines(source) if not everything else _all_lines(source)
        config = await self._synced_config(text)
        if not lines or config is None or not await self.can_ask(text):
            return
        async with self._announce(f"looking up {'all entries' if everything else 'what changed'}"):
            looked_up = await self._compare(text, source, config, lines, offline=False)
        for service, reason in looked_up.could_not_ask.items():
            self._tell_once(f"{service} could not be asked: {reason}")

    async def can_ask(self, text: OpenText) -> bool:
        """Return whether services may be asked about a text."""
        config = await self._synced_config(text)
        return config is not None and not self._is_offline and not config.services.offline

    async def _recall_answers(self, text: OpenText) -> None:
        """Compare the entries of a `.bib` with what services said in earlier runs; nothing is asked."""
        config = await self._synced_config(text)
        if config is not None:
            await self._compare(text, text.source, config, _all_lines(text.source), offline=True)

    async def _synced_config(self, text: OpenText) -> Config | None:
        view = await self.view_of(text.location) if text.location is not None else None
        return view.config if view is not None and view.config.state.path.exists() else None

    async def _compare(
        self, text: OpenText, source: SourceText, config: Config, lines: Sequence[tuple[int, int]], *, offline: bool
    ) -> LookedUp:
        assert text.location is not None
        file = TextFile(source, text.location)
        work = partial(look_up_entries, file, config, today=self._today(), lines=lines, offline=offline)
        try:
            looked_up = await asyncio.get_running_loop().run_in_executor(self._asking, work)
        except BiblioError as error:
            self._tell_once(str(error))
            return LookedUp()
        text.lookups.remember(source, looked_up.findings, lines=lines, unasked=() if offline else looked_up.unasked)
        self._publish_file(text.location)
        return looked_up

    async def verdict(self, found: SearchableReference, config: Config) -> LookedUp | None:
        """Return what is known about one entry of a `.bib` without asking; None if it cannot be told."""
        entry = found.reference.entry
        if entry is None or not config.state.path.exists():
            return None
        span = entry.source.span(entry.block.start, entry.block.end)
        file = TextFile(entry.source, Path(found.location))
        lines = [(span.line, span.end_line)]
        work = partial(look_up_entries, file, config, today=self._today(), lines=lines, offline=True)
        try:
            return await self.in_thread(work)
        except BiblioError:
            return None  # the project's own reading tells it

    # -- tasks -----------------------------------------------------------------------------------------------------
    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        what = explain_os_error(error)[0] if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        self._tell_once(f"biblio: {what}")

    async def in_thread(self, function: Callable[..., T], *arguments: object) -> T:
        """Return what a function gives that takes time; the session goes on meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(function, *arguments))


def _all_lines(source: SourceText) -> list[tuple[int, int]]:
    return [(1, source.text.count("\n") + source.text.count("\r") + 1)]
