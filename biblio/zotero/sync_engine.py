"""Apply a plan: first store what is pulled, then write to the library; every write is logged before it is sent.

A run may stop anywhere. Writes without an answer are looked up when the library is next read; everything else is simply
planned again. Nothing is done twice, because we choose the keys, and every write says which version it changes.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from biblio.errors import UnsafePlan, WriteLost
from biblio.lookup.progress import Progress
from biblio.zotero.apply_rounds import ApplyResult, Round, log_entry, split_into_requests
from biblio.zotero.desired_state import DesiredState
from biblio.zotero.file_attacher import FileAttacher
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType, add_written, with_own_tables
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.object_content import Data, matches_request
from biblio.zotero.overrides import Override
from biblio.zotero.overrides_file import are_overrides_cut_off, change_overrides, read_overrides
from biblio.zotero.planning.draft import SettleConflict
from biblio.zotero.planning.replacements import merges_since
from biblio.zotero.planning.safeguards import SAFEGUARDS, Safeguards
from biblio.zotero.planning.sync_planner import make_sync_plan
from biblio.zotero.planning.undo import UndoPlan
from biblio.zotero.remote_library import RemoteLibrary, WriteOutcome, WriteReply, WrittenObject
from biblio.zotero.sync_plan import Operation, SyncPlan
from biblio.zotero.sync_record import KnownRecords, SyncRecord, SyncState, acknowledged
from biblio.zotero.sync_rules import SyncRules
from biblio.zotero.write_log import LoggedWrite, WriteStatus

__all__ = ["SyncEngine"]

_MAX_ROUNDS = 5
"""How many times one run plans again because others wrote in between."""
_GUARDED_ROUNDS = 3
"""In these rounds a write is refused if anything in the library has changed; later rounds only check single objects."""


class SyncEngine:
    """Syncs one library. `overrides_path` is the path of ``zotero.txt``; `clock` returns seconds since 1970."""

    def __init__(
        self,
        remote: RemoteLibrary,
        memory: ZoteroMemory,
        overrides_path: Path,
        *,
        progress: Progress,
        clock: Callable[[], float] = time.time,
        safeguards: Safeguards = SAFEGUARDS,
    ) -> None:
        self._remote, self._memory, self._overrides_path = remote, memory, overrides_path
        self._progress, self._clock, self._safeguards = progress, clock, safeguards
        memory.select_library(remote.realm, remote.library, remote.uri)
        self._snapshot: LibrarySnapshot | None = None
        self._refused: set[str] = set()
        self._next_seq = 0
        self._looked_up: list[tuple[int, str]] = []
        self._read_at: int | None = None  # the library's version when the notes were read that are being applied
        self._own_versions: dict[str, int] = {}

    # -- reading and planning ----------------------------------------------------------------------------------
    def refresh(self) -> LibrarySnapshot:
        """Read what has changed in the library, and find out what happened to writes without an answer."""
        with _without_garbage_collection():
            before = self._snapshot or self._memory.snapshot()
        self._progress.stage("zotero", 0)
        snapshot = self._read(before)
        if snapshot is not before:
            if before is not None and snapshot.version < before.version:
                self._handle_restore(before, snapshot)
            if before is not None:
                self._handle_merges(before, snapshot)
            self._memory.save_snapshot(snapshot, before)
        self._snapshot = snapshot
        self._look_up_unanswered(snapshot)
        return snapshot

    def _read(self, before: LibrarySnapshot | None) -> LibrarySnapshot:
        """Read the library; what the key may not see is asked if notes were hidden or are missing now."""
        if before is not None and before.hidden and not before.hidden <= self._remote.hidden_kinds():
            return replace(self._remote.read(None), hidden=self._remote.hidden_kinds())
        snapshot = self._remote.read(before)
        if before is None or before.hidden or _lacks_notes(before, snapshot):
            hidden = self._remote.hidden_kinds()
            return snapshot if hidden == snapshot.hidden else replace(snapshot, hidden=hidden)
        return snapshot

    def _handle_restore(self, before: LibrarySnapshot, snapshot: LibrarySnapshot) -> None:
        """Forget what an older library cannot know; this is on disk before the library's new version."""
        records = self._memory.records().values()
        self._memory.save_records(list(self._safeguards.stale_records(records, before, snapshot)))
        self._progress.warn(
            f"the library was restored from a backup (version {before.version} → {snapshot.version}):"
            " missing items are re-created, differences are shown as conflicts"
        )

    def _handle_merges(self, before: LibrarySnapshot, snapshot: LibrarySnapshot) -> None:
        """Remember what was a person's own in merged items; this is on disk before the library that says it no more."""
        merges, gone = merges_since(before, snapshot), self._safeguards.gone_again(before, snapshot)
        if not merges and not gone:
            return
        records = self._memory.records().values()
        changed = {
            record.uid: record for record in self._safeguards.records_after_merges(merges, records, before, snapshot)
        }
        for record in records:
            if record.key in gone and record.names:
                # What is left of the merge is taken as it stands: what it lacks was not removed from it.
                changed[record.uid] = replace(changed.get(record.uid, record), base=None)
        self._memory.save_records(list(changed.values()))

    def _look_up_unanswered(self, snapshot: LibrarySnapshot) -> None:
        for run, seq, write in self._memory.unanswered_writes():
            data = snapshot.objects(write.sort).get(write.key)
            if data is None and "note" in snapshot.hidden and write.body.get("itemType", "note") == "note":
                continue
            if data is None or not (matches_request(data, write.body) or write.verb == "create"):
                known = self._known_record(write) if data is not None else None
                records = [self._safeguards.with_sent_members(known, write, data)] if known and data else []
                self._memory.log_outcomes(run, [(seq, WriteStatus.LOST, write)], records, snapshot)
                continue
            done = replace(write, after={name: data.get(name, "") for name in write.body})
            records = [write.tie_after] if write.tie_after else []
            self._memory.log_outcomes(run, [(seq, WriteStatus.DONE, done)], records, snapshot)
            self._looked_up.append((run, write.verb))

    def _known_record(self, write: LoggedWrite) -> SyncRecord | None:
        return KnownRecords(self._memory.records()).of(write.tie_after) if write.tie_after else None

    def plan(self, desired: DesiredState, rules: SyncRules, settle: SettleConflict) -> SyncPlan:
        """Return the plan that would sync both sides, given the library as it was last read."""
        snapshot = self._snapshot or self.refresh()
        with _without_garbage_collection():
            records = self._memory.records()
            plan = make_sync_plan(
                desired, snapshot, records, read_overrides(self._overrides_path), rules, settle=settle,
                safeguards=self._safeguards, mended=self._memory.mended_items(), changed=self._changed_items(snapshot),
            )  # fmt: skip
        # Who takes all lines out wants it so, and what somebody removed is made again; but nothing may overwrite a text
        # that somebody wrote in Zotero because a crash emptied the file.
        are_corrected = any(record.overruled and record.sort is ObjectType.ITEM for record in records.values())
        if are_corrected and are_overrides_cut_off(self._overrides_path):
            where = "bring it back from git or a backup, or remove it"
            plan = replace(plan, alarms=(*plan.alarms, f"{self._overrides_path} has lost its lines: {where}"))
        return plan

    def _changed_items(self, snapshot: LibrarySnapshot) -> frozenset[str]:
        """Return the keys of items that others have changed since the notes were read that are being applied."""
        if self._read_at is None or snapshot.version == self._read_at:
            return frozenset()
        return self._safeguards.items_changed_by_others(snapshot, self._read_at, self._own_versions)

    # -- applying and undoing ----------------------------------------------------------------------------------
    def apply(
        self,
        desired: DesiredState,
        plan: SyncPlan,
        rules: SyncRules,
        settle: SettleConflict,
        *,
        force: bool = False,
        files: Mapping[str, tuple[str, str]] | None = None,
        renew: Callable[[ApplyResult], DesiredState] | None = None,
        attacher: FileAttacher | None = None,
    ) -> ApplyResult:
        """Apply `plan`; `files` are the notes that the caller changes too (path → text before and after).

        What comes back from Zotero can change what the notes want (a citation key in the exports, a tag in a note):
        then, and after a run that was stopped, `renew` is called once, changes the notes and exports, and returns what
        the notes want now, so that no second run is needed. The `attacher` attaches files once everything else is
        written; without one, they are left for another run.

        Raises `UnsafePlan` if the plan has alarms, unless `force`; `Unauthorised` before anything is sent; and
        `ServiceError` if the server cannot be asked any more: the next run continues from there.
        """
        _check_alarms(plan, force=force)
        if plan.operations:
            self._remote.check_rights()
        must_renew = bool(files) or self._memory.was_stopped()  # perhaps before it renewed what had come back
        run = self._memory.begin_run("apply", plan.digest, self._clock(), self._changed_lines(plan), files or {})
        result = ApplyResult(run)
        self._refused.clear()
        self._read_at = self._snapshot.version if self._snapshot else None
        self._next_seq = 0
        for number in range(1, _MAX_ROUNDS + 1):
            result.rounds = number
            must_renew = must_renew or bool(plan.overrides or plan.obsolete_overrides)
            self._write_overrides(plan)
            self._remember(run, plan.records)
            self._memory.forget_mended_items()
            current = self._write(plan.operations, result, Round(is_guarded=number <= _GUARDED_ROUNDS))
            result.postponed = [operation.label for operation in plan.operations if operation.key in current.stale]
            if current.needs_replan:
                for verb in self._refresh_after(current, run):
                    result.count(verb)
            elif renew is not None and must_renew:
                desired, renew = renew(result), None
            else:
                break
            plan = self._without_refused(self.plan(desired, rules, settle))
            if plan.is_empty and renew is not None and must_renew:  # what had no answer was carried out
                desired, renew = renew(result), None
                plan = self._without_refused(self.plan(desired, rules, settle))
            _check_alarms(plan, force=force)
            if plan.is_empty:
                result.postponed = []
                break
            self._memory.log_lines(run, self._changed_lines(plan))
        if renew is not None and must_renew:  # others changed the library in every round
            renew(result)
        if attacher is not None and not current.needs_replan:
            result.files = attacher.attach([operation for operation in plan.operations if operation.file], self, run)
        self._memory.end_run(run, self._clock())
        return result

    # -- what attaching files needs ----------------------------------------------------------------------------
    def write_one(self, operation: Operation, run: int) -> str:
        """Write one object by itself; return why it was not written, or an empty string."""
        parent, single = operation.target.parent, ApplyResult(run)
        if parent in self._refused or (self._snapshot and parent and parent not in self._snapshot.items):
            return "its item could not be written"
        if operation.verb != "create" and self._snapshot:  # it has another version than when it was planned
            self._snapshot = self._remote.read_again(self._snapshot, ObjectType.ITEM, {operation.key})
            version = self._snapshot.items.get(operation.key, {}).get("version", 0)
            operation = replace(operation, version=version)
        current = self._write([replace(operation, file=None)], single, Round(is_guarded=False))
        if current.needs_replan:
            return "another client changed it; the next run continues"
        return single.refused[0][1] if single.refused else ""

    def leave_out(self, uid: str, run: int) -> None:
        """Write a line into ``zotero.txt`` that something is not to be added to this library."""
        assert self._snapshot is not None
        line = Override("drop", uid, self._snapshot.place)
        change_overrides(self._overrides_path, lambda before: before.changed([line]))
        self._memory.log_lines(run, ([str(line)], []))

    def apply_undo(self, name: str, undo: UndoPlan, lines: tuple[Sequence[str], Sequence[str]]) -> ApplyResult:
        """Apply an undo, logged as `name`; `lines` are those that it adds to and removes from ``zotero.txt``.

        The records are restored first, so that if the run is killed, its writes do not look like changes by the user.
        It has not ended while some writes are postponed: then the same run can be undone once more.
        """
        if undo.operations:
            self._remote.check_rights()
        run = self._memory.begin_run(name, "", self._clock(), lines, {})
        result = ApplyResult(run)
        self._next_seq = 0
        self._memory.save_records(undo.records, undo.forgotten)
        current = self._write(undo.operations, result, Round(is_guarded=True, is_undo=True))
        are_all_postponed = current.needs_replan and not current.stale
        result.postponed = [
            operation.label for operation in undo.operations if are_all_postponed or operation.key in current.stale
        ]
        if current.needs_replan:
            self._refresh_after(current, run)
        if not result.postponed:
            self._memory.end_run(run, self._clock())
        return result

    def _refresh_after(self, current: Round, run: int) -> list[str]:
        """Read the library again; return the verbs of this run's writes that turn out to have been done."""
        self._looked_up.clear()
        self.refresh()
        self._read_stale(current.stale)
        return [verb for number, verb in self._looked_up if number == run]

    def _read_stale(self, stale: Mapping[str, ObjectType]) -> None:
        """Read objects by their keys, because their change shows in no new version of the library or in no list."""
        snapshot = self._snapshot
        assert snapshot is not None
        # A relation written at one end changes the version of the other end, but not the library's version once more.
        items = stale.keys() & snapshot.items.keys()
        # The app leaves collections in its trash out of all lists, but finds them by their keys.
        hidden = {
            key for key, object_type in stale.items() if object_type is ObjectType.COLLECTION
        } - snapshot.collections.keys()
        for object_type, keys in ((ObjectType.ITEM, items), (ObjectType.COLLECTION, hidden)):
            if keys:
                fresh = self._remote.read_again(snapshot, object_type, keys)
                self._handle_merges(snapshot, fresh)
                self._memory.save_snapshot(fresh, snapshot)
                self._snapshot = snapshot = fresh

    def _write_overrides(self, plan: SyncPlan) -> None:
        """Store what is pulled from Zotero; it is on disk before anything is sent or remembered."""
        if plan.overrides or plan.obsolete_overrides:
            change_overrides(
                self._overrides_path, lambda before: before.changed(plan.overrides, plan.obsolete_overrides)
            )

    def _changed_lines(self, plan: SyncPlan) -> tuple[list[str], list[str]]:
        """Return the lines that the plan adds to ``zotero.txt`` and those that go, also to another value."""
        before = read_overrides(self._overrides_path)
        after = before.changed(plan.overrides, plan.obsolete_overrides)
        added, removed = sorted(after.lines - before.lines), sorted(before.lines - after.lines)
        return list(map(str, added)), list(map(str, removed))

    def _remember(self, run: int, records: Sequence[SyncRecord]) -> None:
        if records:
            before = KnownRecords(self._memory.records())
            writes = [
                LoggedWrite(
                    "remember", record.sort, record.key, record.uid, tie_before=before.of(record), tie_after=record
                )
                for record in records
            ]
            self._memory.log_remembered(run, self._next_seq, writes)
            self._next_seq += len(writes)

    def _without_refused(self, plan: SyncPlan) -> SyncPlan:
        operations = tuple(
            operation
            for operation in plan.operations
            if operation.key not in self._refused and operation.target.parent not in self._refused
        )
        return replace(plan, operations=operations)

    # -- writing -----------------------------------------------------------------------------------------------
    def _write(self, operations: Sequence[Operation], result: ApplyResult, current: Round) -> Round:
        """Write all objects, collections before the items in them; return `current`, which has the results."""
        operations = [operation for operation in operations if operation.file is None]
        self._progress.stage("writing to Zotero", len(operations))
        records = KnownRecords(self._memory.records())
        if self._snapshot is not None and operations:
            self._snapshot = with_own_tables(self._snapshot)
        for object_type in (ObjectType.COLLECTION, ObjectType.ITEM):
            of_type = [operation for operation in operations if operation.object_type is object_type]
            for batch in split_into_requests(of_type, self._remote.uri, checks_objects=not current.is_guarded):
                if not self._write_batch(object_type, batch, records, result, current):
                    current.needs_replan = True
                    return current
                self._progress.step(len(batch))
        return current

    def _write_batch(
        self,
        object_type: ObjectType,
        batch: Sequence[Operation],
        records: KnownRecords,
        result: ApplyResult,
        current: Round,
    ) -> bool:
        """Write some objects; return whether the following ones can be written as planned."""
        snapshot = self._snapshot
        assert snapshot is not None
        writes = []
        for operation in batch:
            # An undo has forgotten the records of what the run added; a lost answer must not bring them back.
            before = records.of(operation.record)
            write = log_entry(operation, before, keeps_record=not current.is_undo or before is not None)
            writes.append((self._next_seq, write))
            self._next_seq += 1
        pending = [
            replace(operation.record, state=SyncState.PENDING) for operation in batch if operation.verb == "create"
        ]
        self._memory.log_sent(result.run, writes, pending)
        rows = [{"key": operation.key, "version": operation.version, **operation.body} for operation in batch]
        try:
            reply = self._remote.write(object_type, rows, snapshot.version if current.is_guarded else None)
        except WriteLost as error:
            if current.is_undo or result.rounds >= _MAX_ROUNDS:
                raise
            self._progress.warn(f"{error}; looking up what happened")
            return False
        if reply.is_outdated:
            lost = [(seq, WriteStatus.LOST, write) for seq, write in writes]
            self._memory.log_outcomes(result.run, lost, [], snapshot)
            return False
        self._log_reply(object_type, batch, writes, reply, result, current)
        return True

    def _log_reply(
        self,
        object_type: ObjectType,
        batch: Sequence[Operation],
        writes: Sequence[tuple[int, LoggedWrite]],
        reply: WriteReply,
        result: ApplyResult,
        current: Round,
    ) -> None:
        """Log the outcome for each object of a write, with its new record and the new snapshot."""
        snapshot = self._snapshot
        assert snapshot is not None
        outcomes, records, rows = [], [], []
        for operation, (seq, write), written in zip(batch, writes, reply.results, strict=True):
            if written.outcome is WriteOutcome.UNKNOWN:
                current.needs_replan = True  # it stays unanswered until it is looked up
                continue
            status, data = self._count_outcome(operation, written, snapshot, result, current)
            after = {name: data.get(name, "") for name in write.body} if data else None
            if status is WriteStatus.DONE and data is not None:
                rows.append(data)
                self._own_versions[operation.key] = data["version"]
                if not current.is_undo:
                    # An item that leaves keeps its base, which shows what others do to it from now on.
                    is_removal = operation.verb in ("leave", "trash")
                    record = operation.record
                    record = record if is_removal else acknowledged(record, operation.target, data, snapshot.uri)
                    records.append(record)
                    write = replace(write, tie_after=record)
            outcomes.append((seq, status, replace(write, after=after, message=written.message)))
        if current.is_guarded and reply.version:
            snapshot = replace(snapshot, version=reply.version)
        self._memory.log_outcomes(result.run, outcomes, records, snapshot, {object_type: rows})
        add_written(snapshot, object_type, rows)
        self._snapshot = snapshot

    def _count_outcome(
        self,
        operation: Operation,
        written: WrittenObject,
        snapshot: LibrarySnapshot,
        result: ApplyResult,
        current: Round,
    ) -> tuple[WriteStatus, Data | None]:
        if written.outcome is WriteOutcome.DONE:
            result.count(operation.verb)
            return WriteStatus.DONE, written.data or snapshot.objects(operation.object_type).get(operation.key)
        if written.outcome is WriteOutcome.STALE:
            current.needs_replan = True
            current.stale[operation.key] = operation.object_type
            return WriteStatus.STALE, None
        self._refused.add(operation.key)
        result.refused.append((operation.label, written.message))
        return WriteStatus.REFUSED, None


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: nothing in a plan is cyclic, and collecting takes a third of the time.

    What was made meanwhile counts as old afterwards: else the collector would look at all of it at once.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def _lacks_notes(before: LibrarySnapshot, snapshot: LibrarySnapshot) -> bool:
    return snapshot is not before and any(
        data["itemType"] == "note" and key not in snapshot.items for key, data in before.items.items()
    )


def _check_alarms(plan: SyncPlan, *, force: bool) -> None:
    if plan.alarms and not force:
        raise UnsafePlan("; ".join(plan.alarms), hint="check the plan; if it is right, use --force")
