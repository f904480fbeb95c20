"""The use cases around one library: plan, apply, undo, verify, what was done, and whether the key is good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from biblio.errors import StoreError, Unauthorised, UsageError
from biblio.project.project import Project
from biblio.project.secrets import keep_secret
from biblio.project.sync import NoteLibrary
from biblio.project.write_back import WriteBack, plan_write_back
from biblio.zotero.connection import LibraryConnection, connect_library, open_library, rules_of
from biblio.zotero.desired_state import build_desired_state
from biblio.zotero.engine import ApplyResult
from biblio.zotero.memory import Run
from biblio.zotero.merge import Side
from biblio.zotero.model import SyncPlan
from biblio.zotero.object_content import Data
from biblio.zotero.overrides import FILE_NAME, parse_overrides
from biblio.zotero.overrides_file import read_overrides, write_overrides
from biblio.zotero.planning.undo import Undo, WriteStatus, make_undo

__all__ = ["Difference", "Login", "Planned", "Settlement", "apply_plan", "log_in", "plan_library", "undo_run", "verify"]

_TRIES = 3  # how often an undo begins again because somebody else writes


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whose value counts in conflicts: `prefer` for all, or one by one by their names ("key:field")."""

    prefer: Side | None = None
    each: Mapping[str, Side] = field(default_factory=dict)

    def side(self, label: str, name: str) -> Side | None:
        """Return whose value counts for a field of a work; None where nobody has said."""
        return self.each.get(f"{label}:{name}", self.prefer)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it was made for, and the notes that it changes where that is wanted."""

    plan: SyncPlan
    library: str
    tied: int
    notes: WriteBack


def plan_library(project: Project, library: NoteLibrary, settlement: Settlement, *, trash: bool = False) -> Planned:
    """Return what would bring the notes and the configured library into step; writes nothing there."""
    with connect_library(project) as desk:
        return _plan(project, desk, library, settlement, trash=trash)


def _plan(
    project: Project, desk: LibraryConnection, library: NoteLibrary, settlement: Settlement, *, trash: bool
) -> Planned:
    desk.engine.look()
    wants = build_desired_state(project, library)
    plan = desk.engine.plan(wants, rules_of(project.config, trash=trash), settlement.side)
    ties = [tie for tie in desk.memory.ties().values() if tie.names]
    notes = (
        plan_write_back(plan, read_overrides(project.config.folder / FILE_NAME), wants, library)
        if project.config.zotero.write_back
        else WriteBack()
    )
    return Planned(plan, desk.remote.library, len(ties), notes)


def apply_plan(
    project: Project, library: NoteLibrary, settlement: Settlement, *, digest: str = "", trash: bool = False,
    force: bool = False,
) -> tuple[Planned, ApplyResult | None]:  # fmt: skip
    """Plan and carry it out; with `digest` only the plan of that name. None: there was nothing to do.

    Raises `UsageError` where the plan is another one by now, `UnsafePlan` where it has alarms and nobody insists.
    """
    with connect_library(project) as desk:
        planned = _plan(project, desk, library, settlement, trash=trash)
        if digest and planned.plan.digest != digest:
            what = f"the plan is another one by now: {planned.plan.digest}"
            raise UsageError(what, hint="look at it again: biblio zotero plan")
        if planned.plan.is_empty and not planned.notes.texts:
            return planned, None
        wants = build_desired_state(project, library)
        rules = rules_of(project.config, trash=trash)
        outcome = desk.engine.apply(
            wants, planned.plan, rules, settlement.side, force=force, files=planned.notes.journal()
        )
        planned.notes.write()
        return planned, outcome


# -- undo ------------------------------------------------------------------------------------------------------
def undo_run(project: Project, number: int | None, *, write: bool) -> tuple[Run, Undo, list[str], ApplyResult | None]:
    """Take a run back, the last one where `number` is None; return it, what was done, and what cannot be, in words."""
    with connect_library(project) as desk:
        desk.engine.look()
        run = _run(desk.memory.runs(), number)
        entries = [entry for _, status, entry in desk.memory.entries(run.id) if status is WriteStatus.DONE]
        undo = make_undo(entries, desk.engine.look())
        stuck = [*undo.impossible, *_take_files_back(run, write=False)]
        if not write:
            return run, undo, stuck, None
        _take_facts_back(project, run)
        _take_files_back(run, write=True)
        facts = (run.facts[1], run.facts[0])
        for _ in range(_TRIES):
            outcome = desk.engine.take_back(f"undo {run.id}", undo.operations, undo.ties, undo.forgotten, facts)
            if not outcome.left:
                break
            undo = make_undo(entries, desk.engine.look())  # somebody else wrote in between
        return run, undo, stuck, outcome


def _run(runs: Sequence[Run], number: int | None) -> Run:
    undone = {run.what.partition(" ")[2] for run in runs if run.what.startswith("undo ") and run.ended}
    for run in runs:
        if run.id == number or (number is None and run.what == "apply" and str(run.id) not in undone):
            return run
    what = f"there is no run {number}" if number else "there is no run to take back"
    raise UsageError(what, hint="biblio zotero log lists them")


def _take_facts_back(project: Project, run: Run) -> None:
    path = project.config.folder / FILE_NAME
    new, gone = (parse_overrides("\n".join(lines)).facts for lines in run.facts)
    write_overrides(path, read_overrides(path).changed(gone, new))


def _take_files_back(run: Run, *, write: bool) -> list[str]:
    """Give the notes their front matter back; return which cannot be, because somebody wrote in them since."""
    back = WriteBack({path: (after, before) for path, (before, after) in run.files.items()})
    stuck = [f"{path}: it was changed since; it stays" for path in back.changed_since()]
    if write:
        back.without_changed().write()
    return stuck


# -- verify ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Difference:
    """An object that is not as it is remembered: what differs, and both values as JSON values."""

    label: str
    key: str
    field: str
    remembered: object
    there: object


def verify(project: Project) -> tuple[int, list[Difference]]:
    """Read the whole library and compare contents, not versions; return how many objects were compared."""
    with connect_library(project) as desk:
        copy = desk.engine.look()
        whole = desk.remote.read(None)
        found: list[Difference] = []
        for known, there in ((copy.items, whole.items), (copy.collections, whole.collections)):
            for key in sorted({*known, *there}):
                found += _differences(key, known.get(key), there.get(key))
        desk.memory.put_copy(whole, None)
        return len(whole.items) + len(whole.collections), found


def _differences(key: str, known: Data | None, there: Data | None) -> list[Difference]:
    label = str((there or known or {}).get("title") or (there or known or {}).get("name") or key)
    if there is None and known is not None and known.get("deleted"):
        return []  # the app does not tell of collections in its trash in which nothing stands
    if known is None or there is None:
        return [Difference(label, key, "", "there" if known else "not there", "there" if there else "not there")]
    names = sorted({*known, *there} - {"version", "dateModified"})
    return [
        Difference(label, key, name, known.get(name), there.get(name))
        for name in names
        if _plain(known.get(name)) != _plain(there.get(name))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: sorted(one) if isinstance(one, list) else [one] for name, one in value.items() if one}
    return value or None


# -- login -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Login:
    """What a key may do: whose it is, and (library, name, whether it may be written) for all that it opens."""

    user: str
    libraries: tuple[tuple[str, str, bool], ...]
    kept: bool


def log_in(project: Project, key: str, *, keep: bool) -> Login:
    """Ask what `key` may do and keep it in the system's keyring. Raises `Unauthorised` for a key that opens nothing."""
    remote = open_library(project, number=0, key=key)
    info = remote.key_info()
    access, user = info.get("access", {}), int(info["userID"])
    own = access.get("user", {})
    libraries = [(f"users/{user}", "your own library", bool(own.get("write")))] if own.get("library") else []
    groups = access.get("groups", {})
    for group in remote.groups(user) if groups else ():
        rights = groups.get(str(group["id"]), groups.get("all", {}))
        data = group["data"]
        may_edit = (
            data.get("libraryEditing") == "members" or user == data.get("owner") or user in data.get("admins", ())
        )
        if rights.get("library"):
            libraries.append(
                (f"groups/{group['id']}", str(data.get("name", "")), bool(rights.get("write")) and may_edit)
            )
    if not libraries:
        raise Unauthorised(
            "zotero", "the key opens no library", hint="make one at https://www.zotero.org/settings/keys"
        )
    if keep and not keep_secret("zotero", key):
        raise StoreError("this system has no keyring", hint="set ZOTERO_API_KEY in the environment instead")
    return Login(str(info.get("username", "")), tuple(libraries), keep)
