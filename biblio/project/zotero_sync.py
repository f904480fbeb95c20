"""Sync a project's Zotero library with its notes: plan, apply, undo, verify, status, login.

`biblio.zotero` handles the library; this module gives it what it needs from the project, and writes the notes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from biblio.errors import Unauthorised, Unavailable, UsageError
from biblio.export.bib_folder import ALL
from biblio.export.export_index import known_keys
from biblio.export.exported_works import gather_works
from biblio.extras import Extra, require
from biblio.model.decision import Status
from biblio.project.exports import export_notes
from biblio.project.item_digests import read_item_digests
from biblio.project.note_library import NoteLibrary
from biblio.project.project import Project
from biblio.project.secrets import keep_secret, secret
from biblio.project.write_back import WriteBack, plan_write_back
from biblio.redaction import hide
from biblio.settings import Config, ServiceConfig, ZoteroConfig
from biblio.zotero.api import zotero_policy
from biblio.zotero.apply_rounds import ApplyResult
from biblio.zotero.connection import LibraryConnection, Login, ZoteroAccess, connect_library, log_in
from biblio.zotero.desired_state import DesiredState, build_desired_state
from biblio.zotero.file_attacher import FileAttacher
from biblio.zotero.library_entries import item_of_note
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.memory import Run
from biblio.zotero.overrides import OVERRIDES_NAME
from biblio.zotero.overrides_file import read_overrides
from biblio.zotero.pdf_source import PdfSource
from biblio.zotero.planning.undo import UndoPlan
from biblio.zotero.sync_history import RunLog, SyncStatus, run_logs, sync_status
from biblio.zotero.sync_library import (
    Difference,
    LibraryPlan,
    Settlement,
    apply_run_undo,
    count_tracked,
    find_run,
    plan_library,
    plan_run_undo,
    restore_overrides,
    verify_library,
)
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_rules import SyncRules

__all__ = [
    "ZoteroPlan",
    "ZoteroUndo",
    "adopt_items",
    "apply_zotero",
    "check_online",
    "has_library_changed",
    "log_in_to_zotero",
    "plan_zotero",
    "read_whole_library",
    "undo_zotero",
    "verify_zotero",
    "zotero_access",
    "zotero_runs",
    "zotero_status",
]


_LAST_RUN = "zotero run"  # in the state: the number of the last run


@dataclass(frozen=True, slots=True)
class ZoteroPlan:
    """A plan for the library, and the notes that it changes if the settings allow that.

    `library` is the path of the library, `tracked` the number of its items that belong to works of the notes. `pending`
    is how many notes nobody has looked up yet, so that the plan says nothing about their works.
    """

    plan: SyncPlan
    library: str
    tracked: int
    notes: WriteBack
    pending: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do on either side."""
        return self.plan.is_empty and not self.notes.texts


@dataclass(frozen=True, slots=True)
class ZoteroUndo:
    """The writes that undo a run, in words what cannot be undone, and the result (None if it was only planned)."""

    run: Run
    undo: UndoPlan
    impossible: tuple[str, ...]
    result: ApplyResult | None = None


# -- plan and apply --------------------------------------------------------------------------------------------
def plan_zotero(
    project: Project, library: NoteLibrary, settlement: Settlement | None = None, *, trash: bool = False
) -> ZoteroPlan:
    """Return the plan that would sync the notes and the configured library; nothing is written to the library.

    With `trash`, items that nothing refers to any more may go to the trash.
    """
    desired = _desired_state(project, library)
    with _connect(project) as connection:
        planned = plan_library(connection, desired, _rules(project.config, trash=trash), settlement or Settlement())
        if planned.plan.operations and (reason := _why_not_writable(connection)):
            planned = replace(planned, plan=replace(planned.plan, remarks=(reason, *planned.plan.remarks)))
    return _with_notes(project, planned, desired, library)


def _why_not_writable(connection: LibraryConnection) -> str:
    """Return why a plan for the library cannot be applied with this key; empty if it can."""
    try:
        connection.remote.check_rights()
    except Unauthorised as error:
        return f"this plan cannot be applied: {error.reason}; {error.hint}"
    return ""


