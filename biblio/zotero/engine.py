"""Carry out a plan: what comes back is written down first, then the library is, every write journaled beforehand.

A run may stop anywhere. What was sent without an answer is looked at when the library is next read; everything else is
simply planned again. Nothing is done twice: keys are chosen by us, and every write says which version it changes.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from biblio.errors import UnsafePlan, WriteLost
from biblio.lookup.progress import Progress
from biblio.zotero.acknowledge import acknowledged, matches_request
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.merge import Side
from biblio.zotero.mirror import with_written
from biblio.zotero.model import (
    DesiredState,
    LibrarySnapshot,
    ObjectType,
    Operation,
    Rules,
    SyncPlan,
    SyncRecord,
    SyncState,
)
from biblio.zotero.object_content import Data
from biblio.zotero.overrides_file import read_overrides, write_overrides
from biblio.zotero.planning.rollback import stale_links
from biblio.zotero.planning.sync_planner import make_plan
from biblio.zotero.planning.undo import LoggedWrite, WriteStatus
from biblio.zotero.remote import MOST_OBJECTS, Remote, WriteOutcome, WrittenObject

__all__ = ["ApplyResult", "Engine"]

_ROUNDS = 5
"""How often a plan is made anew in one run, because others wrote in between."""
_GUARDED = 3
"""Rounds in which a write is refused when anything in the library has changed; later ones look at single objects."""
Settle = Callable[[str, str], Side | None]


@dataclass(slots=True)
class ApplyResult:
    """What a run did.

    `refused` are objects that the server does not take, with its reason; `left` were changed by others all the time and
    are done in the next run.
    """

    run: int
    done: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    rounds: int = 1

    def count(self, verb: str) -> None:
        """Count one write that was done."""
        self.done[verb] = self.done.get(verb, 0) + 1


@dataclass(slots=True)
class _Round:
    """How one pass over a plan went: `again` where something must be looked at and planned anew."""

    again: bool = False
    stale: dict[str, ObjectType] = field(default_factory=dict)


class Engine:
    """Works on one library. `overrides` is the path of ``zotero.txt``; `clock` gives seconds since 1970."""

    def __init__(
        self,
        remote: Remote,
        memory: ZoteroMemory,
        overrides: Path,
        *,
        progress: Progress,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._remote, self._memory, self._path = remote, memory, overrides
        self._progress, self._clock = progress, clock
        memory.choose(remote.realm, remote.library, remote.uri)
        self._copy: LibrarySnapshot | None = None
        self._refused: set[str] = set()
        self._seq = 0
        self._found: list[tuple[int, str]] = []

    def look(self) -> LibrarySnapshot:
        """Read what has changed in the library, and find out what became of writes that were not answered."""
        before = self._copy or self._memory.copy()
        self._progress.stage("zotero", 0)
        copy = self._remote.read(before)
        if copy is not before:
            if before is not None and copy.version < before.version:
                self._note_restored(before, copy)
            self._memory.put_copy(copy, before)
        self._copy = copy
        self._find_out(copy)
        return copy

    def _note_restored(self, before: LibrarySnapshot, copy: LibrarySnapshot) -> None:
        """Forget what an older library cannot know; on disk before the library's new version is."""
        self._memory.put_ties(list(stale_links(self._memory.ties().values(), before, copy)), ())
        self._progress.warn(
            f"the library went back from version {before.version} to {copy.version}: it was restored from a backup."
            " What it lacks is made again; where it says otherwise both sides are shown"
        )

    def _find_out(self, copy: LibrarySnapshot) -> None:
        for run, seq, entry in self._memory.unanswered():
            data = _table(copy, entry.sort).get(entry.key)
            tie = entry.tie_after
            if data is None or not (matches_request(data, entry.body) or entry.verb == "create"):
                self._memory.note_done(run, [(seq, WriteStatus.LOST, entry)], [], copy, copy)
                continue
            done = replace(entry, after={name: data.get(name, "") for name in entry.body})
            self._memory.note_done(run, [(seq, WriteStatus.DONE, done)], [tie] if tie else [], copy, copy)
            self._found.append((run, entry.verb))

    def plan(self, wants: DesiredState, rules: Rules, settle: Settle) -> SyncPlan:
        """Return what would bring both sides into step, the library as it was last looked at."""
        copy = self._copy or self.look()
        with _no_collecting():
            return make_plan(wants, copy, self._memory.ties(), read_overrides(self._path), rules, settle=settle)

    def apply(
        self, wants: DesiredState, plan: SyncPlan, rules: Rules, settle: Settle, *, force: bool = False,
        files: Mapping[str, tuple[str, str]] | None = None,
    ) -> ApplyResult:  # fmt: skip
        """Carry out `plan`; `files` are the notes that the caller changes with it, for the journal.

        Raises `UnsafePlan` where the plan has alarms and nobody insists, `Unauthorised` before anything is sent, and
        `ServiceError` where the server cannot be asked any more: the next run goes on from there.
        """
        _check(plan, force=force)
        if plan.operations:
            self._remote.check_rights()
        facts = list(map(str, plan.facts)), list(map(str, plan.dropped_facts))
        run = self._memory.begin("apply", plan.digest, self._clock(), facts, files or {})
        outcome = ApplyResult(run)
        self._refused.clear()
        self._seq = 0
        for number in range(1, _ROUNDS + 1):
            outcome.rounds = number
            self._take_back(plan)
            self._remember(run, plan.ties)
            done = self._write(run, plan.operations, outcome, guarded=number <= _GUARDED)
            outcome.left = [one.label for one in plan.operations if one.key in done.stale]
            if not done.again:
                break
            for verb in self._look_again(done.stale, run):
                outcome.count(verb)
            plan = self._without_refused(self.plan(wants, rules, settle))
            _check(plan, force=force)
            if plan.is_empty:
                outcome.left = []
                break
            self._memory.note_facts(run, (list(map(str, plan.facts)), list(map(str, plan.dropped_facts))))
        self._memory.end(run, self._clock())
        return outcome

    def take_back(
        self, what: str, operations: Sequence[Operation], ties: Sequence[SyncRecord], forgotten: Sequence[str],
        facts: tuple[Sequence[str], Sequence[str]],
    ) -> ApplyResult:  # fmt: skip
        """Carry out an undo. `ties` are remembered again first: what a kill leaves then looks like nobody's doing."""
        if operations:
            self._remote.check_rights()
        run = self._memory.begin(what, "", self._clock(), facts, {})
        outcome = ApplyResult(run)
        self._seq = 0
        self._memory.put_ties(ties, forgotten)
        done = self._write(run, operations, outcome, guarded=True, undoing=True)
        outcome.left = [one.label for one in operations if one.key in done.stale or (done.again and not done.stale)]
        if done.again:
            self._look_again(done.stale, run)
        self._memory.end(run, self._clock())
        return outcome

    def _look_again(self, stale: Mapping[str, ObjectType], run: int) -> list[str]:
        """Read the library again; return the verbs of this run's writes that turn out to be done."""
        self._found.clear()
        self.look()
        self._read_stale(stale)
        return [verb for number, verb in self._found if number == run]

    def _read_stale(self, stale: Mapping[str, ObjectType]) -> None:
        """Read objects by their keys whose change no new version of the library tells, or that no list names."""
        copy = self._copy
        assert copy is not None
        # A relation that is seen from its other end changes that one's version, and the library's not once more.
        items = stale.keys() & copy.items.keys()
        # The app leaves collections in its trash out of all lists, and knows them by their keys.
        hidden = {key for key, sort in stale.items() if sort is ObjectType.COLLECTION} - copy.collections.keys()
        for sort, keys in ((ObjectType.ITEM, items), (ObjectType.COLLECTION, hidden)):
            if keys:
                fresh = self._remote.read_again(copy, sort, keys)
                self._memory.put_copy(fresh, copy)
                self._copy = copy = fresh

    def _take_back(self, plan: SyncPlan) -> None:
        """Write down what comes back from Zotero; it is on disk before anything is sent or remembered."""
        if plan.facts or plan.dropped_facts:
            before = read_overrides(self._path)
            write_overrides(self._path, before.changed(plan.facts, plan.dropped_facts))

    def _remember(self, run: int, ties: Sequence[SyncRecord]) -> None:
        if ties:
            before = self._memory.ties()
            entries = [
                LoggedWrite("remember", one.sort, one.key, one.uid, tie_before=before.get(one.uid), tie_after=one)
                for one in ties
            ]
            self._memory.note_settled(run, self._seq, entries)
            self._seq += len(entries)

    def _without_refused(self, plan: SyncPlan) -> SyncPlan:
        kept = tuple(
            one for one in plan.operations if one.key not in self._refused and one.target.parent not in self._refused
        )
        return replace(plan, operations=kept)

    # -- writing -----------------------------------------------------------------------------------------------

    def _write(
        self, run: int, operations: Sequence[Operation], outcome: ApplyResult, *, guarded: bool, undoing: bool = False
    ) -> _Round:
        done = _Round()
        self._progress.stage("writing to Zotero", len(operations))
        ties = self._memory.ties()
        for sort in (ObjectType.COLLECTION, ObjectType.ITEM):
            some = [one for one in operations if one.sort is sort]
            for start in range(0, len(some), MOST_OBJECTS):
                batch = some[start : start + MOST_OBJECTS]
                if not self._write_batch(run, sort, batch, ties, outcome, done, guarded=guarded, undoing=undoing):
                    done.again = True
                    return done
                self._progress.step(len(batch))
        return done

    def _write_batch(
        self,
        run: int,
        sort: ObjectType,
        batch: Sequence[Operation],
        ties: Mapping[str, SyncRecord],
        outcome: ApplyResult,
        done: _Round,
        *,
        guarded: bool,
        undoing: bool,
    ) -> bool:
        """Write some objects; return whether what comes after them can be written as planned."""
        copy = self._copy
        assert copy is not None
        entries = [
            (self._seq + n, _entry(one, ties.get(one.tie.uid), keep=not undoing or one.tie.uid in ties))
            for n, one in enumerate(batch)
        ]
        self._seq += len(batch)
        pending = [replace(one.tie, state=SyncState.PENDING) for one in batch if one.verb == "create"]
        self._memory.note_sent(run, entries, pending)
        rows = [{"key": one.key, "version": one.version, **one.body} for one in batch]
        try:
            answer = self._remote.write(sort, rows, copy.version if guarded else None)
        except WriteLost as error:
            if undoing or outcome.rounds >= _ROUNDS:
                raise
            self._progress.warn(f"{error}; looking what became of it")
            return False
        if answer.moved:
            lost = [(seq, WriteStatus.LOST, entry) for seq, entry in entries]
            self._memory.note_done(run, lost, [], copy, copy)
            return False
        outcomes, new_ties, rows_now = [], [], []
        for operation, (seq, entry), result in zip(batch, entries, answer.results, strict=True):
            if result.fate is WriteOutcome.UNKNOWN:
                done.again = True  # it stays unanswered until it is looked at
                continue
            status, data = self._outcome(operation, result, copy, outcome, done)
            after = {name: data.get(name, "") for name in entry.body} if data else None
            outcomes.append((seq, status, replace(entry, after=after, message=result.message)))
            if status is WriteStatus.DONE and data is not None:
                rows_now.append(data)
                if not undoing:
                    # Of what leaves, the base stays: it tells what others did to it since.
                    is_leaving = operation.verb in ("leave", "trash")
                    tie = operation.tie
                    new_ties.append(tie if is_leaving else acknowledged(tie, operation.target, data, copy.uri))
        version = answer.version if guarded and answer.version else None
        after_write = with_written(copy, sort, rows_now, version)
        self._memory.note_done(run, outcomes, new_ties, after_write, copy)
        self._copy = after_write
        return True

    def _outcome(
        self, operation: Operation, result: WrittenObject, copy: LibrarySnapshot, outcome: ApplyResult, done: _Round
    ) -> tuple[WriteStatus, Data | None]:
        if result.fate is WriteOutcome.DONE:
            outcome.count(operation.verb)
            return WriteStatus.DONE, result.data or _table(copy, operation.sort).get(operation.key)
        if result.fate is WriteOutcome.STALE:
            done.again = True
            done.stale[operation.key] = operation.sort
            return WriteStatus.STALE, None
        self._refused.add(operation.key)
        outcome.refused.append((operation.label, result.message))
        return WriteStatus.REFUSED, None


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector out: nothing in a plan refers back to itself, and looking is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(plan: SyncPlan, *, force: bool) -> None:
    if plan.alarms and not force:
        hint = "look at the plan; if it is right: --force"
        raise UnsafePlan("; ".join(plan.alarms), hint=hint)


def _entry(operation: Operation, before: SyncRecord | None, *, keep: bool) -> LoggedWrite:
    was = dict(operation.before) if operation.before is not None else None
    return LoggedWrite(
        operation.verb, operation.sort, operation.key, operation.label, dict(operation.body), was, operation.version,
        before, operation.tie if keep else None,
    )  # fmt: skip


def _table(copy: LibrarySnapshot, sort: ObjectType) -> Mapping[str, Data]:
    return copy.items if sort is ObjectType.ITEM else copy.collections
