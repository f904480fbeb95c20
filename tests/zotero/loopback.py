"""A library in memory as a `RemoteLibrary`, with accidents: what a server does without a network between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from biblio.errors import WriteLost
from biblio.lookup.progress import SilentProgress
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from biblio.model.record import Medium, Record, Work
from biblio.zotero.api_replies import write_outcome
from biblio.zotero.apply_rounds import ApplyResult
from biblio.zotero.desired_state import DesiredChild, DesiredItem, DesiredState
from biblio.zotero.library_snapshot import LibrarySnapshot, ObjectType, compact
from biblio.zotero.memory import ZoteroMemory
from biblio.zotero.merge import Side
from biblio.zotero.note_html import note_html
from biblio.zotero.object_content import Content, Data
from biblio.zotero.overrides import Overrides, parse_line
from biblio.zotero.overrides_file import change_overrides, read_overrides
from biblio.zotero.planning.safeguards import Safeguards
from biblio.zotero.planning.undo import UndoPlan, plan_undo
from biblio.zotero.remote_library import WriteOutcome, WriteReply, WrittenObject
from biblio.zotero.sync_engine import SyncEngine
from biblio.zotero.sync_library import undone_runs, writes_to_undo
from biblio.zotero.sync_plan import SyncPlan
from biblio.zotero.sync_rules import SyncRules
from tests.servers.zotero_library import Library, RefusedError


def write_overrides(path: Path, after: Overrides) -> None:
    """Let a ``zotero.txt`` say `after`."""
    change_overrides(path, lambda _: after)


class Killed(Exception):
    """The process ends here."""


class Loopback:
    """`fault` is asked before and after each write ("before", "after"); it may raise, or change the library."""

    realm, library, uri = "test", "users/1", "http://zotero.org/users/1"

    def __init__(self, server: Library) -> None:
        self.server = server
        self.fault: Callable[[str], None] = lambda moment: None
        self.writes = self.reads = self.rights = 0
        self.hidden: frozenset[str] = frozenset()

    def check_rights(self) -> None:
        self.rights += 1

    def hidden_kinds(self) -> frozenset[str]:
        return self.hidden

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        self.reads += 1
        if known is not None and known.version == self.server.version:
            return known
        items = {
            key: self.shown("item", key)
            for key, data in self.server.items.items()
            if not (self.hidden and data["itemType"] == "note")
        }
        collections = {key: self.shown("collection", key) for key in self.server.collections}
        return LibrarySnapshot(self.library, self.uri, self.server.version, items, collections)

    def shown(self, kind: str, key: str) -> Data:
        return compact(self.server.shown(kind, self.server.table(kind)[key]))

    def read_again(self, snapshot: LibrarySnapshot, object_type: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        fresh = {key: self.shown(object_type, key) for key in keys if key in self.server.table(object_type)}
        if object_type is ObjectType.COLLECTION:
            return replace(snapshot, collections={**snapshot.collections, **fresh})
        return replace(snapshot, items={**snapshot.items, **fresh})

    def write(self, object_type: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        assert len(rows) <= 50
        self.writes += 1
        self.fault("before")
        if version is not None and self.server.version > version:
            return WriteReply(self.server.version, is_outdated=True)
        side: set[str] = set()
        results = []
        for row in rows:
            try:
                self.server.write(object_type, dict(row), checked=version is not None, side=side)
                results.append(WrittenObject(row["key"], WriteOutcome.DONE, self.shown(object_type, row["key"])))
            except RefusedError as refused:
                outcome = write_outcome(refused.code, refused.message)
                results.append(WrittenObject(row["key"], outcome, message=f"{refused.message} ({refused.code})"))
        self.fault("after")
        return WriteReply(self.server.version, tuple(results))


def lost(moment: str) -> None:
    """Lose the answer to a write that was done."""
    if moment == "after":
        raise WriteLost("zotero", "broke off the connection")


class Desk:
    """One user's project with one library; `sync` is a run of a process of its own.

    `safeguards` are the engine's, `memory_type` is what it remembers with: both are for tests that break a guard.
    """

    def __init__(
        self,
        folder: Path,
        server: Library | None = None,
        *,
        remote_type: type[Loopback] = Loopback,
        memory_type: type[ZoteroMemory] = ZoteroMemory,
        safeguards: Safeguards | None = None,
    ) -> None:
        self.folder = folder
        self.server = server or Library("http://zotero.org/users/1")
        self.remote = remote_type(self.server)
        self.memory_type = memory_type
        self.safeguards = safeguards or Safeguards()
        self.notes: dict[str, DesiredItem] = {}
        self.rules = SyncRules()
        self.undecided: frozenset[str] = frozenset()
        self.is_complete = True

    @property
    def overrides(self) -> Overrides:
        return read_overrides(self.folder / "zotero.txt")

    def desired(self) -> DesiredState:
        return DesiredState(tuple(self.notes.values()), self.undecided, is_complete=self.is_complete)

    def open(self) -> tuple[SyncEngine, ZoteroMemory]:
        memory = self.memory_type.open(self.folder / "memory.sqlite")
        clock = iter(range(1, 10**6)).__next__
        engine = SyncEngine(
            self.remote, memory, self.folder / "zotero.txt", progress=SilentProgress(), clock=lambda: float(clock()),
            safeguards=self.safeguards,
        )  # fmt: skip
        return engine, memory

    def plan(self, prefer: Side | None = None) -> SyncPlan:
        engine, memory = self.open()
        try:
            engine.refresh()
            return engine.plan(self.desired(), self.rules, lambda label, field: prefer)
        finally:
            memory.close()

    def sync(self, prefer: Side | None = None, *, force: bool = True) -> tuple[SyncPlan, ApplyResult]:
        engine, memory = self.open()
        try:
            engine.refresh()
            settle = lambda label, field: prefer  # noqa: E731
            plan = engine.plan(self.desired(), self.rules, settle)
            return plan, engine.apply(self.desired(), plan, self.rules, settle, force=force)
        finally:
            memory.close()

    def run_before(self, back: int) -> int | None:
        """Return the number of the last run that applied a plan, or of one before it; None if there is none.

        Runs that are undone do not count.
        """
        _, memory = self.open()
        try:
            runs = memory.runs()
            undone = undone_runs(runs)
            return next(
                (run.id for run in [run for run in runs if run.what == "apply" and run.id not in undone][back:]), None
            )
        finally:
            memory.close()

    def undo(self, run: int | None = None) -> ApplyResult | None:
        """Undo a run, by default the last one that applied a plan; None if there is none."""
        undone = self.undo_and_tell(run)
        return undone[1] if undone else None

    def undo_and_tell(self, run: int | None = None) -> tuple[UndoPlan, ApplyResult] | None:
        """Undo a run as `undo` does; return the plan, too, which says what cannot be undone."""
        engine, memory = self.open()
        try:
            snapshot = engine.refresh()
            chosen = [known for known in memory.runs() if known.id == run or (run is None and known.what == "apply")]
            if not chosen or chosen[0].id in undone_runs(memory.runs()):
                return None
            undo = plan_undo(*writes_to_undo(memory, chosen[0]), snapshot, memory.records())
            added, removed = (map(parse_line, lines) for lines in chosen[0].facts)
            write_overrides(self.folder / "zotero.txt", self.overrides.undone(added, removed))
            return undo, engine.apply_undo(f"undo {chosen[0].id}", undo, (chosen[0].facts[1], chosen[0].facts[0]))
        finally:
            memory.close()

    def note(
        self,
        name: str,
        *topics: str,
        title: str = "",
        comment: str = "",
        related: Sequence[str] = (),
        is_own: bool = True,
    ) -> DesiredItem:
        item = desired_item(name, *topics, title=title, comment=comment, related=related, is_own=is_own)
        self.notes[name] = item
        return item

    def item(self, name: str) -> dict[str, Any]:
        """Return the one live item of a work."""
        items = self.items_of(name)
        assert len(items) == 1, items
        return items[0]

    def items_of(self, name: str) -> list[dict[str, Any]]:
        return [
            data
            for data in self.server.items.values()
            if data.get("DOI") == f"10.1000/{name}" and not data.get("deleted")
        ]

    def edit(self, key: str, object_type: str = "item", **fields: Any) -> None:
        """Change an object as another client does."""
        version = self.server.table(object_type)[key]["version"]
        self.server.write(object_type, {"key": key, "version": version, **fields})

    def merge(self, kept: str, gone: str) -> None:
        """Merge two items as the app does: children, tags, collections and relations go to the one that is kept."""
        for child in [key for key, data in self.server.items.items() if data.get("parentItem") == gone]:
            self.edit(child, parentItem=kept)
        one, other = self.server.items[kept], self.server.items[gone]
        tags = {tag["tag"]: tag for tag in (*other["tags"], *one["tags"])}
        relations = {name: list(uris) for name, uris in one["relations"].items()}
        for relation, uris in other["relations"].items():
            relations[relation] = sorted({*relations.get(relation, ()), *uris})
        relations["dc:replaces"] = [*relations.get("dc:replaces", ()), f"{self.server.uri}/items/{gone}"]
        members = sorted({*one["collections"], *other["collections"]})
        self.edit(gone, deleted=1)
        self.edit(kept, tags=list(tags.values()), collections=members, relations=relations)

    def members(self, name: str) -> set[str]:
        """Return the names of the collections that a work is in."""
        return {self.server.collections[key]["name"] for key in self.item(name)["collections"]}

    def collection(self, name: str) -> str:
        return next(key for key, data in self.server.collections.items() if data["name"] == name)

    def tags(self, name: str) -> set[str]:
        return {tag["tag"] for tag in self.item(name)["tags"]}


def desired_item(
    name: str,
    *topics: str,
    title: str = "",
    comment: str = "",
    related: Sequence[str] = (),
    author: str = "Ada Doe",
    is_own: bool = True,
) -> DesiredItem:
    doi = make("doi", f"10.1000/{name}")
    assert doi is not None
    record = Record(
        "test", title or f"The Title of {name}", medium=Medium.JOURNAL, identifiers=(doi,), venue="Journal of Tests",
        authors=(parse_person(author),), date=PartialDate(2020),
    )  # fmt: skip
    children = []
    if comment:
        html = note_html(comment, note=f"note-{name}", source="page.txt")
        children.append(DesiredChild(f"note:note-{name}", Content("note", {"note": html}), f"note of {name}"))
    return DesiredItem(
        str(doi), (str(doi),), Work(str(doi), record, (record,)), name, citekey=f"doe2020{name}", topics=frozenset(topics),
        children=tuple(children), related=frozenset(f"doi:10.1000/{other}" for other in related), notes=(f"note-{name}",),
        places=("page.txt",), is_own=is_own,
    )  # fmt: skip
