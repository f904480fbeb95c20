"""Zotero: time and memory for planning 10,000 items, and the requests that pushes of several sizes take.

    python benchmarks/zotero.py                     # all
    python benchmarks/zotero.py planning first      # some of: planning, first, requests, foreign
    python benchmarks/zotero.py sizes 1000 10000    # first plan, push, plan again at these sizes; an export of them as a source

Seconds are the processor's, so that other programs do not count; `planning` is measured in a process that only plans.
To compare two versions, run their `planning` and `first` by turns.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.changes import HERE
from benchmarks.changes import run as run_command


def works(count: int) -> list[object]:
    from biblio.model.dates import PartialDate
    from biblio.model.identifiers import make
    from biblio.model.people import parse_person
    from biblio.model.record import Medium, Record, Work
    from biblio.zotero.desired_state import DesiredChild, DesiredItem
    from biblio.zotero.note_html import note_html
    from biblio.zotero.object_content import Content

    items = []
    for number in range(count):
        doi = make("doi", f"10.1000/{number}")
        record = Record(
            "bench", f"A Study of Subject Number {number}", medium=Medium.JOURNAL, identifiers=(doi,), venue="Journal of Tests",  # type: ignore[arg-type]
            authors=tuple(parse_person(f"Ada{number % 97} Doe{number % 89}") for _ in range(4)), date=PartialDate(2020), volume="3",
            pages="1-20", abstract="Words about it. " * 40,
        )  # fmt: skip
        child = DesiredChild(
            f"note:n{number}",
            Content("note", {"note": note_html("my words", note=f"n{number}", source="a.md")}),
            "note",
        )
        items.append(
            DesiredItem(str(doi), (str(doi),), Work(str(doi), record, (record,)), f"k{number}", citekey=f"doe2020k{number}",
                   topics=frozenset({f"t{number % 60}", f"u{number % 7}"}), children=(child,) if number % 2 else (),
                   notes=(f"n{number}",), places=("a.md",))
        )  # fmt: skip
    return items


def quick_desk(folder: Path) -> object:
    """Return a desk whose library shows objects without looking for relations, of which there are none."""
    from biblio.zotero.library_snapshot import compact
    from biblio.zotero.schema import is_regular, item_type
    from tests.servers.zotero_library import Library
    from tests.zotero.loopback import Desk, Loopback

    class Quick(Loopback):
        def shown(self, kind: str, key: str) -> object:  # type: ignore[override]
            data = self.server.table(kind)[key]
            if kind == "item" and is_regular(data["itemType"]):
                data = {**dict.fromkeys(sorted(item_type(data["itemType"]).fields), ""), "creators": [], **data}
            return compact(data)

    return Desk(folder, Library("http://zotero.org/users/1"), remote_type=Quick)


def plan(desk: object, label: str, target: float) -> None:
    """Plan three times; print the least processor time, and the most memory that the process took."""
    seconds, writes = [], 0
    for _ in range(3):
        engine, memory = desk.open()  # type: ignore[attr-defined]
        start = time.process_time()
        engine.refresh()
        sync_plan = engine.plan(desk.desired(), desk.rules, lambda label, field: None)  # type: ignore[attr-defined]
        seconds.append(time.process_time() - start)
        writes = len(sync_plan.operations)
        memory.close()
        del engine, memory, sync_plan
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {label:<28} {min(seconds):6.2f} s, {writes:>6,} writes, at most {most:.0f} MB   target < {target:g} s, 200 MB"
    )


def first(count: int = 10_000) -> None:
    """The first plan, with an empty library."""
    with tempfile.TemporaryDirectory() as name:
        desk = quick_desk(Path(name))
        desk.notes = {item.uid: item for item in works(count)}  # type: ignore[attr-defined]
        print(f"planning {count:,} works")
        plan(desk, "the first time", 1)


def planning(count: int = 10_000) -> None:
    """Plans with everything remembered: after no change, and after a hundred notes changed."""
    from dataclasses import replace

    with tempfile.TemporaryDirectory() as name:
        if os.fork() == 0:  # what the first run needs is not what the later ones need
            desk = quick_desk(Path(name))
            desk.notes = {item.uid: item for item in works(count)}  # type: ignore[attr-defined]
            desk.sync()  # type: ignore[attr-defined]
            os._exit(0)
        assert os.wait()[1] == 0
        desk = quick_desk(Path(name))
        items = works(count)
        desk.notes = {item.uid: item for item in items}  # type: ignore[attr-defined]
        _, memory = desk.open()  # type: ignore[attr-defined]
        snapshot = memory.snapshot()
        memory.close()
        desk.server.version = snapshot.version  # type: ignore[attr-defined]
        del snapshot
        print(f"planning {count:,} works that are in the library")
        plan(desk, "nothing has changed", 1)
        for item in items[:100]:
            desk.notes[item.uid] = replace(item, topics=frozenset({"new"}))  # type: ignore[attr-defined,type-var]
        plan(desk, "a hundred notes have", 1)


def foreign(count: int = 10_000) -> None:
    """The first plan against a library that is full of other items: how often it reads."""
    from collections import Counter

    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.zotero.api import ZoteroLibrary
    from tests.servers.base import Farm
    from tests.servers.zotero import FULL, ZoteroServer
    from tests.servers.zotero_library import Library
    from tests.zotero.loopback import Desk

    class Quick(Library):
        def shown(self, kind: str, data: dict[str, object]) -> dict[str, object]:
            return data

    server = ZoteroServer()
    server.libraries["/users/1"] = library = Quick("http://zotero.org/users/1")
    for number in range(count):
        library.write(
            "item", {"itemType": "book", "title": f"Another Book, Number {number}", "tags": [], "creators": []}
        )
    with tempfile.TemporaryDirectory() as name, Farm([server]) as farm, HttpClient(RateLimiter()) as http:
        desk = Desk(Path(name))
        policy = ServicePolicy("zotero", f"{farm.url}/zotero", interval=0.0)
        desk.remote = ZoteroLibrary(http, policy, kind="user", number=1, key=FULL)  # type: ignore[assignment]
        desk.notes = {item.uid: item for item in works(100)}  # type: ignore[attr-defined]
        desk.plan()
        sent = Counter(request.path for request in farm.log)
        pages = sent["/users/1/items"] + sent["/users/1/collections"]
        print(
            f"first plan against {count:,} other items: {pages} reads of the library, {len(farm.log)} requests   target <= 101"
        )


def requests() -> None:
    """Requests over HTTP, counted by the server: a first push, nothing to do, one note changed."""
    from collections import Counter

    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.zotero.api import ZoteroLibrary
    from tests.servers.base import Farm
    from tests.servers.zotero import FULL, ZoteroServer
    from tests.zotero.loopback import Desk

    print("requests                 objects  collections    first push   nothing to do   one note changed")
    for count in (10, 100, 1000):
        server = ZoteroServer()
        with tempfile.TemporaryDirectory() as name, Farm([server]) as farm, HttpClient(RateLimiter()) as http:
            desk = Desk(Path(name))
            policy = ServicePolicy("zotero", f"{farm.url}/zotero", interval=0.0)
            desk.remote = ZoteroLibrary(http, policy, kind="user", number=1, key=FULL)  # type: ignore[assignment]
            items = works(count)
            desk.notes = {item.uid: item for item in items}  # type: ignore[attr-defined]
            counts = []
            for step in range(3):
                if step == 2:
                    from dataclasses import replace

                    first = items[0]
                    desk.notes[first.uid] = replace(first, topics=frozenset({"t1"}))  # type: ignore[attr-defined,type-var]
                farm.log.clear()
                desk.sync()
                sent = Counter(request.method for request in farm.log)
                counts.append(f"{sent['POST']} + {sent['GET']}")
            objects, collections = len(server.library.items), len(server.library.collections)
            most = objects // 50 + collections // 50 + 5
            print(
                f"  writes + reads       {objects:>9,} {collections:>12,} {counts[0]:>13} {counts[1]:>15} {counts[2]:>18}"
                f"   target: {most} writes, 1 read, …"
            )


def _measured(label: str, do: Callable[[], object]) -> None:
    """Do something in a process of its own; print its processor time, and the most memory that it had."""
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        do()
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    assert status == 0
    print(f"  {label:<28} {usage.ru_utime + usage.ru_stime:7.2f} s, at most {usage.ru_maxrss / 1024:.0f} MB")


def _run(do: str, folder: Path, count: int) -> None:
    desk = quick_desk(folder)
    desk.notes = {item.uid: item for item in works(count)}  # type: ignore[attr-defined]
    getattr(desk, do)()


def _plan_again(folder: Path, count: int) -> None:
    desk = quick_desk(folder)
    desk.notes = {item.uid: item for item in works(count)}  # type: ignore[attr-defined]
    _, memory = desk.open()  # type: ignore[attr-defined]
    desk.server.version = memory.snapshot().version  # type: ignore[attr-defined]
    memory.close()
    assert not desk.plan().operations  # type: ignore[attr-defined]


def sizes(*counts: int) -> None:
    """A first plan, a first push and a plan again for each number of works; an export of as many items read as a source."""
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            print(f"{count:,} works")
            _measured("made, not planned", partial(works, count))
            _measured("first plan", partial(_run, "plan", Path(name), count))
            _measured("first push", partial(_run, "sync", Path(name), count))
            _measured("plan again", partial(_plan_again, Path(name), count))
            export = Path(name) / "library.json"
            rows = [{"id": f"k{number}", "type": "article-journal", "title": f"A Study of Subject Number {number}", "DOI": f"10.1000/{number}",
                     "container-title": "Journal of Tests", "author": [{"family": f"Doe{number % 89}", "given": "Ada"}],
                     "issued": {"date-parts": [[2020]]}, "abstract": "Words about it. " * 40} for number in range(count)]  # fmt: skip
            export.write_text(json.dumps(rows), encoding="utf-8")
            (Path(name) / "config.toml").write_text(
                '[services]\noffline = true\n[notes]\nsources = ["library.json"]\n', encoding="utf-8"
            )
            usage = run_command(HERE, Path(name), "notes", "--json")
            print(f"  {'an export as source: notes':<28} {usage.seconds:7.2f} s, at most {usage.memory:.0f} MB")


PARTS = {"first": first, "planning": planning, "requests": requests, "foreign": foreign}

if __name__ == "__main__":
    if sys.argv[1:2] == ["sizes"]:
        sizes(*map(int, sys.argv[2:]))
        sys.exit()
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
