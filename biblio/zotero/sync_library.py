"""What can be done with an open library besides applying a plan: plan, undo a run, verify the memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from biblio.errors import UsageError
from biblio.zotero.apply_rounds import ApplyResult
from biblio.zotero.connection import LibraryConnection
from biblio.zotero.desired_state import DesiredState
from biblio.zotero.library_snapshot import LibrarySnapshot
from biblio.zotero.memory import Run, ZoteroMemory
from biblio.zotero.merge import Side
from biblio.zotero.object_content import Data
from biblio.zotero.overrides import parse_line
from biblio.zotero.overrides_file import change_overrides
from biblio.zotero.planning.undo import UndoPlan, plan_undo
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_rules import SyncRules
from biblio.zotero.write_log import LoggedWrite, WriteStatus

__all__ = [
    "Difference",
    "LibraryPlan",
    "Settlement",
    "apply_run_undo",
    "count_tracked",
    "find_run",
    "plan_library",
    "plan_run_undo",
    "restore_overrides",
    "undone_runs",
    "verify_library",
    "writes_to_undo",
]

_MAX_UNDO_ROUNDS = 3  # how many times an undo starts over because another client writes


# -- planning --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Settlement:
    """Whose value counts in conflicts: `prefer` for all of them, or one by one by their names ("key:field").

    The key "*" stands for all works.
    """

    prefer: Side | None = None
    by_name: Mapping[str, Side] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set, compare=False, repr=False)

    def side(self, label: str, name: str) -> Side | None:
        """Return whose value counts for a field of a work; None if the user has not said."""
        self._asked.update((f"{label}:{name}", f"*:{name}"))
        return self.by_name.get(f"{label}:{name}") or self.by_name.get(f"*:{name}") or self.prefer

    @property
    def unused(self) -> tuple[str, ...]:
        """The names that were none of a conflict's; known once a plan was made."""
        return tuple(name for name in self.by_name if name not in self._asked)


@dataclass(frozen=True, slots=True)
class LibraryPlan:
    """A plan, the path of its library, and the number of the library's items that belong to works of the notes."""

    plan: SyncPlan
    library: str
    tracked: int


def plan_library(
    connection: LibraryConnection, desired: DesiredState, rules: SyncRules, settlement: Settlement
) -> LibraryPlan:
    """Read the library and return the plan that would sync it with the notes; only the memory is written."""
    connection.engine.refresh()
    plan = connection.engine.plan(desired, rules, settlement.side)
    unused = [f"no conflict is called {name!r}, so it settles nothing" for name in settlement.unused]
    plan = replace(plan, remarks=(*plan.remarks, *unused))
    return LibraryPlan(plan, connection.remote.library, count_tracked(connection))


def count_tracked(connection: LibraryConnection) -> int:
    """Return how many items of the library belong to works of the notes."""
    return sum(bool(record.names) for record in connection.memory.records().values())


# -- undo ------------------------------------------------------------------------------------------------------
def find_run(runs: Sequence[Run], number: int | None) -> Run:
    """Return run `number`, or without it the last run that can be undone, given all `runs`, the last one first.

    Raises `UsageError` if there is none, or if it was undone already: what it did and is there now is somebody else's.
    """
    undone = undone_runs(runs)
    if number in undone:
        raise UsageError(f"run {number} was undone already", hint="biblio zotero log lists the runs")
    for run in runs:
        if run.id == number or (number is None and run.what == "apply" and run.id not in undone):
            return run
    message = f"there is no run {number}" if number else "there is no run to undo"
    raise UsageError(message, hint="biblio zotero log lists them")


def undone_runs(runs: Sequence[Run]) -> frozenset[int]:
    """Return the numbers of the runs that are undone, given all, the last one first; an undo can be undone, too."""
    undone: set[int] = set()
    for run in runs:
        what, _, number = run.what.partition(" ")
        if what == "undo" and run.ended is not None and run.id not in undone:
            undone.add(int(number))
    return frozenset(undone)


def plan_run_undo(connection: LibraryConnection, run: Run, snapshot: LibrarySnapshot) -> UndoPlan:
    """Return the plan that undoes a run in the library, which was just read as `snapshot`."""
    return plan_undo(*writes_to_undo(connection.memory, run), snapshot, connection.memory.records())


def writes_to_undo(memory: ZoteroMemory, run: Run) -> tuple[list[LoggedWrite], list[LoggedWrite]]:
    """Return what a run did, and what later runs did to the same objects."""
    writes = [write for status, write in memory.logged_writes(run.id) if status is WriteStatus.DONE]
    return writes, memory.writes_after(run.id, {write.key for write in writes})


def restore_overrides(connection: LibraryConnection, run: Run) -> None:
    """Undo a run in ``zotero.txt``: remove the lines that it added, and add those that it removed."""
    added, removed = (list(map(parse_line, lines)) for lines in run.facts)
    change_overrides(connection.overrides_path, lambda before: before.undone(added, removed))


def apply_run_undo(connection: LibraryConnection, run: Run, undo: UndoPlan) -> tuple[UndoPlan, ApplyResult]:
    """Undo a run in the library; return the plan of the last attempt, and its result."""
    for _ in range(_MAX_UNDO_ROUNDS):
        result = connection.engine.apply_undo(f"undo {run.id}", undo, (run.lines[1], run.lines[0]))
        if not result.postponed:
            break
        undo = plan_run_undo(connection, run, connection.engine.refresh())  # another client wrote in between
    return undo, result


# -- verify ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an object that differs from what is remembered, with both values as JSON values."""

    label: str
    key: str
    field: str
    remembered: object
    there: object


def verify_library(connection: LibraryConnection) -> tuple[int, list[Difference]]:
    """Read the whole library and compare contents, not versions; return the number of objects and the differences."""
    known = connection.engine.refresh()
    whole = connection.remote.read(None)
    differences: list[Difference] = []
    for remembered, present in ((known.items, whole.items), (known.collections, whole.collections)):
        for key in sorted({*remembered, *present}):
            differences += _compare(key, remembered.get(key), present.get(key))
    connection.memory.save_snapshot(whole, None)
    return len(whole.items) + len(whole.collections), differences


def _compare(key: str, remembered: Data | None, present: Data | None) -> list[Difference]:
    data = present or remembered or {}
    label = str(data.get("title") or data.get("name") or key)
    if present is None and remembered is not None and remembered.get("deleted"):
        return []  # of the collections in its trash, the app shows only those that have members
    if remembered is None or present is None:
        before, now = ("there" if value else "not there" for value in (remembered, present))
        return [Difference(label, key, "", before, now)]
    names = sorted({*remembered, *present} - {"version", "dateModified"})
    return [
        Difference(label, key, name, remembered.get(name), present.get(name))
        for name in names
        if _comparable(remembered.get(name)) != _comparable(present.get(name))
    ]


def _comparable(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: sorted(member) if isinstance(member, list) else [member] for name, member in value.items() if member
        }
    return value or None