def apply_zotero(
    project: Project, library: NoteLibrary, settlement: Settlement | None = None, *, digest: str = "",
    trash: bool = False, force: bool = False, reread: Callable[[], NoteLibrary] | None = None,
) -> tuple[ZoteroPlan, ApplyResult | None]:  # fmt: skip
    """Plan as `plan_zotero` does and apply the plan; the result is None if there was nothing to do.

    What comes back from Zotero, or came back in a run that was stopped, also reaches the exports, if there are any;
    `reread` reads the notes again after tags were written into some of them (by default, their new tags count from the
    next run on).

    With `digest`, only the plan with this digest is applied; raises `UsageError` if the plan has changed. Raises
    `UnsafePlan` if it has alarms, unless `force`.
    """
    settlement = settlement or Settlement()
    desired, rules = _desired_state(project, library), _rules(project.config, trash=trash)
    with _connect(project) as connection:
        planned = _with_notes(project, plan_library(connection, desired, rules, settlement), desired, library)
        if digest and planned.plan.digest != digest:
            message = f"the plan has changed; it is now {planned.plan.digest}"
            raise UsageError(message, hint="look at it again: biblio zotero plan")
        if planned.is_empty:
            if connection.memory.was_stopped():
                _catch_up(project, library)
            return planned, None

        def renew(result: ApplyResult) -> DesiredState:
            planned.notes.write()
            now = reread() if reread is not None and planned.notes.texts else library
            result.exports += _bring_exports_up_to_date(project, now)
            return _desired_state(project, now)

        attacher = FileAttacher(connection.remote, PdfSource(project.http(), project.policy), project.progress)
        result = connection.engine.apply(
            desired, planned.plan, rules, settlement.side, force=force, files=planned.notes.journal(), renew=renew,
            attacher=attacher,
        )  # fmt: skip
        project.state.remember(_LAST_RUN, str(result.run).encode())
        return planned, result


def has_library_changed(project: Project) -> bool:
    """Read what has changed in the configured library, with one request if nothing has; return whether something has.

    Changes go into the memory, and the next plan takes them into account.
    """
    with _connect(project) as connection:
        before = connection.memory.snapshot()
        return before is None or connection.engine.refresh().version != before.version


def read_whole_library(project: Project) -> LibrarySnapshot:
    """Read the configured library into the memory and return it; nothing is written to the library."""
    with _connect(project) as connection:
        return connection.engine.refresh()


def adopt_items(project: Project, library: NoteLibrary) -> ZoteroPlan:
    """Remember the items that notes were read from as they stand; nothing is written to the library.

    Returns what a sync would do now. If that is more than to remember, nothing is remembered: the next sync does it.
    """
    desired, rules, settlement = _desired_state(project, library), _rules(project.config, trash=False), Settlement()
    with _connect(project) as connection:
        planned = plan_library(connection, desired, rules, settlement)
        if not (planned.plan.operations or planned.plan.is_empty):
            connection.engine.apply(desired, planned.plan, rules, settlement.side)
            tracked = count_tracked(connection)
            planned = replace(planned, tracked=tracked)
    return _with_notes(project, planned, desired, library)


def _catch_up(project: Project, library: NoteLibrary) -> None:
    """Write what a run that was stopped may have left out: what it brought back from Zotero is not in the exports."""
    if changed := _bring_exports_up_to_date(project, library):
        names = ", ".join(changed)
        project.progress.warn(f"the last run was stopped before it wrote the exports; changed now: {names}")


def _bring_exports_up_to_date(project: Project, library: NoteLibrary) -> list[str]:
    """Write the exports with the corrections that came back just now; return the names of the files that changed."""
    if not (project.config.exports.path / ALL).exists():
        return []  # nobody exported anything yet
    corrected = replace(project, overrides=read_overrides(_overrides_path(project)))
    reports = export_notes(corrected, library.decided, library.scope).update.reports
    return [report.file for report in reports if report.outcome != "unchanged"]


def _desired_state(project: Project, library: NoteLibrary) -> DesiredState:
    require(Extra.ZOTERO, "Zotero")  # it renders the comments
    config = project.config
    notes = (decided.note for decided in library.decided)
    sources = {note.source for note in notes if item_of_note(note, config.zotero.library)}
    return build_desired_state(
        gather_works(library.decided, config.tags, unresolved=config.exports.unresolved),
        library.decided,
        keys=known_keys(config.exports.path),
        scope=library.scope,
        settings=_settings(config),
        is_complete=not library.reading.problems,
        decided_keys=frozenset(project.decisions.keys.values()),
        tag_rules=config.tags,
        pdf_services=_pdf_services(config),
        read_as=read_item_digests(project.notes, sources),
    )


def _with_notes(project: Project, planned: LibraryPlan, desired: DesiredState, library: NoteLibrary) -> ZoteroPlan:
    pending = sum(decided.decision.status is Status.PENDING for decided in library.decided)
    remarks = (*planned.plan.remarks, *_remarks(project, pending))
    planned = replace(planned, plan=replace(planned.plan, remarks=remarks))
    notes = WriteBack()
    if project.config.zotero.write_back:
        notes = plan_write_back(planned.plan, read_overrides(_overrides_path(project)), desired, library)
    return ZoteroPlan(planned.plan, planned.library, planned.tracked, notes, pending)


def _remarks(project: Project, pending: int) -> Iterator[str]:
    """Yield what is worth knowing about the notes behind a plan, of which `pending` have not been looked up."""
    if pending:
        notes = "1 note has" if pending == 1 else f"{pending:,} notes have"
        yield f"{notes} not been looked up yet, so their works are not in this plan: run biblio sync first"
    if reason := _why_no_pdfs(project.config.zotero):
        yield f"PDFs are left out: {reason}"


def _pdf_services(config: Config) -> frozenset[str] | None:
    """Return the services that may be asked for PDFs; None if every host may, as no one host stands for all."""
    if not config.services.base_url:
        return None
    anthology = config.services.each.get("anthology")
    return frozenset({"arxiv", *(("anthology",) if anthology and anthology.base_url else ())})


