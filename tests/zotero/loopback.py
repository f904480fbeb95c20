"""A library in memory as a `Remote`, with accidents: what a server does without a network between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from biblio.errors import WriteLost
from biblio.lookup.progress import SilentProgress
from biblio.model.people import parse_person
from biblio.model.record import Medium, Record, Work
from biblio.zotero.api import write_outcome
from biblio.zotero.engine import ApplyResult, Engine
from biblio.zotero.memory import ZoteroMemory, open_memory
from biblio.zotero.mirror import compact
from biblio.zotero.model import DesiredChild, DesiredItem, DesiredState, LibrarySnapshot, ObjectType, Rules, SyncPlan
from biblio.zotero.note_html import note_html
from biblio.zotero.object_content import Content, Data
from biblio.zotero.overrides import Overrides
from biblio.zotero.overrides_file import read_overrides
from biblio.zotero.remote import WriteOutcome, WriteReply, WrittenObject
from tests.servers.zotero_library import Library, Refused


class Killed(Exception):
    """The process ends here."""


class Loopback:
    """`fault` is asked before and after each write ("before", "after"); it may raise, or change the library."""

    realm, library, uri = "test", "users/1", "http://zotero.org/users/1"

    def __init__(self, server: Library) -> None:
        self.server = server
        self.fault: Callable[[str], None] = lambda moment: None
        self.writes = self.reads = self.rights = 0
        self.whole = True  # whether a newer library refuses the write as a whole

    def check_rights(self) -> None:
        self.rights += 1

    def read(self, known: LibrarySnapshot | None) -> LibrarySnapshot:
        self.reads += 1
        if known is not None and known.version == self.server.version:
            return known
        items = {key: self.shown("item", key) for key in self.server.items}
        collections = {key: self.shown("collection", key) for key in self.server.collections}
        return LibrarySnapshot(self.library, self.uri, self.server.version, items, collections)

    def shown(self, kind: str, key: str) -> Data:
        return compact(self.server.shown(kind, self.server.table(kind)[key]))

    def read_again(self, copy: LibrarySnapshot, sort: ObjectType, keys: Collection[str]) -> LibrarySnapshot:
        found = {key: self.shown(sort, key) for key in keys if key in self.server.table(sort)}
        if sort is ObjectType.COLLECTION:
            return replace(copy, collections={**copy.collections, **found})
        return replace(copy, items={**copy.items, **found})

    def write(self, sort: ObjectType, rows: Sequence[Mapping[str, Any]], version: int | None) -> WriteReply:
        assert len(rows) <= 50
        self.writes += 1
        self.fault("before")
        if version is not None and self.server.version > version:
            return WriteReply(self.server.version, moved=True)
        side: set[str] = set()
        results = []
        for row in rows:
            try:
                self.server.write(sort, dict(row), checked=version is not None, side=side)
                results.append(WrittenObject(row["key"], WriteOutcome.DONE, self.shown(sort, row["key"])))
            except Refused as refused:
                fate = write_outcome(refused.code, refused.message)
                results.append(WrittenObject(row["key"], fate, message=f"{refused.message} ({refused.code})"))
        self.fault("after")
        return WriteReply(self.server.version, tuple(results))


def lost(moment: str) -> None:
    """Lose the answer to a write that was done."""
    if moment == "after":
        raise WriteLost("zotero", "broke off the connection")


class Desk:
    """One person's project with one library; `sync` is a run of a process of its own."""

    def __init__(self, folder: Path, server: Library | None = None) -> None:
        self.folder = folder
        self.server = server or Library("http://zotero.org/users/1")
        self.remote = Loopback(self.server)
        self.notes: dict[str, DesiredItem] = {}
        self.rules = Rules()
        self.undecided: frozenset[str] = frozenset()
        self.complete = True

    @property
    def overrides(self) -> Overrides:
        return read_overrides(self.folder / "zotero.txt")

    def wants(self) -> DesiredState:
        return DesiredState(tuple(self.notes.values()), self.undecided, complete=self.complete)

    def open(self) -> tuple[Engine, ZoteroMemory]:
        memory = open_memory(self.folder / "memory.sqlite")
        clock = iter(range(1, 10**6)).__next__
        return Engine(
            self.remote, memory, self.folder / "zotero.txt", progress=SilentProgress(), clock=lambda: float(clock())
        ), memory

    def plan(self, prefer: str | None = None) -> SyncPlan:
        engine, memory = self.open()
        try:
            engine.look()
            return engine.plan(self.wants(), self.rules, lambda label, field: prefer)  # type: ignore[arg-type,return-value]
        finally:
            memory.close()

    def sync(self, prefer: str | None = None, *, force: bool = True) -> tuple[SyncPlan, ApplyResult]:
        engine, memory = self.open()
        try:
            engine.look()
            settle = lambda label, field: prefer  # noqa: E731
            plan = engine.plan(self.wants(), self.rules, settle)  # type: ignore[arg-type]
            return plan, engine.apply(self.wants(), plan, self.rules, settle, force=force)  # type: ignore[arg-type]
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
        wanted = wanted_work(name, *topics, title=title, comment=comment, related=related, is_own=is_own)
        self.notes[name] = wanted
        return wanted

    def item(self, name: str) -> dict[str, Any]:
        """Return the one live item of a work."""
        found = self.items_of(name)
        assert len(found) == 1, found
        return found[0]

    def items_of(self, name: str) -> list[dict[str, Any]]:
        return [
            one for one in self.server.items.values() if one.get("DOI") == f"10.1000/{name}" and not one.get("deleted")
        ]

    def edit(self, key: str, sort: str = "item", **fields: Any) -> None:
        """Change an object as another client does."""
        version = self.server.table(sort)[key]["version"]
        self.server.write(sort, {"key": key, "version": version, **fields})

    def members(self, name: str) -> set[str]:
        """Return the names of the collections in which a work stands."""
        return {self.server.collections[key]["name"] for key in self.item(name)["collections"]}

    def collection(self, name: str) -> str:
        return next(key for key, one in self.server.collections.items() if one["name"] == name)

    def tags(self, name: str) -> set[str]:
        return {one["tag"] for one in self.item(name)["tags"]}


def wanted_work(
    name: str,
    *topics: str,
    title: str = "",
    comment: str = "",
    related: Sequence[str] = (),
    author: str = "Ada Doe",
    is_own: bool = True,
) -> DesiredItem:
    from biblio.model.dates import PartialDate
    from biblio.model.identifiers import make

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
        children=tuple(children), related=frozenset(f"doi:10.1000/{one}" for one in related), notes=(f"note-{name}",),
        places=("page.txt",), is_own=is_own,
    )  # fmt: skip