def _settings(config: Config) -> ZoteroConfig:
    settings = config.zotero
    folder = settings.pdf_folder.absolute() if settings.pdf_folder else None
    return replace(settings, pdf="off" if _why_no_pdfs(settings) else settings.pdf, pdf_folder=folder)


def _why_no_pdfs(settings: ZoteroConfig) -> str:
    """Return why no PDF can be attached with these settings; empty if one can, or none is to be attached."""
    if settings.pdf != "attach":
        return ""
    if settings.api == "local" and settings.pdf_folder is None:
        return 'the app\'s API takes no files; use api = "web", or set zotero.pdf_folder'
    if settings.pdf_folder is not None and settings.library.startswith("groups/"):
        return "a group's library has no linked files; without zotero.pdf_folder they go into the group's storage"
    return ""


def _rules(config: Config, *, trash: bool) -> SyncRules:
    settings = config.zotero
    return SyncRules(
        root=settings.root, tags=settings.tags, collections=settings.collections, only=settings.only,
        ignored=config.tags.ignore, minimum=settings.minimum, separator=settings.separator, parents=settings.parents,
        limit=settings.limit, trash=trash,
    )  # fmt: skip


# -- undo and verify -------------------------------------------------------------------------------------------
def undo_zotero(project: Project, number: int | None, *, write: bool) -> ZoteroUndo:
    """Undo a run, the last one if `number` is None; without `write`, only return what would be done.

    Raises `UsageError` if there is no such run.
    """
    with _connect(project) as connection:
        snapshot = connection.engine.refresh()  # which also looks up writes without an answer
        run = find_run(connection.memory.runs(), number)
        undo = plan_run_undo(connection, run, snapshot)
        notes = WriteBack({path: (after, before) for path, (before, after) in run.files.items()})
        stuck = [f"{path}: it has been changed since; it stays" for path in notes.changed_since()]
        planned = ZoteroUndo(run, undo, (*undo.impossible, *stuck))
        if not write:
            return planned
        restore_overrides(connection, run)
        notes.without_changed().write()
        undo, result = apply_run_undo(connection, run, undo)
        return replace(planned, undo=undo, result=result)


def verify_zotero(project: Project) -> tuple[int, list[Difference]]:
    """Compare the whole library with what is remembered; return the number of objects and the differences."""
    with _connect(project) as connection:
        return verify_library(connection)


# -- without the network ---------------------------------------------------------------------------------------
def zotero_status(project: Project) -> list[SyncStatus]:
    """Return the status of every library that was ever synced, the last one first."""
    overrides = len(read_overrides(_overrides_path(project)).lines)
    return sync_status(project.config.zotero.memory, overrides=overrides)


def zotero_runs(project: Project, number: int | None) -> list[RunLog]:
    """Return all runs, the last one first, or only the one called `number`. Raises `UsageError` if there is none."""
    return run_logs(project.config.zotero.memory, number)


# -- wiring ----------------------------------------------------------------------------------------------------
def log_in_to_zotero(project: Project, key: str, *, keep: bool) -> Login:
    """Ask what `key` may do, and with `keep` store it in the system keyring.

    Without a keyring the key is not stored. Raises `Unauthorised` for a key without access to any library, and
    `Unavailable` offline.
    """
    check_online(project)
    return log_in(zotero_access(project, key), keep=keep)


@contextlib.contextmanager
def _connect(project: Project) -> Iterator[LibraryConnection]:
    """Open the configured library. Raises `Unavailable` offline, and `Unauthorised` without a key."""
    check_online(project)
    with connect_library(zotero_access(project), _overrides_path(project), project.progress) as connection:
        if connection.memory.last_run() < int(project.state.recall(_LAST_RUN) or 0):
            what = f"{connection.memory.path} does not know the last runs, as if emptied"
            project.progress.warn(f"{what}: bring a backup back, or go on: both sides are then united")
        yield connection


def check_online(project: Project) -> None:
    """Raise `Unavailable` if the project works offline."""
    if project.config.services.offline:
        hint = "run without --offline, or remove services.offline from config.toml"
        raise Unavailable("zotero", "offline", hint=hint)


def zotero_access(project: Project, key: str | None = None) -> ZoteroAccess:
    """Return how the project reaches Zotero; `key` replaces the stored one."""
    if key is None:
        key = secret(_service_name(project.config))
    else:
        hide(key)
    config, name = project.config, _service_name(project.config)
    service = config.services.each.get(name) or ServiceConfig()
    policy = zotero_policy(
        name, shared_url=config.services.base_url, own_url=service.base_url, interval=service.interval,
        timeout=service.timeout, tries=service.tries,
    )  # fmt: skip
    return ZoteroAccess(config.zotero, project.http(), policy, key, lambda new_key: keep_secret(name, new_key))


def _service_name(config: Config) -> str:
    return "zotero-local" if config.zotero.api == "local" else "zotero"


def _overrides_path(project: Project) -> Path:
    return project.config.folder / OVERRIDES_NAME
